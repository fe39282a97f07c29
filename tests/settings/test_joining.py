"""The first that a server hears of the bot: one short message, once for each arrival."""

import dataclasses
from typing import Any

import pytest

from tests.fakes import PseudoTexts
from tests.test_words import WORD, unbracketed
from tests.world import World

HELLO = "## Hello, I am Kansō"


@pytest.fixture
def lobby(world: World) -> Any:
    world.use_as_system_channel(world.general)
    return world.general


def arrive_at(world: World, iso: str) -> None:
    """Have Discord say that the bot joined then."""
    world.env.backend.get_guild(world.guild.id).members[world.bot.user.id].joined_at = iso  # type: ignore[union-attr]


async def test_joining_is_answered_by_the_first_step(world: World, lobby: Any) -> None:
    async with world.uninvited():
        pass
    (word,) = world.posts(lobby)
    assert word.text.startswith(HELLO)
    assert "An admin uses `/config` and chooses my channels" in word.text
    assert "`/about` says how I am" in word.text
    assert len(word.text) < 400


async def test_one_arrival_is_greeted_once_and_the_next_one_again(world: World, lobby: Any) -> None:
    for _ in range(2):
        async with world.uninvited():
            pass
    await world.restart()
    assert len(world.posts(lobby)) == 1
    await world.advance(7200)
    arrive_at(world, world.clock.now().isoformat())
    async with world.uninvited():
        pass
    assert len(world.posts(lobby)) == 2


async def test_an_outages_end_and_a_restart_are_no_arrival(world: World, lobby: Any) -> None:
    async with world.outage():
        pass
    await world.restart()
    await world.new_session()
    assert world.posts(lobby) == []


async def test_an_arrival_long_ago_is_not_greeted(world: World, lobby: Any) -> None:
    """As where Discord doesn't say that a server was there all along."""
    await world.advance(3601)
    async with world.uninvited():
        pass
    assert world.posts(lobby) == []


async def test_where_it_may_not_post_it_says_nothing(world: World, lobby: Any) -> None:
    world.forbid(lobby, "send_messages")
    async with world.uninvited():
        pass
    assert world.posts(lobby) == []
    for request in world.env.http_requests:
        assert not request.path.endswith(f"/channels/{lobby.id}/messages")


async def test_a_server_without_a_system_channel_is_joined_in_silence(world: World) -> None:
    async with world.uninvited():
        pass
    assert world.posts(world.general) == []


async def test_discords_trouble_is_no_error(world: World, lobby: Any) -> None:
    world.fail("POST", f"/channels/{lobby.id}/messages", 500, times=None)
    async with world.uninvited():
        pass
    assert world.posts(lobby) == []


async def test_while_the_database_is_busy_it_says_nothing(world: World, lobby: Any) -> None:
    async with world.uninvited():
        arrive_at(world, world.clock.now().isoformat())
        busy = world.busy()
        busy.__enter__()
    busy.__exit__(None, None, None)
    assert world.posts(lobby) == []


async def test_it_has_passed_gettext(world: World, lobby: Any) -> None:
    world.bot.app = dataclasses.replace(world.bot.app, texts=PseudoTexts())
    async with world.uninvited():
        pass
    (word,) = world.posts(lobby)
    assert "⟦" in word.text
    assert not WORD.findall(unbracketed(word.text))
