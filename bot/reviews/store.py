"""SQL of reviews: drafts, posted versions, cards, helpful votes."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.clock import from_epoch
from bot.db import Database, Row, Transaction, takedowns
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import moderation_store, scores
from bot.reviews.card_store import CardStore, note_shown
from bot.reviews.consensus import Opinion
from bot.reviews.history import Version
from bot.reviews.models import (
    Attempt,
    Card,
    Draft,
    Meanwhile,
    Origin,
    Part,
    Passage,
    Removal,
    Review,
    Sending,
    Talk,
    Thumb,
    Track,
    Writing,
)
from bot.reviews.scores import Score, Verdict
from bot.reviews.subject import Subject

SERVERS_ASKED_AT_ONCE = 500

# A posted review with its helpful votes; what else a review has comes in further queries.
_POSTED = """
    SELECT r.*, v.posted_at, (
        SELECT COUNT(DISTINCT h.voter_id) FROM review_votes AS h
        WHERE h.guild_id = r.guild_id AND h.show_id = r.show_id AND h.user_id = r.user_id
            AND h.bot = 0 AND h.voter_id <> h.user_id
    ) AS helpful,
        COALESCE(c.comments, 0) AS comments, c.liked_id, c.shown_helpful, c.shown_comments,
        c.shown_liked_id
    FROM reviews AS r
    JOIN review_versions AS v ON v.guild_id = r.guild_id AND v.show_id = r.show_id
        AND v.user_id = r.user_id AND v.version = r.version
    LEFT JOIN review_cards AS c ON c.guild_id = r.guild_id AND c.show_id = r.show_id
        AND c.user_id = r.user_id AND c.message_id = r.message_id
"""
# Digests of a server that are neither in the making nor posted any more.
NOTHING_LEFT = """
    DELETE FROM review_digests WHERE guild_id = ? AND NOT EXISTS (
        SELECT 1 FROM review_drafts AS d
        WHERE d.guild_id = review_digests.guild_id AND d.user_id = -review_digests.digest_id
    ) AND NOT EXISTS (
        SELECT 1 FROM reviews AS r
        WHERE r.guild_id = review_digests.guild_id AND r.user_id = -review_digests.digest_id
    )
"""
# Each part of those reviews in a row; one row without a part for a review that has none.
_PARTS_OF = """
    SELECT o.user_id, o.helpful, p.part, p.score, p.track, p.body <> '' AS told
    FROM ({posted}) AS o
    LEFT JOIN review_version_parts AS p ON p.guild_id = o.guild_id AND p.show_id = o.show_id
        AND p.user_id = o.user_id AND p.version = o.version
    ORDER BY o.helpful DESC, o.posted_at DESC, o.user_id
"""
# Answered from the index `reviews_by_card`.
_NEWEST_CARDS = """
    SELECT guild_id, channel_id, message_id, thread_id FROM reviews
    WHERE guild_id IN ({guilds}) AND message_id IS NOT NULL ORDER BY message_id DESC LIMIT ?
"""

_BEHIND = f"""
    SELECT * FROM ({_POSTED} WHERE r.guild_id IN ({{guilds}})) AS posted
    WHERE message_id IS NOT NULL AND (
        helpful <> COALESCE(shown_helpful, 0) OR comments <> COALESCE(shown_comments, 0)
        OR COALESCE(liked_id, 0) <> COALESCE(shown_liked_id, 0)
    ) ORDER BY message_id DESC LIMIT ?
