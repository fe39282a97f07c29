"""What a vote comes to: how many, where the middle is, how far apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes by score. Scores without a vote may be left out."""

    votes: Mapping[int, int]

    @property
    def n(self) -> int:
        return sum(self.votes.values())

    @property
    def mean(self) -> float | None:
        """None without a vote, as are the others."""
        n = self.n
        return sum(score * votes for score, votes in self.votes.items()) / n if n else None

    @property
    def median(self) -> float | None:
        return self.quantile(0.5)

    @property
    def quartiles(self) -> tuple[float, float] | None:
        """Between these two lies the middle half of the votes."""
        low, high = self.quantile(0.25), self.quantile(0.75)
        return None if low is None or high is None else (low, high)

    @property
    def spread(self) -> float | None:
        """The interquartile range: 0 where the middle half agrees."""
        quartiles = self.quartiles
        return quartiles[1] - quartiles[0] if quartiles else None

    def quantile(self, share: float) -> float | None:
        """The score below which `share` (0 to 1) of the votes lie.

        Interpolated between the two nearest votes, the lowest being at 0 and the highest at 1:
        "inclusive" in Python's `statistics`, type 7 in R.
        """
        n = self.n
        if not n:
            return None
        below, part = divmod((n - 1) * share, 1)
        low = self._ranked(int(below))
        return low + part * (self._ranked(min(int(below) + 1, n - 1)) - low)

    def _ranked(self, rank: int) -> int:
        """The score of the vote with that rank from 0, the lowest first."""
        ranked = sorted(self.votes.items())
        upto = accumulate(votes for _, votes in ranked)
        return next(score for (score, _), end in zip(ranked, upto, strict=True) if rank < end)

    def share(self, score: int) -> float:
        """The part of the votes, 0 to 1, that `score` has."""
        return self.votes.get(score, 0) / (self.n or 1)
