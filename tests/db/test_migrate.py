"""Schema versions: whole steps, a copy before, and words for a file from the future."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.db import migrate
from bot.db.migrate import DatabaseTooNew, MigrationFailed


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as file:
        return int(file.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (n INTEGER) STRICT;")
    return folder


def test_a_new_file_gets_every_step_and_wal(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    migrate.migrate(path)
    assert version(path) == len(migrate.steps())
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        strict = {name: strict for _, name, kind, _, _, strict in file.execute("PRAGMA table_list")
                  if kind == "table" and not name.startswith("sqlite_")}  # fmt: skip
    assert strict
    assert all(strict.values()), strict


def test_an_older_file_is_copied_before_it_is_changed(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "kanso.db"
    migrate.migrate(path, folder)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO one VALUES (7)")
        file.commit()
    (folder / "0002_two.sql").write_text("DROP TABLE one;")
    migrate.migrate(path, folder)
    (copy,) = tmp_path.glob("kanso.db.v1-*.bak")
    assert (version(path), version(copy)) == (2, 1)
    with contextlib.closing(sqlite3.connect(copy)) as file:
        assert file.execute("SELECT n FROM one").fetchall() == [(7,)]


def test_settings_and_their_log_outlive_the_step_that_makes_their_values_text(
    tmp_path: Path,
) -> None:
    path, before = tmp_path / "kanso.db", tmp_path / "before"
    before.mkdir()
    for number, step in migrate.steps().items():
        if number < 7:
            (before / step.name).write_bytes(step.read_bytes())
    migrate.migrate(path, before)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO guild_settings (guild_id, review_channel_id) VALUES (1, 22)")
        file.execute("INSERT INTO settings_log VALUES (1, 1, 5, 1000, 'review_channel_id', 11, 22)")
        file.execute(
            "INSERT INTO settings_log VALUES (1, 2, 5, 1001, 'moderator_role_id', 3, NULL)"
        )
        file.commit()
    migrate.migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        log = "SELECT entry, changed_by, old_value, new_value, undoes FROM settings_log"
        assert file.execute(log).fetchall() == [(1, 5, "11", "22", None), (2, 5, "3", None, None)]
        kept = "SELECT review_channel_id, title_language, zone, hide_scores FROM guild_settings"
        assert file.execute(kept).fetchall() == [(22, None, None, None)]


def test_an_up_to_date_file_is_left_alone(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "kanso.db"
    migrate.migrate(path, folder)
    migrate.migrate(path, folder)
    assert not list(tmp_path.glob("*.bak"))


def test_a_file_from_a_later_version_is_refused_in_words(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "kanso.db"
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(DatabaseTooNew, match="schema version 99; this Kansō knows up to 1"):
        migrate.migrate(path, folder)
    assert version(path) == 99


def test_a_failing_step_changes_nothing_and_is_named(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "kanso.db"
    (folder / "0002_two.sql").write_text("CREATE TABLE two (n INTEGER) STRICT;\nNONSENSE;")
    with pytest.raises(MigrationFailed, match=r"0002_two\.sql failed .* unchanged"):
        migrate.migrate(path, folder)
    assert version(path) == 1
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]


def test_a_step_may_not_end_the_transaction_itself(tmp_path: Path, folder: Path) -> None:
    (folder / "0002_two.sql").write_text("COMMIT;")
    with pytest.raises(MigrationFailed, match="must leave its transaction"):
        migrate.migrate(tmp_path / "kanso.db", folder)


def test_gaps_in_the_numbers_are_refused(folder: Path) -> None:
    (folder / "0003_three.sql").write_text("SELECT 1;")
    with pytest.raises(MigrationFailed, match="numbered 1 to 2"):
        migrate.steps(folder)
