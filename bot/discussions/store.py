"""SQL of discussions and their votes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row, Transaction
from bot.discussions.ballot import (
    NOTHING,
    Chose,
    Cleared,
    Event,
    Found,
    Reacted,
    Standing,
    added,
    found,
    removed,
)
from bot.discussions.models import (
    SCALES,
    TERMS,
    Aspect,
    Discussion,
    Key,
    Mark,
    Place,
    Split,
    Splits,
    Terms,
    Track,
    Viewing,
    Voter,
)
from bot.discussions.tally import Tally
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, ShowId, UserId

_LARGEST = 2**63 - 1
_OPEN = "closed_at IS NULL AND lost_at IS NULL"
_HERE = "guild_id = ? AND discussion_id = ?"
_ON = "d.show_id, d.episode, d.through, d.dub"
_ASKED_AT_ONCE = 5_000
WRITTEN_AT_ONCE = 10_000
"""How many members' votes a transaction writes, so that others get their turn: up to 0.3 s."""
A_POST = 30
"""Members' votes that take as long as the statements of one post more."""


class DiscussionsStore:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._unsaid: set[Key] = set()  # changed by a batch of which a later part failed

    # Discussions

    async def open(
        self,
        guild: GuildId,
        show: ShowId,
        episode: int | None,
        *,
        host: UserId | None,
        channel: ChannelId,
        at: int,
        terms: Terms = TERMS,
    ) -> Discussion:
        """The open discussion that begins with that in the terms' audio, written down as new where
        there is none.
        """
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO discussions "
                "(guild_id, id, show_id, episode, host_id, channel_id, opened_at, tried_at, place, "
                "steps, blind, closes_at, reactions_ready, spoilers_open, through, dub, role_id) "
                "SELECT ?, COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? "
                "FROM discussions WHERE guild_id = ? "
                "ON CONFLICT DO NOTHING",
                (
                    guild,
                    show,
                    episode or 0,
                    host,
                    channel,
                    at,
                    at,
                    terms.place,
                    len(terms.scale),
                    terms.blind,
                    to_epoch(terms.closes_at) if terms.closes_at else None,
                    terms.blind,  # which needs no reactions
                    terms.spoilers_open,
                    terms.through,
                    terms.dub or "",
                    terms.role,
                    guild,
                ),
            )
            row = await tx.one(
                "SELECT * FROM discussions WHERE guild_id = ? AND show_id = ? "  # noqa: S608
                f"AND episode = ? AND dub = ? AND {_OPEN}",
                (guild, show, episode or 0, terms.dub or ""),
            )
        assert row is not None  # noqa: S101  (inserted, or in the way of the insert)
        return _discussion(row)

    async def get(self, key: Key) -> Discussion | None:
        if abs(key.discussion) > _LARGEST:  # a forged button's number may be past SQLite's integers
            return None
        row = await self._db.one("SELECT * FROM discussions WHERE guild_id = ? AND id = ?", key)
        return _discussion(row) if row else None

    async def of_show(self, guild: GuildId, show: ShowId) -> list[Discussion]:
        """All that there were, the newest first."""
        return await self._discussions(
            "SELECT * FROM discussions WHERE guild_id = ? AND show_id = ? ORDER BY id DESC",
            (guild, show),
        )

    async def in_thread(self, guild: GuildId, thread: ChannelId) -> Discussion | None:
        """The newest of the open ones there, or else of all."""
        found = await self._discussions(
            "SELECT * FROM discussions WHERE guild_id = ? AND thread_id = ?", (guild, thread)
        )
        return max(found, key=lambda each: (each.open, each.id), default=None)

    async def in_place(self, guild: GuildId, channel: ChannelId) -> list[Discussion]:
        """Those that have their post or their thread there."""
        return await self._discussions(
            "SELECT * FROM discussions WHERE guild_id = ? AND channel_id = ? "
            "UNION SELECT * FROM discussions WHERE guild_id = ? AND thread_id = ?",
            (guild, channel, guild, channel),
        )

    async def all_open(self, guild: GuildId | None = None) -> list[Discussion]:
        """The open ones that have a post, of one server or of all, the newest first."""
        here = "AND guild_id = ? " if guild is not None else ""
        return await self._discussions(
            f"SELECT * FROM discussions WHERE {_OPEN} AND message_id IS NOT NULL "  # noqa: S608
            f"{here}ORDER BY opened_at DESC, id DESC",
            (guild,) if guild is not None else (),
        )

    async def due(self, now: int) -> list[Discussion]:
        """The open ones whose deadline is over, the longest first."""
        return await self._discussions(
            f"SELECT * FROM discussions WHERE {_OPEN} AND closes_at <= ? "  # noqa: S608
            "AND message_id IS NOT NULL ORDER BY closes_at",
            (now,),
        )

    async def next_deadline(self) -> int | None:
        row = await self._db.one(
            "SELECT closes_at FROM discussions "  # noqa: S608
            f"WHERE {_OPEN} AND closes_at IS NOT NULL AND message_id IS NOT NULL "
            "ORDER BY closes_at LIMIT 1"
        )
        return row["closes_at"] if row else None

    async def unshown(self) -> list[Discussion]:
        """Those whose post is behind their vote."""
        return await self._discussions(
            "SELECT * FROM discussions "
            "WHERE changes > shown AND message_id IS NOT NULL AND lost_at IS NULL"
        )

    async def owing_summary(self, closed_since: int) -> list[Discussion]:
        """Those closed at or after `closed_since` whose thread hasn't been told."""
        return await self._discussions(
            "SELECT * FROM discussions "
            "WHERE closed_at >= ? AND thread_id IS NOT NULL AND summary_id IS NULL",
            (closed_since,),
        )

    async def _discussions(self, sql: str, params: Sequence[Any] = ()) -> list[Discussion]:
        return [_discussion(row) for row in await self._db.all(sql, params)]

    async def tried(self, key: Key, channel: ChannelId, at: int) -> None:
        """Its post is about to be sent there, the first time since `at`."""
        await self._set(key, "channel_id = ?, tried_at = ?", channel, at)

    async def sent(self, key: Key, channel: ChannelId, message: MessageId) -> None:
        await self._set(key, "channel_id = ?, message_id = ?", channel, message)

    async def threaded(self, key: Key, thread: ChannelId | None) -> None:
        await self._set(key, "thread_id = ?", thread)

    async def reactions_ready(self, key: Key) -> None:
        await self._set(key, "reactions_ready = 1")

    async def summarised(self, key: Key, message: MessageId) -> None:
        await self._set(key, "summary_id = ?", message)

    async def _set(self, key: Key, what: str, *values: int | None) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(
                f"UPDATE discussions SET {what} WHERE guild_id = ? AND id = ?",  # noqa: S608
                (*values, *key),
            )

    async def shown(self, key: Key, change: int) -> None:
        """Its post shows that change of its vote."""
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE discussions SET shown = ? WHERE guild_id = ? AND id = ? AND shown < ?",
                (change, *key, change),
            )

    async def close(self, key: Key, *, at: int) -> bool:
        """Whether it was open until now."""
        return await self._end(key, f"closed_at = ? WHERE {_OPEN}", at)

    async def lose(self, key: Key, *, at: int) -> bool:
        """Its post is gone. Whether that is news."""
        return await self._end(key, "lost_at = ? WHERE lost_at IS NULL", at)

    async def _end(self, key: Key, how: str, at: int) -> bool:
        async with self._db.transaction() as tx:
            ended = await tx.execute(
                f"UPDATE discussions SET changes = changes + 1, {how} "  # noqa: S608
                "AND guild_id = ? AND id = ?",
                (at, *key),
            )
            if ended:  # who has which reaction matters while the vote is open, and no longer
                await tx.execute(f"DELETE FROM discussion_reactions WHERE {_HERE}", key)  # noqa: S608
        return bool(ended)

    # Votes

    async def tally(self, key: Key) -> Tally:
        rows = await self._db.all(
            f"SELECT score, votes FROM discussion_tally WHERE {_HERE} AND votes > 0",  # noqa: S608
            key,
        )
        return Tally({row["score"]: row["votes"] for row in rows})

    async def counts(self, guild: GuildId, discussions: Sequence[DiscussionId]) -> dict[int, int]:
        """How many votes each of the discussions has, those without any left out."""
        marks = ", ".join("?" * len(discussions))
        rows = await self._db.all(
            "SELECT discussion_id, SUM(votes) AS votes FROM discussion_tally "  # noqa: S608
            f"WHERE guild_id = ? AND discussion_id IN ({marks}) GROUP BY discussion_id",
            (guild, *discussions),
        )
        return {row["discussion_id"]: row["votes"] for row in rows}

    async def held(self, key: Key) -> Mapping[Mark, int]:
        """How many members have each reaction."""
        rows = await self._db.all(
            "SELECT score, burst, COUNT(*) AS members FROM discussion_reactions "  # noqa: S608
            f"WHERE {_HERE} GROUP BY score, burst",
            key,
        )
        return {_mark(row): row["members"] for row in rows}

    async def record(self, events: Sequence[Event], *, at: int) -> Collection[Key]:
        """Write a batch, in the order of its events. The posts whose tally it changed.

        Many members take several transactions, each member's events all in one. Where a later one
        fails, the earlier ones stand; giving the batch again leads to the same end. Events of
        discussions that aren't open any more change nothing.
        """
        by_post = sorted(events, key=lambda event: event.post)  # stable: the order stays
        parts = [
            _Part(post, group, await _touched(self._db, post, group))
            for post, each in groupby(by_post, key=lambda event: event.post)
            for group in [list(each)]
        ]
        for share in _shares(parts, WRITTEN_AT_ONCE):
            async with self._db.transaction() as tx:
                changed = [
                    part.post
                    for part in share
                    if await _is_open(tx, part.post) and await _count(tx, part, at)
                ]
            self._unsaid.update(changed)
        said, self._unsaid = self._unsaid, set()
        return said

    async def superseded(self, events: Sequence[Event]) -> list[tuple[Discussion, UserId, Mark]]:
        """The plain reactions that their members have beside the one that counts by now."""
        found = []
        for post, user in {
            (event.post, event.user)
            for event in events
            if isinstance(event, Reacted) and event.added
        }:
            rows = await self._db.all(
                "SELECT r.score, r.burst FROM discussion_reactions r JOIN discussion_votes v "
                "ON v.guild_id = r.guild_id AND v.discussion_id = r.discussion_id "
                "AND v.user_id = r.user_id WHERE r.guild_id = ? AND r.discussion_id = ? "
                "AND r.user_id = ? AND r.burst = 0 AND r.score <> v.score",
                (*post, user),
            )
            if rows and (discussion := await self.get(post)):
                found += [(discussion, user, _mark(row)) for row in rows]
        return found

    async def vote_of(self, key: Key, user: UserId) -> int | None:
        row = await self._db.one(
            f"SELECT score FROM discussion_votes WHERE {_HERE} AND user_id = ?",  # noqa: S608
            (*key, user),
        )
        return row["score"] if row else None

    # Voters

    async def voter(self, key: Key, user: UserId) -> Voter:
        """What a voter said for this discussion; how they watch from the last one of its show."""
        row = await self._db.one(
            "SELECT v.* FROM discussion_voters v "
            "JOIN discussions d ON d.guild_id = v.guild_id AND d.id = v.discussion_id "
            "WHERE v.guild_id = ? AND v.user_id = ? AND d.show_id = "
            "(SELECT show_id FROM discussions WHERE guild_id = ? AND id = ?) "
            "ORDER BY v.discussion_id = ? DESC, v.said_at DESC LIMIT 1",
            (key.guild, user, *key, key.discussion),
        )
        rows = await self._db.all(
            f"SELECT aspect, score FROM discussion_aspects WHERE {_HERE} AND user_id = ?",  # noqa: S608
            (*key, user),
        )
        aspects = {Aspect(each["aspect"]): each["score"] for each in rows}
        if row is None:
            return Voter(aspects=aspects)
        return Voter(
            viewing=Viewing(row["viewing"]) if row["viewing"] else None,
            track=Track(row["track"]) if row["track"] else None,
            language=row["language"],
            aspects=aspects,
        )

    async def put_voter(self, key: Key, user: UserId, voter: Voter, *, at: int) -> bool:
        """Keep what a voter said, aspects and all. False where the discussion isn't open."""
        async with self._db.transaction() as tx:
            if not await _is_open(tx, key):
                return False
            await tx.execute(
                "INSERT INTO discussion_voters "
                "(guild_id, discussion_id, user_id, viewing, track, language, said_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, discussion_id, user_id) "
                "DO UPDATE SET viewing = excluded.viewing, track = excluded.track, "
                "language = excluded.language, said_at = excluded.said_at",
                (*key, user, voter.viewing, voter.track, voter.language, at),
            )
            await tx.execute(
                f"DELETE FROM discussion_aspects WHERE {_HERE} AND user_id = ?",  # noqa: S608
                (*key, user),
            )
            await tx.execute_many(
                "INSERT INTO discussion_aspects "
                "(guild_id, discussion_id, user_id, aspect, score) VALUES (?, ?, ?, ?, ?)",
                [(*key, user, aspect, score) for aspect, score in voter.aspects.items()],
            )
        return True

    async def splits(self, key: Key) -> Splits:
        """The votes of those who said how they watched it."""
        rows = await self._db.all(
            "SELECT r.viewing, r.track, r.language, v.score, COUNT(*) AS votes "
            "FROM discussion_voters r JOIN discussion_votes v ON v.guild_id = r.guild_id "
            "AND v.discussion_id = r.discussion_id AND v.user_id = r.user_id "
            "WHERE r.guild_id = ? AND r.discussion_id = ? "
            "GROUP BY r.viewing, r.track, r.language, v.score",
            key,
        )
        counts: dict[Split, Counter[int]] = {}
        for row in rows:
            said: list[Split] = [Viewing(row["viewing"])] if row["viewing"] else []
            if row["track"]:
                said.append(Track(row["track"]))
            for split in said:
                counts.setdefault(split, Counter())[row["score"]] += row["votes"]
        return {split: Tally(votes) for split, votes in counts.items()}

    async def aspects(self, key: Key) -> Mapping[Aspect, Tally]:
        """What its single aspects were given."""
        rows = await self._db.all(
            "SELECT aspect, score, COUNT(*) AS votes FROM discussion_aspects "  # noqa: S608
            f"WHERE {_HERE} GROUP BY aspect, score",
            key,
        )
        counts: dict[Aspect, dict[int, int]] = {}
        for row in rows:
            counts.setdefault(Aspect(row["aspect"]), {})[row["score"]] = row["votes"]
        return {aspect: Tally(counts[aspect]) for aspect in Aspect if aspect in counts}

    # A member's own. Each row says what it was on: ``show_id``, ``episode`` (0: the whole show),
    # ``through``, ``dub``.

    async def said_by(self, guild: GuildId, user: UserId) -> list[Row]:
        """``viewing``, ``track``, ``language`` of a member's voting."""
        return await self._db.all(
            f"SELECT {_ON}, v.viewing, v.track, v.language FROM discussion_voters v "  # noqa: S608
            "JOIN discussions d ON d.guild_id = v.guild_id AND d.id = v.discussion_id "
            "WHERE v.guild_id = ? AND v.user_id = ? ORDER BY d.id",
            (guild, user),
        )

    async def aspects_by(self, guild: GuildId, user: UserId) -> list[Row]:
        """``aspect`` and ``score`` that a member gave."""
        return await self._db.all(
            f"SELECT {_ON}, a.aspect, a.score FROM discussion_aspects a "  # noqa: S608
            "JOIN discussions d ON d.guild_id = a.guild_id AND d.id = a.discussion_id "
            "WHERE a.guild_id = ? AND a.user_id = ? ORDER BY d.id, a.aspect",
            (guild, user),
        )

    async def votes_of(self, guild: GuildId, user: UserId) -> list[Row]:
        """``score``, ``voted_at``; oldest first."""
        return await self._db.all(
            f"SELECT {_ON}, v.score, v.voted_at FROM discussion_votes v "  # noqa: S608
            "JOIN discussions d ON d.guild_id = v.guild_id AND d.id = v.discussion_id "
            "WHERE v.guild_id = ? AND v.user_id = ? ORDER BY v.voted_at, d.id",
            (guild, user),
        )

    async def reactions_of(self, guild: GuildId, user: UserId) -> list[Row]:
        """``score`` and ``burst`` of the reactions on open posts."""
        return await self._db.all(
            f"SELECT {_ON}, r.score, r.burst FROM discussion_reactions r "  # noqa: S608
            "JOIN discussions d ON d.guild_id = r.guild_id AND d.id = r.discussion_id "
            "WHERE r.guild_id = ? AND r.user_id = ? ORDER BY r.discussion_id, r.score",
            (guild, user),
        )

    async def hosted_by(self, guild: GuildId, user: UserId) -> list[Row]:
        """``opened_at``, and what each is on."""
        return await self._db.all(
            "SELECT show_id, episode, through, dub, opened_at FROM discussions "
            "WHERE guild_id = ? AND host_id = ? ORDER BY id",
            (guild, user),
        )

    async def forget(self, guild: GuildId, user: UserId) -> list[Discussion]:
        """Take a member's votes out of the tallies, and their name off what they host.

        The discussions that it changed. What they react with from now on counts again.
        """
        async with self._db.transaction() as tx:
            await tx.execute(
                "UPDATE discussion_tally SET votes = votes - 1 WHERE guild_id = ? "
                "AND (discussion_id, score) IN (SELECT discussion_id, score "
                "FROM discussion_votes WHERE guild_id = ? AND user_id = ?)",
                (guild, guild, user),
            )
            rows = await tx.all(
                "UPDATE discussions SET changes = changes + 1, "
                "host_id = CASE WHEN host_id = ? THEN NULL ELSE host_id END "
                "WHERE guild_id = ? AND (host_id = ? OR id IN (SELECT discussion_id "
                "FROM discussion_votes WHERE guild_id = ? AND user_id = ?)) RETURNING *",
                (user, guild, user, guild, user),
            )
            await tx.execute(
                "DELETE FROM discussion_votes WHERE guild_id = ? AND user_id = ?", (guild, user)
            )
            for table in ("discussion_voters", "discussion_aspects"):
                await tx.execute(
                    f"DELETE FROM {table} WHERE guild_id = ? AND user_id = ?",  # noqa: S608
                    (guild, user),
                )
            await tx.execute(
                "UPDATE discussion_reactions SET arrived = NULL WHERE guild_id = ? AND user_id = ?",
                (guild, user),
            )
        return [_discussion(row) for row in rows]


