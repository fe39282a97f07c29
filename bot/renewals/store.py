"""SQL of renewals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NoReturn

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row, Transaction, takedowns
from bot.errors import Outdated
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals import line_store, rule
from bot.renewals.lines import Told
from bot.renewals.models import (
    STATE_WORDS,
    AlreadyDecided,
    Cause,
    Claim,
    Draft,
    Evidence,
    Move,
    NotApproved,
    Post,
    Question,
    Shift,
    State,
    Status,
    Tier,
    Typed,
)
from bot.shows.models import PartialDate


class RenewalsStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # Questions

    async def question(self, guild: GuildId, question: QuestionId) -> Question:
        """Raises `Outdated` for one that this server doesn't have."""
        row = await self._db.one(
            "SELECT * FROM renewal_questions WHERE guild_id = ? AND question_id = ?",
            (guild, question),
        )
        if row is None:
            raise Outdated
        return _question(row)

    async def find(self, guild: GuildId, show: ShowId, season: int) -> Question | None:
        row = await self._db.one(
            "SELECT * FROM renewal_questions WHERE guild_id = ? AND show_id = ? AND season = ?",
            (guild, show, season),
        )
        return _question(row) if row else None

    async def open(
        self, guild: GuildId, show: ShowId, season: int, *, by: UserId, at: int
    ) -> Question:
        """The question, opened by `by` where there was none."""
        async with self._db.transaction() as tx:
            return await _open(tx, guild, show, season, by=by, at=at)

    async def record_check(self, guild: GuildId, question: QuestionId, *, at: int) -> None:
        """Somebody looked, and nothing had changed."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_questions SET checked_at = ? "
                "WHERE guild_id = ? AND question_id = ?",
                (at, guild, question),
            )

    async def remember_card(self, guild: GuildId, question: QuestionId, card: Post) -> None:
        """That is the newest card of the question, where no newer one was noted meanwhile."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_questions SET card_channel_id = ?, card_message_id = ? "
                "WHERE guild_id = ? AND question_id = ? AND COALESCE(card_message_id, 0) < ?",
                (card.channel, card.message, guild, question, card.message),
            )

    async def forget_card(self, guild: GuildId, question: QuestionId, card: Post) -> None:
        """That card is gone."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_questions SET card_channel_id = NULL, card_message_id = NULL "
                "WHERE guild_id = ? AND question_id = ? AND card_message_id = ?",
                (guild, question, card.message),
            )

    # Drafts

    async def draft(
        self, guild: GuildId, user: UserId, show: ShowId, season: int, *, since: int
    ) -> Draft | None:
        """What the member typed for that season and didn't send well, saved at `since` or later."""
        row = await self._db.one(
            "SELECT * FROM renewal_drafts WHERE guild_id = ? AND user_id = ? "
            "AND show_id = ? AND season = ? AND saved_at >= ?",
            (guild, user, show, season, since),
        )
        return _draft(row) if row else None

    async def keep_draft(
        self, guild: GuildId, user: UserId, draft: Draft, *, at: int, since: int
    ) -> None:
        """Keep it in place of the one before; drafts of this server older than `since` go."""
        typed = draft.typed
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM renewal_drafts WHERE guild_id = ? AND saved_at < ?", (guild, since)
            )
            await tx.execute(
                "INSERT INTO renewal_drafts (guild_id, user_id, show_id, season, status, tier, "
                "sentence, said_on, said_by, outlet, link, saved_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, user_id, show_id, season) DO UPDATE SET "
                "status = excluded.status, tier = excluded.tier, sentence = excluded.sentence, "
                "said_on = excluded.said_on, said_by = excluded.said_by, "
                "outlet = excluded.outlet, link = excluded.link, saved_at = excluded.saved_at",
                (guild, user, draft.show, draft.season, draft.status, draft.tier, typed.sentence,
                 typed.said_on, typed.said_by, typed.outlet, typed.link, at),
            )  # fmt: skip

    # Evidence

    async def evidence(self, guild: GuildId, evidence: EvidenceId) -> Evidence:
        """Raises `Outdated` for a piece that this server doesn't have."""
        row = await self._db.one(
            "SELECT * FROM renewal_evidence WHERE guild_id = ? AND evidence_id = ?",
            (guild, evidence),
        )
        if row is None:
            raise Outdated
        return _evidence(row)

    async def author(self, guild: GuildId, evidence: EvidenceId) -> UserId | None:
        """Whose message a piece was made of; None where it was typed, or was a text's."""
        row = await self._db.one(
            "SELECT author_id FROM renewal_readings WHERE guild_id = ? AND evidence_id = ?",
            (guild, evidence),
        )
        return row["author_id"] if row else None

    async def evidence_on(self, guild: GuildId, question: QuestionId) -> list[Evidence]:
        """Every piece on a question, the oldest first."""
        rows = await self._db.all(
            "SELECT * FROM renewal_evidence WHERE guild_id = ? AND question_id = ? "
            "ORDER BY evidence_id",
            (guild, question),
        )
        return [_evidence(row) for row in rows]

    async def told_on(self, guild: GuildId, question: QuestionId) -> dict[EvidenceId, Told]:
        """What came with those pieces on a question that came from a text."""
        return await line_store.told_on(self._db, guild, question)

    async def newest_of(
        self, guild: GuildId, user: UserId, show: ShowId, season: int, *, since: int
    ) -> EvidenceId | None:
        """The last piece that the member submitted on that season, at `since` or later."""
        row = await self._db.one(
            "SELECT MAX(e.evidence_id) AS newest FROM renewal_evidence e "
            "JOIN renewal_questions q ON q.guild_id = e.guild_id AND q.question_id = e.question_id "
            "WHERE e.guild_id = ? AND e.submitted_by = ? AND e.submitted_at >= ? "
            "AND q.show_id = ? AND q.season = ?",
            (guild, user, since, show, season),
        )
        return row["newest"] if row else None

    async def submit(
        self, guild: GuildId, user: UserId, show: ShowId, season: int, claim: Claim, *, at: int
    ) -> Evidence:
        """Keep the claim as pending, on a question that is opened where there was none.

        The member's draft for that season goes in the same transaction.
        """
        async with self._db.transaction() as tx:
            question = await _open(tx, guild, show, season, by=user, at=at)
            piece = await submit(tx, question, claim, by=user, at=at)
            await tx.execute(
                "DELETE FROM renewal_drafts "
                "WHERE guild_id = ? AND user_id = ? AND show_id = ? AND season = ?",
                (guild, user, show, season),
            )
            return piece

    async def approve(
        self, guild: GuildId, evidence: EvidenceId, *, by: UserId, at: int
    ) -> Evidence:
        """Let the piece count, and move its question's status by the rule.

        The piece that it corrects, if any, counts no longer. Raises `AlreadyDecided`: of two
        moderators at once one decides.
        """
        async with self._db.transaction() as tx:
            return await approve(tx, guild, evidence, by=by, at=at)

    async def reject(
        self, guild: GuildId, evidence: EvidenceId, reason: str, *, by: UserId, at: int
    ) -> Evidence:
        """Leave the piece out. Raises `AlreadyDecided`."""
        async with self._db.transaction() as tx:
            return await _decide(tx, guild, evidence, State.REJECTED, by=by, at=at, reason=reason)

    async def take_back(
        self, guild: GuildId, evidence: EvidenceId, *, by: UserId, at: int
    ) -> Evidence:
        """Its submitter withdraws a pending piece. Raises `AlreadyDecided`."""
        async with self._db.transaction() as tx:
            row = await tx.one(
                "UPDATE renewal_evidence SET state = 'withdrawn', withdrawn_by = ?, "
                "withdrawn_at = ?, by_submitter = 1 WHERE guild_id = ? AND evidence_id = ? "
                "AND submitted_by = ? AND state = 'pending' RETURNING *",
                (by, at, guild, evidence, by),
            )
            return _evidence(row) if row else await _refuse(tx, guild, evidence)

    async def withdraw(
        self, guild: GuildId, evidence: EvidenceId, reason: str, *, by: UserId, at: int
    ) -> Evidence:
        """Let an approved piece count no longer. Raises `NotApproved`."""
        async with self._db.transaction() as tx:
            row = await tx.one(
                "UPDATE renewal_evidence SET state = 'withdrawn', withdrawn_by = ?, "
                "withdrawn_at = ?, reason = ? "
                "WHERE guild_id = ? AND evidence_id = ? AND state = 'approved' RETURNING *",
                (by, at, reason, guild, evidence),
            )
            if row is None:
                raise NotApproved(evidence=evidence)
            piece = _evidence(row)
            await _move(tx, piece, Cause.WITHDRAWN, by=by, at=at)
            return piece

    async def moves(self, guild: GuildId, question: QuestionId) -> list[Move]:
        """What moved the status, the newest first."""
        rows = await self._db.all(
            "SELECT * FROM renewal_history WHERE guild_id = ? AND question_id = ? "
            "ORDER BY entry DESC",
            (guild, question),
        )
        held = {piece.id: piece for piece in await self.evidence_on(guild, question)}
        return [
            Move(
                before=Status(row["from_status"]),
                after=Status(row["to_status"]),
                at=from_epoch(row["moved_at"]),
                cause=Cause(row["cause"]),
                evidence_id=row["evidence_id"],
                evidence=held.get(row["evidence_id"]),
                rests_on=row["rests_on"],
                by=row["moved_by"],
                by_submitter=bool(row["by_submitter"]),
            )
            for row in rows
        ]

    async def shifts(self, guild: GuildId, since: int, until: int) -> list[Shift]:
        """Which questions stand elsewhere after that time than before, the newest move first."""
        rows = await self._db.all(
            "SELECT q.*, h.from_status, h.to_status, h.moved_at FROM renewal_history h "
            "JOIN renewal_questions q ON q.guild_id = h.guild_id AND q.question_id = h.question_id "
            "WHERE h.guild_id = ? AND h.moved_at >= ? AND h.moved_at < ? "
            "AND h.from_status <> h.to_status ORDER BY h.question_id, h.entry",
            (guild, since, until),
        )
        found = []
        for _, group in groupby(rows, key=lambda row: row["question_id"]):
            moves = list(group)
            first, last = moves[0], moves[-1]
            if first["from_status"] != last["to_status"]:
                found.append(
                    Shift(
                        question=_question(last),
                        before=Status(first["from_status"]),
                        after=Status(last["to_status"]),
                        at=from_epoch(last["moved_at"]),
                    )
                )
        return sorted(found, key=lambda shift: shift.at, reverse=True)

    # Posts

    async def unposted(self, guild: GuildId) -> list[tuple[EvidenceId, Question]]:
        """Pending pieces without a post, each with what it is about.

        Those never tried come first, the newest of them at the head; then those tried longest ago.
        """
        rows = await self._db.all(
            "SELECT q.*, e.evidence_id FROM renewal_evidence e "
            "JOIN renewal_questions q ON q.guild_id = e.guild_id AND q.question_id = e.question_id "
            "WHERE e.guild_id = ? AND e.state = 'pending' AND e.post_message_id IS NULL "
            "ORDER BY COALESCE(e.post_tried_at, 0), e.evidence_id DESC",
            (guild,),
        )
        return [(row["evidence_id"], _question(row)) for row in rows]

    async def servers_with_unposted(self) -> list[GuildId]:
        """Where a pending piece has no post."""
        rows = await self._db.all(
            "SELECT DISTINCT guild_id FROM renewal_evidence "
            "WHERE state = 'pending' AND post_message_id IS NULL ORDER BY guild_id"
        )
        return [row["guild_id"] for row in rows]

    async def posting(
        self, guild: GuildId, evidence: EvidenceId, channel: ChannelId, *, at: int
    ) -> None:
        """A post of the piece is about to be sent there."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_evidence SET post_tried_at = ?, post_channel_id = ? "
                "WHERE guild_id = ? AND evidence_id = ?",
                (at, channel, guild, evidence),
            )

    async def posted(
        self, guild: GuildId, evidence: EvidenceId, channel: ChannelId, message: MessageId
    ) -> bool:
        """The piece is shown there. False where there is no such piece (any more)."""
        async with self._db.transaction() as tx:
            changed = await tx.execute(
                "UPDATE renewal_evidence SET post_channel_id = ?, post_message_id = ? "
                "WHERE guild_id = ? AND evidence_id = ?",
                (channel, message, guild, evidence),
            )
            return changed > 0

    # A member's own

    async def of_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, object]]]:
        """Every row that carries the member's id, as it lies in the tables, by kind."""
        queries = {
            "questions": "SELECT show_id, season, opened_at FROM renewal_questions "
            "WHERE guild_id = :guild AND opened_by = :user ORDER BY question_id",
            "evidence": "SELECT evidence_id, show_id, season, e.status, tier, sentence, said_on, "
            "speaker, role, outlet, link, state, submitted_at FROM renewal_evidence e "
            "JOIN renewal_questions q ON q.guild_id = e.guild_id "
            "AND q.question_id = e.question_id "
            "WHERE e.guild_id = :guild AND submitted_by = :user ORDER BY evidence_id",
            "decisions": "SELECT evidence_id, state, "
            "CASE WHEN decided_by = :user THEN decided_at END AS decided_at, "
            "CASE WHEN withdrawn_by = :user THEN withdrawn_at END AS withdrawn_at, "
            "CASE WHEN withdrawn_by = :user OR withdrawn_at IS NULL THEN reason END AS reason "
            "FROM renewal_evidence WHERE guild_id = :guild "
            "AND (decided_by = :user OR withdrawn_by = :user) ORDER BY evidence_id",
            "drafts": "SELECT show_id, season, status, tier, sentence, said_on, said_by, outlet, "
            "link, saved_at FROM renewal_drafts "
            "WHERE guild_id = :guild AND user_id = :user ORDER BY saved_at",
            **line_store.EXPORT,
        }
        return {
            kind: [dict(row) for row in await self._db.all(sql, {"guild": guild, "user": user})]
            for kind, sql in queries.items()
        }

    async def forget(
        self, guild: GuildId, user: UserId, *, at: int, bears: Callable[[EvidenceId], str]
    ) -> list[Post]:
        """Erase what the member submitted or wrote, and their id from what they decided.

        Statuses move by the rule in the same transaction. The posts that still show what was
        erased are noted to be taken down, and returned, as is a question's card: it may quote it.
        One that was sent and never heard of is noted by the custom id of its button (`bears`).
        What came from the member's messages is erased as if they had submitted it.
        """
        who = {"guild": guild, "user": user}
        async with self._db.transaction() as tx:
            await tx.execute(line_store.TAKE_OVER, who)
            mine = [
                _evidence(row)
                for row in await tx.all(
                    "SELECT * FROM renewal_evidence WHERE guild_id = :guild "
                    "AND submitted_by = :user ORDER BY evidence_id",
                    who,
                )
            ]
            deciding = [
                piece
                for piece in mine
                if rule.decide(await _evidence_on(tx, guild, piece.question)).evidence == piece
            ]
            cards = await tx.all(
                "SELECT DISTINCT q.* FROM renewal_evidence e JOIN renewal_questions q "
                "ON q.guild_id = e.guild_id AND q.question_id = e.question_id "
                "WHERE e.guild_id = :guild AND e.submitted_by = :user AND e.state = 'approved'",
                who,
            )
            for statement in (
                "UPDATE renewal_questions SET card_channel_id = NULL, card_message_id = NULL "
                "WHERE guild_id = :guild AND question_id IN (SELECT question_id "
                "FROM renewal_evidence WHERE guild_id = :guild AND submitted_by = :user "
                "AND state = 'approved')",
                "DELETE FROM renewal_evidence WHERE guild_id = :guild AND submitted_by = :user",
                line_store.FORGET,
                "DELETE FROM renewal_drafts WHERE guild_id = :guild AND user_id = :user",
                "UPDATE renewal_questions SET opened_by = NULL "
                "WHERE guild_id = :guild AND opened_by = :user",
                "UPDATE renewal_evidence SET decided_by = NULL "
                "WHERE guild_id = :guild AND decided_by = :user",
                "UPDATE renewal_evidence SET withdrawn_by = NULL "
                "WHERE guild_id = :guild AND withdrawn_by = :user",
                "UPDATE renewal_history SET moved_by = NULL "
                "WHERE guild_id = :guild AND moved_by = :user",
            ):
                await tx.execute(statement, who)
            for piece in deciding:
                await _move(tx, piece, Cause.ERASED, by=None, at=at)
            posts = [
                Post(channel=piece.post_channel, message=piece.post_message)
                for piece in mine
                if piece.post_channel and piece.post_message
            ] + [card for row in cards if (card := _question(row).card)]
            lost = [
                takedowns.Lost(
                    channel=piece.post_channel,
                    custom_id=bears(piece.id),
                    since=to_epoch(piece.post_tried_at),
                )
                for piece in mine
                if piece.post_channel and piece.post_tried_at and not piece.post_message
            ]
            await takedowns.note(tx, guild, posts)
            await takedowns.note_lost(tx, guild, lost, at=at)
        return posts


