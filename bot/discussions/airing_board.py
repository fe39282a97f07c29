"""Episode posts on Discord's side: the loop that asks, waits and opens; which roles are given."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.clock import Clock
from bot.discussions.airing import STAYS_OPEN, Slot
from bot.discussions.airing_store import Line, Trouble
from bot.discussions.airings import Airings
from bot.discussions.board import Board
from bot.discussions.models import (
    BALLOTS,
    Discussion,
    ForumAsksForTag,
    PartForbidden,
    PostDeleted,
    Terms,
)
from bot.discussions.programme import Programme
from bot.errors import (
    N_,
    ChannelGone,
    ChannelNotSet,
    DatabaseBusy,
    MissingPermission,
    Refusal,
    SourceDown,
)
from bot.ids import RoleId
from bot.settings import permissions
from bot.settings.doctor import RoleTrouble
from bot.settings.models import (
    Feature,
    Purpose,
    RoleGivesPower,
    Settings,
    Spoilers,
    SwitchedOff,
)
from bot.settings.service import ServerSettings
from bot.shows.models import Format, NeedsAgeRestriction, Show, ShowNotFound
from bot.shows.service import Shows
from bot.text import Text
from bot.text.text import Markup
from bot.ui.outbox import TROUBLE
from bot.ui.wakeful import Wakeful

log = logging.getLogger(__name__)

AT_ONCE = 5
"""Lines that are worked on side by side, so that a slow one holds few others up."""
ROUNDS = 4
LONGEST_OPENING = 60.0
"""Seconds for one post; what is begun by then is finished later."""
MOST_A_MINUTE = 6
"""Requests to the source, which are few of those that it leaves to those who don't wait."""
MINUTE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 600.0


class NotATakenRole(Refusal):
    message = N_(
        "{role} belongs to a bot or to everybody, so nobody could take it by a button. Choose a "
        "role that is for pings alone."
    )


class CannotGiveRole(Refusal):
    message = N_(
        "I lack *Manage Roles* in this server, so I can't give {role}. An admin can allow it under "
        "Server Settings, Roles, for my own role."
    )


class RoleAbove(Refusal):
    message = N_(
        "{role} stands above my own role, so I can't give it. An admin can drag mine above it "
        "under Server Settings, Roles."
    )


class RoleGone(Refusal):
    message = N_("That role is gone. A moderator can choose another with /discuss follow.")


def require_takeable(role: discord.Role, settings: Settings) -> None:
    """Raises where members can't, or mustn't, take a role by a button."""
    mention = Markup(role.mention)
    if role.is_default() or role.managed:
        raise NotATakenRole(role=mention)
    troubles = permissions.role_troubles(role, settings)
    if RoleTrouble.POWER in troubles:
        raise RoleGivesPower(role=mention)
    if RoleTrouble.MANAGE in troubles:
        raise CannotGiveRole(role=mention)
    if RoleTrouble.ABOVE in troubles:
        raise RoleAbove(role=mention)


async def toggle(member: discord.Member, role: RoleId, settings: Settings) -> bool:
    """Give a member the role, or take it. Whether they have it now.

    Raises as `require_takeable`, `RoleGone`, and `CannotGiveRole` where Discord refuses.
    """
    found = member.guild.get_role(role)
    if found is None:
        raise RoleGone
    has = member.get_role(role) is not None
    if not has:
        require_takeable(found, settings)
    try:
        await (member.remove_roles(found) if has else member.add_roles(found))
    except discord.NotFound:
        raise RoleGone from None
    except discord.Forbidden:
        raise CannotGiveRole(role=Markup(found.mention)) from None
    return not has


