"""How settings look."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.errors import N_
from bot.settings import permissions
from bot.settings.models import Purpose, Settings
from bot.text import Text
from bot.ui import theme
from bot.ui.answer import card, row, rule, small
from bot.ui.components import Pattern

CHANNEL = Pattern("config-channel", {"purpose": str})
MODERATORS = Pattern("config-moderators", {})

_NAMES = {
    Purpose.REVIEWS: N_("**Reviews**"),
    Purpose.RENEWALS: N_("**Renewals**"),
    Purpose.DISCUSSIONS: N_("**Discussions**"),
}
_WITHOUT = {
    Purpose.REVIEWS: N_("-# No channel yet: drafts are kept, but nobody can post one."),
    Purpose.RENEWALS: N_("-# No channel yet: evidence is kept, but waits unseen."),
    Purpose.DISCUSSIONS: N_("-# No channel yet: nobody can open one."),
}
_PLACEHOLDER = {
    Purpose.REVIEWS: N_("Choose the review channel"),
    Purpose.RENEWALS: N_("Choose the renewal channel"),
    Purpose.DISCUSSIONS: N_("Choose the discussion channel"),
}


def panel(
    settings: Settings, t: Text, *, missing: Mapping[Purpose, list[str] | None]
) -> discord.ui.LayoutView:
    """The settings, each changed by its own select and saved at once.

    `missing` has for each chosen channel the permissions that the bot lacks there; None where the
    channel is gone or hidden from the bot.
    """
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {t('Kansō in this server')}"),
    ]
    for purpose in Purpose:
        channel = settings.channel(purpose)
        line = f"{t(_NAMES[purpose])} {f'<#{channel}>' if channel else ''}".rstrip()
        line += "\n" + (_state(missing.get(purpose, []), t) if channel else t(_WITHOUT[purpose]))
        items += [discord.ui.TextDisplay(line), row(_channel_select(purpose, channel, t))]
    role = settings.moderator_role
    items += [
        rule(),
        discord.ui.TextDisplay(
            f"{t('**Moderators**')} <@&{role}>\n{t('-# They approve evidence and close votes.')}"
            if role
            else f"{t('**Moderators**')}\n{t('-# No role yet: whoever may manage the server.')}"
        ),
        row(
            discord.ui.RoleSelect(
                custom_id=MODERATORS.pack(),
                placeholder=t("Choose the moderators' role"),
                min_values=0,
                default_values=[discord.SelectDefaultValue.from_role(discord.Object(role))]
                if role
                else [],
            )
        ),
        small(t("Every choice is saved at once. Clear a choice to take it back.")),
    ]
    unset = [purpose for purpose in Purpose if settings.channel(purpose) is None]
    broken = any(found is None or found for found in missing.values())
    return card(*items, colour=theme.WARN if broken or unset else theme.GOOD)


def _state(missing: list[str] | None, t: Text) -> str:
    if missing is None:
        return t("⚠️ That channel is gone or hidden from me. Choose another.")
    if not missing:
        return t("-# ✅ I may do everything that I need there.")
    return t(
        "⚠️ I lack {permissions} there. Allow it under Edit Channel → Permissions → Kansō.",
        permissions=permissions.words(missing, t),
    )


def _channel_select(
    purpose: Purpose, channel: int | None, t: Text
) -> discord.ui.ChannelSelect[Any]:
    return discord.ui.ChannelSelect(
        custom_id=CHANNEL.pack(purpose=purpose.value),
        placeholder=t(_PLACEHOLDER[purpose]),
        channel_types=[discord.ChannelType.text],
        min_values=0,
        default_values=[discord.SelectDefaultValue.from_channel(discord.Object(channel))]
        if channel
        else [],
    )