async def _is_open(tx: Transaction, key: Key) -> bool:
    sql = f"SELECT 1 FROM discussions WHERE guild_id = ? AND id = ? AND {_OPEN}"  # noqa: S608
    return await tx.one(sql, key) is not None


class _Part(NamedTuple):
    """A post's events, to be brought to the tables for some of the members that they touch."""

    post: Key
    events: Sequence[Event]
    users: Collection[UserId]


def _shares(parts: Iterable[_Part], members: int) -> Iterator[list[_Part]]:
    """Lists of parts that take as long as so many members, large parts cut by members."""
    share: list[_Part] = []
    room = members
    for part in parts:
        rest = iter(part.users)
        while some := set(islice(rest, room)):
            share.append(part if len(some) == len(part.users) else part._replace(users=some))
            room -= len(some) + A_POST
            if room <= 0:
                yield share
                share, room = [], members
    if share:
        yield share


async def _count(tx: Transaction, part: _Part, at: int) -> bool:
    """Bring one post's events to the tables. Whether its tally changed."""
    post, order = part.post, part.events[-1].order
    before = await _standings(tx, post, part.users)
    after = dict(before)
    for event in part.events:
        match event:
            case Reacted(user=user, mark=mark) if user in after:
                standing = after[user]
                after[user] = (
                    added(standing, mark, event.order) if event.added else removed(standing, mark)
                )
            case Chose(user=user, score=score) if user in after:
                after[user] = Standing(after[user].held, score)
            case Cleared(marks=marks):
                for user, standing in after.items():
                    for mark in marks:
                        standing = removed(standing, mark)
                    after[user] = standing
            case Found(lists=lists, since=since):
                for user, standing in after.items():
                    now = {mark for mark in standing.held if mark not in lists}
                    now |= {mark for mark, users in lists.items() if user in users}
                    if now != standing.held.keys():
                        after[user] = found(standing, now, since)
    await tx.execute(
        "UPDATE discussions SET changes = CASE WHEN changes < ? THEN ? ELSE changes + 1 END "
        "WHERE guild_id = ? AND id = ?",
        (order, order, *post),
    )
    return await _write(tx, post, before, after, at)


