"""What SimCord can't show: super reactions in lists, pages of lists, nonces, real sessions."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.client import Kanso, create_bot
from bot.config import Config
from bot.ids import GuildId, UserId
from bot.reviews.board import ReviewChannel
from bot.reviews.models import Part, Review
from bot.settings.models import Caller
from bot.text import Texts
from bot.ui import live
from tests.reviews.desk import SHOW
from tests.test_wire import online
from tests.wire import CHANNEL_ID, GUILD_ID, MEMBER_ID, TOKEN, Wire, pointed_at

MESSAGES = f"/channels/{CHANNEL_ID}/messages"
CHANNEL = str(CHANNEL_ID)
THUMB = "👍"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            yield wire
    assert [str(request) for request in wire.unserved] == []


@pytest.fixture
async def bot(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kanso]:
    """The bot, which identifies again at once instead of after discord.py's five seconds, and looks
    at a card again as soon.
    """

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    monkeypatch.setattr(live, "PAUSE", 0.05)
    bot = create_bot(Config(database=tmp_path / "kanso.db", token=TOKEN))
    bot._connection.guild_ready_timeout = 0.05
    async with online(bot):
        yield bot


async def posted(bot: Kanso) -> Review:
    reviews, show = bot.app.reviews, bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(GUILD_ID), user=UserId(MEMBER_ID))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})
    channel = bot.get_channel(CHANNEL_ID)
    assert isinstance(channel, discord.TextChannel)
    return await reviews.post(who, show, "Mia", ReviewChannel(bot, channel, Texts().choose()))


async def helpful(bot: Kanso, review: Review) -> int:
    return (await bot.app.reviews.review(GuildId(GUILD_ID), review.show.id, review.user)).helpful


async def looked(wire: Wire, bot: Kanso, message: str, times: int) -> None:
    """New sessions have looked at the card so often."""
    fetched = f"{MESSAGES}/{message}"
    await wire.until(lambda: len(wire.matching("GET", fetched)) == times, "a look at the card")
    cog: Any = bot.get_cog("ReviewsCog")
    while tasks := list(cog.cards._live._tasks):
        await asyncio.wait(tasks)


async def test_a_new_session_reads_pages_of_both_kinds_where_the_count_differs(
    wire: Wire, bot: Kanso
) -> None:
    review = await posted(bot)
    assert review.card
    message = str(review.card.message)
    lists = f"{MESSAGES}/{message}/reactions/*"

    wire.react(CHANNEL, message, THUMB, 900)
    wire.react(CHANNEL, message, THUMB, 900, burst=True)
    wire.unreact(CHANNEL, message, THUMB, 900)
    await wire.beat(wire.links[0])

    again = bot.wait_for("ready", timeout=5)
    wire.invalidate()
    for user in range(1_000, 1_230):
        wire.react(CHANNEL, message, THUMB, user)
    wire.react(CHANNEL, message, THUMB, 901, burst=True)
    wire.react(CHANNEL, message, THUMB, MEMBER_ID)
    await again
    await looked(wire, bot, message, 1)
    assert await helpful(bot, review) == 230 + 2
    asked = [(r.query.get("type"), r.query.get("limit")) for r in wire.matching("GET", lists)]
    assert asked == [("0", "100")] * 3 + [("1", "100")]

    again = bot.wait_for("ready", timeout=5)
    wire.invalidate()
    await again
    await looked(wire, bot, message, 2)
    assert len(wire.matching("GET", lists)) == 4, "so many, and as many as are noted"
    assert await helpful(bot, review) == 230 + 2


async def test_a_card_that_was_sent_and_never_heard_of_comes_back_by_its_nonce(
    wire: Wire, bot: Kanso, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = discord.TextChannel.send

    async def sent_but_unheard(self: discord.TextChannel, **kwargs: object) -> None:
        await send(self, **kwargs)  # type: ignore[call-overload]
        raise OSError("connection reset")

    with monkeypatch.context() as patch:
        patch.setattr(discord.TextChannel, "send", sent_but_unheard)
        with pytest.raises(Exception, match="couldn't post"):
            await posted(bot)
    review = await posted(bot)
    assert review.card
    assert list(wire.messages[CHANNEL]) == [str(review.card.message)]
    nonces = [r.body["nonce"] for r in wire.matching("POST", "/channels/*/messages")]
    first, second, rule = nonces
    assert first == second != rule
    assert {len(nonce) for nonce in nonces} == {24}
    assert wire.matching("GET", MESSAGES) == []
