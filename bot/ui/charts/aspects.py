"""What reviewers agree and disagree on: the middle of each aspect's scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import Text
from bot.ui.charts.canvas import LABEL, LEFT, RIGHT, Canvas, width_of
from bot.ui.charts.palette import INK, QUIET, TRACK
from bot.ui.charts.values import (
    NO_HEAD,
    Head,
    Middle,
    Picture,
    alt,
    compact,
    name,
    number,
    ticks,
)

_ROW, _BAR = 68, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """`middle` is None where nobody scored it."""

    label: str
    middle: Middle | None


def aspects(
    rows: Sequence[Aspect], t: Text, head: Head = NO_HEAD, *, reviews: int, top: int = 10
) -> Picture:
    """Median, middle half and number of scores of each aspect, on a scale from 1 to `top`.

    `reviews` is how many there are in all; an aspect may be scored in fewer.
    """
    facts = t.n("{n} review", "{n} reviews", reviews)
    canvas = Canvas(head, facts, _ROW * len(rows) + 100)
    column = min(max((width_of(row.label, LABEL) for row in rows), default=0), 280)
    counts = [f"({compact(row.middle.n)})" if row.middle else "" for row in rows]
    few = max((width_of(words) for words in counts), default=0)
    medians = max((width_of(_median(row), 32, bold=True) for row in rows), default=0)
    left, right = LEFT + column + 40, RIGHT - few - medians - 48

    def at(score: float) -> float:
        return left + (right - left) * (score - 1) / max(top - 1, 1)

    for index, (row, count) in enumerate(zip(rows, counts, strict=True)):
        y = canvas.top + _ROW * (index + 0.5)
        label = row.label if width_of(row.label) else str(index + 1)
        canvas.text(LEFT, y + 10, label, size=LABEL, room=column)
        canvas.bar((left, y - _BAR / 2, right, y + _BAR / 2), TRACK)
        if row.middle:
            low, high = at(row.middle.low), at(row.middle.high)
            canvas.bar((low, y - _BAR / 2, high, y + _BAR / 2), canvas.accent)
            canvas.disc(at(row.middle.median), y, 12, INK)
        x = RIGHT - few - (12 if few else 0)
        canvas.text(x, y + 11, _median(row), size=32, bold=True, anchor="r")
        canvas.text(RIGHT, y + 10, count, QUIET, anchor="r")
    y = canvas.top + _ROW * len(rows) + 30
    for score in ticks(top):
        canvas.text(at(score), y, str(score), QUIET, anchor="m")
    canvas.legend(
        canvas.height - 48,
        [("dot", INK, t("median")), ("bar", canvas.accent, t("middle half"))],
    )
    return Picture(png=canvas.png(), alt=alt(head, *_alts(rows, facts, top, t)))


def _median(row: Aspect) -> str:
    return number(row.middle.median) if row.middle else "–"


def _alts(rows: Sequence[Aspect], facts: str, top: int, t: Text) -> list[list[str]]:
    """Each aspect with its middle half and number, or the medians alone."""
    scale = t("Median and middle half of each aspect, from 1 to {top}", top=top)
    brief = [f"{name(row.label)}: {_median(row)}" for row in rows]
    full = [
        f"{line} ({number(row.middle.low)}–{number(row.middle.high)}), {row.middle.n}"
        if row.middle
        else line
        for line, row in zip(brief, rows, strict=True)
    ]
    return [[facts, scale, "; ".join(full)], [facts, "; ".join(brief)]]
