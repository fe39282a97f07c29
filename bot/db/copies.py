"""Copies of the database's file, made while others use it. What is half-way never counts."""

import contextlib
import errno
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from bot import config
from bot.db import places

STAMP = "%Y%m%dT%H%M%SZ"
PAGES = 1024
STEPS = 1_000_000
"""How many of SQLite's instructions are run before it is asked again whether to stop."""
SET_ASIDE = timedelta(days=30)
"""How long what was set aside, before an update or a restoring, is kept."""
LEFT_OVER = timedelta(days=1)
"""The age at which what a killed process left half-way is nobody's any more."""


class Why(Enum):
    """What kept a copy from being made."""

    FULL = "full"
    READ_ONLY = "read-only"
    STOPPED = "stopped"
    OTHER = "other"


class CopyFailed(Exception):
    """No copy was made; the message says why and what to do, for the host."""

    def __init__(self, message: str, why: Why = Why.OTHER) -> None:
        super().__init__(message)
        self.why = why


_BY_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), Why.FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), Why.READ_ONLY),
}
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: Why.FULL,
    sqlite3.SQLITE_READONLY: Why.READ_ONLY,
    sqlite3.SQLITE_PERM: Why.READ_ONLY,
    sqlite3.SQLITE_INTERRUPT: Why.STOPPED,
}
_DO = {
    Why.FULL: "The disk is full: make room there.",
    Why.READ_ONLY: "It can't be written to: give it to the user who runs Kansō.",
}


def why(error: OSError | sqlite3.Error) -> Why:
    """The kind of trouble that an error tells of."""
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, Why.OTHER)
    # Errors that Python's own module raises carry no code.
    return _BY_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, Why.OTHER)


@contextlib.contextmanager
def failing_in_words(what: str) -> Iterator[None]:
    """Raise what the disk or SQLite says as `CopyFailed`: “`what`: the reason. What to do.”"""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite quotes what is damaged, byte for byte
        raise CopyFailed(f"{what}: the file is damaged.") from error
    except (OSError, sqlite3.Error) as error:
        kind = why(error)
        raise CopyFailed(f"{what}: {error}. {_DO.get(kind, '')}".rstrip(), kind) from error


@contextlib.contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to. It becomes `target`, on the disk, when the body ends well; otherwise it
    is gone and `target` is what it was. It has the owner and mode of what stood at `target`.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        yield part
        places.follow(part, target)
        _on_disk(part)
        part.replace(target)
        _on_disk(target.parent)
    finally:
        for tail in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                part.with_name(part.name + tail).unlink(missing_ok=True)


def never() -> bool:
    """What stops nothing."""
    return False


def snapshot(source: sqlite3.Connection, target: Path, stopped: Callable[[], bool] = never) -> None:
    """Write what is committed at this moment to `target`, one file without a log beside it.

    Others read and write meanwhile. `source` is in autocommit mode and without a transaction.
    """

    def go_on(*_: int) -> None:
        if stopped():
            raise CopyFailed("Stopped; no backup was made.", Why.STOPPED)

    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # Its own view of the file, or each commit of others would begin the copy anew.
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(copy, pages=PAGES, progress=go_on)
        finally:
            source.rollback()
        copy.execute("PRAGMA journal_mode = DELETE")


def damage(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite finds broken, the first three in its own words."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return (str(error),)  # where it lies, SQLite can't even go on looking
    lines = [line for text in found for line in text.splitlines() if not line.startswith("***")]
    return () if lines == ["ok"] else tuple(lines)


def verify(path: Path, stopped: Callable[[], bool] = never) -> None:
    """Raise `CopyFailed` where SQLite finds the copy at `path` damaged."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(stopped, STEPS)
        found = damage(connection)
    if found:
        raise CopyFailed(
            f"The copy is damaged ({'; '.join(found)}), so what it was made of is. "
            f"Look at the database with: {config.typed('doctor')}"
        )


def stamped(at: datetime) -> str:
    """An instant in a file's name."""
    return at.astimezone(UTC).strftime(STAMP)


def stamp_of(name: str) -> datetime | None:
    """The instant in a file's name, None where there is none."""
    found = re.search(r"-(\d{8}T\d{6}Z)\.", name)
    try:
        return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def set_aside(database: Path, reason: str, at: datetime) -> Path:
    """Where the file is kept that stands at `database` until then, such as
    ``kanso.db.v3-20261121T093000Z.bak``.
    """
    return database.with_name(f"{database.name}.{reason}-{stamped(at)}.bak")


def sweep(database: Path, at: datetime) -> None:
    """Delete what was set aside beside `database` for longer than `SET_ASIDE`."""
    for path in database.parent.glob(f"{_literal(database.name)}.*.bak"):
        made = stamp_of(path.name)
        if made and at - made > SET_ASIDE:
            with contextlib.suppress(OSError):
                path.unlink()


def clear(folder: Path, stem: str) -> None:
    """Delete what killed processes left half-way in `folder`, once nobody can be at it any more."""
    for path in folder.glob(f".{_literal(stem)}-*.part*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT_OVER.total_seconds():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _literal(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _on_disk(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
