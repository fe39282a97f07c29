"""The writer and the readers: all or nothing, one at a time, whatever is cancelled when."""

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import DatabaseBusy, DatabaseStuck


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "kanso.db", busy_timeout=10)
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE notes (n INTEGER PRIMARY KEY) STRICT")
    yield database
    await database.close()


async def count(db: Database) -> int:
    row = await db.one("SELECT COUNT(*) FROM notes")
    assert row is not None
    return int(row[0])


async def test_a_transaction_is_kept_whole(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute_many("INSERT INTO notes VALUES (?)", [(1,), (2,)])
        assert await tx.execute("UPDATE notes SET n = n + 10") == 2
        assert [row["n"] for row in await tx.all("SELECT n FROM notes ORDER BY n")] == [11, 12]
    assert await count(db) == 2


async def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO notes VALUES (1)")
            await tx.execute("INSERT INTO notes VALUES (1)")
    assert await count(db) == 0


async def test_readers_see_only_what_is_committed(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO notes VALUES (1)")
        assert await count(db) == 0
    assert await count(db) == 1


async def test_readers_can_not_write(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.all("INSERT INTO notes VALUES (1)")


async def test_writes_of_many_coroutines_do_not_mix(db: Database) -> None:
    async def write(n: int, *, fail: bool) -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO notes VALUES (?)", (n,))
            await asyncio.sleep(0)
            if fail:
                raise RuntimeError

    results = await asyncio.gather(
        *(write(n, fail=n % 2 == 0) for n in range(100)), return_exceptions=True
    )
    assert sum(isinstance(result, RuntimeError) for result in results) == 50
    assert await count(db) == 50


async def test_another_process_holding_the_file_is_told_in_words(tmp_path: Path) -> None:
    """Every waiting writer is told within twice the timeout, however many wait."""
    db = await Database.open(tmp_path / "kanso.db", busy_timeout=0.2)
    began = time.perf_counter()

    async def write() -> float:
        with pytest.raises(DatabaseBusy):
            async with db.transaction():
                pass
        return time.perf_counter() - began

    with contextlib.closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = await asyncio.gather(*(write() for _ in range(8)))
        other.execute("ROLLBACK")
    assert max(told) < 2 * 0.2 + 0.4
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO host_state VALUES ('k', 'v', 0)")
    await db.close()


@pytest.mark.parametrize("seed", range(5))
async def test_cancelling_anywhere_breaks_nothing_for_the_next(db: Database, seed: int) -> None:
    """300 writers, a third of them cancelled at a random moment: every other one succeeds, and
    what a writer was told is what is kept."""
    chance = random.Random(seed)
    kept: set[int] = set()

    async def write(n: int) -> None:
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO notes VALUES (?)", (n,))
            await asyncio.sleep(0)
        kept.add(n)

    tasks = [asyncio.create_task(write(n)) for n in range(300)]
    doomed = set(chance.sample(range(300), 100))
    for n in sorted(doomed, key=lambda _: chance.random()):
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        tasks[n].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    failures = [r for r in results if r is not None and not isinstance(r, asyncio.CancelledError)]
    assert failures == []
    held = {row["n"] for row in await db.all("SELECT n FROM notes")}
    assert kept <= held
    assert held - kept <= doomed
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO notes VALUES (1000)")


async def test_closing_waits_for_the_open_transaction(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "kanso.db")
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with db.transaction() as tx:
            begun.set()
            await go_on.wait()
            await tx.execute("INSERT INTO host_state (key, value, updated_at) VALUES ('k', 'v', 0)")

    writing = asyncio.create_task(write())
    await begun.wait()
    closing = asyncio.create_task(db.close())
    go_on.set()
    await asyncio.gather(writing, closing)
    with contextlib.closing(sqlite3.connect(tmp_path / "kanso.db")) as file:
        assert file.execute("SELECT value FROM host_state").fetchall() == [("v",)]


@pytest.mark.parametrize(
    "pragma",
    ["PRAGMA max_page_count = {pages}", "PRAGMA query_only = ON"],
    ids=["full", "read-only"],
)
async def test_a_disk_that_refuses_is_told_in_words_and_nothing_is_lost(
    tmp_path: Path, pragma: str
) -> None:
    """Whatever waits for a busy database, such as votes, waits for that too."""
    db = await Database.open(tmp_path / "kanso.db")
    ((pages,),) = await db._writer.execute_fetchall("PRAGMA page_count")
    await db._writer.execute(pragma.format(pages=pages))
    with pytest.raises(DatabaseStuck, match="disk is full"):
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO host_state VALUES ('k', ?, 0)", ("long " * 100_000,))
    assert isinstance(DatabaseStuck(), DatabaseBusy)
    await db._writer.execute("PRAGMA query_only = OFF")
    await db._writer.execute("PRAGMA max_page_count = 1073741823")
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO host_state VALUES ('k', 'v', 0)")
    assert [row["value"] for row in await db.all("SELECT value FROM host_state")] == ["v"]
    await db.close()
