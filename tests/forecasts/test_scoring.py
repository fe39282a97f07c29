"""Scores by hand, and what no crowd can do to its figure."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forecasts import scoring
from bot.forecasts.scoring import Calls, Said

percents = st.integers(scoring.LEAST, scoring.MOST)
DAY = 86_400


def said(*pairs: tuple[int, int]) -> list[Said]:
    """(Day, percent) pairs."""
    return [Said(at=day * DAY, percent=percent) for day, percent in pairs]


@pytest.mark.parametrize(
    ("history", "came_true", "closed", "score"),
    [
        # One forecast for all the time: (0.7 - 1)² = 0.09, and (0.7 - 0)² = 0.49.
        (said((0, 70)), True, 10, 0.09),
        (said((0, 70)), False, 10, 0.49),
        # 50 % always gets 0.25.
        (said((3, 50)), True, 4, 0.25),
        # 20 % for 6 days, then 90 % for 4: (0.64 · 6 + 0.01 · 4) / 10 = 3.88 / 10.
        (said((0, 20), (6, 90)), True, 10, 0.388),
        # The same, had it come to nothing: (0.04 · 6 + 0.81 · 4) / 10 = 3.48 / 10.
        (said((0, 20), (6, 90)), False, 10, 0.348),
        # It counts from the first forecast on: (0.36 · 1 + 0.04 · 3) / 4 = 0.48 / 4.
        (said((6, 40), (7, 80)), True, 10, 0.12),
        # Three: (0.81 · 2 + 0.25 · 3 + 0.01 · 5) / 10 = 2.42 / 10; the order given doesn't matter.
        (said((5, 90), (0, 10), (2, 50)), True, 10, 0.242),
        # What is said after the close changes nothing: as the first.
        (said((0, 70), (11, 99)), True, 10, 0.09),
        # What is said as it closes stands for no time.
        (said((0, 70), (10, 99)), True, 10, 0.09),
        # Said and closed in one second: as it was said, (0.8 - 1)² = 0.04.
        (said((10, 80)), True, 10, 0.04),
        # Nobody is scored for what they said too late, or never.
        (said((11, 99)), True, 10, None),
        ([], True, 10, None),
    ],
)
def test_scores_by_hand(
    history: list[Said], came_true: bool, closed: int, score: float | None
) -> None:
    found = scoring.score(history, came_true, closed=closed * DAY)
    assert found == (score if score is None else pytest.approx(score, abs=1e-12))


histories = st.lists(st.builds(Said, at=st.integers(0, 999), percent=percents), min_size=1)


@given(histories, st.booleans())
def test_a_score_lies_between_the_best_and_the_worst_that_was_said(
    history: list[Said], came_true: bool
) -> None:
    found = scoring.score(history, came_true, closed=1000)
    each = [scoring.brier(said.percent, came_true) for said in history]
    assert found is not None
    assert 0 <= min(each) - 1e-12 <= found <= max(each) + 1e-12 <= 1 + 1e-12


@given(histories, st.booleans(), st.integers(1, 1000), st.integers(0, 10**9))
def test_a_score_depends_on_no_unit_of_time_and_on_no_date(
    history: list[Said], came_true: bool, times: int, later: int
) -> None:
    by_moment = {said.at: said for said in history}.values()
    moved = [Said(at=said.at * times + later, percent=said.percent) for said in by_moment]
    assert scoring.score(by_moment, came_true, closed=1000) == pytest.approx(
        scoring.score(moved, came_true, closed=1000 * times + later)
    )


@given(histories, st.booleans())
def test_yes_and_no_are_treated_alike(history: list[Said], came_true: bool) -> None:
    by_moment = {said.at: said for said in history}.values()
    turned = [Said(at=said.at, percent=100 - said.percent) for said in by_moment]
    assert scoring.score(by_moment, came_true, closed=1000) == pytest.approx(
        scoring.score(turned, not came_true, closed=1000)
    )


@given(histories, st.integers(0, 999), st.booleans())
def test_saying_the_same_again_changes_nothing(
    history: list[Said], at: int, came_true: bool
) -> None:
    kept = sorted({said.at: said for said in history}.values(), key=lambda said: said.at)
    standing = [said for said in kept if said.at < at]
    if standing and at not in {said.at for said in kept}:
        again = [*kept, Said(at=at, percent=standing[-1].percent)]
        assert scoring.score(again, came_true, closed=1000) == pytest.approx(
            scoring.score(kept, came_true, closed=1000)
        )


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ([], None),
        ([40, 60], None),
        # One is cut off at each end: of three the middle one is left.
        ([1, 30, 99], 30),
        # Of 20 % and 80 %: odds 1/4 and 4, mean of logs 0, so 50 %.
        ([5, 20, 80, 90], 50),
        # Of 50 % and 90 %: odds 1 and 9, their geometric mean 3, so 3/4.
        ([1, 50, 90, 99], 75),
        # Of ten two are cut off at each end; six times 50 % are left.
        ([1, 2, *[50] * 6, 98, 99], 50),
    ],
)
def test_crowds_by_hand(said: list[int], figure: float | None) -> None:
    assert scoring.crowd(said) == (figure if figure is None else pytest.approx(figure))


@given(st.lists(percents, min_size=3))
def test_a_crowd_is_between_what_was_said_whoever_said_it(said: list[int]) -> None:
    figure = scoring.crowd(said)
    assert figure is not None
    assert min(said) - 1e-9 <= figure <= max(said) + 1e-9
    assert scoring.crowd(sorted(said, reverse=True)) == pytest.approx(figure)
    turned = scoring.crowd([100 - percent for percent in said])
    assert turned == pytest.approx(100 - figure)


@given(st.lists(percents, min_size=2, max_size=60), st.lists(percents, min_size=1, max_size=15))
def test_few_accounts_never_bring_the_crowd_past_what_the_others_say(
    honest: list[int], spam: list[int]
) -> None:
    """Up to a fifth of all, and always one."""
    n = len(honest) + len(spam)
    figure = scoring.crowd(honest + spam)
    if figure is not None and len(spam) <= max(1, n // scoring.CUT_OFF):
        assert min(honest) - 1e-9 <= figure <= max(honest) + 1e-9


def test_three_accounts_among_twenty_move_it_little() -> None:
    honest = [20, 22, 25, 25, 28, 30, 30, 30, 33, 35] * 2
    before, after = scoring.crowd(honest), scoring.crowd([*honest, 99, 99, 99])
    assert before is not None
    assert after is not None
    assert after - before < 2  # the plain mean moves by 9
    plain = sum(honest) / 20
    assert math.isclose(sum([*honest, 99, 99, 99]) / 23 - plain, 9.28, abs_tol=0.01)


def test_calibration_by_hand() -> None:
    calls = [(70, True)] * 5 + [(70, False)] * 3 + [(4, False), (5, True), (14, False), (97, True)]
    assert scoring.calibration(calls) == [
        Calls(percent=4, true=0, n=1),
        Calls(percent=9.5, true=1, n=2),
        Calls(percent=70, true=5, n=8),
        Calls(percent=97, true=1, n=1),
    ]


@given(st.lists(st.tuples(percents, st.booleans())))
def test_calibration_counts_everything_once(calls: list[tuple[int, bool]]) -> None:
    bins = scoring.calibration(calls)
    assert sum(each.n for each in bins) == len(calls)
    assert sum(each.true for each in bins) == sum(came_true for _, came_true in calls)
    assert [each.percent for each in bins] == sorted(each.percent for each in bins)
    assert len(bins) <= 11