"""  # noqa: S608


class ReviewStore:
    """Rows in, models out. Shows are known by their ids, or handed in as `Subject`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.cards = CardStore(db)

    # Drafts. Those that were last saved before `since` count as gone.

    async def draft(
        self, guild: GuildId, show: Subject, user: UserId, *, since: int
    ) -> Draft | None:
        """A member's draft of a show."""
        key = (guild, show.id, user)
        row = await self._db.one(
            "SELECT * FROM review_drafts "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND saved_at >= ?",
            (*key, since),
        )
        if row is None:
            return None
        parts = await self._db.all(
            "SELECT * FROM review_draft_parts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
            key,
        )
        return Draft(
            show=show,
            writing=_writing(parts),
            revision=row["revision"],
            saved_at=from_epoch(row["saved_at"]),
            removed={Part(part["part"]): part["former"] for part in parts if part["former"]},
            origin=await self.origin(guild, user),
        )

    async def origin(self, guild: GuildId, user: UserId) -> Origin | None:
        """Whose words a digest has that is kept under that negative number; None for a member."""
        row = user < 0 and await self._db.one(
            "SELECT * FROM review_digests WHERE guild_id = ? AND digest_id = ?", (guild, -user)
        )
        if not row:
            return None
        return Origin(
            number=row["digest_id"],
            by=row["by_id"],
            author=row["author_id"] or None,
            name=row["author_name"],
            source=row["source"],
            candidates=row["candidates"].split(),
            consent=row["consent"],
        )

    async def drafted(self, guild: GuildId, user: UserId, *, since: int) -> list[ShowId]:
        """The shows that a member has drafts of, the one last saved first."""
        rows = await self._db.all(
            "SELECT show_id FROM review_drafts "
            "WHERE guild_id = ? AND user_id = ? AND saved_at >= ? ORDER BY saved_at DESC, show_id",
            (guild, user, since),
        )
        return [row["show_id"] for row in rows]

    async def digesting(
        self, guild: GuildId, user: UserId, *, since: int
    ) -> list[tuple[ShowId, UserId]]:
        """The digests that a member hasn't posted yet: the show, and what each is kept under."""
        rows = await self._db.all(
            "SELECT d.show_id, d.user_id FROM review_drafts AS d JOIN review_digests AS g "
            "ON g.guild_id = d.guild_id AND g.digest_id = -d.user_id "
            "WHERE d.guild_id = ? AND g.by_id = ? AND d.saved_at >= ? "
            "ORDER BY d.saved_at DESC, d.user_id",
            (guild, user, since),
        )
        return [(row["show_id"], row["user_id"]) for row in rows]

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
        since: int,
    ) -> None:
        """Write one part into the member's draft of the show. A first draft of a show that the
        member has reviewed begins with that review. `keep_score` leaves the part's score as it is.
        A text that a blank one takes the place of is kept as `former`, until another is written.
        The server's drafts from before `since` are deleted.
        """
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_drafts WHERE guild_id = ? AND saved_at < ?", (guild, since)
            )
            posted = await tx.all(
                "SELECT revision FROM reviews "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND revision IS NOT NULL",
                key,
            )
            revision = max([at, *(row["revision"] for row in posted)])
            begun = await tx.execute(
                "INSERT INTO review_drafts "
                "(guild_id, show_id, user_id, revision, started_at, saved_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, show_id, user_id) DO NOTHING",
                (*key, revision, at, at),
            )
            if begun:
                await tx.execute(
                    "INSERT INTO review_draft_parts "
                    "(guild_id, show_id, user_id, part, score, body, track, language, stance) "
                    "SELECT guild_id, show_id, user_id, part, score, body, track, language, stance "
                    "FROM review_version_parts AS p "
                    "WHERE p.guild_id = ? AND p.show_id = ? AND p.user_id = ? AND p.version = "
                    "(SELECT version FROM reviews AS r WHERE r.guild_id = p.guild_id "
                    "AND r.show_id = p.show_id AND r.user_id = p.user_id)",
                    key,
                )
            await tx.execute(
                "INSERT INTO review_draft_parts "
                "(guild_id, show_id, user_id, part, score, body, track, language, stance) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, show_id, user_id, part) DO UPDATE SET "
                "score = CASE WHEN ? = 1 THEN review_draft_parts.score ELSE excluded.score END, "
                "former = CASE WHEN excluded.body <> '' THEN '' "
                "WHEN review_draft_parts.body <> '' THEN review_draft_parts.body "
                "ELSE review_draft_parts.former END, "
                "body = excluded.body, track = excluded.track, "
                "language = excluded.language, stance = excluded.stance",
                (*key, *columns(part, passage), int(keep_score)),
            )
            await _saved(tx, key, at)

    async def put_back(
        self, guild: GuildId, show: ShowId, user: UserId, part: Part, *, at: int
    ) -> None:
        """Give a part of the draft the text that a blank form took away, if it still has none."""
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            found = await tx.execute(
                "UPDATE review_draft_parts SET body = former, former = '' "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND part = ? "
                "AND body = '' AND former <> ''",
                (*key, part),
            )
            if found:
                await _saved(tx, key, at)

    async def discard_draft(
        self, guild: GuildId, show: ShowId, user: UserId, *, revision: int
    ) -> None:
        """Delete the draft if this is its state."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_drafts "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? AND revision = ?",
                (guild, show, user, revision),
            )

    # Posting

    async def begin_card(
        self,
        guild: GuildId,
        show: ShowId,
        user: UserId,
        *,
        name: str,
        channel: ChannelId,
        at: int,
    ) -> Sending:
        """Note, where no card is up or may be, that one is being sent to that channel. How far the
        sending had come before.
        """
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO reviews (guild_id, show_id, user_id, user_name, cards) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id, show_id, user_id) DO NOTHING",
                (*key, name, at),
            )
            row = await _row(tx, key)
            await tx.execute(
                "UPDATE reviews SET sending_since = ?, sending_to = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ? "
                "AND message_id IS NULL AND sending_since IS NULL",
                (at, channel, *key),
            )
        return Sending(
            card=_card(row),
            lost=row["cards"],
            unsure=Attempt(channel=row["sending_to"], since=from_epoch(row["sending_since"]))
            if row["message_id"] is None and row["sending_since"] is not None
            else None,
            thread_opened=row["thread_opened_at"] is not None,
        )

    async def card_sent_anew(
        self, guild: GuildId, show: ShowId, user: UserId, *, channel: ChannelId, at: int
    ) -> None:
        """The earlier attempt never arrived: the card is being sent to that channel."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET sending_since = ?, sending_to = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (at, channel, guild, show, user),
            )

    async def card_refused(self, guild: GuildId, show: ShowId, user: UserId) -> None:
        """Discord said no, so no card is on its way."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET sending_since = NULL, sending_to = NULL "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (guild, show, user),
            )

    async def card_lost(
        self, guild: GuildId, show: ShowId, user: UserId, *, channel: ChannelId, at: int
    ) -> int:
        """The card was deleted: another one is being sent to that channel. The next `lost`."""
        key = (guild, show, user)
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE reviews SET message_id = NULL, thread_id = NULL, thread_opened_at = NULL, "
                "cards = cards + 1, sending_since = ?, sending_to = ? "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (at, channel, *key),
            )
            await tx.execute(
                "DELETE FROM review_forgotten_votes "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                key,
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
                    "(guild_id, show_id, user_id, version, part, score, body, track, language, "
                    "stance) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(*key, version, *columns(*part)) for part in review.writing.parts.items()],
                )
            await tx.execute(
                "UPDATE reviews SET version = ?, revision = COALESCE(?, revision), user_name = ?, "
                "channel_id = ?, message_id = ?, sending_since = NULL, sending_to = NULL "
                "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
                (version, revision, review.name, card.channel, card.message, *key),
            )
            await note_shown(tx, card, review.helpful, review.talk)
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

    async def review(self, guild: GuildId, show: Subject, user: UserId) -> Review | None:
        """A member's posted review of a show."""
        key = (guild, show.id, user)
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
        earlier = await self.overall_scores(*key, before=row["version"])
        return Review(
            show=show,
            user=user,
            name=row["user_name"],
            writing=writing,
            posted_at=from_epoch(row["posted_at"]),
            former_score=scores.former(writing.score, earlier),
            card=_card(row),
            helpful=row["helpful"],
            talk=Talk(comments=row["comments"], liked=row["liked_id"]),
            revision=row["revision"],
            origin=await self.origin(guild, user),
        )

    async def voices(self, guild: GuildId, show: ShowId, user: UserId) -> list[UserId]:
        """What the digests of a show are kept under that a member made, or that have their words,
        the newest first.
        """
        rows = await self._db.all(
            "SELECT r.user_id FROM reviews AS r JOIN review_digests AS g "
            "ON g.guild_id = r.guild_id AND g.digest_id = -r.user_id "
            "WHERE r.guild_id = ? AND r.show_id = ? AND r.version IS NOT NULL "
            "AND ? IN (g.by_id, g.author_id) ORDER BY r.user_id",
            (guild, show, user),
        )
        return [row["user_id"] for row in rows]

    async def versions(self, guild: GuildId, show: ShowId, user: UserId) -> list[Version]:
        """Every version that was posted of a review, the first one first."""
        key = (guild, show, user)
        rows = await self._db.all(
            "SELECT version, posted_at FROM review_versions "
            "WHERE guild_id = ? AND show_id = ? AND user_id = ? ORDER BY version",
            key,
        )
        parts = defaultdict(list)
        for part in await self._db.all(
            "SELECT * FROM review_version_parts WHERE guild_id = ? AND show_id = ? AND user_id = ?",
            key,
        ):
            parts[part["version"]].append(part)
        return [
            Version(
                number=row["version"],
                posted_at=from_epoch(row["posted_at"]),
                writing=_writing(parts[row["version"]]),
            )
            for row in rows
        ]

    async def removal(self, guild: GuildId, show: ShowId, user: UserId) -> Removal | None:
        """The removal of a member's review, where that was the last that was decided about it."""
        return await moderation_store.removal(self._db, guild, show, user)

    async def reviewers(self, guild: GuildId, show: ShowId) -> list[UserId]:
        """Who reviewed a show in a server: most helpful first, then newest."""
        rows = await self._db.all(
            _POSTED + "WHERE r.guild_id = ? AND r.show_id = ? "
            "ORDER BY helpful DESC, v.posted_at DESC, r.user_id",
            (guild, show),
        )
        return [row["user_id"] for row in rows]

    async def opinions(self, guild: GuildId, show: ShowId) -> list[Opinion]:
        """What members' own reviews of a show give it: most helpful first, then newest.

        Reviews from elsewhere, whose user is a negative number, are none of them.
        """
        rows = await self._db.all(
            _PARTS_OF.format(
                posted=_POSTED + "WHERE r.guild_id = ? AND r.show_id = ? AND r.user_id > 0"
            ),
            (guild, show),
        )
        return [_opinion(list(held)) for _, held in groupby(rows, lambda row: row["user_id"])]

    async def reviewed(self, guild: GuildId, user: UserId) -> list[ShowId]:
        """The shows that a member reviewed in a server, newest first."""
        rows = await self._db.all(
            _POSTED + "WHERE r.guild_id = ? AND r.user_id = ? ORDER BY v.posted_at DESC, r.show_id",
            (guild, user),
        )
        return [row["show_id"] for row in rows]

    async def card(self, guild: GuildId, message: MessageId) -> Card | None:
        """The card that a message is; None for one that is none."""
        row = await self._db.one(
            "SELECT * FROM reviews WHERE guild_id = ? AND message_id = ?", (guild, message)
        )
        return _card(row) if row else None

    async def newest_cards(self, guilds: Sequence[GuildId], limit: int) -> list[Card]:
        """The newest cards of these servers, at most `limit` over all of them."""
        return await self._newest(_NEWEST_CARDS, guilds, limit)

    async def behind(self, guilds: Sequence[GuildId], limit: int) -> list[Card]:
        """As `newest_cards`, of those on which other numbers stand than are known."""
        return await self._newest(_BEHIND, guilds, limit)

    async def _newest(self, sql: str, guilds: Sequence[GuildId], limit: int) -> list[Card]:
        found: list[Row] = []
        for first in range(0, len(guilds), SERVERS_ASKED_AT_ONCE):
            asked = guilds[first : first + SERVERS_ASKED_AT_ONCE]
            places = ", ".join("?" * len(asked))
            found += await self._db.all(sql.format(guilds=places), (*asked, limit))
        newest = heapq.nlargest(limit, found, key=lambda row: row["message_id"])
        return [card for row in newest if (card := _card(row))]

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

    async def note_thumb(self, card: Card, thumb: Thumb, *, bot: bool, at: int) -> None:
        """Somebody put a 👍 on that card, and it counts. There already is as good."""
        async with self._db.transaction() as tx:
            await _unmark(tx, card, [thumb])
            await _note_thumb(tx, card, thumb, bot=bot, at=at)

    async def take_thumb(self, card: Card, thumb: Thumb) -> None:
        """It is gone, and with it that member's on cards before."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_votes WHERE guild_id = ? AND voter_id = ? "
                "AND (burst = ? OR message_id <> ?) AND (show_id, user_id) IN "
                "(SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND message_id = ?)",
                (card.guild, thumb.user, int(thumb.burst), card.message, card.guild, card.message),
            )
            await _unmark(tx, card, [thumb])

    async def thumbs(self, card: Card) -> int:
        """How many are noted on that card, those included that are no votes, or none any more."""
        row = await self._db.one(
            "SELECT COUNT(*) AS noted FROM ("  # noqa: S608
            "SELECT 1 FROM review_votes WHERE guild_id = ? AND message_id = ? UNION ALL "
            f"SELECT 1 FROM review_forgotten_votes WHERE {_ON_CARD}) AS marks",
            (card.guild, card.message, *_on(card)),
        )
        return int(row["noted"]) if row else 0

    async def set_thumbs(
        self, card: Card, listed: Mapping[Thumb, bool], newer: Meanwhile, *, at: int
    ) -> None:
        """On that card are those in `listed` (whether each is a bot's), no more and no less, but
        for what `newer` says. Those on cards before it stay. Those whose members asked to be
        forgotten don't come back.
        """
        async with self._db.transaction() as tx:
            # Read once it is this transaction's turn: what comes later than this is written later.
            found = {} if newer.cleared else listed
            untouched = frozenset(newer.changed)
            held = await tx.all(
                "SELECT voter_id, burst FROM review_votes WHERE guild_id = ? AND message_id = ?",
                (card.guild, card.message),
            )
            gone = {Thumb(user=row["voter_id"], burst=bool(row["burst"])) for row in held}
            await tx.execute_many(
                "DELETE FROM review_votes "
                "WHERE guild_id = ? AND message_id = ? AND voter_id = ? AND burst = ?",
                [
                    (card.guild, card.message, thumb.user, int(thumb.burst))
                    for thumb in gone - found.keys() - untouched
                ],
            )
            forgotten = await _forgotten(tx, card)
            await _unmark(tx, card, forgotten - found.keys() - untouched)
            for thumb in found.keys() - untouched - forgotten:
                await _note_thumb(tx, card, thumb, bot=found[thumb], at=at)

    async def card_gone(self, card: Card) -> None:
        """Discord has that card no more, and none of the 👍 on it. Its votes go on to the next."""
        async with self._db.transaction() as tx:
            await _unmark(tx, card, await _forgotten(tx, card))

    async def channel_gone(self, guild: GuildId, channel: ChannelId) -> None:
        """As `card_gone`, of all cards in that channel."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM review_forgotten_votes WHERE guild_id = ? AND (show_id, user_id) IN "
                "(SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND channel_id = ?)",
                (guild, guild, channel),
            )

    async def thumbed(self, guild: GuildId, user: UserId) -> list[Card]:
        """The cards that are up of what that member found helpful."""
        rows = await self._db.all(
            "SELECT DISTINCT r.* FROM review_votes AS v JOIN reviews AS r "
            "ON r.guild_id = v.guild_id AND r.show_id = v.show_id AND r.user_id = v.user_id "
            "WHERE v.guild_id = ? AND v.voter_id = ?",
            (guild, user),
        )
        return [card for row in rows if (card := _card(row))]

    # What is kept of one member

    async def export_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, Any]]]:
        """Every row that is a member's, by table, as plain values."""
        found = {}
        for table in _OF_REVIEWER:
            rows = await self._db.all(
                f"SELECT * FROM {table} WHERE guild_id = ? "  # noqa: S608
                f"AND ({_WRITTEN} OR {_DIGESTED})",
                (guild, *(user, guild, user) * 2),
            )
            found[table] = [dict(row) for row in rows]
        for table, whose in (
            ("review_votes", "voter_id = ?"),
            ("review_forgotten_votes", "voter_id = ?"),
            ("review_digests", "? IN (by_id, author_id)"),
        ):
            rows = await self._db.all(
                f"SELECT * FROM {table} WHERE guild_id = ? AND {whose}",  # noqa: S608
                (guild, user),
            )
            found[table] = [dict(row) for row in rows]
        return found | await moderation_store.export_member(self._db, guild, user)

    async def forget_member(
        self, guild: GuildId, user: UserId, *, at: int, bears: Callable[[ShowId, UserId], str]
    ) -> list[Card]:
        """Delete a member's drafts, reviews with their history and votes, and the member's own
        votes; of a 👍 that still stands on a card, it stays noted that it must not count. The
        cards that were up, which are noted to be taken down, and so is one that was sent and never
        heard of: `bears` tells the custom id of its button.
        """
        async with self._db.transaction() as tx:
            rows = await tx.all(
                f"SELECT * FROM reviews WHERE guild_id = ? AND {_WRITTEN}",  # noqa: S608
                (guild, user, guild, user),
            )
            voices = await tx.all(
                "SELECT -digest_id AS voice FROM review_digests "
                "WHERE guild_id = ? AND author_id = ?",
                (guild, user),
            )
            for table, whose in (
                ("reviews", _WRITTEN),
                ("review_drafts", _WRITTEN),
                ("review_drafts", _DIGESTED),
            ):
                await tx.execute(
                    f"DELETE FROM {table} WHERE guild_id = ? AND {whose}",  # noqa: S608
                    (guild, user, guild, user),
                )
            still_up: list[Row] = []
            for voice in (user, *(UserId(row["voice"]) for row in voices)):
                still_up += await moderation_store.forget_reviews(tx, guild, voice)
            await moderation_store.forget_deeds(tx, guild, user)
            await tx.execute(
                "INSERT INTO review_forgotten_votes (guild_id, show_id, user_id, voter_id, burst) "
                "SELECT v.guild_id, v.show_id, v.user_id, v.voter_id, v.burst "
                "FROM review_votes AS v JOIN reviews AS r ON r.guild_id = v.guild_id "
                "AND r.show_id = v.show_id AND r.user_id = v.user_id "
                "AND r.message_id = v.message_id WHERE v.guild_id = ? AND v.voter_id = ? "
                "ON CONFLICT DO NOTHING",
                (guild, user),
            )
            await tx.execute(
                "DELETE FROM review_votes WHERE guild_id = ? AND voter_id = ?", (guild, user)
            )
            await tx.execute(NOTHING_LEFT, (guild,))
            await tx.execute(
                "UPDATE review_digests SET by_id = 0 WHERE guild_id = ? AND by_id = ?",
                (guild, user),
            )
            cards = [card for row in rows if (card := _card(row))]
            cards += [
                Card(guild=guild, channel=row["channel_id"], message=row["message_id"])
                for row in still_up
                if row["message_id"] is not None
            ]
            lost = [
                takedowns.Lost(
                    channel=row[channel],
                    custom_id=bears(row["show_id"], row["user_id"]),
                    since=row[since],
                )
                for each, channel, since in (
                    (rows, "sending_to", "sending_since"),
                    (still_up, "channel_id", "sent_since"),
                )
                for row in each
                if row["message_id"] is None and row[since] is not None
            ]
            await takedowns.note(tx, guild, cards)
            await takedowns.note_lost(tx, guild, lost, at=at)
        return cards


