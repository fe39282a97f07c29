"""The product's rule of voting once more, written from its words and not from the bot's code.

One vote a member, the newest counts. Whoever takes a reaction back that counted votes by the
newest of those left. After an absence Discord's lists are all there is, and they carry no times:
the recorded vote goes if it is gone from the list; exactly one new one wins; otherwise the recorded
one stays or, with none recorded, nothing counts until one is left. What was seen to happen since
the absence is newer than anything that a list tells.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

Face = tuple[int, bool]
"""A score, and whether it is a super reaction."""


@dataclass
class Ballots:
    """What the rule says of one member on one post. `ages` tells when each face came."""

    ages: dict[Face, int] = field(default_factory=dict)
    vote: int | None = None

    @property
    def state(self) -> tuple[tuple[frozenset[Face], ...], int | None]:
        """The faces, grouped by age from the oldest, and the vote."""
        by_age: dict[int, set[Face]] = {}
        for face, age in self.ages.items():
            by_age.setdefault(age, set()).add(face)
        return tuple(frozenset(by_age[age]) for age in sorted(by_age)), self.vote

    def copy(self) -> "Ballots":
        return Ballots(dict(self.ages), self.vote)

    def puts(self, face: Face, now: int) -> None:
        self.ages[face] = now
        self.vote = face[0]

    def takes(self, face: Face) -> None:
        if face not in self.ages:
            return
        counted = face[0] == self.vote and all(
            self.ages[face] > age
            for other, age in self.ages.items()
            if other[0] == face[0] and other != face
        )
        del self.ages[face]
        if self.vote is None:
            self.vote = one({score for score, _ in self.ages})
        elif counted:
            newest = max(self.ages.values(), default=0)
            self.vote = one({score for (score, _), age in self.ages.items() if age == newest})

    def comes_back_to(self, listed: Collection[Face], since: int) -> None:
        """An absence ended at `since`, and then Discord's lists told of these faces."""
        if set(listed) == set(self.ages):
            return
        fresh = one({score for score, burst in listed if (score, burst) not in self.ages})
        self.ages = {face: self.ages.get(face, since) for face in listed}
        there = {score for score, _ in listed}
        seen = {age: score for (score, _), age in self.ages.items() if age > since}
        if seen:
            self.vote = seen[max(seen)]
        elif fresh is not None:
            self.vote = fresh
        elif self.vote not in there:
            self.vote = one(there)


def one(scores: Collection[int]) -> int | None:
    """The only one; None where there are none or several."""
    return next(iter(scores)) if len(scores) == 1 else None
