"""The figures of a vote, held against Python's own statistics."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussions.tally import Tally

scores = st.lists(st.integers(1, 5), min_size=2, max_size=60)


@given(scores)
def test_mean_median_and_quartiles(votes: list[int]) -> None:
    tally = Tally(Counter(votes))
    low, middle, high = statistics.quantiles(votes, n=4, method="inclusive")
    assert tally.n == len(votes)
    assert tally.mean == pytest.approx(statistics.fmean(votes))
    assert tally.median == pytest.approx(statistics.median(votes)) == pytest.approx(middle)
    assert tally.quartiles is not None
    assert list(tally.quartiles) == pytest.approx([low, high])
    assert tally.spread == pytest.approx(high - low)


@given(scores)
def test_shares_are_the_whole(votes: list[int]) -> None:
    tally = Tally(Counter(votes))
    assert sum(tally.share(score) for score in range(1, 6)) == pytest.approx(1)


def test_one_vote_is_all_of_it() -> None:
    tally = Tally({4: 1})
    assert (tally.mean, tally.median, tally.spread, tally.share(4)) == (4, 4, 0, 1)


def test_no_vote_comes_to_nothing() -> None:
    tally = Tally({5: 0})
    assert (tally.n, tally.mean, tally.median, tally.quartiles, tally.spread) == (0,) + (None,) * 4
    assert tally.share(5) == 0
