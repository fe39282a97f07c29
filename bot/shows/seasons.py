"""Which season a show is, from titles, dates and sequels. Pure.

The rule: a number stated in a title anywhere in the chain of sequels anchors the count; a title
that names a part is that part; what starts within 120 days of the end of the entry before is its
next cour; with no anchor to say otherwise a later sequel is the next season. A sequel that was made
before its prequel (*Fate/stay night* before *Fate/Zero*) is its own first season.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.ids import ShowId
from bot.shows.models import Format, RelationType, SeasonEntry, Show, Totals

NEXT_COUR_WITHIN = timedelta(days=120)
LONGEST_FRANCHISE = 60
SERIES = {Format.TV, Format.TV_SHORT, Format.ONA}
BESIDE = (
    RelationType.SEQUEL,
    RelationType.PREQUEL,
    RelationType.SIDE_STORY,
    RelationType.SPIN_OFF,
    RelationType.SUMMARY,
    RelationType.ALTERNATIVE,
)

_ROMAN = {"II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
}  # fmt: skip
_NUMBER = r"\d{1,2}|I{1,3}|IV|VI?|" + "|".join(_WORDS)
_SEASON = re.compile(
    rf"\b(?:season|s)[ ]?(?P<after>{_NUMBER})\b"
    rf"|\b(?P<before>{_NUMBER})(?:st|nd|rd|th)?[ ]season\b"
    r"|第(?P<kanji>[1-9])期",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\b(?:part|cour)[ ]?(?P<after>{_NUMBER})\b|\b(?P<before>\d)(?:st|nd|rd|th)[ ]cour\b",
    re.IGNORECASE,
)
_FINAL = re.compile(r"\bfinal season\b", re.IGNORECASE)
_TRAILING = re.compile(
    r"[ ](?P<after>[2-9]|II|III|IV|V|VI)(?=$|[ ]*[:(\-]|[ ]part\b|[ ]cour\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a show's titles say of its own place."""

    season: int | None = None
    part: int | None = None


def _value(match: re.Match[str]) -> int:
    found = next(group for group in match.groupdict().values() if group)
    return (
        int(found) if found.isdigit() else _ROMAN.get(found.upper()) or _WORDS.get(found.lower(), 1)
    )


def stated(title: str, bases: Collection[str] | None = None) -> Stated:
    """The season and part that a title names: ``Show Season 3 Part 2``, ``Show II``, ``Show 2``.

    A bare number at the end counts where `bases`, the casefolded titles of the entries before it,
    hold the rest of the title, or where none are given: *Kaiju No. 8* is no eighth season.
    """
    season, part = _SEASON.search(title), _PART.search(title)
    if season is None:
        bare = _TRAILING.search(title[: part.start()].rstrip() if part else title)
        if bare and (bases is None or title[: bare.start()].casefold() in bases):
            season = bare
    return Stated(_value(season) if season else None, _value(part) if part else None)


def without_season(title: str) -> str:
    """The title without the words that name a season or a part."""
    for pattern in (_SEASON, _PART, _TRAILING):
        title = pattern.sub(" ", title)
    return " ".join(title.split())


def chain(show: Show, get: Callable[[ShowId], Show | None]) -> list[Show]:
    """The line of prequels and sequels that `show` stands in, in order.

    A branch is followed along the entries that are series; a loop, or a sequel that was made
    first, ends the walk.
    """

    def step(from_: Show, kind: RelationType) -> Show | None:
        found = [
            other
            for id_ in from_.related(kind)
            if (other := get(id_))
            and not (
                _made_before(other, from_)
                if kind is RelationType.SEQUEL
                else _made_before(from_, other)
            )
        ]
        return min(found, key=lambda other: other.format not in SERIES, default=None)

    line = [show]
    for kind, at in ((RelationType.PREQUEL, 0), (RelationType.SEQUEL, None)):
        while len(line) < LONGEST_FRANCHISE:
            end = step(line[0] if at == 0 else line[-1], kind)
            if end is None or any(end.id == known.id for known in line):
                break
            line.insert(0 if at == 0 else len(line), end)
    return line


