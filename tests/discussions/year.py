"""A year of shows that air, move, pause and are dropped at once, through everything that fails.

`Plan` makes it up from a seed. `Plan.expected` says by itself what must come of it: it knows the
rules as the README tells them, and nothing of the code that follows them.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

START = datetime(2027, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
WEEK = 7 * DAY

Span = tuple[datetime, datetime]


class Fate(Enum):
    """What must have become of a post. `EITHER`: two things came so close that both are right."""

    OPENED = "opened"
    PASSED = "passed"
    EITHER = "either"


@dataclass(frozen=True)
class Version:
    """What AniList says from `said` on: when the first episode of a slot airs; None: nothing."""

    said: datetime
    airs: datetime | None


@dataclass
class Airs:
    """Episodes that air together, minutes apart, and what AniList says of them over time."""

    show: int
    episodes: list[int]
    apart: timedelta
    versions: list[Version]

    def airs(self, at: datetime) -> dict[int, datetime]:
        """What AniList says at an instant."""
        said = [version for version in self.versions if version.said <= at]
        first = said[-1].airs if said else None
        if first is None:
            return {}
        return {episode: first + n * self.apart for n, episode in enumerate(self.episodes)}


@dataclass(frozen=True)
class Follow:
    guild: int
    show: int
    delay: timedelta
    since: datetime


@dataclass(frozen=True)
class Expected:
    """The fate of a slot in a server: opened between two instants, if it is."""

    airs: Airs
    fate: Fate
    earliest: datetime = START
    latest: datetime = START


@dataclass
class Plan:
    """What happens in a year. `asked_every` is how often the bot asks for each schedule."""

    seed: int
    shows: Sequence[int]
    asked_every: timedelta
    slots: list[Airs] = field(default_factory=list)
    follows: list[Follow] = field(default_factory=list)
    down: list[Span] = field(default_factory=list)
    silent: list[Span] = field(default_factory=list)
    refusing: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        for show in self.shows:
            self._air(show)
        self.down = self._spans(8, [20 * MINUTE, 3 * HOUR, 9 * HOUR, 30 * HOUR, 75 * HOUR])
        self.silent = self._spans(10, [10 * MINUTE, 50 * MINUTE, 5 * HOUR, 20 * HOUR])
        self.refusing = self._spans(10, [5 * MINUTE, 2 * HOUR, 8 * HOUR, 27 * HOUR])
        for guild, share, delay in ((1, 1.0, 0), (2, 0.25, 30), (3, 0.15, 1440)):
            for show in self.shows:
                if self.chance.random() < share:
                    since = START + DAY * self.chance.choice([0, 0, 0, 5.3, 60.7])
                    since += 5 * MINUTE * len(self.follows)
                    self.follows.append(Follow(guild, show, delay * MINUTE, since))

    def _spans(self, count: int, lengths: Sequence[timedelta]) -> list[Span]:
        found = []
        for _ in range(count):
            begins = START + 2 * DAY + self.chance.random() * (YEAR - 20 * DAY)
            found.append((begins, begins + self.chance.choice(lengths)))
        return sorted(found)

    def _air(self, show: int) -> None:
        """One or two runs of a show: weekly, with a double at times; or all at once."""
        chance, episode = self.chance, 1
        begins = START + chance.uniform(3, 100) * DAY
        for _ in range(chance.choice([1, 1, 2])):
            if chance.random() < 0.15:
                count = chance.choice([6, 12])
                self._slot(show, list(range(episode, episode + count)), timedelta(), begins)
                episode, begins = episode + count, begins + 90 * DAY
                continue
            left = chance.choice([12, 12, 24])
            while left > 0:
                double = left > 1 and chance.random() < 0.06
                numbers = [episode, episode + 1] if double else [episode]
                self._slot(show, numbers, 25 * MINUTE, begins)
                episode, left = episode + len(numbers), left - len(numbers)
                begins += WEEK * (chance.choice([2, 3]) if chance.random() < 0.06 else 1)
            begins += chance.uniform(20, 60) * DAY

    def _slot(self, show: int, episodes: list[int], apart: timedelta, at: datetime) -> None:
        if at > START + YEAR - 10 * DAY:
            return
        at, chance = at.replace(microsecond=0), self.chance
        versions = [Version(START, at)]
        roll = chance.random()
        if roll < 0.05:  # later, told minutes or hours before
            said = at - chance.choice([3 * MINUTE, 9 * MINUTE, 2 * HOUR, 3 * DAY])
            versions.append(Version(said, at + chance.choice([HOUR, 20 * HOUR, 3 * DAY])))
        elif roll < 0.09:  # sooner, by days or hours
            sooner = at - chance.choice([2 * HOUR, 30 * HOUR, 3 * DAY])
            said = sooner - chance.choice([4 * DAY, 2 * DAY, -HOUR, -28 * HOUR])
            versions.append(Version(min(said, at - HOUR), sooner))
        elif roll < 0.11:  # taken off, and listed again
            versions += [Version(at - 5 * HOUR, None), Version(at + 5 * HOUR, at + 2 * DAY)]
        elif roll < 0.13:  # moved after it aired: it has its post
            versions.append(Version(at + 30 * HOUR, at + 3 * DAY))
        self.slots.append(Airs(show, episodes, apart, versions))

    # What must come of it

    def expected(self, follow: Follow) -> list[Expected]:
        return [self._fate(airs, follow) for airs in self.slots if airs.show == follow.show]

    def _fate(self, airs: Airs, follow: Follow) -> Expected:
        passed_at: datetime | None = None
        unsure = False
        for number, version in enumerate(airs.versions):
            ends = START + YEAR
            if number + 1 < len(airs.versions):
                ends = airs.versions[number + 1].said
            if version.airs is None:
                continue
            if version.airs < follow.since:
                if version.airs + airs.apart * (len(airs.episodes) - 1) >= follow.since:
                    unsure = True  # half of it aired before
                continue
            due = version.airs + follow.delay
            if passed_at and due <= passed_at + 2 * DAY:
                unsure = unsure or due > passed_at - 2 * DAY
                if due <= passed_at:
                    continue
            opens = max(due, version.said, follow.since)
            first, last = self._when(opens, due, version.said)
            begun = any(b <= opens < e and opens < ends <= e + HOUR for b, e in self.refusing)
            if begun or self._stale(airs, opens, last) or first <= ends <= last:
                return Expected(airs, Fate.EITHER)
            if first > ends:
                continue  # it moved before anybody could open it
            late = due + DAY
            if first <= late <= last:
                return Expected(airs, Fate.EITHER)
            if first > late:
                passed_at = last
                continue
            return Expected(airs, Fate.EITHER if unsure else Fate.OPENED, opens, last)
        return Expected(airs, Fate.EITHER if unsure else Fate.PASSED)

    def _when(self, opens: datetime, due: datetime, said: datetime) -> tuple[datetime, datetime]:
        """The first and the last instant at which the bot, as it is up, opens what is due."""
        first, slack = opens, 3 * MINUTE
        if said > due - self.asked_every - HOUR:
            slack += self.asked_every  # it was told late, and is learned at the next asking
        waited_from = opens
        for _ in range(8):
            before = first
            for begins, ends in self.down:
                if begins <= first < ends:
                    first = waited_from = ends
                if begins - slack <= first < ends:
                    slack = max(slack, ends + 3 * MINUTE - first)
            for begins, ends in self.silent:  # an hour, and again after a crash
                if begins <= first < ends + 11 * MINUTE:
                    slack = max(slack, min(ends + 11 * MINUTE, waited_from + 3 * HOUR) + 3 * MINUTE
                                - first)  # fmt: skip
            for begins, ends in self.refusing:
                if begins <= first < ends:
                    first = ends
                if begins - slack <= first < ends + 31 * MINUTE:
                    slack = max(slack, ends + 34 * MINUTE - first)
            if first == before:
                break
        for begins, ends in (*self.down, *self.refusing):  # what comes while it waits
            if first < begins < first + slack:
                slack = ends + 40 * MINUTE - first
        return first, first + slack

    def _stale(self, airs: Airs, opens: datetime, last: datetime) -> bool:
        """Whether AniList said something new of it that can't be asked for when it opens."""
        silent = any(b - 12 * MINUTE < last and opens - HOUR < e for b, e in self.silent)
        near = any(
            opens - self.asked_every - DAY < version.said < last + HOUR
            for version in airs.versions[1:]
        )
        return silent and near