_OF_REVIEWER = (
    "review_drafts",
    "review_draft_parts",
    "reviews",
    "review_versions",
    "review_version_parts",
    "review_cards",
)
# What a member wrote, whether they or somebody else made a digest of it; and what they made of
# others' words. Both take the member, the server and the member again.
_WRITTEN = (
    "(user_id = ? OR -user_id IN "
    "(SELECT digest_id FROM review_digests WHERE guild_id = ? AND author_id = ?))"
)
_DIGESTED = (
    "(user_id = ? OR -user_id IN "
    "(SELECT digest_id FROM review_digests WHERE guild_id = ? AND by_id = ?))"
)


# The review whose card that is. Takes what `_on` gives.
_ON_CARD = (
    "guild_id = ? AND (show_id, user_id) IN "
    "(SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND message_id = ?)"
)


def _on(card: Card) -> tuple[int, int, int]:
    return (card.guild, card.guild, card.message)


def _card(row: Row) -> Card | None:
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


async def _saved(tx: Transaction, key: tuple[GuildId, ShowId, UserId], at: int) -> None:
    await tx.execute(
        "UPDATE review_drafts SET revision = revision + 1, saved_at = ? "
        "WHERE guild_id = ? AND show_id = ? AND user_id = ?",
        (at, *key),
    )


