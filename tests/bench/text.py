"""How well texts are read. Each part registers itself when it is imported here."""

from collections.abc import Iterator

from tests.bench import text_renewals, text_reviews  # noqa: F401  (they register their parts)
from tests.bench.figure import OF_TEXT, Figure, bench


@bench
def text() -> Iterator[Figure]:
    """The figures of every part, one after the other."""
    for measure in OF_TEXT:
        yield from measure()
