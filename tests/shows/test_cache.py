"""What sources said, kept with its age."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.db import Database
from bot.ids import ShowId
from bot.shows.store import KEPT_FOR, Fetched, ShowFacts

ID = ShowId("anilist/1")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "kanso.db")
    yield opened
    await opened.close()


async def test_kept_as_it_came_per_source(db: Database) -> None:
    facts = ShowFacts(db, "AniList")
    assert await facts.get(ID) is None
    said = Fetched(body={"id": 1, "title": {"native": "葬送"}}, at=NOW)
    await facts.put(ID, said)
    assert await facts.get(ID) == said
    assert await ShowFacts(db, "Jikan").get(ID) is None


async def test_absence_is_kept_too_and_the_later_word_counts(db: Database) -> None:
    facts = ShowFacts(db, "AniList")
    await facts.put(ID, Fetched(body={"id": 1}, at=NOW))
    gone = Fetched(body=None, at=NOW + timedelta(days=1))
    await facts.put(ID, gone)
    assert await facts.get(ID) == gone


async def test_nothing_is_kept_longer_than_a_month_without_being_renewed(db: Database) -> None:
    facts = ShowFacts(db, "AniList")
    await facts.put(ID, Fetched(body={"id": 1}, at=NOW))
    other = ShowId("anilist/2")
    await facts.put(other, Fetched(body={"id": 2}, at=NOW + KEPT_FOR))
    assert await facts.get(ID)
    await facts.put(other, Fetched(body={"id": 2}, at=NOW + KEPT_FOR + timedelta(seconds=1)))
    assert await facts.get(ID) is None
    assert await facts.get(other)


@pytest.mark.parametrize("body", ['{"id": 1', "[1]", "5"])
async def test_a_row_that_cannot_be_read_is_no_row(db: Database, body: str) -> None:
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO show_facts VALUES (?, ?, ?, ?)", ("AniList", ID, body, 0))
    assert await ShowFacts(db, "AniList").get(ID) is None
