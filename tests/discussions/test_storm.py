"""Storms of reactions through the ballot into SQLite."""

import asyncio
import contextlib
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path

import pytest

from bot.db import Database, Transaction
from bot.discussions import store
from bot.discussions.ballot import Ballot, Event, Reacted
from bot.discussions.models import FIVE, Discussion, Key, Mark
from bot.discussions.store import DiscussionsStore
from bot.errors import DatabaseBusy
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId

pytestmark = pytest.mark.unmeasured

EMOJI = {step.score: step.emoji for step in FIVE.steps}
CHECKOUT = Path(__file__).resolve().parents[2]


class Truth:
    """What Discord knows of one post: who has which reactions, the newest last."""

    def __init__(self, discussion: Discussion) -> None:
        assert discussion.message
        self.key = discussion.key
        self.message = discussion.message
        self.held: dict[int, list[Mark]] = {}

    def happens(self, rng: random.Random, ballot: Ballot | None) -> None:
        """Something, of which the ballot hears if it is there."""
        user, mark = rng.randrange(40), rng.choice(FIVE.marks)
        held = self.held.setdefault(user, [])
        what = rng.random()
        if what < 0.01:
            self.held.clear()
            if ballot:
                ballot.cleared(self.message)
        elif what < 0.02:
            for others in self.held.values():
                others[:] = [other for other in others if other.score != mark.score]
            if ballot:
                ballot.cleared(self.message, EMOJI[mark.score])
        elif mark in held:
            held.remove(mark)
            if ballot:
                ballot.reacted(self.message, user, EMOJI[mark.score], burst=mark.burst, added=False)
        else:
            held.append(mark)
            if ballot:
                ballot.reacted(self.message, user, EMOJI[mark.score], burst=mark.burst, added=True)

    def lists(self, marks: Collection[Mark] = FIVE.marks) -> dict[Mark, frozenset[UserId]]:
        return {
            mark: frozenset(UserId(user) for user, held in self.held.items() if mark in held)
            for mark in marks
        }


