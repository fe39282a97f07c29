"""How a question's status follows from its evidence.

1. Only approved evidence counts. With none, the status is *unknown*.
2. One piece decides: that of the highest tier. Official beats trade press, trade press beats an
   aggregator, an aggregator beats a rumour. A newer claim of a lower tier overturns nothing.
3. Within a tier the newest claim decides. A date known to the month or the year counts as its
   first day: "2019" is 1 January 2019, since nothing shows that it was later. Of two claims of
   one day the one with the more specific date decides, then the one that was approved later,
   then the one that was submitted later.
4. The status is what the deciding piece says. An aggregator or a rumour moves nothing beyond
   *rumoured*: where it speaks for a return the status is *rumoured*, and where it speaks against
   one the status stays *unknown*, with the claim shown beside it.
5. A piece that is withdrawn or erased counts as one that was never there.

Pure: the order in which evidence is given makes no difference.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from bot.ids import EvidenceId
from bot.renewals.models import NEGATIVE, POSITIVE, Claim, Decision, Evidence, State, Status, Tier
from bot.shows.models import PartialDate

STRONGEST = 2
_RANK = {tier: rank for rank, tier in enumerate(reversed(Tier))}
_WEAK = {Tier.AGGREGATOR, Tier.RUMOUR}
_NEVER = datetime.min.replace(tzinfo=UTC)


def decide(evidence: Iterable[Evidence]) -> Decision:
    """The status, the piece that decides it, and the strongest claims for and against."""
    ranked = approved(evidence)
    if not ranked:
        return Decision(
            status=Status.UNKNOWN, evidence=None, as_of=None, speaks_for=(), speaks_against=()
        )
    return Decision(
        status=alone(ranked[0].claim),
        evidence=ranked[0],
        as_of=max((piece.claim.said_on for piece in ranked), key=_newness),
        speaks_for=[piece for piece in ranked if piece.claim.status in POSITIVE][:STRONGEST],
        speaks_against=[piece for piece in ranked if piece.claim.status in NEGATIVE][:STRONGEST],
    )


def approved(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The pieces that count, the strongest first."""
    counted = [piece for piece in evidence if piece.state is State.APPROVED]
    return sorted(counted, key=strength, reverse=True)


def strength(piece: Evidence) -> tuple[int, date, int, datetime, EvidenceId]:
    """What pieces are compared by: tier, date, how specific it is, when approved, number."""
    newness = _newness(piece.claim.said_on)
    return _RANK[piece.claim.tier], *newness, piece.decided_at or _NEVER, piece.id


def _newness(said: PartialDate) -> tuple[date, int]:
    return said.first_day, 1 + (said.month is not None) + (said.day is not None)


def alone(claim: Claim) -> Status:
    """What a claim makes of a question where no other is stronger."""
    if claim.tier not in _WEAK:
        return claim.status
    return Status.UNKNOWN if claim.status in NEGATIVE else Status.RUMOURED
