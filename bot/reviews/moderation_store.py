"""SQL of reports, of what was decided about reviews, and of cards that are to come down."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bot.clock import from_epoch
from bot.db import Database, Row, Transaction
from bot.ids import GuildId, ShowId, UserId
from bot.reviews.models import Removal
from bot.reviews.reports import Deed, Report, Takedown

Key = tuple[GuildId, ShowId, UserId]


class ModerationStore:
    """Rows in, models out. A `Key` is a review's: its server, show and reviewer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # Reports

    async def reported(self, key: Key, reporter: UserId) -> bool:
        """Whether that member has an open report of the review."""
        found = await self._db.one(
            "SELECT 1 FROM review_reports "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
            "AND decision_id IS NULL AND reporter_id = ?",
            (*key, reporter),
        )
        return found is not None

    async def report(self, key: Key, reporter: UserId, reason: str, *, at: int) -> bool:
        """Keep a report; False where that member has an open one of the review, or it is gone."""
        async with self._db.transaction() as tx:
            if not await _posted(tx, key):
                return False
            kept = await tx.execute(
                "INSERT INTO review_reports (guild_id, report_id, show_id, user_id, "
                "reporter_id, reason, reported_at) "
                "SELECT ?, COALESCE(MAX(report_id), 0) + 1, ?, ?, ?, ?, ? "
                "FROM review_reports WHERE guild_id = ? ON CONFLICT DO NOTHING",
                (*key, reporter, reason, at, key[0]),
            )
            return bool(kept)

    async def cases(self, guild: GuildId) -> list[Key]:
        """The reviews with open reports, the one that was reported last first."""
        rows = await self._db.all(
            "SELECT r.show_id, r.user_id FROM review_reports AS r "
            "JOIN reviews AS v ON v.guild_id = r.guild_id AND v.show_id = r.show_id "
            "AND v.user_id = r.user_id "
            "WHERE r.guild_id = ? AND r.decision_id IS NULL "
            "GROUP BY r.show_id, r.user_id ORDER BY MAX(r.report_id) DESC",
            (guild,),
        )
        return [(guild, row["show_id"], row["user_id"]) for row in rows]

    async def open_reports(self, key: Key) -> list[Report]:
        """A review's open reports, the newest first."""
        rows = await self._db.all(
            "SELECT * FROM review_reports "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
            "AND decision_id IS NULL ORDER BY report_id DESC",
            key,
        )
        return [_report(row) for row in rows]

    # Decisions

    async def keep(self, key: Key, *, newest: int, by: UserId, at: int) -> int:
        """The review stays: close its reports up to that number. How many there were."""
        async with self._db.transaction() as tx:
            held = await _posted(tx, key)
            pending = await tx.one(
                "SELECT 1 FROM review_reports "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
                "AND decision_id IS NULL AND report_id <= ?",
                (*key, newest),
            )
            if not held or not pending:
                return 0
            name = held["user_name"]
            return await _decide(tx, key, name, Deed.KEPT, "", by=by, at=at, newest=newest)

    async def remove(self, key: Key, reason: str, *, by: UserId, at: int, since: int) -> int | None:
        """Take a review away; its text is its reviewer's draft again, unless there is one that was
        saved after `since`. How many reports that closed; None where there is no such review.
        """
        async with self._db.transaction() as tx:
            held = await _posted(tx, key)
            if held is None:
                return None
            await _back_to_draft(tx, key, held, at=at, since=since)
            name = held["user_name"]
            closed = await _decide(tx, key, name, Deed.REMOVED, reason, by=by, at=at)
            await _take_away(tx, key)
            return closed

    async def delete(self, key: Key, *, by: UserId, at: int) -> int:
        """Take a review away because its reviewer wants it. How many reports that closed. The log
        is told only where it knows of the review.
        """
        async with self._db.transaction() as tx:
            held = await _posted(tx, key)
            known = await tx.one(
                "SELECT 1 FROM review_reports WHERE guild_id = ? AND show_id = ? AND user_id = ? "
                "UNION ALL SELECT 1 FROM review_decisions "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (*key, *key),
            )
            closed = 0
            if held and known:
                closed = await _decide(tx, key, held["user_name"], Deed.DELETED, "", by=by, at=at)
            await _take_away(tx, key)
            return closed

    async def decisions(self, guild: GuildId, *, first: int, count: int) -> list[Row]:
        """So many rows of the log, the newest first, without the `first` ones before them."""
        return await self._db.all(
            "SELECT * FROM review_decisions WHERE guild_id = ? "
            "ORDER BY decision_id DESC LIMIT ? OFFSET ?",
            (guild, count, first),
        )

    async def decided(self, guild: GuildId) -> int:
        """How many rows the log has."""
        row = await self._db.one(
            "SELECT COUNT(*) AS n FROM review_decisions WHERE guild_id = ?", (guild,)
        )
        return int(row["n"]) if row else 0

    async def closed_reports(
        self, guild: GuildId, decisions: Sequence[int]
    ) -> dict[int, list[Report]]:
        """The reports that each of these decisions closed, the newest first."""
        marks = ", ".join("?" * len(decisions))
        rows = await self._db.all(
            f"SELECT * FROM review_reports WHERE guild_id = ? AND decision_id IN ({marks}) "  # noqa: S608
            "ORDER BY report_id DESC",
            (guild, *decisions),
        )
        found: dict[int, list[Report]] = defaultdict(list)
        for row in rows:
            found[row["decision_id"]].append(_report(row))
        return found

    # Cards that are to come down

    async def takedowns(
        self, guild: GuildId, show: ShowId | None = None, user: UserId | None = None
    ) -> list[Takedown]:
        """Those of a server, or of one reviewer and show."""
        rows = await self._db.all(
            "SELECT t.*, r.message_id AS standing FROM review_takedowns AS t "
            "LEFT JOIN reviews AS r ON r.guild_id = t.guild_id AND r.show_id = t.show_id "
            "AND r.user_id = t.user_id "
            "WHERE t.guild_id = ? AND t.show_id = COALESCE(?, t.show_id) "
            "AND t.user_id = COALESCE(?, t.user_id) ORDER BY t.show_id, t.user_id, t.card",
            (guild, show, user),
        )
        return [
            Takedown(
                guild=guild,
                show=row["show_id"],
                user=row["user_id"],
                card=row["card"],
                channel=row["channel_id"],
                message=row["message_id"],
                since=None if row["sent_since"] is None else from_epoch(row["sent_since"]),
                standing=row["standing"],
            )
            for row in rows
        ]

    async def taken_down(self, card: Takedown) -> None:
        """Discord has it no more."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_takedowns "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND card = ?",
                (card.guild, card.show, card.user, card.card),
            )


async def removal(db: Database, guild: GuildId, show: ShowId, user: UserId) -> Removal | None:
    """The removal of a member's review, where that was the last that was decided about it."""
    row = await db.one(
        "SELECT * FROM review_decisions "
        "WHERE guild_id = ? AND show_id = ? AND user_id = ? ORDER BY decision_id DESC LIMIT 1",
        (guild, show, user),
    )
    if row is None or row["deed"] != Deed.REMOVED:
        return None
    return Removal(reason=row["reason"], at=from_epoch(row["decided_at"]))


