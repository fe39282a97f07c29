"""Who may use a file of the host's, in words. Where a system knows no owners, nobody is named."""

import os
import shlex
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Trouble(NamedTuple):
    """What keeps a place from being used, and what the host does about it: a command stands last,
    so that nothing behind it is copied with it.
    """

    found: str
    do: str

    def __str__(self) -> str:
        return f"{self.found}. {self.do[0].upper()}{self.do[1:]}"


def name(uid: int) -> str:
    """A user's name, the number where there is none."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return str(uid)


def me() -> int | None:
    """The number of the user that this runs as."""
    return os.geteuid() if hasattr(os, "geteuid") else None


def barred(path: Path, beside: Sequence[Path] = ()) -> Trouble:
    """Why this user may not use `path`, which is there. `beside` are its companions: those that
    belong to somebody else are given away with it.
    """
    held, mine = path.stat(), me()
    if mine is None:
        return Trouble(f"{path} may not be used by you", "allow it in its properties")
    if held.st_uid != mine:
        others = [each for each in beside if each.stat().st_uid != mine]
        given = " ".join(shlex.quote(str(each)) for each in dict.fromkeys([path, *others]))
        found = f"{path} belongs to {name(held.st_uid)}, and this runs as {name(mine)}"
        return Trouble(found, f"as root: chown {name(mine)} {given}")
    needed = stat.S_IRWXU if path.is_dir() else stat.S_IRUSR | stat.S_IWUSR
    if held.st_mode & needed != needed:
        letters = "rwx" if path.is_dir() else "rw"
        found = f"{path} forbids its own owner to use it"
        return Trouble(found, f"chmod u+{letters} {shlex.quote(str(path))}")
    return Trouble(
        f"{path} can't be written to: its disk is read-only",
        "mount it for writing, or name another place in .env; under systemd the unit's "
        "ReadWritePaths say where may be written",
    )


def open_to_others(path: Path) -> bool:
    """Whether any user of this machine may read the file."""
    if os.name != "posix" or not os.path.exists(path):  # noqa: PTH110  (says no where it can't look)
        return False
    return bool(path.stat().st_mode & stat.S_IROTH and path.parent.stat().st_mode & stat.S_IXOTH)
