"""What to look at and in which order, what a look shows to have changed, what that says. Pure.

Airing shows come first and are looked at most often; a show that nobody looked at for nearly a
day comes before all, so that none is ever forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final

import orjson

from bot.ids import ChannelId, ShowId
from bot.renewals.models import Claim, Status, Tier
from bot.shows import models as shows
from bot.shows.models import Format, PartialDate, SeasonEntry, Show
from bot.shows.seasons import SERIES
from bot.text.titles import Title

BATCH: Final = 50
"""Shows of one request, as many as AniList gives on a page."""
CRITICAL: Final = timedelta(hours=22)
"""Unseen for that long, a show goes before all others."""
FILL_AFTER: Final = timedelta(hours=1)
"""A batch that isn't full takes what will be due next, where its last look is older than that."""
SOON: Final = timedelta(days=45)
CONTINUES: Final = SERIES | {Format.MOVIE, Format.OVA, Format.SPECIAL}
"""What is told of as something new; a music video is not."""


class Urgency(IntEnum):
    """What goes first, and with `EVERY`, how often."""

    AIRING = 0
    COMING = 1
    RESTING = 2


EVERY: Final = {
    Urgency.AIRING: timedelta(hours=3),
    Urgency.COMING: timedelta(hours=8),
    Urgency.RESTING: timedelta(hours=20),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An entry of the franchise that begins with `root`; `looked_at` is None before the first."""

    show: ShowId
    root: ShowId
    urgency: Urgency
    due_at: datetime
    looked_at: datetime | None = None

    @property
    def unseen_since(self) -> datetime:
        return self.looked_at or self.due_at


def urgency(show: Show, now: datetime) -> Urgency:
    """On air, or to begin within weeks; to come; or at rest."""
    coming = show.status in (shows.Status.NOT_YET_RELEASED, shows.Status.HIATUS)
    start = show.first_aired
    if show.status is shows.Status.RELEASING:
        return Urgency.AIRING
    if coming and start and start.month and start.first_day <= (now + SOON).date():
        return Urgency.AIRING if show.status is not shows.Status.HIATUS else Urgency.COMING
    return Urgency.COMING if coming else Urgency.RESTING


def batch(candidates: Iterable[Watched], now: datetime) -> list[Watched]:
    """What the next request asks for, the most urgent first; nothing where nothing is due.

    What is due comes first, airing shows before others, and before all what is unseen for
    `CRITICAL`. The places that are left go to what will be due next.
    """
    every = list({one.show: one for one in candidates}.values())
    due = [one for one in every if one.due_at <= now]
    if not due:
        return []

    def rank(one: Watched) -> tuple[bool, datetime, Urgency, datetime, ShowId]:
        late = now - one.unseen_since >= CRITICAL
        return not late, one.unseen_since if late else now, one.urgency, one.due_at, one.show

    fill = [
        one
        for one in every
        if one.due_at > now and one.looked_at and now - one.looked_at >= FILL_AFTER
    ]
    due.sort(key=rank)
    fill.sort(key=lambda one: (one.due_at, one.show))
    return [*due, *fill][:BATCH]


# What changed


class Kind(StrEnum):
    """What is new: an entry in the line, a further part of a season, or a fact of an entry."""

    SEQUEL = "sequel"
    PART = "part"
    STATUS = "status"
    START = "start"
    EPISODES = "episodes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An entry as it was told at one look, with what follows it."""

    show: Show
    sequels: Sequence[Show] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one look has and the one before hadn't. `before` and `after` are a status, a date or
    a number in text; None where there was, or is, none.
    """

    kind: Kind
    show: Show
    before: str | None = None
    after: str | None = None


def differences(before: Look, after: Look) -> list[Difference]:
    """What is new on an entry: its status, start and episodes, and what follows it now.

    A fact that isn't told any more is no change, but for a start, which may be taken back.
    """
    was, now = before.show, after.show
    found = []
    if was.status is not now.status and now.status is not shows.Status.UNKNOWN:
        told = None if was.status is shows.Status.UNKNOWN else was.status.value
        found.append(Difference(kind=Kind.STATUS, show=now, before=told, after=now.status.value))
    if was.first_aired != now.first_aired:
        found.append(
            Difference(
                kind=Kind.START,
                show=now,
                before=str(was.first_aired) if was.first_aired else None,
                after=str(now.first_aired) if now.first_aired else None,
            )
        )
    if now.episodes and was.episodes != now.episodes:
        found.append(
            Difference(
                kind=Kind.EPISODES,
                show=now,
                before=str(was.episodes) if was.episodes else None,
                after=str(now.episodes),
            )
        )
    known = {sequel.id for sequel in before.sequels}
    found += [
        Difference(kind=Kind.SEQUEL, show=sequel)
        for sequel in after.sequels
        if sequel.id not in known and sequel.format in CONTINUES | {Format.UNKNOWN}
    ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference with what is known of its entry, and its place in the franchise.

    `season` is None for a film or for what stands beside the line.
    """

    kind: Kind
    show: ShowId
    title: Title
    format: Format
    status: shows.Status
    starts: PartialDate | None = None
    episodes: int | None = None
    season: int | None = None
    part: int | None = None
    adult: bool = False
    url: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What had changed in the franchise that begins with `root`, at one look."""

    id: int
    root: ShowId
    changes: Sequence[Change]
    found_at: datetime

    @property
    def adult(self) -> bool:
        return any(change.adult for change in self.changes)


def placed(found: Iterable[Difference], line: Sequence[SeasonEntry]) -> list[Change]:
    """The differences with their seasons. A new entry that goes on with a season is a part."""
    places = {entry.show.id: entry for entry in line}
    changes = []
    for one in found:
        show, at = one.show, places.get(one.show.id)
        part = at.part if at else None
        kind = Kind.PART if one.kind is Kind.SEQUEL and part and part > 1 else one.kind
        changes.append(
            Change(
                kind=kind,
                show=show.id,
                title=show.title,
                format=show.format,
                status=show.status,
                starts=show.first_aired,
                episodes=show.episodes,
                season=at.number if at else None,
                part=part,
                adult=show.adult,
                url=show.url,
                before=one.before,
                after=one.after,
            )
        )
    return changes


def packed(changes: Sequence[Change]) -> str:
    """As JSON, to be kept."""
    return orjson.dumps(
        [
            {
                **{key: value for key, value in asdict(change).items() if value is not None},
                "title": asdict(change.title),
                "starts": str(change.starts) if change.starts else None,
            }
            for change in changes
        ]
    ).decode()


def unpacked(text: str) -> list[Change]:
    """What `packed` made."""
    found = []
    for kept in orjson.loads(text):
        facts: dict[str, Any] = {
            **kept,
            "kind": Kind(kept["kind"]),
            "title": Title(**kept["title"]),
            "format": Format(kept["format"]),
            "status": shows.Status(kept["status"]),
            "starts": PartialDate.parse(kept["starts"]) if kept["starts"] else None,
        }
        found.append(Change(**facts))
    return found


# What is to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Premiere:
    """An entry that isn't out yet, and when it begins: an instant, as much of a date as is known,
    or None. `off`: it was called off, or nobody knows when it goes on. `channels` follow it.
    """

    show: Show
    starts: datetime | PartialDate | None
    off: bool
    as_of: datetime
    channels: frozenset[ChannelId] = frozenset()


def premiere(show: Show, as_of: datetime, channels: Iterable[ChannelId] = ()) -> Premiere | None:
    """The premiere of an entry as it was told then; None where that is over."""
    off = show.status in (shows.Status.CANCELLED, shows.Status.HIATUS)
    if not off and show.status is not shows.Status.NOT_YET_RELEASED:
        return None
    first = (
        show.next_episode if show.next_episode and show.next_episode.number in (1, None) else None
    )
    starts = first.at if first else show.first_aired
    return Premiere(show=show, starts=starts, off=off, as_of=as_of, channels=frozenset(channels))


# What it says of a question


def seasons(changes: Iterable[Change]) -> dict[int, list[Change]]:
    """The changes that speak of a season as a whole, by season; later parts of one don't."""
    found: dict[int, list[Change]] = {}
    for change in changes:
        if change.season and change.part in (None, 1) and claimed(change):
            found.setdefault(change.season, []).append(change)
    return found


def claimed(change: Change) -> Status | None:
    """What an entry's facts claim of a return; None for one that is over."""
    match change.status:
        case shows.Status.FINISHED:
            return None
        case shows.Status.RELEASING:
            return Status.AIRING
        case shows.Status.HIATUS:
            return Status.ON_HIATUS
        case shows.Status.CANCELLED:
            return Status.CANCELLED
    return Status.DATED if change.starts and change.starts.month else Status.ANNOUNCED


def claim(changes: Sequence[Change], sentence: str, found_at: datetime) -> Claim:
    """The changes of one season as a claim: an aggregator's, with AniList's page as its link."""
    first = changes[0]
    status = claimed(first)
    assert status is not None  # noqa: S101  (`seasons` leaves others out)
    on = found_at.date()
    return Claim(
        status=status,
        tier=Tier.AGGREGATOR,
        sentence=sentence,
        said_on=PartialDate(year=on.year, month=on.month, day=on.day),
        outlet="AniList",
        link=first.url or shows.anilist_page(first.show),
    )
