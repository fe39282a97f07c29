"""Watching on Discord's side: the loop, the evidence that it posts, what it tells who follows."""

import contextlib
import gettext
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import discord

from bot.clock import Clock
from bot.errors import DatabaseBusy, Outdated, Refusal, SourceDown
from bot.ids import GuildId, MessageId, UserId, nonce
from bot.renewals import watch_views as views
from bot.renewals.board import Board
from bot.renewals.follows import Follows
from bot.renewals.models import Evidence, State
from bot.renewals.service import Renewals
from bot.renewals.watch import Change
from bot.renewals.watch_store import Announcement, Trouble
from bot.renewals.watcher import AT_ONCE, Watch
from bot.settings import permissions
from bot.settings.models import Purpose
from bot.settings.service import ServerSettings
from bot.text import Text
from bot.ui.outbox import TROUBLE, nonce_known, sent_before
from bot.ui.wakeful import Wakeful

log = logging.getLogger(__name__)

PACE = 4.0
"""Seconds between two requests: 15 a minute, as many as AniList's budget leaves to those who
don't wait."""
ENROL_EVERY = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 600.0
CLOSED = {50007, 50278}
"""Discord's codes for a member who takes no messages, or shares no server any more."""
UNKNOWN_CHANNEL, UNKNOWN_USER = 10003, 10013

Language = Callable[[discord.Guild], Text]
ENGLISH = Text("en", gettext.NullTranslations())
MembersLanguage = Callable[[UserId, str | None], Awaitable[Text]]


