"""What reviews come to, whatever was scored, and how far spam can move it."""

import itertools
import math
import random
import statistics
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews.consensus import (
    BY_TRACK,
    ENOUGH,
    SCORED,
    Consensus,
    Middle,
    Opinion,
    Saying,
    consensus,
    middle,
)
from bot.reviews.models import ASPECTS, Card, Part, Track
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.text.titles import Title

SHOW = Subject(id=ShowId("anilist/105096"), title=Title(romaji="Hero Mask"))
CARD = Card(guild=GuildId(1), channel=ChannelId(2), message=MessageId(3))

many = settings(max_examples=40, deadline=None)
tenths = st.integers(10, 100).map(Score)
some = st.lists(tenths, min_size=ENOUGH, max_size=30)
opinions = st.builds(
    Opinion,
    user=st.integers(1, 2**63 - 1).map(UserId),
    scores=st.dictionaries(st.sampled_from(SCORED), tenths),
    track=st.none() | st.sampled_from(Track),
    helpful=st.integers(0, 5),
    told=st.booleans(),
)
crowds = st.lists(opinions, max_size=12, unique_by=lambda opinion: opinion.user)
sayings = st.lists(
    st.builds(
        Saying,
        user=st.integers(1, 4).map(UserId),
        card=st.just(CARD),
        text=st.sampled_from(["It soars.", "It drags."]),
        praises=st.booleans(),
        hidden=st.booleans(),
        helpful=st.integers(0, 3),
        posted_at=st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2)]),
    ),
    max_size=6,
    unique_by=lambda saying: (saying.user, saying.praises),
)


def of(*scores: int, part: Part = Part.STORY, track: Track | None = None) -> list[Opinion]:
    """An opinion for each score, all of different members."""
    numbers = itertools.count(random.getrandbits(40))
    return [
        Opinion(user=UserId(next(numbers)), scores={part: Score(score)}, track=track)
        for score in scores
    ]


@many
@given(crowds, sayings, st.randoms(use_true_random=False))
def test_the_order_of_reviews_changes_nothing(
    crowd: list[Opinion], said: list[Saying], chance: random.Random
) -> None:
    there = consensus(SHOW, crowd, said)
    chance.shuffle(crowd)
    chance.shuffle(said)
    assert consensus(SHOW, crowd, said) == there


@many
@given(crowds)
def test_each_part_counts_the_scores_that_it_was_given(crowd: list[Opinion]) -> None:
    held = consensus(SHOW, crowd)
    assert held.reviews == len(crowd)
    if held.reviews < ENOUGH:
        assert held == Consensus(show=SHOW, reviews=len(crowd))
        return
    for part in SCORED:
        n = sum(part in opinion.scores for opinion in crowd)
        assert (held.middles[part].n if part in held.middles else 0) == (n if n >= ENOUGH else 0)
        assert held.few.get(part, 0) == (n if n < ENOUGH else 0)
    for part in BY_TRACK:
        counts = [sum(o.track is track and part in o.scores for o in crowd) for track in Track]
        assert (part in held.tracks) == (min(counts) >= ENOUGH)
        if part in held.tracks:
            assert [found.n for found in held.tracks[part].values()] == counts


@many
@given(crowds, st.sampled_from(ASPECTS))
def test_a_blank_aspect_stays_out(crowd: list[Opinion], blank: Part) -> None:
    """Reviews that score other parts alone move none of this one's figures."""
    others = of(10, 10, 100, part=next(part for part in SCORED if part is not blank))
    alone, beside = consensus(SHOW, crowd), consensus(SHOW, [*crowd, *others])
    if alone.enough:
        assert alone.middles.get(blank) == beside.middles.get(blank)
        assert alone.few.get(blank) == beside.few.get(blank)


@many
@given(some, st.integers(0, 29), st.integers(0, 90))
def test_a_higher_score_lowers_nothing(scores: list[Score], which: int, more: int) -> None:
    raised = list(scores)
    which %= len(scores)
    raised[which] = Score(min(raised[which] + more, 100))
    before, after = middle(scores), middle(raised)
    assert before
    assert after
    assert before.low <= after.low
    assert before.median <= after.median
    assert before.high <= after.high


