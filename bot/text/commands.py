"""Names and descriptions of commands in each of Discord's locales that has a catalogue."""

import discord
from discord import app_commands

from bot.text.text import Texts

Location = app_commands.TranslationContextLocation
NAMES = (Location.command_name, Location.group_name, Location.parameter_name)


class CommandTranslator(app_commands.Translator):
    """Hands the command tree's `locale_str` to gettext when the tree is synced."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        if locale.value not in self._texts:  # asked some ten thousand times a start, for 32 locales
            return None
        text = self._texts.choose(locale.value)
        name = context.location in NAMES and not isinstance(context.data, app_commands.ContextMenu)
        translated = text.name(string.message) if name else text(string.message)
        return None if translated == string.message else translated
