"""What is on: the schedules of what is followed, and what of it is to open now."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock, from_epoch, to_epoch
from bot.discussions import airing
from bot.discussions.airing import CATCH_UP, FRESH, PATIENCE, Due, Slot
from bot.discussions.airing_store import (
    WAITING,
    AiringStore,
    Entry,
    Known,
    Line,
    State,
    Trouble,
)
from bot.discussions.models import Discussion
from bot.discussions.service import Discussions
from bot.errors import N_, SourceDown
from bot.ids import ChannelId, DiscussionId, GuildId, RoleId, ShowId
from bot.settings.models import Feature, Settings
from bot.settings.service import ServerSettings
from bot.shows import anilist_answers as answers
from bot.shows.anilist import SchedulePage
from bot.shows.models import Format, Status
from bot.shows.service import Shows

log = logging.getLogger(__name__)

EVERY = timedelta(hours=3)
"""How often each schedule is asked for, whatever is due."""
TOGETHER = timedelta(minutes=30)
"""What is to be asked for so soon is asked for with what is due."""
TOLD_EVERY = timedelta(days=1)
"""How often it is asked whether a show is over, and what comes after it."""
BACK, AHEAD = timedelta(days=3), timedelta(days=35)
"""How much of a schedule is asked for."""
NEAR = timedelta(days=1)
"""So much of it is asked for in any case, however many pages that is."""
MOST_PAGES = 12
SHOWS_AT_ONCE = 50
KEPT = timedelta(days=60)
"""How long it is known what aired when."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
GOES_ON = (Format.TV, Format.ONA)
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

LOOP = N_("Opening episode posts")
"""What `/about` calls it."""

Json = dict[str, Any]


class Source(Protocol):
    """Who is asked, as `bot.shows.anilist.AniList`. Everything raises `SourceDown`."""

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1, /
    ) -> SchedulePage: ...

    async def watched(self, ids: Sequence[int], /) -> Mapping[ShowId, Json]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be done for a line now: posts to open, discussions to finish that were begun."""

    line: Line
    open: Sequence[Slot] = ()
    finish: Sequence[tuple[Slot, Discussion]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a line's rules go by."""

    line: Line
    settings: Settings
    schedule: Mapping[int, datetime]
    entries: Sequence[Entry]
    known: Known
    film: bool

    @property
    def delay(self) -> timedelta:
        if self.line.dub:
            return timedelta()
        return timedelta(minutes=delay_of(self.line, self.settings))

    def asked_about(self, at: datetime) -> bool:
        """Whether the source was asked what airs then. Far dates may come again when it is."""
        looked = self.known.looked_at
        return looked is not None and looked - BACK <= at < looked + AHEAD

    def slots(self) -> list[Slot]:
        ended = {
            entry.episode: None if entry.state is State.OPENED else entry.ended_at
            for entry in self.entries
            if entry.state is not State.DUE
        }
        since = ALWAYS if self.line.dub else self.line.since
        return airing.slots(self.schedule, delay=self.delay, since=since, ended=ended)

    def begun(self) -> list[Entry]:
        """Posts that were begun, each by its first episode that isn't done."""
        found: dict[tuple[int, int], Entry] = {}
        for one in self.entries:
            if one.state is State.DUE:
                slot = replace(one.slot, first=one.episode)
                found.setdefault((one.slot.first, one.slot.last), replace(one, slot=slot))
        return list(found.values())

    def entry(self, slot: Slot) -> Entry | None:
        """What was begun of it."""
        return next(
            (e for e in self.entries if e.state is State.DUE and e.episode in slot.episodes), None
        )


