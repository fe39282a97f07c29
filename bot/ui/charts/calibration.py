"""How sure somebody was, and how often they were right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import Text
from bot.ui.charts.canvas import LABEL, LEFT, RIGHT, Canvas, width_of
from bot.ui.charts.palette import INK, QUIET, TRACK
from bot.ui.charts.values import NO_HEAD, Head, Picture, alt, compact, percent

_ROW, _BAR = 62, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts that said about `stated` (0 to 1): `true` of `n` came true."""

    stated: float
    true: int
    n: int


def calibration(bins: Sequence[Bin], t: Text, head: Head = NO_HEAD) -> Picture:
    """For each bin, the share that came true as a bar, and what was said as a tick on it.

    Where the bar ends at the tick, the percentages could be taken at their word.
    """
    n = sum(row.n for row in bins)
    facts = t.n("{n} forecast", "{n} forecasts", n)
    canvas = Canvas(head, facts, _ROW * len(bins) + 60)
    column = width_of(percent(1), LABEL, bold=True)
    hits = [f"{compact(row.true)} / {compact(row.n)}" for row in bins]
    left = LEFT + column + 28
    right = RIGHT - max((width_of(words) for words in hits), default=0) - 28
    for index, (row, words) in enumerate(zip(bins, hits, strict=True)):
        y = canvas.top + _ROW * (index + 0.5)
        said = percent(row.stated)
        canvas.text(LEFT + column, y + 10, said, size=LABEL, bold=True, anchor="r")
        canvas.bar((left, y - _BAR / 2, right, y + _BAR / 2), TRACK)
        if row.true:
            end = left + max((right - left) * row.true / row.n, 10)
            canvas.bar((left, y - _BAR / 2, end, y + _BAR / 2), canvas.accent)
        x = left + (right - left) * row.stated
        canvas.tick(x, y, _BAR + 12)
        canvas.text(RIGHT, y + 10, words, QUIET, anchor="r")
    canvas.legend(
        canvas.height - 48,
        [("bar", canvas.accent, t("came true")), ("tick", INK, t("said"))],
    )
    each = [
        t("{stated}: {true} of {n} came true", stated=percent(row.stated), true=row.true, n=row.n)
        for row in bins
    ]
    return Picture(png=canvas.png(), alt=alt(head, [facts, *each]))
