"""SQL of reviews: drafts, posted versions, cards, helpful votes."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.clock import from_epoch
from bot.db import Database, Row, Transaction
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import scores
from bot.reviews.models import (
    Card,
    Draft,
    Part,
    Passage,
    Review,
    Track,
    Writing,
)
from bot.reviews.scores import Score
from bot.reviews.subject import subject_of
from bot.shows.service import Shows

# A posted review with its helpful votes; what else a review has comes in further queries.
_POSTED = """
    SELECT r.*, v.posted_at, (
        SELECT COUNT(*) FROM review_votes AS h
        WHERE h.guild_id = r.guild_id AND h.show_id = r.show_id AND h.user_id = r.user_id
    ) AS helpful
    FROM reviews AS r
    JOIN review_versions AS v ON v.guild_id = r.guild_id AND v.show_id = r.show_id
        AND v.user_id = r.user_id AND v.version = r.version
"""


class ReviewStore:
    """`shows` name what the reviews are about."""

    def __init__(self, db: Database, shows: Shows) -> None:
        self._db = db
        self._shows = shows

    # Drafts

    async def expire_drafts(self, guild: GuildId, *, before: int) -> None:
        """Delete the server's drafts that were last saved before then, and nothing else."""
        old = "SELECT 1 FROM review_drafts WHERE guild_id = ? AND saved_at < ?"
        if await self._db.one(old, (guild, before)):
            async with self._db.transaction() as tx:
                await tx.execute(
                    "DELETE FROM review_drafts WHERE guild_id = ? AND saved_at < ?", (guild, before)
                )

    async def draft(self, guild: GuildId, show: ShowId, user: UserId) -> Draft | None:
        key = (guild, show, user)
        row = await self._db.one(
            "SELECT * FROM review_drafts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
            key,
        )
        return await self._draft(row) if row else None

    async def drafts_of(self, guild: GuildId, user: UserId) -> list[Draft]:
        """A member's drafts, the one last saved first."""
        rows = await self._db.all(
            "SELECT * FROM review_drafts WHERE guild_id = ? AND user_id = ? ORDER BY saved_at DESC",
            (guild, user),
        )
        return [await self._draft(row) for row in rows]

    async def _draft(self, row: Row) -> Draft:
        parts = await self._db.all(
            "SELECT * FROM review_draft_parts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
            (row["guild_id"], row["show_id"], row["user_id"]),
        )
        return Draft(
            show=subject_of(self._shows, row["show_id"]),
            writing=_writing(parts),
            revision=row["revision"],
            saved_at=from_epoch(row["saved_at"]),
        )

    async def save_part(
        self,
        guild: GuildId,
        show: ShowId,
        user: UserId,
        part: Part,
        passage: Passage,
        *,
        keep_score: bool,
        at: int,
    ) -> None:
        """Write one part into the member's draft of the show. A first draft of a show that the
        member has reviewed begins with that review. `keep_score` leaves the part's score as it is.
        """
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            begun = await tx.execute(
                "INSERT INTO review_drafts "
                "(guild_id, show_id, user_id, revision, started_at, saved_at) "
                "VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT (guild_id, show_id, user_id) DO NOTHING",
                (*key, at, at),
            )
            if begun:
                await tx.execute(
                    "INSERT INTO review_draft_parts "
                    "(guild_id, show_id, user_id, part, score, body, track, language) "
                    "SELECT guild_id, show_id, user_id, part, score, body, track, language "
                    "FROM review_version_parts AS p "
                    "WHERE p.guild_id = ? AND p.show_id = ? AND p.user_id = ? AND p.version = "
                    "(SELECT version FROM reviews AS r WHERE r.guild_id = p.guild_id "
                    "AND r.show_id = p.show_id AND r.user_id = p.user_id)",
                    key,
                )
            await tx.execute(
                "INSERT INTO review_draft_parts "
                "(guild_id, show_id, user_id, part, score, body, track, language) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, show_id, user_id, part) DO UPDATE SET "
                "score = CASE WHEN ? THEN review_draft_parts.score ELSE excluded.score END, "
                "body = excluded.body, track = excluded.track, "
                "language = excluded.language",
                (*key, *_columns(part, passage), int(keep_score)),
            )
            await tx.execute(
                "UPDATE review_drafts SET revision = revision + 1, saved_at = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (at, *key),
            )

    async def discard_draft(self, guild: GuildId, show: ShowId, user: UserId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (guild, show, user),
            )

    # Posting

    async def begin_card(
        self, guild: GuildId, show: ShowId, user: UserId, *, name: str, at: int
    ) -> Row:
        """The review's row, made where there is none. While it has no card, the sending of one is
        noted in `sending_since`; the row that is returned still has what was noted before.
        """
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO reviews (guild_id, show_id, user_id, user_name, cards) "
                "VALUES (?, ?, ?, ?, 0) ON CONFLICT (guild_id, show_id, user_id) DO NOTHING",
                (*key, name),
            )
            row = await _row(tx, key)
            await tx.execute(
                "UPDATE reviews SET sending_since = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
                "AND message_id IS NULL AND sending_since IS NULL",
                (at, *key),
            )
        return row

    async def card_refused(self, guild: GuildId, show: ShowId, user: UserId) -> None:
        """Discord said no, so no card is on its way."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET sending_since = NULL "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (guild, show, user),
            )

    async def card_lost(self, guild: GuildId, show: ShowId, user: UserId, *, at: int) -> int:
        """The card was deleted: another one goes out. How many were lost, this one included."""
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET message_id = NULL, thread_id = NULL, thread_opened_at = NULL, "
                "cards = cards + 1, sending_since = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (at, *key),
            )
            return int((await _row(tx, key))["cards"])

    async def card_up(self, review: Review, card: Card, *, revision: int | None, at: int) -> None:
        """The card shows this version: record both, and let go of the draft that it came from
        unless the draft was written on since. A version that reads as the last one is no new one.
        """
        key = (card.guild, review.show.id, review.user)
        async with self._db.transaction() as tx:
            version = (await _row(tx, key))["version"] or 0
            last = _writing(
                await tx.all(
                    "SELECT * FROM review_version_parts "
                    "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND version = ?",
                    (*key, version),
                )
            )
            if last != review.writing:
                version += 1
                await tx.execute(
                    "INSERT INTO review_versions (guild_id, show_id, user_id, version, posted_at) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (*key, version, at),
                )
                await tx.execute_many(
                    "INSERT INTO review_version_parts "
                    "(guild_id, show_id, user_id, version, part, score, body, track, language) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(*key, version, *_columns(*part)) for part in review.writing.parts.items()],
                )
            await tx.execute(
                "UPDATE reviews SET version = ?, user_name = ?, channel_id = ?, message_id = ?, "
                "sending_since = NULL WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (version, review.name, card.channel, card.message, *key),
            )
            await tx.execute(
                "DELETE FROM review_drafts "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND revision = ?",
                (*key, -1 if revision is None else revision),
            )

    async def thread_up(
        self, guild: GuildId, show: ShowId, user: UserId, thread: ChannelId, opened_at: int | None
    ) -> None:
        """The card's thread, and when its first message was sent (None: not yet)."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET thread_id = ?, thread_opened_at = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (thread, opened_at, guild, show, user),
            )

    # Reviews

    async def review(self, guild: GuildId, show: ShowId, user: UserId) -> Review | None:
        """A member's posted review of a show."""
        key = (guild, show, user)
        row = await self._db.one(
            _POSTED + "WHERE r.guild_id = ? AND r.show_id = ? AND r.user_id = ?", key
        )
        if row is None:
            return None
        parts = await self._db.all(
            "SELECT * FROM review_version_parts "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND version = ?",
            (*key, row["version"]),
        )
        writing = _writing(parts)
        earlier = await self.overall_scores(guild, show, user, before=row["version"])
        return Review(
            show=subject_of(self._shows, show),
            user=user,
            name=row["user_name"],
            writing=writing,
            posted_at=from_epoch(row["posted_at"]),
            former_score=scores.former(writing.score, earlier),
            card=card_of(row),
            helpful=row["helpful"],
        )

    async def reviewers(self, guild: GuildId, show: ShowId) -> list[UserId]:
        """Who reviewed a show in a server: most helpful first, then newest."""
        rows = await self._db.all(
            _POSTED + "WHERE r.guild_id = ? AND r.show_id = ? "
            "ORDER BY helpful DESC, v.posted_at DESC, r.user_id",
            (guild, show),
        )
        return [row["user_id"] for row in rows]

    async def reviewed(self, guild: GuildId, user: UserId) -> list[ShowId]:
        """The shows that a member reviewed in a server, newest first."""
        rows = await self._db.all(
            _POSTED + "WHERE r.guild_id = ? AND r.user_id = ? ORDER BY v.posted_at DESC, r.show_id",
            (guild, user),
        )
        return [row["show_id"] for row in rows]

    async def by_card(self, guild: GuildId, message: MessageId) -> tuple[ShowId, UserId] | None:
        """The show and the reviewer of a card; None for a message that is none."""
        row = await self._db.one(
            "SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND message_id = ?",
            (guild, message),
        )
        return (row["show_id"], row["user_id"]) if row else None

    async def newest_cards(
        self, guilds: Iterable[GuildId], limit: int
    ) -> list[tuple[Card, UserId, int]]:
        """The newest cards, of all servers, that are in these ones: each with its reviewer and
        with how many votes are noted on it.
        """
        rows = await self._db.all(
            "SELECT r.*, (SELECT COUNT(*) FROM review_votes AS h WHERE h.guild_id = r.guild_id "
            "AND h.show_id = r.show_id AND h.user_id = r.user_id AND h.message_id = r.message_id"
            ") AS votes "
            "FROM reviews AS r WHERE r.message_id IS NOT NULL ORDER BY r.message_id DESC LIMIT ?",
            (limit,),
        )
        known = set(guilds)
        return [
            (card, row["user_id"], row["votes"])
            for row in rows
            if row["guild_id"] in known and (card := card_of(row))
        ]

    async def overall_scores(
        self, guild: GuildId, show: ShowId, user: UserId, *, before: int | None = None
    ) -> list[Score | None]:
        """The overall score of each posted version (those before `before`), the newest first."""
        rows = await self._db.all(
            "SELECT v.version, p.score FROM review_versions AS v "
            "LEFT JOIN review_version_parts AS p ON p.guild_id = v.guild_id "
            "AND p.show_id = v.show_id AND p.user_id = v.user_id AND p.version = v.version "
            "AND p.part = 'verdict' "
            "WHERE v.guild_id = ? AND v.show_id = ? AND v.user_id = ? ORDER BY v.version DESC",
            (guild, show, user),
        )
        return [row["score"] for row in rows if before is None or row["version"] < before]

    # Helpful votes

    async def vote(self, guild: GuildId, message: MessageId, voter: UserId, *, at: int) -> None:
        """Note once that `voter` found the review of that card helpful, unless it is their own."""
        async with self._db.transaction() as tx:
            await _vote(tx, guild, message, voter, at)

    async def withdraw(self, guild: GuildId, message: MessageId, voter: UserId) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_votes WHERE guild_id = ? AND voter_id = ? "
                "AND (show_id, user_id) IN "
                "(SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND message_id = ?)",
                (guild, voter, guild, message),
            )

    async def set_votes(
        self, guild: GuildId, message: MessageId, voters: Iterable[UserId], *, at: int
    ) -> None:
        """The votes on this card are these, no more and no less; those on cards before it stay."""
        found = set(voters)
        async with self._db.transaction() as tx:
            held = await tx.all(
                "SELECT voter_id FROM review_votes WHERE guild_id = ? AND message_id = ?",
                (guild, message),
            )
            gone = {row["voter_id"] for row in held} - found
            await tx.execute_many(
                "DELETE FROM review_votes WHERE guild_id = ? AND message_id = ? AND voter_id = ?",
                [(guild, message, voter) for voter in gone],
            )
            for voter in found:
                await _vote(tx, guild, message, voter, at)

    # What is kept of one member

    async def export_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, Any]]]:
        """Every row that is a member's, by table, as plain values."""
        found = {}
        for table, column in _OF_MEMBER.items():
            rows = await self._db.all(
                f"SELECT * FROM {table} WHERE guild_id = ? AND {column} = ?",  # noqa: S608
                (guild, user),
            )
            found[table] = [dict(row) for row in rows]
        return found

    async def forget_member(self, guild: GuildId, user: UserId) -> list[Card]:
        """Delete a member's drafts, reviews with their history and votes, and the member's own
        votes. The cards that were up.
        """
        async with self._db.transaction() as tx:
            rows = await tx.all(
                "SELECT * FROM reviews WHERE guild_id = ? AND user_id = ?", (guild, user)
            )
            for table in ("review_drafts", "reviews", "review_votes"):
                whose = _OF_MEMBER[table]
                await tx.execute(
                    f"DELETE FROM {table} WHERE guild_id = ? AND {whose} = ?",  # noqa: S608
                    (guild, user),
                )
        return [card for row in rows if (card := card_of(row))]


