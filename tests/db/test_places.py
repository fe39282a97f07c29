"""Whose the database's files are and who may read them; one bot to a database."""

import contextlib
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import owners
from bot.config import ROOT
from bot.db import Database, lock, places
from bot.db.backup import back_up, restore
from bot.db.copies import CopyFailed
from bot.db.lock import DatabaseHeld
from bot.db.migrate import DatabaseUnusable, migrate

AT = datetime(2026, 11, 21, 9, 45, tzinfo=UTC)
STRANGER = 54321


def mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


@pytest.fixture(autouse=True)
def _usual_mask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[int, int]]:
    """What root gives to whom, as if this were root."""
    to: dict[str, tuple[int, int]] = {}

    def chown(path: Path, user: int, group: int) -> None:
        to[Path(path).name] = (user, group)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    return to


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Take some paths from the user that this runs as, as if they were another's."""

    def close(*paths: Path, to: int = os.R_OK | os.W_OK | os.X_OK) -> None:
        access = os.access

        def allowed(path: Path, mode: int) -> bool:
            return not (path in paths and mode & to) and access(path, mode)

        monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
        monkeypatch.setattr(os, "access", allowed)

    return close


async def test_what_the_bot_makes_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "local" / "kanso.db"
    with lock.alone(path):
        db = await Database.open(path)
        async with db.transaction() as tx:
            await tx.execute("INSERT INTO host_state VALUES ('k', 'v', 0)")
        made = {each.name: mode(each) for each in (path.parent, *path.parent.iterdir())}
        await db.close()
    assert made == {
        "local": "700", "kanso.db": "600", "kanso.db-wal": "600", "kanso.db-shm": "600",
        "kanso.db.lock": "600",
    }  # fmt: skip
    assert mode(path.parent.parent) == "700"


async def test_the_mode_that_a_host_chose_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    path.chmod(0o640)
    migrate(path)
    made = back_up(path, tmp_path / "backups", AT, keep=1)
    assert (mode(made), mode(made.parent)) == ("600", "700")
    aside = restore(made, path, AT, replace=True)
    assert aside is not None
    assert (mode(path), mode(aside)) == ("640", "640")


def test_what_root_restores_belongs_to_the_user_of_the_file_before(
    tmp_path: Path, given: dict[str, tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    owner = (tmp_path.stat().st_uid, tmp_path.stat().st_gid)
    assert given == {"kanso.db": owner}
    made = back_up(path, tmp_path / "backups", AT, keep=1)
    assert given["backups"] == given[f".{made.name}.{os.getpid()}.part"] == owner
    given.clear()
    restore(made, path, AT, replace=True)
    assert given == {f".kanso.db.{os.getpid()}.part": owner}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_the_owner_of_the_file_before_is_the_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    made = back_up(path, tmp_path / "backups", AT, keep=1)
    os.chown(path, STRANGER, STRANGER)
    restore(made, path, AT, replace=True)
    assert (path.stat().st_uid, path.stat().st_gid) == (STRANGER, STRANGER)


def test_root_who_may_give_nothing_away_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chown(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    migrate(tmp_path / "kanso.db")


def test_a_file_of_another_user_is_said_with_the_command_that_mends_it(
    tmp_path: Path, closed: Callable[..., None]
) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    owner = owners.name(path.stat().st_uid)
    closed(path)
    said = f"{path} belongs to {owner}, and this runs as {STRANGER}. As root: chown {STRANGER} "
    with pytest.raises(DatabaseUnusable) as told, lock.alone(path):
        pass
    assert str(told.value) == f"{said}{path}"
    assert not told.value.passing
    with pytest.raises(CopyFailed) as said_too:
        back_up(path, tmp_path / "backups", AT, keep=1)
    assert str(said_too.value) == str(told.value)


def test_a_folder_of_another_user_goes_with_its_files(
    tmp_path: Path, closed: Callable[..., None]
) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    deeper = tmp_path / "deeper" / "kanso.db"

    def do(database: Path) -> str:
        trouble = places.trouble_with(database)
        assert trouble is not None
        return trouble.do

    closed(tmp_path, to=os.W_OK)
    assert do(path) == f"as root: chown {STRANGER} {tmp_path} {path}"
    assert do(deeper) == f"as root: install -d -o {STRANGER} -m 0700 {deeper.parent}"
    closed(tmp_path)  # where nobody else may enter, a folder of one's own is out of reach
    assert do(deeper) == "name another place in .env behind KANSO_DATABASE="


def test_a_mode_that_shuts_its_owner_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kanso.db"
    migrate(path)
    path.chmod(0o400)
    monkeypatch.setattr(os, "access", lambda p, _: p != path)
    trouble = places.trouble_with(path)
    assert trouble is not None
    assert trouble.do == f"chmod u+rw {path}"


def test_places_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "letter").touch()
    for path, says in (
        (tmp_path, "is a folder. Name a file in it in .env: KANSO_DATABASE="),
        (tmp_path / "letter" / "kanso.db", "letter is a file. Name another place"),
        (Path("/proc/nowhere/kanso.db"), "/proc is no disk. Name another place"),
    ):
        with pytest.raises(DatabaseUnusable, match=says), lock.alone(path):
            pass
        with pytest.raises(DatabaseUnusable, match=says):
            migrate(path)
        with pytest.raises(CopyFailed, match=says):
            back_up(path, tmp_path / "backups", AT, keep=1)
    assert [each.name for each in tmp_path.iterdir()] == ["letter"]


def test_a_second_bot_is_kept_off_and_everything_else_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    with lock.alone(path):
        migrate(path)
        with pytest.raises(DatabaseHeld, match=r"A bot is running on .* already\. Stop that one"):
            with lock.alone(path):
                pass
        back_up(path, tmp_path / "backups", AT, keep=1)
        with contextlib.closing(sqlite3.connect(path)) as other:
            other.execute("INSERT INTO host_state VALUES ('k', 'v', 0)")
        with lock.alone(tmp_path / "other.db"):
            pass
    with lock.alone(path):
        pass


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.db import lock
with lock.alone(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    done = subprocess.run([sys.executable, "-c", KILLED, path], cwd=ROOT, check=False, timeout=20)
    assert done.returncode == -signal.SIGKILL
    with lock.alone(path):
        pass


def test_where_no_such_lock_is_known_the_bot_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise OSError("no locks here")

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", unknown)
        with lock.alone(tmp_path / "kanso.db"):
            pass
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.delattr(os, "geteuid")
    with lock.alone(tmp_path / "kanso.db"):
        assert places.trouble_with(tmp_path / "kanso.db") is None
    assert "by you" in owners.barred(tmp_path).found
