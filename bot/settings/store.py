"""SQL of settings and of what the host's process remembers about itself."""

from bot.clock import from_epoch
from bot.db import Database, Row, Transaction
from bot.ids import GuildId, UserId
from bot.settings.models import (
    NO_PREFERENCES,
    Ballot,
    Change,
    ChangedSince,
    Feature,
    Preferences,
    Setting,
    Settings,
    Spoilers,
    TooLateToUndo,
    Value,
)
from bot.text.titles import TitleLanguage


class SettingsStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # Of a server

    async def settings(self, guild: GuildId) -> Settings:
        """The server's settings; all None for one that has none."""
        row = await self._db.one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild,))
        return _settings(guild, row)

    async def all_settings(self) -> dict[GuildId, Settings]:
        """The settings of the servers that decided anything."""
        rows = await self._db.all("SELECT * FROM guild_settings")
        return {GuildId(row["guild_id"]): _settings(row["guild_id"], row) for row in rows}

    async def set(
        self, guild: GuildId, setting: Setting, value: Value, *, by: UserId, at: int
    ) -> Settings:
        """Write one field, and in the log who did; other fields stay as they are.

        What is so already is no change. The settings as they are then.
        """
        async with self._db.transaction() as tx:
            before = await _field(tx, guild, setting)
            if before != value:
                await _write(tx, guild, setting, before, value, by=by, at=at)
            return await _read(tx, guild)

    async def last_change(self, guild: GuildId, *, since: int) -> Change | None:
        """The last change that stands, if it was made at `since` or later."""
        row = await self._db.one(
            f"SELECT * FROM settings_log AS made WHERE guild_id = ? AND {_STANDS} "  # noqa: S608
            "ORDER BY entry DESC LIMIT 1",
            (guild,),
        )
        change = _change(row) if row else None
        return change if row and row["changed_at"] >= since else None

    async def changed_at(self, guild: GuildId, setting: Setting) -> int | None:
        """When a field was last changed, that being taken back included."""
        row = await self._db.one(
            "SELECT changed_at FROM settings_log WHERE guild_id = ? AND field = ? "
            "ORDER BY entry DESC LIMIT 1",
            (guild, setting),
        )
        return row["changed_at"] if row else None

    async def undo(
        self, guild: GuildId, entry: int, *, by: UserId, at: int, since: int
    ) -> Settings:
        """Put back what a change replaced, and log that too.

        Raises `ChangedSince` where that isn't the field's last change or its value is another by
        now, and `TooLateToUndo` for one made before `since`.
        """
        async with self._db.transaction() as tx:
            row = await tx.one(
                "SELECT * FROM settings_log WHERE guild_id = ? AND entry = ?", (guild, entry)
            )
            change = _change(row) if row else None
            if change is None:
                raise ChangedSince
            last = await tx.one(
                f"SELECT entry FROM settings_log AS made WHERE guild_id = ? AND field = ? "  # noqa: S608
                f"AND {_STANDS} ORDER BY entry DESC LIMIT 1",
                (guild, change.setting),
            )
            now = await _field(tx, guild, change.setting)
            if last is None or last["entry"] != entry or now != change.new:
                raise ChangedSince
            if row and row["changed_at"] < since:
                raise TooLateToUndo
            await _write(tx, guild, change.setting, now, change.old, by=by, at=at, undoes=entry)
            return await _read(tx, guild)

    async def changes_of(self, guild: GuildId, user: UserId) -> list[dict[str, object]]:
        """What a member changed, as plain values."""
        rows = await self._db.all(
            "SELECT changed_at, field, old_value, new_value FROM settings_log "
            "WHERE guild_id = ? AND changed_by = ? ORDER BY entry",
            (guild, user),
        )
        return [dict(row) for row in rows]

    async def forget_changer(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off what they changed; the settings are the server's."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE settings_log SET changed_by = NULL WHERE guild_id = ? AND changed_by = ?",
                (guild, user),
            )

    # Of a member

    async def preferences(self, user: UserId) -> Preferences:
        """What a member chose; nothing for one who chose nothing."""
        row = await self._db.one("SELECT * FROM member_preferences WHERE user_id = ?", (user,))
        return _preferences(row) if row else NO_PREFERENCES

    async def prefer(self, user: UserId, setting: Setting, value: Value) -> Preferences:
        """Write one field; other fields stay as they are. A row of nothing is deleted."""
        async with self._db.transaction() as tx:
            await tx.execute(
                f"INSERT INTO member_preferences (user_id, {setting}) VALUES (?, ?) "  # noqa: S608
                f"ON CONFLICT (user_id) DO UPDATE SET {setting} = excluded.{setting}",
                (user, value),
            )
            await tx.execute(
                "DELETE FROM member_preferences WHERE user_id = ? AND title_language IS NULL "
                "AND zone IS NULL AND hide_scores IS NULL",
                (user,),
            )
            row = await tx.one("SELECT * FROM member_preferences WHERE user_id = ?", (user,))
            return _preferences(row) if row else NO_PREFERENCES

    async def forget_preferences(self, user: UserId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute("DELETE FROM member_preferences WHERE user_id = ?", (user,))

    # Of the host

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


_STANDS = (
    "undoes IS NULL AND NOT EXISTS (SELECT 1 FROM settings_log AS later "
    "WHERE later.guild_id = made.guild_id AND later.undoes = made.entry)"
)
"""What takes a change back is no change of its own, and what was taken back no more."""


async def _read(tx: Transaction, guild: GuildId) -> Settings:
    return _settings(
        guild, await tx.one("SELECT * FROM guild_settings WHERE guild_id = ?", (guild,))
    )


async def _field(tx: Transaction, guild: GuildId, setting: Setting) -> Value:
    row = await tx.one(
        f"SELECT {setting} AS value FROM guild_settings WHERE guild_id = ?",  # noqa: S608
        (guild,),
    )
    return row["value"] if row else None


async def _write(
    tx: Transaction,
    guild: GuildId,
    setting: Setting,
    before: Value,
    value: Value,
    *,
    by: UserId,
    at: int,
    undoes: int | None = None,
) -> None:
    await tx.execute(
        f"INSERT INTO guild_settings (guild_id, {setting}) VALUES (?, ?) "  # noqa: S608
        f"ON CONFLICT (guild_id) DO UPDATE SET {setting} = excluded.{setting}",
        (guild, value),
    )
    old, new = (None if each is None else str(each) for each in (before, value))
    await tx.execute(
        "INSERT INTO settings_log "
        "(guild_id, entry, changed_by, changed_at, field, old_value, new_value, undoes) "
        "SELECT ?, COALESCE(MAX(entry), 0) + 1, ?, ?, ?, ?, ?, ? "
        "FROM settings_log WHERE guild_id = ?",
        (guild, by, at, setting, old, new, undoes, guild),
    )


def _settings(guild: GuildId, row: Row | None) -> Settings:
    if row is None:
        return Settings(guild=guild)
    return Settings(
        guild=guild,
        review_channel=row["review_channel_id"],
        renewal_channel=row["renewal_channel_id"],
        discussion_channel=row["discussion_channel_id"],
        news_channel=row["news_channel_id"],
        moderator_role=row["moderator_role_id"],
        reviewer_role=row["reviewer_role_id"],
        episode_role=row["episode_role_id"],
        episode_delay=row["episode_delay"] or 0,
        weekly=bool(row["weekly"]),
        events=bool(row["events"]),
        ballot=Ballot(row["ballot"] or Ballot.FIVE),
        spoilers=Spoilers(row["spoilers"] or Spoilers.BARS),
        renewals_by_itself=bool(row["renewal_by_itself"]),
        locale=row["locale"],
        minimum=row["minimum_count"],
        off=frozenset(feature for feature in Feature if row[feature.setting]),
        preferences=_preferences(row),
    )


def _preferences(row: Row) -> Preferences:
    language = row["title_language"]
    return Preferences(
        titles=TitleLanguage(language) if language else None,
        zone=row["zone"],
        hide_scores=bool(row["hide_scores"]),
    )


def _change(row: Row) -> Change | None:
    """The entry; None for a field that this version doesn't have."""
    if row["field"] not in set(Setting):
        return None
    setting = Setting(row["field"])
    return Change(
        entry=row["entry"],
        setting=setting,
        old=setting.read(row["old_value"]),
        new=setting.read(row["new_value"]),
        by=row["changed_by"],
        at=from_epoch(row["changed_at"]),
    )
