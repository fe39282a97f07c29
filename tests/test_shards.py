"""Several connections to Discord in one process: every server is served, all else there is once."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import __main__ as main
from bot import client
from bot.client import Kanso, ShardedKanso, create_bot
from bot.config import Config
from bot.discussions.models import FIVE
from bot.ids import ChannelId, GuildId, UserId
from bot.text import Texts
from bot.ui import live
from tests.test_wire import COMMAND, COMMANDS, online
from tests.wire import (
    CHANNEL_ID,
    GUILD_ID,
    MEMBER_ID,
    TOKEN,
    Request,
    Session,
    Wire,
    pointed_at,
)

OTHER_ID = GUILD_ID + (1 << 22)
"""The next shard's."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py lets five seconds pass before every IDENTIFY but the first."""

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    monkeypatch.setattr(live, "PAUSE", 0.05)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            yield wire
    assert [str(request) for request in wire.unserved] == []


def build(folder: Path, shards: int | None) -> Kanso:
    bot = create_bot(Config(database=folder / "kanso.db", token=TOKEN, shards=shards))
    bot._connection.guild_ready_timeout = 0.05
    return bot


def session_of(wire: Wire, guild: int) -> Session:
    """The newest session of that server's shard."""
    return next(
        session
        for session in reversed(wire.sessions.values())
        if session.shard[0] == (guild >> 22) % session.shard[1]
    )


async def opened(bot: Kanso, guild: int, channel: int) -> Any:
    """A vote in that channel."""
    show = bot.app.shows.only("Hero Mask")
    held = await bot.app.discussions.open(
        GuildId(guild), show, 3, host=UserId(MEMBER_ID), channel=ChannelId(channel)
    )
    place: Any = bot.get_channel(channel)
    cog: Any = bot.get_cog("DiscussionsCog")
    return await cog.board.opener.complete(held, place, Texts().choose())


async def votes(bot: Kanso, discussion: Any) -> int:
    await bot.app.discussions.ballot.settled()
    return sum(dict((await bot.app.discussions.result(discussion)).tally.votes).values())


def _tells(request: Request, words: str) -> bool:
    return words in str(request.body) and request.status == 200


async def test_two_shards_serve_every_server_and_one_that_drops_disturbs_no_other(
    wire: Wire, tmp_path: Path
) -> None:
    channels = {GUILD_ID: str(CHANNEL_ID), OTHER_ID: wire.add_guild(OTHER_ID)}
    left = OTHER_ID + (2 << 22)  # on the other's shard
    wire.add_guild(left)
    bot = build(tmp_path, 2)
    async with online(bot):
        assert isinstance(bot, ShardedKanso)
        assert bot.connected
        assert {guild.id for guild in bot.guilds} == {GUILD_ID, OTHER_ID, left}
        identified = [link.identify for link in wire.links]
        assert [each and each["shard"] for each in identified] == [[0, 2], [1, 2]]

        async def served(guild: int) -> None:
            asked = wire.slash(COMMAND, place=wire.within(channels[guild]))
            answer = await wire.answered("POST", asked.callback)
            assert answer.body["type"] == 4

        posts = {}
        for guild, channel in channels.items():
            await served(guild)
            posts[guild] = await opened(bot, guild, int(channel))
            wire.react(channel, str(posts[guild].message), FIVE.steps[0].emoji, 900)
            await wire.beat(session_of(wire, guild).link or wire.links[0])
            assert await votes(bot, posts[guild]) == 1
        assert len(wire.matching("PUT", COMMANDS)) == 1

        # One drops. What it missed it hears on RESUME, once, and the other hears all the while.
        steady, shaky = (session_of(wire, guild) for guild in channels)
        kept = steady.link
        wire.drop(shaky)
        for guild, channel in channels.items():
            wire.react(channel, str(posts[guild].message), FIVE.steps[1].emoji, 901)
        await served(GUILD_ID)
        back = await wire.link(3)
        await wire.until(lambda: back.resume and shaky.link is back, "a RESUME")
        await wire.beat(back)
        await served(OTHER_ID)
        assert [await votes(bot, post) for post in posts.values()] == [2, 2]
        assert (len(wire.links), steady.link) == (3, kept)
        assert wire.matching("GET", "/channels/*/reactions/*") == []

        # One gets a new session, having left a server. What it missed is found in the lists.
        again = bot.wait_for("ready", timeout=5)
        del wire.guilds[left]
        wire.invalidate(shaky)
        wire.react(channels[OTHER_ID], str(posts[OTHER_ID].message), FIVE.steps[2].emoji, 902)
        await again
        await served(OTHER_ID)
        edits = f"/channels/{channels[OTHER_ID]}/messages/{posts[OTHER_ID].message}"
        await wire.until(
            lambda: [r for r in wire.matching("PATCH", edits) if _tells(r, "**1** It was fine")],
            "the tally",
        )
        assert {guild.id for guild in bot.guilds} == {GUILD_ID, OTHER_ID}
        assert (len(wire.links), steady.link) == (4, kept)
        assert [await votes(bot, post) for post in posts.values()] == [2, 3]

        names = [task.get_name() for task in asyncio.all_tasks()]
        for loop in ("Erasures", "Lookout", "Deadlines"):
            assert names.count(loop) <= 1
        assert names.count("Erasures") == 1
        assert len(wire.matching("PUT", COMMANDS)) == 1
    closed = [await wire.closed(link) for link in wire.links]
    assert [closed[0], closed[-1]] == [1000, 1000]


