"""A text as sentences and headings, each with where it stands. Pure.

Every passage is a slice of the text: ``text[passage.start:passage.end] == passage.text``. None is
longer than `LONGEST`, so that whatever reads one does bounded work, and there are at most `MOST`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_CHARACTERS = 60_000
"""What is read of a text; the rest is left alone."""
LONGEST = 1200
MOST = 1500
_SHORTEST = 20
_LONGEST_HEADING = 160
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*(?=[ \t\u00a0]|$)|[。！？](?=.)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|No|Nos|Vol|vol|Ch|ch|Ep|ep|vs|approx|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|e\.g|i\.e|U\.S|U\.K)|\b[A-Z])\.$"
)
_GOES_ON = re.compile(
    r"(?:Season|Part|Movie|OVA|Anime|TV|Cour|Film|[1-9](?:st|nd|rd|th)?|II|III|IV)\b"
)
_WIDEST, _NARROWEST, _MOSTLY = 130, 40, 0.6
_CLOSES = '.!?…:"”。！？'
_SPACES = dict.fromkeys("\t\u00a0\u2009\u202f\u3000\x00\r\n", " ")
_ON_ONE_LINE = str.maketrans(_SPACES)
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-"} | _SPACES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence or a heading. `paragraph` numbers the paragraph that it stands in, from 0. `flat`
    is the text on one line, `folded` as `fold` gives it; both are as long as it, place by place.
    """

    text: str
    flat: str
    start: int
    end: int
    paragraph: int
    folded: str
    heading: bool = False

    @property
    def question(self) -> bool:
        return self.text.rstrip("\"'”’)*_ ").endswith(("?", "？"))


def fold(text: str) -> str:
    """Lower case, straight quotation marks, plain spaces; as long as `text`, place by place."""
    lowered = text.translate(_SAME).lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_SAME))


def flatten(text: str) -> str:
    """On one line, with plain spaces; as long as `text`, place by place."""
    return text.translate(_ON_ONE_LINE)


def split(text: str) -> list[Passage]:
    """The passages of the text's first `MOST_CHARACTERS`, in order."""
    found: list[Passage] = []
    for number, (first, last) in enumerate(_paragraphs(text[:MOST_CHARACTERS])):
        line = flatten(text[first:last])
        pieces = list(_sentences(line))
        for begin, end in pieces:
            piece = text[first + begin : first + end]
            if len(found) == MOST:
                return found
            found.append(
                Passage(
                    text=piece,
                    flat=line[begin:end],
                    start=first + begin,
                    end=first + end,
                    paragraph=number,
                    folded=fold(piece),
                    heading=len(pieces) == 1 and _is_heading(piece, first=not found),
                )
            )
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs begin and end: the lines, those joined that were broken to a width."""
    block: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        if block and text[block[-1][1] : line.start()] not in ("\n", "\r\n"):
            yield from _unwrapped(text, block)
            block = []
        block.append(line.span())
    yield from _unwrapped(text, block)


def _unwrapped(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A block of lines as paragraphs. Its lines were broken to a width if most of them have no
    place left for the next one's first word.
    """
    width = max((end - start for start, end in lines), default=0)
    full = [
        end - start + 1 + len(text[after:stop].split(" ", 1)[0]) > width
        for (start, end), (after, stop) in pairwise(lines)
    ]
    wrapped = len(full) > 1 and sum(full) >= _MOSTLY * len(full) and width <= _WIDEST
    begin = 0
    for number, ((start, end), (after, _)) in enumerate(pairwise(lines)):
        goes_on = text[after].islower() or (wrapped and full[number])
        if end - start < _NARROWEST or text[end - 1] in _CLOSES or not goes_on:
            yield lines[begin][0], end
            begin = number + 1
    if lines:
        yield lines[begin][0], lines[-1][1]


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line begin and end, without the space around them."""
    begin = 0
    for stop in _STOP.finditer(line):
        if stop.end() - begin < _SHORTEST:
            continue
        rest = line[stop.end() : stop.end() + 12].lstrip()
        if rest[:1].islower():
            continue
        if stop.group()[0] in "!?" and rest and _GOES_ON.match(rest):
            continue
        if stop.group() == "." and _ABBREVIATION.search(line[max(0, stop.end() - 8) : stop.end()]):
            continue
        yield from _bounded(line, begin, stop.end())
        begin = stop.end()
    yield from _bounded(line, begin, len(line))


def _bounded(line: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without its outer space, in pieces of at most `LONGEST`, cut at a space."""
    while begin < end and (line[begin].isspace() or line[begin] == "\ufeff"):
        begin += 1
    while end > begin and line[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        space = line.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        cut = space if space > 0 else begin + LONGEST
        yield begin, cut
        begin = cut + (space > 0)
    if end > begin:
        yield begin, end


def _is_heading(line: str, *, first: bool) -> bool:
    if len(line) > _LONGEST_HEADING:
        return False
    closed = line.rstrip("\"'”’)*_ ").endswith((".", "!", "。", "…", ":", ",", ";"))
    return first or not closed
