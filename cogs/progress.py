"""How far have I seen it? `/progress`."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso
from bot.ids import UserId
from bot.shows import views
from bot.shows.models import Show
from bot.ui.answer import answer
from cogs.options import ShowOption

Interaction = discord.Interaction[Kanso]


class ProgressCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot

    @app_commands.command(
        name=_("progress"),
        description=_("How far you have seen a show; I show you no more than that"),
    )
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show"),
        episode=_("The last episode that you have seen; 0 to forget it, nothing to look it up"),
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def progress(
        self,
        interaction: Interaction,
        show: app_commands.Transform[Show, ShowOption],
        episode: app_commands.Range[int, 0, 99999] | None = None,
    ) -> None:
        member, progress = UserId(interaction.user.id), self.bot.app.progress
        if episode is not None:
            await progress.note(member, show, episode)
        noted = await progress.of(member, show.id)
        view = views.progress_card(show, noted, self.bot.text(interaction))
        await answer(interaction, view, private=True)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ProgressCog(bot))
