"""What is there to watch? `/airing`, `/season`, `/random`."""

from datetime import date
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.browse import views
from bot.browse.models import FIRST_YEAR, Day, read_day, read_wish, read_years, read_zone
from bot.client import Kanso, completing, in_server
from bot.errors import Outdated
from bot.ids import GuildId, ShowId, UserId
from bot.shows.models import Season
from bot.shows.shelves import Length, Wish
from bot.ui.answer import answer, in_time, turn
from cogs.options import adult, drawn, lore

Interaction = discord.Interaction[Kanso]

DAYS = [app_commands.Choice(name=_(name), value=day.value) for day, name in views.DAY_NAMES.items()]
SEASONS = [
    app_commands.Choice(name=_(name), value=season.value)
    for season, name in views.SEASON_NAMES.items()
]
LENGTHS = [
    app_commands.Choice(name=_(name), value=length.value)
    for length, name in views.LENGTH_NAMES.items()
]


class BrowseCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        bot.door.add(views.AIRING, self.turn_airing)
        bot.door.add(views.SEASON, self.turn_season)
        bot.door.add(views.ANOTHER, self.another)

    @app_commands.command(name=_("airing"), description=_("What airs on a day"))
    @app_commands.rename(day=_("day"), private=_("private"))
    @app_commands.describe(
        day=_("Which day, in your time zone; today where nothing is chosen"),
        private=_("Show the answer to you alone"),
    )
    @app_commands.choices(day=DAYS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def airing(
        self,
        interaction: Interaction,
        day: app_commands.Choice[str] | None = None,
        private: bool = False,
    ) -> None:
        here = GuildId(interaction.guild_id or 0) if in_server(interaction) else None
        zone = await self.bot.app.preferences.zone_of(UserId(interaction.user.id), here)
        on = Day(day.value if day else "today").after(self.bot.app.browse.today(zone))
        view = await self._airing(interaction, on, zone, 0, private=private)
        await answer(interaction, view, private=private)

    @app_commands.command(name=_("season"), description=_("What starts in a season"))
    @app_commands.rename(year=_("year"), season=_("season"), private=_("private"))
    @app_commands.describe(
        year=_("Of which year; this one where nothing is given"),
        season=_("Which season; the present one where nothing is chosen"),
        private=_("Show the answer to you alone"),
    )
    @app_commands.choices(season=SEASONS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def season(
        self,
        interaction: Interaction,
        year: app_commands.Range[int, FIRST_YEAR, 9999] | None = None,
        season: app_commands.Choice[str] | None = None,
        private: bool = False,
    ) -> None:
        wanted = Season(season.value) if season else None
        view = await self._season(interaction, wanted, year, 0, private=private)
        await answer(interaction, view, private=private)

    @app_commands.command(name=_("random"), description=_("Something to watch, by chance"))
    @app_commands.rename(genre=_("genre"), year=_("year"), length=_("length"), private=_("private"))
    @app_commands.describe(
        genre=_("Of which genre"),
        year=_("Of which years: 1998, 1990-1999 or 1990s"),
        length=_("How long"),
        private=_("Show the answer to you alone"),
    )
    @app_commands.choices(length=LENGTHS)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def random(
        self,
        interaction: Interaction,
        genre: app_commands.Range[str, 1, 40] | None = None,
        year: app_commands.Range[str, 1, 20] | None = None,
        length: app_commands.Choice[str] | None = None,
        private: bool = False,
    ) -> None:
        wish = Wish(
            genre=genre,
            years=read_years(year) if year else None,
            length=Length(length.value) if length else None,
        )
        view = await self._something(interaction, wish, private=private)
        await answer(interaction, view, private=private)

    @random.autocomplete("genre")
    @completing
    async def complete_genre(
        self,
        interaction: Interaction,  # noqa: ARG002  (discord.py hands it over)
        current: str,
    ) -> list[app_commands.Choice[str]]:
        genres = self.bot.app.browse.genres(current)
        return [app_commands.Choice(name=genre, value=genre) for genre in genres[:25]]

    async def turn_airing(self, interaction: Interaction, day: str, zone: str, page: int) -> None:
        view = await self._airing(interaction, read_day(day), read_zone(zone), page, private=True)
        await turn(interaction, view)

    async def turn_season(
        self, interaction: Interaction, season: str, year: int, page: int
    ) -> None:
        if season not in list(Season):
            raise Outdated
        view = await self._season(interaction, Season(season), year, page, private=True)
        await turn(interaction, view)

    async def another(
        self, interaction: Interaction, genre: str, first: int, last: int, length: str, shown: str
    ) -> None:
        wish = read_wish(genre, first, last, length)
        view = await self._something(interaction, wish, private=True, besides=ShowId(shown))
        await turn(interaction, view)

    async def _airing(
        self, interaction: Interaction, day: date, zone: ZoneInfo, page: int, *, private: bool
    ) -> discord.ui.LayoutView:
        asked = self.bot.app.browse.airing(day, page, adult=adult(interaction), zone=zone)
        listing = await in_time(interaction, asked, private=private)
        t = self.bot.text(interaction, private=private)
        return views.airing_card(listing, t, day=day, zone=zone.key)

    async def _season(
        self,
        interaction: Interaction,
        season: Season | None,
        year: int | None,
        page: int,
        *,
        private: bool,
    ) -> discord.ui.LayoutView:
        asked = self.bot.app.browse.season(season, year, page, adult=adult(interaction))
        found, of, listing = await in_time(interaction, asked, private=private)
        t = self.bot.text(interaction, private=private)
        return views.season_card(listing, t, season=found, year=of)

    async def _something(
        self, interaction: Interaction, wish: Wish, *, private: bool, besides: ShowId | None = None
    ) -> discord.ui.LayoutView:
        browse = self.bot.app.browse
        wish, known_here = browse.known(wish), await lore(interaction)
        asked = browse.something(wish, adult=adult(interaction), lore=known_here, besides=besides)
        held = await in_time(interaction, asked, private=private)
        t, shows = self.bot.text(interaction), self.bot.app.shows
        also = [views.another(wish, held.show.id, t)]
        if not shows.begins(held.show.id) and (first := shows.season(held.show.id, 1)):
            also.append(views.start_with(first, t))
        return drawn(interaction, held, known_here, *also, private=private)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(BrowseCog(bot))
