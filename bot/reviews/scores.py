"""Scores, from 1 to 10 with one decimal, kept as whole tenths so that they add up; and verdicts."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import NewType

Score = NewType("Score", int)
"""Tenths of a point, 10 to 100."""


class Verdict(StrEnum):
    """What somebody thinks of a show, or of one side of it. Mixed is a verdict of its own."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NEGATIVE = "negative"


# The comma is half of Europe's decimal point.
_SCORE = re.compile(r"(10|[1-9])(?:[.,]([0-9]))?\s*(?:/\s*10)?")
_NUMBER = re.compile(r"([+-]?[0-9]{1,40}(?:[.,][0-9]{1,40})?)\s*(?:/\s*10)?")


def parse(typed: str) -> Score | None:
    """``8``, ``8.5`` or ``8/10`` as a score; None for anything else, such as ``11`` or ``8/5``."""
    found = _SCORE.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if not found:
        return None
    tenths = int(found[1]) * 10 + int(found[2] or 0)
    return Score(tenths) if tenths <= 100 else None


def outside(typed: str) -> bool:
    """Whether it is a number below 1 or above 10."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    return found is not None and not 1 <= float(found[1].replace(",", ".")) <= 10


def spoken(score: Score) -> str:
    """``8`` or ``8.5``."""
    whole, tenth = divmod(score, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def former(score: Score | None, earlier: Iterable[Score | None]) -> Score | None:
    """What a score was before it became this one: the newest of `earlier` that differs from it.

    `earlier` has the scores of earlier versions, the newest first.
    """
    if score is None:
        return None
    return next((old for old in earlier if old is not None and old != score), None)
