"""The command line: what a host types, and what is said when it can't be done."""

import asyncio
import contextlib
import io
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import discord
import pytest

from bot import __main__ as command_line
from bot import __version__, config
from bot.config import ROOT, Config
from bot.db import Database, lock, migrate
from tests.wire import TOKEN, Wire, pointed_at


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's own settings, and a database of this test's own."""
    monkeypatch.setattr(config, "ENV_FILE", tmp_path / ".env")
    for key in ("DISCORD_TOKEN", "KANSO_LOG_LEVEL", "KANSO_LOG_FORMAT"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("KANSO_DATABASE", str(tmp_path / "kanso.db"))


def test_a_show_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["show", "Hero Mask"]) == 0
    said = capsys.readouterr().out
    assert "Director Hiroyasu Aoki" in said
    assert "Aired 3 December 2018" in said
    assert "**" not in said


def test_an_unknown_show_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["show", "qwertzuiop asdfghjkl"]) == 1
    assert "I don't know a show called “qwertzuiop asdfghjkl”" in capsys.readouterr().err


def test_an_ambiguous_title_names_the_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["show", "Hero"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "“Hero” may be one of these; type which:"
    assert "  Hero Mask (2018)" in said


def test_links_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["show", "One Piece"]) == 0
    said = capsys.readouterr().out
    assert "Crunchyroll (https://www.crunchyroll.com/one-piece)" in said
    assert not re.search(r"\]\(|<t:|\\", said)


@pytest.mark.parametrize("arguments", [["show", "Hero Mask"], ["--help"]])
def test_a_terminal_that_knows_few_letters(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", written)
    with contextlib.suppress(SystemExit):
        command_line.main(arguments)
    written.flush()
    assert b"Kans?" in written.buffer.getvalue()


def test_what_isnt_a_token_is_refused_before_anything_is_begun(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "hello")
    assert command_line.main([]) == 78
    said = capsys.readouterr().err
    assert "it doesn't look like a bot's token" in said
    assert "hello" not in said
    assert list(tmp_path.iterdir()) == []


async def test_a_second_bot_on_a_database_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kanso.db"
    with lock.alone(path):
        assert await command_line.run(Config(database=path, token=TOKEN)) == 78
    assert f"A bot is running on {path} already" in capsys.readouterr().err


async def test_a_database_that_somebody_locks_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    monkeypatch.setattr(migrate, "_migrate", busy)
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            settings = Config(database=tmp_path / "kanso.db", token=TOKEN)
            assert await command_line.run(settings) == 1


def test_voice_isnt_missed() -> None:
    assert not discord.VoiceClient.warn_nacl
    assert not discord.VoiceClient.warn_dave


def test_ctrl_c_while_it_is_still_imported_ends_it_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "aiohttp.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], cwd=ROOT, check=False, timeout=30,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


def test_without_a_token_the_next_step_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 78
    said = capsys.readouterr().err
    assert "Copy .env.example to .env" in said
    assert config.typed("demo", group="demo") in said


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KANSO_LOG_LEVEL", "loud")
    assert command_line.main([]) == 78
    assert "KANSO_LOG_LEVEL is 'LOUD'" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["99999", "-1", "many"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["demo", "--port", port])
    assert "a whole number from 0 to 65535" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["--version"])
    assert capsys.readouterr().out == f"Kansō {__version__}\n"


async def test_a_refused_token_is_said_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            settings = Config(database=tmp_path / "kanso.db", token=TOKEN.replace("W", "V"))
            assert await command_line.run(settings) == 78
    assert "Discord refused the token" in capsys.readouterr().err


async def test_a_database_of_a_later_version_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kanso.db"
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            assert await command_line.run(Config(database=path, token=TOKEN)) == 78
    assert "Update Kansō, or restore a backup" in capsys.readouterr().err


async def test_a_file_that_is_no_database_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kanso.db"
    path.write_text("Dear diary, today I watched all of it again. " * 100)
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            assert await command_line.run(Config(database=path, token=TOKEN)) == 78
    assert "can't be opened: file is not a database" in capsys.readouterr().err
    assert path.read_text().startswith("Dear diary")


async def test_no_network_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        api = f"http://127.0.0.1:{nobody.getsockname()[1]}/api/v10"
    with pointed_at(api, "ws://127.0.0.1:1"):
        settings = Config(database=tmp_path / "kanso.db", token=TOKEN)
        assert await command_line.run(settings) == 1
    assert "Discord can't be reached" in capsys.readouterr().err


async def test_a_signal_while_the_database_opens_ends_it_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, opened = asyncio.Event(), Database.open

    async def slowly(path: Path, *, busy_timeout: float) -> Database:
        opening.set()
        await asyncio.sleep(0)
        return await opened(path, busy_timeout=busy_timeout)

    monkeypatch.setattr(Database, "open", slowly)
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            settings = Config(database=tmp_path / "kanso.db", token=TOKEN)
            running = asyncio.create_task(command_line.run(settings))
            await opening.wait()
            os.kill(os.getpid(), signal.SIGTERM)
            assert await asyncio.wait_for(running, 10) == 0


async def test_a_broken_catalogue_names_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "catalogue.jsonl"
    broken.write_text('{"id": "anilist/1"}\n')
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            settings = Config(database=tmp_path / "kanso.db", catalogue=broken, token=TOKEN)
            assert await command_line.run(settings) == 78
    assert "catalogue.jsonl, line 1" in capsys.readouterr().err
