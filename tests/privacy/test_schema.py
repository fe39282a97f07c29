"""No table holds a member's id that `/privacy` neither hands over nor erases."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.ids import GuildId, UserId
from bot.privacy.models import Scope
from tests.privacy.rows import Column, Filler, shapes
from tests.world import World

pytestmark = pytest.mark.unmeasured

MIA, BEN = 111_222_333_444_555_666, 999_888_777_666_555_444

NOT_EXPORTED = {
    "renewal_history.moved_by": "the deed is exported with the evidence that it decided",
    "review_votes.user_id": "somebody else's vote on a member's review is that member's to export",
    "review_forgotten_votes.user_id": "a note on somebody else's vote is that member's to export",
    "review_reports.user_id": "who reported a member's review is the reporter's to know",
}
OUTLASTING = {
    "discussion_reactions.user_id": "notes that a reaction on an open vote must not count; goes "
    "when the vote closes, and the confirmation says so",
    "review_forgotten_votes.voter_id": "notes that a 👍 on a card must not count, or a look at "
    "Discord's list would bring it back; goes with either, and the confirmation says so",
}


def member_columns() -> list[Column]:
    with contextlib.closing(sqlite3.connect(":memory:")) as file:
        for step in sorted((Path("bot") / "db" / "migrations").glob("*.sql")):
            file.executescript(step.read_text(encoding="utf-8"))
        return [Column(s.name, name) for s in shapes(file).values() for name in s.members]


COLUMNS = member_columns()


def test_the_exceptions_are_columns() -> None:
    assert {*NOT_EXPORTED, *OUTLASTING} <= {str(column) for column in COLUMNS}
    assert len(COLUMNS) > 25


def standing(file: sqlite3.Connection) -> set[str]:
    found = set()
    for shape in shapes(file).values():
        for name, _ in shape.columns:
            sql = f"SELECT 1 FROM {shape.name} WHERE instr(CAST({name} AS TEXT), ?)"
            if file.execute(sql, (str(MIA),)).fetchone():
                found.add(f"{shape.name}.{name}")
    return found


async def test_every_column_with_a_member_is_exported_and_erased(world: World) -> None:
    await world.configure()
    app, mia = world.bot.app, UserId(MIA)
    here: dict[str, GuildId] = {}
    with contextlib.closing(sqlite3.connect(world.config.database)) as file:
        for number, column in enumerate(COLUMNS, 1):
            # A server for each, so that none leans on another's rows.
            guild = here[str(column)] = GuildId(number)
            filler = Filler(file, guild=guild, other=BEN)
            filler.parents(column, MIA)
            file.commit()
            before = await exported(world, guild)
            filler.put(column, MIA)
            file.commit()
            assert file.execute("PRAGMA foreign_key_check").fetchone() is None
            if str(column) not in NOT_EXPORTED:
                assert await exported(world, guild) != before, f"{column} is in no export"
            done = [await app.privacy.erase(guild, mia, scope) for scope in Scope]
            assert not any(each.stays for each in done)
            assert standing(file) <= set(OUTLASTING), f"{column} is in no erasure"
            for exception in OUTLASTING:
                file.execute(f"DELETE FROM {exception.partition('.')[0]}")
            file.commit()


async def exported(world: World, guild: GuildId) -> object:
    return (await world.bot.app.privacy.export(guild, UserId(MIA)))["kept"]


async def test_a_table_that_nobody_covers_would_be_found(world: World) -> None:
    with contextlib.closing(sqlite3.connect(world.config.database)) as file:
        file.execute(
            "CREATE TABLE badges (guild_id INTEGER, awarded_by INTEGER, given_to_id INTEGER)"
        )
        filler = Filler(file, guild=1, other=BEN)
        assert filler.shapes["badges"].members == ["awarded_by", "given_to_id"]
        before = await exported(world, GuildId(1))
        filler.put(Column("badges", "given_to_id"), MIA)
        file.commit()
        assert await exported(world, GuildId(1)) == before
        assert standing(file) == {"badges.given_to_id"}
