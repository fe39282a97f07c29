"""What a source said lately: asked for once, held for minutes, kept for when it is down."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.browse.recent import FRESH_FOR, Recent
from bot.errors import SourceDown


class Bell:
    """A source and a clock that a test rings."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        self.asked = 0
        self.down = False
        self.gate: asyncio.Event | None = None
        self.rung = asyncio.Event()

    def now(self) -> datetime:
        return self.time

    async def ask(self) -> int:
        self.asked += 1
        self.rung.set()
        if self.gate:
            await self.gate.wait()
        if self.down:
            raise SourceDown(source="Bell")
        return self.asked


async def test_however_many_ask_it_is_asked_once_a_while() -> None:
    bell = Bell()
    recent: Recent[int] = Recent(bell, most=3)
    bell.gate = asyncio.Event()
    waiting = [asyncio.create_task(recent.get("a", bell.ask)) for _ in range(50)]
    await bell.rung.wait()
    waiting[0].cancel()
    bell.gate.set()
    said = await asyncio.gather(*waiting[1:])
    assert {each.value for each in said} == {1}
    assert bell.asked == 1
    bell.time += FRESH_FOR - timedelta(seconds=1)
    assert (await recent.get("a", bell.ask)).value == 1
    bell.time += timedelta(seconds=1)
    assert (await recent.get("a", bell.ask)).value == 2


async def test_where_the_source_is_down_what_it_said_is_given_with_its_age() -> None:
    bell = Bell()
    recent: Recent[int] = Recent(bell, most=3)
    first = await recent.get("a", bell.ask)
    bell.time += timedelta(days=2)
    bell.down = True
    later = await recent.get("a", bell.ask)
    assert (later.value, later.at, later.silent) == (first.value, first.at, True)
    with pytest.raises(SourceDown):
        await recent.get("b", bell.ask)
    bell.down = False
    assert not (await recent.get("a", bell.ask)).silent


async def test_the_least_asked_for_goes_first() -> None:
    bell = Bell()
    recent: Recent[int] = Recent(bell, most=2)
    for key in ("a", "b", "a", "c"):
        await recent.get(key, bell.ask)
    assert bell.asked == 3
    await recent.get("a", bell.ask)
    assert bell.asked == 3
    await recent.get("b", bell.ask)
    assert bell.asked == 4


async def test_closing_ends_what_is_still_asked() -> None:
    bell = Bell()
    recent: Recent[int] = Recent(bell, most=2)
    bell.gate = asyncio.Event()
    waiting = asyncio.create_task(recent.get("a", bell.ask))
    await bell.rung.wait()
    waiting.cancel()
    await recent.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    bell.gate = None
    assert (await recent.get("a", bell.ask)).value == 2
