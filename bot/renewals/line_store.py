"""SQL of the lines that come along with evidence, and what a member's erasure means for them."""

from bot.db import Database, Row, Transaction
from bot.ids import EvidenceId, GuildId, QuestionId, UserId
from bot.renewals.lines import Kind, Line, Told

TAKE_OVER = (
    "UPDATE renewal_evidence SET submitted_by = :user WHERE guild_id = :guild AND evidence_id IN "
    "(SELECT evidence_id FROM renewal_readings WHERE guild_id = :guild AND author_id = :user)"
)
"""What came from a member's messages becomes theirs, in order to be erased with them."""

FORGET = (
    "DELETE FROM renewal_readings WHERE guild_id = :guild AND (by_id = :user OR author_id = :user)"
)

EXPORT = {
    "readings": "SELECT reading_id, evidence_id, show_id, season, status, tier, sentence, said_on, "
    "said_by, outlet, link, corrects, read_at FROM renewal_readings WHERE guild_id = :guild "
    "AND by_id = :user ORDER BY reading_id",
    "lines": "SELECT l.reading_id, r.evidence_id, l.kind, l.sentence, l.words, l.speaker, l.role, "
    "l.outlet, l.season, l.episodes, l.day FROM renewal_lines l JOIN renewal_readings r "
    "ON r.guild_id = l.guild_id AND r.reading_id = l.reading_id WHERE l.guild_id = :guild "
    "AND (r.by_id = :user OR r.author_id = :user) ORDER BY l.reading_id, l.line",
    "from_messages": "SELECT r.reading_id, r.evidence_id, COALESCE(e.sentence, r.sentence) "
    "AS sentence, r.read_at FROM renewal_readings r LEFT JOIN renewal_evidence e "
    "ON e.guild_id = r.guild_id AND e.evidence_id = r.evidence_id WHERE r.guild_id = :guild "
    "AND r.author_id = :user ORDER BY r.reading_id",
}
"""What is kept of a member: `from_messages` is what others made of their messages."""


async def told_on(db: Database, guild: GuildId, question: QuestionId) -> dict[EvidenceId, Told]:
    """What came with the pieces on a question, for those that came from a text."""
    readings = await db.all(
        "SELECT r.* FROM renewal_readings r JOIN renewal_evidence e "
        "ON e.guild_id = r.guild_id AND e.evidence_id = r.evidence_id "
        "WHERE r.guild_id = ? AND e.question_id = ?",
        (guild, question),
    )
    rows = await db.all(
        "SELECT l.*, r.evidence_id FROM renewal_lines l JOIN renewal_readings r "
        "ON r.guild_id = l.guild_id AND r.reading_id = l.reading_id JOIN renewal_evidence e "
        "ON e.guild_id = r.guild_id AND e.evidence_id = r.evidence_id "
        "WHERE l.guild_id = ? AND e.question_id = ? ORDER BY l.reading_id, l.line",
        (guild, question),
    )
    lines = [line(row, evidence=row["evidence_id"]) for row in rows]
    return {
        row["evidence_id"]: Told(
            lines=[each for each in lines if each.evidence == row["evidence_id"]],
            author=row["author_id"],
            corrects=row["corrects"],
        )
        for row in readings
    }


async def corrected(
    tx: Transaction, guild: GuildId, evidence: EvidenceId, *, by: UserId, at: int
) -> Row | None:
    """The approved piece that this pending one corrects, if any, withdrawn without a reason."""
    return await tx.one(
        "UPDATE renewal_evidence SET state = 'withdrawn', withdrawn_by = ?, withdrawn_at = ?, "
        "reason = NULL WHERE guild_id = ? AND state = 'approved' AND evidence_id = "
        "(SELECT r.corrects FROM renewal_readings r JOIN renewal_evidence e "
        "ON e.guild_id = r.guild_id AND e.evidence_id = r.evidence_id "
        "WHERE r.guild_id = ? AND r.evidence_id = ? AND e.state = 'pending') RETURNING *",
        (by, at, guild, guild, evidence),
    )


async def keep(tx: Transaction, guild: GuildId, reading: int, lines: list[Line]) -> None:
    """Keep the lines, each in place of the one of its number."""
    await tx.execute_many(
        "INSERT INTO renewal_lines (guild_id, reading_id, line, kind, sentence, starts, ends, "
        "words, words_start, speaker, role, outlet, season, episodes, day, inferred, left_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (guild_id, reading_id, line) DO UPDATE SET kind = excluded.kind, "
        "speaker = excluded.speaker, role = excluded.role, outlet = excluded.outlet, "
        "season = excluded.season, episodes = excluded.episodes, day = excluded.day, "
        "inferred = excluded.inferred, left_out = excluded.left_out",
        [
            (guild, reading, each.number, each.kind, each.sentence, each.start, each.end,
             each.words, each.words_start, each.speaker, each.role, each.outlet, each.season,
             each.episodes, each.day, each.inferred, int(each.left_out))
            for each in lines
        ],
    )  # fmt: skip


def line(row: Row, *, evidence: EvidenceId | None = None) -> Line:
    return Line(
        number=row["line"],
        kind=Kind(row["kind"]),
        sentence=row["sentence"],
        start=row["starts"],
        end=row["ends"],
        words=row["words"],
        words_start=row["words_start"],
        speaker=row["speaker"],
        role=row["role"],
        outlet=row["outlet"],
        season=row["season"],
        episodes=row["episodes"],
        day=row["day"],
        inferred=row["inferred"],
        left_out=bool(row["left_out"]),
        evidence=evidence,
    )
