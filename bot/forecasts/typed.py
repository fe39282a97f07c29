"""What members type into the forms: a percentage, a deadline, a rule. Pure."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from bot.forecasts.models import (
    LEAST_DAYS,
    LONGEST_RULE,
    LONGEST_YEARS,
    DeadlinePast,
    DeadlineTooFar,
    DeadlineTooSoon,
    DeadlineUnreadable,
    NotAPercentage,
    OffTheScale,
    RuleMissing,
    RuleTooLong,
    TooSure,
)
from bot.forecasts.scoring import LEAST, MOST

USUAL_YEARS = 2
"""How far ahead a deadline lies where nobody says otherwise."""
LONGEST_PERCENT = 8
LONGEST_DATE = 12

_PERCENT = re.compile(r"([-\u2212]?)([0-9]{1,20})([.,][0-9]{1,20})? ?%?")
_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
# With dots alone the day comes first, wherever dates are written so.
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def percent(typed: str) -> int:
    """``70`` or ``70 %``, in any script's digits.

    Raises `NotAPercentage`, `OffTheScale` and `TooSure`.
    """
    text = unicodedata.normalize("NFKC", typed[:60]).strip()
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise NotAPercentage(typed=typed[:60])
    sign, whole, fraction = found.groups()
    value = int(whole)
    if sign or fraction or value > 100:
        raise OffTheScale(typed=text)
    if not LEAST <= value <= MOST:
        raise TooSure(percent=value)
    return value


def deadline(typed: str, *, now: datetime, held: datetime | None = None) -> datetime:
    """The end, in UTC, of a day such as ``2028-11-21``, ``2028/11/21`` or ``21.11.2028``.

    `held`: the one that a round has, which may stay however near it is. Raises
    `DeadlineUnreadable`, `DeadlinePast`, `DeadlineTooSoon` and `DeadlineTooFar`.
    """
    text = unicodedata.normalize("NFKC", typed[:60]).strip()
    if whole := _DATE.fullmatch(text):
        year, month, day = whole.groups()
    elif dotted := _DOTTED.fullmatch(text):
        day, month, year = dotted.groups()
    else:
        raise DeadlineUnreadable(typed=typed[:60], example=usual(now))
    try:
        begins = datetime(int(year), int(month), int(day), tzinfo=UTC)
        ends = begins + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise DeadlineUnreadable(typed=typed[:60], example=usual(now)) from error
    if ends <= now:
        raise DeadlinePast(typed=text)
    if begins.date() < now.date() + timedelta(days=LEAST_DAYS) and ends != held:
        raise DeadlineTooSoon(typed=text, days=LEAST_DAYS)
    if begins.date() > in_years(now.date(), LONGEST_YEARS):
        raise DeadlineTooFar(typed=text, years=LONGEST_YEARS)
    return ends


def usual(now: datetime) -> str:
    """The deadline to begin with, as `deadline` reads it."""
    return in_years(now.date(), USUAL_YEARS).isoformat()


def in_years(day: date, years: int) -> date:
    """The same day so many years later; for 29 February the day before, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def rule(typed: str) -> str:
    """The rule as it is kept. Raises `RuleMissing` and `RuleTooLong`."""
    text = typed.strip()
    if not text:
        raise RuleMissing
    if len(text) > LONGEST_RULE:
        raise RuleTooLong(limit=LONGEST_RULE)
    return text
