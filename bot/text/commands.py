"""Names and descriptions of commands in each of Discord's locales that has a catalogue."""

import discord
from discord import app_commands

from bot.text.text import Texts


class CommandTranslator(app_commands.Translator):
    """Hands the command tree's `locale_str` to gettext when the tree is synced."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002  (discord.py's signature)
    ) -> str | None:
        if locale.value not in self._texts:  # asked some ten thousand times a start, for 32 locales
            return None
        translated = self._texts.choose(locale.value)(string.message)
        return None if translated == string.message else translated
