"""A server's data: taken along, brought to another host, erased a month after the bot left."""

import contextlib
import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import __main__ as main
from bot import config
from bot.config import Config
from bot.db import migrate
from bot.ids import GuildId
from bot.privacy import parcel, servers
from bot.privacy.store import _SERVERS_IN
from cogs.privacy import LARGE, attachment
from tests.privacy.rows import Column, Filler
from tests.renewals.talk import NO_PLANS, approved
from tests.reviews import desk
from tests.world import Seen, World

GUILD, OTHER, MIA, BEN = 4_242, 7_777, 111_222_333_444_555_666, 999_888_777_666_555_444
MONTH = timedelta(days=30).total_seconds()


@pytest.fixture
def full(tmp_path: Path, filled: Path) -> Path:
    """A database in which each table has rows of two servers."""
    return Path(shutil.copy(filled, tmp_path / "full.db"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "full.db"
    migrate.migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        for guild in (GUILD, OTHER):
            filler = Filler(file, guild=guild, other=BEN)
            for shape in filler.shapes.values():
                if any(name == "guild_id" for name, _ in shape.columns):
                    for name in shape.members:
                        with contextlib.suppress(sqlite3.IntegrityError):
                            filler.put(Column(shape.name, name), MIA)
                    if not shape.members:
                        with contextlib.suppress(sqlite3.IntegrityError):
                            filler.put(Column(shape.name, "guild_id"), guild)
        file.execute("UPDATE review_version_parts SET body = ? ", ("感想 \x00\n\"'\u202e😀",))
        file.commit()
    return path


def count(path: Path, guild: int) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchone() is None
        found = {}
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            with contextlib.suppress(sqlite3.OperationalError):
                sql = f"SELECT COUNT(*) FROM {name} WHERE guild_id = ?"
                if n := file.execute(sql, (guild,)).fetchone()[0]:
                    found[name] = n
        return found


def repacked(source: Path, target: Path, **changes: Any) -> Path:
    """A parcel with some files changed by a function, put in, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        files = {name: old.read(name) for name in old.namelist()}
        for name, change in changes.items():
            name = {"header": parcel.HEADER}.get(name, name)
            if change is None:
                del files[name]
            else:
                files[name] = change(files.get(name, b""))
        for name, data in files.items():
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return target


def test_what_is_exported_and_imported_is_exported_again_the_same(
    full: Path, tmp_path: Path
) -> None:
    first, second, there = tmp_path / "1.zip", tmp_path / "2.zip", tmp_path / "there" / "kanso.db"
    assert "rows of server 4242" in parcel.export(full, GuildId(GUILD), first)
    assert "Restart the bot" in parcel.bring_in(there, first)
    parcel.export(there, GuildId(GUILD), second)
    assert first.read_bytes() == second.read_bytes()
    own = {"departures", "takedowns"}
    assert count(there, GUILD).keys() == count(full, GUILD).keys() - own
    assert len(count(there, GUILD)) >= 25
    assert count(there, OTHER) == {}
    with zipfile.ZipFile(first) as whole:
        header = json.loads(whole.read(parcel.HEADER))
        assert header["schema"] == len(migrate.steps())
        lines = whole.read("reviews.jsonl").splitlines()
        assert len(lines) == header["rows"]["reviews"]
        assert json.loads(lines[0])["guild_id"] == GUILD


def test_what_is_there_is_replaced_only_when_asked(full: Path, tmp_path: Path) -> None:
    file = tmp_path / "1.zip"
    parcel.export(full, GuildId(GUILD), file)
    before, other = count(full, GUILD), count(full, OTHER)
    with contextlib.closing(sqlite3.connect(full)) as held:
        held.execute("UPDATE reviews SET user_name = 'changed since'")
        held.execute("DELETE FROM show_picks WHERE guild_id = ?", (GUILD,))
        held.commit()
    with pytest.raises(parcel.ParcelRefused, match="--replace"):
        parcel.bring_in(full, file)
    assert "show_picks" not in count(full, GUILD)
    parcel.bring_in(full, file, replace=True)
    own = {"departures"}
    assert {k: v for k, v in count(full, GUILD).items() if k not in own} == {
        k: v for k, v in before.items() if k not in own
    }
    assert count(full, OTHER) == other
    again = tmp_path / "2.zip"
    parcel.export(full, GuildId(GUILD), again)
    assert file.read_bytes() == again.read_bytes()


def header(**changes: Any) -> Any:
    return lambda data: json.dumps(json.loads(data) | changes).encode()


def line(**changes: Any) -> Any:
    def change(data: bytes) -> bytes:
        first, *rest = data.splitlines()
        return b"\n".join([json.dumps(json.loads(first) | changes).encode(), *rest])

    return change


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"header": header(schema=10_000)}, "Update Kansō first"),
        ({"header": header(format=2)}, "nothing that this version understands"),
        ({"header": header(guild="x")}, "nothing that this version understands"),
        ({"header": header(rows=[])}, "no whole export"),
        ({"header": lambda _: b"[1]"}, "no whole export"),
        ({"header": lambda _: b"[" * 100_000}, "no whole export"),
        ({"header": None}, "no whole export"),
        ({"reviews.jsonl": None}, "files are not those"),
        ({"../../evil.jsonl": lambda _: b"{}"}, "files are not those"),
        ({"/tmp/evil": lambda _: b"{}"}, "files are not those"),
        ({"reviews.jsonl": lambda data: data + data}, "no whole export"),
        ({"reviews.jsonl": lambda data: data.splitlines()[0]}, "not as many rows"),
        ({"reviews.jsonl": lambda data: data[:-20]}, "no whole export"),
        ({"reviews.jsonl": lambda _: b"0" * 5_000_000}, "no whole export"),
        ({"reviews.jsonl": line(guild_id=OTHER)}, "is no row of it"),
        ({"reviews.jsonl": line(extra=1)}, "is no row of it"),
        ({"reviews.jsonl": line(user_name=["x"])}, "no plain values"),
        ({"reviews.jsonl": line(user_id="x")}, "no whole export"),
        ({"reviews.jsonl": line(user_id=2**70)}, "no whole export"),
        ({"reviews.jsonl": line(show_id="of-no-version")}, "refer to none"),
    ],
)
def test_a_damaged_or_hostile_file_changes_nothing(
    full: Path, tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    good, bad, there = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "there.db"
    parcel.export(full, GuildId(GUILD), good)
    repacked(good, bad, **changes)
    with pytest.raises(parcel.ParcelRefused, match=says):
        parcel.bring_in(there, bad)
    assert not there.exists()
    assert not list(tmp_path.parent.glob("**/evil*"))


def test_a_file_that_is_no_zip_or_a_bomb_is_refused(full: Path, tmp_path: Path) -> None:
    good, bad, there = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "there.db"
    parcel.export(full, GuildId(GUILD), good)
    data = bytearray(good.read_bytes())
    for broken in (b"", b"PK\x03\x04 nonsense", data[:-30], data[: len(data) // 2]):
        bad.write_bytes(broken)
        with pytest.raises(parcel.ParcelRefused):
            parcel.bring_in(there, bad)
    with zipfile.ZipFile(good) as whole:
        entry = whole.getinfo("reviews.jsonl")
    data[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
    bad.write_bytes(data)
    with pytest.raises(parcel.ParcelRefused):
        parcel.bring_in(there, bad)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr(parcel.HEADER, b"{}")
    with pytest.raises(parcel.ParcelRefused, match="doesn't use"):
        parcel.bring_in(there, bad)
    with pytest.raises(parcel.ParcelRefused, match=r"There is no file .*absent\.zip\."):
        parcel.bring_in(there, tmp_path / "absent.zip")
    assert not there.exists()


def test_more_than_any_server_has_is_not_unpacked(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "good.zip"
    parcel.export(full, GuildId(GUILD), good)
    monkeypatch.setattr(parcel, "MOST_BYTES", 1000)
    with pytest.raises(parcel.ParcelRefused, match="it holds more than"):
        parcel.bring_in(tmp_path / "there.db", good)


def test_an_export_of_an_earlier_version_is_brought_up_to_date(full: Path, tmp_path: Path) -> None:
    old, there = tmp_path / "old.zip", tmp_path / "there.db"
    settings: dict[str, Any] = {
        "guild_id": GUILD,
        "review_channel_id": 5,
        "renewal_channel_id": None,
    }
    settings |= {"discussion_channel_id": None, "moderator_role_id": None}
    change: dict[str, Any] = {"guild_id": GUILD, "entry": 1, "changed_by": MIA, "changed_at": 7}
    change |= {"field": "review_channel_id", "old_value": None, "new_value": 5}
    rows = {"guild_settings": 1, "settings_log": 1}
    with zipfile.ZipFile(old, "w") as file:
        head = {"format": 1, "schema": 1, "guild": GUILD, "rows": rows}
        file.writestr(parcel.HEADER, json.dumps(head))
        file.writestr("guild_settings.jsonl", json.dumps(settings))
        file.writestr("settings_log.jsonl", json.dumps(change))
    parcel.bring_in(there, old)
    with contextlib.closing(sqlite3.connect(there)) as held:
        assert held.execute("SELECT new_value FROM settings_log").fetchall() == [("5",)]


def test_the_host_is_told_in_words(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(config, "load", lambda: Config(database=full))
    file = str(tmp_path / "server.zip")
    assert main.main(["export", "1", file]) == 1
    assert "Nothing is kept of server 1." in capsys.readouterr().err
    assert main.main(["export", str(GUILD), file]) == 0
    assert main.main(["export", str(GUILD), file]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main.main(["import", file]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main.main(["import", file, "--replace"]) == 0
    monkeypatch.setattr(config, "load", lambda: Config(database=tmp_path / "none.db"))
    assert main.main(["export", str(GUILD), str(tmp_path / "2.zip")]) == 1
    assert "It is made when the bot first runs" in capsys.readouterr().err


# In Discord


async def lively(world: World) -> None:
    """A server of which every feature keeps something."""
    await world.configure()
    mia = world.member("Mia")
    await desk.post(mia)
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await mia.slash("discuss start", show="Hero Mask", episode=3)
    await mia.react(world.posts(world.discussions)[0], "😍")
    await world.advance(2)
    await world.admin.slash("alias set", show="Hero Mask", nickname="masked one")


async def exported(world: World) -> Seen:
    panel = await world.admin.slash("config", section="data")
    assert "30 days" in panel.text
    return await world.admin.click(panel, "Export this server")


async def test_an_admin_takes_the_server_along(world: World, tmp_path: Path) -> None:
    await lively(world)
    seen = await exported(world)
    assert seen.private
    assert "python -m bot import" in seen.text
    (sent,) = seen.message.attachments
    file, again = tmp_path / "kanso-server.zip", tmp_path / "again.zip"
    file.write_bytes(await sent.read())
    there = tmp_path / "there.db"
    parcel.bring_in(there, file)
    parcel.export(there, world.guild_id, again)
    assert file.read_bytes() == again.read_bytes()
    assert count(there, world.guild_id)["discussion_votes"] == 1
    ben = world.member("Ben")
    assert "You need" in (await ben.forge(world.posts(world.reviews)[0], "config-export:1")).text


async def test_what_discord_would_not_take_is_for_the_host(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = await exported(world)
    assert "I keep nothing of this server yet." in seen.text
    await lively(world)
    monkeypatch.setattr(servers, "MEGABYTES", 0)
    seen = await exported(world)
    assert f"python -m bot export {world.guild_id} server.zip" in seen.text
    assert seen.message.attachments == []


async def test_a_server_is_erased_a_month_after_the_bot_left(world: World) -> None:
    await lively(world)
    olga, talk = world.elsewhere()
    await olga.slash("config", at=talk)
    panel = await olga.slash("config", section="titles", at=talk)
    await olga.click(panel, "Hide them")
    path = world.config.database
    other = count(path, talk.guild.id)
    assert other
    kept = count(path, world.guild_id)
    async with world.uninvited():
        await world.advance(MONTH - 3600)
        await world.bot.cogs["PrivacyCog"].catch_up()  # type: ignore[attr-defined]
        assert count(path, world.guild_id) == kept | {"departures": 1}
        await world.advance(90_000)
        assert count(path, world.guild_id) == {}
        assert count(path, talk.guild.id) == other
    assert "No channel yet" in (await world.admin.slash("config")).text
    assert "None yet" in (await world.admin.slash("alias list")).text


async def test_an_outage_is_no_leaving_and_coming_back_keeps_everything(world: World) -> None:
    await lively(world)
    path = world.config.database
    kept = count(path, world.guild_id)
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.settle()
    await world.new_session()
    assert count(path, world.guild_id) == kept
    async with world.uninvited():
        assert count(path, world.guild_id) == kept | {"departures": 1}
    assert count(path, world.guild_id) == kept
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO departures VALUES (?, 5)", (world.guild_id,))
        file.commit()
    assert await world.bot.app.servers.erase_due({world.guild_id}) == 0
    assert count(path, world.guild_id) == kept | {"departures": 1}


async def test_who_left_while_the_bot_was_away_is_noted_when_it_is_back(world: World) -> None:
    await lively(world)
    path = world.config.database
    kept = count(path, world.guild_id)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO show_picks VALUES (4242, 'anilist/1', 3)")
        # What is under 0 belongs to no server.
        file.execute("INSERT INTO show_picks VALUES (0, 'anilist/1', 3)")
        file.commit()
    await world.restart()
    await world.settle()
    assert count(path, world.guild_id) == kept
    assert count(path, GUILD) == {"departures": 1, "show_picks": 1}
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE departures SET left_at = left_at - ?", (MONTH,))
        file.execute("INSERT INTO departures VALUES (?, 5)", (world.guild_id,))
        file.commit()
    await world.restart()
    await world.settle()
    assert count(path, GUILD) == {}
    assert count(path, 0) == {"show_picks": 1}
    assert count(path, world.guild_id) == kept


class Now:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC)


async def test_a_large_file_of_ones_own_is_zipped() -> None:
    small, large = attachment("a.json", b"{}"), attachment("a.json", b" " * LARGE)
    assert (small.filename, large.filename) == ("a.json", "a.json.zip")
    with zipfile.ZipFile(large.fp) as whole:
        assert len(whole.read("a.json")) == LARGE


def test_an_import_that_fails_half_way_leaves_what_was_there(full: Path, tmp_path: Path) -> None:
    file = tmp_path / "1.zip"
    parcel.export(full, GuildId(GUILD), file)
    before = count(full, GUILD)
    with contextlib.closing(sqlite3.connect(full)) as held:
        last = parcel.tables(full)[-1].name
        held.execute(
            f"CREATE TRIGGER stop BEFORE INSERT ON {last} BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(parcel.ParcelRefused):
        parcel.bring_in(full, file, replace=True)
    assert count(full, GUILD) == before


def test_an_import_waits_for_no_bot_for_ever(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "BUSY", 0.02)
    file = tmp_path / "1.zip"
    parcel.export(full, GuildId(GUILD), file)
    with contextlib.closing(sqlite3.connect(full, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(parcel.ParcelRefused, match="was not imported"):
            parcel.bring_in(full, file, replace=True)
        other.execute("ROLLBACK")


def test_finding_which_servers_there_are_reads_no_table_through(full: Path) -> None:
    with contextlib.closing(sqlite3.connect(full)) as file:
        for table in parcel.tables(full):
            sql = f"EXPLAIN QUERY PLAN {_SERVERS_IN.format(table=table.name)}"
            steps = [row[3] for row in file.execute(sql)]
            assert not [step for step in steps if step.startswith(f"SCAN {table.name}")]
            assert any(step.startswith(f"SEARCH {table.name}") for step in steps)
