"""What SimCord can't show: that an event which Discord made, but didn't say so, is made once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.calendars.models import Words
from bot.client import Kanso, create_bot
from bot.config import Config
from tests import discord_rules
from tests.test_wire import online
from tests.wire import GUILD_ID, TOKEN, Wire, pointed_at

EVENTS = f"/guilds/{GUILD_ID}/scheduled-events"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            yield wire
    assert [str(request) for request in wire.unserved] == []


@pytest.fixture
async def bot(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kanso]:
    """The bot, whose discord.py asks again after a moment instead of a second."""
    sleep = asyncio.sleep

    async def briefly(seconds: float) -> None:
        await sleep(min(seconds, 0.05))

    hurried = SimpleNamespace(**{**vars(asyncio), "sleep": briefly})
    monkeypatch.setattr(discord.http, "asyncio", hurried)
    bot = create_bot(Config(database=tmp_path / "kanso.db", token=TOKEN))
    bot._connection.guild_ready_timeout = 0.05
    async with online(bot):
        yield bot


async def test_an_event_that_was_made_and_never_heard_of_is_made_once(
    wire: Wire, bot: Kanso
) -> None:
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    words = Words(
        name="Hero Mask: episode 5",
        location="https://anilist.co/anime/105096",
        begins=begins,
        ends=begins + timedelta(minutes=24),
        description="Source: AniList",
    )
    guild = bot.get_guild(GUILD_ID)
    cog: Any = bot.cogs["CalendarsCog"]
    assert isinstance(guild, discord.Guild)

    async def visit(*coming: Words, on: bool = True) -> bool:
        done: bool = await cog.board.visit(guild, {f"e{n}": w for n, w in enumerate(coming)}, on=on)
        return done

    wire.lose("POST", EVENTS)
    assert not await visit(words), "whether it is there, nobody knows"
    assert len(wire.matching("POST", EVENTS)) == 1, "discord.py would ask again by itself"
    assert await visit(words)
    assert len(wire.matching("POST", EVENTS)) == 1
    moved = replace(words, begins=begins + timedelta(hours=1), ends=words.ends + timedelta(hours=1))
    wire.lose("PATCH", f"{EVENTS}/*")
    assert await visit(moved), "moving it twice does no harm"
    (event,) = wire.events.values()
    assert datetime.fromisoformat(event["scheduled_start_time"]) == moved.begins
    assert event["name"] == words.name
    wire.lose("DELETE", f"{EVENTS}/*")
    assert await visit(on=False)
    assert wire.events == {}
    assert await cog.calendars.events.events(GUILD_ID) == []
    wire.rate_limit("POST", EVENTS)
    assert not await visit(words)
    assert await visit(words)
    assert len(wire.events) == 1
    asked = [request for request in wire.requests if "scheduled-events" in request.path]
    discord_rules.check_requests(
        SimpleNamespace(method=r.method, path=r.path, json=r.body) for r in asked
    )
