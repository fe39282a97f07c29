"""One bot to a database: two would each do what is due, and each tell Discord so."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bot.db import places
from bot.db.migrate import DatabaseUnusable


class DatabaseHeld(DatabaseUnusable):
    """Another bot runs on it."""


@contextlib.contextmanager
def alone(database: Path) -> Iterator[None]:
    """Keep other bots off `database` for as long as the body runs; backups, exports and the doctor
    go on beside it. The system lets go of it when the process ends, however it does.

    Raises `DatabaseHeld` where another bot runs on it, and `DatabaseUnusable` where nothing can be
    kept there. On systems and disks that know no such lock there is none.
    """
    if trouble := places.trouble_with(database):
        raise DatabaseUnusable(str(trouble))
    lock = database.with_name(database.name + ".lock")
    try:
        places.folder(database.parent)
        places.file(lock)
        held = os.open(lock, os.O_RDWR)
    except OSError as error:
        reason = error.strerror or error
        raise DatabaseUnusable(f"{database} can't be made: {reason}.") from error
    try:
        _take(held, database)
        yield
    finally:
        os.close(held)


def _take(held: int, database: Path) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseHeld(
            f"A bot is running on {database} already. Stop that one first, with systemctl stop "
            "kanso, docker stop kanso or Ctrl-C where it runs, or give this one a KANSO_DATABASE "
            "of its own."
        ) from None
    except OSError:
        return
