"""A text's lines, paragraphs, sentences and clauses, each with where it stands."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

MOST_LINES = 4000
MOST_SENTENCES = 3000
LONGEST_SENTENCE = 1000

_ENDS = re.compile(r"[.!?…。！？]+")
_CLOSERS = "\"'”’)]*_|»」』"
_ABBREVIATED_SAID = """mr mrs ms dr prof st vs e.g i.e eg ie etc ep eps no vol ch pt approx feat ft
    jr sr a.k.a aka dept est"""
_ABBREVIATED = frozenset(_ABBREVIATED_SAID.split())
_CLAUSE = re.compile(
    r"[;:–—]|,? (?:but|however|although|though|while|whereas|yet|except|"
    r"with the exception of|apart from|aside from)\b|, (?:and|which|with|I|it|they|this|there)\b"
)
_CONCEDES = re.compile(r"\W*(?:even )?(?:while|although|though|despite|for all)\b", re.IGNORECASE)
SUMS_UP = re.compile(
    r"(?:so,? )?(?:overall|all in all|in conclusion|to conclude|to sum|in summary|in short|"
    r"in the end|ultimately|at the end of the day)\b",
    re.IGNORECASE,
)
"""How a sentence begins that sums up."""
_BULLET = re.compile(r"(?:[-*+•·‣▪–>#]|\d{1,2}[.)])(?=\s|\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A piece of a text as it stands there: ``text[start:end]``. `spoiler`: it gives the story
    away, and may be shown behind bars alone.
    """

    text: str
    start: int
    end: int
    spoiler: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line without the space around it. `indent` counts the columns before it, a tab as four;
    `after_gap`: a blank line, or nothing at all, stands before it.
    """

    text: str
    start: int
    end: int
    indent: int
    after_gap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence; `paragraph` counts from 0, `spoiler` as in `Quote`."""

    text: str
    start: int
    end: int
    paragraph: int
    spoiler: bool = False

    @property
    def quote(self) -> Quote:
        return Quote(text=self.text, start=self.start, end=self.end, spoiler=self.spoiler)


def quote(text: str, start: int, end: int) -> Quote:
    """That piece of `text`, without the space around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quote(text=text[start:end], start=start, end=end)


def lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines that aren't blank, at most `MOST_LINES`."""
    end = len(text) if end is None else end
    found: list[Line] = []
    at, gap = start, True
    while at < end and len(found) < MOST_LINES:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        piece = quote(text, at, stop)
        if piece.text:
            indent = sum(4 if char == "\t" else 1 for char in text[at : min(piece.start, at + 80)])
            found.append(
                Line(
                    text=piece.text,
                    start=piece.start,
                    end=piece.end,
                    indent=indent,
                    after_gap=gap,
                )
            )
        gap = not piece.text
        at = stop + 1
    return found


def paragraphs(held: Sequence[Line]) -> list[tuple[int, int]]:
    """Where paragraphs begin and end: each line is one, but lines of a wrapped text are joined."""
    found: list[tuple[int, int]] = []
    last: Line | None = None
    for line in held:
        if last and not line.after_gap and _wrapped(last.text, line.text):
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
        last = line
    return found


def _wrapped(line: str, following: str) -> bool:
    if line[-1] in ".!?…:|)" or not 50 <= len(line) <= 120 or _BULLET.match(following):
        return False
    return following[0].islower() or line[-1] in ",-" or 66 <= len(line) <= 90


def sentences(text: str, held: Sequence[tuple[int, int]]) -> list[Sentence]:
    """The sentences of those paragraphs in order, at most `MOST_SENTENCES`."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(held):
        for first, last in _split(text, start, end):
            if len(found) == MOST_SENTENCES:
                return found
            piece = quote(text, first, last)
            if any(char.isalnum() for char in piece.text):
                found.append(
                    Sentence(text=piece.text, start=piece.start, end=piece.end, paragraph=number)
                )
    return found


def without_title(text: str, held: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, of the first ones without *Title review:* before what they say."""
    found = list(held)
    for number, sentence in enumerate(held[:3]):
        if title := _TITLED.match(sentence.text):
            rest = quote(text, sentence.start + title.end(), sentence.end)
            if len(rest.text.split()) >= _FEWEST_WORDS:
                found[number] = replace(sentence, text=rest.text, start=rest.start)
    return found


_TITLED = re.compile(r"[^.!?:\n]{0,80}?\breviews?\b[^.!?:\n]{0,40}(?::|\s[–—|-])\s+", re.IGNORECASE)
_FEWEST_WORDS = 3


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for mark in _ENDS.finditer(text, start, end):
        stop = mark.end()
        while stop < end and stop - mark.end() < 4 and text[stop] in _CLOSERS:
            stop += 1
        if _ends(text, mark, stop, end):
            yield from _shortened(text, at, stop)
            at = stop
    if at < end:
        yield from _shortened(text, at, end)


def _ends(text: str, mark: re.Match[str], stop: int, end: int) -> bool:
    """Whether a sentence ends with that punctuation."""
    if stop >= end:
        return True
    following = text[stop]
    if mark[0][0] in "。！？":
        return True
    if not following.isspace():
        # "…ended.Then": pasted text loses spaces.
        before = text[mark.start() - 2 : mark.start()]
        return len(before) == 2 and before.islower() and following.isupper() and stop == mark.end()
    after = text[stop : stop + 12].lstrip()
    if after[:1].islower() and (mark[0] in (".", "…") or len(mark[0]) > 1):
        return False
    if mark[0] == ".":
        word = text[max(mark.start() - 8, 0) : mark.start()].split()[-1:]
        spoken = word[0].lower().lstrip("(\"'") if word else ""
        return not (spoken in _ABBREVIATED or (len(spoken) == 1 and word[0].isupper()))
    return True


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence that never ends is cut at its spaces."""
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = space if space > 0 else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence begin and end, in its own offsets."""
    cuts = {match.start() for match in _CLAUSE.finditer(sentence)}
    if _CONCEDES.match(sentence) and (comma := sentence.find(",")) > 0:
        cuts.add(comma)
    starts = [0, *sorted(cuts - {0})]
    return [
        (first, last)
        for first, last in zip(starts, [*starts[1:], len(sentence)], strict=True)
        if last > first
    ]


def within(held: Sequence[Sentence], start: int, end: int) -> Sequence[Sentence]:
    """Those of the ordered sentences that begin in a stretch of text."""
    first = bisect.bisect_left(held, start, key=lambda each: each.start)
    last = bisect.bisect_left(held, end, key=lambda each: each.start)
    return held[first:last]
