"""Text out of a file's bytes. Pure."""

import codecs
import re

from bot.errors import N_, Refusal

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_STRAY, _BROKEN = 0.05, 0.3
"""The shares of control and of broken characters up to which bytes still are a text."""


class NotText(Refusal):
    message = N_("This isn't a text that I can read. Save it as plain text in UTF-8 and try again.")


class NothingInIt(NotText):
    message = N_("There is no text in this.")


def decode(raw: bytes) -> str:
    """The text, as `decoded`. Raises `NotText` for what is no text at all, a picture, say, and for
    nothing but space.
    """
    text = decoded(raw)
    head = text[:_LOOKED_AT]
    if not text.strip("\0 \t\r\n"):
        raise NothingInIt
    stray, broken = len(_CONTROLS.findall(head)), head.count("\ufffd")
    if stray > _STRAY * len(head) + 1 or broken > _BROKEN * len(head):
        raise NotText
    return text


def decoded(data: bytes) -> str:
    """What the bytes say in UTF-8, UTF-16 or UTF-32, else in Windows' Western letters, without a
    byte order mark. What is broken in it becomes U+FFFD.
    """
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
