"""When the posts of a followed show open: rules over its schedule. Pure.

A schedule says of each episode when it airs first. Episodes that air within an hour of each other
are one post: a double episode, or all of a batch release. Nothing is opened twice, whatever the
schedule says later; an episode that is moved takes its post with it.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import N_, Refusal
from bot.ids import ChannelId, ShowId
from bot.text.titles import Title

TOGETHER = timedelta(hours=1)
"""Episodes no further apart are one post, in a chain however long."""
CATCH_UP = timedelta(hours=24)
"""What was to open longer ago is passed over."""
FRESH = timedelta(minutes=2)
"""How old the schedule may be that a post opens by."""
PATIENCE = timedelta(hours=1)
"""How long a post waits where its schedule can't be asked for; then it opens by what is held."""
STAYS_OPEN = timedelta(days=7)
"""How long the vote of a post that opened by itself goes on."""
YEARS_AHEAD = 2
LONGEST_RUN = 60
"""Episodes whose dates may be entered at once."""
NOON = time(12)
"""When a post opens on a day of which nobody said the hour."""

_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2}))?")


class NotAMoment(Refusal):
    message = N_(
        "“{typed}” is no date. Write it as 2027-01-31, or with an hour of your own clock: "
        "2027-01-31 18:30."
    )


class MomentPast(Refusal):
    message = N_("{when} is over. Give a date that is yet to come. Nothing was changed.")


class MomentFar(Refusal):
    message = N_("{when} is too far away. Give a date within two years. Nothing was changed.")


class RunBackwards(Refusal):
    message = N_(
        "The last episode, {last}, comes before the first, {first}. Give a last one that comes "
        "later. Nothing was changed."
    )


