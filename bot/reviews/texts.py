"""What a pasted or attached review says in characters, whatever its bytes are."""

import codecs

from bot.errors import N_, Refusal

LIMIT = 60_000
"""Characters of a review that are read."""

MOST_BYTES = 4 * LIMIT + 4
"""Bytes that so many characters may take; a file with more is too long."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096
_WHITE = "\t\n\r\f\v"


class ReviewTooLong(Refusal):
    message = N_("That is longer than {limit:,} characters. Leave out what isn't the review.")


class NotText(Refusal):
    message = N_("That file isn't text. Save the review as a .txt or .md file.")


class NothingWritten(Refusal):
    message = N_("There is no review in that: it is empty. Paste one, or attach a file.")


def read(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32, else Windows' Western letters.

    Line ends stay as they are, so that offsets are those of the decoded file; a byte order mark
    is left out. Raises `ReviewTooLong`, `NotText` and `NothingWritten`.
    """
    if len(data) > MOST_BYTES:
        raise ReviewTooLong(limit=LIMIT)
    return checked(_decoded(data))


def checked(text: str) -> str:
    """`text`, if it can be read as a review. Raises as `read` does."""
    if len(text) > LIMIT:
        raise ReviewTooLong(limit=LIMIT)
    if not text.strip():
        raise NothingWritten
    if _unreadable(text):
        raise NotText
    return text


def _decoded(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if b"\0" in data[:_LOOKED_AT] and (wide := _wide(data[:_LOOKED_AT])):
        return data.decode(wide, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        broken = data.decode(errors="replace")
    # A few broken bytes among letters that are sound: still UTF-8.
    letters = sum(char > "\x7f" and char != "\ufffd" for char in broken)
    return broken if letters > broken.count("\ufffd") else data.decode("cp1252", errors="replace")


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    most = 0.4 * len(data[::2])
    if odd > most and even < odd / 8:
        return "utf-16-le"
    if even > most and odd < even / 8:
        return "utf-16-be"
    return None


def _unreadable(text: str) -> bool:
    """Whether one part in fifty is controls, or what stands for bytes that are no letters."""
    wrong = sum((char < " " and char not in _WHITE) or char == "\ufffd" for char in text)
    return wrong * 50 > len(text)
