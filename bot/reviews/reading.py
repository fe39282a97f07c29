"""A long review in pages that Discord can show."""

import re
from collections.abc import Callable, Sequence

from bot.reviews.models import marked
from bot.ui.theme import clean, prose

PAGE = 2600
"""Characters of a page, escapes and headings included."""
LEAST = 400
"""A page's rest that isn't worth beginning a part in."""
_WHOLE = 1_000_000
# What stands for a pair of bars while a text is cut. Private characters, which `clean` takes out.
_OPEN, _SHUT = "\ue000", "\ue001"


def pages(
    sections: Sequence[tuple[str, str]], continued: Callable[[str], str], size: int = PAGE
) -> list[str]:
    """Sections of (heading, text) as pages of markdown, each text in full and made safe.

    A page ends after a paragraph where there is one, else after a sentence, else after a word.
    Each part has its heading; what goes on overleaf has `continued` of it. Headings are taken as
    they are, at most 200 characters each. What stands between ``||bars||`` stays hidden, also
    where a page ends within.
    """
    found: list[str] = []
    page = ""
    for heading, text in sections:
        rest = marked(clean(text), _OPEN, _SHUT).strip()
        title = heading
        while rest:
            head = f"### {title}\n"
            between = "\n" if page else ""
            room = size - len(page) - len(between) - len(head)
            if page and room < min(LEAST, len(safe(rest[:LEAST]))):
                found.append(page)
                page = ""
                continue
            taken = fitting(rest, room)
            page += f"{between}{head}{safe(rest[:taken])}"
            within = _within(rest[:taken])
            rest = rest[taken:].strip()
            if within and rest.startswith(_SHUT):
                rest = rest[1:].strip()
            elif within:
                rest = _OPEN + rest
            if rest:
                found.append(page)
                page = ""
                title = continued(heading)
    return [*found, page] if page else found


def safe(text: str) -> str:
    """Text as markdown: what is marked as hidden hides, everything else reads as it was written."""
    if _within(text):
        text = text.rstrip().removesuffix(_OPEN) if text.rstrip().endswith(_OPEN) else text + _SHUT
    pieces = re.split(f"([{_OPEN}{_SHUT}])", text.strip())
    return "".join("||" if piece in (_OPEN, _SHUT) else _escaped(piece) for piece in pieces)


def _escaped(piece: str) -> str:
    """`prose` with the spaces around it."""
    core = piece.strip()
    if not core:
        return piece
    before, _, after = piece.partition(core)
    return f"{before}{prose(core, _WHOLE)}{after}"


def _within(text: str) -> bool:
    """Whether it ends between a pair of bars."""
    return text.rfind(_OPEN) > text.rfind(_SHUT)


def fitting(text: str, room: int) -> int:
    """How much of `text`, once escaped, goes into `room`, cut where it is least felt."""
    length = min(len(text), room)
    while (excess := len(safe(text[:length])) - room) > 0:
        # A character takes at most two once it is escaped, and so does a bar.
        length -= max(excess // 2, 1)
    if length == len(text):
        return length
    for boundary, nearest in (("\n\n", 3), ("\n", 3), (". ", 2), ("。", 2), (" ", 2)):
        found = text.rfind(boundary, length // nearest, length)
        if found > 0:
            return found + len(boundary.rstrip())
    return length
