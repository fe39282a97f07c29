"""10,000 followed shows within AniList's budget: how long until a change is found."""

import asyncio
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from bot.clock import to_epoch
from bot.db import Database
from bot.errors import SourceDown
from bot.ids import ShowId
from bot.renewals.store import RenewalsStore
from bot.renewals.watch_board import PACE
from bot.renewals.watch_store import WatchStore
from bot.renewals.watcher import Watch
from bot.shows import anilist_answers as answers
from bot.shows.budget import Budget, Priority
from tests.bench.figure import Figure, bench

SHOWS = 10_000
AIRING, COMING = 400, 600
HOURS = 60
OUTAGE = (timedelta(hours=30), timedelta(hours=33))
PER_MINUTE = 25


class Clock:
    """Stands still until it is put forward."""

    at = datetime(2026, 11, 21, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class AniList:
    """As the bot's own, its budget the same, over records that change at random.

    People take requests of the same budget. A change that is seen is noted with how long ago it
    happened; what happens in the outage is as old as its end.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock, self.begun = clock, clock.at
        self.budget = Budget(PER_MINUTE)
        self.rng = random.Random(1)
        self.episodes = dict.fromkeys(range(1, SHOWS + 1), 1)
        self.changed: dict[int, datetime] = {}
        self.found: list[timedelta] = []
        self.taken: list[datetime] = []
        self.looked = dict.fromkeys(self.episodes, clock.at)
        self.longest = timedelta()
        self.refused = 0

    @property
    def away(self) -> bool:
        return OUTAGE[0] <= self.clock.at - self.begun < OUTAGE[1]

    def live(self, seconds: float) -> None:
        """Time goes by: people look things up, shows change."""
        for _ in range(self._some(seconds * 8 / 60)):
            if self.budget.take(self.clock.at.timestamp(), Priority.PERSON) is not None:
                self.taken.append(self.clock.at)
        for _ in range(self._some(seconds * SHOWS / 20 / 86_400)):
            number = self.rng.randint(1, SHOWS)
            self.episodes[number] += 1
            self.changed.setdefault(number, self.clock.at)

    def _some(self, expected: float) -> int:
        return int(expected) + (self.rng.random() < expected % 1)

    async def watched(self, ids: Sequence[int]) -> Mapping[ShowId, dict[str, Any]]:
        now = self.clock.at
        if self.budget.take(now.timestamp(), Priority.BACKGROUND) is None or self.away:
            self.refused += 1
            raise SourceDown(source="AniList")
        self.taken.append(now)
        for number in ids:
            since = self.begun + OUTAGE[1] if now - self.begun >= OUTAGE[1] else self.begun
            self.longest = max(self.longest, now - max(self.looked[number], since))
            self.looked[number] = now
            if at := self.changed.pop(number, None):
                self.found.append(now - (max(at, since) if at - self.begun >= OUTAGE[0] else at))
        return answers.watched({"media": [self.record(number) for number in ids]})

    def record(self, number: int) -> dict[str, Any]:
        status = "RELEASING" if number <= AIRING else "FINISHED"
        if AIRING < number <= AIRING + COMING:
            status = "NOT_YET_RELEASED"
        return {
            "id": number, "type": "ANIME", "format": "TV", "status": status,
            "episodes": self.episodes[number], "title": {"romaji": f"Show {number}"},
        }  # fmt: skip


@bench
def watch() -> Iterator[Figure]:
    """Sixty hours with an outage of three; people ask eight times a minute meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        anilist, clock = asyncio.run(_simulated(Path(folder) / "kanso.db"))
    taken = anilist.taken
    busiest, first = 0, 0
    for last, at in enumerate(taken):
        while at - taken[first] >= timedelta(minutes=1):
            first += 1
        busiest = max(busiest, last - first + 1)
    hours = sorted(wait.total_seconds() / 3600 for wait in anilist.found)
    waiting = [clock.at - at for at in anilist.changed.values()]
    worst = max([hours[-1], *(wait.total_seconds() / 3600 for wait in waiting)])
    yield Figure(name="watch, requests a minute", value=busiest, unit="at most", target=PER_MINUTE)
    yield Figure(name="watch, change found, worst", value=worst, unit="h", target=24)
    yield Figure(name="watch, change found, median", value=hours[len(hours) // 2], unit="h")
    longest = anilist.longest.total_seconds() / 3600
    yield Figure(name="watch, longest without a look", value=longest, unit="h", target=24)
    yield Figure(name="watch, changes found", value=len(hours), unit="of 10,000 shows")


async def _simulated(database: Path) -> tuple[AniList, Clock]:
    clock = Clock()
    anilist = AniList(clock)
    db = await Database.open(database)
    try:
        await db._writer.execute("PRAGMA synchronous = OFF")
        store = WatchStore(db)
        async with db.transaction() as tx:
            await tx.execute_many(
                "INSERT INTO renewal_follows (guild_id, target_id, root_id, followed_at) "
                "VALUES (0, 1, ?, 0)",
                [(f"anilist/{number}",) for number in anilist.episodes],
            )
            await tx.execute_many(
                "INSERT INTO renewal_watched (show_id, root_id, urgency, due_at) "
                "VALUES (?, ?, 1, ?)",
                [(f"anilist/{n}", f"anilist/{n}", to_epoch(clock.at)) for n in anilist.episodes],
            )
        shows = MagicMock(known=lambda _: None)
        watching = Watch(
            store, RenewalsStore(db), MagicMock(), shows, MagicMock(), anilist, clock
        )  # fmt: skip
        end = clock.at + timedelta(hours=HOURS)
        while clock.at < end:
            due = await watching.next_look()
            wait = max(0.0, (due - clock.at).total_seconds()) if due else 0.0
            if not wait:
                try:
                    wait = PACE if await watching.look() else 1.0
                except SourceDown:
                    wait = 15.0
            clock.at += timedelta(seconds=wait)
            anilist.live(wait)
    finally:
        await db.close()
    return anilist, clock