async def submitted(
    tx: Transaction,
    guild: GuildId,
    user: UserId,
    show: ShowId,
    season: int,
    claim: Claim,
    *,
    at: int,
) -> Evidence:
    """The claim, kept as pending within a transaction, on a question opened where there is none."""
    question = await _open(tx, guild, show, season, by=user, at=at)
    return await submit(tx, question, claim, by=user, at=at)


async def _open(
    tx: Transaction, guild: GuildId, show: ShowId, season: int, *, by: UserId, at: int
) -> Question:
    await tx.execute(
        "INSERT INTO renewal_questions "
        "(guild_id, question_id, show_id, season, status, opened_by, opened_at) "
        "SELECT ?, COALESCE(MAX(question_id), 0) + 1, ?, ?, ?, ?, ? "
        "FROM renewal_questions WHERE guild_id = ? "
        "ON CONFLICT (guild_id, show_id, season) DO NOTHING",
        (guild, show, season, Status.UNKNOWN, by, at, guild),
    )
    (row,) = await tx.all(
        "SELECT * FROM renewal_questions WHERE guild_id = ? AND show_id = ? AND season = ?",
        (guild, show, season),
    )
    return _question(row)


async def submit(
    tx: Transaction,
    question: Question,
    claim: Claim,
    *,
    by: UserId,
    at: int,
    news: int | None = None,
) -> Evidence:
    """Keep the claim as pending. `news` is what it was found by, where nobody typed it."""
    (number,) = await tx.all(
        "INSERT INTO renewal_numbers (guild_id, last_evidence) VALUES (?, 1) "
        "ON CONFLICT (guild_id) DO UPDATE SET "
        "last_evidence = renewal_numbers.last_evidence + 1 RETURNING last_evidence",
        (question.guild,),
    )
    (row,) = await tx.all(
        "INSERT INTO renewal_evidence (guild_id, evidence_id, question_id, status, tier, "
        "sentence, said_on, speaker, role, outlet, link, state, submitted_by, "
        "submitted_at, news_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (question.guild, number["last_evidence"], question.id, claim.status, claim.tier,
         claim.sentence, str(claim.said_on), claim.speaker, claim.role, claim.outlet,
         claim.link, State.PENDING, by, at, news),
    )  # fmt: skip
    return _evidence(row)