async def _touched(db: Database, post: Key, events: Sequence[Event]) -> set[UserId]:
    """The members whose reactions the events may change."""
    users: set[UserId] = set()
    for event in events:
        match event:
            case Reacted(user=user) | Chose(user=user):
                users.add(user)
            case Cleared(marks=marks):
                for mark in marks:
                    users |= await _holders(db, post, mark)
            case Found(lists=lists):
                for mark, listed in lists.items():
                    users |= await _holders(db, post, mark) ^ listed
    return users


async def _holders(db: Database, post: Key, mark: Mark) -> set[UserId]:
    rows = await db.all(
        "SELECT user_id FROM discussion_reactions "  # noqa: S608
        f"WHERE {_HERE} AND score = ? AND burst = ?",
        (*post, *mark),
    )
    return {row["user_id"] for row in rows}


async def _standings(
    tx: Transaction, post: Key, users: Collection[UserId]
) -> dict[UserId, Standing]:
    held: dict[UserId, dict[Mark, int | None]] = {}
    votes: dict[UserId, int] = {}
    for some in _chunks(users, _ASKED_AT_ONCE):
        here = f"{_HERE} AND user_id IN ({', '.join('?' * len(some))})"
        reactions = f"SELECT * FROM discussion_reactions WHERE {here}"  # noqa: S608
        for row in await tx.all(reactions, (*post, *some)):
            held.setdefault(row["user_id"], {})[_mark(row)] = row["arrived"]
        recorded = f"SELECT user_id, score FROM discussion_votes WHERE {here}"  # noqa: S608
        for row in await tx.all(recorded, (*post, *some)):
            votes[row["user_id"]] = row["score"]
    return {
        user: Standing(held.get(user, {}), votes.get(user))
        if user in held or user in votes
        else NOTHING
        for user in users
    }