class Lookout:
    """Keeps looking, proposes what it finds, and tells who follows.

    `language` is what everybody in a server reads; `members` what a member does, by their id and
    the locale that they used last.
    """

    def __init__(
        self,
        client: discord.Client,
        watch: Watch,
        follows: Follows,
        renewals: Renewals,
        settings: ServerSettings,
        board: Board,
        clock: Clock,
        language: Language,
        members: MembersLanguage,
    ) -> None:
        self._client = client
        self._watch = watch
        self._follows = follows
        self._renewals = renewals
        self._settings = settings
        self._board = board
        self._clock = clock
        self._language = language
        self._members = members
        self._enrolled_at: datetime | None = None
        self._looks_after = self._rests_until = clock.now()
        self._more = False
        self._failures = 0
        self._work = Wakeful("Lookout", self._wait, self.tick)
        follows.changed = self.wake  # type: ignore[method-assign]

    def begin(self) -> None:
        """Look and tell from now on, for as long as there is something to look at or to tell."""
        self._enrolled_at = None
        self._work.begin()

    def wake(self) -> None:
        """There is something new to watch or to tell."""
        self._work.wake()

    async def close(self) -> None:
        """Begin nothing more."""
        await self._work.close()

    async def _wait(self) -> float | None:
        """Seconds until something is due; None where there is nothing at all."""
        now = self._now()
        if now < self._rests_until:
            return (self._rests_until - now).total_seconds()
        if self._more or self._enrol_due(now):
            return 0.0
        look, tell = await self._watch.next_look(), await self._follows.next_due()
        due = [max(look, self._looks_after)] if look else []
        due += [tell] if tell else []
        if self._watch.active and self._enrolled_at:
            due.append(self._enrolled_at + ENROL_EVERY)
        return (min(due) - now).total_seconds() if due else None

    def _enrol_due(self, now: datetime) -> bool:
        return self._watch.active and (
            self._enrolled_at is None or abs(now - self._enrolled_at) >= ENROL_EVERY
        )

    def _now(self) -> datetime:
        """A clock that was put back makes nothing wait for the time that it had."""
        now = self._clock.now()
        latest = now + timedelta(seconds=LONGEST_PAUSE)
        self._rests_until = min(self._rests_until, latest)
        self._looks_after = min(self._looks_after, latest)
        return now

    async def tick(self) -> None:
        """One round: look, propose, tell. What goes wrong is tried again after a rest."""
        now = self._now()
        try:
            if self._enrol_due(now):
                await self._watch.enrol_all()
                self._enrolled_at = now
            if now >= self._looks_after:
                self._looks_after = now + timedelta(seconds=await self._look())
            self._more = await self._propose()
            await self._tell()
        except DatabaseBusy as error:
            log.warning("The lookout waits: %s", error)
            self._more, self._rests_until = True, now + timedelta(seconds=FIRST_PAUSE)
        except Exception:
            log.exception("The lookout stumbled and goes on")
            self._more, self._rests_until = True, now + timedelta(seconds=LONGEST_PAUSE)

    async def _look(self) -> float:
        """Look once; the seconds until it may look again."""
        try:
            looked = await self._watch.look()
        except SourceDown as error:
            self._failures += 1
            log.info("Nothing was seen: %s", error)
            return min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        if looked:
            self._failures = 0
        return PACE if looked else 0.0

    # Proposing

    async def _propose(self) -> bool:
        """Whether more is to be proposed."""
        pieces = await self._watch.propose(self._words)
        for piece in pieces:
            try:
                await self._show(piece)
            except (Refusal, *TROUBLE) as error:
                log.warning("Evidence waits: %s", error, extra={"guild": piece.guild})
        return len(pieces) >= AT_ONCE

    def _words(self, guild: GuildId, changes: Sequence[Change]) -> str:
        """Changes in a server's language; in English where the server isn't known now."""
        server = self._client.get_guild(guild)
        return views.claim_words(changes, self._language(server) if server else ENGLISH)

    async def _show(self, piece: Evidence) -> None:
        """Post what waits for a moderator; bring the question's card up to date."""
        server = self._client.get_guild(piece.guild)
        if server is None:
            return
        if piece.state is State.PENDING:
            place = (await self._settings.get(piece.guild)).channel(Purpose.RENEWALS)
            channel = server.get_channel(place) if place else None
            if isinstance(channel, discord.TextChannel) and not permissions.missing(
                channel, Purpose.RENEWALS
            ):
                await self._board.post_waiting(channel)
        with contextlib.suppress(Outdated):
            standing = await self._renewals.standing(piece.guild, piece.question)
            await self._board.refresh(standing, server)

    # Telling

    async def _tell(self) -> None:
        for one in await self._follows.due():
            try:
                await self._told(one)
            except DatabaseBusy:
                raise
            except Exception:
                log.exception("An announcement stumbled", extra={"target": one.target.id})
                await self._follows.again(one, arrived_not=False)

    async def _told(self, one: Announcement) -> None:
        try:
            found = await self._place(one)
        except discord.HTTPException as error:
            await self._refused(one, error)
            return
        except TROUBLE as error:
            await self._later(one, error, arrived_not=one.tried_at is None)
            return
        if found is None:
            return
        try:
            message = await self._sent(one, *found)
        except discord.HTTPException as error:
            await self._refused(one, error)
        except TROUBLE as error:
            await self._later(one, error, arrived_not=False)
        else:
            if message:
                await self._follows.told(one, MessageId(message.id))

    async def _place(self, one: Announcement) -> tuple[discord.abc.Messageable, Text] | None:
        """Where it belongs, and its language; None where it can't be told now, which is noted."""
        target = one.target
        if target.direct:
            if one.news.adult:
                await self._follows.leave_out(one)
                return None
            t = await self._members(UserId(target.id), one.locale)
            return await self._client.create_dm(discord.Object(target.id)), t
        server = self._client.get_guild(target.guild)
        if server is None or server.unavailable:
            await self._follows.again(one, arrived_not=one.tried_at is None)
            return None
        channel = server.get_channel(target.id)
        if not isinstance(channel, discord.TextChannel):
            await self._follows.barred(target, Trouble.GONE)
            return None
        if one.news.adult and not channel.is_nsfw():
            await self._follows.leave_out(one)
            return None
        if permissions.missing(channel, Purpose.RENEWALS):
            await self._follows.again(one, arrived_not=one.tried_at is None)
            return None
        return channel, self._language(server)

    async def _sent(
        self, one: Announcement, place: discord.abc.Messageable, t: Text
    ) -> discord.Message | None:
        """The message, sent now or before; None where it isn't wanted any more."""
        tried, me = one.tried_at, self._client.user
        if tried and me and not nonce_known(tried, self._clock.now()):
            sought = views.LEAVE.pack(show=one.news.root, news=one.news.id)
            with contextlib.suppress(discord.Forbidden):
                if before := await sent_before(place, me, sought, tried):
                    return before
            tried = None
        if not await self._follows.trying(one, first=tried is None):
            return None
        view = views.announcement(one.news, t, title=self._follows.title(one.news.root))
        view.stop()
        mark = nonce("news", one.target.guild, one.target.id, one.news.id)
        return await place.send(view=view, nonce=mark)

    async def _refused(self, one: Announcement, error: discord.HTTPException) -> None:
        """Discord said no, or it has trouble itself."""
        closed = one.target.direct and (error.code in CLOSED or error.status == 403)
        gone = error.code in (UNKNOWN_CHANNEL, UNKNOWN_USER)
        if closed or gone:
            await self._follows.barred(one.target, Trouble.CLOSED if closed else Trouble.GONE)
            log.info("Nothing can be told there: %s", error, extra={"target": one.target.id})
        else:
            await self._later(one, error, arrived_not=error.status < 500)

    async def _later(self, one: Announcement, error: BaseException, *, arrived_not: bool) -> None:
        log.warning("An announcement waits: %s", error, extra={"target": one.target.id})
        await self._follows.again(one, arrived_not=arrived_not)
