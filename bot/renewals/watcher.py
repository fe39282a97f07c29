"""Watching: AniList is asked about everything that is asked about or followed."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock, from_epoch, to_epoch
from bot.errors import N_, Outdated
from bot.ids import GuildId, ShowId
from bot.renewals import watch
from bot.renewals.models import Evidence
from bot.renewals.service import Renewals
from bot.renewals.store import RenewalsStore
from bot.renewals.watch import Change, Look, Urgency
from bot.renewals.watch_store import Found, Seen, WatchStore
from bot.settings.service import ServerSettings
from bot.shows import anilist_answers as answers
from bot.shows import seasons
from bot.shows.models import RelationType, SeasonEntry, Show
from bot.shows.service import Shows

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
"""How long it is known whom was told of what."""
LATEST = 86_400
"""Nothing is due later than in a day, but where a clock was ahead."""
LONGEST_LINE = 40
AT_ONCE = 50
"""How many questions get their evidence at a time."""

Json = dict[str, Any]

LOOP = N_("Watching AniList for returns")
"""What `/about` calls it."""


class Source(Protocol):
    """Who is asked, as `bot.shows.anilist.AniList.watched`. Raises `SourceDown`."""

    async def watched(self, ids: Sequence[int], /) -> Mapping[ShowId, Json]: ...


@dataclass(slots=True)
class _Changed:
    """The entries of one franchise whose records are new: before, where there was one, and now."""

    records: dict[ShowId, tuple[Json | None, Json]] = field(default_factory=dict)


class Watch:
    """What is watched, and what was found. Without a `source` nothing is."""

    def __init__(
        self,
        store: WatchStore,
        questions: RenewalsStore,
        renewals: Renewals,
        shows: Shows,
        settings: ServerSettings,
        source: Source | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._questions = questions
        self._renewals = renewals
        self._shows = shows
        self._settings = settings
        self._source = source
        self._clock = clock

    @property
    def active(self) -> bool:
        """Whether anybody is asked at all."""
        return self._source is not None

    async def last_look(self) -> datetime | None:
        """When AniList last answered on anything that is watched."""
        last = await self._store.last_look()
        return from_epoch(last) if last is not None else None

    async def count(self) -> int:
        """Shows that are watched."""
        return await self._store.count()

    # What is watched

    async def enrol(self, root: ShowId) -> bool:
        """Watch that franchise from now on. False where AniList lists none of it."""
        entries = self._line(root)
        if entries:
            await self._store.enrol(root, entries, at=self._now())
        return bool(entries)

    async def enrol_all(self) -> None:
        """Watch what is asked about or followed since, and no longer what isn't."""
        await self._store.mend_clock(latest=self._now() + LATEST)
        await self._store.drop_unwanted(before=to_epoch(self._clock.now() - KEPT_FOR))
        for root in await self._store.unwatched():
            await self.enrol(root)

    def listed(self, root: ShowId) -> bool:
        """Whether AniList lists any of that franchise."""
        return bool(self._line(root))

    def _line(self, root: ShowId) -> list[ShowId]:
        """The franchise's entries as far as the catalogue knows them, those that AniList lists."""
        found: dict[ShowId, Show] = {}
        todo = [root]
        while todo and len(found) < LONGEST_LINE:
            show = self._shows.known(todo.pop(0))
            if show and show.id not in found:
                found[show.id] = show
                todo += show.related(RelationType.SEQUEL)
        return [show.id for show in found.values() if show.anilist]

    # Looking

    async def next_look(self) -> datetime | None:
        """When the next look is due; None where nothing is watched."""
        due = await self._store.next_look() if self._source else None
        return from_epoch(due) if due is not None else None

    async def look(self) -> int:
        """Ask about what is due, one request's worth; how many shows that were.

        Raises `SourceDown` and `DatabaseBusy` with nothing changed: it is still due then.
        """
        now = self._clock.now()
        candidates = await self._store.candidates(now=to_epoch(now))
        chosen = watch.batch((one for one, _ in candidates), now)
        if not chosen or self._source is None:
            return 0
        held = {one.show: body for one, body in candidates}
        numbers = [int(one.show.rpartition("/")[2]) for one in chosen]
        records = await self._source.watched(numbers)
        now = self._clock.now()
        seen = []
        changed: defaultdict[ShowId, _Changed] = defaultdict(_Changed)
        for one in chosen:
            record = records.get(one.show)
            if record is None:
                log.info("AniList lists %s no longer", one.show)
                urgency = Urgency.COMING
            else:
                urgency = watch.urgency(_show(one.show, record, now), now)
                if record != held[one.show]:
                    changed[one.root].records[one.show] = (held[one.show], record)
            due = now + watch.EVERY[urgency]
            new = record if record != held[one.show] else None
            seen.append(Seen(show=one.show, urgency=urgency, due_at=due, body=new))
        found = [await self._found(root, each, now) for root, each in changed.items()]
        await self._store.looked(seen, found, at=to_epoch(now))
        return len(chosen)

    async def _found(self, root: ShowId, changed: _Changed, now: datetime) -> Found:
        held = await self._store.franchise(root)
        records = {id_: body for id_, body in held.items() if body}
        records |= {id_: after for id_, (_, after) in changed.records.items()}
        looks = {id_: _look(id_, record, now) for id_, record in records.items()}
        differences, entries = [], []
        for id_, (was, _) in changed.records.items():
            after = looks[id_]
            before = _look(id_, was, now) if was else self._baseline(after)
            news = [
                one
                for one in watch.differences(before, after)
                if one.kind is not watch.Kind.SEQUEL or one.show.id not in held
            ]
            differences += news
            entries += [
                sequel.id
                for sequel in after.sequels
                if sequel.id not in held and sequel.format in watch.CONTINUES
            ]
        line = self._numbered(root, looks) if differences else []
        return Found(root=root, changes=watch.placed(_once(differences), line), entries=entries)

    def _baseline(self, after: Look) -> Look:
        """What a first look is compared with: itself, but for sequels that nobody knew of."""
        known = self._shows.known(after.show.id)
        ids = set(known.related(RelationType.SEQUEL)) if known else set()
        before = [sequel for sequel in after.sequels if sequel.id in ids]
        return replace(after, sequels=before)

    def _numbered(self, root: ShowId, looks: Mapping[ShowId, Look]) -> list[SeasonEntry]:
        """The franchise's line as it is told now."""
        told = {sequel.id: sequel for look in looks.values() for sequel in look.sequels}
        told |= {id_: look.show for id_, look in looks.items()}

        def get(id_: ShowId) -> Show | None:
            ours, theirs = self._shows.known(id_), told.get(id_)
            if ours and theirs:
                names = tuple(dict.fromkeys((*theirs.synonyms, *ours.synonyms)))
                return replace(theirs, synonyms=names)
            return theirs or ours

        first = get(root)
        return seasons.number(seasons.chain(first, get)) if first else []

    # Proposing

    async def propose(self, words: Callable[[GuildId, Sequence[Change]], str]) -> list[Evidence]:
        """Give what was found to the questions that it speaks of, as evidence, so many at a time.

        `words` puts changes into a server's language. Raises `DatabaseBusy`: what is left then is
        proposed at the next time, once.
        """
        pieces: list[Evidence] = []
        for news in await self._store.unproposed():
            left = AT_ONCE - len(pieces)
            if left <= 0:
                break
            done = True
            for season, changes in watch.seasons(news.changes).items():
                asked = await self._store.asking(news, season, left)
                done = done and len(asked) < left
                for guild, number in asked:
                    try:
                        question = await self._questions.question(guild, number)
                    except Outdated:
                        continue
                    claim = watch.claim(changes, words(guild, changes), news.found_at)
                    itself = (await self._settings.get(guild)).renewals_by_itself
                    pieces.append(
                        await self._store.propose(
                            question, claim, news, approved=itself, at=self._now()
                        )
                    )
            if done:
                await self._store.proposed(news, at=self._now())
        return pieces

    def _now(self) -> int:
        return to_epoch(self._clock.now())


def _show(id_: ShowId, record: Json, now: datetime) -> Show:
    return answers.show(record, asked=id_, as_of=now.date())


def _look(id_: ShowId, record: Json, now: datetime) -> Look:
    found = answers.sequels(record, as_of=now.date())
    return Look(show=_show(id_, record, now), sequels=found)


def _once(found: Iterable[watch.Difference]) -> list[watch.Difference]:
    """A sequel that follows two entries is one."""
    kept: dict[tuple[watch.Kind, ShowId], watch.Difference] = {}
    for one in found:
        kept.setdefault((one.kind, one.show.id), one)
    return list(kept.values())
