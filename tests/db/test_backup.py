"""Backups: whole or not there, and restoring, which leaves the old file or the new one."""

import contextlib
import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import ROOT
from bot.db import backup, copies
from bot.db.backup import back_up, backups, restore
from bot.db.copies import CopyFailed, Why
from bot.db.migrate import DatabaseUnusable, migrate, steps

AT = datetime(2026, 11, 21, 9, 45, tzinfo=UTC)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "kanso.db"
    migrate(path)
    note(path, "first", "1")
    return path


@pytest.fixture
def database(new: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(new, tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def note(path: Path, key: str, value: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO host_state VALUES (?, ?, 0)", (key, value))
        file.commit()


def notes(path: Path) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dict(file.execute("SELECT key, value FROM host_state"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextlib.contextmanager
def in_use(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody has the database open, with what they wrote in its log alone."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("INSERT INTO host_state VALUES ('in the log', '2', 0)")
        yield other


def test_a_backup_of_a_database_in_use_holds_what_is_committed(
    database: Path, folder: Path
) -> None:
    with in_use(database) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO host_state VALUES ('not yet', '3', 0)")
        made = back_up(database, folder, AT, keep=7)
        other.execute("COMMIT")
    assert names(folder) == ["kanso-20261121T094500Z.db"] == [made.name]
    assert notes(made) == {"first": "1", "in the log": "2"}
    assert made.stat().st_mode & 0o077 == 0
    assert notes(database).keys() == {"first", "in the log", "not yet"}


def test_writing_goes_on_while_the_backup_is_made(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(database, "long", "x" * 400_000)
    monkeypatch.setattr(copies, "PAGES", 10)
    rounds = 0
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
        (pages,) = other.execute("PRAGMA page_count").fetchone()

        def write_meanwhile() -> bool:
            nonlocal rounds
            rounds += 1
            other.execute("INSERT INTO host_state VALUES (?, '', 0)", (f"later {rounds}",))
            return False

        made = back_up(database, folder, AT, keep=7, stopped=write_meanwhile)
    assert 5 < rounds < 3 * pages / copies.PAGES, "it began anew with each write"
    assert notes(made).keys() == {"first", "long"}


def test_the_newest_are_left_and_what_isnt_a_backup(database: Path, folder: Path) -> None:
    folder.mkdir()
    strangers = ["kanso.db", "kanso-notes.db", "other-20200101T000000Z.db", "kanso-20200101.db"]
    for name in strangers:
        (folder / name).write_text("mine")
    for day in range(5):
        back_up(database, folder, AT + timedelta(days=day), keep=3)
    kept = [f"kanso-2026112{day}T094500Z.db" for day in (5, 4, 3)]
    assert [path.name for path in backups(database, folder)] == kept
    assert names(folder) == sorted([*kept, *strangers])


def test_what_a_killed_process_left_is_cleared_after_a_day(database: Path, folder: Path) -> None:
    folder.mkdir()
    old, new = (folder / f".kanso-20261121T0{n}0000Z.db.{n}.part" for n in (1, 2))
    tried = folder / ".kanso-20261121T010000Z.db.1.part.abc"
    tried.mkdir()
    (tried / "tried.db").write_text("half")
    for path in (old, new):
        path.write_text("half")
    for path in (old, tried):
        os.utime(path, (0, 0))
    made = back_up(database, folder, AT, keep=1)
    assert names(folder) == sorted([new.name, made.name])


def test_a_damaged_database_makes_no_backup_and_deletes_none(database: Path, folder: Path) -> None:
    good = back_up(database, folder, AT, keep=1)
    note(database, "long", "x" * 100_000)
    damage(database)
    with pytest.raises(CopyFailed, match=r"damaged .*-m bot doctor"):
        back_up(database, folder, AT + timedelta(days=1), keep=1)
    assert names(folder) == [good.name]


def damage(database: Path) -> None:
    """Break the chain of pages that a long text takes."""
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    held = bytearray(database.read_bytes())
    place = held.index(b"x" * 4000)
    held[place + 4096 : place + 16384] = b"\xff" * 12288
    database.write_bytes(held)


def test_nothing_to_back_up_is_said(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(CopyFailed, match=r"no .*kanso\.db yet"):
        back_up(tmp_path / "kanso.db", folder, AT, keep=1)
    assert not folder.exists()
    assert not (tmp_path / "kanso.db").exists()


def test_a_folder_that_is_none_is_said(database: Path, folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(CopyFailed, match=r"No backup was made in .*backups: .*File exists"):
        back_up(database, folder, AT, keep=1)


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [
        (errno.ENOSPC, Why.FULL, "make room"),
        (errno.EROFS, Why.READ_ONLY, "can't be written to"),
        (errno.EIO, Why.OTHER, "Input/output error"),
    ],
)
def test_what_the_disk_says_comes_with_what_to_do(
    database: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: Why,
    says: str,
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CopyFailed, match=says) as told:
        back_up(database, folder, AT, keep=1)
    assert told.value.why is kind
    assert names(folder) == []


def test_sqlites_own_words_for_a_full_disk_are_understood(database: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as told:
            file.execute("INSERT INTO host_state VALUES ('k', ?, 0)", ("x" * 100_000,))
    assert copies.why(told.value) is Why.FULL


def test_stopping_leaves_nothing(database: Path, folder: Path) -> None:
    with pytest.raises(CopyFailed) as told:
        back_up(database, folder, AT, keep=1, stopped=lambda: True)
    assert told.value.why is Why.STOPPED
    assert names(folder) == []


def test_stopping_is_heard_while_the_copy_is_verified(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "STEPS", 10)
    verifying = False
    verify = copies.verify

    def verified(*arguments: Any) -> None:
        nonlocal verifying
        verifying = True
        verify(*arguments)

    monkeypatch.setattr(copies, "verify", verified)
    with pytest.raises(CopyFailed) as told:
        back_up(database, folder, AT, keep=1, stopped=lambda: verifying)
    assert told.value.why is Why.STOPPED
    assert names(folder) == []


def test_restoring_where_nothing_is(database: Path, folder: Path, tmp_path: Path) -> None:
    made = back_up(database, folder, AT, keep=1)
    target = tmp_path / "new" / "kanso.db"
    assert restore(made, target, AT) is None
    assert notes(target) == {"first": "1"}
    assert names(target.parent) == ["kanso.db"]


def test_a_file_that_is_there_is_replaced_only_when_told_to_and_set_aside(
    database: Path, folder: Path
) -> None:
    made = back_up(database, folder, AT, keep=1)
    note(database, "second", "2")
    with pytest.raises(CopyFailed, match="With --replace"):
        restore(made, database, AT)
    aside = restore(made, database, AT, replace=True)
    assert aside is not None
    assert aside.name == "kanso.db.replaced-20261121T094500Z.bak"
    assert notes(database) == {"first": "1"}
    assert notes(aside) == {"first": "1", "second": "2"}
    migrate(database)
    again = restore(aside, database, AT + timedelta(seconds=1), replace=True)
    assert again is not None
    assert notes(database) == {"first": "1", "second": "2"}


def test_what_only_the_log_held_is_set_aside_too(database: Path, folder: Path) -> None:
    """As after kill -9: the log lies beside the file and nobody has it open."""
    made = back_up(database, folder, AT, keep=1)
    with in_use(database):
        held = {path.name: path.read_bytes() for path in database.parent.glob("kanso.db*")}
    for name, content in held.items():
        (database.parent / name).write_bytes(content)
    assert "kanso.db-wal" in held
    aside = restore(made, database, AT, replace=True)
    assert aside is not None
    assert notes(aside).keys() == {"first", "in the log"}
    assert notes(database) == {"first": "1"}


def test_nothing_is_restored_under_a_running_bot(database: Path, folder: Path) -> None:
    made = back_up(database, folder, AT, keep=1)
    with in_use(database):
        before = names(database.parent)
        with pytest.raises(CopyFailed, match=r"in use\. Stop the bot first"):
            restore(made, database, AT, replace=True)
        assert names(database.parent) == before
    assert notes(database).keys() == {"first", "in the log"}


def test_a_damaged_file_makes_way_with_its_log(database: Path, folder: Path) -> None:
    made = back_up(database, folder, AT, keep=1)
    database.write_text("Dear diary. " * 1000)
    log = database.with_name("kanso.db-wal")
    log.write_text("a log that must not be played into another file")
    aside = restore(made, database, AT, replace=True)
    assert aside is not None
    assert aside.read_text().startswith("Dear diary")
    assert not log.exists()
    assert notes(database) == {"first": "1"}


def test_a_disk_without_second_names_gets_a_copy(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(database, folder, AT, keep=1)

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    aside = restore(made, database, AT, replace=True)
    assert aside is not None
    assert notes(aside) == notes(database) == {"first": "1"}


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("PRAGMA user_version = 99", "schema version 99.*Update Kansō first"),
        ("DROP TABLE host_state", "no database of Kansō's"),
        ("PRAGMA user_version = 0", "no database of Kansō's"),
    ],
)
def test_what_is_no_backup_for_this_version_is_refused(
    database: Path, folder: Path, script: str, says: str
) -> None:
    made = back_up(database, folder, AT, keep=1)
    with contextlib.closing(sqlite3.connect(made)) as file:
        file.execute(script)
    with pytest.raises(CopyFailed, match=says):
        restore(made, database, AT, replace=True)
    assert names(database.parent) == ["backups", "kanso.db"]


def test_a_file_that_is_no_database_or_absent_is_refused(database: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear diary. " * 1000)
    with pytest.raises(CopyFailed, match="file is not a database"):
        restore(letter, database, AT, replace=True)
    with pytest.raises(CopyFailed, match="There is no file"):
        restore(tmp_path / "absent", database, AT)
    assert notes(database) == {"first": "1"}


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.db import backup, copies

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

owner, name = {"backup": backup, "copies": copies, "Path": Path}[sys.argv[3]], sys.argv[4]
setattr(owner, name, die)
first, second, at = Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, 22, tzinfo=UTC)
if first.suffix == ".db" and second.suffix == ".db":
    backup.restore(first, second, at, replace=True)
else:
    backup.back_up(first, second, at, keep=1)
"""


def killed(first: Path, second: Path, moment: str) -> None:
    """Restore `first` in `second`'s place, or back `first` up in the folder `second`; kill -9."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, first, second, *moment.split(".")],
        cwd=ROOT, check=False, timeout=20,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("moment", ["copies.verify", "Path.replace"])
def test_kill_in_the_middle_of_a_backup_leaves_none_and_the_one_before(
    database: Path, folder: Path, moment: str
) -> None:
    made = back_up(database, folder, AT, keep=1)
    killed(database, folder, moment)
    assert backups(database, folder) == [made]
    again = back_up(database, folder, AT + timedelta(days=2), keep=1)
    assert backups(database, folder) == [again]
    assert notes(again) == {"first": "1"}


@pytest.mark.parametrize(
    "moment", ["copies.verify", "backup._leave", "Path.hardlink_to", "Path.replace"]
)
def test_kill_in_the_middle_of_restoring_leaves_the_old_file_whole(
    database: Path, folder: Path, moment: str
) -> None:
    made = back_up(database, folder, AT, keep=1)
    note(database, "second", "2")
    killed(made, database, moment)
    assert notes(database) == {"first": "1", "second": "2"}
    aside = restore(made, database, AT, replace=True)
    assert aside is not None
    assert notes(database) == {"first": "1"}
    assert notes(aside) == {"first": "1", "second": "2"}


def test_an_older_backup_is_brought_up_to_date_when_the_bot_starts(
    database: Path, folder: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "0001_settings.sql").write_bytes(steps()[1].read_bytes())
    old = tmp_path / "old.db"
    migrate(old, before)
    note(old, "old", "0")
    made = back_up(old, folder, AT, keep=1)
    restore(made, database, AT, replace=True)
    migrate(database)
    assert notes(database) == {"old": "0"}


def test_a_copy_before_an_update_that_cant_be_made_stops_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before = tmp_path / "kanso.db", tmp_path / "before"
    before.mkdir()
    (before / "0001_settings.sql").write_bytes(steps()[1].read_bytes())
    migrate(path, before)

    def full(_: int) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DatabaseUnusable, match=r"disk is full.*wasn't brought up to date"):
        migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
    assert not list(tmp_path.glob("*.bak"))


def test_what_was_set_aside_goes_after_thirty_days(database: Path) -> None:
    def aside(days: int) -> Path:
        path = copies.set_aside(database, "v3", AT - timedelta(days=days))
        path.write_text("set aside")
        return path

    month, more = aside(30), aside(31)
    mine = database.with_name("kanso.db.mine.bak")
    mine.write_text("no time in its name")
    copies.sweep(database, AT)
    assert (month.exists(), more.exists(), mine.exists()) == (True, False, True)


def test_a_name_without_a_time_of_this_world_has_none() -> None:
    assert backup.made_at(Path("kanso-20261321T094500Z.db")) is None
    assert backup.made_at(Path("kanso-20261121T094500Z.db")) == AT
