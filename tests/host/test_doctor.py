"""The doctor: a line for each check, what to do, and nothing changed by looking."""

import base64
import contextlib
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import __main__ as command_line
from bot import config as configuration
from bot.config import Config
from bot.db.migrate import migrate, steps
from bot.host import doctor
from bot.host.doctor import Finding, Grade
from tests.wire import TOKEN as WIRE_TOKEN
from tests.wire import Wire, pointed_at

NOW = datetime(2026, 11, 21, 9, 45, tzinfo=UTC)
TOKEN = ".".join([base64.b64encode(b"100000000000000001").decode(), "GABCDE", "x" * 38])


class Still:
    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "kanso.db"
    migrate(path)
    return path


@pytest.fixture
def held(new: Path, config: Config) -> Path:
    """A database where the config says, as the first start makes it."""
    return Path(shutil.copy(new, config.database))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        database=tmp_path / "kanso.db",
        catalogue_update=tmp_path / "catalogue.kanso",
        token=TOKEN,
        backup_every=24,
    )


async def every(config: Config, *, online: bool = False) -> dict[str, Finding]:
    intents = discord.Intents.none()
    found = doctor.findings(config, intents, Still(), online=online)
    return {finding.subject: finding async for finding in found}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def wrongs(found: dict[str, Finding]) -> list[str]:
    return [subject for subject, finding in found.items() if finding.grade is Grade.WRONG]


async def test_all_is_well_before_the_first_start_and_nothing_is_made(
    config: Config, tmp_path: Path
) -> None:
    found = await every(config)
    assert wrongs(found) == []
    assert str(found["Token"]) == "ok    Token: looks like a bot's token"
    assert "none yet; the first start makes it" in found["Database"].found
    assert "none privileged" in found["Intents"].found
    assert "python -m bot catalogue update" in found["Catalogue"].do
    assert "KANSO_ANILIST" in found["AniList"].found
    assert contents(tmp_path) == {}


async def test_a_database_is_looked_at_without_changing_a_byte(
    config: Config, held: Path, tmp_path: Path
) -> None:
    before = contents(tmp_path)
    found = await every(config)
    assert wrongs(found) == []
    assert f"of schema version {len(steps())}" in found["Database"].found
    assert contents(tmp_path) == before


def test_a_database_in_use_is_looked_at_with_its_log(config: Config, held: Path) -> None:
    with contextlib.closing(sqlite3.connect(config.database)) as other:
        other.execute("PRAGMA user_version = 99")
        found = doctor.database(config.database)
    assert "of schema version 99; this Kansō knows up to" in found.found
    assert found.do == "update Kansō"


def test_an_older_database_is_no_trouble(config: Config, held: Path) -> None:
    with contextlib.closing(sqlite3.connect(config.database)) as file:
        file.execute("PRAGMA user_version = 3")
    found = doctor.database(config.database)
    assert found.grade is Grade.OK
    assert "the next start brings it to" in found.found


def test_rows_that_point_nowhere_are_counted(config: Config, held: Path) -> None:
    with contextlib.closing(sqlite3.connect(config.database)) as file:
        file.execute("CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT")
        file.execute("CREATE TABLE b (a INTEGER REFERENCES a (id)) STRICT")
        file.execute("INSERT INTO b VALUES (1), (2)")
        file.commit()
    found = doctor.database(config.database)
    assert (found.grade, found.found[:6]) == (Grade.WRONG, "2 rows")


def test_a_damaged_database_leads_to_a_backup(config: Config, held: Path) -> None:
    with contextlib.closing(sqlite3.connect(config.database)) as file:
        file.execute("INSERT INTO host_state VALUES ('long', ?, 0)", ("x" * 50_000,))
        file.commit()
    whole = held.read_bytes()
    place = whole.index(b"x" * 4000) + 4096
    held.write_bytes(whole[:place] + b"\xff" * 8192 + whole[place + 8192 :])
    found = doctor.database(config.database)
    assert found.found.startswith("damaged: ")
    assert "restore FILE --replace" in found.do
    assert "\n" not in str(found)


def test_a_file_that_is_no_database_is_said(config: Config) -> None:
    config.database.write_text("Dear diary. " * 1000)
    found = doctor.database(config.database)
    assert "file is not a database" in found.found
    assert found.grade is Grade.WRONG


def test_a_database_that_cant_be_written_to_is_said(
    config: Config, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert doctor.database(config.database).found == "can't be written to"


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (None, "there is none"),
        ("Bot " + TOKEN, "begins with “Bot”"),
        ("hunter2", "doesn't look like"),
        (TOKEN[:40], "doesn't look like"),
        (TOKEN.replace(".", " "), "doesn't look like"),
        ("é" + TOKEN, "doesn't look like"),
        (base64.b64encode(b"a name").decode() + TOKEN[24:], "doesn't look like"),
    ],
)
def test_a_token_of_another_shape_is_said_and_never_shown(token: str | None, says: str) -> None:
    found = doctor.token(token)
    assert found.grade is Grade.WRONG
    assert says in found.found
    assert token is None or token not in str(found)


