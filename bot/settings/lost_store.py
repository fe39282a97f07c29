"""SQL of what the bot tells a server by itself: what was lost there, and a greeting."""

from collections.abc import Collection, Mapping

from bot.clock import from_epoch
from bot.db import Database
from bot.ids import GuildId
from bot.settings.doctor import Loss
from bot.settings.models import Setting


class LostStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def servers(self) -> set[GuildId]:
        """Those where something is lost."""
        rows = await self._db.all("SELECT DISTINCT guild_id FROM lost")
        return {GuildId(row["guild_id"]) for row in rows}

    async def reconcile(
        self, guild: GuildId, losses: Mapping[Setting, str], *, at: int
    ) -> list[Loss]:
        """Hold these as what is lost there, and nothing else; those that nobody was told of.

        What was lost before in the same way stays as it was.
        """
        async with self._db.transaction() as tx:
            for row in await tx.all("SELECT field, trouble FROM lost WHERE guild_id = ?", (guild,)):
                if losses.get(row["field"]) != row["trouble"]:
                    await tx.execute(
                        "DELETE FROM lost WHERE guild_id = ? AND field = ?", (guild, row["field"])
                    )
            await tx.execute_many(
                "INSERT INTO lost (guild_id, field, trouble, noticed_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (guild_id, field) DO NOTHING",
                [(guild, setting, trouble, at) for setting, trouble in losses.items()],
            )
            rows = await tx.all(
                "SELECT field, noticed_at FROM lost WHERE guild_id = ? AND told_at IS NULL "
                "ORDER BY field",
                (guild,),
            )
        return [
            Loss(setting=Setting(row["field"]), noticed_at=from_epoch(row["noticed_at"]))
            for row in rows
        ]

    async def told(self, guild: GuildId, losses: Collection[Loss], *, at: int) -> None:
        """Somebody there was told of them."""
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "UPDATE lost SET told_at = ? WHERE guild_id = ? AND field = ?",
                [(at, guild, loss.setting) for loss in losses],
            )

    async def greet(self, guild: GuildId, joined_at: int) -> bool:
        """Note a greeting of that arrival. False where it was noted before."""
        async with self._db.transaction() as tx:
            known = await tx.one("SELECT joined_at FROM greetings WHERE guild_id = ?", (guild,))
            if known and known["joined_at"] == joined_at:
                return False
            await tx.execute(
                "INSERT INTO greetings (guild_id, joined_at) VALUES (?, ?) "
                "ON CONFLICT (guild_id) DO UPDATE SET joined_at = excluded.joined_at",
                (guild, joined_at),
            )
            return True
