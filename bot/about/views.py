"""What Kansō says of itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

from bot.text import Text
from bot.text.text import stamp
from bot.ui.answer import card, small

Commands = Mapping[str, Sequence[tuple[str, str]]]
"""A question, to the commands that answer it: name and description, both as message ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the bot is. `loops`: what it does again and again, as a message id, and when that last
    succeeded; None where it hasn't yet. `troubles` are message ids.
    """

    version: str
    up_since: datetime
    source: str
    shows: int
    schema: int
    loops: Mapping[str, datetime | None] = field(default_factory=dict)
    troubles: Sequence[str] = ()


def help_card(commands: Commands, menus: Sequence[str], t: Text) -> discord.ui.LayoutView:
    """The commands, under the questions that they answer, and what can be done with a message."""
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"## {t('What Kansō can do')}")]
    for question, answers in commands.items():
        lines = [f"**{t(question)}**"]
        lines += [f"`{t.command(name)}` {t(description)}" for name, description in answers]
        items.append(discord.ui.TextDisplay("\n".join(lines)))
    if menus:
        on_a_message = t("**On a message, under Apps**")
        names = " · ".join(f"**{t(name)}**" for name in menus)
        items.append(discord.ui.TextDisplay(f"{on_a_message}\n{names}"))
    items.append(
        small(t("Buttons under a card lead on. Whatever you submit in a form is saved at once."))
    )
    return card(*items)


def about_card(health: Health, t: Text) -> discord.ui.LayoutView:
    """Version, uptime and sources."""
    shows = t.n("{n} show", "{n} shows", health.shows)
    lines = [
        f"## {t('Kansō {version}', version=health.version)}",
        t("感想, impressions, and 簡素, simplicity: a bot for talking about anime."),
        t("**Up since** {when}", when=stamp(health.up_since)),
        t("**Source** {source}: {shows}", source=health.source, shows=shows),
        t("**Kept in** one SQLite file of the host, version {version}", version=health.schema),
    ]
    for loop, at in health.loops.items():
        facts = {"loop": t(loop), "when": stamp(at) if at else t("not yet")}
        lines.append(t("**{loop}** last success: {when}", **facts))
    lines += [t(trouble) for trouble in health.troubles]
    return card(discord.ui.TextDisplay("\n".join(lines)))
