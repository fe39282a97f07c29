"""When does it air? `/calendar`, and Discord's own events where an admin wants them."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands, tasks

from bot.calendars import views
from bot.calendars.board import EventBoard
from bot.calendars.models import NOWHERE, Date, File, Scope, Words, merged
from bot.calendars.words import on_discord
from bot.client import Kanso, caller, in_server
from bot.discussions.airing import Expected, Named
from bot.discussions.views import audio
from bot.errors import DatabaseBusy
from bot.ids import ChannelId, GuildId, UserId
from bot.renewals.watch import Premiere
from bot.settings import looks
from bot.settings.models import NO_PREFERENCES
from bot.shows.anilist import AniList
from bot.shows.models import PartialDate, anilist_page
from bot.text import Text
from bot.ui import governor
from bot.ui.answer import answer, in_time
from cogs.options import adult, may_see

Interaction = discord.Interaction[Kanso]
log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AFTER_TROUBLE = timedelta(minutes=15)


class CalendarsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.settings = bot.app.settings
        self.calendars = bot.app.calendars
        self.board = EventBoard(bot, self.calendars.events, bot.governor, bot.clock)
        self._due: dict[GuildId, tuple[bool, datetime]] = {}
        self._with_events: set[GuildId] | None = None
        """Servers that may have events; None before anybody looked."""

    # A file

    @app_commands.command(
        name=_("calendar"), description=_("Premieres and episodes as a file for your calendar")
    )
    @app_commands.rename(what=_("what"))
    @app_commands.describe(what=_("What you follow, what this server follows, or both"))
    @app_commands.choices(
        what=[
            app_commands.Choice(name=_("Everything"), value=Scope.ALL),
            app_commands.Choice(name=_("What I follow"), value=Scope.MINE),
            app_commands.Choice(name=_("What this server follows"), value=Scope.SERVER),
        ]
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def calendar(self, interaction: Interaction, what: str = Scope.ALL) -> None:
        if what == Scope.SERVER:
            caller(interaction)
        file = await in_time(interaction, self._file(interaction, Scope(what)), private=True)
        view = views.file_card(file, self.bot.text(interaction))
        await answer(interaction, view, private=True, files=[views.attachment(file)])

    async def _file(self, interaction: Interaction, what: Scope) -> File:
        here = GuildId(interaction.guild_id or 0) if in_server(interaction) else None
        dates = await self._dates(interaction, what)
        return await self.calendars.file(dates, here, self.bot.text(interaction))

    async def _dates(self, interaction: Interaction, what: Scope) -> list[Date]:
        """What whoever asks may see there."""
        found: list[Date] = []
        if what is not Scope.SERVER:
            mine = await self.bot.app.follows.premieres_of(UserId(interaction.user.id))
            found += map(of_premiere, mine)
        server = interaction.guild
        if what is not Scope.MINE and in_server(interaction) and server:
            t = self.bot.text(interaction)
            found += [
                date
                for channels, date in (
                    *await self._dates_in(server, t),
                    *await self._lapsed_in(server, t),
                )
                if any(may_see(interaction, channel) for channel in channels)
            ]
        return [date for date in found if adult(interaction) or not date.adult]

    async def _dates_in(
        self, server: discord.Guild, t: Text
    ) -> list[tuple[Collection[ChannelId], Date]]:
        """What a server follows, each with the channels that follow it."""
        here, app = GuildId(server.id), self.bot.app
        premieres = await app.follows.premieres_in(here)
        expected = await app.airings.coming(here)
        return [
            *((one.channels, of_premiere(one)) for one in premieres),
            *(((one.channel,), self._of_episode(here, one, t)) for one in expected),
        ]

    async def _lapsed_in(
        self, server: discord.Guild, t: Text
    ) -> list[tuple[Collection[ChannelId], Date]]:
        """What files told of episodes and isn't so any more. A premiere's day is told elsewhere."""
        here, app = GuildId(server.id), self.bot.app
        told = [
            Named(one.show, one.dub, one.episode, one.begins)
            for one in await self.calendars.standing(here, await app.airings.shows(here))
            if one.dub or not one.all_day
        ]
        return [
            ((one.channel,), replace(self._of_episode(here, one, t), starts=None, off=True))
            for one in await app.airings.lapsed(here, told)
        ]

    def _of_episode(self, here: GuildId, one: Expected, t: Text) -> Date:
        """A dub's dates are the server's own word; the others are AniList's."""
        day = one.day and PartialDate(year=one.day.year, month=one.day.month, day=one.day.day)
        show = self.bot.app.shows.known(one.show)
        return Date(
            show=one.show,
            title=one.title,
            starts=day or one.at,
            episode=one.episode,
            through=one.through,
            dub=one.dub,
            audio=audio(one.dub, t) if one.dub else None,
            guild=here if one.dub else NOWHERE,
            minutes=one.minutes,
            url=anilist_page(show.id) if show and show.anilist else None,
            source=one.source if one.dub else AniList.name,
            adult=show.adult if show else True,
        )

    # Discord's events

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self._due.clear()
        self._with_events = None
        if not self.look.is_running():
            self.look.start()

    async def cog_unload(self) -> None:
        self.look.cancel()

    @tasks.loop(minutes=15)
    async def look(self) -> None:
        """Each server's events once an hour, soon where something was in the way."""
        try:
            wanted = {each.guild for each in self.settings.everywhere() if each.events}
            events, known = self.calendars.events, self._with_events
            every = wanted | (await events.servers() if known is None else known)
            turns = asyncio.Semaphore(governor.AT_ONCE)
            visits = (self._visit(guild, turns, on=guild in wanted) for guild in sorted(every))
            done = await asyncio.gather(*visits)
            self._with_events = wanted | (await events.servers() if every - wanted else set())
        except Exception:  # one that is let through ends the loop for good
            log.exception("Events are looked at later")
        else:
            if wanted and all(done):
                self.calendars.events_at = self.bot.clock.now()

    async def _visit(self, guild: GuildId, turns: asyncio.Semaphore, *, on: bool) -> bool:
        """Whether that server's events are as they should be, or no concern now."""
        server, now = self.bot.get_guild(guild), self.bot.clock.now()
        was_on, due = self._due.get(guild, (not on, now))
        if server is None or server.unavailable or (was_on is on and now < due):
            return True
        done = False
        try:
            async with turns:
                done = await self.board.visit(server, await self._coming(server, on=on), on=on)
        except DatabaseBusy as error:
            log.warning("Events wait: %s", error, extra={"guild": guild})
        except Exception:
            log.exception("A server's events stumbled", extra={"guild": guild})
        self._due[guild] = on, now + (EVERY if done else AFTER_TROUBLE)
        return done

    async def _coming(self, server: discord.Guild, *, on: bool) -> Mapping[str, Words]:
        """What everybody there may see, in the server's language and its days."""
        if not on:
            return {}
        t, here = self.bot.guild_text(server), self.settings.preferences(GuildId(server.id))
        zone = looks.zone(here, NO_PREFERENCES)
        dates = merged([date for _, date in await self._dates_in(server, t) if not date.adult])
        told = ((date.uid, on_discord(date, t, zone)) for date in dates)
        return {uid: words for uid, words in told if words}

    # What was forbidden may be allowed by any of these; the next round sees.

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, role: discord.Role) -> None:
        self._again(role.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, member: discord.Member) -> None:
        if member == member.guild.me:
            self._again(member.guild)

    def _again(self, guild: discord.Guild) -> None:
        self._due.pop(GuildId(guild.id), None)


def of_premiere(one: Premiere) -> Date:
    show = one.show
    return Date(
        show=show.id,
        title=show.title,
        starts=one.starts,
        minutes=max(show.minutes, default=None),
        url=show.url,
        source=AniList.name,
        as_of=one.as_of,
        off=one.off,
        adult=show.adult,
    )


async def setup(bot: Kanso) -> None:
    await bot.add_cog(CalendarsCog(bot))
