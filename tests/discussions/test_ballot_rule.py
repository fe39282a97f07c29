"""Which vote counts: the rule, without a queue or a database."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.discussions.ballot import (
    NOTHING,
    Ballot,
    Chose,
    Cleared,
    Event,
    Reacted,
    Standing,
    added,
    before,
    can_wait,
    found,
    removed,
)
from bot.discussions.models import FIVE, SCALES, Discussion, Key, Mark, Place, Scale
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, ShowId, UserId

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


def test_of_two_reactions_of_one_step_found_together_either_keeps_the_vote() -> None:
    for pair in ((A, SUPER_A), (SUPER_A, A)):
        standing = found(found(NOTHING, pair, 3), {*pair, B, C}, 10)
        assert standing.vote == 5
        assert [removed(standing, mark).vote for mark in pair] == [5, 5]


def test_what_was_seen_since_the_absence_is_newer_than_any_list() -> None:
    standing = added(seen(A, vote=5), C, 11)
    assert back(standing, A, B, C, since=10) == 3
    assert removed(found(standing, {A, B, C}, 10), C).vote == 4


@given(
    st.lists(st.tuples(st.integers(1, 5), marks, st.booleans()), max_size=30),
    st.sets(marks),
)
def test_what_happens_while_lists_are_read_is_no_absence(
    events: list[tuple[int, Mark, bool]], cleared: set[Mark]
) -> None:
    """Without an absence the lists tell nothing new, whenever they are read."""
    post = Key(GuildId(1), DiscussionId(1))
    now, happened = set[tuple[int, Mark]](), list[Event]()
    for user, mark, put in events:
        if ((user, mark) in now) != put:
            (now.add if put else now.discard)((user, mark))
            happened.append(Reacted(post, 0, UserId(user), mark, put))
    if cleared:
        happened.append(Cleared(post, 0, cleared))
        now = {(user, mark) for user, mark in now if mark not in cleared}
    listed = {mark: frozenset(UserId(u) for u, m in now if m == mark) for mark in FIVE.marks}
    assert not any(before(listed, happened).values())


def test_a_forgotten_reaction_counts_only_when_it_is_given_anew() -> None:
    forgotten = Standing({A: None})
    assert back(forgotten, A) is None
    assert back(forgotten, A, B) == 4
    assert added(forgotten, A, 3).vote == 5
    assert removed(added(forgotten, B, 3), B).vote is None


def test_a_post_with_a_long_list_waits_where_the_counts_are_equal() -> None:
    assert can_wait({A: 101, B: 3}, {A: 101, B: 3})
    assert not can_wait({A: 101, B: 3, C: 1}, {A: 101, B: 2, C: 1})
    assert not can_wait({A: 101}, {A: 101, B: 1})
    assert not can_wait({A: 101, B: 1}, {A: 101})


def test_a_post_with_short_lists_never_waits() -> None:
    assert not can_wait({A: 100, B: 3}, {A: 100, B: 3})
    assert not can_wait({A: 0}, {})


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


standings = st.builds(
    lambda ages, score: Standing(ages, score),
    st.dictionaries(marks, st.none() | st.integers(1, 9), max_size=6),
    st.none() | st.integers(1, 5),
).map(
    lambda standing: Standing(
        standing.held,
        standing.vote
        if standing.vote in {m.score for m, order in standing.held.items() if order is not None}
        else None,
    )
)


@given(standings, st.sets(marks), st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_order_in_which_reactions_are_listed_tells_nothing(
    standing: Standing, now: set[Mark], since: int, rng: Random
) -> None:
    held, listed = list(standing.held.items()), list(now)
    rng.shuffle(held)
    rng.shuffle(listed)
    other = Standing(dict(held), standing.vote)
    assert found(standing, now, since) == found(other, listed, since)
    for mark in standing.held:
        assert removed(standing, mark) == removed(other, mark)


@given(standings, st.sets(marks), st.integers(0, 9), st.integers(0, 9))
def test_looking_again_changes_nothing(
    standing: Standing, now: set[Mark], since: int, later: int
) -> None:
    """But for whoever is seen to do something, of whom the next session knows it as older."""
    once = found(standing, now, since)
    assert found(once, now, since) == once
    if not any(order and order > since for order in once.held.values()):
        assert found(once, now, since + later) == once


@given(standings, st.sets(marks), st.integers(0, 9))
def test_a_vote_is_always_for_something_that_stands(
    standing: Standing, now: set[Mark], since: int
) -> None:
    after = found(standing, now, since)
    assert after.held.keys() == now
    assert after.vote in {None, *(mark.score for mark in now)}


class Urn:
    """A ballot whose events are kept as they come."""

    def __init__(self, scale: Scale, *, blind: bool) -> None:
        self.events: list[Event] = []
        self.ballot = Ballot(self._record, lambda changed: None)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        self.ballot.watch(
            Discussion(
                guild=GuildId(1), id=DiscussionId(1), show=ShowId("anilist/1"), episode=1,
                host=None, place=Place.CHANNEL, channel=ChannelId(2), message=MessageId(3),
                thread=None, scale=scale, blind=blind, closes_at=None, reactions_ready=True,
                summary=None, opened_at=moment, tried_at=moment, closed_at=None, lost_at=None,
                changes=0,
            )
        )  # fmt: skip

    async def _record(self, events: Sequence[Event]) -> Collection[Key]:
        self.events += events
        return ()


emoji = st.sampled_from([step.emoji for scale in SCALES.values() for step in scale.steps]) | (
    st.text(max_size=3)
)


@given(st.sampled_from(list(SCALES.values())), st.lists(st.tuples(emoji, st.booleans())))
async def test_only_what_is_on_a_post_s_own_scale_counts(
    scale: Scale, reactions: list[tuple[str, bool]]
) -> None:
    urn = Urn(scale, blind=False)
    for face, put in reactions:
        urn.ballot.reacted(3, 9, face, burst=False, added=put)
        urn.ballot.chose(3, UserId(9), 1)
    await urn.ballot.settled()
    scores = {step.emoji.replace("\ufe0f", ""): step.score for step in scale.steps}
    bare = [(face.replace("\ufe0f", ""), put) for face, put in reactions]
    assert [(e.mark.score, e.added) for e in urn.events if isinstance(e, Reacted)] == [
        (scores[face], put) for face, put in bare if face in scores
    ]
    assert not any(isinstance(event, Chose) for event in urn.events)
    orders = [event.order for event in urn.events]
    assert orders == sorted(set(orders))


@given(st.lists(st.tuples(st.integers(1, 3), st.none() | st.integers(1, 5)), max_size=20))
async def test_a_blind_post_counts_buttons_alone(
    chosen: list[tuple[int, int | None]],
) -> None:
    urn = Urn(FIVE, blind=True)
    for user, score in chosen:
        urn.ballot.chose(3, UserId(user), score)
        urn.ballot.reacted(3, user, FIVE.steps[0].emoji, burst=False, added=True)
        urn.ballot.cleared(3)
    await urn.ballot.settled()
    assert [(e.user, e.score) for e in urn.events if isinstance(e, Chose)] == chosen
    assert len(urn.events) == len(chosen)
