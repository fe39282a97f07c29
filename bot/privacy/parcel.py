"""A server's data as a file: a zip with JSON Lines of each table, and a header.

``header.json`` has ``format`` (1), ``schema`` (the version of the tables), ``guild`` and ``rows``
(table to count); ``<table>.jsonl`` has a row a line, in the order of its key. What is the same is
the same byte for byte. The tables are read from the schema, so that a new one is taken along.
"""

import contextlib
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from bot.db import migrate, places
from bot.db.examination import opened
from bot.ids import GuildId

FORMAT = 1
HEADER = "header.json"
SUFFIX = ".jsonl"
MOST_BYTES = 2**30
"""Of a parcel's content: more is no server's, but a bomb."""
LONGEST_LINE = 2**20
BUSY = 10.0
"""Seconds that a parcel waits for a bot that writes."""
BOTS_OWN = ("departures", "takedowns")
"""What is the bot's own there, and no use to another: when it left, which of its posts must go."""

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, KeyError,
    AttributeError, TypeError, ValueError, OverflowError, sqlite3.IntegrityError, sqlite3.DataError,
)  # fmt: skip


class ParcelRefused(Exception):
    """Nothing was written; the message says why and what to do, for the host."""


class TooLarge(ParcelRefused):
    """The parcel would be larger than it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with rows of servers: its columns and those of its key, in order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def tables(path: Path) -> list[Table]:
    """The tables with rows of servers, the bot's own left out; one before what refers to it."""
    with _reading(path) as file:
        return _tables(file)


def pack(path: Path, guild: GuildId, to: IO[bytes], *, most: int | None = None) -> int:
    """Write a server's parcel, as the database at `path` is at this moment; the number of rows.

    Others read and write meanwhile. Raises `TooLarge` beyond `most` bytes.
    """
    with _reading(path) as file:
        file.execute("BEGIN")  # one view of it, whatever is committed meanwhile
        held = _tables(file)
        rows = {table.name: _count(file, table, guild) for table in held}
        header = {
            "format": FORMAT,
            "schema": _version(file),
            "guild": guild,
            "rows": {name: count for name, count in rows.items() if count},
        }
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as parcel:
            parcel.writestr(_entry(HEADER), orjson.dumps(header, option=orjson.OPT_INDENT_2))
            for table in held:
                if rows[table.name]:
                    _write(parcel, file, table, guild, to, most)
        if most is not None and to.tell() > most:
            raise TooLarge
    return sum(rows.values())


