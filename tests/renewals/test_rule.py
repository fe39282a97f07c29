"""From approved evidence to a status."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import EvidenceId, GuildId, QuestionId, UserId
from bot.renewals.models import (
    CLAIMABLE,
    NEGATIVE,
    POSITIVE,
    Claim,
    Evidence,
    State,
    Status,
    Tier,
)
from bot.renewals.rule import approved, decide, strength
from bot.shows.models import PartialDate

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def piece(
    number: int,
    status: Status,
    tier: Tier = Tier.OFFICIAL,
    said_on: str = "2020",
    state: State = State.APPROVED,
    approved_after: int = 0,
) -> Evidence:
    return Evidence(
        guild=GuildId(1),
        id=EvidenceId(number),
        question=QuestionId(1),
        claim=Claim(status=status, tier=tier, sentence="So.", said_on=PartialDate.parse(said_on)),
        state=state,
        submitted_by=UserId(1),
        submitted_at=NOON,
        decided_at=None if state is State.PENDING else NOON + timedelta(seconds=approved_after),
    )


pieces = st.lists(
    st.builds(
        piece,
        number=st.integers(1, 9),
        status=st.sampled_from(CLAIMABLE),
        tier=st.sampled_from(Tier),
        said_on=st.sampled_from(["2019", "2019-01", "2019-01-01", "2019-08-23", "2020", "2020-02"]),
        state=st.sampled_from(State),
        approved_after=st.integers(0, 3),
    ),
    unique_by=lambda made: made.id,
    max_size=9,
)


@given(pieces, st.randoms())
def test_order_makes_no_difference(evidence: list[Evidence], random: object) -> None:
    shuffled = list(evidence)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled) == decide(evidence)


@given(pieces, st.data())
def test_a_withdrawn_piece_was_never_there(evidence: list[Evidence], data: st.DataObject) -> None:
    counted = approved(evidence)
    if not counted:
        assert decide(evidence) == decide([])
        return
    gone = data.draw(st.sampled_from(counted))
    withdrawn = [replace(p, state=State.WITHDRAWN) if p is gone else p for p in evidence]
    assert decide(withdrawn) == decide([p for p in evidence if p is not gone])


@given(pieces)
def test_a_status_names_the_piece_that_decides_it(evidence: list[Evidence]) -> None:
    decision = decide(evidence)
    assert (decision.evidence is None) == (not approved(evidence))
    if decision.status is not Status.UNKNOWN:
        assert decision.evidence is not None
        assert decision.evidence.state is State.APPROVED
        assert decision.status in (decision.evidence.claim.status, Status.RUMOURED)


@given(pieces)
def test_as_of_is_the_newest_piece_whether_it_decides_or_not(evidence: list[Evidence]) -> None:
    decision = decide(evidence)
    said = [piece.claim.said_on.first_day for piece in approved(evidence)]
    assert (decision.as_of.first_day if decision.as_of else None) == max(said, default=None)


@given(pieces)
def test_no_piece_is_stronger_than_the_one_that_decides(evidence: list[Evidence]) -> None:
    decision = decide(evidence)
    if decision.evidence:
        best = strength(decision.evidence)
        assert all(strength(other) <= best for other in approved(evidence))
        assert all(
            list(Tier).index(decision.evidence.claim.tier) <= list(Tier).index(other.claim.tier)
            for other in approved(evidence)
        )


@given(pieces)
def test_aggregators_and_rumours_move_nothing_beyond_rumoured(evidence: list[Evidence]) -> None:
    weak = [p for p in evidence if p.claim.tier in (Tier.AGGREGATOR, Tier.RUMOUR)]
    assert decide(weak).status in (Status.RUMOURED, Status.UNKNOWN)


@given(pieces)
def test_the_two_strongest_claims_each_way(evidence: list[Evidence]) -> None:
    decision = decide(evidence)
    for shown, side in ((decision.speaks_for, POSITIVE), (decision.speaks_against, NEGATIVE)):
        every = [p for p in approved(evidence) if p.claim.status in side]
        assert list(shown) == every[:2]


@pytest.mark.parametrize(
    ("loses", "wins"),
    [
        # An older official word stands against newer ones of lower tiers.
        (piece(1, Status.ANNOUNCED, Tier.TRADE_PRESS, "2025"), piece(2, Status.NO_PLANS)),
        (piece(1, Status.ANNOUNCED, Tier.RUMOUR, "2025"),
         piece(2, Status.NO_PLANS, Tier.TRADE_PRESS, "2019")),
        # Within a tier the newest claim.
        (piece(1, Status.ANNOUNCED, said_on="2019-08-23"),
         piece(2, Status.CANCELLED, said_on="2019-08-24")),
        # A year counts as its first day.
        (piece(1, Status.ANNOUNCED, said_on="2019"),
         piece(2, Status.CANCELLED, said_on="2019-02")),
        # Of one day, the more specific.
        (piece(2, Status.ANNOUNCED, said_on="2019"),
         piece(1, Status.CANCELLED, said_on="2019-01")),
        (piece(2, Status.ANNOUNCED, said_on="2019-01"),
         piece(1, Status.CANCELLED, said_on="2019-01-01")),
        # Then the one that was approved later, then the one that was submitted later.
        (piece(2, Status.ANNOUNCED), piece(1, Status.CANCELLED, approved_after=1)),
        (piece(1, Status.ANNOUNCED), piece(2, Status.CANCELLED)),
    ],
)  # fmt: skip
def test_which_of_two_decides(loses: Evidence, wins: Evidence) -> None:
    decision = decide([loses, wins])
    assert decision.evidence == wins
    assert decision.status is wins.claim.status


@pytest.mark.parametrize(
    ("tier", "claimed", "status"),
    [
        (Tier.RUMOUR, Status.DATED, Status.RUMOURED),
        (Tier.AGGREGATOR, Status.ANNOUNCED, Status.RUMOURED),
        (Tier.AGGREGATOR, Status.RUMOURED, Status.RUMOURED),
        (Tier.AGGREGATOR, Status.NO_PLANS, Status.UNKNOWN),
        (Tier.RUMOUR, Status.CANCELLED, Status.UNKNOWN),
        (Tier.TRADE_PRESS, Status.RUMOURED, Status.RUMOURED),
        (Tier.TRADE_PRESS, Status.CONCLUDED, Status.CONCLUDED),
    ],
)
def test_how_far_a_tier_moves_a_status(tier: Tier, claimed: Status, status: Status) -> None:
    assert decide([piece(1, claimed, tier)]).status is status


def test_only_approved_evidence_counts() -> None:
    rest = [piece(n, Status.DATED, state=state) for n, state in enumerate(State)
            if state is not State.APPROVED]  # fmt: skip
    assert decide(rest).status is Status.UNKNOWN
    assert decide([]).evidence is None
