"""Shared looks: colours, and text made safe and short enough to be shown."""

from bot.text.plain import clean, plain, prose, shorten

__all__ = ["CALM", "GOOD", "INK", "WARN", "clean", "colour", "plain", "prose", "shorten"]

INK = 0x2B3A55
GOOD = 0x3BA55D
WARN = 0xC9822B
CALM = 0x6B7A99


def colour(hex_code: str | None) -> int:
    """``#rrggbb`` as Discord's number, the house's ink where there is none."""
    return int(hex_code[1:], 16) if hex_code else INK
