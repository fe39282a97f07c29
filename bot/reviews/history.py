"""The versions of a review, and what changed from each to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.reviews.models import LONG, Part, Review, Writing
from bot.reviews.scores import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A review as it was posted once. `number` counts from 1."""

    number: int
    posted_at: datetime
    writing: Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version beside the one before it. `former` is the overall score that it replaced, None
    where it is the same or either has none; `changed` are the parts that read differently.
    """

    version: Version
    former: Score | None = None
    changed: Sequence[Part] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A review with the versions before it, the newest first."""

    review: Review
    former: Sequence[Version] = ()


def steps(versions: Sequence[Version]) -> list[Step]:
    """From the first version to the last one, given in that order; the newest comes first."""
    found = [Step(version=version) for version in versions[:1]]
    for before, after in pairwise(versions):
        old, new = before.writing.score, after.writing.score
        found.append(
            Step(
                version=after,
                former=old if new is not None and old != new else None,
                changed=_changed(before.writing, after.writing),
            )
        )
    return found[::-1]


def _changed(before: Writing, after: Writing) -> list[Part]:
    changed = [part for part in Part if part not in LONG and before[part] != after[part]]
    if before.overall != after.overall:
        changed.append(Part.OVERALL)
    order = list(Part)
    return sorted(changed, key=order.index)
