"""How well texts are read: ``python -m tests.bench text``."""

from collections.abc import Iterator

from tests.bench import text_reviews
from tests.bench.figure import Figure, bench

READINGS = (text_reviews,)
"""Modules whose `figures()` measure the reading of one kind of text."""


@bench
def text() -> Iterator[Figure]:
    for reading in READINGS:
        yield from reading.figures()
