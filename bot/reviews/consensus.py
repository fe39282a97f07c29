"""What a server's reviews of a show come to: the middle of their scores, and how far apart. Pure.

Medians and quartiles, so that a few scores far off hardly move them. Beside `n` sincere scores, `k`
others, whatever they are, leave the median between the sincere ones of rank ``(n - k + 1) / 2``
rounded down and ``(n + k + 1) / 2`` rounded up, the lowest being of rank 1; where `k` is at most
``(n - 1) / 2`` that lies within the sincere scores' own middle half. To reach the lowest or highest
sincere score by a quartile takes more than ``(n - 1) / 3``.
"""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.ids import UserId
from bot.reviews.models import ASPECTS, Card, Part, Track
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.settings.models import LEAST_REVIEWS

ENOUGH = LEAST_REVIEWS
"""Reviews that a summary needs, and scores that a median needs, where no admin chose another
number.
"""

SCORED = (Part.VERDICT, *ASPECTS)
"""The parts that have scores; that of the verdict is the overall one."""

BY_TRACK = (Part.VERDICT, Part.VOICE)
"""Those that sub and dub are told apart for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One member's review as it counts: its scores, the voices that were heard, how many found it
    helpful; `told`: something is written in it.
    """

    user: UserId
    scores: Mapping[Part, Score] = field(default_factory=dict)
    track: Track | None = None
    helpful: int = 0
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """The middle of `n` scores: half of them lie from `low` to `high`. In tenths of a point."""

    n: int
    median: Score
    low: Score
    high: Score

    @property
    def spread(self) -> int:
        """Between the quartiles; 0 where the middle half agrees."""
        return self.high - self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A sentence of a review, as it stands there, for the show or against it. `hidden`: it comes
    from where spoilers are welcome, so it stays behind bars. `helpful` is its review's.
    """

    user: UserId
    card: Card
    text: str
    praises: bool
    hidden: bool
    helpful: int
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus:
    """What `reviews` reviews come to. `middles` has the parts with at least `least` scores, `few`
    how many scores the others have that have any. `tracks`: a part's sub and dub apart, where both
    have enough. `divisive`: the aspect whose scores lie farthest apart, if any do.

    Of fewer than `least` reviews nothing is told but how many there are.
    """

    show: Subject
    reviews: int
    middles: Mapping[Part, Middle] = field(default_factory=dict)
    few: Mapping[Part, int] = field(default_factory=dict)
    tracks: Mapping[Part, Mapping[Track, Middle]] = field(default_factory=dict)
    divisive: Part | None = None
    praise: Saying | None = None
    criticism: Saying | None = None
    least: int = ENOUGH

    @property
    def enough(self) -> bool:
        return self.reviews >= self.least


def middle(scores: Iterable[Score], least: int = ENOUGH) -> Middle | None:
    """Median and quartiles, interpolated as the discussions' are and rounded to tenths, halves up.
    None of fewer than `least`.
    """
    held = sorted(scores)
    if len(held) < max(least, 1):
        return None
    if len(held) == 1:  # of which `statistics` knows no quantiles before Python 3.13
        return Middle(n=1, median=held[0], low=held[0], high=held[0])
    low, median, high = map(_tenths, statistics.quantiles(held, n=4, method="inclusive"))
    return Middle(n=len(held), median=median, low=low, high=high)


def _tenths(value: float) -> Score:
    return Score(math.floor(value + 0.5))


def consensus(
    show: Subject,
    opinions: Sequence[Opinion],
    sayings: Sequence[Saying] = (),
    *,
    least: int = ENOUGH,
) -> Consensus:
    """What the opinions, one of each member, come to, in whatever order they stand."""
    if len(opinions) < least:
        return Consensus(show=show, reviews=len(opinions), least=least)
    scores = {part: [o.scores[part] for o in opinions if part in o.scores] for part in SCORED}
    middles = {part: found for part in SCORED if (found := middle(scores[part], least))}
    tracks = {part: _by_track(part, opinions, least) for part in BY_TRACK}
    praise, criticism = _chosen(sayings)
    return Consensus(
        show=show,
        reviews=len(opinions),
        middles=middles,
        few={part: len(given) for part, given in scores.items() if 0 < len(given) < least},
        tracks={part: found for part, found in tracks.items() if len(found) == len(Track)},
        divisive=_divisive(middles),
        praise=praise,
        criticism=criticism,
        least=least,
    )


def _by_track(part: Part, opinions: Sequence[Opinion], least: int) -> dict[Track, Middle]:
    heard = {
        track: middle(
            (o.scores[part] for o in opinions if o.track is track and part in o.scores), least
        )
        for track in Track
    }
    return {track: found for track, found in heard.items() if found}


def _divisive(middles: Mapping[Part, Middle]) -> Part | None:
    """Of two that are as far apart, the one with more scores, then the earlier one."""
    apart = [part for part in ASPECTS if part in middles and middles[part].spread]
    return max(apart, key=lambda part: (middles[part].spread, middles[part].n), default=None)


def _chosen(sayings: Sequence[Saying]) -> tuple[Saying | None, Saying | None]:
    """One for and one against: by different members where there are such, then of the most helpful
    reviews, then of the newest.
    """
    held = sorted(sayings, key=lambda s: (-s.helpful, -s.posted_at.timestamp(), s.user, s.text))
    praises = [each for each in held if each.praises]
    criticisms = [each for each in held if not each.praises]
    pairs = [(one, other) for one in praises for other in criticisms if one.user != other.user]
    if pairs:
        return max(pairs, key=lambda pair: pair[0].helpful + pair[1].helpful)
    return next(iter(praises), None), next(iter(criticisms), None)
