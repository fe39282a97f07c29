"""Who follows whom, where a source says only that shows are related. Pure.

Series of one franchise that share a base title, the title without what it says of season and
part, stand in a line by what their titles state and then by date. What doesn't fit stands beside
it: a missing sequel misleads less than a wrong one.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.ids import ShowId
from bot.shows import seasons
from bot.shows.models import Format, Relation, RelationType, Season, Show
from bot.shows.titles import fold

MOST_BESIDE = 40
MOST_IN_LINE = 40

_FINAL = re.compile(r"[ :\-]*\b(?:the )?final (?:season|series)\b", re.IGNORECASE)
_YEAR = re.compile(r"\((?:TV|(?:19|20)\d\d)\)")
_LAST = 90
_TELLING = 4
_ENDING = 8
_COMMON = frozenset({
    "anime", "episode", "final", "gekijouban", "movie", "music", "original", "recap", "season",
    "second", "series", "short", "special", "specials", "story", "with",
})  # fmt: skip
_QUARTERS = {season: quarter for quarter, season in enumerate(Season)}
_RANKS = {
    Format.MOVIE: 0, Format.OVA: 1, Format.TV: 2, Format.ONA: 3, Format.SPECIAL: 4,
    Format.TV_SHORT: 5, Format.UNKNOWN: 6, Format.MUSIC: 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Title:
    """A title taken apart: what is left folded, and what it states.

    `whole` keeps what stands behind the number: *Mushoku Tensei II: Isekai …*.
    """

    base: str
    whole: str
    season: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class _Series:
    show: Show
    main: _Title
    bases: frozenset[str]
    season: int | None
    part: int | None


def relate(
    shows: Sequence[Show], related: Mapping[ShowId, Iterable[ShowId]]
) -> dict[ShowId, tuple[Relation, ...]]:
    """Each show's relations, by its id: PREQUEL and SEQUEL along lines, the others SIDE_STORY.

    `related` is read in both directions and may name a show by any site's id; ids that nobody
    lists are passed over. At most `MOST_BESIDE` stand beside a show, those that relate to it first.
    """
    rows: dict[ShowId, int] = {}
    for row, show in enumerate(shows):
        for each in (show.id, *((ShowId(f"mal/{show.mal}"),) if show.mal else ()), *show.also):
            rows.setdefault(each, row)
    near: list[set[int]] = [set() for _ in shows]
    for row, show in enumerate(shows):
        for each in related.get(show.id, ()):
            if (other := rows.get(each)) is not None and other != row:
                near[row].add(other)
                near[other].add(row)
    found: dict[ShowId, tuple[Relation, ...]] = {}
    kin = _Kin()
    for group in _groups(near):
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        lines: dict[int, int] = {}
        for number, line in enumerate(_lines([shows[row] for row in group])):
            places = [rows[show.id] for show in line]
            lines.update(dict.fromkeys(places, number))
            for first, second in itertools.pairwise(places):
                after[first], before[second] = second, first
        for row in group:
            relations = []
            if row in before:
                relations.append(Relation(type=RelationType.PREQUEL, id=shows[before[row]].id))
            if row in after:
                relations.append(Relation(type=RelationType.SEQUEL, id=shows[after[row]].id))
            beside = sorted(
                (
                    shows[other]
                    for other in near[row]
                    if row not in lines or lines.get(other) != lines[row]
                ),
                key=lambda other: (_RANKS[other.format], _when(other), rows[other.id]),
            )
            relations += [
                Relation(type=RelationType.SIDE_STORY, id=other.id)
                for other in kin.of(shows[row], beside)[:MOST_BESIDE]
            ]
            found[shows[row].id] = tuple(relations)
    return found


class _Kin:
    """Which of a franchise's shows share a word of their titles.

    A source that only says "related" also relates what met once in a crossover: *Bakemonogatari*
    and *Madoka Magica*.
    """

    def __init__(self) -> None:
        self._words: dict[ShowId, set[str]] = {}

    def of(self, show: Show, others: list[Show]) -> list[Show]:
        """Those that share one with `show`; all where none does."""
        words = self._of(show)
        return [other for other in others if words & self._of(other)] or others

    def _of(self, show: Show) -> set[str]:
        words = self._words.get(show.id)
        if words is None:
            titles = " ".join(fold(name) for name in {show.title.romaji, show.title.main})
            words = self._words[show.id] = {
                part
                for word in titles.split()
                if len(word) >= _TELLING and word not in _COMMON
                for part in (word, word[-_ENDING:])
            }
        return words


def _groups(near: Sequence[set[int]]) -> list[list[int]]:
    """The connected ones, of two and more."""
    seen = [False] * len(near)
    groups = []
    for start, neighbours in enumerate(near):
        if seen[start] or not neighbours:
            continue
        seen[start] = True
        group = [start]
        for row in group:
            for other in near[row]:
                if not seen[other]:
                    seen[other] = True
                    group.append(other)
        groups.append(sorted(group))
    return groups


def _lines(group: Sequence[Show]) -> list[list[Show]]:
    """The lines of two and more that a franchise's series make."""
    series = [found for show in group if (found := _series(show))]
    by_main: dict[str, list[_Series]] = {}
    for each in series:
        for base in {each.main.base, each.main.whole}:
            by_main.setdefault(base, []).append(each)
    lines: list[list[Show]] = []
    taken: set[ShowId] = set()
    # The base that most of them share first; each stands in one line alone.
    for base in sorted(by_main, key=lambda base: (-len(by_main[base]), base)):
        members = [
            each
            for each in series
            if each.show.id not in taken
            and (
                base in (each.main.base, each.main.whole)
                or (base in each.bases and (each.season or each.part))
            )
        ]
        line = _line(members, base)
        if len(line) > 1:
            taken.update(show.id for show in line)
            lines.append(line)
    return lines


