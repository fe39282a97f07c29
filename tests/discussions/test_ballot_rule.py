"""Which vote counts: the rule, without a queue or a database."""

from hypothesis import given
from hypothesis import strategies as st

from bot.discussions.ballot import NOTHING, Standing, added, found, removed, to_read
from bot.discussions.models import FIVE, Mark

marks = st.sampled_from(FIVE.marks)
A, B, C = Mark(5), Mark(4), Mark(3)
SUPER_A = Mark(5, burst=True)


def seen(*held: Mark, vote: int | None = None) -> Standing:
    """Reactions that were seen to come one after another."""
    return Standing({mark: order for order, mark in enumerate(held, 1)}, vote)


def back(standing: Standing, *now: Mark, since: int = 10) -> int | None:
    return found(standing, set(now), since).vote


@given(st.lists(st.tuples(marks, st.booleans()), max_size=30))
def test_live_the_newest_reaction_left_counts(events: list[tuple[Mark, bool]]) -> None:
    standing, held = NOTHING, list[Mark]()
    for order, (mark, put) in enumerate(events, 1):
        standing = added(standing, mark, order) if put else removed(standing, mark)
        held = [other for other in held if other != mark] + [mark] * put
    assert standing.held.keys() == set(held)
    assert standing.vote == (held[-1].score if held else None)


@given(st.lists(st.tuples(marks, st.booleans()), max_size=10))
def test_what_is_delivered_twice_in_order_changes_nothing(events: list[tuple[Mark, bool]]) -> None:
    standing = NOTHING
    once = None
    for order, (mark, put) in enumerate([*events, *events], 1):
        standing = added(standing, mark, order) if put else removed(standing, mark)
        if order == len(events):
            once = standing
    assert once is None or (once.vote, once.held.keys()) == (standing.vote, standing.held.keys())


def test_a_vote_that_is_gone_from_the_list_goes() -> None:
    assert back(seen(A, vote=5)) is None
    assert back(seen(A, B, C, vote=3), A, B) is None


def test_exactly_one_new_reaction_wins() -> None:
    assert back(NOTHING, B) == 4
    assert back(seen(A, vote=5), A, B) == 4
    assert back(seen(A, vote=5), B) == 4
    assert back(seen(A, B, vote=4), A, B, SUPER_A) == 5


def test_among_several_new_ones_the_recorded_vote_stays() -> None:
    assert back(seen(A, vote=5), A, B, C) == 5


def test_with_none_recorded_nothing_counts_until_one_is_left() -> None:
    standing = found(NOTHING, {A, B, C}, 10)
    assert standing.vote is None
    standing = removed(standing, B)
    assert standing.vote is None
    assert removed(standing, A).vote == 3
    assert back(seen(A, vote=5), B, C) is None


def test_the_same_step_as_a_super_reaction_is_the_same_vote() -> None:
    both = added(added(NOTHING, A, 1), SUPER_A, 2)
    assert both.vote == removed(both, A).vote == removed(both, SUPER_A).vote == 5
    assert found(NOTHING, {A, SUPER_A}, 3).vote == 5


def test_what_was_seen_since_the_absence_is_newer_than_any_list() -> None:
    standing = added(seen(A, vote=5), C, 11)
    assert back(standing, A, B, C, since=10) == 3
    assert removed(found(standing, {A, B, C}, 10), C).vote == 4


def test_a_forgotten_reaction_counts_only_when_it_is_given_anew() -> None:
    forgotten = Standing({A: None})
    assert back(forgotten, A) is None
    assert back(forgotten, A, B) == 4
    assert added(forgotten, A, 3).vote == 5
    assert removed(added(forgotten, B, 3), B).vote is None


def test_lists_of_one_request_are_read_even_when_the_counts_are_equal() -> None:
    assert to_read({A: 100, B: 3}, {A: 100, C: 1}) == sorted([A, B, C])
    assert to_read({A: 0}, {}) == []


def test_beside_a_longer_list_only_those_whose_count_differs_are_read() -> None:
    assert to_read({A: 101, B: 3, C: 1}, {A: 101, B: 2, C: 1}) == [B]
    assert to_read({A: 101}, {A: 300}) == [A]


@given(st.lists(marks, max_size=6, unique=True), st.sets(marks), st.data())
def test_the_product_s_rule(before: list[Mark], now: set[Mark], data: st.DataObject) -> None:
    recorded = data.draw(st.sampled_from([None, *{mark.score for mark in before}]))
    after = found(seen(*before, vote=recorded), now, since=10)
    new = {mark.score for mark in now - set(before)}
    there = {mark.score for mark in now}
    assert after.held.keys() == now
    if len(new) == 1:
        assert {after.vote} == new
    elif recorded in there:
        assert after.vote == recorded
    elif len(there) == 1:
        assert {after.vote} == there
    else:
        assert after.vote is None
    assert found(after, now, since=20) == after, "a second look at the same list changes nothing"
