"""SQL of how far members have seen shows."""

from bot.db import Database, Row
from bot.ids import ShowId, UserId


class ProgressStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def episode(self, user: UserId, show: ShowId) -> int | None:
        row = await self._db.one(
            "SELECT episode FROM member_progress WHERE user_id = ? AND show_id = ?", (user, show)
        )
        return row["episode"] if row else None

    async def put(self, user: UserId, show: ShowId, episode: int, *, at: int) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO member_progress (user_id, show_id, episode, updated_at) "
                "VALUES (?, ?, ?, ?) ON CONFLICT (user_id, show_id) DO UPDATE SET "
                "episode = excluded.episode, updated_at = excluded.updated_at",
                (user, show, episode, at),
            )

    async def drop(self, user: UserId, show: ShowId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM member_progress WHERE user_id = ? AND show_id = ?", (user, show)
            )

    async def of(self, user: UserId) -> list[Row]:
        """``show_id``, ``episode``, ``updated_at``; the newest first."""
        return await self._db.all(
            "SELECT show_id, episode, updated_at FROM member_progress WHERE user_id = ? "
            "ORDER BY updated_at DESC, show_id",
            (user,),
        )

    async def forget(self, user: UserId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute("DELETE FROM member_progress WHERE user_id = ?", (user,))
