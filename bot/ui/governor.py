"""Requests to Discord that nobody waits for, in turn: closes before edits before courtesies.

discord.py obeys the limits of each route by sleeping. So a route is given one request at a time,
and however many routes are slow, some are left for the others. What Discord forbids isn't asked
again until permissions change: 10,000 refused requests in ten minutes ban the address.
"""

import asyncio
import heapq
import itertools
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import NamedTuple, TypeVar

import discord

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 4
"""At a tenth of a second each that is less than Discord allows a bot, which leaves the rest to
those who wait."""
COURTESIES = 20
"""How many wait for one route before further ones are left out."""


class Urgency(IntEnum):
    """What goes first."""

    CLOSE = 0
    EDIT = 1
    LOOK = 2
    COURTESY = 3


class Route(NamedTuple):
    """A kind of request in a channel: what shares a limit there, and a permission."""

    guild: GuildId
    channel: ChannelId
    kind: str


class Forbidden(Refusal):
    """Discord forbade that before, and no permission has changed there since."""

    message = N_("I may not do that there. Ask an admin to look at my permissions: /config.")


class Governor:
    """Gives background requests their turn."""

    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._numbers = itertools.count()
        self._waiting: list[tuple[Urgency, int, Route, asyncio.Future[None]]] = []
        self._busy: set[Route] = set()
        self._forbidden: set[Route] = set()
        self._offered: Counter[Route] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, urgency: Urgency, route: Route, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` comes to, once it is its turn. Raises `Forbidden` without asking where
        Discord has forbidden it, and whatever `work` raises.
        """
        await self._turn(urgency, route)
        try:
            if route in self._forbidden:
                raise Forbidden
            return await work()
        except discord.Forbidden:
            self._forbidden.add(route)
            raise
        finally:
            self._busy.discard(route)
            self._free += 1
            self._wake()

    def offer(self, route: Route, work: Callable[[], Awaitable[object]]) -> None:
        """A courtesy: done when there is time, left out where many wait or it isn't allowed."""
        if route in self._forbidden or self._offered[route] >= COURTESIES:
            return
        self._offered[route] += 1
        task = asyncio.create_task(self._be_kind(route, work), name="Courtesy")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def permissions_changed(self, guild: GuildId) -> bool:
        """Ask again in that server. Whether anything was forbidden there."""
        here = {route for route in self._forbidden if route.guild == guild}
        self._forbidden -= here
        return bool(here)

    async def close(self) -> None:
        """Leave the courtesies."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _be_kind(self, route: Route, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await self.run(Urgency.COURTESY, route, work)
        except (Forbidden, discord.DiscordException, OSError) as error:
            log.debug("A courtesy was left: %r", error)
        finally:
            self._offered[route] -= 1
            if not self._offered[route]:
                del self._offered[route]

    async def _turn(self, urgency: Urgency, route: Route) -> None:
        if self._free and route not in self._busy:
            self._free -= 1
            self._busy.add(route)
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._numbers), route, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # its turn had come in the same moment
                self._busy.discard(route)
                self._free += 1
                self._wake()
            raise

    def _wake(self) -> None:
        """Give what is free to those that wait, the most urgent first."""
        later = []
        while self._free and self._waiting:
            entry = heapq.heappop(self._waiting)
            _, _, route, turn = entry
            if turn.done():
                continue
            if route in self._busy:
                later.append(entry)
                continue
            self._free -= 1
            self._busy.add(route)
            turn.set_result(None)
        for entry in later:
            heapq.heappush(self._waiting, entry)
