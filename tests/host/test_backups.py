"""Backups while the bot runs, as the host finds them and `/about` tells of them."""

import asyncio
import errno
import logging
import os
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.db import backup
from bot.db.copies import CopyFailed, Why
from bot.host import backups
from bot.host.backups import Backups
from tests.world import World

HOUR = 3600.0
AT = datetime(2026, 11, 21, 9, 45, tzinfo=UTC)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World.open(tmp_path, backup_every=2, backup_keep=2) as opened:
        yield opened


def made(world: World) -> list[Path]:
    return backup.backups(world.config.database, world.config.backup_folder)


async def about(world: World) -> str:
    return (await world.admin.slash("about")).text


async def test_one_is_made_at_once_then_by_the_hours_and_the_newest_are_left(world: World) -> None:
    (first,) = made(world)
    await world.configure()
    await world.advance(1.5 * HOUR)
    assert made(world) == [first]
    await world.advance(HOUR)
    second, _ = made(world)
    await world.advance(2 * HOUR)
    third, *rest = made(world)
    assert rest == [second]
    at = backup.made_at(third)
    assert at is not None
    assert f"**Backing up** last success: <t:{int(at.timestamp())}:R>" in await about(world)


async def test_a_restart_makes_none_before_it_is_due(world: World) -> None:
    (first,) = made(world)
    await world.restart()
    assert made(world) == [first]
    await world.advance(2.25 * HOUR)
    assert len(made(world)) == 2


async def test_what_keeps_one_from_being_made_is_told_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with caplog.at_level(logging.ERROR):
            await world.advance(2.25 * HOUR)
        assert "its disk is full" in await about(world)
    assert "No space left on device. The disk is full: make room there." in caplog.text
    assert len(made(world)) == 1
    await world.advance(0.25 * HOUR)
    assert len(made(world)) == 2
    assert "full" not in await about(world)


async def test_without_hours_none_is_made_and_none_spoken_of(tmp_path: Path) -> None:
    async with World.open(tmp_path) as world:
        await world.advance(HOUR)
        assert not world.config.backup_folder.exists()
        assert "Backing up" not in await about(world)


class Still:
    def now(self) -> datetime:
        return AT


@pytest.fixture
def service(tmp_path: Path) -> Backups:
    return Backups(
        tmp_path / "kanso.db", tmp_path / "backups", Still(), every=timedelta(hours=2), keep=2
    )


@pytest.mark.parametrize(
    ("age", "due"), [(1.99, False), (2.0, True), (0.0, False), (-1.0, True)]
)  # fmt: skip
async def test_one_is_due_by_the_newest_files_time(
    service: Backups, tmp_path: Path, age: float, due: bool
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for hours in (age, 300):
        stamp = (AT - timedelta(hours=hours)).strftime("%Y%m%dT%H%M%SZ")
        (folder / f"kanso-{stamp}.db").touch()
    assert await service.due() is due


async def test_erased_is_erased_from_backups_too_after_that_long(service: Backups) -> None:
    assert service.remembers == timedelta(hours=4)


async def test_a_folder_that_cant_be_looked_at_is_told(service: Backups, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file")
    (tmp_path / "kanso.db").touch()
    assert await service.last() is None
    await service.tick()
    assert service.trouble == backups.TROUBLE[Why.OTHER]


async def test_what_nobody_foresaw_ends_no_loop(
    service: Backups, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Path:
        raise ValueError("unforeseen")

    monkeypatch.setattr(backup, "back_up", broken)
    await service.tick()
    assert service.trouble == backups.TROUBLE[Why.OTHER]
    assert "unforeseen" in caplog.text


async def test_closing_stops_the_backup_that_is_being_made(
    service: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, loop = asyncio.Event(), asyncio.get_running_loop()

    def long(*_: object, stopped: object, **__: object) -> Path:
        loop.call_soon_threadsafe(began.set)
        event: threading.Event = stopped.__self__  # type: ignore[attr-defined]
        assert event.wait(10)
        raise CopyFailed("Stopped; no backup was made.", Why.STOPPED)

    monkeypatch.setattr(backup, "back_up", long)
    ticking = asyncio.create_task(service.tick())
    await began.wait()
    ticking.cancel()
    await service.close()
    with pytest.raises(asyncio.CancelledError):
        await ticking
    assert service.trouble is None
