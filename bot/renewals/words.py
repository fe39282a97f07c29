"""How the lexicons are written down: lists of wordings, lists of words. Pure."""

import re


def either(*wordings: str) -> re.Pattern[str]:
    """A pattern for any of the wordings, each a regular expression of its own."""
    return re.compile("|".join(wordings))


def words(spaced: str) -> frozenset[str]:
    """The words, parted by space."""
    return frozenset(spaced.split())


def last(pattern: re.Pattern[str], text: str) -> int | None:
    """Where the pattern's last match begins."""
    found = None
    for match in pattern.finditer(text):
        found = match.start()
    return found
