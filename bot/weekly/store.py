"""SQL of weekly summaries."""

from collections.abc import Collection

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.ids import ChannelId, GuildId, MessageId
from bot.weekly.models import Noted, Week


class WeeklyStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def done(self, weeks: Collection[str]) -> set[tuple[GuildId, str]]:
        """Which servers' weeks are done with, of those weeks."""
        marks = ", ".join("?" * len(weeks))
        rows = await self._db.all(
            "SELECT guild_id, week FROM weekly_summaries "  # noqa: S608
            f"WHERE week IN ({marks}) AND done_at IS NOT NULL",
            [*weeks],
        )
        return {(row["guild_id"], row["week"]) for row in rows}

    async def noted(self, guild: GuildId, key: str) -> Noted | None:
        row = await self._db.one(
            "SELECT * FROM weekly_summaries WHERE guild_id = ? AND week = ?", (guild, key)
        )
        return _noted(row) if row else None

    async def trying(self, guild: GuildId, week: Week, channel: ChannelId, *, at: int) -> None:
        """A summary is about to be sent there, where none is known to have arrived."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO weekly_summaries "
                "(guild_id, week, since_at, until_at, channel_id, tried_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, week) DO UPDATE SET "
                "channel_id = excluded.channel_id, tried_at = excluded.tried_at",
                (guild, week.key, to_epoch(week.since), to_epoch(week.until), channel, at),
            )

    async def posted(self, guild: GuildId, key: str, message: MessageId, *, at: int) -> None:
        """Its message stands."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE weekly_summaries SET message_id = ?, done_at = ? "
                "WHERE guild_id = ? AND week = ?",
                (message, at, guild, key),
            )

    async def silent(self, guild: GuildId, week: Week, *, at: int) -> None:
        """There was nothing to tell."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO weekly_summaries (guild_id, week, since_at, until_at, done_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id, week) DO UPDATE SET "
                "done_at = excluded.done_at",
                (guild, week.key, to_epoch(week.since), to_epoch(week.until), at),
            )


def _noted(row: Row) -> Noted:
    return Noted(
        guild=row["guild_id"],
        key=row["week"],
        since=from_epoch(row["since_at"]),
        until=from_epoch(row["until_at"]),
        channel=row["channel_id"],
        tried_at=from_epoch(row["tried_at"]) if row["tried_at"] is not None else None,
        message=row["message_id"],
        done=row["done_at"] is not None,
    )
