"""Live posts: how often one is edited, and that it ends up showing what is true at last.

Discord lets a message over an hour old be edited far less often (error 30046), so such a post
waits a minute between edits. One task for each post that is behind, and none for the others.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.clock import Clock

log = logging.getLogger(__name__)
Key = TypeVar("Key", bound=Hashable)

PAUSE = 3.0
OLD_PAUSE = 60.0
OLD = 3600.0
FIRST_RETRY = 5.0
LONGEST_RETRY = 900.0
REMEMBERED = 1000
"""Posts, before those are forgotten whose pace doesn't matter any more."""


def retry(failures: int) -> float:
    """Seconds until something that failed so often in a row is tried again; twice each time."""
    return float(min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST_RETRY))


def pause(*, age: float, since_last: float | None, failures: int) -> float:
    """Seconds to wait before the next edit of a post that is `age` seconds old.

    `since_last` is how long ago it was edited, or that was tried; None for never.
    """
    between = OLD_PAUSE if age >= OLD else PAUSE
    if failures:
        between = max(between, retry(failures))
    return 0.0 if since_last is None else max(0.0, min(between, between - since_last))


@dataclass(slots=True)
class _Work:
    opened_at: datetime
    behind: bool = False
    last: datetime | None = None
    tried: bool = False
    failures: int = 0
    task: asyncio.Task[None] | None = None
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)


class LivePosts(Generic[Key]):
    """Keeps posts up to date. `show` edits one, and says whether it succeeded, or with None that
    there was nothing to edit.

    A post is remembered, for its pace, from its first touch until it is dropped. What `show`
    reads must be what is true when it is called; an exception counts as a failure.
    """

    def __init__(self, clock: Clock, show: Callable[[Key], Awaitable[bool | None]]) -> None:
        self._clock = clock
        self._show = show
        self._posts: dict[Key, _Work] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __contains__(self, key: Key) -> bool:
        return key in self._posts

    def touch(self, key: Key, opened_at: datetime) -> None:
        """The post is behind: it is edited as soon as it may be. Nothing after `close`."""
        if self._closed:
            return
        if len(self._posts) >= REMEMBERED:
            self._forget()
        work = self._posts.setdefault(key, _Work(opened_at))
        work.behind = True
        if work.task is None:
            work.task = asyncio.create_task(self._catch_up(key, work), name="LivePosts")
            self._tasks.add(work.task)
            work.task.add_done_callback(self._tasks.discard)

    async def now(self, key: Key, opened_at: datetime) -> bool:
        """Edit the post without waiting for its turn. If that fails, it is tried again later."""
        work = self._posts.setdefault(key, _Work(opened_at))
        work.behind = True
        if not await self._edit(key, work):
            self.touch(key, opened_at)
            return False
        if not work.behind:
            self._stop_sleeping(work)
        return True

    def drop(self, key: Key) -> None:
        """The post won't change any more. What is tried just now is finished."""
        if work := self._posts.pop(key, None):
            work.behind = False
            self._stop_sleeping(work)

    def _stop_sleeping(self, work: _Work) -> None:
        """End a task that sleeps, for nothing now. A touch in the same moment starts another."""
        if work.task and not work.editing.locked():
            work.task.cancel()
            work.task = None

    async def close(self) -> None:
        """Leave the posts as they are. The database knows which ones are behind."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self) -> None:
        now = self._clock.now()
        for key, work in list(self._posts.items()):
            since = (now - work.last).total_seconds() if work.last else 0.0
            if not work.behind and work.task is None and since > OLD_PAUSE:
                del self._posts[key]

    async def _catch_up(self, key: Key, work: _Work) -> None:
        try:
            while work.behind:
                now = self._clock.now()
                if (
                    work.last
                ):  # a clock that was set back holds up no post until it is that late again
                    work.last = min(work.last, now)
                wait = pause(
                    age=(now - work.opened_at).total_seconds() if work.tried else 0.0,
                    since_last=(now - work.last).total_seconds() if work.last else None,
                    failures=work.failures,
                )
                if wait:
                    await asyncio.sleep(wait)
                else:
                    await self._edit(key, work)
        finally:
            if work.task is asyncio.current_task():
                work.task = None

    async def _edit(self, key: Key, work: _Work) -> bool:
        async with work.editing:
            if not work.behind:
                return True
            work.behind = False
            try:
                shown: bool | None = await self._show(key)
            except Exception:
                log.exception("A post couldn't be brought up to date", extra={"post": key})
                shown = False
            failed = shown is False
            work.behind = work.behind or failed
            work.failures = work.failures + 1 if failed else 0
            work.tried = shown is not None
            work.last = self._clock.now()
            return not failed
