"""What SimCord can't show: that an event which Discord made, but didn't say so, is made once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import discord
import pytest

from bot.calendars.models import Announced, State, Words
from bot.client import Kanso, create_bot
from bot.config import Config
from bot.ids import GuildId
from cogs.calendars import CalendarsCog
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


class Server:
    """The wire's server, whose events the bot brings up to date when it is told to."""

    def __init__(self, bot: Kanso) -> None:
        guild, cog = bot.get_guild(GUILD_ID), bot.cogs["CalendarsCog"]
        assert isinstance(guild, discord.Guild)
        self.guild, self.cog = guild, cast(CalendarsCog, cog)

    async def visit(self, *coming: Words, on: bool = True) -> bool:
        """Whether that went well."""
        by_uid = {f"e{n}": words for n, words in enumerate(coming)}
        return await self.cog.board.visit(self.guild, by_uid, on=on)

    async def rows(self) -> list[Announced]:
        return await self.cog.calendars.events.events(GuildId(GUILD_ID))


def coming() -> Words:
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    return Words(
        name="Hero Mask: episode 5",
        location="https://anilist.co/anime/105096",
        begins=begins,
        ends=begins + timedelta(minutes=24),
        description="Source: AniList",
    )


def later(words: Words) -> Words:
    hour = timedelta(hours=1)
    return replace(words, begins=words.begins + hour, ends=words.ends + hour)


async def test_an_event_that_was_made_and_never_heard_of_is_made_once(
    wire: Wire, bot: Kanso
) -> None:
    server, words = Server(bot), coming()
    wire.lose("POST", EVENTS)
    assert not await server.visit(words), "whether it is there, nobody knows"
    assert len(wire.matching("POST", EVENTS)) == 1, "discord.py would ask again by itself"
    assert await server.visit(words)
    assert len(wire.matching("POST", EVENTS)) == 1
    wire.lose("PATCH", f"{EVENTS}/*")
    assert await server.visit(later(words)), "moving it twice does no harm"
    (event,) = wire.events.values()
    assert datetime.fromisoformat(event["scheduled_start_time"]) == later(words).begins
    assert event["name"] == words.name
    wire.lose("DELETE", f"{EVENTS}/*")
    assert await server.visit(on=False)
    assert wire.events == {}
    assert await server.rows() == []
    wire.rate_limit("POST", EVENTS)
    assert not await server.visit(words)
    assert await server.visit(words)
    assert len(wire.events) == 1
    asked = [request for request in wire.requests if "scheduled-events" in request.path]
    discord_rules.check_requests(
        SimpleNamespace(method=r.method, path=r.path, json=r.body) for r in asked
    )


async def test_what_discord_refuses_is_left_and_tried_at_another_time(
    wire: Wire, bot: Kanso
) -> None:
    server, words = Server(bot), coming()
    wire.fail("POST", EVENTS, 400)
    assert await server.visit(words)
    assert await server.rows() == []
    wire.fail("POST", EVENTS, 403)
    assert await server.visit(words)
    assert await server.visit(words)
    assert len(wire.matching("POST", EVENTS)) == 2, "what is forbidden isn't asked again"
    assert bot.governor.permissions_changed(GuildId(GUILD_ID))
    assert await server.visit(words)
    (row,) = await server.rows()
    assert str(row.event) in wire.events
    wire.fail("PATCH", f"{EVENTS}/*", 400)
    renamed = replace(later(words), name="Hero Mask: episodes 5 to 6", location="Anime")
    assert await server.visit(renamed)
    assert [kept.words for kept in await server.rows()] == [words]
    wire.fail("PATCH", f"{EVENTS}/*", 403)
    assert await server.visit(renamed)
    bot.governor.permissions_changed(GuildId(GUILD_ID))
    assert await server.visit(renamed)
    assert [(e["name"], e["entity_metadata"]) for e in wire.events.values()] == [
        ("Hero Mask: episodes 5 to 6", {"location": "Anime"})
    ]
    wire.fail("PATCH", f"{EVENTS}/*", 404)
    assert await server.visit(words)
    assert await server.visit(words)
    assert [kept.state for kept in await server.rows()] == [State.GONE]