async def approve(
    tx: Transaction, guild: GuildId, evidence: EvidenceId, *, by: UserId, at: int
) -> Evidence:
    """Let the piece count, and move its question's status by the rule. The piece that it corrects,
    if any, counts no longer. Raises `AlreadyDecided`.
    """
    if corrected := await line_store.corrected(tx, guild, evidence, by=by, at=at):
        await _move(tx, _evidence(corrected), Cause.WITHDRAWN, by=by, at=at)
    piece = await _decide(tx, guild, evidence, State.APPROVED, by=by, at=at)
    await tx.execute(
        "UPDATE renewal_questions SET checked_at = ? WHERE guild_id = ? AND question_id = ?",
        (at, guild, piece.question),
    )
    await _move(tx, piece, Cause.APPROVED, by=by, at=at)
    return piece


async def _decide(
    tx: Transaction,
    guild: GuildId,
    evidence: EvidenceId,
    state: State,
    *,
    by: UserId,
    at: int,
    reason: str | None = None,
) -> Evidence:
    row = await tx.one(
        "UPDATE renewal_evidence SET state = ?, decided_by = ?, decided_at = ?, reason = ?, "
        "by_submitter = CASE WHEN submitted_by = ? THEN 1 ELSE 0 END "
        "WHERE guild_id = ? AND evidence_id = ? AND state = 'pending' RETURNING *",
        (state, by, at, reason, by, guild, evidence),
    )
    return _evidence(row) if row else await _refuse(tx, guild, evidence)


