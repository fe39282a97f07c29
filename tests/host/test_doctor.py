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
from bot.config import Config, typed
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


async def every(
    config: Config, *, online: bool = False, env_file: Path | None = None
) -> dict[str, Finding]:
    intents = discord.Intents.none()
    found = doctor.findings(config, intents, Still(), online=online, env_file=env_file)
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
    assert found["Catalogue"].do.endswith(typed("catalogue update"))
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
    assert "can't be written to: its disk is read-only" in doctor.database(config.database).found


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


async def test_without_a_file_of_settings_the_first_step_is_said(config: Config) -> None:
    env = config.database.with_name(".env")
    found = await every(replace(config, token=None), env_file=env)
    assert found["Token"].do.startswith("cp .env.example .env, then copy it from the developer")
    env.touch()
    found = await every(replace(config, token=None), env_file=env)
    assert found["Token"].do.startswith("copy it from the developer portal")


async def test_settings_that_nobody_reads_are_said(config: Config) -> None:
    env = config.database.with_name(".env")
    env.write_text("KANSO_DATABSE=x\n")
    found = await every(config, env_file=env)
    assert found["Settings"].grade is Grade.NOTE
    assert "did you mean KANSO_DATABASE?" in found["Settings"].found
    env.write_text("KANSO_DATABSE=x\n", encoding="utf-16")
    assert "Save it as UTF-8" in (await every(config, env_file=env))["Settings"].found


def test_what_others_can_read_is_said(config: Config, held: Path) -> None:
    def told() -> list[Finding]:
        return list(doctor.files(held, env))

    env = config.database.with_name(".env")
    env.touch(0o600)
    held.chmod(0o600)
    held.parent.chmod(0o755)
    assert told() == []
    held.chmod(0o644)
    env.chmod(0o644)
    (found,) = told()
    assert found.found == "every user of this machine can read kanso.db, .env"
    assert found.do == f"chmod 600 {held} {env}"
    held.parent.chmod(0o700)
    assert told() == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
async def test_what_root_left_in_anothers_folder_is_said(config: Config, held: Path) -> None:
    assert "Files" not in await every(config)
    os.chown(held.parent, 54321, 54321)
    found = (await every(config))["Files"]
    assert found.do == f"if 54321 runs the bot: chown 54321 {held}"


NOWHERE = Path("/proc/nowhere")


async def test_places_that_cant_be_are_said_and_not_tried(config: Config, tmp_path: Path) -> None:
    database = replace(config, database=NOWHERE / "kanso.db")
    found = await every(database)
    assert wrongs(found) == ["Database"]
    assert "/proc is no disk" in found["Database"].found
    assert not {"Disk", "Backups"} & found.keys()
    found = await every(replace(config, backups=NOWHERE))
    assert wrongs(found) == ["Backups"]
    assert found["Backups"].do == "name another place in .env behind KANSO_BACKUPS="
    found = await every(replace(config, database=tmp_path))
    assert found["Database"].do == f"name a file in it in .env: KANSO_DATABASE={tmp_path}/kanso.db"
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("host", "grade"),
    [
        ("127.0.0.1", Grade.OK), ("0.0.0.0", Grade.OK), ("::1", Grade.OK),
        ("192.0.2.1", Grade.WRONG), ("no.host.invalid", Grade.WRONG), ("x" * 99, Grade.WRONG),
    ],
)  # fmt: skip
async def test_an_address_of_another_machine_is_said(
    config: Config, host: str, grade: Grade
) -> None:
    found = (await every(replace(config, metrics=(host, 9464))))["Metrics"]
    assert found.grade is grade
    assert f"{host}:9464" in found.found


def test_privileged_intents_would_have_to_be_switched_on() -> None:
    found = doctor.intents_of(discord.Intents(message_content=True))
    assert "message_content" in found.found


def test_a_full_disk_is_said(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def free(octets: int) -> Finding:
        usage: Any = type("usage", (), {"free": octets})
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        return doctor.disk(config.database)

    assert str(free(5 << 20)) == "wrong Disk: 5 MB free → make room: 200 MB should be"
    assert str(free(9_999 << 20)) == "ok    Disk: 9999 MB free"
    assert str(free(70 << 30)) == "ok    Disk: 70 GB free"

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
        found = await every(replace(config, anilist=url, token=None), online=True)
    assert found["AniList"].grade is Grade.OK
    assert found["Clock"].grade is grade
    assert says in found["Clock"].found


async def test_a_source_that_is_in_trouble_or_silent_is_a_note(config: Config) -> None:
    async with anilist(lambda _: web.Response(status=503, headers={"Date": "soon"})) as url:
        found = await every(replace(config, anilist=url, token=None), online=True)
    assert found["AniList"].found == "answers 503; what is held is shown meanwhile"
    assert found["Clock"].grade is Grade.NOTE
    found = await every(replace(config, anilist="http://127.0.0.1:1", token=None), online=True)
    assert "doesn't answer (ClientConnectorError)" in found["AniList"].found
    assert wrongs(found) == ["Token"]


async def test_anilist_is_asked_only_when_told_to(config: Config) -> None:
    def never(_: web.Request) -> web.Response:
        raise AssertionError("it was asked")

    async with anilist(never) as url:
        found = await every(replace(config, anilist=url))
    assert found["AniList"].found.endswith(f"clock: {typed('doctor --online')}")
    assert "Clock" not in found


def test_the_command_says_each_line_and_fails_where_something_must_be_mended(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(configuration, "load", lambda: config)
    monkeypatch.setattr(configuration, "ENV_FILE", config.database.with_name(".env"))
    assert command_line.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert all(line.startswith(("ok    ", "note  ")) for line in lines)
    broken = replace(config, token="MTAw." + "secret" * 10)
    monkeypatch.setattr(configuration, "load", lambda: broken)
    assert command_line.main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "wrong Token: it doesn't look like a bot's token → " in said.out
    assert "secret" not in said.out + said.err