async def _note_thumb(tx: Transaction, card: Card, thumb: Thumb, *, bot: bool, at: int) -> None:
    await tx.execute(
        "INSERT INTO review_votes "
        "(guild_id, show_id, user_id, voter_id, burst, bot, message_id, voted_at) "
        "SELECT guild_id, show_id, user_id, ?, ?, ?, message_id, ? FROM reviews "
        "WHERE guild_id = ? AND message_id = ? "
        "ON CONFLICT (guild_id, show_id, user_id, voter_id, burst) "
        "DO UPDATE SET message_id = excluded.message_id",
        (thumb.user, int(thumb.burst), int(bot), at, card.guild, card.message),
    )


async def _forgotten(tx: Transaction, card: Card) -> set[Thumb]:
    """The 👍 on that card whose members asked to be forgotten."""
    rows = await tx.all(
        f"SELECT voter_id, burst FROM review_forgotten_votes WHERE {_ON_CARD}",  # noqa: S608
        _on(card),
    )
    return {Thumb(user=row["voter_id"], burst=bool(row["burst"])) for row in rows}


async def _unmark(tx: Transaction, card: Card, thumbs: Iterable[Thumb]) -> None:
    """They stand on that card no more, or were given anew."""
    await tx.execute_many(
        f"DELETE FROM review_forgotten_votes WHERE {_ON_CARD} "  # noqa: S608
        "AND voter_id = ? AND burst = ?",
        [(*_on(card), thumb.user, int(thumb.burst)) for thumb in thumbs],
    )


def columns(part: Part, passage: Passage) -> tuple[Any, ...]:
    """A passage as a row has it: part, score, body, track, language, stance."""
    return (
        part,
        passage.score,
        passage.text,
        passage.track,
        passage.language,
        passage.stance,
    )


def _opinion(rows: Sequence[Row]) -> Opinion:
    """From the parts of one review, or from one row without a part."""
    tracks = [Track(row["track"]) for row in rows if row["track"]]
    return Opinion(
        user=rows[0]["user_id"],
        scores={Part(row["part"]): row["score"] for row in rows if row["score"]},
        track=tracks[0] if tracks else None,
        helpful=rows[0]["helpful"],
        told=any(row["told"] for row in rows),
    )


def _writing(rows: Iterable[Row]) -> Writing:
    """The parts in reading order, blank ones left out."""
    by_part = {
        Part(row["part"]): Passage(
            score=row["score"],
            stance=Verdict(row["stance"]) if row["stance"] else None,
            text=row["body"],
            track=Track(row["track"]) if row["track"] else None,
            language=row["language"],
        )
        for row in rows
    }
    return Writing(
        parts={part: by_part[part] for part in Part if part in by_part and not by_part[part].blank}
    )
