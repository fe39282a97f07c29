"""The same vote, told apart by who voted."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.text import Text
from bot.ui.charts import palette
from bot.ui.charts.canvas import LABEL, LEFT, RIGHT, Canvas, width_of
from bot.ui.charts.palette import QUIET, TRACK
from bot.ui.charts.values import (
    NO_HEAD,
    Head,
    Middle,
    Picture,
    alt,
    name,
    number,
    percent,
    votes,
)

_ROW, _BAR = 118, 52
_LINE = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Voters of one kind: their votes by step, the lowest first, and their middle."""

    label: str
    counts: Sequence[int]
    middle: Middle | None


def splits(
    groups: Sequence[Group], labels: Sequence[str], t: Text, head: Head = NO_HEAD
) -> Picture:
    """A stacked bar for each group, in the order given. Leave out groups that are too small to be
    shown. `labels` name the steps, the lowest first; those that can't be drawn are their numbers.
    """
    tones = palette.steps(len(labels))
    names = [label if width_of(label) else str(step) for step, label in enumerate(labels, 1)]
    places = _flow(names)
    canvas = Canvas(
        head, "", _ROW * len(groups) + _LINE * (1 + max((row for row, _ in places), default=0))
    )
    for index, group in enumerate(groups):
        y = canvas.top + _ROW * index
        facts = _facts(group, t)
        size = width_of(facts)
        canvas.text(RIGHT, y + 32, facts, QUIET, anchor="r", room=400)
        label = group.label if width_of(group.label) else str(index + 1)
        canvas.text(LEFT, y + 32, label, size=LABEL, bold=True, room=RIGHT - LEFT - size - 24)
        n = sum(group.counts)
        box = (LEFT, y + 48, RIGHT, y + 48 + _BAR)
        if not n:
            canvas.bar(box, TRACK, 10)
            continue
        ends = [0.0, *(upto / n for upto in accumulate(group.counts))]
        parts = [
            (begin, end, tone)
            for (begin, end), tone in zip(pairwise(ends), tones, strict=True)
            if end > begin
        ]
        canvas.stack(box, parts)
        for begin, end, tone in parts:
            words = percent(end - begin)
            if (room := (end - begin) * (RIGHT - LEFT)) > width_of(words, bold=True) + 16:
                x = LEFT + (begin + end) / 2 * (RIGHT - LEFT) - 2
                ink = palette.on(tone)
                canvas.text(x, y + 84, words, ink, bold=True, anchor="m", room=room, ground=tone)
    below = canvas.top + _ROW * len(groups) + 34
    for (row, x), words, tone in zip(places, names, tones, strict=True):
        y = below + _LINE * row
        canvas.bar((x, y - 21, x + 24, y + 3), tone, 5)
        canvas.text(x + 32, y, words, QUIET, room=RIGHT - x - 32)
    return Picture(png=canvas.png(), alt=alt(head, *_alts(groups, labels, t)))


def _flow(names: Sequence[str]) -> list[tuple[int, float]]:
    """Row and left edge of each entry of the legend."""
    places: list[tuple[int, float]] = []
    row, x = 0, float(LEFT)
    for words in names:
        size = min(32 + width_of(words), RIGHT - LEFT)
        if places and x + size > RIGHT:
            row, x = row + 1, float(LEFT)
        places.append((row, x))
        x += size + 24
    return places


def _facts(group: Group, t: Text) -> str:
    if group.middle is None:
        return votes(0, t)
    median = t("median {median}", median=number(group.middle.median))
    return f"{median} · {votes(group.middle.n, t)}"


def _alts(groups: Sequence[Group], labels: Sequence[str], t: Text) -> list[list[str]]:
    """Every number, or the medians alone where those would be too many."""
    brief = [f"{name(group.label)}: {_facts(group, t)}" for group in groups]
    full = [
        f"{line} ({each})"
        for line, group in zip(brief, groups, strict=True)
        if (each := ", ".join(
            f"{name(label)}: {n}" for label, n in zip(labels, group.counts, strict=True)
        ))
    ]  # fmt: skip
    return [full, brief]
