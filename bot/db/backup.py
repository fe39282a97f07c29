"""Backups of the database: made while the bot runs, tried out, rotated, and put back."""

import contextlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.db import copies, places
from bot.db.copies import CopyFailed
from bot.db.migrate import DatabaseUnusable, migrate, steps


def backups(database: Path, folder: Path) -> list[Path]:
    """The whole backups of `database` in `folder`, the newest first. Other files don't count."""
    name = re.compile(rf"{re.escape(database.stem)}-\d{{8}}T\d{{6}}Z\.db")
    try:
        return sorted((p for p in folder.iterdir() if name.fullmatch(p.name)), reverse=True)
    except FileNotFoundError:
        return []


def made_at(backup: Path) -> datetime | None:
    """When a backup was made, by its name."""
    return copies.stamp_of(backup.name)


def back_up(
    database: Path,
    folder: Path,
    at: datetime,
    *,
    keep: int,
    stopped: Callable[[], bool] = copies.never,
) -> Path:
    """Back `database` up as ``<name>-<UTC time>.db`` in `folder`, and leave the `keep` newest.

    It counts once it was restored on trial, found whole and opened by this version. Raises
    `CopyFailed` otherwise, also once `stopped`; the backups before it are then all left.
    """
    if trouble := places.trouble_with(database):
        raise CopyFailed(str(trouble))
    if not database.exists():
        raise CopyFailed(f"There is no {database} yet. It is made when the bot first runs.")
    with copies.failing_in_words(f"No backup was made in {folder}"):
        places.folder(folder)
        copies.clear(folder, database.stem)
        target = folder / f"{database.stem}-{copies.stamped(at)}.db"
        with copies.whole(target) as part:
            with contextlib.closing(_opened(database, "rw")) as source:
                copies.snapshot(source, part, stopped)
            _try_out(part, at, stopped)
        for old in backups(database, folder)[max(1, keep) :]:
            old.unlink(missing_ok=True)
    return target


def restore(
    backup: Path,
    database: Path,
    at: datetime,
    *,
    replace: bool = False,
    stopped: Callable[[], bool] = copies.never,
) -> Path | None:
    """Put a backup where the database is. Where the file that stood there lies now, if one did.

    It belongs to whom the file before it belonged, or else its folder, where root restores it.
    Raises `CopyFailed` for a file that is no whole backup of this or an earlier version, where
    something stands at `database` unless `replace`, and while a bot uses it. Whenever the process
    ends, `database` is the old file or the new one, each whole.
    """
    with copies.failing_in_words(f"{backup} was not restored"):
        if not backup.is_file():
            raise CopyFailed(f"There is no file {backup}.")
        if trouble := places.trouble_with(database):
            raise CopyFailed(str(trouble))
        if database.exists() and not replace:
            raise CopyFailed(
                f"{database} is there already. With --replace it is set aside, and the backup "
                "takes its place."
            )
        places.folder(database.parent)
        with copies.whole(database) as part:
            with contextlib.closing(_opened(backup, "ro")) as source:
                copies.snapshot(source, part, stopped)
            copies.verify(part, stopped)
            _require_ours(part, backup)
            if not database.exists():
                return None
            aside = copies.set_aside(database, "replaced", at)
            _leave(database, aside)
        return aside


def _try_out(backup: Path, at: datetime, stopped: Callable[[], bool]) -> None:
    """Restore a backup elsewhere and open it as the bot would."""
    with tempfile.TemporaryDirectory(dir=backup.parent, prefix=f"{backup.name}.") as folder:
        tried = Path(folder) / "tried.db"
        restore(backup, tried, at, stopped=stopped)
        try:
            migrate(tried)
        except DatabaseUnusable as error:
            raise CopyFailed(f"The backup can't be opened again: {error}") from error


def _require_ours(part: Path, backup: Path) -> None:
    with contextlib.closing(sqlite3.connect(part)) as file:
        version: int = file.execute("PRAGMA user_version").fetchone()[0]
        ours = file.execute("SELECT 1 FROM sqlite_schema WHERE name = 'host_state'").fetchone()
    if version < 1 or not ours:
        raise CopyFailed(f"{backup} is no database of Kansō's.")
    if version > len(steps()):
        raise CopyFailed(
            f"{backup} is of schema version {version}; this Kansō knows up to {len(steps())}. "
            "Update Kansō first."
        )


def _leave(database: Path, aside: Path) -> None:
    """Give what stands at `database` a second name, whole in itself, where nobody uses it."""
    try:
        with contextlib.closing(sqlite3.connect(database, timeout=0)) as file:
            # SQLite does this alone or not at all; the log beside the file goes into it.
            file.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        ):
            raise CopyFailed(f"{database} is in use. Stop the bot first.") from error
        # Too damaged to be opened. Its log must not stay: SQLite would play it into the new file.
        for tail in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                database.with_name(database.name + tail).rename(aside.with_name(aside.name + tail))
    try:
        aside.hardlink_to(database)
    except FileExistsError:
        raise CopyFailed(f"{aside} is there already. Try again in a second.") from None
    except OSError:  # not every file system knows a second name
        with copies.whole(aside) as part:
            shutil.copyfile(database, part)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    """Never creates the file. A log that a killed process left is read with it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
