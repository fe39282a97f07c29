"""SQL of settings and of what the host's process remembers about itself."""

from bot.db import Database
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.settings.models import Purpose, Settings


class SettingsStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def settings(self, guild: GuildId) -> Settings:
        """The server's settings; all None for one that has none."""
        row = await self._db.one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild,))
        if row is None:
            return Settings(guild=guild)
        return Settings(
            guild=guild,
            review_channel=row["review_channel_id"],
            renewal_channel=row["renewal_channel_id"],
            discussion_channel=row["discussion_channel_id"],
            moderator_role=row["moderator_role_id"],
        )

    async def set_channel(
        self, guild: GuildId, purpose: Purpose, channel: ChannelId | None, *, by: UserId, at: int
    ) -> None:
        """Choose the channel of one purpose; other fields stay as they are."""
        await self._set(guild, f"{purpose}_channel_id", channel, by=by, at=at)

    async def set_moderator_role(
        self, guild: GuildId, role: RoleId | None, *, by: UserId, at: int
    ) -> None:
        await self._set(guild, "moderator_role_id", role, by=by, at=at)

    async def _set(
        self, guild: GuildId, column: str, value: int | None, *, by: UserId, at: int
    ) -> None:
        async with self._db.transaction() as tx:
            before = await tx.one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild,))
            await tx.execute(
                f"INSERT INTO guild_settings (guild_id, {column}) VALUES (?, ?) "  # noqa: S608
                f"ON CONFLICT (guild_id) DO UPDATE SET {column} = excluded.{column}",
                (guild, value),
            )
            await tx.execute(
                "INSERT INTO settings_log "
                "(guild_id, entry, changed_by, changed_at, field, old_value, new_value) "
                "SELECT ?, COALESCE(MAX(entry), 0) + 1, ?, ?, ?, ?, ? "
                "FROM settings_log WHERE guild_id = ?",
                (guild, by, at, column, before[column] if before else None, value, guild),
            )

    async def host_state(self, key: str) -> str | None:
        row = await self._db.one("SELECT value FROM host_state WHERE key = ?", (key,))
        return row["value"] if row else None

    async def set_host_state(self, key: str, value: str, *, at: int) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO host_state (key, value, updated_at) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                "updated_at = excluded.updated_at",
                (key, value, at),
            )