async def _write(
    tx: Transaction,
    post: Key,
    before: Mapping[UserId, Standing],
    after: Mapping[UserId, Standing],
    at: int,
) -> bool:
    gone: list[tuple[int, ...]] = []
    there: list[tuple[int | None, ...]] = []
    unvoted: list[tuple[int, ...]] = []
    voted: list[tuple[int, ...]] = []
    moved: Counter[int] = Counter()
    for user, now in after.items():
        was = before[user]
        if now is was:
            continue
        for mark, order in now.held.items():
            if mark not in was.held or was.held[mark] != order:
                there.append((*post, user, *mark, order))
        gone.extend((*post, user, *mark) for mark in was.held if mark not in now.held)
        if now.vote == was.vote:
            continue
        if was.vote is not None:
            moved[was.vote] -= 1
        if now.vote is None:
            unvoted.append((*post, user))
        else:
            moved[now.vote] += 1
            voted.append((*post, user, now.vote, at))
    member = f"{_HERE} AND user_id = ?"
    await tx.execute_many(
        f"DELETE FROM discussion_reactions WHERE {member} AND score = ? AND burst = ?",  # noqa: S608
        gone,
    )
    await tx.execute_many(
        "INSERT INTO discussion_reactions "
        "(guild_id, discussion_id, user_id, score, burst, arrived) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (guild_id, discussion_id, user_id, score, burst) "
        "DO UPDATE SET arrived = excluded.arrived",
        there,
    )
    await tx.execute_many(f"DELETE FROM discussion_votes WHERE {member}", unvoted)  # noqa: S608
    await tx.execute_many(
        "INSERT INTO discussion_votes (guild_id, discussion_id, user_id, score, voted_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (guild_id, discussion_id, user_id) "
        "DO UPDATE SET score = excluded.score, voted_at = excluded.voted_at",
        voted,
    )
    moves = [(score, change) for score, change in moved.items() if change]
    await tx.execute_many(
        "INSERT INTO discussion_tally (guild_id, discussion_id, score, votes) "
        "VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
        [(*post, score) for score, _ in moves],
    )
    await tx.execute_many(
        f"UPDATE discussion_tally SET votes = votes + ? WHERE {_HERE} AND score = ?",  # noqa: S608
        [(change, *post, score) for score, change in moves],
    )
    return bool(moves)


def _chunks(values: Iterable[UserId], size: int) -> Iterator[list[UserId]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def _mark(row: Row) -> Mark:
    return Mark(row["score"], bool(row["burst"]))


def _discussion(row: Row) -> Discussion:
    return Discussion(
        guild=row["guild_id"],
        id=row["id"],
        show=row["show_id"],
        episode=row["episode"] or None,
        host=row["host_id"],
        place=Place(row["place"]),
        channel=row["channel_id"],
        message=row["message_id"],
        thread=row["thread_id"],
        scale=SCALES[row["steps"]],
        blind=bool(row["blind"]),
        closes_at=from_epoch(row["closes_at"]) if row["closes_at"] is not None else None,
        reactions_ready=bool(row["reactions_ready"]),
        summary=row["summary_id"],
        opened_at=from_epoch(row["opened_at"]),
        tried_at=from_epoch(row["tried_at"]),
        closed_at=from_epoch(row["closed_at"]) if row["closed_at"] is not None else None,
        lost_at=from_epoch(row["lost_at"]) if row["lost_at"] is not None else None,
        changes=row["changes"],
        spoilers_open=bool(row["spoilers_open"]),
        through=row["through"],
        dub=row["dub"] or None,
        role=row["role_id"],
    )