async def _refuse(tx: Transaction, guild: GuildId, evidence: EvidenceId) -> NoReturn:
    row = await tx.one(
        "SELECT state FROM renewal_evidence WHERE guild_id = ? AND evidence_id = ?",
        (guild, evidence),
    )
    if row is None:
        raise Outdated
    raise AlreadyDecided(evidence=evidence, state=STATE_WORDS[State(row["state"])])


async def _move(
    tx: Transaction, piece: Evidence, cause: Cause, *, by: UserId | None, at: int
) -> None:
    """Let the question's status follow from its evidence.

    A change of it, or of the piece that decides it, is written to the history.
    """
    (row,) = await tx.all(
        "SELECT status FROM renewal_questions WHERE guild_id = ? AND question_id = ?",
        (piece.guild, piece.question),
    )
    before = Status(row["status"])
    others = [p for p in await _evidence_on(tx, piece.guild, piece.question) if p.id != piece.id]
    decided = rule.decide([*others, replace(piece, state=State.APPROVED)]).evidence
    if decided is None or decided.id != piece.id:
        return  # with it or without it, another piece decides
    rest = rule.decide([*others, piece] if cause is Cause.APPROVED else others)
    after = rest.status
    await tx.execute(
        "UPDATE renewal_questions SET status = ? WHERE guild_id = ? AND question_id = ?",
        (after, piece.guild, piece.question),
    )
    await tx.execute(
        "INSERT INTO renewal_history (guild_id, question_id, entry, from_status, to_status, "
        "moved_at, cause, evidence_id, rests_on, moved_by, by_submitter) "
        "SELECT ?, ?, COALESCE(MAX(entry), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? "
        "FROM renewal_history WHERE guild_id = ? AND question_id = ?",
        (piece.guild, piece.question, before, after, at, cause, piece.id,
         rest.evidence.id if rest.evidence else None, by, int(by == piece.submitted_by),
         piece.guild, piece.question),
    )  # fmt: skip


