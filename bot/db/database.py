"""The one SQLite file: a serialised writer, a reader beside it, migrations on opening.

One connection is not safe between coroutines (a rollback in one erases what another inserted),
so every write goes through `Database.transaction`, one at a time, and reads use a connection of
their own, which in WAL mode never waits for the writer.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import aiosqlite

from bot.db.migrate import migrate
from bot.errors import DatabaseBusy, DatabaseStuck

log = logging.getLogger(__name__)

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_STUCK = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
Row = sqlite3.Row
Params = Sequence[Any] | Mapping[str, Any]


class Transaction:
    """The writer, for the length of one transaction. Never await the network while it is open."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, params: Params = ()) -> int:
        """Run one statement; the number of rows that it changed."""
        async with self._connection.execute(sql, params) as cursor:
            return cursor.rowcount

    async def execute_many(self, sql: str, params: Sequence[Params]) -> None:
        """Run one statement once for each of `params`."""
        async with self._connection.executemany(sql, params):
            pass

    async def all(self, sql: str, params: Params = ()) -> list[Row]:
        """Every row, of a query or of a statement with ``RETURNING``."""
        return list(await self._connection.execute_fetchall(sql, params))

    async def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row, or None."""
        rows = await self.all(sql, params)
        return rows[0] if rows else None


class Database:
    """An open database. `open` migrates it to this version; `close` ends it.

    `busy` counts how often somebody was told that it is.
    """

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        busy_timeout: float,
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._busy_timeout = busy_timeout
        self._writing = asyncio.Lock()
        self.busy = 0

    @classmethod
    async def open(cls, path: Path, *, busy_timeout: float = 1.0) -> "Database":
        """Open `path`, created with its folders where absent, and bring its schema up to date.

        Raises `bot.db.migrate.DatabaseUnusable`, whose message says why and what to do: a file
        from a later version, a step that failed, a file that is no database or is locked.
        """
        await asyncio.to_thread(migrate, path)
        writer = await cls._connect(path, busy_timeout)
        try:
            reader = await cls._connect(path, busy_timeout)
            await reader.execute("PRAGMA query_only = ON")
        except BaseException:
            await writer.close()
            raise
        return cls(path, writer, reader, busy_timeout)

    @staticmethod
    async def _connect(path: Path, busy_timeout: float) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(path, timeout=busy_timeout, isolation_level=None)
        connection.row_factory = sqlite3.Row
        await connection.execute("PRAGMA foreign_keys = ON")
        await connection.execute("PRAGMA synchronous = FULL")
        # What is erased is overwritten, and not only left out.
        await connection.execute("PRAGMA secure_delete = ON")
        return connection

    async def close(self) -> None:
        """Wait for the transaction that is open, then close both connections."""
        async with self._writing:
            await self._reader.close()
            await self._writer.close()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All of the body's writes, or none of them. Waits for the transaction before it.

        Raises `DatabaseBusy` when those before it, or then another process, take longer than the
        busy timeout: whoever waits for an answer is told before Discord gives up on it; and
        `DatabaseStuck` where the disk is full, read-only or broken.
        """
        async with self._turn():
            # BEGIN and COMMIT stand inside the try and the rollback is shielded and unconditional:
            # a task cancelled between any two of them would otherwise leave a transaction open
            # for whoever writes next.
            try:
                with self._in_words():
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield Transaction(self._writer)
                    await self._writer.execute("COMMIT")
            finally:
                await asyncio.shield(self._writer.rollback())

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            # Not wait_for: on 3.11 it can lose a lock that was got as it was cancelled.
            async with asyncio.timeout(self._busy_timeout):
                await self._writing.acquire()
        except TimeoutError:
            self.busy += 1
            raise DatabaseBusy from None
        try:
            yield
        finally:
            self._writing.release()

    async def checkpoint(self) -> None:
        """Bring what was committed into the file and empty the log beside it, which holds the pages
        as they were before. Where another process reads, that is left to a later time.
        """
        async with self._turn():
            with self._in_words():
                await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def _in_words(self, stuck: Set[int] = _STUCK) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code in _BUSY:
                self.busy += 1
                raise DatabaseBusy from error
            if code in stuck:
                log.error("The database can't be used: %s", error, extra={"file": str(self.path)})
                raise DatabaseStuck from error
            raise

    async def all(self, sql: str, params: Params = ()) -> list[Row]:
        """Every row of a query, as last committed."""
        # The reader's connection may not write, which is no fault of the disk's.
        with self._in_words(_STUCK - {sqlite3.SQLITE_READONLY}):
            return list(await self._reader.execute_fetchall(sql, params))

    async def version(self) -> int:
        """The schema's version."""
        row = await self.one("PRAGMA user_version")
        return int(row[0]) if row else 0

    async def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row of a query, as last committed, or None."""
        rows = await self.all(sql, params)
        return rows[0] if rows else None
