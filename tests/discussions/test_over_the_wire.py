"""What SimCord can't show: super reactions in lists, pages of lists, nonces, real sessions."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.client import Kanso, create_bot
from bot.config import Config
from bot.discussions.models import Discussion, Key
from bot.ids import ChannelId, DiscussionId, GuildId, UserId, nonce
from bot.text import Texts
from bot.ui import live
from tests.discussions.club import FINE, LIKED, LOVED
from tests.test_wire import online
from tests.wire import CHANNEL_ID, GUILD_ID, MEMBER_ID, TOKEN, Wire, pointed_at

MESSAGES = f"/channels/{CHANNEL_ID}/messages"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            yield wire
    assert [str(request) for request in wire.unserved] == []


@pytest.fixture
async def bot(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kanso]:
    """The bot, which identifies again at once instead of after discord.py's five seconds."""

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    monkeypatch.setattr(live, "PAUSE", 0.05)
    bot = create_bot(Config(database=tmp_path / "kanso.db", token=TOKEN))
    bot._connection.guild_ready_timeout = 0.05
    async with online(bot):
        yield bot


async def opened(bot: Kanso) -> Discussion:
    guild, host = GuildId(GUILD_ID), UserId(MEMBER_ID)
    show = bot.app.shows.only("Hero Mask")
    discussion = await bot.app.discussions.open(
        guild, show, 3, host=host, channel=ChannelId(CHANNEL_ID)
    )
    channel = bot.get_channel(CHANNEL_ID)
    assert isinstance(channel, discord.TextChannel)
    cog: Any = bot.get_cog("DiscussionsCog")
    made: Discussion = await cog.board.opener.complete(discussion, channel, Texts().choose())
    return made


async def votes(bot: Kanso, discussion: Discussion) -> dict[int, int]:
    await bot.app.discussions.ballot.settled()
    return dict((await bot.app.discussions.result(discussion)).tally.votes)


async def test_a_new_session_reads_pages_of_both_kinds_and_a_resume_reads_none(
    wire: Wire, bot: Kanso
) -> None:
    discussion = await opened(bot)
    channel, message = str(CHANNEL_ID), str(discussion.message)
    lists = f"{MESSAGES}/{message}/reactions/*"
    puts = len(wire.matching("PUT", lists))
    assert puts == 5

    wire.react(channel, message, LIKED, 900, burst=True)
    wire.drop()
    wire.react(channel, message, LIKED, 901)
    await wire.link(2)
    await wire.until(lambda: wire.links[1].resume, "a RESUME")
    await wire.beat(wire.links[1])
    assert await votes(bot, discussion) == {4: 2}
    assert wire.matching("GET", lists) == []

    again = bot.wait_for("ready", timeout=5)
    wire.invalidate()
    for user in range(1_000, 1_230):
        wire.react(channel, message, LOVED, user)
    wire.react(channel, message, FINE, 2_000, burst=True)
    wire.react(channel, message, LIKED, 900)
    wire.unreact(channel, message, LIKED, 900, burst=True)
    wire.unreact(channel, message, LIKED, 901)
    await again
    # The last thing that a session's beginning does is to show the tally that it found.
    await wire.answered("PATCH", f"{MESSAGES}/{message}")
    await wire.until(
        lambda: any(
            "**230** Loved" in str(request.body) and request.status == 200
            for request in wire.matching("PATCH", f"{MESSAGES}/{message}")
        ),
        "the tally",
    )
    assert await votes(bot, discussion) == {5: 230, 4: 1, 3: 1}
    asked = [(r.query.get("type"), r.query.get("limit")) for r in wire.matching("GET", lists)]
    assert asked.count(("0", "100")) == 2, "pages of a list that is long"


async def test_nonces_differ_and_fit(wire: Wire, bot: Kanso) -> None:
    discussion = await opened(bot)
    (sent,) = wire.matching("POST", MESSAGES)
    assert sent.body["nonce"] == nonce("discussion", *discussion.key)
    assert sent.body["enforce_nonce"] is True
    largest = Key(GuildId(2**64 - 1), DiscussionId(10**8))
    assert len(nonce("discussion", *largest)) <= 25
