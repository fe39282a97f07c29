"""Schema versions: numbered SQL files, each one transaction that also writes its number.

`executescript` commits whatever is open before it starts, so the BEGIN, the new
``user_version`` and the COMMIT are part of the script that it is given.
"""

import contextlib
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot.db import copies, places

MIGRATIONS = Path(__file__).parent / "migrations"
PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}


class DatabaseUnusable(Exception):
    """The file can't be worked with; the message says why, for the host.

    `passing`: it may be otherwise in a while without anybody's doing.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class DatabaseTooNew(DatabaseUnusable):
    """The file was written by a later version of Kansō."""


class MigrationFailed(DatabaseUnusable):
    """A step failed; the file is as it was before that step."""


def steps(folder: Path = MIGRATIONS) -> dict[int, Path]:
    """Version number to SQL file, ascending, without gaps."""
    found = {int(path.name[:4]): path for path in sorted(folder.glob("[0-9]" * 4 + "_*.sql"))}
    if list(found) != list(range(1, len(found) + 1)):
        raise MigrationFailed(f"Migrations in {folder.name} are not numbered 1 to {len(found)}.")
    return found


def migrate(path: Path, folder: Path = MIGRATIONS) -> None:
    """Bring the file, made with its folders where absent, to the newest version, after a copy of
    it when it holds an older one.

    The copy lies beside the file as ``<name>.v<version>-<UTC time>.bak``, for
    `copies.SET_ASIDE` at most.
    """
    try:
        if not path.exists():
            places.folder(path.parent)
            places.file(path)  # SQLite would let everybody read it
        _migrate(path, steps(folder))
        copies.sweep(path, datetime.now(UTC))
    except copies.CopyFailed as error:
        passing = error.why is copies.Why.FULL
        raise DatabaseUnusable(
            f"{error} {path} wasn't brought up to date.", passing=passing
        ) from error
    # A `UnicodeDecodeError`: damaged, and quoted so.
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        if trouble := places.trouble_with(path):
            raise DatabaseUnusable(str(trouble)) from error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise DatabaseUnusable(
            f"{path} can't be opened: {error}. Is it Kansō's file, and is nothing else using it?",
            passing=code in PASSING,
        ) from error


def _migrate(path: Path, todo: dict[int, Path]) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(todo):
            raise DatabaseTooNew(
                f"{path} is of schema version {version}; this Kansō knows up to {len(todo)}. "
                "Update Kansō, or restore a backup that was made before the update."
            )
        if 0 < version < len(todo):
            _back_up(connection, path, version)
        for number in range(version + 1, len(todo) + 1):
            try:
                connection.executescript(_script(todo[number], number))
            except sqlite3.Error as error:
                connection.rollback()
                raise MigrationFailed(
                    f"{todo[number].name} failed on {path}: {error}. The file is unchanged by it."
                ) from error


def _script(file: Path, number: int) -> str:
    sql = file.read_text(encoding="utf-8")
    if re.search(
        r"^\s*(BEGIN|COMMIT|ROLLBACK|END)\b\s*(TRANSACTION|IMMEDIATE|EXCLUSIVE)?\s*;",
        sql,
        re.IGNORECASE | re.MULTILINE,
    ):
        raise MigrationFailed(f"{file.name} must leave its transaction to the migration runner.")
    return f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    target = copies.set_aside(path, f"v{version}", datetime.now(UTC))
    with copies.failing_in_words(f"No copy could be made beside {path}"):
        with copies.whole(target) as part:
            copies.snapshot(connection, part)
            copies.verify(part)
