"""The SQL: what it is given, and how it finds what it seeks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.db import Database
from bot.db.database import Transaction
from bot.ids import UserId
from bot.renewals.service import Renewals
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, post
from tests.world import World

TEXT = "There are no plans for a third season of Hero Mask as of March 2024."


async def everything(world: World) -> None:
    """All that renewals do with their tables."""
    renewals: Renewals = world.bot.app.renewals
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    await world.mod.click(card, "Nothing new today")
    await fill(mia, NO_PLANS | {"said_on": "soon"})
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await fill(world.admin, ANNOUNCED, "announced", "official")
    asked = await world.admin.click(post(world), "Approve")
    await world.admin.click(asked, "Approve it myself")
    form = await world.mod.click(post(world), "Withdraw")
    await world.mod.submit(form, reason="Misread.")
    await fill(mia, ANNOUNCED)
    form = await world.mod.click(post(world), "Reject")
    await world.mod.submit(form, reason="No.")
    refused = await fill(mia, NO_PLANS | {"said_on": "soon"})
    saved = await mia.submit(await mia.click(refused, "Correct it"), **NO_PLANS)
    await mia.forge(saved, "renewal-mend:1:anilist/105096:3")
    await mia.click(saved, "Take back")
    read = await mia.submit(await mia.slash("renewal evidence"), text=TEXT)
    await mia.click(read, "Send")
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    piece = await mia.choose(card, "5", custom_id="renewal-source:1:1")
    await mia.click(await mia.click(piece, "Correct"), "Send")
    await world.mod.click(post(world), "Approve")
    read = await world.mod.menu("Use as renewal evidence", await mia.say(TEXT))
    await world.mod.slash("renewal evidence")
    await world.mod.click(read, "Discard")
    await world.mod.slash("renewal history", show="Hero Mask")
    await renewals.export_member(world.guild_id, UserId(mia.id))
    await renewals.forget_member(world.guild_id, UserId(mia.id))
    await world.new_session()


async def test_integers_are_given_as_integers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite takes True for 1; PostgreSQL refuses it in an INTEGER."""
    given: list[Any] = []
    for name in ("execute", "all"):
        plain = getattr(Transaction, name)

        async def noting(self: Transaction, sql: str, params: Any = (), plain: Any = plain) -> Any:
            given.extend(params.values() if isinstance(params, dict) else params)
            return await plain(self, sql, params)

        monkeypatch.setattr(Transaction, name, noting)
    await everything(world)
    assert given
    assert [value for value in given if isinstance(value, bool)] == []
    rows = await world.bot.app.db.all("SELECT by_submitter FROM renewal_history ORDER BY entry")
    assert [row["by_submitter"] for row in rows][:2] == [0, 1]


@asynccontextmanager
async def watched(db: Database) -> AsyncIterator[set[str]]:
    """The statements on renewals that are run meanwhile, their values put in."""
    seen: set[str] = set()
    for connection in (db._writer, db._reader):
        await connection.set_trace_callback(seen.add)
    try:
        yield seen
    finally:
        for connection in (db._writer, db._reader):
            await connection.set_trace_callback(None)  # type: ignore[arg-type]


async def test_no_query_reads_through_all_servers(world: World) -> None:
    db = world.bot.app.db
    async with watched(db) as seen:
        await everything(world)
    # Of all tables, once a day: bot/privacy/store.py, a step of the index for each server.
    seen = {sql for sql in seen if "WITH RECURSIVE known" not in sql}
    ours = [sql for sql in seen if "renewal_" in sql and not sql.startswith("--")]
    assert len(ours) > 20
    plans = {
        sql: [row["detail"] for row in await db.all(f"EXPLAIN QUERY PLAN {sql}")] for sql in ours
    }
    scans = {
        sql: steps
        for sql, steps in plans.items()
        if any("SCAN" in step and "CONSTANT ROW" not in step for step in steps)
    }
    (start,) = [sql for sql in scans if "DISTINCT guild_id" in sql]  # which servers? once a start
    assert "renewal_evidence_unposted" in str(scans.pop(start))
    if told := [sql for sql in scans if "FROM renewal_announcements a" in sql]:  # what is due next
        assert "renewal_announcements_due" in str(scans.pop(told[0]))
    assert scans == {}

    def plan(part: str) -> str:
        return str(next(steps for sql, steps in plans.items() if part in sql))

    on_question = plan("AND question_id = 1 ORDER BY evidence_id")
    assert "renewal_evidence_of_question (guild_id=? AND question_id=?)" in on_question
    assert "TEMP B-TREE" not in on_question
    assert "renewal_evidence_unposted (guild_id=?)" in plan("COALESCE(e.post_tried_at")
    assert "renewal_evidence_of_member (guild_id=? AND submitted_by=?)" in plan("AS newest")
    assert "renewal_drafts_by_age (guild_id=? AND saved_at<?)" in plan("saved_at <")
    on_member = [
        str(steps)
        for sql, steps in plans.items()
        if "AND submitted_by = " in sql and "evidence_id = " not in sql
    ]
    assert on_member
    assert all("of_member (guild_id=? AND submitted_by=?)" in steps for steps in on_member)