class Programme:
    """What is followed, as far as it is on. Without a `source` nothing new is learned of it."""

    def __init__(
        self,
        store: AiringStore,
        discussions: Discussions,
        shows: Shows,
        settings: ServerSettings,
        source: Source | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._discussions = discussions
        self._shows = shows
        self._settings = settings
        self._source = source
        self._clock = clock
        self._began = clock.now()
        self._decided: dict[GuildId, tuple[object, ...]] = {}

    @property
    def active(self) -> bool:
        """Whether anybody is asked when shows air."""
        return self._source is not None

    def begin(self) -> None:
        """The bot is there from now on: what waits for the source waits from now."""
        self._began = self._clock.now()
        self._decided = self._decisions()

    # What a line goes by

    async def facts(self, line: Line) -> Facts:
        show = self._shows.known(line.show)
        if line.dub:
            dates = await self._store.dates(line.guild, line.show, line.dub)
            schedule = {one.episode: one.at for one in dates}
        else:
            schedule = await self._store.schedule(line.show)
        return Facts(
            line=line,
            settings=await self._settings.get(line.guild),
            schedule=schedule,
            entries=await self._store.entries(line),
            known=Known() if line.dub else await self._store.known(line.show),
            film=show is not None and show.format is Format.MOVIE,
        )

    async def channel(self, line: Line, settings: Settings) -> ChannelId | None:
        """Where its posts open: a dub's where the show's own do, and else the server's."""
        original = None
        if line.channel is None and line.dub:
            original = await self._store.line(line.guild, line.show)
        return line.channel or (original and original.channel) or settings.discussion_channel

    async def posted(
        self, line: Line, episodes: Iterable[int]
    ) -> tuple[int, Discussion | None] | None:
        """The first of these episodes that had its post already, which may be gone since."""
        facts = await self.facts(line)
        there = _there(await self._discussions.on(line.guild, line.show, line.dub))
        opened = {entry.episode for entry in facts.entries if entry.state is State.OPENED}
        for episode in episodes:
            found = _covering(there, episode, film=facts.film)
            if found or episode in opened:
                return episode, found
        return None

    # Asking

    async def next_look(self) -> datetime | None:
        """When the source is to be asked next; None where nothing is followed or nobody asked."""
        if self._source is None:
            return None
        due = await self._store.next_look(int(TOLD_EVERY.total_seconds()))
        return from_epoch(due) if due is not None else None

    async def last_look(self) -> datetime | None:
        """When the source last told when something airs."""
        last = await self._store.last_look()
        return from_epoch(last) if last is not None else None

    async def look(self, pages: int) -> int:
        """Ask for what is due, in about so many requests; how many were made.

        Raises `SourceDown` and `DatabaseBusy` with nothing changed: it is still due then.
        """
        if self._source is None:
            return 0
        now = self._now()
        if not await self._store.candidates(now, 1, told_before=0):
            before = now - int(TOLD_EVERY.total_seconds())
            asked = await self._store.candidates(now, SHOWS_AT_ONCE, told_before=before)
            return await self._ask_what_they_are(self._source, asked) if asked else 0
        soon = now + int(TOGETHER.total_seconds())
        shows = await self._store.candidates(soon, SHOWS_AT_ONCE, told_before=0)
        return await self._ask_when_they_air(self._source, shows, pages)

    async def look_at(self, show: ShowId) -> None:
        """Ask for the schedule of a show that nobody has asked for yet: somebody waits for it.

        Raises `SourceDown`.
        """
        if self._source and (await self._store.known(show)).looked_at is None:
            await self._ask_when_they_air(self._source, [show], 1)

    async def _ask_when_they_air(self, source: Source, shows: Sequence[ShowId], pages: int) -> int:
        """What comes first is asked for first. Where pages are left out, or the source falls silent
        between them, what lies behind stays as it was known.
        """
        now, numbers = self._clock.now(), _numbers(shows)
        after, until = now - BACK, now + AHEAD
        page = await source.schedules(numbers, after, until, 1)
        entries, asked = list(page.entries), 1
        while page.more and page.entries and asked < MOST_PAGES:
            reached = page.entries[-1][2]
            if asked >= pages and reached > now + NEAR:
                break
            try:
                page = await source.schedules(numbers, after, until, asked + 1)
            except SourceDown:
                if reached <= now + NEAR:
                    raise
                break
            asked += 1
            entries += page.entries
        if page.more and entries:
            until = max(at for _, _, at in entries)
        asked_for = set(shows)
        entries = [entry for entry in entries if entry[0] in asked_for]
        await self._store.looked(
            shows,
            entries,
            changed=await self._changed(shows, entries, after, until),
            after=after,
            until=until,
            at=self._now(),
            due=_next_round(now),
            forget_before=to_epoch(now - KEPT),
        )
        return asked

    async def _changed(
        self,
        shows: Sequence[ShowId],
        entries: Sequence[tuple[ShowId, int, datetime]],
        after: datetime,
        until: datetime,
    ) -> list[ShowId]:
        """The shows of which something else was known."""
        told: dict[ShowId, dict[int, datetime]] = {show: {} for show in shows}
        for show, episode, at in entries:
            told[show][episode] = at
        found = []
        for show, held in (await self._store.schedules(shows)).items():
            within = {e: at for e, at in held.items() if after <= at < until}
            if any(held.get(e) != at for e, at in told[show].items()) or within.keys() - told[show]:
                found.append(show)
        return found

    async def _ask_what_they_are(self, source: Source, shows: Sequence[ShowId]) -> int:
        records = await source.watched(_numbers(shows))
        today = self._clock.now().date()
        told: dict[ShowId, tuple[Status, Sequence[ShowId]]] = {}
        for show in shows:
            if record := records.get(show):
                sequels = [
                    one.id
                    for one in answers.sequels(record, as_of=today)
                    if one.format in GOES_ON
                    if one.status in (Status.NOT_YET_RELEASED, Status.RELEASING)
                ]
                status = answers.show(record, asked=show, as_of=today).status
                told[show] = (status, sequels)
        await self._store.told(told, shows, at=self._now())
        return 1

    # Opening

    async def due(self, limit: int) -> list[Line]:
        """Lines for which something is to be done."""
        return await self._store.due(self._now(), limit)

    async def next_due(self) -> datetime | None:
        due = await self._store.next_due()
        return from_epoch(due) if due is not None else None

    async def work(self, line: Line) -> Work:
        """What is to be done for a line now. Where that is nothing, it rests until there is more.

        What has its post is noted here, what came too late is passed over, and a line whose show
        is over goes on with its sequel.
        """
        facts, now = await self.facts(line), self._clock.now()
        held = await self._discussions.on(line.guild, line.show, line.dub)
        finish, waits = await self._begun(facts, held, now)
        if finish:
            return Work(line=line, finish=finish)
        facts = replace(facts, entries=await self._store.entries(line))
        slots = facts.slots()
        found = airing.due(slots, now)
        if not slots and not waits and await self._went_on(facts):
            return Work(line=line)
        if (found.open or found.passed) and self._must_ask(facts, found, now):
            await self._store.ask_for(line.show, to_epoch(now))
            await self._store.rest(line, to_epoch(now) + WAITING)
            return Work(line=line)
        to_open, more = await self._to_open(facts, held, found, now)
        if to_open:
            return Work(line=line, open=to_open)
        waits += [now] if more else []
        waits += [e.retry_at for e in facts.begun() if e.retry_at and e.retry_at > now]
        waits += [found.next] if found.next else []
        await self._store.rest(line, to_epoch(min(waits)) if waits else None)
        return Work(line=line)

    async def rest(self, line: Line) -> None:
        """Something went wrong with it that nobody foresaw: leave it alone for a while."""
        await self._store.rest(line, to_epoch(self._clock.now() + LONGEST_PAUSE))

    async def _begun(
        self, facts: Facts, held: Sequence[Discussion], now: datetime
    ) -> tuple[list[tuple[Slot, Discussion]], list[datetime]]:
        """Of what was begun, the discussions that are to be finished now, and when others are.

        A discussion that was noted is finished whatever the schedule says meanwhile: its post may
        have been sent.
        """
        finish, waits = [], []
        for entry in facts.begun():
            made = [
                d for d in held
                if d.opened_at >= entry.begun_at and _on(d, entry.episode, film=facts.film)
            ]  # fmt: skip
            if not made:
                continue
            newest, late = made[0], now - entry.slot.opens_at > CATCH_UP
            if newest.complete or not newest.open or (late and newest.message is not None):
                await self.opened(facts.line, entry.slot, newest)
            elif late:
                await self._discussions.lose(newest)
                await self._pass_over(facts, entry.slot)
            elif entry.retry_at and entry.retry_at > now:
                waits.append(entry.retry_at)
            else:
                finish.append((entry.slot, newest))
        return finish, waits

    async def _to_open(
        self, facts: Facts, held: Sequence[Discussion], found: Due, now: datetime
    ) -> tuple[list[Slot], bool]:
        """What is to open now; whether there is more, now. What members opened themselves is taken
        as its post.
        """
        wanted = [*found.passed, *found.open]
        for begun in facts.begun():
            stands = any(begun.episode in slot.episodes for slot in wanted)
            if not stands and not _pending(begun, held, film=facts.film):
                await self._store.drop(facts.line, begun.slot)  # it was moved, or is gone
        to_open, more = [], False
        there = _there(held)
        for slot in wanted:
            entry = facts.entry(slot)
            if entry and _pending(entry, held, film=facts.film):
                continue
            taken = [
                (episode, discussion)
                for episode in slot.episodes
                if (discussion := _covering(there, episode, film=facts.film))
            ]
            for episode, discussion in taken:
                await self._opened(facts.line, _part(slot, episode, episode), discussion.id)
            if taken:
                more = True  # what is left of it is another post
                continue
            if slot in found.passed:
                await self._pass_over(facts, slot)
            elif entry is None or entry.retry_at is None or entry.retry_at <= now:
                to_open.append(slot)
        return to_open, more

    def _must_ask(self, facts: Facts, found: Due, now: datetime) -> bool:
        """Whether the schedule is too old to open anything by, and may yet be asked for."""
        if facts.line.dub:
            return False
        looked = facts.known.looked_at
        if looked and abs(now - looked) <= FRESH:
            return False
        first = min(slot.opens_at for slot in (*found.passed, *found.open))
        return now - max(first, self._began) < PATIENCE

    async def begin_post(self, line: Line, slot: Slot) -> None:
        """It is about to be opened."""
        await self._store.begin(line, slot, at=self._now())

    async def opened(self, line: Line, slot: Slot, discussion: Discussion) -> None:
        """As that discussion, which may be on some of the episodes alone."""
        span = discussion.span
        last = slot.last if span is None else min(slot.last, span.last)
        await self._opened(line, _part(slot, slot.first, max(last, slot.first)), discussion.id)

    async def _opened(self, line: Line, slot: Slot, discussion: DiscussionId) -> None:
        await self._store.opened(line, slot, discussion, at=self._now())

    async def again(self, line: Line, slot: Slot, trouble: Trouble, detail: str = "") -> None:
        """It couldn't be opened. It is tried again after pauses that grow."""
        entries = await self._store.entries(line)
        tries = max((e.tries for e in entries if e.episode in slot.episodes), default=0)
        pause = min(FIRST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE)
        retry_at = to_epoch(self._clock.now() + pause)
        await self._store.again(line, slot, trouble, detail, retry_at=retry_at)

    async def _pass_over(self, facts: Facts, slot: Slot) -> None:
        entry = facts.entry(slot)
        trouble = entry.trouble if entry and entry.trouble else Trouble.AWAY
        detail = entry.detail if entry else ""
        log.info("Passed over: %s", trouble, extra={"line": facts.line.key, "episode": slot.first})
        await self._store.passed(facts.line, slot, trouble, detail, at=self._now())

    async def lose_unsent(self, line: Line) -> None:
        """What was begun for it and never sent is no discussion."""
        begun = [e.episode for e in await self._store.entries(line) if e.state is State.DUE]
        for each in await self._discussions.on(line.guild, line.show, line.dub):
            unsent = each.open and each.message is None and each.host is None
            if unsent and any(map(each.covers, begun)):
                await self._discussions.lose(each)

    async def _went_on(self, facts: Facts) -> bool:
        """Whether a line whose show is over goes on with its sequel now."""
        known = facts.known
        if facts.line.dub or known.status is not Status.FINISHED or known.looked_at is None:
            return False
        sequel = next((s for s in map(self._shows.known, known.sequels) if s and s.anilist), None)
        if sequel is None:
            return False
        await self._store.go_on(facts.line, sequel.id, at=self._now())
        log.info("A follow goes on", extra={"line": facts.line.key, "sequel": sequel.id})
        return True

    async def pinged(self, line: Line) -> RoleId | None:
        """Whom its posts ping."""
        return role_of(line, await self._settings.get(line.guild))

    # What servers decide

    async def decided(self) -> None:
        """Look again at the lines of servers whose admin decided otherwise since."""
        before, self._decided = self._decided, self._decisions()
        for guild in before.keys() | self._decided.keys():
            if before.get(guild) != self._decided.get(guild):
                await self._store.look_again_at(guild, at=self._now())

    def _decisions(self) -> dict[GuildId, tuple[object, ...]]:
        return {
            one.guild: (one.episode_delay, one.discussion_channel, Feature.DISCUSSIONS in one.off)
            for one in self._settings.everywhere()
        }

    def _now(self) -> int:
        return to_epoch(self._clock.now())


def _numbers(shows: Sequence[ShowId]) -> list[int]:
    return [int(show.rpartition("/")[2]) for show in shows]


def _next_round(now: datetime) -> int:
    """When schedules are asked for next: all at the same time, so that 50 are one request."""
    every = int(EVERY.total_seconds())
    return (to_epoch(now) // every + 1) * every


def delay_of(line: Line, settings: Settings) -> int:
    return settings.episode_delay if line.delay is None else line.delay


def role_of(line: Line, settings: Settings) -> RoleId | None:
    """A dub pings nobody but whom it names: the show's role was pinged for the original."""
    return line.role or (None if line.dub else settings.episode_role)


def _on(discussion: Discussion, episode: int, *, film: bool) -> bool:
    return discussion.covers(None if film else episode)


def _there(held: Sequence[Discussion]) -> list[Discussion]:
    """Those whose post stands."""
    return [d for d in held if d.lost_at is None and d.message is not None]


def _covering(there: Sequence[Discussion], episode: int, *, film: bool) -> Discussion | None:
    return next((d for d in there if _on(d, episode, film=film)), None)


def _pending(entry: Entry, held: Sequence[Discussion], *, film: bool) -> bool:
    """Whether its discussion was noted and is yet to be finished."""
    return any(
        d.open and not d.complete and d.opened_at >= entry.begun_at
        and _on(d, entry.episode, film=film)
        for d in held
    )  # fmt: skip


def _part(slot: Slot, first: int, last: int) -> Slot:
    return replace(slot, first=first, last=last)
