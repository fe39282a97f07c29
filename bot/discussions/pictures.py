"""What votes look like drawn. Drawing takes milliseconds of a core, so it has a thread."""

import asyncio
from collections.abc import Sequence

from bot.discussions import views
from bot.discussions.models import Point, Result, Scale
from bot.discussions.tally import Tally
from bot.shows.models import Show
from bot.text import Text
from bot.ui.charts.curve import Episode, curve
from bot.ui.charts.distribution import distribution
from bot.ui.charts.splits import Group, splits
from bot.ui.charts.values import Head, Middle, Picture

MOST = 60
"""Episodes in one picture."""


async def result_of(result: Result, t: Text) -> list[Picture]:
    """The distribution, and where enough voters said how they watch, how each group voted."""
    part = " · ".join(views.parts(result.discussion, t))
    head = Head(title=t.title(result.title), part=part, accent=_accent(result.colour))
    scale, tally = result.discussion.scale, result.tally
    if not tally.n:
        return []
    middle = _middle(tally) if tally.n >= result.least else None
    drawn = [
        await asyncio.to_thread(
            distribution, _counts(tally, scale), _labels(scale, t), middle, t, head
        )
    ]
    groups = [
        Group(label=t(views.SPLITS[split]), counts=_counts(each, scale), middle=_middle(each))
        for split, each in result.splits.items()
        if each.n >= max(views.ENOUGH_FOR_A_SPLIT, result.least)
    ]
    if len(groups) > 1:
        drawn.append(await asyncio.to_thread(splits, groups, _labels(scale, t), t, head))
    return drawn


async def curve_of(
    points: Sequence[Point], show: Show, t: Text, *, current: int | None = None
) -> list[Picture]:
    """The season so far, from its first episode that was voted on to its last; none of one alone.

    Several episodes that were voted on as one stand where the last of them does. `current` is the
    last episode of those that are meant. Votes on another scale than the last one's are gaps, and
    so are those that are too few.
    """
    points = [point for point in points if point.enough]
    if len(points) < 2:
        return []
    scale = points[-1].scale
    by_last = {point.last: point for point in points if len(point.scale) == len(scale)}
    first, last = min(by_last), max(by_last)
    within = {n for each in by_last.values() for n in range(each.episode, each.last)}
    numbers = [n for n in range(first, last + 1) if n in by_last or n not in within][-MOST:]
    episodes = [_column(by_last[n]) if n in by_last else Episode(label=str(n)) for n in numbers]
    dub = views.audio(points[-1].dub, t) if points[-1].dub else ""
    head = Head(title=t.title(show.title), part=dub, accent=_accent(show.color))
    place = numbers.index(current) if current and current in numbers else None
    return [await asyncio.to_thread(curve, episodes, t, head, top=len(scale), current=place)]


def _column(point: Point) -> Episode:
    several = point.last - point.episode + 1
    return Episode(label=str(point), middle=_middle(point.tally), count=several)


def _counts(tally: Tally, scale: Scale) -> list[int]:
    return [tally.votes.get(step.score, 0) for step in reversed(scale.steps)]


def _labels(scale: Scale, t: Text) -> list[str]:
    return [t(step.label) if step.label else str(step.score) for step in reversed(scale.steps)]


def _accent(colour: str | None) -> int | None:
    return int(colour[1:], 16) if colour else None


def _middle(tally: Tally) -> Middle | None:
    if tally.median is None or tally.quartiles is None:
        return None
    low, high = tally.quartiles
    return Middle(n=tally.n, median=tally.median, low=low, high=high)
