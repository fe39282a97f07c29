"""*Look up show*: which shows a message speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.shows import catalogue, mentions
from bot.shows.service import Shows
from tests.world import World

HELD = Shows(catalogue.load(Config().catalogue))
FRIEREN, TITAN = "Frieren: Beyond Journey's End", "Attack on Titan"
CHAT = [
    "I saw another one last week",
    "monster of a hangover today",
    "given the time, we should stop",
    "I watched another show yesterday and monster trucks",
    "Monster season is over. Another day.",
    "good morning everyone, coffee first",
    "back in my school days we had no phones",
    "what is your name?",
    "my black cat is sick and needs a vet",
    "thank my lucky star I got home in one piece",
    "that was a free lunch, erased from memory",
    "have you seen another one like it?",
    "I'm watching tv with my mum tonight",
    "we were watching the rain fall",
    "the second season was better than the first",
    "let's play a game after dinner",
    "happy birthday!! hope you have a great day",
    "is the end of the month ok for you?",
    "THIS IS SO GOOD I CAN'T EVEN",
    "anyone want ice cream? I have summer vacation now",
    "I have seen everything and nothing",
    "who is watching? seen this yet?",
    "bleach your hair, it looks good",
    "he is a real hero, wearing a mask at the hospital",
    "can someone fix the bot please, it's broken again",
    "season 2 when?",
    "I finished work and watched some videos",
    "next episode drops on friday at midnight",
    "lol idk tbh, might be fake news",
    "It was a silent voice in my head",
    "On Monday we meet in March at the station, ok?",
    "the promised land, a long way from home",
    "my dad was a blacksmith and a great teacher",
    "love is war, they say",
    "wait what, no way, ok bye",
    "so many people in the chat today",
    "Can you lend me your umbrella tomorrow?",
    "WHAT IS GOING ON, WHAT IS YOUR NAME",
    "GAME OVER GUYS, THE END",
]
"""What people say without speaking of a show, though shows are called by many of these words."""


def found(shows: Shows, text: str) -> list[str]:
    return [show.title.main for show in shows.mentioned(text)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Has anyone seen Hero Mask? It is like Psycho-Pass", ["Hero Mask", "Psycho-Pass"]),
        ("Steins;Gate > Death Note, fight me", ["Steins;Gate", "Death Note"]),
        ("We watched Monster yesterday", ["Monster"]),
        ("昨日は進撃の巨人を見た", [TITAN]),
        ("see https://anilist.co/anime/105096/Hero-Mask/ and “death note”",
         ["Hero Mask", "Death Note"]),
        ("https://example.com/Death-Note Attack on Titan", [TITAN]),
        ("nothing here", []),
        ("", []),
        ("🎭🎭 !!! \u202e\u202d", []),
        # As people type them in chat.
        ("so hero mask was fun, cowboy bebop too", ["Hero Mask", "Cowboy Bebop"]),
        ("has anyone seen the second season of frieren?", [FRIEREN + " Season 2"]),
        ("jjk s2 was peak", ["JUJUTSU KAISEN Season 2"]),
        ("i liked hero mask, and aot final season; anyone seen 葬送のフリーレン or mob psycho?",
         ["Hero Mask", TITAN + " Final Season", FRIEREN, "Mob Psycho 100"]),
        ("the final season of aot was sad", [TITAN + " Final Season"]),
        ("Season 2 of Hero Mask", ["Hero Mask Part II"]),
        ("進撃の巨人 2期 やばい", [TITAN + " Season 2"]),
        ("death note is overrated", ["Death Note"]),
        ("ATTACK ON TITAN IS SO GOOD", [TITAN]),
        ("i like attack on Titan", [TITAN]),
        # A plain word needs something that singles it out.
        ("watching naruto with my sister", ["Naruto"]),
        ("rewatching monster, then given and another", ["Monster", "given"]),
        ("“monster” and \"given\"", ["Monster", "given"]),
        ("have you seen your name?", ["Your Name."]),
        ("finished AOT yesterday", [TITAN]),
        ("frieren", [FRIEREN]),
    ],
)  # fmt: skip
def test_titles_are_found_in_what_people_write(text: str, titles: list[str]) -> None:
    assert found(HELD, text) == titles


@pytest.mark.parametrize("text", CHAT)
def test_plain_talk_speaks_of_no_show(text: str) -> None:
    assert found(HELD, text) == []


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert len(HELD.mentioned(text)) <= mentions.MOST_SHOWS


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