def number(line: Sequence[Show]) -> list[SeasonEntry]:
    """Each entry of a chain with its season and part; films and specials stay unnumbered.

    Part is None for a season in one piece. An anchor counts backwards too: what stands between
    season 1 and a stated season 2 is a part of season 1, however late it came.
    """
    counted = SERIES | ({Format.OVA} if line[0].format is Format.OVA else set())
    series = [show for show in line if show.format in counted]
    claims = [_claim(show, series[:index]) for index, show in enumerate(series)]
    numbers: list[tuple[int, int]] = []
    for index, (show, claim) in enumerate(zip(series, claims, strict=True)):
        season, part = numbers[-1] if numbers else (0, 0)
        anchor = next((later.season for later in claims[index + 1 :] if later.season), None)
        if claim.season is not None and claim.season > season:
            season, part = claim.season, claim.part or 1
        elif index and (
            claim.season == season
            or _next_cour(series[index - 1], show)
            or (_is_final(series[index - 1]) and _is_final(show))
            or anchor == season + 1
        ):
            part = max(claim.part or 0, part + 1)
        else:
            season, part = season + 1, 1
        numbers.append((season, part))
    split = {season for season, part in numbers if part > 1}
    placed = {
        show.id: SeasonEntry(show=show, number=season, part=part if season in split else None)
        for show, (season, part) in zip(series, numbers, strict=True)
    }
    return [placed.get(show.id) or SeasonEntry(show=show) for show in line]


def totals(entries: Sequence[SeasonEntry]) -> Totals:
    """What the entries of a franchise come to."""
    numbered = [entry for entry in entries if entry.number]
    counts = [entry.show.episodes for entry in numbered if entry.show.episodes]
    return Totals(
        seasons=len({entry.number for entry in numbered}),
        episodes=sum(counts) if counts and len(counts) == len(numbered) else None,
        beside=len(entries) - len(numbered),
    )


def _claim(show: Show, earlier: Sequence[Show]) -> Stated:
    """What the titles say between them: one that names season and part wins over either alone."""
    bases = {name.casefold() for before in earlier for name in before.names}
    said = [stated(name, bases) for name in show.names]
    for wanted in (
        lambda claim: claim.season and claim.part,
        lambda claim: claim.season,
        lambda claim: claim.part,
    ):
        if found := next(filter(wanted, said), None):
            return found
    return Stated()


def _next_cour(before: Show, show: Show) -> bool:
    if before.last_aired is None or show.first_aired is None:
        return False
    return show.first_aired.first_day - before.last_aired.first_day <= NEXT_COUR_WITHIN


def _made_before(show: Show, other: Show) -> bool:
    """Whether a series certainly came out before another one. A film may tell what came before."""
    return (
        show.format in SERIES
        and other.format in SERIES
        and show.first_aired is not None
        and other.first_aired is not None
        and show.first_aired.year < other.first_aired.year
    )


def _is_final(show: Show) -> bool:
    return any(_FINAL.search(name) for name in show.names)


def franchise(show: Show, get: Callable[[ShowId], Show | None]) -> list[SeasonEntry]:
    """The chain in order, then what stands beside it, by date, each once."""
    line = number(chain(show, get))
    known = {entry.show.id for entry in line}
    beside: dict[ShowId, Show] = {}
    for entry in line:
        for kind in BESIDE:
            for id_ in entry.show.related(kind):
                if id_ not in known and (other := get(id_)):
                    beside.setdefault(id_, other)
    others = sorted(beside.values(), key=lambda other: str(other.first_aired or "9999"))
    return [*line, *(SeasonEntry(show=other) for other in others[:LONGEST_FRANCHISE])]