class Floor:
    """A store with open discussions, and a ballot in front of it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.store = DiscussionsStore(db)
        self.failures = 0
        self.batches = 0
        self.poison: Key | None = None
        self.ballot = Ballot(self.record, lambda changed: None)

    async def record(self, events: Sequence[Event]) -> Collection[Key]:
        self.batches += 1
        if self.failures:
            self.failures -= 1
            raise DatabaseBusy
        if any(event.post == self.poison for event in events):
            raise ValueError("poison")
        return await self.store.record(events, at=1)

    async def open(self, episode: int, guild: int = 7) -> Truth:
        discussion = await self.store.open(
            GuildId(guild), ShowId("anilist/1"), episode, host=UserId(1), channel=ChannelId(2), at=0
        )
        await self.store.sent(discussion.key, ChannelId(2), MessageId(guild * 1000 + episode))
        found = await self.store.get(discussion.key)
        assert found
        self.ballot.watch(found)
        return Truth(found)

    async def votes(self, key: Key) -> dict[int, int]:
        rows = await self.db.all(
            "SELECT user_id, score FROM discussion_votes WHERE guild_id = ? AND discussion_id = ?",
            key,
        )
        return {row["user_id"]: row["score"] for row in rows}

    async def held(self, key: Key) -> dict[int, set[Mark]]:
        held: dict[int, set[Mark]] = {}
        for row in await self.db.all(
            "SELECT * FROM discussion_reactions WHERE guild_id = ? AND discussion_id = ?", key
        ):
            held.setdefault(row["user_id"], set()).add(Mark(row["score"], bool(row["burst"])))
        return held

    async def is_sound(self, truth: Truth) -> dict[int, int]:
        """The votes. The tally must add up to them, and the reactions be those of the truth."""
        votes = await self.votes(truth.key)
        assert Counter(votes.values()) == Counter((await self.store.tally(truth.key)).votes)
        assert await self.held(truth.key) == {u: set(h) for u, h in truth.held.items() if h}
        return votes


async def test_a_storm_over_several_posts(db: Database) -> None:
    rng, floor = random.Random(20), Floor(db)
    truths = [await floor.open(episode, guild) for guild in (7, 8) for episode in (1, 2)]
    floor.failures = 3
    for n in range(6_000):
        rng.choice(truths).happens(rng, floor.ballot)
        if rng.random() < 0.01:
            await asyncio.sleep(0)
        if n == 3_000:
            await floor.ballot.settled()
    await floor.ballot.settled()
    assert floor.batches < 100, "votes are written many at a time"
    for truth in truths:
        assert await floor.is_sound(truth) == {
            user: held[-1].score for user, held in truth.held.items() if held
        }


async def test_absences_in_a_storm(db: Database) -> None:
    """Lists are read while more happens; nothing is lost, doubled or left behind."""
    rng, floor = random.Random(4), Floor(db)
    truth = await floor.open(1)
    for _ in range(25):
        for _ in range(rng.randrange(60)):
            truth.happens(rng, floor.ballot)
        await floor.ballot.settled()
        for _ in range(rng.randrange(60)):
            truth.happens(rng, None)
        floor.ballot.begin_session()
        for _ in range(rng.randrange(40)):
            truth.happens(rng, floor.ballot)
        floor.ballot.hold(truth.message)
        await floor.ballot.written()
        for _ in range(rng.randrange(20)):
            truth.happens(rng, floor.ballot)
        counts = await floor.store.held(truth.key)
        lists = truth.lists()
        for _ in range(rng.randrange(20)):
            truth.happens(rng, floor.ballot)
        assert counts == await floor.store.held(truth.key), "events are kept back meanwhile"
        floor.ballot.release(truth.message, lists)
        await floor.ballot.settled()
        votes = await floor.is_sound(truth)
        for user, held in truth.held.items():
            scores = {mark.score for mark in held}
            assert votes.get(user) in scores | {None}
            if len(scores) == 1:
                assert {votes[user]} == scores


async def test_a_discussion_that_is_closed_counts_no_more(db: Database) -> None:
    floor = Floor(db)
    truth = await floor.open(1)
    floor.ballot.reacted(truth.message, 5, "😍", burst=False, added=True)
    await floor.ballot.settled()
    await floor.store.close(truth.key, at=2)
    floor.ballot.reacted(truth.message, 6, "😍", burst=False, added=True)
    await floor.ballot.settled()
    assert await floor.votes(truth.key) == {5: 5}


async def test_votes_that_cannot_be_written_stop_no_others(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rng, floor = random.Random(5), Floor(db)
    truths = [await floor.open(episode, guild) for guild in (8, 7) for episode in (1, 2)]
    bad, *good = truths
    floor.poison = bad.key
    for _ in range(400):
        rng.choice(truths).happens(rng, floor.ballot)
    floor.failures = 2
    await asyncio.wait_for(floor.ballot.settled(), 10)
    for truth in good:
        assert await floor.is_sound(truth) == {
            user: held[-1].score for user, held in truth.held.items() if held
        }
    assert await floor.votes(bad.key) == {}
    assert "Votes are left out" in caplog.text

    floor.poison = None
    floor.ballot.begin_session()
    floor.ballot.hold(bad.message)
    floor.ballot.release(bad.message, bad.lists())
    await floor.ballot.settled()
    assert await floor.is_sound(bad), "the next session finds them"


async def test_nothing_goes_on_against_a_closed_database(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    floor = Floor(db)
    truth = await floor.open(1)
    floor.ballot.reacted(truth.message, 5, "😍", burst=False, added=True)
    await floor.ballot.close(1)
    assert await floor.votes(truth.key) == {5: 5}
    floor.ballot.reacted(truth.message, 6, "😍", burst=False, added=True)
    await floor.ballot.settled(0.1)
    assert floor.batches == 1

    floor = Floor(db)
    truth = await floor.open(2)
    floor.failures = 10**6
    floor.ballot.reacted(truth.message, 5, "😍", burst=False, added=True)
    tasks = asyncio.all_tasks()
    await floor.ballot.close(0.01)
    assert "couldn't be written" in caplog.text
    assert not [task for task in asyncio.all_tasks() | tasks if task.get_name() == "Ballot"
                and not task.done()]  # fmt: skip


async def test_a_very_long_list_lets_others_write_meanwhile(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WRITTEN_AT_ONCE", 100)
    floor = Floor(db)
    truth, other = await floor.open(1), await floor.open(2)
    truth.held = {user: [FIVE.marks[0]] for user in range(950)}
    floor.ballot.hold(truth.message)
    floor.ballot.release(truth.message, truth.lists())
    for user in range(30):
        floor.ballot.reacted(truth.message, user, EMOJI[1], burst=False, added=True)
        truth.held[user].append(Mark(1))
        floor.ballot.reacted(other.message, user, EMOJI[1], burst=False, added=True)
        other.held[user] = [Mark(1)]
    seen: set[int] = set()

    async def writes() -> None:
        while sum((await floor.store.tally(truth.key)).votes.values()) < 950:
            async with db.transaction() as tx:
                (row,) = await tx.all("SELECT COUNT(*) AS votes FROM discussion_votes")
                seen.add(row["votes"])

    await asyncio.gather(floor.ballot.settled(10), writes())
    assert len(seen & set(range(100, 950))) >= 5, "it had its turn between"
    assert set((await floor.is_sound(truth)).values()) == {1, 5}
    assert len(await floor.is_sound(other)) == 30
    floor.ballot.cleared(truth.message)
    await floor.ballot.settled(10)
    assert await floor.votes(truth.key) == {}


async def test_votes_on_very_many_posts_let_others_write_meanwhile(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WRITTEN_AT_ONCE", 10 * (store.A_POST + 1))
    floor = Floor(db)
    truths = [await floor.open(number) for number in range(1, 61)]
    written: list[int] = []
    transaction = db.transaction

    @contextlib.asynccontextmanager
    async def counted() -> AsyncIterator[Transaction]:
        async with transaction() as tx:
            yield tx
            (row,) = await tx.all("SELECT COUNT(*) AS votes FROM discussion_votes")
            written.append(row["votes"])

    monkeypatch.setattr(db, "transaction", counted)
    batch = [Reacted(truth.key, 1, UserId(5), Mark(4), True) for truth in truths]
    assert len(await floor.store.record(batch, at=1)) == 60
    assert written == [10, 20, 30, 40, 50, 60]


async def test_a_tally_that_changed_before_a_failure_is_still_told(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of several transactions fails in its second, and is given again."""
    monkeypatch.setattr(store, "WRITTEN_AT_ONCE", 1)
    floor = Floor(db)
    first, second = await floor.open(1), await floor.open(2)
    batch = [Reacted(truth.key, 1, UserId(5), Mark(4), True) for truth in (first, second)]
    turns = iter([True, False, True, True])
    transaction = db.transaction

    def sometimes() -> contextlib.AbstractAsyncContextManager[Transaction]:
        if next(turns):
            return transaction()
        raise DatabaseBusy

    monkeypatch.setattr(db, "transaction", sometimes)
    with pytest.raises(DatabaseBusy):
        await floor.store.record(batch, at=1)
    assert await floor.votes(first.key) == {5: 4}
    assert set(await floor.store.record(batch, at=1)) == {first.key, second.key}
    assert await floor.votes(first.key) == await floor.votes(second.key) == {5: 4}


