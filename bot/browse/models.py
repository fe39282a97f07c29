"""What is looked through: a day's episodes, a season's shows; and how a wish is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import N_, Outdated, Refusal
from bot.shows.models import Season
from bot.shows.shelves import Length, Wish
from bot.ui.pages import Page

T = TypeVar("T")

FIRST_YEAR = 1940
YEARS_AHEAD = 2
EARLIEST, LATEST = date(2000, 1, 1), date(2037, 12, 31)
"""Days of which AniList can be asked: its clock has 31 bits."""

_YEARS = re.compile(r"([0-9]{4})(?:(s)|[ ]?[-–][ ]?([0-9]{4}))?")
_WISHABLE = range(1900, 2101)


LONGEST_ZONE = 60
"""Characters: of many slashes a zone's name makes a recursion too deep."""


class Day(StrEnum):
    """A day as people name it."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    def after(self, today: date) -> date:
        """The next day of that name, `today` counted in."""
        if self in (Day.TODAY, Day.TOMORROW):
            return today + timedelta(days=self is Day.TOMORROW)
        return today + timedelta(days=(WEEK.index(self) - today.weekday()) % 7)


WEEK = tuple(Day)[2:]
"""As `date.weekday` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a list comes from. `at`: when its source told it, or `as_of`, the day of its oldest
    fact. `silent`: a source that was asked and doesn't answer. `partly`: it is put together from
    what happens to be held, and may lack something.
    """

    source: str
    at: datetime | None = None
    as_of: date | None = None
    silent: str | None = None
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """A page of a list, and where it comes from. `whole`: its page's count is the last one's."""

    page: Page[T]
    origin: Origin
    whole: bool = True


class YearOutOfRange(Refusal):
    message = N_("I know seasons from {first} to {last}. Choose a year between them.")


class UnreadableYears(Refusal):
    message = N_(
        "I can't read “{years}” as years. Write one as 1998, several as 1990-1999, or a decade "
        "as 1990s."
    )


class UnknownGenre(Refusal):
    message = N_("I hold no genre “{genre}”. There is {genres}.")


class NothingFits(Refusal):
    message = N_(
        "I know no finished show that fits all of that. Leave one of your wishes out and try again."
    )


class NothingElseFits(Refusal):
    message = N_(
        "I know no other show that fits all of that. Leave one of your wishes out of /random for "
        "more."
    )


def current(today: date) -> tuple[Season, int]:
    """The season that a day belongs to: winter is January to March."""
    return list(Season)[(today.month - 1) // 3], today.year


def read_day(text: str) -> date:
    """A day from a button. Raises `Outdated` for a forged one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Outdated from None
    if not EARLIEST <= day <= LATEST:
        raise Outdated
    return day


def read_zone(name: str) -> ZoneInfo:
    """A zone from a button. Raises `Outdated` for a forged one."""
    try:
        return ZoneInfo(name[:LONGEST_ZONE])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Outdated from None


def read_years(text: str) -> tuple[int, int]:
    """First and last of ``1998``, ``1990-1999`` or ``1990s``. Raises `UnreadableYears`."""
    match = _YEARS.fullmatch(text.strip())
    if match is None:
        raise UnreadableYears(years=text)
    first = int(match[1])
    last = first + 9 if match[2] else int(match[3] or first)
    if not (first in _WISHABLE and last in _WISHABLE and first <= last) or (
        match[2] and first % 10
    ):
        raise UnreadableYears(years=text)
    return first, last


def read_wish(genre: str, first: int, last: int, length: str) -> Wish:
    """A wish from a button, empty or 0 where it has no say. Raises `Outdated` for a forged one."""
    years = (first, last) if first or last else None
    if years and not (first in _WISHABLE and last in _WISHABLE and first <= last):
        raise Outdated
    try:
        wished = Length(length) if length else None
    except ValueError:
        raise Outdated from None
    return Wish(genre=genre or None, years=years, length=wished)


def named(genre: str, known: Sequence[str]) -> str:
    """The genre as it is held, whatever its case. Raises `UnknownGenre`."""
    typed = genre.strip().casefold()
    for name in known:
        if name.casefold() == typed:
            return name
    raise UnknownGenre(genre=genre, genres=", ".join(sorted(known)))
