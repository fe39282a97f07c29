"""A season's course: what each episode came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.text import Text
from bot.ui.charts import palette
from bot.ui.charts.canvas import LABEL, LEFT, RIGHT, Canvas, width_of
from bot.ui.charts.palette import INK, QUIET, RULE
from bot.ui.charts.values import (
    NO_HEAD,
    Head,
    Middle,
    Picture,
    alt,
    half,
    name,
    number,
    ticks,
    votes,
)

_TALL = 330
_AXIS = 44
"""Left of the plot, for the scale's numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """`label` is its number, or what a special is called; `middle` None where no vote was held.

    `count`: several that were voted on as one, as a double episode is.
    """

    label: str
    middle: Middle | None = None
    count: int = 1


def curve(
    episodes: Sequence[Episode],
    t: Text,
    head: Head = NO_HEAD,
    *,
    top: int,
    current: int | None = None,
) -> Picture:
    """Median and middle half of each episode on a scale from 1 to `top`, in the order given.

    `current` is the index of the episode that is emphasised. An episode without a vote is a gap.
    """
    voted = any(episode.middle for episode in episodes)
    count = sum(episode.count for episode in episodes)
    facts = t.n("{n} episode", "{n} episodes", count) if voted else votes(0, t)
    canvas = Canvas(head, facts, _TALL + 150)
    left = LEFT + _AXIS
    ceiling, floor = canvas.top + 40, canvas.top + 40 + _TALL
    pitch = (RIGHT - left) / max(len(episodes), 1)

    def x_of(index: int) -> float:
        return left + pitch * (index + 0.5)

    def y_of(score: float) -> float:
        return floor - (floor - ceiling) * (score - 1) / max(top - 1, 1)

    for score in ticks(top):
        canvas.rule(left, y_of(score), RIGHT)
        canvas.text(LEFT + 24, y_of(score) + 9, str(score), QUIET, anchor="r")
    if current is not None:
        canvas.bar((x_of(current) - 1, ceiling, x_of(current) + 1, floor), RULE, 0)
    half_wide = min(pitch * 0.3, 14)
    for run in _runs(episodes):
        edge = [(x_of(i), y_of(m.high)) for i, m in run]
        edge += [(x_of(i), y_of(m.low)) for i, m in reversed(run)]
        if len(run) == 1:
            x, m = x_of(run[0][0]), run[0][1]
            box = (x - half_wide, y_of(m.high) - 2, x + half_wide, y_of(m.low) + 2)
            canvas.bar(box, _band(canvas), 6)
        else:
            canvas.area(edge, _band(canvas))
    for run in _runs(episodes):
        if len(run) > 1:
            canvas.line([(x_of(i), y_of(m.median)) for i, m in run], canvas.accent, 6)
        for i, m in run:
            if pitch >= 22 or len(run) == 1:
                canvas.disc(x_of(i), y_of(m.median), 8, canvas.accent, canvas.accent)
    if current is not None and (now := episodes[current].middle):
        x, y = x_of(current), y_of(now.median)
        canvas.disc(x, y, 13, INK)
        words = number(now.median)
        room = width_of(words, 34, bold=True) / 2
        x = min(max(x, left + room), RIGHT - room)
        canvas.text(x, y - 28, words, size=34, bold=True, anchor="m", halo=5)
    _label(canvas, episodes, current, [x_of(i) for i in range(len(episodes))], floor + 42)
    canvas.legend(
        canvas.height - 48,
        [("line", canvas.accent, t("median")), ("bar", _band(canvas), t("middle half"))],
    )
    return Picture(png=canvas.png(), alt=alt(head, *_alts(episodes, current, top, t)))


def _band(canvas: Canvas) -> palette.Colour:
    return palette.mix(canvas.accent, palette.CARD, 0.68)


def _runs(episodes: Sequence[Episode]) -> Iterator[list[tuple[int, Middle]]]:
    """Episodes with a vote, as long as none without comes between."""
    held = [(index, episode.middle) for index, episode in enumerate(episodes)]
    for voted, run in groupby(held, key=lambda pair: pair[1] is not None):
        if voted:
            yield [(index, middle) for index, middle in run if middle]


def _label(
    canvas: Canvas,
    episodes: Sequence[Episode],
    current: int | None,
    xs: Sequence[float],
    y: float,
) -> None:
    """As many of the names as have room, at even steps; the current one first."""
    names = [e.label if width_of(e.label) else str(i) for i, e in enumerate(episodes, 1)]
    widths = [min(width_of(words, LABEL), 110) for words in names]
    pitch = xs[1] - xs[0] if len(xs) > 1 else RIGHT
    usual = sorted(widths)[len(widths) * 3 // 4] if widths else 0
    stride = next((s for s in (1, 2, 5, 10, 20, 50) if pitch * s >= usual + 14), 100)
    order = [i for i in range(len(names)) if (i == 0 and stride > 2) or (i + 1) % stride == 0]
    taken: list[tuple[float, float]] = []
    for index in [*([] if current is None else [current]), *order]:
        size = widths[index]
        x = min(max(xs[index], LEFT + size / 2), RIGHT - size / 2)
        begin, end = x - size / 2 - 6, x + size / 2 + 6
        if all(end <= other or begin >= upto for other, upto in taken):
            taken.append((begin, end))
            now = index == current
            colour = INK if now else QUIET
            canvas.text(x, y, names[index], colour, size=LABEL, bold=now, anchor="m", room=size + 8)


def _alts(episodes: Sequence[Episode], current: int | None, top: int, t: Text) -> list[list[str]]:
    """The current one in full, then the medians; gaps are told where there is room for them."""
    begin = [t("Median of each episode, from 1 to {top}", top=top)]
    if current is not None and (now := episodes[current].middle):
        latest = f"{name(episodes[current].label)}: {number(now.median)}"
        begin.append(" · ".join([latest, half(now, t), votes(now.n, t)]))
    told = [
        f"{name(e.label, 20)}: {number(e.middle.median) if e.middle else '–'}" for e in episodes
    ]
    held = [line for line, e in zip(told, episodes, strict=True) if e.middle]
    if not held:
        return [[*begin, t("No vote yet")]]
    return [[*begin, "; ".join(told)], [*begin, "; ".join(held)]]
