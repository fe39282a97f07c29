"""What stands in a calendar: premieres and episodes, each known by what it is and never by when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import GuildId, ShowId
from bot.shows.models import PartialDate
from bot.text.titles import Title

USUAL_MINUTES = 30
LONGEST = timedelta(hours=4)
"""Of one entry, however many episodes come at once."""
NOWHERE = GuildId(0)


Key = tuple[GuildId, ShowId, str | None, int]
"""What a date is of: a server or none, a show, a dub or none, an episode."""


class Kind(StrEnum):
    """What airs: a show's first episode, or a later one."""

    PREMIERE = "premiere"
    EPISODE = "episode"


class Scope(StrEnum):
    """Whose dates are wanted: everything, a member's own follows, or the server's."""

    ALL = "everything"
    MINE = "mine"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """An episode, or `episode` to `through`, that airs at an instant or on a day.

    `starts` is a day where only that is known; less than a day, or None, is no date yet. `off`: it
    had one perhaps, and is off. `dub` is a language's tag, None for the original audio; `audio` is
    what its reader calls it. `guild` is the server that says when, by hand; 0 where the source
    does. `as_of` is when that said so last.
    """

    show: ShowId
    title: Title
    starts: datetime | PartialDate | None
    episode: int = 1
    through: int | None = None
    dub: str | None = None
    audio: str | None = None
    guild: GuildId = NOWHERE
    minutes: int | None = None
    url: str | None = None
    source: str | None = None
    as_of: datetime | None = None
    off: bool = False
    adult: bool = False

    @property
    def kind(self) -> Kind:
        return Kind.PREMIERE if self.episode == 1 else Kind.EPISODE

    @property
    def key(self) -> Key:
        return self.guild, self.show, self.dub, self.episode

    @property
    def uid(self) -> str:
        """What it is known by for ever, in files and on Discord."""
        parts: list[object] = [self.kind, self.show.replace("/", "-"), self.episode]
        parts.append(self.dub or "original")
        if self.guild:
            parts.append(self.guild)
        return f"{'-'.join(map(str, parts))}@kanso"

    @property
    def dated(self) -> bool:
        """Whether at least its day is known."""
        return self.begins is not None

    @property
    def all_day(self) -> bool:
        return isinstance(self.starts, PartialDate)

    @property
    def certain(self) -> bool:
        """Whether the source gives its hour. What was entered by hand may be wrong."""
        return not self.all_day and not self.guild

    @property
    def begins(self) -> datetime | None:
        """The instant, or the day's beginning in UTC."""
        match self.starts:
            case datetime() as at if not self.off:
                return at
            case PartialDate(day=int()) as day if not self.off:
                return midnight(day.first_day)
        return None

    @property
    def length(self) -> timedelta:
        """How long it takes; a day where its hour isn't known."""
        return length(self.minutes, self.episode, self.through, all_day=self.all_day)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def length(minutes: int | None, first: int, last: int | None, *, all_day: bool) -> timedelta:
    """Of `first` to `last`, each of so many minutes; a day for one whose hour isn't known."""
    if all_day:
        return timedelta(days=1)
    episodes = max((last or first) - first + 1, 1)
    return min(timedelta(minutes=episodes * (minutes or USUAL_MINUTES)), LONGEST)


def merged(dates: Sequence[Date]) -> list[Date]:
    """Each once. Where two say when, an instant says more than a day, and a day more than none."""
    best: dict[Key, Date] = {}
    for one in dates:
        held = best.get(one.key)
        if held is None or _says(one) > _says(held):
            best[one.key] = one
    return list(best.values())


def _says(one: Date) -> int:
    return one.dated + (one.dated and not one.all_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A date as it was told last, and when that changed."""

    guild: GuildId
    show: ShowId
    dub: str | None
    episode: int
    begins: datetime
    all_day: bool
    length: timedelta
    off: bool
    changed_at: datetime

    @property
    def key(self) -> Key:
        return self.guild, self.show, self.dub, self.episode

    @property
    def ends(self) -> datetime:
        return self.begins + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A date with what a file says of it: when it begins (or would have), and its last change."""

    date: Date
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A calendar as it is sent. `undated` are left out: nobody knows their day yet."""

    data: bytes
    entries: int
    off: int
    undated: int


class NothingComing(Refusal):
    message = N_(
        "Nothing that is followed has a date yet, so there is no file to make. `/renewal follow` "
        "and `/discuss follow` bring dates here as soon as they are known."
    )


# Discord's own events


class State(StrEnum):
    """Of a row: it is wanted there, is to be taken down, or somebody took it down for good."""

    WANTED = "wanted"
    LEAVING = "leaving"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An event as Discord is told of it. Its description, which ages, makes it no other one."""

    name: str
    location: str
    begins: datetime
    ends: datetime
    description: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A row of an event. `event` is None while nobody knows whether Discord has it."""

    guild: GuildId
    uid: str
    words: Words
    state: State
    event: int | None = None
