"""Work that comes due: done when it is, slept towards until then, and woken where more comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

LONGEST_SLEEP = 3600.0
"""A clock that was set wrong is right again within the hour."""
LONGEST_PAUSE = 600.0
"""Before it is asked again what is due, where that went wrong."""


class Wakeful:
    """Does what is due for as long as there is anything, and waits for nothing otherwise.

    `wait` tells the seconds until something is due, at most 0 where it is, None where there is
    nothing at all; `tick` does what is due, and raises nothing.
    """

    def __init__(
        self,
        name: str,
        wait: Callable[[], Awaitable[float | None]],
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        self._name = name
        self._wait = wait
        self._tick = tick
        self._task: asyncio.Task[None] | None = None
        self._begun = self._asleep = self._woken = False

    def begin(self) -> None:
        """Do what is due from now on."""
        self._begun = True
        self.wake()

    def wake(self) -> None:
        """There may be something new to do. Before `begin` and after `close` it waits."""
        self._woken = True
        if not self._begun:
            return
        if self._task and self._asleep:
            self._task.cancel()
        if self._task is None or self._asleep or self._task.done():
            self._asleep = False
            self._task = asyncio.create_task(self._run(), name=self._name)

    async def close(self) -> None:
        """Begin nothing more."""
        self._begun = False
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._woken = False
            try:
                wait = await self._wait()
            except Exception:
                log.exception("%s doesn't know what is due", self._name)
                wait = LONGEST_PAUSE
            if wait is not None and wait <= 0:
                await self._tick()
            elif self._woken:
                continue  # what woke it may have come after it was looked for
            elif wait is None:
                return
            else:
                # Only here may it be woken by being ended: nothing is under way.
                self._asleep = True
                await asyncio.sleep(min(wait, LONGEST_SLEEP))
                self._asleep = False
