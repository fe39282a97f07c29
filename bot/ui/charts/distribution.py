"""How votes lie on a scale."""

from collections.abc import Sequence

from bot.text import Text
from bot.ui.charts import palette
from bot.ui.charts.canvas import LABEL, LEFT, RIGHT, Canvas, width_of
from bot.ui.charts.palette import INK, QUIET, RULE, TRACK, Colour
from bot.ui.charts.values import (
    NO_HEAD,
    Head,
    Middle,
    Picture,
    alt,
    compact,
    half,
    name,
    number,
    percent,
    votes,
)

_ROW, _BAR = 66, 40
_TALL = 270


def distribution(
    counts: Sequence[int],
    labels: Sequence[str],
    middle: Middle | None,
    t: Text,
    head: Head = NO_HEAD,
) -> Picture:
    """Votes by step, the lowest step first; the first has the score 1.

    `labels` name the steps, in the reader's language. Up to six steps with words are rows, others
    are columns. `middle` is None without a vote. A label that can't be drawn is its step's number.
    """
    words = [t("median {median}", median=number(middle.median)), half(middle, t)] if middle else []
    columns = len(labels) > 6 or all(len(label) <= 2 for label in labels)
    body = (_TALL + 110 if columns else _ROW * len(counts)) + (60 if words else 0)
    canvas = Canvas(head, votes(sum(counts), t), body)
    (_columns if columns else _rows)(canvas, counts, labels, middle)
    if words:
        marks = [("dot", INK, words[0]), ("line", INK, words[1])]
        canvas.legend(canvas.height - 48, marks)
    each = ", ".join(f"{name(label)}: {n}" for label, n in zip(labels, counts, strict=True))
    return Picture(
        png=canvas.png(), alt=alt(head, [" · ".join([votes(sum(counts), t), *words]), each])
    )


def _rows(
    canvas: Canvas, counts: Sequence[int], labels: Sequence[str], middle: Middle | None
) -> None:
    """The highest step on top. Beside the bars stands the middle half, with the median in it."""
    n, most = sum(counts), max(counts, default=0)
    column = min(max((width_of(label, LABEL) for label in labels), default=0), 310)
    gutter = LEFT + column + 34
    shares = max(width_of(percent(count / (n or 1))) for count in (*counts, 0)) + 4
    totals = max(width_of(compact(count), LABEL, bold=True) for count in (*counts, 0))
    first, last = gutter + 30, RIGHT - shares - totals - 40

    def at(score: float) -> float:
        return canvas.top + _ROW * (len(counts) - score + 0.5)

    for step, (count, label) in enumerate(zip(counts, labels, strict=True), 1):
        y = at(step)
        words = label if width_of(label) else str(step)
        canvas.text(LEFT, y + 10, words, size=LABEL, room=column)
        canvas.bar((first, y - _BAR / 2, last, y + _BAR / 2), TRACK)
        if count:
            length = max((last - first) * count / most, 10)
            tone = _tone(canvas, step, middle)
            canvas.bar((first, y - _BAR / 2, first + length, y + _BAR / 2), tone)
        canvas.text(RIGHT - shares - 16, y + 10, compact(count), size=LABEL, bold=True, anchor="r")
        canvas.text(RIGHT, y + 10, percent(count / (n or 1)), QUIET, anchor="r")
    if middle:
        canvas.bar((gutter - 3, at(middle.high) - 3, gutter + 3, at(middle.low) + 3), INK, 3)
        canvas.disc(gutter, at(middle.median), 10, INK)


def _columns(
    canvas: Canvas, counts: Sequence[int], labels: Sequence[str], middle: Middle | None
) -> None:
    """The lowest step on the left. Under the labels lies the middle half."""
    most = max(counts, default=0)
    pitch = (RIGHT - LEFT) / max(len(counts), 1)
    wide = min(pitch - 12, 96)
    floor = canvas.top + _TALL + 30

    def at(score: float) -> float:
        return LEFT + pitch * (score - 0.5)

    for step, (count, label) in enumerate(zip(counts, labels, strict=True), 1):
        x = at(step)
        words = label if width_of(label) else str(step)
        canvas.bar((x - wide / 2, floor - 8, x + wide / 2, floor), TRACK, 4)
        if count:
            height = max(_TALL * count / most, 8)
            tone = _tone(canvas, step, middle)
            canvas.bar((x - wide / 2, floor - height, x + wide / 2, floor), tone)
            canvas.text(
                x, floor - height - 12, compact(count), bold=True, anchor="m", room=pitch - 4
            )
        canvas.text(x, floor + 40, words, QUIET, size=LABEL, anchor="m", room=pitch - 6)
    y = floor + 70
    canvas.rule(at(1), y + 1, max(at(1), at(len(counts))), RULE)
    if middle:
        canvas.bar((at(middle.low) - 3, y - 3, at(middle.high) + 3, y + 3), INK, 3)
        canvas.disc(at(middle.median), y, 10, INK)


def _tone(canvas: Canvas, step: int, middle: Middle | None) -> Colour:
    """Steps of the middle half are bright, those outside of it calm."""
    bright = middle is None or middle.low - 0.5 < step < middle.high + 0.5
    return canvas.accent if bright else palette.soft(canvas.accent)
