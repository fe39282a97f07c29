"""What is this show? `/show`, its seasons, its picker."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, completing, in_server
from bot.ids import GuildId, ShowId
from bot.shows import views
from bot.shows.models import NoShowMentioned
from bot.ui import links, pages
from bot.ui.answer import answer, in_time
from bot.ui.components import pick
from cogs.options import adult, drawn, lore, offered

Interaction = discord.Interaction[Kanso]


class ShowsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        bot.door.add(links.SHOW_CARD, self.open_card)
        bot.door.add(links.SHOW_SEASONS, self.open_seasons)
        bot.door.add(views.PICK, self.open_picked)
        bot.tree.add_command(
            app_commands.ContextMenu(
                name=_("Look up show"),
                callback=self.look_up,
                allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
                allowed_contexts=app_commands.AppCommandContext(
                    guild=True, dm_channel=True, private_channel=True
                ),
            )
        )

    @app_commands.command(name=_("show"), description=_("What is this show?"))
    @app_commands.rename(title=_("title"), season=_("season"), private=_("private"))
    @app_commands.describe(
        title=_("Its title, a short form, or a link from AniList or MyAnimeList"),
        season=_("Which season"),
        private=_("Show the answer to you alone"),
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show(
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, 200],
        season: app_commands.Range[int, 1, 50] | None = None,
        private: bool = False,
    ) -> None:
        picked = self.bot.app.shows.pick(title, season=season, lore=await lore(interaction))
        if picked.sure:
            await send_card(interaction, picked.shows[0].id, private=private)
            await note_pick(interaction, picked.shows[0].id)
        else:
            t = self.bot.text(interaction)
            view = views.picker_card(picked.shows, t, query=title, private=private)
            await answer(interaction, view, private=True)

    @show.autocomplete("title")
    @completing
    async def complete_title(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await offered(interaction, current)

    async def look_up(self, interaction: Interaction, message: discord.Message) -> None:
        shows = self.bot.app.shows.mentioned(message.content, lore=await lore(interaction))
        shows = [show for show in shows if adult(interaction) or not show.adult]
        if not shows:
            raise NoShowMentioned
        if len(shows) == 1:
            await send_card(interaction, shows[0].id, private=True)
        else:
            view = views.mentioned_card(shows, self.bot.text(interaction))
            await answer(interaction, view, private=True)

    async def open_card(self, interaction: Interaction, show: str) -> None:
        await send_card(interaction, ShowId(show), private=True)

    async def open_picked(self, interaction: Interaction, private: int) -> None:
        show = ShowId(pick(interaction))
        await send_card(interaction, show, private=bool(private))
        await note_pick(interaction, show)

    async def open_seasons(self, interaction: Interaction, show: str, page: int) -> None:
        shows = self.bot.app.shows
        known = shows.get(ShowId(show))
        view = views.seasons_card(
            pages.page(shows.franchise(known.id), page, views.SEASONS_A_PAGE),
            known,
            self.bot.text(interaction),
            totals=shows.totals(known.id),
        )
        await answer(interaction, view, private=True)


async def send_card(interaction: Interaction, show: ShowId, *, private: bool) -> None:
    """Answer with a show's card."""
    app = interaction.client.app
    known_here = await lore(interaction)
    looked_up = app.shows.card(show, adult=adult(interaction), lore=known_here)
    held = await in_time(interaction, looked_up, private=private)
    view = drawn(interaction, held, known_here, private=private)
    await answer(interaction, view, private=private)


async def note_pick(interaction: Interaction, show: ShowId) -> None:
    """Once it is answered: what a server looks up is offered earlier there."""
    if in_server(interaction) and interaction.guild_id:
        await interaction.client.app.lore.picked(GuildId(interaction.guild_id), show)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ShowsCog(bot))
