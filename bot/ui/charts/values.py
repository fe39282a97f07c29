"""What pictures are made of and what they come to. Plain values: no feature is known here."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import Text
from bot.text.plain import clean, shorten

ALT_LIMIT = 1024
"""Characters of an alternative text that Discord takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG, and what it shows in words: at most 1,024 characters, in the language of its `t`."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """Where the middle of `n` scores lies; between `low` and `high` (the quartiles) is half."""

    n: int
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above a picture. Texts may be foreign; what the fonts can't draw is left out.

    `part` comes before the facts ("Episode 3"). `accent` is ``0xRRGGBB``, such as the cover's; it
    is made light enough to read. None is the house's own.
    """

    title: str = ""
    part: str = ""
    accent: int | None = None


NO_HEAD = Head()


def number(value: float) -> str:
    """``4``, ``4.5`` or ``4.25``."""
    return f"{round(value, 2):g}"


def compact(n: int) -> str:
    """``9999``, ``12k``, ``1.2M``: at most four characters up to ten trillion."""
    if n < 10_000:
        return str(n)
    value, unit = n / 1000, "k"
    for larger in "MGT":
        if value >= 999.5:
            value, unit = value / 1000, larger
    return f"{value:.0f}{unit}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0") + unit


def percent(share: float) -> str:
    """``41 %``, held together by a no-break space; ``<1 %`` for what is little but not nothing."""
    return "<1\u00a0%" if 0 < share < 0.005 else f"{round(share * 100)}\u00a0%"


def ticks(top: int) -> range:
    """Scores to write on an axis from 1 to `top`: both ends, and even steps between."""
    step = next((step for step in range(1, top) if (top - 1) % step == 0 and top <= 6 * step), top)
    return range(1, top + 1, step)


def half(middle: Middle, t: Text) -> str:
    """Where the middle half lies, in words."""
    low, high = number(middle.low), number(middle.high)
    if low == high:
        return t("The middle half: all at {low}", low=low)
    return t("The middle half: {low} to {high}", low=low, high=high)


def votes(n: int, t: Text) -> str:
    return t.n("{n} vote", "{n} votes", n) if n else t("No vote yet")


def alt(head: Head, *choices: Sequence[str]) -> str:
    """The first of `choices` (sentences, the fullest first) that Discord takes, else the last cut.

    The head's words begin it.
    """
    begin = " · ".join(filter(None, (name(head.title, 200), name(head.part, 100))))
    texts = [". ".join(filter(None, (begin, *choice))) + "." for choice in choices]
    return next((text for text in texts if len(text) <= ALT_LIMIT), shorten(texts[-1], ALT_LIMIT))


def name(words: str, limit: int = 60) -> str:
    """Foreign words on one line, short enough to stand in a sentence."""
    return shorten(" ".join(clean(words[: limit * 8]).split()), limit)
