"""What a source said lately: minutes old at most while it answers, and asked for once at a time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.errors import SourceDown

T = TypeVar("T")

FRESH_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Generic[T]):
    """A source's answer and when it gave it. `silent`: it was asked since and didn't answer."""

    value: T
    at: datetime
    silent: bool = False


class Recent(Generic[T]):
    """Answers by what was asked, the `most` that were asked for last, in memory."""

    def __init__(self, clock: Clock, *, most: int) -> None:
        self._clock = clock
        self._most = most
        self._held: OrderedDict[Hashable, Said[T]] = OrderedDict()
        self._flights: dict[Hashable, asyncio.Task[Said[T]]] = {}

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> Said[T]:
        """What `ask` comes to, held for `FRESH_FOR`; one request for however many want it.

        Where the source is down, what it said before, however old. Raises `SourceDown` where it
        said nothing yet. Whoever leaves, leaves the request flying.
        """
        held = self._held.get(key)
        if held and timedelta() <= self._clock.now() - held.at < FRESH_FOR:
            self._held.move_to_end(key)
            return held
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._fly(key, ask))
            flight.add_done_callback(lambda landed: self._landed(key, landed))
        try:
            return await asyncio.shield(flight)
        except SourceDown:
            if held:
                return replace(held, silent=True)
            raise

    async def close(self) -> None:
        """End what is still being asked."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _fly(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> Said[T]:
        said = self._held[key] = Said(value=await ask(), at=self._clock.now())
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return said

    def _landed(self, key: Hashable, flight: asyncio.Task[Said[T]]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # whoever waited has it; where nobody did, nobody misses it
