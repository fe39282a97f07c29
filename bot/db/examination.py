"""The database's file for others than the bot: a look that changes nothing, a way in beside it."""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.db.copies import damage
from bot.db.migrate import steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found. `newest`: the schema version that this Kansō knows. `damage` is SQLite's own
    words, a line each; `strays`: rows that point to rows which aren't there.
    """

    version: int
    newest: int
    size: int
    damage: tuple[str, ...]
    strays: int


def examine(path: Path) -> Examined:
    """Look at the database at `path`, which may be in use. A gigabyte takes some ten seconds.

    Raises `sqlite3.Error` or `OSError` where it can't be read.
    """
    # With no log beside it nobody uses it, and SQLite need not lay one there to read.
    alone = not path.with_name(path.name + "-wal").exists()
    uri = f"{path.resolve().as_uri()}?{'immutable=1' if alone else 'mode=ro'}"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as file:
            version: int = file.execute("PRAGMA user_version").fetchone()[0]
            found = damage(file)
            strays = 0 if found else len(file.execute("PRAGMA foreign_key_check").fetchall())
    except UnicodeDecodeError as error:  # SQLite quotes what is damaged, byte for byte
        raise sqlite3.DatabaseError("the file is damaged") from error
    return Examined(
        version=version,
        newest=len(steps()),
        size=path.stat().st_size,
        damage=found,
        strays=strays,
    )


def opened(path: Path, mode: str, *, timeout: float) -> sqlite3.Connection:
    """The database at `path` for a program of its own, beside the running bot: `mode` is ro or rw,
    `timeout` the seconds to wait for others. Nothing is begun by itself.
    """
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=timeout)
