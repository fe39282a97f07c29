"""SQL of readings: what texts say, until it is sent as evidence."""

from dataclasses import replace

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.errors import Outdated
from bot.ids import EvidenceId, GuildId, ShowId, UserId
from bot.renewals import line_store
from bot.renewals.lines import Line
from bot.renewals.models import AlreadySent, Claim, Evidence, Status, Tier, Typed
from bot.renewals.reading import Proposal
from bot.renewals.store import submitted


class ReadingStore:
    """Each number is looked up together with its server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(self, held: Proposal, *, since: int) -> int:
        """Keep a new one, whatever its number says; the number it has got. Those of its server
        from before `since` that were never sent are let go.
        """
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM renewal_readings "
                "WHERE guild_id = ? AND evidence_id IS NULL AND read_at < ?",
                (held.guild, since),
            )
            (last,) = await tx.all(
                "INSERT INTO renewal_numbers (guild_id, last_evidence, last_reading) "
                "VALUES (?, 0, 1) ON CONFLICT (guild_id) DO UPDATE SET "
                "last_reading = renewal_numbers.last_reading + 1 RETURNING last_reading",
                (held.guild,),
            )
            number = int(last["last_reading"])
            typed = held.typed
            await tx.execute(
                "INSERT INTO renewal_readings (guild_id, reading_id, by_id, author_id, show_id, "
                "season, status, tier, sentence, said_on, said_by, outlet, link, corrects, read_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (held.guild, number, held.by, held.author, held.show, held.season, held.status,
                 held.tier, typed.sentence, typed.said_on, typed.said_by, typed.outlet, typed.link,
                 held.corrects, to_epoch(held.read_at)),
            )  # fmt: skip
            await line_store.keep(tx, held.guild, number, list(held.lines))
            return number

    async def get(self, guild: GuildId, number: int, *, since: int) -> Proposal | None:
        """One that was read at `since` or later, or was sent."""
        row = await self._db.one(
            "SELECT * FROM renewal_readings WHERE guild_id = ? AND reading_id = ? "
            "AND (read_at >= ? OR evidence_id IS NOT NULL)",
            (guild, number, since),
        )
        if row is None:
            return None
        lines = await self._db.all(
            "SELECT * FROM renewal_lines WHERE guild_id = ? AND reading_id = ? ORDER BY line",
            (guild, number),
        )
        return replace(_proposal(row), lines=[line_store.line(each) for each in lines])

    async def unsent(self, guild: GuildId, by: UserId, *, since: int) -> list[Proposal]:
        """Those of a member that wait to be sent, the newest first, without their lines."""
        rows = await self._db.all(
            "SELECT * FROM renewal_readings WHERE guild_id = ? AND by_id = ? "
            "AND evidence_id IS NULL AND read_at >= ? ORDER BY reading_id DESC LIMIT 25",
            (guild, by, since),
        )
        return [_proposal(row) for row in rows]

    async def save(self, held: Proposal) -> None:
        """What it is about and what it claims, where it wasn't sent meanwhile."""
        typed = held.typed
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE renewal_readings SET show_id = ?, season = ?, status = ?, tier = ?, "
                "sentence = ?, said_on = ?, said_by = ?, outlet = ?, link = ? "
                "WHERE guild_id = ? AND reading_id = ? AND evidence_id IS NULL",
                (held.show, held.season, held.status, held.tier, typed.sentence, typed.said_on,
                 typed.said_by, typed.outlet, typed.link, held.guild, held.number),
            )  # fmt: skip

    async def save_line(self, held: Proposal, line: Line) -> None:
        """One line of it, where it wasn't sent or put away meanwhile."""
        async with self._db.transaction() as tx:
            if await tx.one(
                "SELECT 1 FROM renewal_readings "
                "WHERE guild_id = ? AND reading_id = ? AND evidence_id IS NULL",
                (held.guild, held.number),
            ):
                await line_store.keep(tx, held.guild, held.number, [line])

    async def drop(self, guild: GuildId, number: int) -> None:
        """Let go of one that wasn't sent."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "DELETE FROM renewal_readings "
                "WHERE guild_id = ? AND reading_id = ? AND evidence_id IS NULL",
                (guild, number),
            )

    async def send(
        self, held: Proposal, show: ShowId, season: int, claim: Claim, lines: list[Line], *, at: int
    ) -> Evidence:
        """Make it a pending piece with those lines, once. The claim's fields are kept there alone.

        Raises `AlreadySent`, and `Outdated` where it was put away meanwhile.
        """
        async with self._db.transaction() as tx:
            row = await tx.one(
                "SELECT evidence_id FROM renewal_readings WHERE guild_id = ? AND reading_id = ?",
                (held.guild, held.number),
            )
            if row is None:
                raise Outdated
            if row["evidence_id"] is not None:
                raise AlreadySent(evidence=row["evidence_id"])
            piece = await submitted(tx, held.guild, held.by, show, season, claim, at=at)
            await tx.execute(
                "UPDATE renewal_readings SET evidence_id = ?, sentence = '', said_on = '', "
                "said_by = '', outlet = '', link = '' WHERE guild_id = ? AND reading_id = ?",
                (piece.id, held.guild, held.number),
            )
            await tx.execute(
                "DELETE FROM renewal_lines WHERE guild_id = ? AND reading_id = ?",
                (held.guild, held.number),
            )
            await line_store.keep(tx, held.guild, held.number, lines)
            return piece


def _proposal(row: Row) -> Proposal:
    return Proposal(
        guild=row["guild_id"],
        number=row["reading_id"],
        by=row["by_id"],
        author=row["author_id"],
        show=row["show_id"],
        season=row["season"],
        status=Status(row["status"]) if row["status"] else None,
        tier=Tier(row["tier"]),
        typed=Typed(
            sentence=row["sentence"],
            said_on=row["said_on"],
            said_by=row["said_by"],
            outlet=row["outlet"],
            link=row["link"],
        ),
        lines=(),
        read_at=from_epoch(row["read_at"]),
        corrects=row["corrects"],
        evidence=EvidenceId(row["evidence_id"]) if row["evidence_id"] else None,
    )
