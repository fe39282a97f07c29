"""The right words in the right language."""

from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest
from discord import app_commands

from bot.errors import Refusal
from bot.text import Texts
from bot.text.commands import CommandTranslator
from bot.text.dates import spoken
from bot.text.languages import own_name
from bot.text.text import Phrase, stamp
from bot.text.titles import Title, TitleLanguage
from tests.fakes import write_catalogue


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    german = {
        "Studio": "Studio",
        "Which season": "Welche Staffel",
        "reviews": "Rezensionen",
        "{n} episode\0{n} episodes": "{n} Folge\0{n} Folgen",
        "No channel for {purpose}.": "Kein Kanal für {purpose}.",
    }
    write_catalogue(tmp_path, "de", german)
    write_catalogue(tmp_path, "pt_BR", {"Which season": "Qual temporada"})
    return Texts(tmp_path)


@pytest.mark.parametrize(
    ("wanted", "locale"),
    [
        (("de",), "de"),
        (("de-AT",), "de"),
        (("pt-BR",), "pt-BR"),
        (("pt-PT",), "en"),
        (("fr", "de"), "de"),
        (("en-GB", "de"), "en"),
        ((None, "de"), "de"),
        ((None, None), "en"),
        ((), "en"),
    ],
)
def test_the_members_language_then_the_servers_then_english(
    texts: Texts, wanted: tuple[str | None, ...], locale: str
) -> None:
    assert texts.choose(*wanted).locale == locale


def test_the_languages_that_there_are_texts_for_have_their_own_names(texts: Texts) -> None:
    assert texts.locales == ["en", "pt-BR", "de"]
    named = [own_name(locale) for locale in (*texts.locales, "tlh")]
    assert named == ["English", "Português (Brasil)", "Deutsch", "tlh"]


def test_plurals_are_the_languages_own(texts: Texts) -> None:
    german, english = texts.choose("de"), texts.choose("en")
    assert [german.n("{n} episode", "{n} episodes", n) for n in (1, 15)] == ["1 Folge", "15 Folgen"]
    assert [english.n("{n} episode", "{n} episodes", n) for n in (1, 15)] == [
        "1 episode",
        "15 episodes",
    ]


def test_a_message_without_a_translation_stays_english(texts: Texts) -> None:
    assert texts.choose("de")("Never translated") == "Never translated"


def test_a_refusal_is_said_in_the_readers_language_with_its_phrases(texts: Texts) -> None:
    class NoChannel(Refusal):
        message = "No channel for {purpose}."

    refusal = NoChannel(purpose=Phrase("reviews"))
    assert texts.choose("de").refusal(refusal) == "Kein Kanal für Rezensionen."
    assert str(refusal) == "No channel for reviews."


FRIEREN = Title(romaji="Sousou no Frieren", english="Frieren", native="葬送のフリーレン")


@pytest.mark.parametrize(
    ("title", "language", "shown", "beside"),
    [
        (FRIEREN, "english", "Frieren", ["Sousou no Frieren", "葬送のフリーレン"]),
        (FRIEREN, "romaji", "Sousou no Frieren", ["Frieren", "葬送のフリーレン"]),
        (FRIEREN, "native", "葬送のフリーレン", ["Frieren", "Sousou no Frieren"]),
        (Title(romaji="Bungo"), "english", "Bungo", []),
        (Title(romaji="Bungo"), "native", "Bungo", []),
        (Title(romaji="Bungo", english="BUNGO"), "romaji", "Bungo", []),
    ],
)
def test_a_title_is_in_the_readers_language_where_it_has_one(
    texts: Texts, title: Title, language: str, shown: str, beside: list[str]
) -> None:
    reader = texts.choose("de").with_titles(TitleLanguage(language))
    assert (reader.title(title), reader.other_titles(title)) == (shown, beside)
    assert reader("Which season") == "Welche Staffel"


def test_a_refusal_names_shows_as_the_reader_does(texts: Texts) -> None:
    class Which(Refusal):
        message = "One of {titles}, or {title}?"

    refusal = Which(titles=(FRIEREN, Title(romaji="*Bungo*")), title=FRIEREN)
    reader = texts.choose("en").with_titles(TitleLanguage.NATIVE)
    assert reader.refusal(refusal) == "One of 葬送のフリーレン; \\*Bungo\\*, or 葬送のフリーレン?"
    assert "or Frieren?" in str(refusal)


@pytest.mark.parametrize(
    ("parts", "words"),
    [((2018, 12, 3), "3 December 2018"), ((2018, 12), "December 2018"), ((2018,), "2018")],
)
def test_dates_are_said_as_far_as_they_are_known(parts: tuple[int, ...], words: str) -> None:
    assert spoken(Texts().choose("en"), *parts) == words


def test_a_stamp_is_read_in_everybodys_own_zone() -> None:
    assert stamp(datetime(2018, 12, 3, tzinfo=UTC), "D") == "<t:1543795200:D>"


async def test_command_texts_are_offered_in_each_locale_that_has_them(texts: Texts) -> None:
    translator = CommandTranslator(texts)
    context: app_commands.TranslationContextTypes = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.other, None
    )

    async def translate(message: str, locale: discord.Locale) -> str | None:
        return await translator.translate(app_commands.locale_str(message), locale, context)

    assert await translate("Which season", discord.Locale.brazil_portuguese) == "Qual temporada"
    assert await translate("Which season", discord.Locale.german) == "Welche Staffel"
    assert await translate("Which season", discord.Locale.french) is None
    assert await translate("Unknown", discord.Locale.german) is None
