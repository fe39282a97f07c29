"""Posts that are kept up to date: what their pace needs is remembered, and no more."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.ui import live
from bot.ui.live import LivePosts


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


async def test_posts_whose_pace_does_not_matter_any_more_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "REMEMBERED", 3)
    clock, shown = Hands(), asyncio.Event()
    shown.set()

    async def show(key: str) -> bool:
        await shown.wait()
        return True

    posts = LivePosts[str](clock, show)
    for key in ("a", "b"):
        posts.touch(key, clock.now())
    await asyncio.sleep(0)
    clock.time += timedelta(seconds=61)
    shown.clear()
    posts.touch("b", clock.now())
    posts.touch("c", clock.now())
    await asyncio.sleep(0)
    posts.touch("d", clock.now())
    assert [key in posts for key in "abcd"] == [False, True, True, True]
    await posts.close()
    posts.touch("e", clock.now())
    assert "e" not in posts


async def test_what_needed_no_edit_keeps_the_next_one_waiting_shortly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.01)
    clock, answers, shown = Hands(), [None, True, True], asyncio.Semaphore(0)
    old = clock.now() - timedelta(days=1)

    async def show(key: str) -> bool | None:
        clock.time += timedelta(seconds=0.01)
        shown.release()
        return answers.pop(0)

    posts = LivePosts[str](clock, show)
    posts.touch("a", old)
    await shown.acquire()
    clock.time += timedelta(seconds=0.02)
    posts.touch("a", old)
    await asyncio.wait_for(shown.acquire(), 1)
    clock.time += timedelta(seconds=0.02)
    posts.touch("a", old)
    for _ in range(3):
        await asyncio.sleep(0)
    assert len(answers) == 1, "an old post isn't edited again within the minute"
    await posts.close()


async def test_a_clock_that_is_set_back_holds_up_no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.01)
    clock, shown = Hands(), asyncio.Semaphore(0)

    async def show(key: str) -> bool:
        shown.release()
        return True

    async def pass_time(seconds: float) -> None:
        clock.time += timedelta(seconds=seconds)
        await plain(0)

    plain = asyncio.sleep
    posts = LivePosts[str](clock, show)
    posts.touch("a", clock.now())
    await shown.acquire()
    clock.time -= timedelta(hours=12)
    monkeypatch.setattr(asyncio, "sleep", pass_time)
    posts.touch("a", clock.now())
    before = clock.now()
    await shown.acquire()
    assert clock.now() - before < timedelta(seconds=1)
    await posts.close()
