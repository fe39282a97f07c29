"""A file of any earlier version, with something in every table, is whole after an upgrade."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.db import migrate
from tests.privacy.rows import Filler, shapes

STEPS = migrate.steps()
GUILDS = (1, 2)
MEMBER = 111_222_333_444_555_666
BECOME_TEXT = {("settings_log", "old_value"), ("settings_log", "new_value")}
"""What a later step keeps as text."""

Row = dict[str, Any]


def filled(path: Path, folder: Path, version: int) -> dict[str, list[Row]]:
    """A file as that version left it, with a row of each server in every table; the rows."""
    folder.mkdir()
    for number, step in STEPS.items():
        if number <= version:
            (folder / step.name).write_bytes(step.read_bytes())
    migrate.migrate(path, folder)
    with contextlib.closing(sqlite3.connect(path)) as file:
        for guild in GUILDS:
            filler = Filler(file, guild=guild, other=MEMBER)
            for name, shape in filler.shapes.items():
                shared = not any(column == "guild_id" for column, _ in shape.columns)
                if shared and guild != GUILDS[0]:
                    continue  # a table that is no server's has one row
                filler.ensure(name)
        file.commit()
        return held(file)


def held(file: sqlite3.Connection) -> dict[str, list[Row]]:
    file.row_factory = sqlite3.Row
    return {
        name: [dict(row) for row in file.execute(f"SELECT * FROM {name}")] for name in shapes(file)
    }


@pytest.mark.parametrize("version", [number for number in STEPS if number < len(STEPS)])
def test_every_row_of_every_earlier_version_is_kept(tmp_path: Path, version: int) -> None:
    path = tmp_path / "kanso.db"
    before = filled(path, tmp_path / "steps", version)
    assert all(before.values())
    migrate.migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert file.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
        after = held(file)
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        expected = [
            {
                name: str(value) if (table, name) in BECOME_TEXT and value is not None else value
                for name, value in row.items()
            }
            for row in rows
        ]
        assert sorted(map(repr, kept)) == sorted(map(repr, expected)), table