class OnAir:
    """Keeps asking when what is followed airs, and opens its posts.

    `language` is what everybody in a server reads.
    """

    def __init__(
        self,
        client: discord.Client,
        programme: Programme,
        airings: Airings,
        shows: Shows,
        settings: ServerSettings,
        board: Board,
        clock: Clock,
        language: Callable[[discord.Guild], Text],
    ) -> None:
        self._client = client
        self._programme = programme
        self._shows = shows
        self._settings = settings
        self._board = board
        self._clock = clock
        self._language = language
        self._asked: deque[datetime] = deque(maxlen=MOST_A_MINUTE)
        self._looks_after = self._rests_until = clock.now()
        self._failures = 0
        self._decided = False
        self._work = Wakeful("OnAir", self._wait, self.tick)
        settings.listeners.append(self.decided)
        airings.changed = self.wake  # type: ignore[method-assign]

    def begin(self) -> None:
        """Ask and open from now on, for as long as anything is followed."""
        self._programme.begin()
        self._work.begin()

    def wake(self) -> None:
        """There is something new to ask for or to open."""
        self._work.wake()

    def decided(self, _: Settings) -> None:
        """An admin decided something, perhaps when posts open, or where."""
        self._decided = True
        self.wake()

    async def close(self) -> None:
        """Begin nothing more."""
        await self._work.close()

    async def _wait(self) -> float | None:
        """Seconds until something is to be asked for or opened; None where nothing is followed."""
        now = self._now()
        if self._decided:
            self._decided = False
            await self._programme.decided()
        if now < self._rests_until:
            return (self._rests_until - now).total_seconds()
        look, opening = await self._programme.next_look(), await self._programme.next_due()
        due = [max(look, self._looks_after)] if look else []
        due += [opening] if opening else []
        return (min(due) - now).total_seconds() if due else None

    def _now(self) -> datetime:
        """A clock that was put back makes nothing wait for the time that it had."""
        now = self._clock.now()
        latest = now + timedelta(seconds=LONGEST_PAUSE)
        self._rests_until = min(self._rests_until, latest)
        self._looks_after = min(self._looks_after, latest)
        return now

    async def tick(self) -> None:
        """One round: ask, then open. What goes wrong is tried again after a rest."""
        now = self._now()
        try:
            look = await self._programme.next_look()
            if look and max(look, self._looks_after) <= now:
                await self._look(now)
            lines = await self._programme.due(AT_ONCE)
            ended = await asyncio.gather(*map(self._attended, lines), return_exceptions=True)
            for error in filter(None, ended):
                raise error
        except DatabaseBusy as error:
            log.warning("Episode posts wait: %s", error)
            self._rests_until = now + timedelta(seconds=FIRST_PAUSE)
        except Exception:
            log.exception("Episode posts stumbled and go on")
            self._rests_until = now + timedelta(seconds=LONGEST_PAUSE)

    # Asking

    async def _look(self, now: datetime) -> None:
        recent = [at for at in self._asked if timedelta() <= now - at < MINUTE]
        if len(recent) >= MOST_A_MINUTE:
            self._looks_after = recent[0] + MINUTE
            return
        try:
            made = await self._programme.look(MOST_A_MINUTE - len(recent))
        except SourceDown as error:
            self._failures += 1
            pause = min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)
            self._looks_after = now + timedelta(seconds=pause)
            self._asked.append(now)
            log.info("When shows air isn't known: %s", error)
        else:
            self._failures = 0
            self._asked.extend([now] * made)

    # Opening

    async def _attended(self, line: Line) -> None:
        """As `attend`, whatever happens."""
        try:
            await self.attend(line)
        except DatabaseBusy:
            raise
        except Exception:
            log.exception("A line stumbled", extra={"line": line.key})
            await self._programme.rest(line)

    async def attend(self, line: Line) -> None:
        """Open what of a line is to open now. Raises `DatabaseBusy`."""
        for _ in range(ROUNDS):
            work = await self._programme.work(line)
            for slot, discussion in work.finish:
                await self._tried(line, slot, discussion)
            for slot in work.open:
                await self._programme.begin_post(line, slot)
                await self._tried(line, slot)
            if not work.open and not work.finish:
                return

    async def _tried(self, line: Line, slot: Slot, begun: Discussion | None = None) -> None:
        """Open it, or finish what was begun; or note what is in the way. Raises `DatabaseBusy`."""
        try:
            async with asyncio.timeout(LONGEST_OPENING):
                made = await self._opened(line, slot, begun)
        except DatabaseBusy:
            raise
        except PostDeleted:
            return  # its discussion is lost, which the next look at it notes
        except Exception as error:
            trouble, detail = _trouble(error)
            foreseen = isinstance(error, (Refusal, _Away, *TROUBLE))
            if not foreseen:
                log.exception("A post stumbled", extra={"line": line.key})
            log.warning("A post waits: %r", error, extra={"line": line.key, "episode": slot.first})
            await self._programme.again(line, slot, trouble, detail)
        else:
            await self._programme.opened(line, slot, made)

    async def _opened(self, line: Line, slot: Slot, begun: Discussion | None) -> Discussion:
        """Raises, saying what is in the way."""
        guild = self._client.get_guild(line.guild)
        if guild is None or guild.unavailable:
            raise _Away
        settings = await self._settings.get(line.guild)
        self._settings.require_on(line.guild, Feature.DISCUSSIONS)
        show = self._shows.get(line.show)
        venue = await self._venue(line, guild, settings, show)
        t = self._language(guild)
        if begun:
            return (await self._board.finish(begun, venue, t)).discussion
        role = await self._programme.pinged(line)
        terms = replace(
            BALLOTS[settings.ballot],
            closes_at=self._clock.now() + STAYS_OPEN,
            spoilers_open=settings.spoilers is Spoilers.OPEN,
            through=slot.through,
            dub=line.dub,
            role=role if role and guild.get_role(role) else None,
        )
        return await self._start(show, slot, venue, t, terms)

    async def _start(
        self,
        show: Show,
        slot: Slot,
        venue: discord.TextChannel | discord.ForumChannel,
        t: Text,
        terms: Terms,
    ) -> Discussion:
        film = show.format is Format.MOVIE
        result, _ = await self._board.start(
            None, show, None if film else slot.first, venue, t, terms=terms
        )
        return result.discussion

    async def _venue(
        self, line: Line, guild: discord.Guild, settings: Settings, show: Show
    ) -> discord.TextChannel | discord.ForumChannel:
        number = await self._programme.channel(line, settings)
        if number is None:
            raise ChannelNotSet(purpose=Purpose.DISCUSSIONS.label)
        venue = guild.get_channel(number)
        if not isinstance(venue, discord.TextChannel | discord.ForumChannel):
            raise ChannelGone(purpose=Purpose.DISCUSSIONS.label)
        if show.adult and not venue.is_nsfw():
            raise NeedsAgeRestriction(title=show.title, channel=Markup(venue.mention))
        if missing := permissions.missing(venue, Purpose.DISCUSSIONS):
            raise _Lacking(missing)
        return venue


class _Away(Exception):
    """The server isn't there now."""


class _Lacking(MissingPermission):
    def __init__(self, names: list[str]) -> None:
        super().__init__(permissions=", ".join(names), channel="")
        self.names = names


def _trouble(error: Exception) -> tuple[Trouble, str]:
    """What is in the way, with more on it."""
    match error:
        case _Lacking():
            return Trouble.FORBIDDEN, ",".join(error.names)
        case MissingPermission() | PartForbidden():
            return Trouble.FORBIDDEN, ""
        case ForumAsksForTag():
            return Trouble.TAG, ""
        case ChannelNotSet():
            return Trouble.UNSET, ""
        case ChannelGone() | ShowNotFound():
            return Trouble.GONE, ""
        case NeedsAgeRestriction():
            return Trouble.ADULT, ""
        case SwitchedOff():
            return Trouble.OFF, ""
        case _Away():
            return Trouble.AWAY, ""
    return Trouble.DISCORD, ""
