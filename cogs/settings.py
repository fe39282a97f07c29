"""How do I make the bot behave in my server? `/config`."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, admin
from bot.errors import Outdated
from bot.ids import ChannelId, RoleId
from bot.settings import permissions, views
from bot.settings.models import NotAModeratorsRole, Purpose, Settings
from bot.text.text import Markup
from bot.ui.answer import answer, replace
from bot.ui.components import chosen

Interaction = discord.Interaction[Kanso]


class SettingsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        bot.door.add(views.CHANNEL, self.choose_channel)
        bot.door.add(views.MODERATORS, self.choose_moderators)

    @app_commands.command(name=_("config"), description=_("Set Kansō up in this server"))
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def config(self, interaction: Interaction) -> None:
        who = admin(interaction)
        settings = await self.bot.app.settings.get(who.guild)
        await answer(interaction, self._panel(interaction, settings), private=True)

    async def choose_channel(self, interaction: Interaction, purpose: str) -> None:
        who = admin(interaction)
        if purpose not in set(Purpose):
            raise Outdated
        channel = picked_id(interaction)
        settings = await self.bot.app.settings.choose_channel(
            who.guild, Purpose(purpose), ChannelId(channel) if channel else None, by=who.user
        )
        await replace(interaction, self._panel(interaction, settings))

    async def choose_moderators(self, interaction: Interaction) -> None:
        who = admin(interaction)
        role = picked_id(interaction)
        known = interaction.guild.get_role(role) if interaction.guild and role else None
        if known and (known.managed or known.is_default()):
            raise NotAModeratorsRole(role=Markup(known.mention))
        settings = await self.bot.app.settings.choose_moderators(
            who.guild, RoleId(role) if role else None, by=who.user
        )
        await replace(interaction, self._panel(interaction, settings))

    def _panel(self, interaction: Interaction, settings: Settings) -> discord.ui.LayoutView:
        missing = {}
        for purpose in Purpose:
            if channel_id := settings.channel(purpose):
                channel = interaction.guild.get_channel(channel_id) if interaction.guild else None
                missing[purpose] = permissions.missing(channel, purpose) if channel else None
        return views.panel(settings, self.bot.text(interaction), missing=missing)


def picked_id(interaction: discord.Interaction[Any]) -> int | None:
    """The id picked in the select that was used, None where the choice was cleared."""
    picked = next(iter(chosen(interaction)), None)
    if picked is not None and not (picked.isascii() and picked.isdigit() and len(picked) < 20):
        raise Outdated
    return int(picked) if picked else None


async def setup(bot: Kanso) -> None:
    await bot.add_cog(SettingsCog(bot))