def _line(members: Sequence[_Series], base: str) -> list[Show]:
    """Those in order, each season and part once, the others left out."""
    last = max((each.season for each in members if each.season and each.season < _LAST), default=0)
    finals = [each for each in members if _final(each)]
    named = {each.season for each in finals if each.season}
    final = min(named) if named else last + 1 if last > 1 else _LAST
    placed: dict[tuple[int, int], list[_Series]] = {}
    for each in members:
        season, part = (final if _final(each) else each.season or 1), each.part or 1
        if not (_final(each) or each.main.season or each.main.part) and each.main.base == base:
            season, part = 1, 1  # the bare title is the first, whatever a synonym says
        placed.setdefault((season, part), []).append(each)
    line: list[_Series] = []
    for place in sorted(placed, reverse=True):
        limit = line[-1].show if line else None
        fitting = sorted(
            (each for each in placed[place] if limit is None or not _later(each.show, limit)),
            key=lambda each: (
                base in (each.main.base, each.main.whole),
                each.show.format is Format.TV,
                each.show.year is not None,
                _when(each.show),
                each.show.id,
            ),
            reverse=True,
        )
        # Of two that claim one place the later: a remake is what was continued. Two broadcast
        # halves of a numbered season are both of it.
        line += fitting[:1]
        if place[0] > 1:
            line += [
                each
                for each in fitting[1:]
                if each.show.format is Format.TV is line[-1].show.format
                and base == each.main.base
                and _later(line[-1].show, each.show)
            ][:1]
    line.reverse()
    return [each.show for each in line[:MOST_IN_LINE]]


def _series(show: Show) -> _Series | None:
    if show.format not in (Format.TV, Format.ONA, Format.TV_SHORT, Format.UNKNOWN):
        return None
    main = _apart(show.title.romaji)
    if show.format is Format.UNKNOWN and not (main.season or main.part):
        return None
    others = [_apart(title) for title in show.names if title != show.title.romaji]
    said = Counter(other.season for other in others if other.season)
    parts = Counter(other.part for other in others if other.part and not main.season)
    season = main.season
    if said and not main.part:  # some call the second half of a first season the second
        season = season or said.most_common(1)[0][0]
    part = main.part or (parts.most_common(1)[0][0] if parts else None)
    bases = frozenset(title.base for title in (main, *others) if len(title.base) > 3)
    return _Series(show, main, bases, season, part)


def _apart(title: str) -> _Title:
    """*Overlord IV* is season 4 of *overlord*; what stands behind the number is a subtitle."""
    plain = _YEAR.sub(" ", title)
    said = seasons.stated(plain)
    if match := _FINAL.search(plain):
        base = fold(plain[: match.start()])
        return _Title(base, base, said.season, said.part)
    if said.season is None and said.part is None:
        return _Title(fold(plain), fold(plain))
    rest = seasons.without_season(plain)
    before = itertools.takewhile(
        lambda pair: pair[0] == pair[1], zip(plain.split(), rest.split(), strict=False)
    )
    whole = fold(rest)
    base = fold(" ".join(word for word, _ in before))
    return _Title(base or whole, whole, said.season, said.part)


def _final(series: _Series) -> bool:
    return bool(_FINAL.search(series.show.title.romaji))


def _when(show: Show) -> tuple[int, int]:
    """Year and quarter, 9999 for one without a year; the shows' order in time."""
    return (show.year or 9999, _QUARTERS[show.season] if show.season else 0)


def _later(show: Show, other: Show) -> bool:
    """Whether it certainly began after the other one."""
    if not (show.year and other.year):
        return False
    if show.year == other.year and not (show.season and other.season):
        return False
    return _when(show) > _when(other)
