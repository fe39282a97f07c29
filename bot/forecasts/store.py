"""SQL of forecasts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.clock import from_epoch
from bot.db import Database, Row, Transaction, takedowns
from bot.errors import Outdated
from bot.forecasts.models import (
    AlreadyResolved,
    AlreadyUndone,
    AnotherRound,
    BegunMeanwhile,
    Call,
    Ground,
    Outcome,
    Post,
    Resolution,
    TakesNoMore,
    TermsStand,
)
from bot.forecasts.scoring import Said
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId

# A round that nobody forecasts any more, and that nothing decided, counts as one that never was.
_ROUND = (
    "WITH known AS (SELECT c.*, (SELECT r.resolved_at FROM forecast_resolutions r "
    "WHERE r.guild_id = c.guild_id AND r.call_number = c.call_number AND r.undone_at IS NULL) "
    "AS resolved_at, (SELECT COUNT(DISTINCT f.user_id) FROM forecasts f "
    "WHERE f.guild_id = c.guild_id AND f.call_number = c.call_number) AS forecasters "
    "FROM forecast_calls c WHERE c.guild_id = :guild AND c.show_id = :show "
    "AND (:season IS NULL OR c.season = :season)), "
    "rounds AS (SELECT *, CASE WHEN resolved_at IS NOT NULL THEN 'decided' "
    "WHEN deadline > :at THEN 'open' ELSE 'over' END AS state FROM known) "
    "SELECT * FROM rounds WHERE state = 'decided' OR forecasters > 0 "
    "ORDER BY CASE state WHEN 'open' THEN 1 WHEN 'decided' THEN 3 "
    "ELSE CASE WHEN :overdue_first = 1 THEN 0 ELSE 2 END END, "
    "CASE WHEN state = 'over' AND :overdue_first = 1 THEN deadline END, "
    "resolved_at DESC, call_number DESC LIMIT 1"
)
_STANDING = (
    "SELECT * FROM forecast_resolutions "
    "WHERE guild_id = ? AND call_number = ? AND undone_at IS NULL"
)
_SETTLED = (
    "SELECT * FROM forecast_resolutions WHERE guild_id = :guild AND undone_at IS NULL "
    "AND outcome IN ('yes', 'no')"
)


class ForecastsStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # Calls

    async def call(self, guild: GuildId, number: int) -> Call:
        """Raises `Outdated` for one that this server doesn't have, or has no more."""
        row = await self._db.one(
            "SELECT * FROM forecast_calls c WHERE guild_id = ? AND call_number = ? AND (EXISTS "
            "(SELECT 1 FROM forecasts f "
            "WHERE f.guild_id = c.guild_id AND f.call_number = c.call_number) OR EXISTS "
            "(SELECT 1 FROM forecast_resolutions r "
            "WHERE r.guild_id = c.guild_id AND r.call_number = c.call_number))",
            (guild, number),
        )
        if row is None:
            raise Outdated
        return _call(row)

    async def round(
        self,
        guild: GuildId,
        show: ShowId,
        season: int | None,
        *,
        at: int,
        overdue_first: bool = False,
    ) -> Call | None:
        """The round on that season, or on any of the show, that members and moderators get to see.

        The open one, of which a season has one at most; else the last one that waits for a
        resolution; else the one that was decided last. `overdue_first`: what waits comes before
        what is open, the longest past its deadline first.
        """
        chosen = {"guild": guild, "show": show, "season": season, "at": at}
        row = await self._db.one(_ROUND, {**chosen, "overdue_first": int(overdue_first)})
        return _call(row) if row else None

    async def begin(
        self,
        guild: GuildId,
        user: UserId,
        question: QuestionId,
        show: ShowId,
        season: int,
        *,
        deadline: int,
        rule: str,
        percent: int,
        at: int,
    ) -> Call:
        """Begin a round with its first forecast. Raises `BegunMeanwhile` where one is open."""
        async with self._db.transaction() as tx:
            if await _open(tx, guild, show, season, at):
                raise BegunMeanwhile
            (row,) = await tx.all(
                "INSERT INTO forecast_calls (guild_id, call_number, question_id, show_id, season, "
                "deadline, rule, opened_by, opened_at) "
                "SELECT ?, COALESCE(MAX(call_number), 0) + 1, ?, ?, ?, ?, ?, ?, ? "
                "FROM forecast_calls WHERE guild_id = ? RETURNING *",
                (guild, question, show, season, deadline, rule, user, at, guild),
            )
            call = _call(row)
            await _say(tx, guild, call.number, user, percent, at)
            return call

    # Forecasts

    async def forecast(
        self, guild: GuildId, number: int, user: UserId, percent: int, *, at: int
    ) -> None:
        """Note what a member says from now on. Raises `TakesNoMore` and `Outdated`."""
        async with self._db.transaction() as tx:
            await _require_open(tx, guild, number, at)
            await _say(tx, guild, number, user, percent, at)

    async def change_terms(
        self,
        guild: GuildId,
        number: int,
        user: UserId,
        *,
        deadline: int,
        rule: str,
        percent: int,
        at: int,
    ) -> None:
        """Begin a round anew by other terms. Raises `TakesNoMore`, `Outdated`, and `TermsStand`
        unless that member, and nobody else, has forecast it, and nothing was ever decided.
        """
        key = (guild, number)
        async with self._db.transaction() as tx:
            await _require_open(tx, guild, number, at)
            forecasters = await tx.all(
                "SELECT DISTINCT user_id FROM forecasts WHERE guild_id = ? AND call_number = ?", key
            )
            decided = await tx.one(
                "SELECT 1 FROM forecast_resolutions WHERE guild_id = ? AND call_number = ?", key
            )
            if decided or [row["user_id"] for row in forecasters] != [user]:
                raise TermsStand
            await tx.execute("DELETE FROM forecasts WHERE guild_id = ? AND call_number = ?", key)
            await tx.execute(
                "UPDATE forecast_calls SET deadline = ?, rule = ?, opened_by = ?, opened_at = ? "
                "WHERE guild_id = ? AND call_number = ?",
                (deadline, rule, user, at, *key),
            )
            await _say(tx, guild, number, user, percent, at)

    async def said(self, guild: GuildId, number: int) -> Mapping[UserId, Sequence[Said]]:
        """What each member said to a call, the oldest first."""
        rows = await self._db.all(
            "SELECT user_id, made_at, percent FROM forecasts "
            "WHERE guild_id = ? AND call_number = ? ORDER BY made_at",
            (guild, number),
        )
        found: defaultdict[UserId, list[Said]] = defaultdict(list)
        for row in rows:
            found[row["user_id"]].append(Said(at=row["made_at"], percent=row["percent"]))
        return found

    async def settled(
        self, guild: GuildId, user: UserId | None = None
    ) -> list[tuple[Call, Resolution, UserId, Sequence[Said]]]:
        """What each member, or that one, said to each call that stands as yes or no."""
        rows = await self._db.all(
            "SELECT c.*, f.user_id, f.made_at, f.percent FROM forecasts f "  # noqa: S608  (ours)
            "JOIN forecast_calls c ON c.guild_id = f.guild_id AND c.call_number = f.call_number "
            "WHERE f.guild_id = :guild AND (:user IS NULL OR f.user_id = :user) "
            f"AND EXISTS (SELECT 1 FROM ({_SETTLED}) r WHERE r.call_number = f.call_number) "
            "ORDER BY f.call_number, f.user_id, f.made_at",
            {"guild": guild, "user": user},
        )
        standing = {
            row["call_number"]: _resolution(row)
            for row in await self._db.all(_SETTLED, {"guild": guild})
        }
        said: defaultdict[tuple[int, UserId], list[Said]] = defaultdict(list)
        calls = {row["call_number"]: _call(row) for row in rows if row["call_number"] in standing}
        for row in rows:
            if row["call_number"] in standing:  # it may have been undone in between
                said[row["call_number"], row["user_id"]].append(
                    Said(at=row["made_at"], percent=row["percent"])
                )
        return [
            (calls[number], standing[number], who, history)
            for (number, who), history in said.items()
        ]

    # Resolutions

    async def resolutions(self, guild: GuildId, number: int) -> list[Resolution]:
        """Every one of a call, the newest first."""
        rows = await self._db.all(
            "SELECT * FROM forecast_resolutions WHERE guild_id = ? AND call_number = ? "
            "ORDER BY entry DESC",
            (guild, number),
        )
        return [_resolution(row) for row in rows]

    async def resolve(
        self,
        call: Call,
        outcome: Outcome,
        ground: Ground,
        *,
        evidence: EvidenceId | None,
        known_at: int | None,
        by: UserId,
        at: int,
    ) -> Resolution:
        """Raises `AlreadyResolved`: of two moderators at once one decides."""
        key = (call.guild, call.number)
        async with self._db.transaction() as tx:
            if await tx.one(_STANDING, key):
                raise AlreadyResolved
            (row,) = await tx.all(
                "INSERT INTO forecast_resolutions (guild_id, call_number, entry, outcome, ground, "
                "evidence_id, known_at, resolved_by, resolved_at, by_forecaster) "
                "SELECT ?, ?, COALESCE(MAX(entry), 0) + 1, ?, ?, ?, ?, ?, ?, "
                "(SELECT COUNT(DISTINCT user_id) FROM forecasts "
                "WHERE guild_id = ? AND call_number = ? AND user_id = ?) "
                "FROM forecast_resolutions WHERE guild_id = ? AND call_number = ? RETURNING *",
                (*key, outcome, ground, evidence, known_at, by, at, *key, by, *key),
            )
            return _resolution(row)

    async def undo(
        self, guild: GuildId, number: int, entry: int, *, by: UserId, at: int
    ) -> Resolution:
        """It counts no more. Raises `AlreadyUndone`, `Outdated`, and `AnotherRound` where this one
        would be open beside another.
        """
        key = (guild, number, entry)
        async with self._db.transaction() as tx:
            held = await tx.one(
                "SELECT r.undone_at, c.show_id, c.season, c.deadline FROM forecast_resolutions r "
                "JOIN forecast_calls c "
                "ON c.guild_id = r.guild_id AND c.call_number = r.call_number "
                "WHERE r.guild_id = ? AND r.call_number = ? AND r.entry = ?",
                key,
            )
            if held is None:
                raise Outdated
            if held["undone_at"] is not None:
                raise AlreadyUndone
            other = await _open(tx, guild, held["show_id"], held["season"], at)
            if other and held["deadline"] > at:
                raise AnotherRound(n=other["forecasters"])
            (row,) = await tx.all(
                "UPDATE forecast_resolutions SET undone_by = ?, undone_at = ? "
                "WHERE guild_id = ? AND call_number = ? AND entry = ? RETURNING *",
                (by, at, *key),
            )
            return _resolution(row)

    # Posts

    async def unposted(self, guild: GuildId) -> list[Resolution]:
        """Those that stand and have no post yet, the oldest first."""
        rows = await self._db.all(
            "SELECT * FROM forecast_resolutions WHERE guild_id = ? AND posted = 0 "
            "AND undone_at IS NULL ORDER BY resolved_at, call_number, entry",
            (guild,),
        )
        return [_resolution(row) for row in rows]

    async def servers_with_unposted(self) -> list[GuildId]:
        rows = await self._db.all(
            "SELECT DISTINCT guild_id FROM forecast_resolutions "
            "WHERE posted = 0 AND undone_at IS NULL ORDER BY guild_id"
        )
        return [row["guild_id"] for row in rows]

    async def posting(self, one: Resolution, channel: ChannelId, *, at: int) -> None:
        """A post of it is about to be sent there."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE forecast_resolutions SET post_tried_at = ?, post_channel_id = ? "
                "WHERE guild_id = ? AND call_number = ? AND entry = ?",
                (at, channel, one.guild, one.call, one.entry),
            )

    async def posted(self, one: Resolution, channel: ChannelId, message: MessageId) -> None:
        """It is shown there."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE forecast_resolutions SET posted = 1, post_channel_id = ?, "
                "post_message_id = ? WHERE guild_id = ? AND call_number = ? AND entry = ?",
                (channel, message, one.guild, one.call, one.entry),
            )

    # A member's own

    async def of_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, object]]]:
        """Every row that carries the member's id, as it lies in the tables, by kind."""
        queries = {
            "forecasts": "SELECT f.call_number, show_id, season, percent, made_at "
            "FROM forecasts f JOIN forecast_calls c "
            "ON c.guild_id = f.guild_id AND c.call_number = f.call_number "
            "WHERE f.guild_id = :guild AND user_id = :user ORDER BY f.call_number, made_at",
            "rounds": "SELECT call_number, show_id, season, deadline, rule, opened_at "
            "FROM forecast_calls WHERE guild_id = :guild AND opened_by = :user "
            "ORDER BY call_number",
            "resolutions": "SELECT call_number, entry, outcome, ground, evidence_id, "
            "CASE WHEN resolved_by = :user THEN resolved_at END AS resolved_at, "
            "CASE WHEN undone_by = :user THEN undone_at END AS undone_at "
            "FROM forecast_resolutions WHERE guild_id = :guild "
            "AND (resolved_by = :user OR undone_by = :user) ORDER BY call_number, entry",
        }
        return {
            kind: [dict(row) for row in await self._db.all(sql, {"guild": guild, "user": user})]
            for kind, sql in queries.items()
        }

    async def forget(self, guild: GuildId, user: UserId) -> list[Post]:
        """Erase what the member forecast, and their id from what they began or decided. A round
        that nobody else has forecast and nothing decided goes with it.

        The posts that name them are noted to be taken down, and returned.
        """
        who = {"guild": guild, "user": user}
        named = "guild_id = :guild AND (resolved_by = :user OR undone_by = :user)"
        async with self._db.transaction() as tx:
            posts = [
                Post(channel=row["post_channel_id"], message=row["post_message_id"])
                for row in await tx.all(
                    "SELECT post_channel_id, post_message_id FROM forecast_resolutions "  # noqa: S608
                    f"WHERE {named} AND post_message_id IS NOT NULL",
                    who,
                )
            ]
            for statement in (
                "DELETE FROM forecasts WHERE guild_id = :guild AND user_id = :user",
                "UPDATE forecast_calls SET opened_by = NULL "
                "WHERE guild_id = :guild AND opened_by = :user",
                "UPDATE forecast_resolutions SET post_channel_id = NULL, post_message_id = NULL "  # noqa: S608
                f"WHERE {named} AND post_message_id IS NOT NULL",
                "UPDATE forecast_resolutions SET resolved_by = NULL "
                "WHERE guild_id = :guild AND resolved_by = :user",
                "UPDATE forecast_resolutions SET undone_by = NULL "
                "WHERE guild_id = :guild AND undone_by = :user",
            ):
                await tx.execute(statement, who)
            # The row stays, so that its number never comes to mean another round.
            await tx.execute(
                "UPDATE forecast_calls SET rule = '' WHERE guild_id = :guild AND NOT EXISTS "
                "(SELECT 1 FROM forecasts f WHERE f.guild_id = forecast_calls.guild_id "
                "AND f.call_number = forecast_calls.call_number) AND NOT EXISTS "
                "(SELECT 1 FROM forecast_resolutions r WHERE r.guild_id = forecast_calls.guild_id "
                "AND r.call_number = forecast_calls.call_number)",
                {"guild": guild},
            )
            await takedowns.note(tx, guild, posts)
        return posts