_OF_MEMBER: Mapping[str, str] = {
    "review_drafts": "user_id",
    "review_draft_parts": "user_id",
    "reviews": "user_id",
    "review_versions": "user_id",
    "review_version_parts": "user_id",
    "review_votes": "voter_id",
}


def card_of(row: Row) -> Card | None:
    """The card that a row of `reviews` tells of, if it has one."""
    if row["message_id"] is None:
        return None
    return Card(
        guild=row["guild_id"],
        channel=row["channel_id"],
        message=row["message_id"],
        thread=row["thread_id"],
    )


async def _row(tx: Transaction, key: tuple[GuildId, ShowId, UserId]) -> Row:
    (row,) = await tx.all(
        "SELECT * FROM reviews WHERE guild_id = ? AND show_id = ? AND user_id = ?",
        key,
    )
    return row


async def _vote(
    tx: Transaction, guild: GuildId, message: MessageId, voter: UserId, at: int
) -> None:
    await tx.execute(
        "INSERT INTO review_votes (guild_id, show_id, user_id, voter_id, message_id, voted_at) "
        "SELECT guild_id, show_id, user_id, ?, message_id, ? FROM reviews "
        "WHERE guild_id = ? AND message_id = ? AND user_id <> ? "
        "ON CONFLICT (guild_id, show_id, user_id, voter_id) "
        "DO UPDATE SET message_id = excluded.message_id",
        (voter, at, guild, message, voter),
    )


def _columns(part: Part, passage: Passage) -> tuple[Any, ...]:
    return (part, passage.score, passage.text, passage.track, passage.language)


def _writing(rows: Iterable[Row]) -> Writing:
    """The parts in reading order, blank ones left out."""
    by_part = {
        Part(row["part"]): Passage(
            score=row["score"],
            text=row["body"],
            track=Track(row["track"]) if row["track"] else None,
            language=row["language"],
        )
        for row in rows
    }
    return Writing(
        parts={part: by_part[part] for part in Part if part in by_part and not by_part[part].blank}
    )
