"""SQL of what opens by itself: what is followed, its schedules, and the outbox of its posts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import orjson

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.discussions.airing import Moment, Slot
from bot.ids import ChannelId, DiscussionId, GuildId, RoleId, ShowId, UserId
from bot.shows.models import Status

WAITING = 60
"""Seconds within which a line looks again that waits for its schedule to be asked for."""
_POST = (
    "INSERT INTO airing_posts (guild_id, show_id, dub, episode, first, last, airs_at, opens_at, "
    "begun_at, state, trouble, detail, discussion_id, ended_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (guild_id, show_id, dub, episode) DO UPDATE SET first = excluded.first, "
    "last = excluded.last, airs_at = excluded.airs_at, opens_at = excluded.opens_at, "
    "retry_at = NULL"
)
_BEGUN = f"{_POST} WHERE airing_posts.state = 'due'"
_ENDED = (
    f"{_POST}, state = excluded.state, trouble = excluded.trouble, detail = excluded.detail, "
    "discussion_id = excluded.discussion_id, ended_at = excluded.ended_at "
    "WHERE airing_posts.state <> 'opened'"
)
_LINE = "guild_id = ? AND show_id = ? AND dub = ?"


class State(StrEnum):
    """Of an episode: its post is begun, it is there, or it never comes."""

    DUE = "due"
    OPENED = "opened"
    PASSED = "passed"


class Trouble(StrEnum):
    """What is in a post's way."""

    AWAY = "away"
    """The bot was: it was due too long ago."""
    GONE = "gone"
    UNSET = "unset"
    FORBIDDEN = "forbidden"
    TAG = "tag"
    ADULT = "adult"
    OFF = "off"
    DISCORD = "discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What opens by itself in a server: a show as it airs, or a dub of it by dates entered by hand.

    `channel` is None for the server's own, `delay` (minutes) None for the server's. `role` is who
    is pinged. `after`: the show whose line went on with this one. `changes` counts what
    came up for it.
    """

    guild: GuildId
    show: ShowId
    dub: str | None = None
    channel: ChannelId | None = None
    role: RoleId | None = None
    delay: int | None = None
    since: datetime
    after: ShowId | None = None
    changes: int = 0

    @property
    def key(self) -> tuple[GuildId, ShowId, str]:
        return (self.guild, self.show, self.dub or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An episode in the outbox. `first` to `last` are one post. `detail` says more on `trouble`."""

    episode: int
    slot: Slot
    state: State
    begun_at: datetime
    tries: int
    retry_at: datetime | None
    trouble: Trouble | None
    detail: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a followed show: when its schedule was asked for, what it is said to be."""

    looked_at: datetime | None = None
    status: Status = Status.UNKNOWN
    sequels: Sequence[ShowId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDate(Moment):
    """When a dub's episode can be seen, and who says so."""

    episode: int
    source: str


class AiringStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    # What is followed

    async def follow(self, line: Line, *, by: UserId | None, at: int) -> Line:
        """Keep a line; of one that is there already, where, whom and when. It is due at once."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO airing_follows (guild_id, show_id, dub, channel_id, role_id, delay, "
                "followed_by, followed_at, after_show_id, next_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, show_id, dub) "
                "DO UPDATE SET channel_id = excluded.channel_id, role_id = excluded.role_id, "
                "delay = excluded.delay, followed_by = excluded.followed_by, "
                "next_at = excluded.next_at, changes = airing_follows.changes + 1",
                (*line.key, line.channel, line.role, line.delay, by, to_epoch(line.since),
                 line.after, at),
            )  # fmt: skip
            if line.dub is None:
                await tx.execute(
                    "INSERT INTO airing_shows (show_id, due_at) VALUES (?, ?) "
                    "ON CONFLICT (show_id) DO NOTHING",
                    (line.show, at),
                )
            await tx.execute(
                "UPDATE airing_posts SET retry_at = NULL "  # noqa: S608
                f"WHERE {_LINE} AND state = 'due'",
                line.key,
            )
            row = await tx.one(f"SELECT * FROM airing_follows WHERE {_LINE}", line.key)  # noqa: S608
        assert row is not None  # noqa: S101  (put there just now)
        return _line(row)

    async def go_on(self, line: Line, sequel: ShowId, *, at: int) -> None:
        """The line goes on with the sequel from now on. One that is followed already stays so."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO airing_follows (guild_id, show_id, dub, channel_id, role_id, delay, "
                "followed_by, followed_at, after_show_id, next_at) "
                "SELECT guild_id, ?, dub, channel_id, role_id, delay, followed_by, ?, show_id, ? "
                "FROM airing_follows WHERE guild_id = ? AND show_id = ? AND dub = ? "
                "ON CONFLICT (guild_id, show_id, dub) DO NOTHING",
                (sequel, at, at, *line.key),
            )
            await tx.execute(
                "INSERT INTO airing_shows (show_id, due_at) VALUES (?, ?) "
                "ON CONFLICT (show_id) DO NOTHING",
                (sequel, at),
            )
            await tx.execute(f"DELETE FROM airing_follows WHERE {_LINE}", line.key)  # noqa: S608

    async def unfollow(self, guild: GuildId, show: ShowId, dub: str | None) -> bool:
        """Take a line away, with a dub's dates; what opened stays noted. Whether there was one."""
        key = (guild, show, dub or "")
        async with self._db.transaction() as tx:
            gone = await tx.execute(f"DELETE FROM airing_follows WHERE {_LINE}", key)  # noqa: S608
            await tx.execute(f"DELETE FROM airing_dates WHERE {_LINE}", key)  # noqa: S608
            await tx.execute(
                f"DELETE FROM airing_posts WHERE {_LINE} AND state = 'due'",  # noqa: S608
                key,
            )
        return bool(gone)

    async def line(self, guild: GuildId, show: ShowId, dub: str | None = None) -> Line | None:
        row = await self._db.one(
            f"SELECT * FROM airing_follows WHERE {_LINE}",  # noqa: S608
            (guild, show, dub or ""),
        )
        return _line(row) if row else None

    async def lines(self, guild: GuildId) -> list[Line]:
        """Those of a server, the longest followed first."""
        rows = await self._db.all(
            "SELECT * FROM airing_follows WHERE guild_id = ? ORDER BY followed_at, show_id, dub",
            (guild,),
        )
        return [_line(row) for row in rows]

    async def any_line(self) -> bool:
        return await self._db.one("SELECT 1 FROM airing_follows LIMIT 1") is not None

    async def due(self, now: int, limit: int) -> list[Line]:
        """Lines for which something is to be done, the longest due first."""
        rows = await self._db.all(
            "SELECT * FROM airing_follows WHERE next_at <= ? ORDER BY next_at LIMIT ?",
            (now, limit),
        )
        return [_line(row) for row in rows]

    async def next_due(self) -> int | None:
        row = await self._db.one(
            "SELECT next_at FROM airing_follows WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1"
        )
        return row["next_at"] if row else None

    async def rest(self, line: Line, until: int | None) -> None:
        """Nothing is to be done for it until then, unless something came up since it was read."""
        async with self._db.transaction() as tx:
            await tx.execute(
                f"UPDATE airing_follows SET next_at = ? WHERE {_LINE} AND changes = ?",  # noqa: S608
                (until, *line.key, line.changes),
            )

    async def look_again_at(self, guild: GuildId, *, at: int) -> None:
        """Something is to be done for all of a server's lines: what they go by has changed."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE airing_follows SET next_at = ?, changes = changes + 1 WHERE guild_id = ?",
                (at, guild),
            )

    # Schedules

    async def known(self, show: ShowId) -> Known:
        row = await self._db.one("SELECT * FROM airing_shows WHERE show_id = ?", (show,))
        if row is None:
            return Known()
        return Known(
            looked_at=_instant(row["looked_at"]),
            status=Status(row["status"]) if row["status"] else Status.UNKNOWN,
            sequels=[ShowId(each) for each in orjson.loads(row["sequels"] or "[]")],
        )

    async def schedule(self, show: ShowId) -> dict[int, datetime]:
        rows = await self._db.all("SELECT * FROM airing_schedule WHERE show_id = ?", (show,))
        return {row["episode"]: from_epoch(row["airs_at"]) for row in rows}

    async def schedules(self, shows: Collection[ShowId]) -> dict[ShowId, dict[int, datetime]]:
        """Of several shows, each with its episodes."""
        found: dict[ShowId, dict[int, datetime]] = {show: {} for show in shows}
        rows = await self._db.all(
            f"SELECT * FROM airing_schedule WHERE show_id IN ({_marks(shows)})",  # noqa: S608
            tuple(shows),
        )
        for row in rows:
            found[ShowId(row["show_id"])][row["episode"]] = from_epoch(row["airs_at"])
        return found

    async def dates(self, guild: GuildId, show: ShowId, dub: str) -> list[HandDate]:
        """What was entered by hand, in the order of its episodes."""
        rows = await self._db.all(
            f"SELECT * FROM airing_dates WHERE {_LINE} ORDER BY episode",  # noqa: S608
            (guild, show, dub),
        )
        return [
            HandDate(
                episode=r["episode"],
                at=from_epoch(r["airs_at"]),
                day=date.fromisoformat(r["day"]) if r["day"] else None,
                source=r["source"],
            )
            for r in rows
        ]

    async def enter(
        self, line: Line, dates: Mapping[int, Moment], source: str, *, by: UserId, at: int
    ) -> None:
        """Keep when a dub's episodes can be seen; a later date takes an earlier one's place."""
        async with self._db.transaction() as tx:
            await tx.execute_many(
                "INSERT INTO airing_dates "
                "(guild_id, show_id, dub, episode, airs_at, day, source, entered_by, entered_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (guild_id, show_id, dub, episode) DO UPDATE SET "
                "airs_at = excluded.airs_at, day = excluded.day, source = excluded.source, "
                "entered_by = excluded.entered_by, entered_at = excluded.entered_at",
                [
                    (*line.key, episode, to_epoch(when.at), _iso(when.day), source, by, at)
                    for episode, when in dates.items()
                ],
            )
            await tx.execute(
                f"UPDATE airing_follows SET next_at = ?, changes = changes + 1 WHERE {_LINE}",  # noqa: S608
                (at, *line.key),
            )

    async def take_back(
        self, guild: GuildId, show: ShowId, dub: str, episodes: Collection[int], *, at: int
    ) -> None:
        """Dates that were entered by mistake are none; what has its post stays noted."""
        key, marks = (guild, show, dub), _marks(episodes)
        async with self._db.transaction() as tx:
            await tx.execute(
                f"DELETE FROM airing_dates WHERE {_LINE} AND episode IN ({marks})",  # noqa: S608
                (*key, *episodes),
            )
            await tx.execute(
                f"UPDATE airing_follows SET next_at = ?, changes = changes + 1 WHERE {_LINE}",  # noqa: S608
                (at, *key),
            )

    async def candidates(self, now: int, limit: int, *, told_before: int) -> list[ShowId]:
        """Shows whose schedule is to be asked for, the longest due first; with `told_before`
        those of which it was asked before then, or never, what they are.
        """
        which = "told_at IS NULL OR told_at <= ?" if told_before else "due_at <= ?"
        order = "told_at" if told_before else "due_at"
        rows = await self._db.all(
            f"SELECT show_id FROM airing_shows WHERE ({which}) "  # noqa: S608
            "AND EXISTS (SELECT 1 FROM airing_follows f "
            "WHERE f.show_id = airing_shows.show_id AND f.dub = '') "
            f"ORDER BY {order}, show_id LIMIT ?",
            (told_before or now, limit),
        )
        return [ShowId(row["show_id"]) for row in rows]

    async def next_look(self, told_every: int) -> int | None:
        """When the schedule of a followed show, or what is said of it, is to be asked for next."""
        row = await self._db.one(
            "SELECT MIN(due_at) AS due, MIN(COALESCE(told_at + ?, 0)) AS told "
            "FROM airing_shows WHERE EXISTS (SELECT 1 FROM airing_follows f "
            "WHERE f.show_id = airing_shows.show_id AND f.dub = '')",
            (told_every,),
        )
        return None if row is None or row["due"] is None else min(row["due"], row["told"])

    async def last_look(self) -> int | None:
        row = await self._db.one(
            "SELECT looked_at FROM airing_shows WHERE looked_at IS NOT NULL "
            "ORDER BY looked_at DESC LIMIT 1"
        )
        return row["looked_at"] if row else None

    async def ask_for(self, show: ShowId, at: int) -> None:
        """Its schedule is to be asked for from then on."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE airing_shows SET due_at = ? WHERE show_id = ? AND due_at > ?",
                (at, show, at),
            )

    async def looked(
        self,
        shows: Collection[ShowId],
        entries: Iterable[tuple[ShowId, int, datetime]],
        *,
        changed: Collection[ShowId],
        after: datetime,
        until: datetime,
        at: int,
        due: int,
        forget_before: int,
    ) -> None:
        """What the shows' schedules say from `after` to before `until`: what isn't there any more
        is gone. The lines of those that are `changed`, or that wait for this, are due.
        """
        every, marks = tuple(shows), _marks(shows)
        async with self._db.transaction() as tx:
            await tx.execute(
                f"DELETE FROM airing_schedule WHERE show_id IN ({marks}) "  # noqa: S608
                "AND (airs_at >= ? AND airs_at < ? OR airs_at < ?)",
                (*every, to_epoch(after), to_epoch(until), forget_before),
            )
            await tx.execute_many(
                "INSERT INTO airing_schedule (show_id, episode, airs_at) VALUES (?, ?, ?) "
                "ON CONFLICT (show_id, episode) DO UPDATE SET airs_at = excluded.airs_at",
                [(show, episode, to_epoch(when)) for show, episode, when in entries],
            )
            await tx.execute(
                "UPDATE airing_shows SET looked_at = ?, due_at = ? "  # noqa: S608
                f"WHERE show_id IN ({marks})",
                (at, due, *every),
            )
            await tx.execute(
                "UPDATE airing_follows SET next_at = ?, changes = changes + 1 WHERE dub = '' "  # noqa: S608
                f"AND (show_id IN ({_marks(changed)}) "
                f"OR show_id IN ({marks}) AND next_at <= ?)",
                (at, *changed, *every, at + WAITING),
            )
            await tx.execute(
                "DELETE FROM airing_shows WHERE NOT EXISTS (SELECT 1 FROM airing_follows f "
                "WHERE f.show_id = airing_shows.show_id AND f.dub = '')"
            )

    async def told(
        self, told: Mapping[ShowId, tuple[Status, Sequence[ShowId]]], shows: Collection[ShowId],
        *, at: int,
    ) -> None:  # fmt: skip
        """What the shows are; one that isn't among `told` keeps what was said of it."""
        async with self._db.transaction() as tx:
            await tx.execute(
                f"UPDATE airing_shows SET told_at = ? WHERE show_id IN ({_marks(shows)})",  # noqa: S608
                (at, *shows),
            )
            await tx.execute_many(
                "UPDATE airing_shows SET status = ?, sequels = ? WHERE show_id = ?",
                [
                    (status, orjson.dumps(list(sequels)).decode(), show)
                    for show, (status, sequels) in told.items()
                ],
            )
            await tx.execute_many(
                "UPDATE airing_follows SET next_at = ?, changes = changes + 1 "
                "WHERE show_id = ? AND dub = ''",
                [
                    (at, show)
                    for show, (status, sequels) in told.items()
                    if sequels and status is Status.FINISHED
                ],
            )

    # The outbox

    async def entries(self, line: Line) -> list[Entry]:
        """A line's episodes that were begun or ended, in their order."""
        rows = await self._db.all(
            f"SELECT * FROM airing_posts WHERE {_LINE} ORDER BY episode",  # noqa: S608
            line.key,
        )
        return [_entry(row) for row in rows]

    async def begin(self, line: Line, slot: Slot, *, at: int) -> None:
        """Its post is about to be opened: noted for each of its episodes. What was begun before
        keeps when that was and what was in the way; what was passed over is begun anew.
        """
        async with self._db.transaction() as tx:
            await tx.execute(
                f"DELETE FROM airing_posts WHERE {_LINE} "  # noqa: S608
                "AND episode BETWEEN ? AND ? AND state = 'passed'",
                (*line.key, slot.first, slot.last),
            )
            await tx.execute_many(_BEGUN, _rows(line, slot, State.DUE, at=at))

    async def again(
        self, line: Line, slot: Slot, trouble: Trouble, detail: str, *, retry_at: int
    ) -> None:
        """It couldn't be opened, and is tried again from `retry_at`."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE airing_posts SET tries = tries + 1, retry_at = ?, trouble = ?, detail = ? "  # noqa: S608
                f"WHERE {_LINE} AND episode BETWEEN ? AND ? AND state = 'due'",
                (retry_at, trouble, detail, *line.key, slot.first, slot.last),
            )

    async def opened(self, line: Line, slot: Slot, discussion: DiscussionId, *, at: int) -> None:
        """Its episodes have that post. What has one keeps it."""
        rows = _rows(line, slot, State.OPENED, discussion=discussion, at=at)
        async with self._db.transaction() as tx:
            await tx.execute_many(_ENDED, rows)

    async def passed(
        self, line: Line, slot: Slot, trouble: Trouble, detail: str = "", *, at: int
    ) -> None:
        """Its post never comes."""
        rows = _rows(line, slot, State.PASSED, trouble=trouble, detail=detail, at=at)
        async with self._db.transaction() as tx:
            await tx.execute_many(_ENDED, rows)

    async def drop(self, line: Line, slot: Slot) -> None:
        """It isn't due any more."""
        async with self._db.transaction() as tx:
            await tx.execute(
                f"DELETE FROM airing_posts WHERE {_LINE} "  # noqa: S608
                "AND episode BETWEEN ? AND ? AND state = 'due'",
                (*line.key, slot.first, slot.last),
            )

    # A member's own

    async def of_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, object]]]:
        """What they had opened by itself, and which dates they entered; epoch seconds."""
        follows = await self._db.all(
            "SELECT show_id, dub, followed_at FROM airing_follows "
            "WHERE guild_id = ? AND followed_by = ?",
            (guild, user),
        )
        dates = await self._db.all(
            "SELECT show_id, dub, episode, airs_at, day, source, entered_at FROM airing_dates "
            "WHERE guild_id = ? AND entered_by = ?",
            (guild, user),
        )
        return {
            "episode_posts": [dict(row) for row in follows],
            "dub_dates": [dict(row) for row in dates],
        }

    async def forget(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off; the rest is the server's."""
        async with self._db.transaction() as tx:
            for table, column in (("follows", "followed_by"), ("dates", "entered_by")):
                await tx.execute(
                    f"UPDATE airing_{table} SET {column} = NULL "  # noqa: S608
                    f"WHERE guild_id = ? AND {column} = ?",
                    (guild, user),
                )


def _rows(
    line: Line,
    slot: Slot,
    state: State,
    *,
    trouble: Trouble | None = None,
    detail: str = "",
    discussion: DiscussionId | None = None,
    at: int,
) -> list[Sequence[object]]:
    """What `_POST` takes, for each of its episodes."""
    times = (to_epoch(slot.airs_at), to_epoch(slot.opens_at), at)
    ended = at if state is not State.DUE else None
    return [
        (*line.key, episode, slot.first, slot.last, *times, state, trouble, detail, discussion,
         ended)
        for episode in slot.episodes
    ]  # fmt: skip


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else from_epoch(seconds)


def _line(row: Row) -> Line:
    return Line(
        guild=GuildId(row["guild_id"]),
        show=ShowId(row["show_id"]),
        dub=row["dub"] or None,
        channel=row["channel_id"],
        role=row["role_id"],
        delay=row["delay"],
        since=from_epoch(row["followed_at"]),
        after=row["after_show_id"],
        changes=row["changes"],
    )


def _entry(row: Row) -> Entry:
    return Entry(
        episode=row["episode"],
        slot=Slot(
            first=row["first"],
            last=row["last"],
            airs_at=from_epoch(row["airs_at"]),
            opens_at=from_epoch(row["opens_at"]),
        ),
        state=State(row["state"]),
        begun_at=from_epoch(row["begun_at"]),
        tries=row["tries"],
        retry_at=_instant(row["retry_at"]),
        trouble=Trouble(row["trouble"]) if row["trouble"] else None,
        detail=row["detail"] or "",
        ended_at=_instant(row["ended_at"]),
    )
