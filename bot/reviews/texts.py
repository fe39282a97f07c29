"""What a pasted or attached review says in characters, whatever its bytes are."""

from bot.errors import N_, Refusal
from bot.text.files import decoded

LIMIT = 60_000
"""Characters of a review that are read."""

MOST_BYTES = 4 * LIMIT + 4
"""Bytes that so many characters may take; a file with more is too long."""
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
    return checked(decoded(data))


def checked(text: str) -> str:
    """`text`, if it can be read as a review. Raises as `read` does."""
    if len(text) > LIMIT:
        raise ReviewTooLong(limit=LIMIT)
    if not text.strip():
        raise NothingWritten
    if _unreadable(text):
        raise NotText
    return text


def _unreadable(text: str) -> bool:
    """Whether one part in fifty is controls, or what stands for bytes that are no letters."""
    wrong = sum((char < " " and char not in _WHITE) or char == "\ufffd" for char in text)
    return wrong * 50 > len(text)
