"""What of a week is told."""

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.weekly.models import Earlier, Happened, Turn, Vote
from bot.weekly.ranking import APART, BEST, ENOUGH_TO_DIVIDE, ranked, summary


def vote(name: str, votes: Mapping[int, int], steps: int = 5, before: float | None = None) -> Vote:
    earlier = None if before is None else Earlier(first=1, last=1, mean=before)
    return Vote(name=name, link="https://x", steps=steps, votes=votes, earlier=earlier)


def names(*votes: Vote | None) -> list[str]:
    return [each.name for each in votes if each]


def test_scales_are_compared_by_shares() -> None:
    five, ten = vote("five", {4: 4}), vote("ten", {8: 4}, steps=10)
    assert five.share == Fraction(3, 4)
    assert ten.share == Fraction(7, 9)
    assert names(*ranked([five, ten])) == ["ten", "five"]
    assert vote("a", {5: 1}).share == vote("b", {10: 1}, steps=10).share == 1
    assert vote("a", {1: 1}).share == vote("b", {1: 1}, steps=10).share == 0


def test_of_equals_the_one_with_more_votes_is_first() -> None:
    # A third of each, three times over: no rounding parts them.
    found = ranked([vote("few", {4: 2, 5: 1}), vote("many", {4: 6, 5: 3}), vote("low", {1: 90})])
    assert names(*found) == ["many", "few", "low"]


def test_at_most_three_are_best() -> None:
    told = summary(Happened(votes=[vote(str(n), {5: n}) for n in range(1, 6)]))
    assert names(*told.best) == ["5", "4", "3"]


def test_the_biggest_change_is_by_share_of_the_scale() -> None:
    up, down = vote("up", {4: 5}, before=3.2), vote("down", {5: 5}, steps=10, before=6.5)
    told = summary(Happened(votes=[up, down]))
    assert told.changed == up
    assert (up.change, down.change) == (0.8, -1.5)
    told = summary(Happened(votes=[vote("x", {3: 5}, steps=10, before=8.0), up]))
    assert names(told.changed) == ["x"]


def test_what_reads_the_same_did_not_change() -> None:
    still = vote("still", {4: 5}, before=4.04)
    assert summary(Happened(votes=[still, vote("first", {1: 5})])).changed is None


def test_what_divides() -> None:
    torn = vote("torn", {5: 5, 1: 4})
    assert (torn.above, torn.below) == (5, 4)
    assert 0.49 < torn.spread < 0.5
    mild = vote("mild", {5: 4, 4: 1})
    few = vote("few", {5: 2, 1: 2})
    assert summary(Happened(votes=[mild, torn, few])).divisive == torn
    assert summary(Happened(votes=[mild, few])).divisive is None
    ten = vote("ten", {10: 3, 5: 1, 1: 2}, steps=10)
    assert (ten.above, ten.below) == (3, 3)


def test_renewals_are_five_and_the_rest_is_counted() -> None:
    turns = [Turn(name=str(n), moved="a → b") for n in range(8)]
    told = summary(Happened(turns=turns))
    assert [each.name for each in told.turns] == list("01234")
    assert told.more == 3
    assert not told.empty
    assert summary(Happened(turns=turns[:5])).more == 0
    assert summary(Happened()).empty


@st.composite
def polls(draw: st.DrawFn) -> Vote:
    steps = draw(st.sampled_from([5, 10]))
    votes = draw(
        st.dictionaries(st.integers(1, steps), st.integers(1, 10_000), min_size=1, max_size=steps)
    )
    before = draw(st.none() | st.floats(1, steps))
    return vote(str(draw(st.integers(0, 99))), votes, steps, before)


@given(st.lists(polls(), max_size=8))
def test_whatever_was_voted(votes: list[Vote]) -> None:
    told = summary(Happened(votes=votes))
    assert len(told.best) == min(BEST, len(votes))
    for better, worse in zip(told.best, told.best[1:], strict=False):
        assert (better.share, better.n) >= (worse.share, worse.n)
    assert all(each.share <= told.best[-1].share for each in votes if each not in told.best)
    if told.changed:
        assert told.changed.change != 0
        assert all(each.moved <= told.changed.moved for each in votes)
    else:
        assert not any(each.change for each in votes)
    if told.divisive:
        assert told.divisive.n >= ENOUGH_TO_DIVIDE
        assert APART <= told.divisive.spread <= 0.5 + 1e-9
    for each in votes:
        assert 0 <= each.share <= 1
        assert 0 <= each.spread <= 0.5 + 1e-9
        assert 0 <= each.moved <= 1 + 1e-9
        assert each.above + each.below <= each.n
    mirrored = [
        vote(v.name, {v.steps + 1 - score: n for score, n in v.votes.items()}, v.steps)
        for v in votes
    ]
    for each, other in zip(votes, mirrored, strict=True):
        assert (each.above, each.below) == (other.below, other.above)
        assert abs(each.spread - other.spread) < 1e-9
