"""*Look up show*: which shows a message speaks of."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.shows import catalogue, mentions
from bot.shows.models import Show
from bot.shows.search import fold
from tests.world import World

HELD = catalogue.load(Config().catalogue)
TITLES: dict[str, list[Show]] = {}
for held in HELD:
    for name in (*held.names, *held.short_titles):
        TITLES.setdefault(fold(name), []).append(held)


def named(phrase: str) -> Sequence[Show]:
    return TITLES.get(fold(phrase), [])


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Has anyone seen Hero Mask? It is like Psycho-Pass", ["Hero Mask", "Psycho-Pass"]),
        ("Steins;Gate > Death Note, fight me", ["Steins;Gate", "Death Note"]),
        ("I watched another show yesterday and monster trucks", []),
        ("We watched Monster yesterday", ["Monster"]),
        ("Monster season is over. Another day.", []),
        ("昨日は進撃の巨人を見た", ["Attack on Titan"]),
        ("see https://anilist.co/anime/105096/Hero-Mask/ and “death note”",
         ["Hero Mask", "Death Note"]),
        ("https://example.com/Death-Note Attack on Titan", ["Attack on Titan"]),
        ("nothing here", []),
        ("", []),
        ("🎭🎭 !!! ‮‭", []),
    ],
)  # fmt: skip
def test_titles_are_found_in_what_people_write(text: str, titles: list[str]) -> None:
    def meant(phrase: str) -> Sequence[Show]:
        number = phrase.rpartition("/")[2]
        return [s for s in HELD if str(s.anilist) == number] or named(phrase)

    assert [s.title.main for s in mentions.find(text, named=named, meant=meant)] == titles


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert len(mentions.find(text, named=named, meant=named)) <= mentions.MOST_SHOWS


async def test_a_message_is_looked_up(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    said = await leo.say("Hero Mask was better than I thought")
    card = await mia.menu("Look up show", said)
    assert card.private
    assert "3 December 2018" in card.text
    said = await leo.say("Hero Mask or Death Note tonight?")
    several = await mia.menu("Look up show", said)
    assert several.private
    assert "That message speaks of several shows" in several.text
    assert "4 October 2006" in (await mia.choose(several, "anilist/1535")).text
    nothing = await mia.menu("Look up show", await leo.say("good morning"))
    assert "I found no show's title in that message" in nothing.text


async def test_a_servers_own_nickname_is_found_too(world: World) -> None:
    await world.admin.slash("alias set", nickname="Faceless one", show="anilist/105096")
    said = await world.member("Leo").say("Tonight: Faceless One")
    assert "3 December 2018" in (await world.member("Mia").menu("Look up show", said)).text


async def test_the_longest_message_is_read_in_no_time(world: World) -> None:
    said = await world.member("Leo").say(("Xx " * 700)[:2000])
    assert "found no show" in (await world.member("Mia").menu("Look up show", said)).text
