"""What is known of a show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ShowId
from bot.text.titles import Title as Title

ORIGINAL = "original"
"""The `source` of a show whose story was told nowhere before."""


def anilist_page(show: ShowId) -> str:
    """The address of a show at AniList, by its id there."""
    return f"https://anilist.co/anime/{show.rpartition('/')[2]}"


class Format(StrEnum):
    TV = "tv"
    TV_SHORT = "tv_short"
    MOVIE = "movie"
    OVA = "ova"
    ONA = "ona"
    SPECIAL = "special"
    MUSIC = "music"
    UNKNOWN = "unknown"


class Status(StrEnum):
    FINISHED = "finished"
    RELEASING = "releasing"
    NOT_YET_RELEASED = "not_yet_released"
    CANCELLED = "cancelled"
    HIATUS = "hiatus"
    UNKNOWN = "unknown"


class Season(StrEnum):
    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"
    FALL = "fall"


class RelationType(StrEnum):
    SEQUEL = "sequel"
    PREQUEL = "prequel"
    PARENT = "parent"
    SIDE_STORY = "side_story"
    SUMMARY = "summary"
    ALTERNATIVE = "alternative"
    SPIN_OFF = "spin_off"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day. ISO 8601, cut to its precision."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``2018``, ``2018-12`` or ``2018-12-03``. Raises ValueError otherwise."""
        parts = text.split("-")
        digits = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts)
        if not 1 <= len(parts) <= 3 or not digits:
            raise ValueError(f"not a date: {text!r}")
        numbers = [int(part) for part in parts]
        date(*[*numbers, 1, 1][:3])
        return cls(**dict(zip(("year", "month", "day"), numbers, strict=False)))

    @property
    def first_day(self) -> date:
        """The earliest day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamingLink:
    """Where a show can be watched. No `url`: the service is known, its page isn't."""

    service: str
    url: str | None = None
    languages: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    type: RelationType
    id: ShowId


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a synopsis."""

    text: str
    spoiler: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEpisode:
    """When the next episode airs first, and its number where it is known."""

    at: datetime
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A show's facts. `minutes` per episode has more than one value where sources differ.

    `also`: its ids at further sites.
    `synopsis` gives nothing away; `passages` are all of it in order, spoilers marked, where the
    source marks them. `score` is of 100, `popularity` the members who list it at its source,
    `url` its page there.
    """

    id: ShowId
    title: Title
    format: Format
    status: Status
    mal: int | None = None
    synonyms: Sequence[str] = ()
    short_titles: Sequence[str] = ()
    episodes: int | None = None
    minutes: Sequence[int] = ()
    season: Season | None = None
    year: int | None = None
    first_aired: PartialDate | None = None
    last_aired: PartialDate | None = None
    studios: Sequence[str] = ()
    directors: Sequence[str] = ()
    writers: Sequence[str] = ()
    creators: Sequence[str] = ()
    source: str | None = None
    genres: Sequence[str] = ()
    streaming: Sequence[StreamingLink] = ()
    relations: Sequence[Relation] = ()
    adult: bool = False
    color: str | None = None
    cover: str | None = None
    synopsis: str | None = None
    passages: Sequence[Passage] = ()
    tags: Sequence[str] = ()
    spoiler_tags: Sequence[str] = ()
    score: int | None = None
    popularity: int | None = None
    next_episode: NextEpisode | None = None
    url: str | None = None
    also: Sequence[ShowId] = ()
    as_of: date

    @property
    def anilist(self) -> int | None:
        """AniList's number, where AniList lists it."""
        site, _, number = self.id.partition("/")
        return int(number) if site == "anilist" else None

    @property
    def names(self) -> list[str]:
        """Every title it goes by, the main ones first."""
        every = (self.title.main, self.title.romaji, self.title.native, *self.synonyms)
        return list(dict.fromkeys(name for name in every if name))

    def related(self, kind: RelationType) -> list[ShowId]:
        return [relation.id for relation in self.relations if relation.type is kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A show as a source told it, at `fetched_at` or on its own `as_of`.

    `stale`: the source is being asked again.
    """

    show: Show
    source: str
    fetched_at: datetime | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """An episode of a show and when it airs first."""

    show: Show
    at: datetime
    episode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A show and what somebody is or did in it, in the source's own words."""

    show: Show
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A character, a member of staff or a studio, with the shows that they are known for."""

    name: str
    native: str | None = None
    url: str | None = None
    image: str | None = None
    about: Sequence[Passage] = ()
    credits: Sequence[Credit] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonEntry:
    """A show's place in its franchise: season `number` and, for a split one, `part`.

    Films, specials and other entries beside the seasons have no number.
    """

    show: Show
    number: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Of a franchise: seasons, their episodes (None where one has no count yet), others beside."""

    seasons: int
    episodes: int | None
    beside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCard:
    """What `/show` shows: a show, its place in its franchise, and the franchise's totals.

    `silent` is a source that was asked and didn't answer.
    """

    show: Show
    source: str
    fetched_at: datetime | None = None
    silent: str | None = None
    place: SeasonEntry
    seasons: int
    episodes_in_all: int | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """What a query may mean, best first; `sure` where it is one show beyond doubt."""

    shows: Sequence[Show]
    sure: bool


class NothingTyped(Refusal):
    message = N_("Type a title.")


class ShowNotFound(Refusal):
    message = N_("I don't know a show called “{query}”. Try its English, Japanese or short title.")


class ShowIsAdult(Refusal):
    message = N_("That show is for adults. Ask again in an age-restricted channel.")


class NeedsAgeRestriction(Refusal):
    """A post on a show for adults, meant for a channel that an admin chose."""

    message = N_(
        "{title} is for adults, and {channel} isn't age-restricted. An admin can change that, or "
        "choose another channel with /config. Nothing was lost."
    )


class NoSuchSeason(Refusal):
    message = N_(
        "I know no season {season} of {title}: the last one here is season {last}. "
        "/renewal ask tells whether more may come."
    )


class WhichShow(Refusal):
    message = N_("I'm not sure which show “{query}” is. Pick it from the list: {titles}?")


class NoShowMentioned(Refusal):
    message = N_("I found no show's title in that message. /show finds it by what you type.")


class NoSuchEpisodeYet(Refusal):
    message = N_(
        "{title} has {last} episodes. Choose one up to that, or 0 to forget your progress."
    )
