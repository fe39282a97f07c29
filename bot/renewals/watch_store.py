"""SQL of what is watched, what was found, who follows, and what is yet to be told to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.ids import ChannelId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals import store, watch
from bot.renewals.models import Claim, Evidence, Question
from bot.renewals.watch import BATCH, Change, News, Urgency, Watched

Json = dict[str, Any]

_UNWANTED = (
    "NOT EXISTS (SELECT 1 FROM renewal_questions q WHERE q.show_id = renewal_watched.root_id) "
    "AND NOT EXISTS (SELECT 1 FROM renewal_follows f WHERE f.root_id = renewal_watched.root_id)"
)
KANSO = UserId(0)
"""Who submits what the bot found itself."""


class Trouble(StrEnum):
    """Why nothing can be told somewhere: messages are closed to the bot, or the place is gone."""

    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who is told: a channel of a server or, where `guild` is 0, a member."""

    guild: GuildId
    id: int

    @classmethod
    def member(cls, user: UserId) -> "Target":
        return cls(guild=GuildId(0), id=user)

    @classmethod
    def channel(cls, guild: GuildId, channel: ChannelId) -> "Target":
        return cls(guild=guild, id=channel)

    @property
    def direct(self) -> bool:
        return not self.guild


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A franchise, by its first show, that a target is told of."""

    target: Target
    root: ShowId
    since: datetime
    trouble: Trouble | None = None
    trouble_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """News that a target is yet to be told. `tried_at`: how the last attempt ended, nobody knows.

    `locale` is the one that a member used last.
    """

    target: Target
    news: News
    tries: int
    tried_at: datetime | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look leaves behind on an entry. `body` is None where it is as it was."""

    show: ShowId
    urgency: Urgency
    due_at: datetime
    body: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one look found new in a franchise, with entries that belong to it from now on."""

    root: ShowId
    changes: Sequence[Change]
    entries: Sequence[ShowId]


class WatchStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # What is watched

    async def enrol(self, root: ShowId, entries: Sequence[ShowId], *, at: int) -> None:
        """Watch these entries of the franchise from now on, those that aren't watched yet."""
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "INSERT INTO renewal_watched (show_id, root_id, urgency, due_at) "
                "VALUES (?, ?, ?, ?) ON CONFLICT (show_id) DO NOTHING",
                [(entry, root, Urgency.COMING, at) for entry in entries],
            )

    async def unwatched(self) -> list[ShowId]:
        """The franchises that are asked about or followed and not watched yet."""
        rows = await self._db.all(
            "SELECT show_id FROM (SELECT DISTINCT show_id FROM renewal_questions "
            "UNION SELECT DISTINCT root_id FROM renewal_follows) AS wanted "
            "WHERE NOT EXISTS (SELECT 1 FROM renewal_watched w WHERE w.root_id = wanted.show_id) "
            "ORDER BY show_id"
        )
        return [row["show_id"] for row in rows]

    async def drop_unwanted(self, *, before: int) -> None:
        """Watch no longer what nobody asks about or follows; forget whom was told before then."""
        unwanted = await self._db.one(f"SELECT 1 FROM renewal_watched WHERE {_UNWANTED} LIMIT 1")  # noqa: S608
        old = await self._db.one(
            "SELECT 1 FROM renewal_announcements WHERE ended_at < ? LIMIT 1", (before,)
        )
        if unwanted or old:
            async with self._db.transaction() as tx:
                await tx.execute(f"DELETE FROM renewal_watched WHERE {_UNWANTED}")  # noqa: S608
                await tx.execute("DELETE FROM renewal_announcements WHERE ended_at < ?", (before,))

    async def mend_clock(self, *, latest: int) -> None:
        """What is due after `latest` is due then."""
        tables = ("renewal_watched", "renewal_announcements")
        for table in tables:
            where = "due_at > ?" + " AND ended_at IS NULL" * (table == "renewal_announcements")
            if await self._db.one(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", (latest,)):  # noqa: S608
                async with self._db.transaction() as tx:
                    await tx.execute(
                        f"UPDATE {table} SET due_at = ? WHERE {where}",  # noqa: S608
                        (latest, latest),
                    )

    async def candidates(self, *, now: int) -> list[tuple[Watched, Json | None]]:
        """What the next batch is picked from, each with its last record: the most urgent of what
        is due, what is unseen for longest, and what will be due next.
        """
        rows = await self._db.all(
            "SELECT * FROM (SELECT * FROM renewal_watched WHERE due_at <= :now "
            "ORDER BY urgency, due_at LIMIT :most) AS urgent "
            "UNION ALL SELECT * FROM (SELECT * FROM renewal_watched WHERE due_at <= :now "
            "ORDER BY COALESCE(looked_at, due_at) LIMIT :most) AS longest "
            "UNION ALL SELECT * FROM (SELECT * FROM renewal_watched WHERE due_at > :now "
            "ORDER BY due_at LIMIT :most) AS next",
            {"now": now, "most": BATCH},
        )
        return [(_watched(row), _body(row)) for row in rows]

    async def franchise(self, root: ShowId) -> dict[ShowId, Json | None]:
        """The entries of a franchise that are watched, each with its last record."""
        rows = await self._db.all("SELECT * FROM renewal_watched WHERE root_id = ?", (root,))
        return {row["show_id"]: _body(row) for row in rows}

    async def next_look(self) -> int | None:
        """When the next look is due; None where nothing is watched."""
        row = await self._db.one("SELECT MIN(due_at) AS due FROM renewal_watched")
        return row["due"] if row else None

    async def last_look(self) -> int | None:
        row = await self._db.one("SELECT MAX(looked_at) AS last FROM renewal_watched")
        return row["last"] if row else None

    async def count(self) -> int:
        row = await self._db.one("SELECT COUNT(*) AS shows FROM renewal_watched")
        return int(row["shows"]) if row else 0

    async def looked(self, seen: Sequence[Seen], found: Sequence[Found], *, at: int) -> None:
        """Keep a look: what was seen, what is new, and for each who follows that it is yet to be
        told. All of it or nothing, so that a change is found once.
        """
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "UPDATE renewal_watched SET urgency = ?, due_at = ?, looked_at = ?, "
                "body = COALESCE(?, body) WHERE show_id = ?",
                [
                    (one.urgency, to_epoch(one.due_at), at, _dumped(one.body), one.show)
                    for one in seen
                ],
            )
            for one in found:
                await tx.execute_many(
                    "INSERT INTO renewal_watched (show_id, root_id, urgency, due_at) "
                    "VALUES (?, ?, ?, ?) ON CONFLICT (show_id) DO NOTHING",
                    [(entry, one.root, Urgency.AIRING, at) for entry in one.entries],
                )
                if not one.changes:
                    continue
                (row,) = await tx.all(
                    "INSERT INTO renewal_news (root_id, changes, found_at) VALUES (?, ?, ?) "
                    "RETURNING news_id",
                    (one.root, watch.packed(one.changes), at),
                )
                await tx.execute(
                    "INSERT INTO renewal_announcements (guild_id, target_id, news_id, due_at) "
                    "SELECT guild_id, target_id, ?, ? FROM renewal_follows WHERE root_id = ?",
                    (row["news_id"], at, one.root),
                )

    # Proposing

    async def unproposed(self) -> list[News]:
        """What isn't every open question's evidence yet, the oldest first."""
        rows = await self._db.all(
            "SELECT * FROM renewal_news WHERE proposed_at IS NULL ORDER BY news_id LIMIT 20"
        )
        return [_news(row) for row in rows]

    async def asking(self, news: News, season: int, limit: int) -> list[tuple[GuildId, QuestionId]]:
        """Questions on that season that were open when it was found and don't have it yet."""
        rows = await self._db.all(
            "SELECT guild_id, question_id FROM renewal_questions q WHERE show_id = ? "
            "AND season = ? AND opened_at <= ? AND NOT EXISTS (SELECT 1 FROM renewal_evidence e "
            "WHERE e.guild_id = q.guild_id AND e.question_id = q.question_id AND e.news_id = ?) "
            "ORDER BY guild_id, question_id LIMIT ?",
            (news.root, season, to_epoch(news.found_at), news.id, limit),
        )
        return [(row["guild_id"], row["question_id"]) for row in rows]

    async def propose(
        self, question: Question, claim: Claim, news: News, *, approved: bool, at: int
    ) -> Evidence:
        """Keep the claim as evidence of the bot's own, counting at once where it is `approved`."""
        async with self._db.transaction() as tx:
            piece = await store.submit(tx, question, claim, by=KANSO, at=at, news=news.id)
            if approved:
                piece = await store.approve(tx, piece.guild, piece.id, by=KANSO, at=at)
            return piece

    async def proposed(self, news: News, *, at: int) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_news SET proposed_at = ? WHERE news_id = ?", (at, news.id)
            )

    # Following

    async def follow(
        self, target: Target, root: ShowId, *, by: UserId, locale: str | None, at: int
    ) -> bool:
        """False where it was followed already. The locale is noted in any case."""
        async with self._db.transaction() as tx:
            new = await tx.execute(
                "INSERT INTO renewal_follows (guild_id, target_id, root_id, asked_by, followed_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id, target_id, root_id) DO NOTHING",
                (target.guild, target.id, root, by, at),
            )
            await tx.execute(
                "INSERT INTO renewal_targets (guild_id, target_id, locale) VALUES (?, ?, ?) "
                "ON CONFLICT (guild_id, target_id) DO UPDATE SET locale = excluded.locale",
                (target.guild, target.id, locale),
            )
            return new > 0

    async def unfollow(self, target: Target, root: ShowId) -> bool:
        """What was yet to be told of it isn't any more. False where it wasn't followed."""
        async with self._db.transaction() as tx:
            gone = await tx.execute(
                "DELETE FROM renewal_follows WHERE guild_id = ? AND target_id = ? AND root_id = ?",
                (target.guild, target.id, root),
            )
            await tx.execute(
                "DELETE FROM renewal_announcements WHERE guild_id = ? AND target_id = ? "
                "AND ended_at IS NULL AND news_id IN "
                "(SELECT news_id FROM renewal_news WHERE root_id = ?)",
                (target.guild, target.id, root),
            )
            return gone > 0

    async def follows(self, target: Target, root: ShowId) -> bool:
        row = await self._db.one(
            "SELECT 1 FROM renewal_follows WHERE guild_id = ? AND target_id = ? AND root_id = ?",
            (target.guild, target.id, root),
        )
        return row is not None

    async def following(self, guild: GuildId, target: int | None = None) -> list[Follow]:
        """What a target follows, or every channel of a server, the newest first."""
        rows = await self._db.all(
            "SELECT f.*, t.trouble, t.trouble_at FROM renewal_follows f "
            "LEFT JOIN renewal_targets t ON t.guild_id = f.guild_id AND t.target_id = f.target_id "
            "WHERE f.guild_id = :guild AND (:target IS NULL OR f.target_id = :target) "
            "ORDER BY f.followed_at DESC, f.root_id",
            {"guild": guild, "target": target},
        )
        return [
            Follow(
                target=Target(guild=row["guild_id"], id=row["target_id"]),
                root=row["root_id"],
                since=from_epoch(row["followed_at"]),
                trouble=Trouble(row["trouble"]) if row["trouble"] else None,
                trouble_at=from_epoch(row["trouble_at"]) if row["trouble_at"] else None,
            )
            for row in rows
        ]

    async def entries(
        self, guild: GuildId, target: int | None = None
    ) -> list[tuple[ShowId, Json, int, list[int]]]:
        """What a target follows, or every channel of a server: each entry of these franchises with
        its last record, when that was told, and which targets follow it.
        """
        following: dict[ShowId, list[int]] = {}
        for one in await self.following(guild, target):
            following.setdefault(one.root, []).append(one.target.id)
        rows = await self._db.all(
            "SELECT w.* FROM renewal_watched w WHERE w.body IS NOT NULL AND w.root_id IN "
            "(SELECT root_id FROM renewal_follows "
            "WHERE guild_id = :guild AND (:target IS NULL OR target_id = :target)) "
            "ORDER BY w.show_id",
            {"guild": guild, "target": target},
        )
        return [
            (row["show_id"], body, row["looked_at"], following.get(row["root_id"], []))
            for row in rows
            if (body := _body(row)) and row["looked_at"] is not None
        ]

    # Announcing

    async def due(self, *, now: int, limit: int) -> list[Announcement]:
        """What is to be told now, the oldest news first."""
        rows = await self._db.all(
            "SELECT a.*, n.root_id, n.changes, n.found_at, t.locale FROM renewal_announcements a "
            "JOIN renewal_news n ON n.news_id = a.news_id LEFT JOIN renewal_targets t "
            "ON t.guild_id = a.guild_id AND t.target_id = a.target_id "
            "WHERE a.ended_at IS NULL AND a.due_at <= ? AND t.trouble IS NULL "
            "ORDER BY a.due_at, a.news_id LIMIT ?",
            (now, limit),
        )
        return [
            Announcement(
                target=Target(guild=row["guild_id"], id=row["target_id"]),
                news=_news(row),
                tries=row["tries"],
                tried_at=from_epoch(row["tried_at"]) if row["tried_at"] is not None else None,
                locale=row["locale"],
            )
            for row in rows
        ]

    async def next_due(self) -> int | None:
        """When something is to be told next."""
        row = await self._db.one(
            "SELECT a.due_at FROM renewal_announcements a LEFT JOIN renewal_targets t "
            "ON t.guild_id = a.guild_id AND t.target_id = a.target_id "
            "WHERE a.ended_at IS NULL AND t.trouble IS NULL ORDER BY a.due_at LIMIT 1"
        )
        return row["due_at"] if row else None

    async def trying(self, one: Announcement, *, at: int, first: bool) -> bool:
        """It is about to be sent: where `first`, no earlier attempt arrived. False where that
        isn't wanted any more.
        """
        async with self._db.transaction() as tx:
            changed = await tx.execute(
                "UPDATE renewal_announcements SET "
                "tried_at = CASE WHEN ? THEN ? ELSE tried_at END WHERE guild_id = ? "
                "AND target_id = ? AND news_id = ? AND ended_at IS NULL",
                (first, at, *_key(one)),
            )
            return changed > 0

    async def told(self, one: Announcement, message: MessageId | None, *, at: int) -> None:
        """It stands there; or, without a message, it is left out for good."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_announcements SET ended_at = ?, message_id = ? "
                "WHERE guild_id = ? AND target_id = ? AND news_id = ?",
                (at, message, *_key(one)),
            )

    async def again(self, one: Announcement, *, due: int, arrived_not: bool) -> None:
        """Try it again then. `arrived_not`: Discord said that it took nothing."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_announcements SET tries = tries + 1, due_at = ?, "
                "tried_at = CASE WHEN ? THEN NULL ELSE tried_at END "
                "WHERE guild_id = ? AND target_id = ? AND news_id = ?",
                (due, arrived_not, *_key(one)),
            )

    async def note_trouble(self, target: Target, trouble: Trouble, *, at: int) -> None:
        """Nothing can be told there from now on; what is yet to be told waits."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO renewal_targets (guild_id, target_id, trouble, trouble_at) "
                "VALUES (?, ?, ?, ?) ON CONFLICT (guild_id, target_id) DO UPDATE SET "
                "trouble = excluded.trouble, trouble_at = excluded.trouble_at",
                (target.guild, target.id, trouble, at),
            )
            await tx.execute(
                "UPDATE renewal_announcements SET tried_at = NULL, tries = 0 "
                "WHERE guild_id = ? AND target_id = ? AND ended_at IS NULL",
                (target.guild, target.id),
            )

    async def end_trouble(self, target: Target, *, at: int) -> tuple[Trouble, datetime, int] | None:
        """Try again there from now on: what stood in the way, since when, how much waited."""
        row = await self._db.one(
            "SELECT trouble, trouble_at FROM renewal_targets "
            "WHERE guild_id = ? AND target_id = ? AND trouble IS NOT NULL",
            (target.guild, target.id),
        )
        if row is None:
            return None
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_targets SET trouble = NULL, trouble_at = NULL "
                "WHERE guild_id = ? AND target_id = ?",
                (target.guild, target.id),
            )
            waited = await tx.execute(
                "UPDATE renewal_announcements SET due_at = ? "
                "WHERE guild_id = ? AND target_id = ? AND ended_at IS NULL",
                (at, target.guild, target.id),
            )
            return Trouble(row["trouble"]), from_epoch(row["trouble_at"]), waited

    # A member's own

    async def of_member(self, guild: GuildId | None, user: UserId) -> list[Json]:
        """The follows that a member chose for a server's channels; or, without one, their own."""
        rows = await self._db.all(
            "SELECT root_id, target_id, followed_at FROM renewal_follows "
            "WHERE guild_id = ? AND asked_by = ? ORDER BY followed_at, root_id",
            (guild or 0, user),
        )
        keys = (
            ("root_id", "followed_at") if guild is None else tuple(rows[0].keys() if rows else ())
        )
        return [{key: row[key] for key in keys} for row in rows]

    async def forget(self, guild: GuildId | None, user: UserId) -> None:
        """Erase a member's own follows; or their name from those of a server's channels."""
        async with self._db.transaction() as tx:
            if guild is not None:
                await tx.execute(
                    "UPDATE renewal_follows SET asked_by = NULL "
                    "WHERE guild_id = ? AND asked_by = ?",
                    (guild, user),
                )
                return
            for table in ("follows", "announcements", "targets"):
                await tx.execute(
                    f"DELETE FROM renewal_{table} WHERE guild_id = 0 AND target_id = ?",  # noqa: S608
                    (user,),
                )

    # The board of a server

    async def latest(self, guild: GuildId) -> list[tuple[QuestionId, ShowId, int, int]]:
        """Every question of a server, its show, its season, and when it changed last, the newest
        change first: it was asked, its status moved, or evidence came that waits.
        """
        rows = await self._db.all(
            "SELECT q.question_id, q.show_id, q.season, q.opened_at, "
            "(SELECT MAX(h.moved_at) FROM renewal_history h "
            "WHERE h.guild_id = q.guild_id AND h.question_id = q.question_id) AS moved_at, "
            "(SELECT MAX(e.submitted_at) FROM renewal_evidence e WHERE e.guild_id = q.guild_id "
            "AND e.question_id = q.question_id AND e.state = 'pending') AS submitted_at "
            "FROM renewal_questions q WHERE q.guild_id = ?",
            (guild,),
        )
        found = [
            (row["question_id"], row["show_id"], row["season"],
             max(row["opened_at"], row["moved_at"] or 0, row["submitted_at"] or 0))
            for row in rows
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one[3], one[0]), reverse=True)


def _key(one: Announcement) -> tuple[int, int, int]:
    return one.target.guild, one.target.id, one.news.id


def _dumped(body: Json | None) -> str | None:
    return None if body is None else orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


def _body(row: Row) -> Json | None:
    body = orjson.loads(row["body"]) if row["body"] else None
    return body if isinstance(body, dict) else None


def _watched(row: Row) -> Watched:
    return Watched(
        show=row["show_id"],
        root=row["root_id"],
        urgency=Urgency(row["urgency"]),
        due_at=from_epoch(row["due_at"]),
        looked_at=from_epoch(row["looked_at"]) if row["looked_at"] is not None else None,
    )


def _news(row: Row) -> News:
    return News(
        id=row["news_id"],
        root=row["root_id"],
        changes=watch.unpacked(row["changes"]),
        found_at=from_epoch(row["found_at"]),
    )
