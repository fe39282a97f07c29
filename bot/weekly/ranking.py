"""What of a week is worth telling. Pure.

Votes on five steps and on 1 to 10 stand side by side, so they are compared by shares of their
scale; what is shown of each is on its own.
"""

from collections.abc import Sequence

from bot.weekly.models import Happened, Summary, Vote

BEST = 3
TURNS = 5
ENOUGH_TO_DIVIDE = 5
"""Votes that it takes for opinions to differ."""
APART = 0.2
"""From which spread on opinions do: a fifth of the scale, which is eight tenths of a step of five.
Below, one vote beside the others would make a quarrel.
"""


def summary(happened: Happened) -> Summary:
    """The best, the one that moved most, the most divisive, and the renewals that moved."""
    return Summary(
        best=ranked(happened.votes)[:BEST],
        changed=changed(happened.votes),
        divisive=divisive(happened.votes),
        turns=happened.turns[:TURNS],
        more=max(0, len(happened.turns) - TURNS),
    )


def ranked(votes: Sequence[Vote]) -> list[Vote]:
    """The best mean first; of equals the one with more votes, then as they came."""
    return sorted(votes, key=lambda vote: (-vote.share, -vote.n))


def changed(votes: Sequence[Vote]) -> Vote | None:
    """The one furthest up or down from the episode before it; None where none moved by a tenth."""
    moved = [vote for vote in votes if vote.change]
    return max(moved, key=lambda vote: (vote.moved, vote.n), default=None)


def divisive(votes: Sequence[Vote]) -> Vote | None:
    """The one with the widest spread, where enough voted and were apart."""
    apart = [v for v in votes if v.n >= ENOUGH_TO_DIVIDE and v.spread >= APART]
    return max(apart, key=lambda vote: (vote.spread, vote.n), default=None)