class RunTooLong(Refusal):
    message = N_(
        "Episodes {first} to {last} are too many at once: give up to {most}, and the rest "
        "afterwards. Nothing was changed."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Episodes `first` to `last`, which are one post: when they air, and when it opens."""

    first: int
    last: int
    airs_at: datetime
    opens_at: datetime

    @classmethod
    def of(cls, episode: int, at: datetime) -> "Slot":
        """A single one, at its airing."""
        return cls(first=episode, last=episode, airs_at=at, opens_at=at)

    @property
    def episodes(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def through(self) -> int | None:
        """The last of several; None for a single one."""
        return self.last if self.last > self.first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A post that is to open: `through` is the last of several episodes, `dub` the language of
    one, `at` when it airs first. `minutes`: of one episode. `source` is who says so of a dub, by
    hand, and `day` all that they say where they give no hour.
    """

    show: ShowId
    title: Title
    episode: int
    through: int | None
    dub: str | None
    at: datetime
    opens_at: datetime
    channel: ChannelId
    minutes: int | None
    day: date | None = None
    source: str | None = None


class Named(NamedTuple):
    """An episode that was told elsewhere to air then."""

    show: ShowId
    dub: str | None
    episode: int
    at: datetime


Ended = Mapping[int, datetime | None]
"""The episodes that were dealt with: None for one that has its post, else when it was passed
over.
"""


class Due(NamedTuple):
    """What is to be done now, and when there is more."""

    open: list[Slot]
    passed: list[Slot]
    next: datetime | None


def slots(
    schedule: Mapping[int, datetime],
    *,
    delay: timedelta = timedelta(),
    since: datetime,
    ended: Ended,
) -> list[Slot]:
    """The posts that a schedule still asks for, by their time; none of what aired before `since`.

    One that was passed over is asked for again where it airs later than that.
    """
    left = [
        (at, episode)
        for episode, at in schedule.items()
        if at >= since and not _is_ended(episode, at + delay, ended)
    ]
    found = []
    for group in _chained(sorted(left)):
        for run in _runs(group):
            airs_at = min(at for at, _ in run)
            numbers = [episode for _, episode in run]
            found.append(
                Slot(
                    first=min(numbers),
                    last=max(numbers),
                    airs_at=airs_at,
                    opens_at=airs_at + delay,
                )
            )
    return sorted(found, key=lambda slot: (slot.opens_at, slot.first))


def due(found: Iterable[Slot], now: datetime) -> Due:
    """What of it is to open now, what is too late for that, and when the next opens."""
    to_open, passed, later = [], [], []
    for slot in found:
        if slot.opens_at > now:
            later.append(slot.opens_at)
        elif now - slot.opens_at > CATCH_UP:
            passed.append(slot)
        else:
            to_open.append(slot)
    return Due(to_open, passed, min(later, default=None))


def _is_ended(episode: int, opens_at: datetime, ended: Ended) -> bool:
    if episode not in ended:
        return False
    passed_at = ended[episode]
    return passed_at is None or opens_at <= passed_at


Timed = list[tuple[datetime, int]]


def _chained(left: Timed) -> Iterator[Timed]:
    group: Timed = []
    for at, episode in left:
        if group and at - group[-1][0] > TOGETHER:
            yield group
            group = []
        group.append((at, episode))
    if group:
        yield group


def _runs(group: Timed) -> Iterator[Timed]:
    """Parts whose episodes follow each other: a gap is another post."""
    run: Timed = []
    for at, episode in sorted(group, key=lambda each: each[1]):
        if run and episode != run[-1][1] + 1:
            yield run
            run = []
        run.append((at, episode))
    yield run


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant. `day`: nobody said the hour, and it is noon of that day."""

    at: datetime
    day: date | None = None

    def before(self, other: datetime) -> bool:
        """Whether it is earlier for certain: a day is when it is over."""
        return self.at + (timedelta(hours=12) if self.day else timedelta()) < other


class Odd(NamedTuple):
    """An episode of a dub that comes before an earlier one, or before the original airs."""

    episode: int
    earlier: int | None
    original: datetime | None


def moment(typed: str, zone: ZoneInfo, now: datetime) -> Moment:
    """What somebody in that zone wrote: a day, or one with its hour.

    Raises `NotAMoment`, `MomentPast` and `MomentFar`.
    """
    found = _MOMENT.fullmatch(typed.strip()[:40])
    try:
        parts = [int(part) for part in found.groups() if part] if found else []
        day = date(*parts[:3])
        hour = time(parts[3], parts[4]) if parts[3:] else NOON
        at = datetime.combine(day, hour, zone).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise NotAMoment(typed=typed) from None
    whole = len(parts) == len(("year", "month", "day"))
    if day < now.astimezone(zone).date() if whole else at <= now - timedelta(days=1):
        raise MomentPast(when=typed.strip())
    if at >= now + timedelta(days=366 * YEARS_AHEAD):
        raise MomentFar(when=typed.strip())
    return Moment(at=at, day=day if whole else None)


def weekly(first: int, last: int, begins: Moment, zone: ZoneInfo) -> dict[int, Moment]:
    """Episodes by the same hour of that zone, a week apart. Raises `RunBackwards` and
    `RunTooLong`.
    """
    if last < first:
        raise RunBackwards(first=first, last=last)
    if last >= first + LONGEST_RUN:
        raise RunTooLong(first=first, last=last, most=LONGEST_RUN)
    there, found = begins.at.astimezone(zone), {}
    for week, episode in enumerate(range(first, last + 1)):
        later = timedelta(weeks=week)
        day = begins.day + later if begins.day else None
        found[episode] = Moment(at=(there + later).astimezone(UTC), day=day)
    return found


def odd(
    dates: Mapping[int, Moment], entered: Collection[int], original: Mapping[int, datetime]
) -> Odd | None:
    """The first of a dub's dates that is out of order with one that was `entered`, or that was
    entered for before the `original` airs.
    """
    episodes = sorted(dates)
    for earlier, later in itertools.pairwise(episodes):
        if {earlier, later} & {*entered} and dates[later].before(dates[earlier].at):
            return Odd(later, earlier, None)
    for episode in sorted(entered):
        if (airs := original.get(episode)) and dates[episode].before(airs):
            return Odd(episode, None, airs)
    return None
