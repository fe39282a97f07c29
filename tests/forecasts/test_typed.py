"""What members type into the forms."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.forecasts import typed
from bot.forecasts.models import (
    LONGEST_RULE,
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

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("70", 70), (" 70 % ", 70), ("1%", 1), ("99", 99), ("７０％", 70), ("07", 7)],
)
def test_percentages(text: str, percent: int) -> None:
    assert typed.percent(text) == percent


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("0", TooSure), ("100", TooSure), ("100 %", TooSure),
        ("-5", OffTheScale), ("\u22125", OffTheScale), ("999999", OffTheScale),
        ("0.7", OffTheScale), ("50,5 %", OffTheScale), ("101", OffTheScale),
        ("abc", NotAPercentage), ("", NotAPercentage), (".5.", NotAPercentage),
        ("70 80", NotAPercentage), ("9" * 5000, NotAPercentage), ("٪", NotAPercentage),
    ],
)  # fmt: skip
def test_what_is_no_percentage(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        typed.percent(text)


@pytest.mark.parametrize("text", ["2028-02-29", "2028/2/29", "29.2.2028", " ２０２８-02-29 "])
def test_deadlines_are_the_end_of_a_day(text: str) -> None:
    assert typed.deadline(text, now=NOW) == datetime(2028, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2025-12-31", DeadlinePast), ("0001-01-01", DeadlinePast),
        ("2026-01-01", DeadlineTooSoon), ("2026-01-07", DeadlineTooSoon),
        ("2036-01-02", DeadlineTooFar), ("9998-12-31", DeadlineTooFar),
        ("soon", DeadlineUnreadable), ("2028", DeadlineUnreadable), ("", DeadlineUnreadable),
        ("2027-02-29", DeadlineUnreadable), ("2028-13-01", DeadlineUnreadable),
        ("0000-01-01", DeadlineUnreadable), ("9999-12-31", DeadlineUnreadable),
    ],
)  # fmt: skip
def test_what_is_no_deadline(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        typed.deadline(text, now=NOW)


def test_a_week_and_ten_years_from_now_are_deadlines() -> None:
    assert typed.deadline("2026-01-08", now=NOW) == datetime(2026, 1, 9, tzinfo=UTC)
    assert typed.deadline("2036-01-01", now=NOW) == datetime(2036, 1, 2, tzinfo=UTC)


def test_a_near_deadline_may_stay() -> None:
    held = datetime(2026, 1, 3, tzinfo=UTC)
    assert typed.deadline("2026-01-02", now=NOW, held=held) == held
    with pytest.raises(DeadlineTooSoon):
        typed.deadline("2026-01-03", now=NOW, held=held)


def test_the_usual_deadline_is_in_two_years() -> None:
    assert typed.usual(NOW) == "2028-01-01"
    assert typed.in_years(date(2028, 2, 29), 2) == date(2030, 2, 28)
    assert typed.in_years(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_rules() -> None:
    assert typed.rule("  Yes, if it airs. ") == "Yes, if it airs."
    with pytest.raises(RuleMissing):
        typed.rule(" \n ")
    with pytest.raises(RuleTooLong):
        typed.rule("x" * (LONGEST_RULE + 1))


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for read in (typed.percent, typed.rule, lambda said: typed.deadline(said, now=NOW)):
        with contextlib.suppress(Refusal):
            assert read(text)
