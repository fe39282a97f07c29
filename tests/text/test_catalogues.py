"""The languages that Kansō speaks: whole, true to the English, and short enough for Discord."""

import dataclasses
import re
import string

import pytest

from bot.text.text import LOCALES, Text, Texts
from tests import translations
from tests.test_words import everything, world
from tests.world import World

pytestmark = pytest.mark.unmeasured

__all__ = ["world"]
languages = pytest.mark.parametrize("language", translations.LANGUAGES)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_its_folder() -> None:
    assert {path.name for path in LOCALES.iterdir()} == set(translations.LANGUAGES)


@languages
def test_a_catalogue_is_whole(language: str) -> None:
    """`python -m tests.translations` brings it up to date; what is new is then to be translated."""
    catalogue = translations.read(language)
    held = {(message.context, message.id) for message in catalogue if message.id}
    assert held == set(translations.messages())
    assert [message.id for message in translations.untranslated(catalogue)] == []
    assert not any(message.fuzzy for message in catalogue if message.id)
    assert translations.path(language, "mo").read_bytes() == translations.compiled(catalogue)
    assert "machine draft" in catalogue.header_comment


@languages
def test_a_translation_has_the_places_and_the_marks_of_the_english(language: str) -> None:
    wrong = []
    for message in translations.read(language):
        if not message.id:
            continue
        english = translations.ids(message)
        for text in translations.strings(message):
            spare = {"n"} if len(english) > 1 else set()  # "one vote" needs no number
            same = places(english[-1]) - spare <= places(text) <= places(english[-1])
            marks = all(text.count(mark) == english[-1].count(mark) for mark in ("**", "`", "||"))
            if not same or not marks or text.startswith("-# ") != english[-1].startswith("-# "):
                wrong.append((message.id, text))
    assert wrong == []


@languages
def test_commands_in_a_sentence_are_called_as_they_are(language: str) -> None:
    text = Texts().choose(language.replace("_", "-"))
    called = translations.paths_of_commands(translations.read(language))
    english = re.compile(rf"(?<![\w/])/({'|'.join(sorted(called, key=len, reverse=True))})(?!\w)")
    for context, key in translations.messages():
        if context is None and isinstance(key, str) and (named := english.findall(key)):
            said = text._catalogue.gettext(key)
            assert all(f"/{called[name]}" in said for name in named), (key, said)


class _One(Texts):
    """Every reader reads one language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def choose(self, *wanted: str | None) -> Text:
        return super().choose(self._language)


@languages
async def test_everything_is_said_and_taken_by_discord(world: World, language: str) -> None:
    """Each body is held against Discord's limits when the world ends: nothing overflows."""
    world.bot.app = dataclasses.replace(world.bot.app, texts=_One(language.replace("_", "-")))
    await world.configure()
    seen = await everything(world)
    assert len(seen) > 40
