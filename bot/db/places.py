"""Where the database lies: made for the user who runs the bot and for nobody else."""

import contextlib
import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from bot import owners
from bot.owners import Trouble

TAILS = ("-wal", "-shm", ".lock")


def beside(database: Path) -> list[Path]:
    """The files that belong to the database's own and are there."""
    named = [database, *(database.with_name(database.name + tail) for tail in TAILS)]
    return [path for path in named if _there(path)]


def folder(path: Path) -> None:
    """Make `path` and what is missing above it, 0700."""
    missing = [path]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    if not path.is_dir():
        for each in reversed(missing):
            each.mkdir(0o700, exist_ok=True)
            give(each, each.parent)


def file(path: Path) -> None:
    """Make `path`, empty and 0600. One that is there is left alone."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        give(path, path.parent)


def give(path: Path, like: Path) -> None:
    """Where root makes something it is for whom `like` belongs to, or the bot couldn't use it."""
    if owners.me() == 0:
        owner = like.stat()
        with contextlib.suppress(OSError):  # not every root may, such as a container's
            os.chown(path, owner.st_uid, owner.st_gid)


def follow(part: Path, target: Path) -> None:
    """Make `part` fit to take `target`'s place: of the same owner and mode, or of its folder's
    owner where nothing is there.
    """
    if not target.exists():
        give(part, target.parent)
        return
    give(part, target)
    part.chmod(stat.S_IMODE(target.stat().st_mode))


def standing(path: Path) -> Path:
    """`path`, or the nearest above it that is there."""
    path = path.absolute()
    while not _there(path) and path != path.parent:
        path = path.parent
    return path


def trouble_with_folder(
    path: Path, key: str = "KANSO_DATABASE", files: Sequence[Path] = ()
) -> Trouble | None:
    """Why nothing can be kept in the folder `path`, there or not yet; `key` is what names it.
    Nothing is written to find out.
    """
    at, elsewhere = standing(path), f"name another place in .env behind {key}="
    if not at.is_dir():
        return Trouble(f"{path} can't be a folder: {at} is a file", elsewhere)
    if not shutil.disk_usage(at).total:
        return Trouble(f"{path} can't hold files: {at} is no disk", elsewhere)
    if os.access(at, os.R_OK | os.W_OK | os.X_OK):
        return None
    found = owners.barred(at, files)
    if at == path.absolute() or (user := owners.me()) is None or at.stat().st_uid == user:
        return found
    if not os.access(at, os.X_OK):
        return Trouble(found.found, elsewhere)
    made = f"as root: install -d -o {owners.name(user)} -m 0700 {path}"
    return Trouble(f"{path} isn't there, and {found.found}", made)


def trouble_with(database: Path) -> Trouble | None:
    """Why this user can't keep a database there; None where they can. Nothing is written."""
    if _there(database) and database.is_dir():
        do = f"name a file in it in .env: KANSO_DATABASE={database / 'kanso.db'}"
        return Trouble(f"{database} is a folder", do)
    files = beside(database)
    if found := trouble_with_folder(database.parent, files=files):
        return found
    closed = (path for path in files if not os.access(path, os.R_OK | os.W_OK))
    return next((owners.barred(path, files) for path in closed), None)


def _there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  (`Path.exists` raises below a closed folder)
