"""SQL of what servers know of shows by themselves."""

from collections import defaultdict
from datetime import date

from bot.db import Database
from bot.ids import GuildId, ShowId, UserId
from bot.shows.lore import (
    MOST_NICKNAMES,
    MOST_PICKS,
    Correction,
    Fact,
    Lore,
    Nickname,
    TooManyNicknames,
)


class LoreStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def lore(self, guild: GuildId) -> Lore:
        """All that a server knows by itself."""
        nicknames = await self._db.all(
            "SELECT folded, nickname, show_id FROM show_nicknames WHERE guild_id = ? "
            "ORDER BY folded",
            (guild,),
        )
        picks = await self._db.all(
            "SELECT show_id, picks FROM show_picks WHERE guild_id = ? "
            "ORDER BY picks DESC, show_id LIMIT ?",
            (guild, MOST_PICKS),
        )
        corrections: defaultdict[ShowId, list[Correction]] = defaultdict(list)
        for row in await self._db.all(
            "SELECT show_id, fact, value, source, as_of FROM show_corrections "
            "WHERE guild_id = ? ORDER BY show_id, set_at, fact",
            (guild,),
        ):
            corrections[row["show_id"]].append(
                Correction(
                    fact=Fact(row["fact"]),
                    value=row["value"],
                    source=row["source"],
                    as_of=date.fromisoformat(row["as_of"]),
                )
            )
        return Lore(
            nicknames={
                row["folded"]: Nickname(name=row["nickname"], show=row["show_id"])
                for row in nicknames
            },
            picks={row["show_id"]: row["picks"] for row in picks},
            corrections=dict(corrections),
        )

    async def set_nickname(
        self, guild: GuildId, folded: str, nickname: Nickname, *, by: UserId, at: int
    ) -> None:
        """Give a show that nickname, whatever it meant before. Raises `TooManyNicknames`."""
        async with self._db.transaction() as tx:
            row = await tx.one(
                "SELECT COUNT(*) AS n FROM show_nicknames WHERE guild_id = ? AND folded <> ?",
                (guild, folded),
            )
            if row and row["n"] >= MOST_NICKNAMES:
                raise TooManyNicknames(limit=MOST_NICKNAMES)
            await tx.execute(
                "INSERT INTO show_nicknames (guild_id, folded, nickname, show_id, set_by, set_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, folded) DO UPDATE SET "
                "nickname = excluded.nickname, show_id = excluded.show_id, "
                "set_by = excluded.set_by, set_at = excluded.set_at",
                (guild, folded, nickname.name, nickname.show, by, at),
            )

    async def remove_nickname(self, guild: GuildId, folded: str) -> bool:
        """Whether there was one."""
        async with self._db.transaction() as tx:
            return bool(
                await tx.execute(
                    "DELETE FROM show_nicknames WHERE guild_id = ? AND folded = ?", (guild, folded)
                )
            )

    async def count_pick(self, guild: GuildId, show: ShowId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO show_picks (guild_id, show_id, picks) VALUES (?, ?, 1) "
                "ON CONFLICT (guild_id, show_id) DO UPDATE SET picks = show_picks.picks + 1",
                (guild, show),
            )

    async def correct(
        self, guild: GuildId, show: ShowId, correction: Correction, *, by: UserId, at: int
    ) -> None:
        """Put a fact right, whatever it was put to before."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO show_corrections "
                "(guild_id, show_id, fact, value, source, as_of, set_by, set_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, show_id, fact) DO UPDATE SET value = excluded.value, "
                "source = excluded.source, as_of = excluded.as_of, set_by = excluded.set_by, "
                "set_at = excluded.set_at",
                (
                    guild,
                    show,
                    correction.fact,
                    correction.value,
                    correction.source,
                    correction.as_of.isoformat(),
                    by,
                    at,
                ),
            )

    async def undo_correction(self, guild: GuildId, show: ShowId, fact: Fact) -> bool:
        """Whether there was one."""
        async with self._db.transaction() as tx:
            return bool(
                await tx.execute(
                    "DELETE FROM show_corrections WHERE guild_id = ? AND show_id = ? AND fact = ?",
                    (guild, show, fact),
                )
            )

    async def of_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, object]]]:
        """What a member set, as plain values."""
        nicknames = await self._db.all(
            "SELECT nickname, show_id, set_at FROM show_nicknames "
            "WHERE guild_id = ? AND set_by = ?",
            (guild, user),
        )
        corrections = await self._db.all(
            "SELECT show_id, fact, value, source, as_of, set_at FROM show_corrections "
            "WHERE guild_id = ? AND set_by = ?",
            (guild, user),
        )
        return {
            "nicknames": [dict(row) for row in nicknames],
            "corrections": [dict(row) for row in corrections],
        }

    async def forget_member(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off what they set; the server's knowledge stays."""
        async with self._db.transaction() as tx:
            for table in ("show_nicknames", "show_corrections"):
                await tx.execute(
                    f"UPDATE {table} SET set_by = NULL WHERE guild_id = ? AND set_by = ?",  # noqa: S608
                    (guild, user),
                )
