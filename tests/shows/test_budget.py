"""How often a source may be asked."""

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shows.budget import LONGEST_LOCK, LONGEST_PAUSE, MINUTE, Budget, Priority

NOW = 1_800_000_000.0
PERSON, BACKGROUND = Priority.PERSON, Priority.BACKGROUND


def spend(budget: Budget, count: int, now: float = NOW) -> None:
    for _ in range(count):
        assert budget.take(now, PERSON, patience=MINUTE) is not None


@given(st.lists(st.floats(min_value=0, max_value=20), max_size=80))
def test_never_more_than_its_number_in_any_minute_nor_its_burst_in_two_seconds(
    steps: list[float],
) -> None:
    budget = Budget(10, burst=3)
    now, went = 0.0, []
    for step in steps:
        now += step
        wait = budget.take(now, PERSON, patience=2.0)
        if wait is not None:
            assert 0 <= wait <= 2.0
            went.append(now + wait)
    for first in went:
        assert sum(first <= at < first + 59.999 for at in went) <= 10
        assert sum(first <= at < first + 1.999 for at in went) <= 3


def test_a_person_waits_for_the_burst_but_not_for_the_minute() -> None:
    budget = Budget(10, burst=8)
    spend(budget, 8)
    assert budget.take(NOW, PERSON, patience=2.0) == pytest.approx(2.0)
    assert budget.take(NOW, PERSON, patience=1.0) is None
    spend(budget, 1)
    assert budget.left(NOW) == 0
    assert budget.take(NOW + 3, PERSON, patience=2.0) is None
    assert budget.take(NOW + 59, PERSON, patience=2.0) == pytest.approx(1.0)
    assert budget.take(NOW + 70, PERSON) == 0


def test_the_background_leaves_a_reserve_to_people_and_never_waits() -> None:
    budget = Budget(25, burst=100, reserve=10)
    background = 0
    while budget.take(NOW, BACKGROUND) is not None:
        background += 1
    assert background == 15
    spend(budget, 10)
    assert budget.take(NOW, PERSON, patience=2.0) is None

    hurried = Budget(25, burst=1)
    spend(hurried, 1)
    assert hurried.take(NOW, BACKGROUND, patience=60.0) is None


def test_headers_lower_the_budget_and_never_raise_it() -> None:
    budget = Budget(25, burst=100)
    budget.learn(NOW, 200, {"X-RateLimit-Limit": "90", "X-RateLimit-Remaining": "89"})
    assert budget.left(NOW) == 25
    budget.learn(NOW, 200, {"x-ratelimit-limit": "5"})
    assert budget.left(NOW) == 5
    budget.learn(NOW, 200, {"X-RateLimit-Limit": "0"})
    assert budget.left(NOW) == 5
    budget.learn(NOW, 200, {"X-RateLimit-Limit": "30"})
    assert budget.left(NOW) == 25


def test_what_others_took_from_the_same_address_counts() -> None:
    budget = Budget(25, burst=100)
    budget.learn(NOW, 200, {"X-RateLimit-Remaining": "3"})
    assert budget.left(NOW) == 3
    budget.learn(NOW + 1, 200, {"X-RateLimit-Remaining": "1"})
    assert budget.left(NOW + 1) == 1
    spend(budget, 1, NOW + 1)
    assert budget.take(NOW + 1, PERSON, patience=2.0) is None
    assert budget.left(NOW + 62) == 25


def test_nothing_remaining_waits_for_the_next_minute() -> None:
    budget = Budget(25)
    budget.learn(NOW, 200, {"X-RateLimit-Remaining": "0"})
    assert budget.take(NOW, PERSON, patience=2.0) is None
    assert budget.take(NOW, PERSON, patience=MINUTE) == pytest.approx(MINUTE)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": " 7 "}, 7),
        ({"retry-after": formatdate(NOW + 30, usegmt=True)}, 30),
        ({"Retry-After": "Fri, 15 Jan 2027 08:00:40 -0000"}, 40),
        ({"Retry-After": formatdate(NOW - 30, usegmt=True)}, 60),
        ({"Retry-After": "-5"}, 60),
        ({"Retry-After": "0"}, 60),
        ({"Retry-After": "soon"}, 60),
        ({"Retry-After": "nan"}, 60),
        ({"Retry-After": "²"}, 60),
        ({"Retry-After": ""}, 60),
        ({"Retry-After": "9" * 12}, LONGEST_LOCK),
        ({"Retry-After": "9" * 5000}, 60),
        ({"Retry-After": "soon", "X-RateLimit-Reset": str(int(NOW) + 25)}, 25),
        ({"X-RateLimit-Reset": str(int(NOW) + 25)}, 25),
        ({"X-RateLimit-Reset": str(int(NOW) - 25)}, 60),
        ({"X-RateLimit-Reset": "0"}, 60),
        ({"X-RateLimit-Reset": str(int(NOW) * 1000)}, LONGEST_LOCK),
        ({}, 60),
    ],
)
def test_a_429_locks_for_as_long_as_it_sanely_says(headers: dict[str, str], seconds: float) -> None:
    budget = Budget()
    budget.learn(NOW, 429, headers)
    assert budget.locked(NOW) == pytest.approx(seconds)
    assert budget.take(NOW, PERSON, patience=2.0) is None
    assert budget.take(NOW + seconds, PERSON, patience=2.0) == 0


def test_failures_in_a_row_pause_for_longer_and_an_answer_ends_that() -> None:
    budget = Budget()
    pauses = []
    now = NOW
    for _ in range(12):
        budget.learn(now, 502, {})
        pauses.append(budget.locked(now))
        now += budget.locked(now)
    assert pauses[:4] == pytest.approx([5, 10, 20, 40])
    assert pauses[-1] == pytest.approx(LONGEST_PAUSE)
    budget.answered()
    budget.failed(now)
    assert budget.locked(now) == pytest.approx(5)


def test_a_switched_off_api_is_left_alone_for_a_minute_then_longer() -> None:
    budget = Budget()
    budget.learn(NOW, 403, {})
    assert budget.locked(NOW) == pytest.approx(60)
    budget.learn(NOW + 60, 403, {})
    assert budget.locked(NOW + 60) == pytest.approx(120)


def test_a_failure_never_shortens_a_lock() -> None:
    budget = Budget()
    budget.learn(NOW, 429, {"Retry-After": "60"})
    budget.failed(NOW + 1)
    assert budget.locked(NOW + 1) == pytest.approx(59)


def test_a_clock_put_back_locks_nobody_out() -> None:
    budget = Budget()
    spend(budget, 25)
    budget.learn(NOW, 429, {"Retry-After": "60", "X-RateLimit-Remaining": "0"})
    earlier = NOW - 86_400
    assert budget.locked(earlier) == 0
    assert budget.take(earlier, PERSON) == 0
