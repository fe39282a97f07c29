"""Background requests in turn."""

import asyncio
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.ids import ChannelId, GuildId
from bot.ui.governor import COURTESIES, Forbidden, Governor, Route, Urgency

GUILD = GuildId(1)


def route(channel: int = 1, kind: str = "edit") -> Route:
    return Route(GUILD, ChannelId(channel), kind)


def forbidden() -> discord.Forbidden:
    response: Any = SimpleNamespace(status=403, reason="no")
    return discord.Forbidden(response, {"code": 50013, "message": "no"})


class Requests:
    """What was asked of Discord, each waiting for the test to let it end."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    def __call__(self, name: str) -> Any:
        async def work() -> str:
            self.begun.append(name)
            await self.gates.setdefault(name, asyncio.Event()).wait()
            return name

        return work

    def end(self, name: str) -> None:
        self.gates.setdefault(name, asyncio.Event()).set()


async def settle() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


async def test_closes_come_before_edits_before_courtesies() -> None:
    governor, ask = Governor(at_once=1), Requests()
    runs = [asyncio.create_task(governor.run(Urgency.EDIT, route(), ask("first")))]
    await settle()
    for number, urgency in enumerate(reversed(Urgency)):
        work = ask(urgency.name)
        runs.append(asyncio.create_task(governor.run(urgency, route(number), work)))
    await settle()
    for name in ("first", *(urgency.name for urgency in Urgency)):
        ask.end(name)
    assert await asyncio.gather(*runs) == ["first", "COURTESY", "LOOK", "EDIT", "CLOSE"]
    assert ask.begun == ["first", "CLOSE", "EDIT", "LOOK", "COURTESY"]


async def test_a_slow_route_holds_up_no_other() -> None:
    governor, ask = Governor(at_once=3), Requests()
    slow = [
        asyncio.create_task(governor.run(Urgency.EDIT, route(1), ask(f"slow {n}")))
        for n in range(5)
    ]
    await settle()
    other = asyncio.create_task(governor.run(Urgency.LOOK, route(2), ask("other")))
    await settle()
    assert ask.begun == ["slow 0", "other"]
    ask.end("other")
    assert await other == "other"
    for n in range(5):
        ask.end(f"slow {n}")
    await asyncio.gather(*slow)
    assert ask.begun[2:] == ["slow 1", "slow 2", "slow 3", "slow 4"]


async def test_what_is_forbidden_is_not_asked_again_until_permissions_change() -> None:
    governor = Governor()
    asked = 0

    async def work() -> None:
        nonlocal asked
        asked += 1
        raise forbidden()

    with pytest.raises(discord.Forbidden):
        await governor.run(Urgency.EDIT, route(), work)
    for _ in range(3):
        with pytest.raises(Forbidden):
            await governor.run(Urgency.EDIT, route(), work)
    governor.offer(route(), work)
    await settle()
    assert asked == 1
    assert not governor.permissions_changed(GuildId(2))
    assert governor.permissions_changed(GUILD)
    with pytest.raises(discord.Forbidden):
        await governor.run(Urgency.EDIT, route(), work)
    assert asked == 2


async def test_courtesies_that_pile_up_are_left_out() -> None:
    governor, ask = Governor(), Requests()
    for n in range(3 * COURTESIES):
        governor.offer(route(), ask(str(n)))
    for n in range(3 * COURTESIES):
        ask.end(str(n))
    await settle()
    assert len(ask.begun) == COURTESIES
    governor.offer(route(), ask("later"))
    ask.end("later")
    await settle()
    assert ask.begun[-1] == "later"


async def test_somebody_who_no_longer_waits_leaves_the_turn_to_others() -> None:
    governor, ask = Governor(at_once=1), Requests()
    first = asyncio.create_task(governor.run(Urgency.EDIT, route(1), ask("first")))
    await settle()
    gone = asyncio.create_task(governor.run(Urgency.EDIT, route(2), ask("gone")))
    last = asyncio.create_task(governor.run(Urgency.EDIT, route(3), ask("last")))
    await settle()
    gone.cancel()
    ask.end("first")
    ask.end("last")
    assert await first == "first"
    assert await last == "last"
    assert "gone" not in ask.begun


async def test_closing_leaves_the_courtesies() -> None:
    governor, ask = Governor(), Requests()
    governor.offer(route(), ask("kind"))
    await settle()
    await governor.close()
    assert ask.begun == ["kind"]