async def _require_open(tx: Transaction, guild: GuildId, number: int, at: int) -> None:
    """Raises `TakesNoMore`, and `Outdated` for a round that this server doesn't have."""
    row = await tx.one(
        "SELECT * FROM forecast_calls WHERE guild_id = ? AND call_number = ?", (guild, number)
    )
    if row is None:
        raise Outdated
    running = await _open(tx, guild, row["show_id"], row["season"], at)
    if running is None or running["call_number"] != number:
        raise TakesNoMore


async def _open(tx: Transaction, guild: GuildId, show: ShowId, season: int, at: int) -> Row | None:
    """The round of that season that takes forecasts, with its `forecasters` counted."""
    chosen = {"guild": guild, "show": show, "season": season, "at": at, "overdue_first": 0}
    row = await tx.one(_ROUND, chosen)
    return row if row and row["state"] == "open" else None


async def _say(
    tx: Transaction, guild: GuildId, number: int, user: UserId, percent: int, at: int
) -> None:
    await tx.execute(
        "INSERT INTO forecasts (guild_id, call_number, user_id, made_at, percent) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id, call_number, user_id, made_at) "
        "DO UPDATE SET percent = excluded.percent",
        (guild, number, user, at, percent),
    )


def _call(row: Row) -> Call:
    return Call(
        guild=row["guild_id"],
        number=row["call_number"],
        question=row["question_id"],
        show=row["show_id"],
        season=row["season"],
        deadline=from_epoch(row["deadline"]),
        rule=row["rule"],
        opened_by=row["opened_by"],
        opened_at=from_epoch(row["opened_at"]),
    )


def _resolution(row: Row) -> Resolution:
    known, undone, tried = row["known_at"], row["undone_at"], row["post_tried_at"]
    return Resolution(
        guild=row["guild_id"],
        call=row["call_number"],
        entry=row["entry"],
        outcome=Outcome(row["outcome"]),
        ground=Ground(row["ground"]),
        evidence=row["evidence_id"],
        known_at=from_epoch(known) if known is not None else None,
        resolved_by=row["resolved_by"],
        resolved_at=from_epoch(row["resolved_at"]),
        by_forecaster=bool(row["by_forecaster"]),
        undone_by=row["undone_by"],
        undone_at=from_epoch(undone) if undone is not None else None,
        post_tried_at=from_epoch(tried) if tried is not None else None,
        post_channel=row["post_channel_id"],
        post_message=row["post_message_id"],
    )
