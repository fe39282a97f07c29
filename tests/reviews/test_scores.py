"""Scores as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reviews.scores import Score, former, outside, parse, spoken


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("8", 80),
        ("8.5", 85),
        ("8,5", 85),
        ("8/10", 80),
        (" 7.5 / 10 ", 75),
        ("10", 100),
        ("10.0", 100),
        ("1", 10),
        ("９", 90),
    ],
)
def test_a_score_is_read_as_it_is_typed(typed: str, tenths: int) -> None:
    assert parse(typed) == tenths


@pytest.mark.parametrize(
    "typed",
    ["", "0", "0.5", "11", "10.1", "-8", "+8", "8/5", "8.55", "8.", "eight", "8 9", "1e1", "٨٨"],
)
def test_anything_else_is_no_score(typed: str) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize("typed", ["0", "0.5", "11", "11/10", "10,1", "-8", "１１", "9" * 40])
def test_a_number_below_one_or_above_ten_is_outside(typed: str) -> None:
    assert outside(typed)


@pytest.mark.parametrize("typed", ["", "8", "8.55", "8/5", "eleven", "1e9", "10", "nan", "9" * 41])
def test_nothing_else_is_outside(typed: str) -> None:
    assert not outside(typed)


@given(st.integers(10, 100))
def test_what_is_spoken_is_read_back(tenths: int) -> None:
    assert parse(spoken(Score(tenths))) == tenths


@given(st.text(max_size=12))
def test_whatever_is_typed_gives_a_score_in_range_or_none(typed: str) -> None:
    score = parse(typed)
    assert score is None or 10 <= score <= 100


def test_the_former_score_is_the_newest_that_differs() -> None:
    assert former(Score(60), [Score(60), None, Score(80), Score(90)]) == 80
    assert former(Score(60), [Score(60), None]) is None
    assert former(None, [Score(80)]) is None
