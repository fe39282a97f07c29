"""`python -m bot backup`, `restore` and the container's probe, as they are typed."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import __main__ as command_line
from bot import config
from bot.config import ROOT, Config, ConfigError
from bot.db.migrate import migrate
from bot.host import probe

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    held = Config(database=tmp_path / "kanso.db", backup_keep=2)
    monkeypatch.setattr(config, "load", lambda: held)
    return held


@pytest.fixture
def run(settings: Config, capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: object) -> tuple[int, str, str]:
        code = command_line.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def test_there_and_back(settings: Config, run: Run, tmp_path: Path) -> None:
    migrate(settings.database)
    code, said, _ = run("backup")
    assert code == 0
    (made,) = settings.backup_folder.iterdir()
    assert said.startswith(f"{made}: ")
    assert "restored on trial and found whole" in said
    code, _, error = run("restore", made)
    assert (code, "With --replace" in error) == (1, True)
    code, said, _ = run("restore", made, "--replace")
    assert code == 0
    (aside,) = tmp_path.glob("*.bak")
    assert f"is kept for 30 days: {aside}" in said


def test_elsewhere_and_as_many_as_asked_for(settings: Config, run: Run, tmp_path: Path) -> None:
    migrate(settings.database)
    other = tmp_path / "other"
    other.mkdir()
    for day in (1, 2):
        (other / f"kanso-2020010{day}T000000Z.db").touch()
    assert run("backup", "--to", other, "--keep", 2)[0] == 0
    assert len(list(other.iterdir())) == 2
    assert not settings.backup_folder.exists()


def test_what_cant_be_done_is_said(settings: Config, run: Run, tmp_path: Path) -> None:
    assert run("backup")[::2] == (
        1,
        f"There is no {settings.database} yet. It is made when the bot first runs.\n",
    )
    assert "There is no file" in run("restore", tmp_path / "absent")[2]
    migrate(settings.database)
    run("backup")
    (made,) = settings.backup_folder.iterdir()
    with contextlib.closing(sqlite3.connect(settings.database)) as bot:
        bot.execute("SELECT * FROM host_state").fetchall()
        assert "Stop the bot first" in run("restore", made, "--replace")[2]


def test_what_cant_be_imported_is_said(settings: Config, run: Run, tmp_path: Path) -> None:
    absent, cut = tmp_path / "absent.zip", tmp_path / "cut.zip"
    assert run("import", absent)[::2] == (1, f"There is no file {absent}.\n")
    cut.write_bytes(b"PK\3\4 and no end")
    code, _, error = run("import", cut)
    assert code == 1
    assert "no whole export of Kansō's: it is no zip, or was damaged on its way." in error
    assert not settings.database.exists()


def test_a_folder_as_database_is_said(run: Run, settings: Config, tmp_path: Path) -> None:
    settings.database.mkdir()
    for words in (["backup"], ["export", "1", tmp_path / "x.zip"], ["restore", __file__]):
        assert f"{settings.database} is a folder. Name a file in it" in run(*words)[2]


def test_an_export_is_its_owners_alone(settings: Config, run: Run, tmp_path: Path) -> None:
    migrate(settings.database)
    with contextlib.closing(sqlite3.connect(settings.database)) as file:
        file.execute("INSERT INTO guild_settings (guild_id) VALUES (1)")
        file.commit()
    assert run("export", 1, tmp_path / "1.zip")[0] == 0
    assert (tmp_path / "1.zip").stat().st_mode & 0o077 == 0


def test_a_doctor_whom_nobody_hears_out_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "doctor"], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "DISCORD_TOKEN": "x", "KANSO_DATABASE": str(tmp_path / "kanso.db")},
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("number", ["0", "-1", "many", "1001", "²"])
def test_a_number_that_is_none_is_refused(run: Run, number: str) -> None:
    with pytest.raises(SystemExit):
        run("backup", "--keep", number)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("KANSO_BACKUP_EVERY", "daily", "a whole number from 0 to 8760"),
        ("KANSO_BACKUP_KEEP", "0", "a whole number from 1 to 1000"),
        ("KANSO_BACKUP_KEEP", "9" * 5000, "a whole number from 1 to 1000"),
        ("KANSO_METRICS", "9464", "an address as 127.0.0.1:9464, or off"),
        ("KANSO_METRICS", "127.0.0.1:94640", "an address as 127.0.0.1:9464, or off"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError, match=f"{key} is .*; use {says}"):
        config.from_mapping({key: value})


def test_settings_as_they_are_read() -> None:
    read = config.from_mapping({"KANSO_METRICS": "[::1]:9464", "KANSO_BACKUPS": "/mnt/elsewhere"})
    assert (read.metrics, read.backup_every, read.backup_keep) == (("::1", 9464), 24, 7)
    assert read.backup_folder == Path("/mnt/elsewhere")
    plain = config.from_mapping({})
    assert plain.metrics is None
    assert plain.backup_folder == plain.database.parent / "backups"


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
async def test_the_probe_says_how_the_bot_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, code: int
) -> None:
    async def health(_: web.Request) -> web.Response:
        return web.json_response({"gateway": status == 200}, status=status)

    served = web.Application()
    served.router.add_get("/healthz", health)
    async with TestServer(served) as server:
        settings = replace(Config(), metrics=("0.0.0.0", server.port or 0))
        monkeypatch.setattr(config, "load", lambda: settings)
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        assert await asyncio.to_thread(probe.main) == code
    assert ('{"gateway": false}' in capsys.readouterr().err) is bool(code)


def test_the_probe_where_nobody_answers_or_nobody_is_to_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(config, "load", lambda: replace(Config(), metrics=("::1", 1)))
    assert probe.main() == 1
    assert "http://[::1]:1/healthz doesn't answer" in capsys.readouterr().err
    monkeypatch.setattr(config, "load", Config)
    assert probe.main() == 0
