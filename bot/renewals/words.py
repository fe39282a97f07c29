"""Small help for patterns that are lists of wordings. Pure."""

import re


def either(*wordings: str) -> re.Pattern[str]:
    """A pattern for any of the wordings, each a regular expression of its own."""
    return re.compile("|".join(wordings))


def last(pattern: re.Pattern[str], text: str) -> int | None:
    """Where the pattern's last match begins."""
    found = None
    for match in pattern.finditer(text):
        found = match.start()
    return found