@many
@given(some)
def test_the_middle_half_lies_around_the_median(scores: list[Score]) -> None:
    found = middle(scores)
    assert found
    assert min(scores) <= found.low <= found.median <= found.high <= max(scores)
    assert abs(found.median - statistics.median(scores)) <= 0.5
    assert found.spread >= 0


@many
@given(some, st.data())
def test_spam_moves_the_median_no_further_than_the_next_sincere_scores(
    sincere: list[Score], data: st.DataObject
) -> None:
    n = len(sincere)
    spam = data.draw(st.lists(st.sampled_from([10, 100]).map(Score) | tenths, max_size=n - 1))
    k, ranked, alone = len(spam), sorted(sincere), middle(sincere)
    found = middle([*sincere, *spam])
    assert alone
    assert found
    assert ranked[math.floor((n - k + 1) / 2) - 1] <= found.median
    assert found.median <= ranked[math.ceil((n + k + 1) / 2) - 1]
    if k <= (n - 1) / 2:
        assert alone.low <= found.median <= alone.high
    if k <= (n - 1) / 3:
        assert ranked[0] <= found.low
        assert found.high <= ranked[-1]


def test_spam_of_half_and_more_can_leave_the_middle_half() -> None:
    """The bound is sharp: one more than it says is enough."""
    sincere = list(map(Score, (20, 40, 60, 80, 100)))
    alone, spoilt = middle(sincere), middle([*sincere, *[Score(10)] * 3])
    assert alone
    assert spoilt
    assert spoilt.median < alone.low


def test_medians_and_quartiles_are_interpolated_and_rounded() -> None:
    assert middle(map(Score, (70, 80))) is None
    assert middle(map(Score, (70, 80, 90))) == Middle(
        n=3, median=Score(80), low=Score(75), high=Score(85)
    )
    assert middle(map(Score, (70, 71, 84, 90))) == Middle(
        n=4, median=Score(78), low=Score(71), high=Score(86)
    )


def test_the_aspect_with_the_widest_middle_half_is_the_most_divisive() -> None:
    crowd = of(10, 55, 100) + of(50, 60, 70, part=Part.SOUND) + of(10, 100, part=Part.VISUALS)
    assert consensus(SHOW, crowd).divisive is Part.STORY
    tie = of(50, 60, 70, part=Part.SOUND) + of(50, 60, 70)
    assert consensus(SHOW, tie).divisive is Part.STORY
    assert consensus(SHOW, [*tie, *of(55, 65, part=Part.SOUND)]).divisive is Part.SOUND
    assert consensus(SHOW, of(80, 80, 80) + of(10, 50, 90, part=Part.VERDICT)).divisive is None


def test_sub_and_dub_are_told_apart_where_both_have_enough() -> None:
    def heard(part: Part, subs: int, dubs: int) -> Consensus:
        sub = of(*[80] * subs, part=part, track=Track.SUB)
        return consensus(SHOW, sub + of(*[50] * dubs, part=part, track=Track.DUB))

    assert not heard(Part.VOICE, 9, ENOUGH - 1).tracks
    assert not heard(Part.STORY, 9, 9).tracks
    apart = heard(Part.VERDICT, ENOUGH, ENOUGH).tracks[Part.VERDICT]
    assert {track: found.median for track, found in apart.items()} == {
        Track.SUB: 80,
        Track.DUB: 50,
    }


def saying(user: int, helpful: int, *, praises: bool, day: int = 1) -> Saying:
    return Saying(
        user=UserId(user),
        card=CARD,
        text="It drags.",
        praises=praises,
        hidden=False,
        helpful=helpful,
        posted_at=datetime(2026, 1, day, tzinfo=UTC),
    )


def test_the_most_helpful_sentences_are_of_two_members_where_there_are_two() -> None:
    crowd = of(70, 80, 90)
    both = [saying(1, 9, praises=True), saying(1, 9, praises=False)]
    held = consensus(SHOW, crowd, both)
    assert (held.praise, held.criticism) == tuple(both)
    other = [saying(2, 3, praises=True), saying(3, 2, praises=False, day=2)]
    held = consensus(SHOW, crowd, [*both, *other])
    assert held.praise == other[0]
    assert held.criticism == both[1]
    newer = [saying(2, 0, praises=True), saying(3, 0, praises=True, day=2)]
    held = consensus(SHOW, crowd, newer)
    assert held.praise == newer[1]
    assert held.criticism is None
    assert consensus(SHOW, crowd[:2], both).praise is None
