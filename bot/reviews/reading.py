"""A long review in pages that Discord can show."""

from collections.abc import Callable, Sequence

from bot.ui.theme import clean, prose

PAGE = 2600
"""Characters of a page, escapes and headings included."""
LEAST = 400
"""A page's rest that isn't worth beginning a part in."""
_WHOLE = 1_000_000


def pages(
    sections: Sequence[tuple[str, str]], continued: Callable[[str], str], size: int = PAGE
) -> list[str]:
    """Sections of (heading, text) as pages of markdown, each text in full and made safe.

    A page ends after a paragraph where there is one, else after a sentence, else after a word.
    Each part has its heading; what goes on overleaf has `continued` of it. Headings are taken as
    they are, at most 200 characters each.
    """
    found: list[str] = []
    page = ""
    for heading, text in sections:
        rest = clean(text).strip()
        title = heading
        while rest:
            head = f"### {title}\n"
            between = "\n" if page else ""
            room = size - len(page) - len(between) - len(head)
            if page and room < min(LEAST, len(prose(rest[:LEAST], _WHOLE))):
                found.append(page)
                page = ""
                continue
            taken = fitting(rest, room)
            page += f"{between}{head}{prose(rest[:taken], _WHOLE)}"
            rest = rest[taken:].strip()
            if rest:
                found.append(page)
                page = ""
                title = continued(heading)
    return [*found, page] if page else found


def fitting(text: str, room: int) -> int:
    """How much of `text`, once escaped, goes into `room`, cut where it is least felt."""
    length = min(len(text), room)
    while (excess := len(prose(text[:length], _WHOLE)) - room) > 0:
        # A character takes at most two once it is escaped.
        length -= max(excess // 2, 1)
    if length == len(text):
        return length
    for boundary, nearest in (("\n\n", 3), ("\n", 3), (". ", 2), ("。", 2), (" ", 2)):
        found = text.rfind(boundary, length // nearest, length)
        if found > 0:
            return found + len(boundary.rstrip())
    return length
