"""What a server's week came to, and what is kept of having told it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bot.ids import ChannelId, GuildId, MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from a Monday's midnight to the next one's, by a server's own clocks.

    `since`, `until` and `due`, when it is to be told, are instants in UTC.
    """

    first: date
    since: datetime
    until: datetime
    due: datetime

    @property
    def key(self) -> str:
        """``2026-11-16``: what it is known by, whatever the zone."""
        return self.first.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A week that is to be told in a channel."""

    guild: GuildId
    channel: ChannelId
    week: Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was done about a server's week. `channel` is where sending was tried, last at
    `tried_at`; `done` without a `message` means that there was nothing to tell.
    """

    guild: GuildId
    key: str
    since: datetime
    until: datetime
    channel: ChannelId | None
    tried_at: datetime | None
    message: MessageId | None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the episodes `first` to `last` before had, on the same scale."""

    first: int
    last: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a vote came to, or stands at. `name` is what it is on, in its reader's language and
    ready to be shown; `votes` counts those of each score from 1 to `steps`, at least one.
    """

    name: str
    link: str
    steps: int
    votes: Mapping[int, int]
    earlier: Earlier | None = None

    @property
    def n(self) -> int:
        return sum(self.votes.values())

    @property
    def mean(self) -> float:
        """On its own scale."""
        return float(self._mean)

    @property
    def share(self) -> Fraction:
        """The mean as a share of its scale, from 0 to 1: a mean of 3 out of 5 is a half.

        Votes on five steps and on ten are compared by it. Exact, so that equals are equal.
        """
        return (self._mean - 1) / (self.steps - 1)

    @property
    def spread(self) -> float:
        """The standard deviation as a share of the scale: 0 where all agree, a half where one half
        gives the best and the other the worst.
        """
        mean = self._mean
        squares = sum((score - mean) ** 2 * count for score, count in self.votes.items())
        return math.sqrt(squares / self.n) / (self.steps - 1)

    @property
    def change(self) -> float:
        """By how much the mean differs from the earlier one, as both are shown: to a tenth."""
        return round(round(self.mean, 1) - round(self.earlier.mean, 1), 1) if self.earlier else 0.0

    @property
    def moved(self) -> float:
        """The size of `change` as a share of the scale."""
        return abs(self.change) / (self.steps - 1)

    @property
    def above(self) -> int:
        """How many gave more than the middle of the scale."""
        return sum(count for score, count in self.votes.items() if 2 * score > self.steps + 1)

    @property
    def below(self) -> int:
        """How many gave less than the middle of the scale."""
        return sum(count for score, count in self.votes.items() if 2 * score < self.steps + 1)

    @property
    def _mean(self) -> Fraction:
        return Fraction(sum(score * count for score, count in self.votes.items()), self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A renewal's status that moved: `name` and `moved`, from where to where, in words that are
    ready to be shown. `link` is None where no card of the question stands in a channel.
    """

    name: str
    moved: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """All of a week: the votes, and the renewals that moved, the newest first."""

    votes: Sequence[Vote] = ()
    turns: Sequence[Turn] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is told of a week. `more` renewals moved beside `turns`."""

    best: Sequence[Vote] = ()
    changed: Vote | None = None
    divisive: Vote | None = None
    turns: Sequence[Turn] = ()
    more: int = 0

    @property
    def empty(self) -> bool:
        return not (self.best or self.turns)
