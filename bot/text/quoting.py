"""Foreign text on cards, with no address in it that could be pressed. Pure."""

import re

from bot.text.plain import plain

# Discord links a bare address under the bot's name. Nothing breaks it but what stands in front of
# the colon: a zero-width space after the slashes still leads to the host.
_ADDRESS = re.compile(r"https?://[^\s<>|`\[\]()*]+")
_MARKS = re.compile(r"[\\_~]|@(?=everyone|here)")


def unlinked(text: str, limit: int) -> str:
    """Foreign text as it reads, with no address in it that could be pressed."""
    shown = _ADDRESS.sub(lambda found: _MARKS.sub(_defuse, found[0]), plain(text, limit))
    return shown.replace("://", "\u200b://")


def _defuse(mark: re.Match[str]) -> str:
    return "@\u200b" if mark[0] == "@" else f"\\{mark[0]}"