async def _evidence_on(tx: Transaction, guild: GuildId, question: QuestionId) -> Sequence[Evidence]:
    rows = await tx.all(
        "SELECT * FROM renewal_evidence WHERE guild_id = ? AND question_id = ?", (guild, question)
    )
    return [_evidence(row) for row in rows]


def _question(row: Row) -> Question:
    channel, message = row["card_channel_id"], row["card_message_id"]
    return Question(
        guild=row["guild_id"],
        id=row["question_id"],
        show=row["show_id"],
        season=row["season"],
        status=Status(row["status"]),
        opened_by=row["opened_by"],
        opened_at=from_epoch(row["opened_at"]),
        checked_at=from_epoch(row["checked_at"]) if row["checked_at"] is not None else None,
        card=Post(channel=channel, message=message) if message is not None else None,
    )


def _draft(row: Row) -> Draft:
    return Draft(
        show=row["show_id"],
        season=row["season"],
        status=Status(row["status"]),
        tier=Tier(row["tier"]),
        typed=Typed(
            sentence=row["sentence"],
            said_on=row["said_on"],
            said_by=row["said_by"],
            outlet=row["outlet"],
            link=row["link"],
        ),
    )


def _evidence(row: Row) -> Evidence:
    decided, withdrawn, tried = row["decided_at"], row["withdrawn_at"], row["post_tried_at"]
    return Evidence(
        guild=row["guild_id"],
        id=row["evidence_id"],
        question=row["question_id"],
        claim=Claim(
            status=Status(row["status"]),
            tier=Tier(row["tier"]),
            sentence=row["sentence"],
            said_on=PartialDate.parse(row["said_on"]),
            speaker=row["speaker"],
            role=row["role"],
            outlet=row["outlet"],
            link=row["link"],
        ),
        state=State(row["state"]),
        submitted_by=row["submitted_by"],
        submitted_at=from_epoch(row["submitted_at"]),
        decided_by=row["decided_by"],
        decided_at=from_epoch(decided) if decided is not None else None,
        by_submitter=bool(row["by_submitter"]),
        withdrawn_by=row["withdrawn_by"],
        withdrawn_at=from_epoch(withdrawn) if withdrawn is not None else None,
        reason=row["reason"],
        post_tried_at=from_epoch(tried) if tried is not None else None,
        post_channel=row["post_channel_id"],
        post_message=row["post_message_id"],
    )
