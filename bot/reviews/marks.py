"""Scores that a review states, in any form, brought to a scale from 1 to 10."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reviews.scores import Score

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_WORD = "|".join(_NUMBERS)
_SCALED = re.compile(
    rf"(?<![\d/])(?<!\d[.,])(?P<n>{_NUMBER}|\b(?:{_WORD})) ?(?:\+|½)?"
    r"(?: ?stars?| ?[点點점分])? ?"
    r"(?:[/／]{1,2}|out of|of a possible) ?(?P<of>100|10|20|5|4|ten|five)"
    r"(?![\d/]|th\b|[.,]\d|st\b)(?: ?stars?\b|[点點점分])?",
    re.IGNORECASE,
)
_OF_FULL = "满満만"
_FULL_MARKS = re.compile(
    rf"(?<![\d/])(?P<of>100|10|5) ?[点點점]?[{_OF_FULL}][分点점]?(?:中|で|に|에)?[、,]? ?"
    rf"(?P<n>{_NUMBER}) ?[点點점分]"
)
"""As Japanese writes it: of full marks, so many."""
_PERCENT = re.compile(rf"(?<![\d.,])(?P<n>{_NUMBER}) ?(?:%|per ?cent\b)", re.IGNORECASE)
_STARS = re.compile(
    rf"(?<![\d.,])(?P<n>{_NUMBER}|\b(?:{_WORD}))(?P<half>½| and a half)?[ -]?stars?\b",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"[★⭐🌟✮✭☆✩✰½]{1,20}(?:️[★⭐🌟✮✭☆✩✰½]{0,20}){0,10}")
_LETTER = re.compile(r"(?<![\w'’])[A-DFS](?:[+\-−–](?![\w])|(?![\w'’+\-]))")
_BARE = re.compile(rf"(?<![\w./,])(?P<n>{_NUMBER})(?:\+(?!\d))?(?![\w%/]|[.,]\d|:\d|-\d)")
_LETTERS = {"S": 100, "A": 93, "B": 80, "C": 65, "D": 45, "F": 30}
_FULL, _EMPTY = "★⭐🌟✮✭", "☆✩✰"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A score as it stands in a text, ``text[start:end]``, and what it is of ten.

    `sure`: it can't be anything but a score; a bare number or letter needs a word before it.
    """

    score: Score
    text: str
    start: int
    end: int
    sure: bool


def find(text: str, start: int = 0, end: int | None = None) -> list[Mark]:
    """The scores in a piece of text (a line, a sentence), in its order, none within another."""
    end = len(text) if end is None else end
    found: list[Mark] = []
    taken: set[int] = set()
    for mark in _every(text, start, end):
        if taken.isdisjoint(range(mark.start, mark.end)):
            taken.update(range(mark.start, mark.end))
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def _every(text: str, start: int, end: int) -> Iterator[Mark]:
    for match in (
        *_SCALED.finditer(text, start, end),
        *_FULL_MARKS.finditer(text, start, end),
    ):
        of = _value(match["of"])
        if _value(match["n"]) <= 1.5 * of:
            yield _mark(match, _value(match["n"]) / of, sure=True)
    for match in _STARS.finditer(text, start, end):
        stars = _value(match["n"]) + (0.5 if match["half"] else 0)
        if stars <= 10:
            yield _mark(match, stars / (5 if stars <= 5 else 10), sure=True)
    for match in _DRAWN.finditer(text, start, end):
        half = match[0].count("½")
        full = sum(match[0].count(star) for star in _FULL) + 0.5 * half
        empty = sum(match[0].count(star) for star in _EMPTY)
        of = full + 0.5 * half + empty if empty else (5 if full <= 5 else 10)
        if full and of >= 3:
            yield _mark(match, full / of, sure=True)
    for match in _PERCENT.finditer(text, start, end):
        if _value(match["n"]) <= 100:
            yield _mark(match, _value(match["n"]) / 100, sure=False)
    for match in _BARE.finditer(text, start, end):
        value = _value(match["n"])
        if value <= 100:
            yield _mark(match, value / (10 if value <= 10 else 100), sure=False)
    for match in _LETTER.finditer(text, start, end):
        hundred = _LETTERS[match[0][0]]
        if len(match[0]) > 1:
            hundred += 4 if match[0][1] == "+" else -4
        yield _mark(match, hundred / 100, sure=False)


def _value(written: str) -> float:
    return float(_NUMBERS.get(written.lower()) or written.replace(",", "."))


def _mark(match: re.Match[str], share: float, *, sure: bool) -> Mark:
    tenths = Score(min(max(round(share * 100), 10), 100))
    return Mark(score=tenths, text=match[0], start=match.start(), end=match.end(), sure=sure)
