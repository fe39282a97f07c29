"""Rows made up from the schema: whatever table there is, one can be filled with a member."""

import itertools
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NOT_MEMBERS = re.compile(
    r"(^|_)(guild|channel|message|thread|role|summary|liked)_id$"  # Discord's
    r"|^(id|question_id|evidence_id|discussion_id|digest_id|decision_id|report_id|news_id|reading_id|corrects_id)$"
    # what a table's own numbers are
    r"|^event_id$"  # Discord's scheduled events
    r"|^target_id$"  # a channel or, where no server is, a member: `OwnFollows` covers those
)
MEMBERS = re.compile(r"(_id|_by)$")
"""The rule: an INTEGER column named so holds a member's id, unless `NOT_MEMBERS` knows better. One
with another name (`sending_to`, a channel) is not seen: name a member's so.
"""

SAMPLES: Mapping[str, Any] = {
    "show_id": "anilist/105096",
    "root_id": "anilist/105096",
    "status": "no_plans",
    "from_status": "unknown",
    "to_status": "no_plans",
    "tier": "official",
    "said_on": "2019-09",
    "part": "overall",
    "aspect": "story",
    "fact": "episodes",
    "as_of": "2019-09-01",
    "field": "zone",
    "cause": "approved",
    "title_language": "romaji",
    "zone": "Asia/Tokyo",
}
"""Words that code reads as one of a few, without the schema saying so."""


@dataclass(frozen=True)
class Column:
    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Shape:
    """A table as the schema has it. `links` are its foreign keys: table, own columns, theirs."""

    name: str
    columns: tuple[tuple[str, str], ...]
    allowed: Mapping[str, Any]
    links: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    @property
    def members(self) -> list[str]:
        return [
            name
            for name, kind in self.columns
            if kind == "INTEGER" and MEMBERS.search(name) and not NOT_MEMBERS.search(name)
        ]


def shapes(file: sqlite3.Connection) -> dict[str, Shape]:
    found = {}
    every = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for name, sql in file.execute(every).fetchall():
        columns = [(c[1], c[2]) for c in file.execute(f"PRAGMA table_info({name})")]
        allowed: dict[str, Any] = {}
        for column, values in re.findall(r"(\w+) IN \(([^)]*)\)", sql):
            first = values.split(",")[0].strip()
            allowed[column] = first.strip("'") if "'" in first else int(first)
        for column, least in re.findall(r"(\w+) BETWEEN (\d+)", sql):
            allowed[column] = int(least)
        links: dict[int, list[Any]] = {}
        for link in file.execute(f"PRAGMA foreign_key_list({name})"):
            links.setdefault(link[0], []).append(link)
        found[name] = Shape(
            name=name,
            columns=tuple(columns),
            allowed=allowed,
            links=tuple(
                (rows[0][2], tuple(r[3] for r in rows), tuple(r[4] for r in rows))
                for rows in links.values()
            ),
        )
    return found


class Filler:
    """Writes rows, and before them the rows that they refer to."""

    def __init__(self, file: sqlite3.Connection, *, guild: int, other: int) -> None:
        self._file = file
        self._guild = guild
        self._other = other
        self._numbers: Iterator[int] = itertools.count(1_700_000_000)
        self.shapes = shapes(file)

    def put(self, column: Column, member: int) -> None:
        """A row with the member in that column, and another in all others; what it refers to is
        there, with the member only where the row's reference says so.
        """
        self._put(column.table, {column.name: member})

    def ensure(self, table: str) -> None:
        """A row of that table, where there is none of this server yet."""
        here = {"guild_id": self._guild}
        of_servers = any(name == "guild_id" for name, _ in self.shapes[table].columns)
        if not self._found(table, here if of_servers else {"1": 1}):
            self._put(table, {})

    def parents(self, column: Column, member: int) -> None:
        """Only what `put` would have to write before."""
        self._row(self.shapes[column.table], {column.name: member})

    def _put(self, table: str, given: dict[str, Any]) -> dict[str, Any]:
        row = self._row(self.shapes[table], given)
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        return row

    def _row(self, shape: Shape, given: dict[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {name: self._value(shape, name, kind) for name, kind in shape.columns}
        row |= given
        # The longest first: what it gives is what the others refer to as well.
        for table, own, theirs in sorted(shape.links, key=lambda link: -len(link[1])):
            wanted = {
                there: row[here]
                for here, there in zip(own, theirs, strict=True)
                if here in shape.members or here in SAMPLES or here == "guild_id"
            }
            parent = self._found(table, wanted) or self._put(table, wanted)
            row |= {here: parent[there] for here, there in zip(own, theirs, strict=True)}
        return row

    def _found(self, table: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
        where = " AND ".join(f"{name} = ?" for name in wanted)
        cursor = self._file.execute(f"SELECT * FROM {table} WHERE {where}", list(wanted.values()))
        row = cursor.fetchone()
        names = [column[0] for column in cursor.description]
        return dict(zip(names, row, strict=True)) if row else None

    def _value(self, shape: Shape, name: str, kind: str) -> Any:
        if name == "guild_id":
            return self._guild
        if name in shape.members:
            return self._other
        if name in shape.allowed:
            return shape.allowed[name]
        if name in SAMPLES:
            return SAMPLES[name]
        number = next(self._numbers)
        return number if kind == "INTEGER" else f"text {number}"
