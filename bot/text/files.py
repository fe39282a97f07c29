"""Text out of a file's bytes. Pure."""

import codecs
import re

from bot.errors import N_, Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_STRAY, _BROKEN = 0.05, 0.3
"""The shares of control and of broken characters up to which bytes still are a text."""
_WIDE = 0.3


class NotText(Refusal):
    message = N_("This isn't a text that I can read. Save it as plain text in UTF-8 and try again.")


class NothingInIt(NotText):
    message = N_("There is no text in this.")


def decode(raw: bytes) -> str:
    """The text, from UTF-8 or UTF-16, with or without a byte order mark, or Windows-1252. What is
    broken in it becomes U+FFFD.

    Raises `NotText` for what is no text at all, a picture, say, and for nothing but space.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, errors="replace")
            break
    else:
        text = raw.decode(_unmarked(raw), errors="replace")
        if text.replace("\ufffd", "").isascii() and "\ufffd" in text:
            text = raw.decode("cp1252", errors="replace")
    head = text[:_LOOKED_AT]
    if not text.strip("\0 \t\r\n"):
        raise NothingInIt
    stray, broken = len(_CONTROLS.findall(head)), head.count("\ufffd")
    if stray > _STRAY * len(head) + 1 or broken > _BROKEN * len(head):
        raise NotText
    return text


def _unmarked(raw: bytes) -> str:
    """UTF-16 shows by its zeros, of which Latin letters have one each."""
    head = raw[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < _WIDE * len(head) / 2 or min(even, odd) > max(even, odd) / 4:
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"