async def test_as_many_shards_as_discord_advises(wire: Wire, tmp_path: Path) -> None:
    wire.advised = 3
    async with online(build(tmp_path, None)):
        pass
    assert [session.shard for session in wire.sessions.values()] == [(0, 3), (1, 3), (2, 3)]
    assert [await wire.closed(link) for link in wire.links] == [1000] * 3


async def test_too_many_servers_for_one_connection_are_said(
    wire: Wire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.most = 0
    assert await main.run(Config(database=tmp_path / "kanso.db", token=TOKEN)) == 78
    assert "KANSO_SHARDS=auto" in capsys.readouterr().err


# The garbage collector


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One server counts as many. What a test has set aside is given back."""
    monkeypatch.setattr(client, "MANY", 1)
    monkeypatch.setattr(client, "FORGOTTEN", 2)
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("many")
async def test_the_collector_rests_while_servers_are_loaded(wire: Wire, tmp_path: Path) -> None:
    wire.add_guild(OTHER_ID)
    bot = build(tmp_path, 1)
    resting = []

    async def on_connect() -> None:
        resting.append(not gc.isenabled())

    bot.add_listener(on_connect)
    async with online(bot):
        assert (resting, gc.isenabled()) == ([True], True)
        set_aside = gc.get_freeze_count()
        assert set_aside > 100_000

        # The servers of a session that is over aren't set aside with those of the next.
        again = bot.wait_for("ready", timeout=5)
        wire.invalidate()
        await again
        assert (resting, gc.isenabled()) == ([True, True], True)
        assert sorted(_in_memory(bot)) == [GUILD_ID, OTHER_ID]

        # Nor are those that were left, for good.
        gc.freeze()
        for guild in (GUILD_ID, OTHER_ID):
            removed = bot.wait_for("guild_remove", timeout=5)
            (await wire.connected()).dispatch("GUILD_DELETE", {"id": str(guild)})
            await removed
            await asyncio.gather(*(t for t in asyncio.all_tasks() if "remove" in t.get_name()))
        assert GUILD_ID not in _in_memory(bot)


def _in_memory(bot: Kanso) -> list[int]:
    """The bot's servers, also those that nothing leads to any more."""
    gc.unfreeze()
    guilds = [each for each in gc.get_objects() if isinstance(each, discord.Guild)]
    return [guild.id for guild in guilds if guild._state is bot._connection]


@pytest.mark.usefixtures("many")
async def test_the_collector_is_back_when_the_connection_fails(wire: Wire, tmp_path: Path) -> None:
    bot = build(tmp_path, 1)
    bot._connection.guild_ready_timeout = 60  # the servers go on and on
    connected, disconnected = asyncio.Event(), asyncio.Event()
    bot.add_listener(_telling(connected), "on_connect")
    bot.add_listener(_telling(disconnected), "on_disconnect")
    running = asyncio.create_task(bot.start(TOKEN))
    await connected.wait()
    assert not gc.isenabled()
    wire.drop()
    await disconnected.wait()
    assert gc.isenabled()

    again = await wire.link(2)
    await wire.beat(again)
    gc.disable()
    await bot.close()
    await running
    assert gc.isenabled()


def _telling(event: asyncio.Event) -> Callable[[], Coroutine[Any, Any, None]]:
    async def tell() -> None:
        event.set()

    return tell
