"""Work that comes due: woken, slept towards, and ended where there is nothing."""

import asyncio

import pytest

from bot.ui import wakeful
from bot.ui.wakeful import Wakeful


class Work:
    """What is due, in seconds, and how often it was done."""

    def __init__(self) -> None:
        self.due: float | None = None
        self.done = 0
        self.looked = asyncio.Event()
        self.broken = False
        self.wakeful = Wakeful("Work", self.wait, self.tick)

    async def wait(self) -> float | None:
        self.looked.set()
        if self.broken:
            self.broken = False
            raise RuntimeError("nobody knows")
        return self.due

    async def tick(self) -> None:
        self.done += 1
        self.due = None

    async def rest(self) -> None:
        """Until it has ended."""
        task = self.wakeful._task
        assert task
        await task

    async def looks(self) -> None:
        await self.looked.wait()
        self.looked.clear()
        await asyncio.sleep(0)


async def test_what_is_due_is_done_and_nothing_waits_after_that() -> None:
    work = Work()
    work.due = 0
    work.wakeful.wake()
    assert work.wakeful._task is None, "it hasn't begun"
    work.wakeful.begin()
    await work.rest()
    assert work.done == 1
    work.due = -5.0
    work.wakeful.wake()
    await work.rest()
    assert work.done == 2


async def test_a_sleeper_is_woken_by_something_sooner() -> None:
    work = Work()
    work.due = 1800
    work.wakeful.begin()
    await work.looks()
    assert work.done == 0
    work.due = 0
    work.wakeful.wake()
    await work.rest()
    assert work.done == 1
    await work.wakeful.close()
    work.due = 0
    work.wakeful.wake()
    assert work.done == 1, "nothing begins after the end"


async def test_who_doesnt_know_what_is_due_asks_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wakeful, "LONGEST_PAUSE", 0.001)
    work = Work()
    work.due, work.broken = 0, True
    work.wakeful.begin()
    await work.rest()
    assert work.done == 1
    assert "Work doesn't know what is due" in caplog.text
