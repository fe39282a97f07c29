"""Words: gettext catalogues, the choice of a locale, command names in it."""

from bot.text.text import Text, Texts

__all__ = ["Text", "Texts"]