async def test_foreign_posts_and_emoji_are_ignored(db: Database) -> None:
    floor = Floor(db)
    truth = await floor.open(1)
    floor.ballot.reacted(truth.message, 5, "🍜", burst=False, added=True)
    floor.ballot.reacted(truth.message, 5, None, burst=False, added=True)
    floor.ballot.reacted(99, 5, "😍", burst=False, added=True)
    floor.ballot.cleared(truth.message, "🍜")
    floor.ballot.cleared(99)
    floor.ballot.hold(MessageId(99))
    floor.ballot.release(MessageId(99), {})
    await floor.ballot.settled()
    assert floor.batches == 0
    assert truth.message in floor.ballot
    assert 99 not in floor.ballot


async def test_no_acknowledged_vote_is_lost_by_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    voting = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.discussions.voting", str(path),
        cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert voting.stdout
    for _ in range(5):
        acknowledged = int(await voting.stdout.readline())
    voting.kill()
    acknowledged = max([acknowledged, *map(int, (await voting.stdout.read()).split()[:-1])])
    assert await voting.wait() == -9
    with sqlite3.connect(path) as connection:
        (votes,) = connection.execute("SELECT COUNT(*) FROM discussion_votes").fetchone()
        (tally,) = connection.execute("SELECT SUM(votes) FROM discussion_tally").fetchone()
    connection.close()
    assert votes == tally
    assert votes >= acknowledged > 0
