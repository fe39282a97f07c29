"""SQL of what calendar files told, and of Discord's events."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.calendars.models import Announced, State, Told, Words
from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.ids import GuildId, ShowId

AT_ONCE = 500
"""Shows of one query."""


class CalendarStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # What files told

    async def told(self, guild: GuildId, shows: Collection[ShowId]) -> list[Told]:
        """What was told last of these shows: what belongs to no server, and to that one."""
        found: list[Told] = []
        every = sorted(shows)
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = await self._db.all(
                f"SELECT * FROM calendar_told WHERE guild_id IN (0, ?) AND show_id IN ({marks})",  # noqa: S608  (marks alone)
                (guild, *some),
            )
            found += map(_told, rows)
        return found

    async def of_server(self, guild: GuildId) -> list[Told]:
        """What was told last of dates that are that server's own word."""
        rows = await self._db.all("SELECT * FROM calendar_told WHERE guild_id = ?", (guild,))
        return [_told(row) for row in rows]

    async def tell(self, changed: Sequence[Told], *, forget_before: int) -> None:
        """Keep what is told from now on; forget what began before then."""
        async with self._db.transaction() as tx:
            await tx.execute("DELETE FROM calendar_told WHERE begins_at < ?", (forget_before,))
            await tx.execute_many(
                "INSERT INTO calendar_told "
                "(guild_id, show_id, dub, episode, begins_at, all_day, seconds, off, changed_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, show_id, dub, episode) DO UPDATE SET "
                "begins_at = excluded.begins_at, all_day = excluded.all_day, "
                "seconds = excluded.seconds, off = excluded.off, changed_at = excluded.changed_at",
                [
                    (
                        *(one.guild, one.show, one.dub or "", one.episode),
                        *(to_epoch(one.begins), one.all_day, int(one.length.total_seconds())),
                        *(one.off, to_epoch(one.changed_at)),
                    )
                    for one in changed
                ],
            )

    # Discord's events

    async def servers(self) -> set[GuildId]:
        """Those with any event."""
        rows = await self._db.all("SELECT DISTINCT guild_id FROM calendar_events")
        return {GuildId(row["guild_id"]) for row in rows}

    async def events(self, guild: GuildId) -> list[Announced]:
        """A server's rows, the soonest first."""
        rows = await self._db.all(
            "SELECT * FROM calendar_events WHERE guild_id = ? ORDER BY begins_at, uid", (guild,)
        )
        return [_announced(row) for row in rows]

    async def keep(self, rows: Sequence[Announced]) -> None:
        """Keep rows as they are now, new ones too."""
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "INSERT INTO calendar_events "
                "(guild_id, uid, name, location, begins_at, ends_at, state, event_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, uid) DO UPDATE SET "
                "name = excluded.name, location = excluded.location, "
                "begins_at = excluded.begins_at, ends_at = excluded.ends_at, "
                "state = excluded.state, event_id = excluded.event_id",
                [
                    (
                        row.guild,
                        row.uid,
                        row.words.name,
                        row.words.location,
                        to_epoch(row.words.begins),
                        to_epoch(row.words.ends),
                        row.state,
                        row.event,
                    )
                    for row in rows
                ],
            )

    async def drop(self, rows: Sequence[Announced]) -> None:
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "DELETE FROM calendar_events WHERE guild_id = ? AND uid = ?",
                [(row.guild, row.uid) for row in rows],
            )


def _told(row: Row) -> Told:
    return Told(
        guild=row["guild_id"],
        show=row["show_id"],
        dub=row["dub"] or None,
        episode=row["episode"],
        begins=from_epoch(row["begins_at"]),
        all_day=bool(row["all_day"]),
        length=timedelta(seconds=row["seconds"]),
        off=bool(row["off"]),
        changed_at=from_epoch(row["changed_at"]),
    )


def _announced(row: Row) -> Announced:
    return Announced(
        guild=row["guild_id"],
        uid=row["uid"],
        words=Words(
            name=row["name"],
            location=row["location"],
            begins=from_epoch(row["begins_at"]),
            ends=from_epoch(row["ends_at"]),
        ),
        state=State(row["state"]),
        event=row["event_id"],
    )