async def test_discord_is_asked_about_the_token_only_when_told_to(config: Config) -> None:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            assert "Discord" not in await every(config)
            assert wire.requests == []
            assert (await every(config, online=True))["Discord"].found == "refuses the token"
            assert (await doctor.signed_in(WIRE_TOKEN)).grade is Grade.OK
            assert [link.identify for link in wire.links] == []
    with pointed_at("http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1"):
        assert "can't be reached" in (await doctor.signed_in(WIRE_TOKEN)).found


def test_privileged_intents_would_have_to_be_switched_on() -> None:
    found = doctor.intents_of(discord.Intents(message_content=True))
    assert "message_content" in found.found


def test_a_full_disk_is_said(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    usage: Any = type("usage", (), {"free": 5 << 20})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    found = doctor.disk(config.database)
    assert (found.grade, found.found) == (Grade.WRONG, "5 MB free")

    def gone(_: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr(shutil, "disk_usage", gone)
    assert "can't be looked at" in doctor.disk(config.database).found


def test_backups_by_their_age(config: Config) -> None:
    def found(**changed: Any) -> Finding:
        return doctor.backups(replace(config, **changed), Still())

    assert "KANSO_BACKUP_EVERY" in found(backup_every=0).do
    assert found().found == "none yet"
    config.backup_folder.mkdir()
    (config.backup_folder / f"kanso-{NOW - timedelta(hours=40):%Y%m%dT%H%M%SZ}.db").touch()
    assert found().found == "1, the newest of 19 November 2026, 17:45 UTC"
    late = found(backup_every=12)
    assert late.grade is Grade.NOTE
    assert "one is due each 12 h" in late.found
    config.backup_folder.joinpath("deeper").write_text("a file")
    none = found(backups=config.backup_folder / "deeper")
    assert none.grade is Grade.WRONG


def test_catalogues_that_cant_be_read(config: Config, tmp_path: Path) -> None:
    config.catalogue_update.write_bytes(b"no catalogue")
    held = doctor.shows(config)
    assert held.grade is Grade.NOTE
    assert "embedded shows are used" in held.found
    assert doctor.shows(replace(config, catalogue=tmp_path / "absent")).grade is Grade.WRONG


Answer = Callable[[web.Request], web.StreamResponse]


@contextlib.asynccontextmanager
async def anilist(answer: Answer) -> AsyncIterator[str]:
    async def serve(request: web.Request) -> web.StreamResponse:
        assert (await request.json()) == {"query": "{__typename}"}
        return answer(request)

    served = web.Application()
    served.router.add_post("/", serve)
    async with TestServer(served) as server:
        yield str(server.make_url("/"))


@pytest.mark.parametrize(
    ("ahead", "grade", "says"),
    [(0, Grade.OK, "right"), (-300, Grade.WRONG, "300 s ahead"), (90, Grade.WRONG, "behind")],
)
async def test_the_clock_is_compared_with_anilists(
    config: Config, ahead: int, grade: Grade, says: str
) -> None:
    date = format_datetime(NOW + timedelta(seconds=ahead), usegmt=True)
    async with anilist(lambda _: web.json_response({}, headers={"Date": date})) as url:
        found = await every(replace(config, anilist=url))
    assert found["AniList"].grade is Grade.OK
    assert found["Clock"].grade is grade
    assert says in found["Clock"].found


async def test_a_source_that_is_in_trouble_or_silent_is_a_note(config: Config) -> None:
    async with anilist(lambda _: web.Response(status=503, headers={"Date": "soon"})) as url:
        found = await every(replace(config, anilist=url))
    assert found["AniList"].found == "answers 503; what is held is shown meanwhile"
    assert found["Clock"].grade is Grade.NOTE
    found = await every(replace(config, anilist="http://127.0.0.1:1"))
    assert "doesn't answer (ClientConnectorError)" in found["AniList"].found
    assert wrongs(found) == []


def test_the_command_says_each_line_and_fails_where_something_must_be_mended(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(configuration, "load", lambda: config)
    assert command_line.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert all(line.startswith(("ok    ", "note  ")) for line in lines)
    broken = replace(config, token="MTAw." + "secret" * 10)
    monkeypatch.setattr(configuration, "load", lambda: broken)
    assert command_line.main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "wrong Token: it doesn't look like a bot's token → " in said.out
    assert "secret" not in said.out + said.err