async def export_member(
    db: Database, guild: GuildId, user: UserId
) -> dict[str, list[dict[str, Any]]]:
    """What a member reported and decided, and what was decided about their reviews, though not by
    whom: that is the other's.
    """
    queries = {
        "review_reports": "SELECT show_id, user_id, reason, reported_at FROM review_reports "
        "WHERE guild_id = :guild AND reporter_id = :user ORDER BY report_id",
        "review_decisions": "SELECT show_id, user_id, user_name, deed, reason, decided_at, "
        "CASE WHEN decided_by = :user THEN decided_by END AS decided_by FROM review_decisions "
        "WHERE guild_id = :guild AND (user_id = :user OR decided_by = :user) ORDER BY decision_id",
        "review_takedowns": "SELECT * FROM review_takedowns "
        "WHERE guild_id = :guild AND user_id = :user ORDER BY show_id, card",
    }
    who = {"guild": guild, "user": user}
    return {table: [dict(row) for row in await db.all(sql, who)] for table, sql in queries.items()}


async def forget_reviews(tx: Transaction, guild: GuildId, user: UserId) -> list[Row]:
    """Delete what is kept of the reviews under that id. The cards that were still to come down."""
    who = {"guild": guild, "user": user}
    rows = await tx.all(
        "SELECT * FROM review_takedowns WHERE guild_id = :guild AND user_id = :user", who
    )
    for table in ("review_reports", "review_decisions", "review_takedowns"):
        await tx.execute(
            f"DELETE FROM {table} WHERE guild_id = :guild AND user_id = :user",  # noqa: S608
            who,
        )
    return rows


