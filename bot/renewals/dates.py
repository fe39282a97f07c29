"""Date phrases of a text, each with its precision and where it stands. Pure.

A year that a phrase doesn't state is worked out by `settle` from what the text, its day of
publication or the catalogue says, and marked as inferred; where none of them says it, it stays out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.shows.models import PartialDate

MOST, MOST_TOGETHER = 400, 12
"""Phrases of a text, and of one of its passages; what comes after them is left alone."""


class Precision(StrEnum):
    """How exactly a date is known. A season is a cour: winter begins in January."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_FINENESS = list(reversed(Precision))
_SPAN = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.QUARTER: 3, Precision.HALF: 6}

_MID_YEAR = 6
_WEEKDAYS_WITHIN = 5
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december")  # fmt: skip
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "fall": 10, "autumn": 10}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
    "4th": 4}  # fmt: skip

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|january|february|april|july|august|september|october|november|december)"
)
_YEAR = r"(?:19[6-9][0-9]|20[0-4][0-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9])"
_RELATIVE = r"(?:this|next|last|the following|the same)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? (?:the )?"
_AFTER = rf"(?:,? (?:of )?(?P<year>{_YEAR})(?![0-9])| (?:of )?(?P<rel>{_RELATIVE}) year)?"
_TIME = r"(?P<season>(?i:winter|spring|summer|fall|autumn))"
_OF_YEAR = rf"(?:(?P<year>{_YEAR})(?![0-9])|(?P<rel>{_RELATIVE}) year)"
_PATTERNS = (
    ("iso", rf"\b(?P<year>{_YEAR})[-/](?P<num>1[0-2]|0[1-9])"
            r"(?:[-/](?P<day>3[01]|[12]\d|0[1-9]))?\b"),
    ("kanji", r"(?P<year>20[0-4]\d)年(?:(?P<num>1[0-2]|[1-9])月(?:(?P<day>[1-3]?\d)日)?)?"),
    ("day", rf"(?:{_WEEKDAY})?\b(?P<month>{_MONTH}) (?:the )?(?P<day>{_DAY})"
            rf"(?![:%.]\d| ?[ap]\.?m){_AFTER}"),
    ("day", rf"(?:{_WEEKDAY})?\b(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})\b{_AFTER}"),
    ("season", rf"\b(?P<year>{_YEAR}) {_TIME}\b"),
    ("season", rf"\b{_TIME}(?: (?:season|cour))?(?:,? (?:of |in )?(?P<year>{_YEAR})\b"
               rf"| (?:of )?(?P<rel>{_RELATIVE}) year)"),
    ("season", rf"\b(?P<rel>(?i:this|next|coming|last)) (?:coming )?{_TIME}\b"),
    ("quarter", rf"\bQ(?P<num>[1-4])(?: of)? (?P<year>{_YEAR})\b"
                rf"|\b(?P<year2>{_YEAR}) Q(?P<num2>[1-4])\b"),
    ("quarter", rf"\b(?P<ord>first|second|third|fourth|1st|2nd|3rd|4th) quarter of {_OF_YEAR}"),
    ("half", rf"\b(?P<ord>first|second|latter|1st|2nd) half of {_OF_YEAR}"),
    ("month", rf"\b(?P<month>{_MONTH})[ ,]{{1,2}}(?:of )?{_OF_YEAR}"),
    ("month", r"\b(?P<rel>(?i:this|next|coming|last))(?: (?:coming|past))? "
              rf"(?P<month>{_MONTH})(?![\w-])"),
    ("month", r"\b(?i:in|by|until|since|from|to|late|early|mid|mid-|and|or|for|after|before|around|"
              rf"during|the|into) (?P<month>{_MONTH})(?![\w-]| [a-z]+ly\b)"),
    ("month", r"\b(?P<month>January|February|April|June|July|August|September|October|November|"
              r"December)\b"),
    ("year", rf"(?<![\w#$€£.,:/-])(?:(?i:early|mid|late)[ -])?(?P<year>{_YEAR})"
             r"(?![\w:%/]|-[0-9]|[.,][0-9])(?! (?:episodes|chapters|volumes|people|fans|copies|yen|"
             r"million))"),
    ("relative", r"\b(?P<rel>this|next|last|the following) year\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePhrase:
    """A date as the text words it. `month` is a span's first; `year` None: it isn't stated.

    `relative` is "this", "next" or "last" where the year is told so; `inferred` says what a year
    rests on that the phrase doesn't state: "text", "published" or "catalogue".
    """

    text: str
    start: int
    end: int
    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    relative: str | None = None
    weekday: int | None = None
    inferred: str | None = None

    @property
    def value(self) -> PartialDate | None:
        """ISO 8601 cut to the precision; of a season or quarter the first month, of a half the
        year. None without a year.
        """
        if self.year is None:
            return None
        if self.precision in (Precision.YEAR, Precision.HALF):
            return PartialDate(year=self.year)
        return PartialDate(year=self.year, month=self.month, day=self.day)

    @property
    def months(self) -> range:
        """The months that it may lie in, from 1; all of them for a year."""
        if self.month is None:
            return range(1, 13)
        return range(self.month, self.month + _SPAN.get(self.precision, 1))

    @property
    def fineness(self) -> int:
        """The finer, the greater."""
        return _FINENESS.index(self.precision)


def find(text: str) -> list[DatePhrase]:
    """The date phrases of a passage, in its order; of two that overlap, the first pattern's."""
    taken = bytearray(len(text))
    found: list[DatePhrase] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if len(found) < MOST and not any(taken[start:end]) and (read := _read(kind, match)):
                taken[start:end] = b"\1" * (end - start)
                found.append(read)
    return sorted(found, key=lambda phrase: phrase.start)


def _read(kind: str, match: re.Match[str]) -> DatePhrase | None:
    said = match.groupdict()
    year = int(said["year"]) if said.get("year") else None
    rel = _rel(said.get("rel"))
    month = _month(said["month"]) if said.get("month") else None
    day: int | None = None
    precision = Precision(kind) if kind in {*Precision} else Precision.YEAR
    if kind in ("iso", "kanji"):
        month = int(said["num"]) if said["num"] else None
        day = int(said["day"]) if said["day"] else None
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    elif kind == "day":
        day = int(re.sub(r"\D", "", said["day"]))
    elif kind == "season":
        month = _SEASONS[said["season"].lower()]
    elif kind == "quarter":
        number = said.get("num") or said.get("num2") or _ORDINALS[said["ord"]]
        year = year or (int(said["year2"]) if said.get("year2") else None)
        month = 3 * int(number) - 2
    elif kind == "half":
        month = 1 if said["ord"] in ("first", "1st") else 7
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        return None
    weekday = said.get("weekday")
    start = match.start("month" if kind == "month" and not rel else 0)
    return DatePhrase(
        text=match.string[start : match.end()],
        start=start,
        end=match.end(),
        precision=precision,
        year=year,
        month=month,
        day=day,
        relative=rel,
        weekday=_WEEKDAYS.index(weekday.lower()) if weekday else None,
    )


def _rel(word: str | None) -> str | None:
    if word is None:
        return None
    return {"the following": "next", "coming": "this", "the same": None}.get(
        word.lower(), word.lower()
    )


def _month(word: str) -> int:
    short = word.lower()[:3]
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(short))


def agree(one: DatePhrase, other: DatePhrase) -> bool:
    """Whether both may mean the same time."""
    if one.year and other.year and one.year != other.year:
        return False
    if one.day and other.day:
        return (one.month, one.day) == (other.month, other.day)
    return bool(set(one.months) & set(other.months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What may tell a year that a phrase doesn't state.

    `published`: when the text appeared. `said`: when it has its claim made. `years`: those that it
    names, with which a weekday singles one out. `later`: one that it has ahead of it and of the
    phrase. `known`: when the catalogue has the season begin. `anchor`: a day of the show's, as the
    catalogue has it, that the text names without its year.
    """

    published: PartialDate | None = None
    said: PartialDate | None = None
    years: Sequence[int] = ()
    later: int | None = None
    known: PartialDate | None = None
    anchor: PartialDate | None = None


def settle(phrase: DatePhrase, clues: Clues, near: Iterable[DatePhrase] = ()) -> DatePhrase:
    """The phrase with its year, as far as anything says it; `inferred` tells what did.

    `near`: phrases that speak of the same thing; one that agrees and has a year lends it.
    """
    if phrase.year is not None:
        return phrase
    lent = (other.year for other in near if other.year and agree(phrase, other))
    if phrase.relative != "last" and (year := next(lent, None)):
        return replace(phrase, year=year, inferred="text")
    if clues.published and (year := _from_published(phrase, clues.published)):
        return replace(phrase, year=year, inferred="published")
    if year := _by_weekday(phrase, clues.years):
        return replace(phrase, year=year, inferred="text")
    if clues.said and (year := _from_published(phrase, clues.said)):
        return replace(phrase, year=year, inferred="text")
    if clues.known and (phrase.month is None or _may_begin(phrase, clues.known)):
        return replace(phrase, year=clues.known.year, inferred="catalogue")
    ahead = phrase.month and phrase.month > _MID_YEAR and phrase.relative != "next"
    if clues.later and ahead:
        return replace(phrase, year=clues.later - 1, inferred="text")
    if clues.anchor and (year := _from_published(phrase, clues.anchor)):
        return replace(phrase, year=year, inferred="catalogue")
    return phrase


def _by_weekday(phrase: DatePhrase, years: Sequence[int]) -> int | None:
    """The first year from the newest named on in which the day falls on the weekday stated."""
    if phrase.weekday is None or not years or not (phrase.month and phrase.day):
        return None
    for year in range(max(years), max(years) + _WEEKDAYS_WITHIN):
        with suppress(ValueError):
            if date(year, phrase.month, phrase.day).weekday() == phrase.weekday:
                return year
    return None


def _may_begin(phrase: DatePhrase, known: PartialDate) -> bool:
    """Whether a season that begins at `known` may begin in that month. A catalogue that has the
    year alone is trusted in the middle of it: winter seasons are filed under either year.
    """
    if known.month is None:
        return phrase.month in range(4, 12)
    within = range(known.month, known.month + (1 if known.day else 3))
    return any(month in within for month in phrase.months)


def _from_published(phrase: DatePhrase, published: PartialDate) -> int | None:
    """The year that makes the phrase lie nearest ahead of its publication."""
    if phrase.relative in ("this", "next", "last") and phrase.month is None:
        return published.year + {"last": -1, "this": 0, "next": 1}[phrase.relative]
    if "year" in phrase.text and phrase.relative:
        return published.year + {"last": -1, "this": 0, "next": 1}[phrase.relative]
    if phrase.month is None:
        return None
    said = published.first_day
    last = phrase.months[-1]
    reached = date(said.year, last, 28) >= said - timedelta(days=90)
    return said.year if reached else said.year + 1


def scan(passages: Iterable[tuple[int, str]]) -> Iterator[tuple[int, DatePhrase]]:
    """The phrases of each numbered text, until there are `MOST`."""
    left = MOST
    for number, text in passages:
        for phrase in find(text)[: min(left, MOST_TOGETHER)]:
            left -= 1
            yield number, phrase
        if not left:
            return
