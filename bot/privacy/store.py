"""SQL of servers that were left and of messages that are to come down."""

from collections.abc import Collection

from bot.clock import from_epoch
from bot.db import Database, Row
from bot.ids import ChannelId, GuildId, MessageId
from bot.privacy.models import Lost, Takedown

_SERVERS_IN = """
SELECT id FROM (
    WITH RECURSIVE known (id) AS (
        SELECT MIN(guild_id) FROM {table} WHERE guild_id > 0
        UNION ALL
        SELECT (SELECT MIN(guild_id) FROM {table} WHERE guild_id > known.id)
        FROM known WHERE known.id IS NOT NULL
    )
    SELECT id FROM known WHERE id IS NOT NULL
) AS found
"""
"""One step of the primary key's index for each server, however many rows each has. What is kept
under 0 belongs to no server."""


class PrivacyStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # Servers that were left

    async def servers(self, tables: Collection[str]) -> set[GuildId]:
        """Those that any of these tables has a row of."""
        every = " UNION ".join(_SERVERS_IN.format(table=table) for table in tables)
        return {GuildId(row["id"]) for row in await self._db.all(every)}

    async def departures(self) -> dict[GuildId, int]:
        """The servers that were left, and when that was noted."""
        rows = await self._db.all("SELECT guild_id, left_at FROM departures")
        return {GuildId(row["guild_id"]): row["left_at"] for row in rows}

    async def note_departures(self, guilds: Collection[GuildId], *, at: int) -> None:
        """They were left; where that was noted before, it stays as it was."""
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "INSERT INTO departures (guild_id, left_at) VALUES (?, ?) "
                "ON CONFLICT (guild_id) DO NOTHING",
                [(guild, at) for guild in guilds],
            )

    async def forget_departures(self, guilds: Collection[GuildId]) -> None:
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "DELETE FROM departures WHERE guild_id = ?", [(guild,) for guild in guilds]
            )

    async def erase(self, table: str, guild: GuildId) -> bool:
        """Delete a server's rows of one table. False where the bot is back there: nothing is."""
        async with self._db.transaction() as tx:
            if not await tx.one("SELECT 1 FROM departures WHERE guild_id = ?", (guild,)):
                return False
            await tx.execute(f"DELETE FROM {table} WHERE guild_id = ?", (guild,))  # noqa: S608
            return True

    async def overwrite(self) -> None:
        """Leave nothing of what was deleted in the log beside the file."""
        await self._db.checkpoint()

    # Messages that are to come down

    async def takedowns(self, guild: GuildId | None = None) -> list[Takedown]:
        """Those of one server, or all."""
        rows = await self._db.all(
            "SELECT * FROM takedowns WHERE guild_id = COALESCE(?, guild_id) "
            "ORDER BY guild_id, message_id",
            (guild,),
        )
        return [
            Takedown(
                guild=row["guild_id"],
                channel=ChannelId(row["channel_id"]),
                message=_lost(row) or MessageId(row["message_id"]),
                thread=row["thread_id"],
            )
            for row in rows
        ]

    async def taken_down(self, post: Takedown) -> None:
        """Discord has it no more."""
        lost = post.message if isinstance(post.message, Lost) else None
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM takedowns WHERE guild_id = ? AND message_id IS ? AND mark IS ?",
                (post.guild, None if lost else post.message, lost and lost.mark),
            )


def _lost(row: Row) -> Lost | None:
    return (
        Lost(
            mark=row["mark"],
            since=from_epoch(row["sent_since"]),
            until=from_epoch(row["noted_at"]),
        )
        if row["mark"]
        else None
    )