async def forget_deeds(tx: Transaction, guild: GuildId, user: UserId) -> None:
    """Take a member's id off what they reported and decided, and the words off their reports."""
    who = {"guild": guild, "user": user}
    await tx.execute(
        "UPDATE review_reports SET reporter_id = 0, reason = '' "
        "WHERE guild_id = :guild AND reporter_id = :user",
        who,
    )
    await tx.execute(
        "UPDATE review_decisions SET decided_by = 0 WHERE guild_id = :guild AND decided_by = :user",
        who,
    )


async def _posted(tx: Transaction, key: Key) -> Row | None:
    """A review that was posted."""
    return await tx.one(
        "SELECT * FROM reviews "
        "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND version IS NOT NULL",
        key,
    )


async def _decide(
    tx: Transaction,
    key: Key,
    name: str,
    deed: Deed,
    reason: str,
    *,
    by: UserId,
    at: int,
    newest: int | None = None,
) -> int:
    """Write to the log, and close the review's reports, those up to `newest` where one is given."""
    (row,) = await tx.all(
        "INSERT INTO review_decisions (guild_id, decision_id, show_id, user_id, user_name, deed, "
        "reason, decided_by, decided_at) "
        "SELECT ?, COALESCE(MAX(decision_id), 0) + 1, ?, ?, ?, ?, ?, ?, ? "
        "FROM review_decisions WHERE guild_id = ? RETURNING decision_id",
        (*key, name, deed, reason, by, at, key[0]),
    )
    return await tx.execute(
        "UPDATE review_reports SET decision_id = ? "
        "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
        "AND decision_id IS NULL AND report_id <= COALESCE(?, report_id)",
        (row["decision_id"], *key, newest),
    )


async def _back_to_draft(tx: Transaction, key: Key, held: Row, *, at: int, since: int) -> None:
    """What was posted last becomes the draft, with a revision that nothing had before."""
    await tx.execute(
        "DELETE FROM review_drafts "
        "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND saved_at < ?",
        (*key, since),
    )
    begun = await tx.execute(
        "INSERT INTO review_drafts (guild_id, show_id, user_id, revision, started_at, saved_at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, show_id, user_id) DO NOTHING",
        (*key, max(at, held["revision"] or 0) + 1, at, at),
    )
    if begun:
        await tx.execute(
            "INSERT INTO review_draft_parts "
            "(guild_id, show_id, user_id, part, score, body, track, language, stance) "
            "SELECT guild_id, show_id, user_id, part, score, body, track, language, stance "
            "FROM review_version_parts "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND version = ?",
            (*key, held["version"]),
        )


async def _take_away(tx: Transaction, key: Key) -> None:
    """Note which card, up or on its way, is to come down, and delete the review."""
    await tx.execute(
        "INSERT INTO review_takedowns "
        "(guild_id, show_id, user_id, card, channel_id, message_id, sent_since) "
        "SELECT guild_id, show_id, user_id, cards, COALESCE(sending_to, channel_id), message_id, "
        "sending_since FROM reviews WHERE guild_id = ? AND show_id = ? AND user_id = ? "
        "AND (message_id IS NOT NULL OR sending_since IS NOT NULL)",
        key,
    )
    await tx.execute("DELETE FROM reviews WHERE guild_id = ? AND show_id = ? AND user_id = ?", key)


def _report(row: Row) -> Report:
    return Report(
        number=row["report_id"],
        reporter=row["reporter_id"],
        reason=row["reason"],
        at=from_epoch(row["reported_at"]),
    )
