"""Foreign text made safe and short enough to be shown."""

import re
import unicodedata
from datetime import UTC, datetime

# Controls, directional overrides and tag characters: nothing to see, and enough to reverse or
# hide what stands around them. The joiners stay: emoji and several scripts are written with them.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_KEPT = {"\n", "\u200c", "\u200d"}
_LONG_WORD = re.compile(r"\S{60}(?=\S)")
_ADDRESS = re.compile(r"(https?://[^\s<>|`\[\]()*]+)")
_MARKS = re.compile(r"[\\*_~|`\[\]<]|^[ ]*[#>+-]|@(?=everyone|here)", re.MULTILINE)


_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\\n]){1,200})\]\((https?://[^\s()]{1,500})\)")
_MADE = re.compile(r"\\(\W|_)|\*\*|\|\|")
_STAMP = re.compile(r"<t:(\d{1,11})(?::[a-zA-Z])?>")


def clean(text: str) -> str:
    """`text` without characters that can't be seen, line breaks kept."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        char for char in text if char in _KEPT or unicodedata.category(char) not in _UNSEEN
    )


def plain(text: str, limit: int = 1000) -> str:
    """Foreign text as it reads, on one line: no markdown, no pings, no overrides, no walls.

    `limit` bounds the result, its escapes included; what is cut ends in an ellipsis.
    """
    return prose(" ".join(clean(text).split()), limit)


def prose(text: str, limit: int = 3500) -> str:
    """As `plain`, keeping line breaks and addresses: for what people wrote at length."""
    text = shorten(clean(text).strip(), limit)
    while len(escaped := _escape(text)) > limit:
        text = shorten(text, len(text) - (len(escaped) - limit + 1) // 2 - 1)
    return escaped


def _escape(text: str) -> str:
    pieces = _ADDRESS.split(text)
    pieces[::2] = [_MARKS.sub(_defuse, _LONG_WORD.sub(r"\g<0> ", piece)) for piece in pieces[::2]]
    return "".join(pieces)


def _defuse(mark: re.Match[str]) -> str:
    found = mark.group()
    # Discord has no backslash escape for @everyone; a zero-width space takes its meaning away.
    return "@\u200b" if found == "@" else f"{found[:-1]}\\{found[-1]}"


def bare(text: str) -> str:
    """What `plain` and the house's own markdown make of a text, as a terminal shows it."""
    text = _LINK.sub(r"\1 (\2)", text)
    text = _STAMP.sub(
        lambda at: f"{datetime.fromtimestamp(int(at[1]), UTC):%d %B %Y, %H:%M} UTC", text
    )
    return _MADE.sub(lambda found: found[1] or "", text).replace("@\u200b", "@")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one is near, ended by an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    space = cut.rfind(" ", limit * 2 // 3)
    return (cut[:space] if space > 0 else cut).rstrip() + "…"
