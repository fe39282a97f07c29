"""SQL of digests that aren't posted yet. Their lines are kept as those of drafts are."""

from collections.abc import Sequence

from bot.db import Database, Transaction
from bot.ids import GuildId, ShowId, UserId
from bot.reviews.models import Writing
from bot.reviews.store import NOTHING_LEFT, columns


class ProposalStore:
    """Rows in, numbers out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(
        self,
        guild: GuildId,
        by: UserId,
        show: ShowId,
        writing: Writing,
        *,
        author: UserId | None,
        name: str,
        source: str,
        candidates: Sequence[ShowId],
        at: int,
        since: int,
    ) -> int:
        """Keep a new digest; its number within the server. Those from before `since` that were
        never posted are let go.
        """
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND saved_at < ?", (guild, since)
            )
            await tx.execute(NOTHING_LEFT, (guild,))
            (last,) = await tx.all(
                "SELECT COALESCE(MAX(digest_id), 0) AS number FROM review_digests "
                "WHERE guild_id = ?",
                (guild,),
            )
            number = int(last["number"]) + 1
            await tx.execute(
                "INSERT INTO review_digests (guild_id, digest_id, by_id, author_id, author_name, "
                "source, candidates, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (guild, number, by, author or 0, name, source, " ".join(candidates), at),
            )
            await tx.execute(
                "INSERT INTO review_drafts (guild_id, show_id, user_id, revision, started_at, "
                "saved_at) VALUES (?, ?, ?, ?, ?, ?)",
                (guild, show, -number, at, at, at),
            )
            await tx.execute_many(
                "INSERT INTO review_draft_parts (guild_id, show_id, user_id, part, score, body, "
                "track, language, stance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(guild, show, -number, *columns(*part)) for part in writing.parts.items()],
            )
            return number

    async def show(self, guild: GuildId, number: int) -> ShowId | None:
        """The show that a digest in the making is of; None where there is none in the making."""
        row = await self._db.one(
            "SELECT show_id FROM review_drafts WHERE guild_id = ? AND user_id = ?",
            (guild, -number),
        )
        return ShowId(row["show_id"]) if row else None

    async def posted(self, guild: GuildId, number: int) -> ShowId | None:
        """The show that a posted digest is of; None where it isn't posted."""
        row = await self._db.one(
            "SELECT show_id FROM reviews WHERE guild_id = ? AND user_id = ? "
            "AND version IS NOT NULL",
            (guild, -number),
        )
        return ShowId(row["show_id"]) if row else None

    async def move(self, guild: GuildId, number: int, *, show: ShowId, to: UserId, at: int) -> None:
        """Make it a draft of that show, kept under `to` in place of what is there."""
        async with self._db.transaction() as tx:
            if not (held := await _draft(tx, guild, number)):
                return
            was, revision = held
            if (was, -number) == (show, to):
                return
            there = await tx.all(
                "SELECT revision FROM review_drafts "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
                "UNION ALL SELECT revision FROM reviews WHERE guild_id = ? AND show_id = ? "
                "AND user_id = ? AND revision IS NOT NULL",
                (guild, show, to) * 2,
            )
            newest = max([revision, at, *(row["revision"] for row in there)]) + 1
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (guild, show, to),
            )
            await tx.execute(
                "INSERT INTO review_drafts "
                "(guild_id, show_id, user_id, revision, started_at, saved_at) "
                "SELECT guild_id, ?, ?, ?, started_at, ? FROM review_drafts "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (show, to, newest, at, guild, was, -number),
            )
            await tx.execute(
                "INSERT INTO review_draft_parts (guild_id, show_id, user_id, part, score, body, "
                "former, track, language, stance) SELECT guild_id, ?, ?, part, score, body, "
                "former, track, language, stance FROM review_draft_parts "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (show, to, guild, was, -number),
            )
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (guild, was, -number),
            )
            if to > 0:
                await tx.execute(
                    "DELETE FROM review_digests WHERE guild_id = ? AND digest_id = ?",
                    (guild, number),
                )

    async def claim(
        self, guild: GuildId, number: int, *, author: UserId | None, name: str, source: str
    ) -> None:
        """Whose words it has."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE review_digests SET author_id = ?, author_name = ?, source = ? "
                "WHERE guild_id = ? AND digest_id = ?",
                (author or 0, name, source, guild, number),
            )

    async def agree(self, guild: GuildId, number: int, revision: int) -> None:
        """Its author agreed to see that state of it posted."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE review_digests SET consent = ? WHERE guild_id = ? AND digest_id = ?",
                (revision, guild, number),
            )

    async def drop(self, guild: GuildId, number: int) -> None:
        """Delete one that isn't posted. What was posted of it stays."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND user_id = ?", (guild, -number)
            )
            await tx.execute(
                "DELETE FROM review_digests WHERE guild_id = ? AND digest_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM reviews WHERE guild_id = ? AND user_id = ?)",
                (guild, number, guild, -number),
            )


async def _draft(tx: Transaction, guild: GuildId, number: int) -> tuple[ShowId, int] | None:
    rows = await tx.all(
        "SELECT show_id, revision FROM review_drafts WHERE guild_id = ? AND user_id = ?",
        (guild, -number),
    )
    return (ShowId(rows[0]["show_id"]), int(rows[0]["revision"])) if rows else None