def export(path: Path, guild: GuildId, target: Path) -> str:
    """Write a server's parcel to a new file; what came of it. Raises `ParcelRefused`."""
    if not path.is_file():
        trouble = places.trouble_with(path)
        raise ParcelRefused(
            str(trouble or f"There is no {path} yet. It is made when the bot first runs.")
        )
    part = target.with_name(f".{target.name}.part")
    try:
        if target.exists():
            raise ParcelRefused(f"{target} is there already. Name another file.")
        part.touch(0o600)
        with part.open("wb") as file:
            rows = pack(path, guild, file)
        if not rows:
            raise ParcelRefused(f"Nothing is kept of server {guild}.")
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise ParcelRefused(f"{target} was not written: {error}.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return f"{target}: {rows} rows of server {guild}."


def bring_in(path: Path, source: Path, *, replace: bool = False) -> str:
    """Put a parcel's server into the database at `path`, all of it or nothing; what came of it.

    Nothing is unpacked to the disk by a name of the parcel's own. A parcel of an earlier version
    is brought up to date elsewhere first. Raises `ParcelRefused`.
    """
    if not source.is_file():
        raise ParcelRefused(f"There is no file {source}.")
    try:
        with tempfile.TemporaryDirectory() as folder:
            staged = Path(folder) / "staged.db"
            guild, rows = _stage(source, staged, Path(folder) / "steps")
            migrate.migrate(path)
            _merge(path, staged, guild, replace=replace)
    except zipfile.BadZipFile as error:
        raise ParcelRefused(
            f"{source} is no whole export of Kansō's: it is no zip, or was damaged on its way. "
            "Export it, or copy it here, again."
        ) from error
    except _DAMAGED as error:
        raise ParcelRefused(f"{source} is no whole export of Kansō's: {error}") from error
    except (OSError, sqlite3.Error, migrate.DatabaseUnusable) as error:
        raise ParcelRefused(f"{source} was not imported: {error}") from error
    return f"{rows} rows of server {guild} are in {path}. Restart the bot where it is running."


def _stage(source: Path, staged: Path, folder: Path) -> tuple[GuildId, int]:
    """The parcel as a database of this version: what is wrong with it shows there."""
    with zipfile.ZipFile(source) as parcel:
        header = _header(parcel)
        guild, rows = GuildId(header["guild"]), dict(header["rows"])
        _require_version(source, header)
        folder.mkdir()
        for number, step in migrate.steps().items():
            if number <= header["schema"]:
                shutil.copyfile(step, folder / step.name)
        migrate.migrate(staged, folder)
        _require_names(parcel, rows)
        with contextlib.closing(opened(staged, "rw", timeout=BUSY)) as file:
            held = {table.name: table for table in _tables(file)}
            file.execute("BEGIN")
            for name, count in rows.items():
                if _read(parcel, file, held[name], guild) != count:
                    raise ValueError(f"{name} has not as many rows as its header says")
            if file.execute("PRAGMA foreign_key_check").fetchone():
                raise ValueError("some rows refer to none")
            file.execute("COMMIT")
    migrate.migrate(staged)
    return guild, sum(rows.values())


def _header(parcel: zipfile.ZipFile) -> dict[str, Any]:
    if sum(entry.file_size for entry in parcel.infolist()) > MOST_BYTES:
        raise ValueError(f"it holds more than {MOST_BYTES >> 20} MB")
    # Other methods unpack any amount at once.
    methods = {entry.compress_type for entry in parcel.infolist()}
    if not methods <= {zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED}:
        raise ValueError("it is packed in a way that Kansō doesn't use")
    with parcel.open(HEADER) as file:
        header: dict[str, Any] = orjson.loads(file.read(LONGEST_LINE))
    numbers = (header["guild"], header["schema"], *header["rows"].values())
    if header["format"] != FORMAT or any(type(n) is not int or n < 1 for n in numbers):
        raise ValueError("its header says nothing that this version understands")
    return header


def _require_version(source: Path, header: Mapping[str, Any]) -> None:
    known = len(migrate.steps())
    if header["schema"] > known:
        raise ParcelRefused(
            f"{source} is of schema version {header['schema']}; this Kansō knows up to {known}. "
            "Update Kansō first."
        )


def _require_names(parcel: zipfile.ZipFile, rows: Mapping[str, int]) -> None:
    names = sorted(entry.filename for entry in parcel.infolist())
    if names != sorted([HEADER, *(name + SUFFIX for name in rows)]):
        raise ValueError("its files are not those that its header names")


def _read(parcel: zipfile.ZipFile, file: sqlite3.Connection, table: Table, guild: GuildId) -> int:
    names, marks = ", ".join(table.columns), ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  (the schema's)
    count = 0
    with parcel.open(table.name + SUFFIX) as lines:
        while line := lines.readline(LONGEST_LINE):
            row = orjson.loads(line)
            if set(row) != set(table.columns) or row["guild_id"] != guild:
                raise ValueError(f"line {count + 1} of {table.name} is no row of it")
            if any(type(value) not in (int, str, type(None)) for value in row.values()):
                raise ValueError(f"line {count + 1} of {table.name} holds no plain values")
            file.execute(insert, [row[column] for column in table.columns])
            count += 1
    return count


def _merge(path: Path, staged: Path, guild: GuildId, *, replace: bool) -> None:
    with contextlib.closing(opened(path, "rw", timeout=BUSY)) as file:
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("PRAGMA secure_delete = ON")
        file.execute("ATTACH DATABASE ? AS parcel", (str(staged),))
        held = _tables(file)
        file.execute("BEGIN IMMEDIATE")
        if any(_count(file, table, guild) for table in held):
            if not replace:
                raise ParcelRefused(
                    f"{path} holds data of server {guild} already. With --replace it is erased, "
                    "and the export takes its place."
                )
            for table in reversed(held):
                file.execute(f"DELETE FROM {table.name} WHERE guild_id = ?", (guild,))  # noqa: S608
        for table in held:
            names = ", ".join(table.columns)
            file.execute(
                f"INSERT INTO main.{table.name} ({names}) "  # noqa: S608
                f"SELECT {names} FROM parcel.{table.name} ORDER BY {', '.join(table.key)}"
            )
        file.execute("DELETE FROM main.departures WHERE guild_id = ?", (guild,))
        file.execute("COMMIT")


def _write(
    parcel: zipfile.ZipFile, file: sqlite3.Connection, table: Table, guild: GuildId,
    to: IO[bytes], most: int | None,
) -> None:  # fmt: skip
    names, key = ", ".join(table.columns), ", ".join(table.key)
    found = file.execute(
        f"SELECT {names} FROM {table.name} WHERE guild_id = ? ORDER BY {key}",  # noqa: S608
        (guild,),
    )
    with parcel.open(_entry(table.name + SUFFIX), "w") as lines:
        for row in found:
            lines.write(orjson.dumps(dict(zip(table.columns, row, strict=True))) + b"\n")
            if most is not None and to.tell() > most:
                raise TooLarge


def _entry(name: str) -> zipfile.ZipInfo:
    """Of no time, so that the same is the same."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(opened(path, "ro", timeout=BUSY)) as file:
        yield file


def _version(file: sqlite3.Connection) -> int:
    version: int = file.execute("PRAGMA user_version").fetchone()[0]
    return version


def _count(file: sqlite3.Connection, table: Table, guild: GuildId) -> int:
    sql = f"SELECT COUNT(*) FROM main.{table.name} WHERE guild_id = ?"  # noqa: S608
    count: int = file.execute(sql, (guild,)).fetchone()[0]
    return count


def _tables(file: sqlite3.Connection) -> list[Table]:
    found: dict[str, Table] = {}
    parents: dict[str, set[str]] = {}
    every = file.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    for (name,) in every.fetchall():
        columns = file.execute(f"PRAGMA main.table_info({name})").fetchall()
        names = tuple(column[1] for column in columns)
        if "guild_id" in names and name not in BOTS_OWN:
            keyed = sorted((column[5], column[1]) for column in columns if column[5])
            found[name] = Table(name=name, columns=names, key=tuple(n for _, n in keyed) or names)
            links = file.execute(f"PRAGMA main.foreign_key_list({name})").fetchall()
            parents[name] = {link[2] for link in links} - {name}
    ordered: list[Table] = []
    while found:
        ready = [name for name in found if not parents[name] & found.keys()]
        ordered += [found.pop(name) for name in ready]
    return ordered
