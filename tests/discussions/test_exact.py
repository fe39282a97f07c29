"""Storms with restarts, lost events, new sessions and sudden ends: the votes that are kept are
those of the product's rule, exactly."""

import asyncio
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pytest

from bot.db import Database
from bot.discussions import ballot
from bot.discussions.ballot import Ballot, Event
from bot.discussions.models import FIVE, Discussion, Key, Mark
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from tests.discussions.reference import Ballots, Face

pytestmark = pytest.mark.unmeasured

FACES: list[Face] = [(step.score, burst) for step in FIVE.steps for burst in (False, True)]
EMOJI = {step.score: step.emoji for step in FIVE.steps}


class Post:
    """A post in the world (who has which faces), and what the rule makes of what was told of it.

    `trail` holds what the rule has said of each member since all was last known to be committed.
    """

    def __init__(self, discussion: Discussion) -> None:
        assert discussion.message
        self.discussion = discussion
        self.message = discussion.message
        self.world: dict[int, set[Face]] = {}
        self.rule: dict[int, Ballots] = {}
        self.trail: dict[int, list[Ballots]] = {}
        self.since = 0
        self.while_held: list[tuple[int, Face, bool]] | None = None

    def told(self, user: int, face: Face, put: bool, now: int) -> None:
        one = self._about_to_change(user)
        if put:
            one.puts(face, now)
        else:
            one.takes(face)
        self.trail[user].append(one.copy())

    def found(self, lists: dict[int, frozenset[Face]]) -> None:
        for user in {*lists, *self.rule}:
            self._about_to_change(user).comes_back_to(lists.get(user, frozenset()), self.since)
            self.trail[user].append(self.rule[user].copy())

    def _about_to_change(self, user: int) -> Ballots:
        one = self.rule.setdefault(user, Ballots())
        self.trail.setdefault(user, [one.copy()])
        return one

    @property
    def faces(self) -> dict[int, frozenset[Face]]:
        return {user: frozenset(faces) for user, faces in self.world.items() if faces}


class Storm:
    """The world, and the bot's ballot in it over a database that outlives it."""

    def __init__(self, seed: int, path: Path, *, members: int, posts: int) -> None:
        self.rng = random.Random(seed)
        self.path = path
        self.members = members
        self.wanted = posts
        self.posts: list[Post] = []
        self.now = 0
        self.events = 0
        self.commits = 0
        self.committed = asyncio.Event()

    async def begin(self) -> None:
        """The process starts."""
        self.db = await Database.open(self.path)
        self.store = DiscussionsStore(self.db)
        self.ballot = Ballot(self._record, lambda changed: None)
        while len(self.posts) < self.wanted:
            self.posts.append(await self._new_post(len(self.posts) + 1))
        for post in self.posts:
            found = await self.store.get(post.discussion.key)
            assert found
            self.ballot.watch(found, after_absence=True)
            post.while_held = None
        self._session()

    async def _new_post(self, episode: int) -> Post:
        discussion = await self.store.open(
            GuildId(7), ShowId("anilist/1"), episode, host=None, channel=ChannelId(2), at=0
        )
        await self.store.sent(discussion.key, ChannelId(2), MessageId(1000 + episode))
        found = await self.store.get(discussion.key)
        assert found
        return Post(found)

    async def _record(self, events: Sequence[Event]) -> Collection[Key]:
        changed = await self.store.record(events, at=1)
        self.commits += 1
        self.committed.set()
        return changed

    def _session(self) -> None:
        self.now += 1
        for post in self.posts:
            post.since = self.now

    # What happens

    def happens(self, times: int, *, heard: bool = True, post: Post | None = None) -> None:
        """Members react and take back; a moderator clears. Of what isn't `heard` only Discord
        knows."""
        for _ in range(times):
            self.events += 1
            self.now += 1
            where = post or self.rng.choice(self.posts)
            what = self.rng.random()
            if what < 0.002 and where.while_held is None:
                score = self.rng.choice((None, *EMOJI))
                self._clear(where, score, heard=heard)
            else:
                user = 1 + int(self.members * self.rng.random() ** 2)
                self._react(where, user, self.rng.choice(FACES[: 4 + user % 7]), heard=heard)

    def _react(self, post: Post, user: int, face: Face, *, heard: bool) -> None:
        faces = post.world.setdefault(user, set())
        put = face not in faces
        (faces.add if put else faces.discard)(face)
        if not heard:
            return
        if post.while_held is None:
            post.told(user, face, put, self.now)
        else:
            post.while_held.append((user, face, put))
        self.ballot.reacted(post.message, user, EMOJI[face[0]], burst=face[1], added=put)

    def _clear(self, post: Post, score: int | None, *, heard: bool) -> None:
        for faces in post.world.values():
            for face in [face for face in faces if score in (None, face[0])]:
                faces.discard(face)
        if heard:
            for user, one in post.rule.items():
                for face in [face for face in FACES if score in (None, face[0])]:
                    if face in one.ages:
                        post.told(user, face, False, self.now)
            self.ballot.cleared(post.message, EMOJI[score] if score else None)

    # What becomes of it

    async def new_session(self) -> None:
        """Events were lost; the lists are read while more happens."""
        self.happens(self.rng.randrange(80), heard=False)
        self.ballot.begin_session()
        self._session()
        await self.catch_up(self.posts)

    async def catch_up(self, posts: Iterable[Post]) -> None:
        for post in self.rng.sample(list(posts), len(self.posts)):
            self.happens(self.rng.randrange(30))
            self.ballot.hold(post.message)
            post.while_held, at_hold = [], post.faces
            await self.ballot.written()
            recorded = await self.store.held(post.discussion.key)
            self.happens(self.rng.randrange(30))
            listed = Counter(face for faces in post.faces.values() for face in faces)
            lists: dict[Mark, frozenset[UserId]] = {}
            for face in FACES:
                mark = Mark(*face)
                if listed[face]:
                    holders = (UserId(user) for user, faces in post.faces.items() if face in faces)
                    lists[mark] = frozenset(holders)
                    self.happens(self.rng.randrange(4), post=post)
                elif recorded.get(mark):
                    lists[mark] = frozenset()
            self.happens(self.rng.randrange(30))
            self.ballot.release(post.message, lists)
            if lists:
                post.found(at_hold)
            for user, face, put in post.while_held:
                self.now += 1
                post.told(user, face, put, self.now)
            post.while_held = None

    async def restart(self) -> None:
        await self.ballot.close(5)
        await self._is_exact()
        await self.db.close()
        self.happens(self.rng.randrange(80), heard=False)
        await self.begin()
        await self.catch_up(self.posts)

    async def sudden_end(self) -> None:
        """The process ends in the middle of a batch. What isn't committed is for the lists."""
        self.happens(self.rng.randrange(200, 400))
        commits = self.commits + self.rng.randrange(3)
        while self.commits < commits:
            self.committed.clear()
            await self.committed.wait()
        task = self.ballot._draining
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.db.close()
        self.happens(self.rng.randrange(40), heard=False)
        await self.begin()
        for post in self.posts:
            await self._go_on_from_what_is_kept(post)
        await self.catch_up(self.posts)

    async def _go_on_from_what_is_kept(self, post: Post) -> None:
        """What is kept of each member must be what the rule said at some time since the last
        known commit."""
        kept = await self.kept(post)
        for user, trail in post.trail.items():
            (post.rule[user], *_) = [
                one.copy() for one in reversed(trail) if one.state == kept.get(user, ((), None))
            ] or pytest.fail(f"member {user} has {kept.get(user)}, never {trail[-1].state}")

    async def kept(self, post: Post) -> dict[int, tuple[tuple[frozenset[Face], ...], int | None]]:
        key = post.discussion.key
        here = "WHERE guild_id = ? AND discussion_id = ?"
        found: dict[int, Ballots] = {}
        for row in await self.db.all(f"SELECT * FROM discussion_reactions {here}", key):
            one = found.setdefault(row["user_id"], Ballots())
            one.ages[row["score"], bool(row["burst"])] = row["arrived"]
        for row in await self.db.all(f"SELECT * FROM discussion_votes {here}", key):
            found[row["user_id"]].vote = row["score"]
        return {user: one.state for user, one in found.items()}

    async def settle(self) -> None:
        await self.ballot.settled(30)
        await self._is_exact()

    async def _is_exact(self) -> None:
        for post in self.posts:
            expected = {user: one.state for user, one in post.rule.items() if one.ages}
            kept = await self.kept(post)
            wrong = {
                user: (kept.get(user), expected.get(user))
                for user in {*kept, *expected}
                if kept.get(user) != expected.get(user)
            }
            assert not wrong, f"kept, and what the rule says: {wrong}"
            tally = Counter(vote for _, vote in expected.values() if vote is not None)
            assert Counter((await self.store.tally(post.discussion.key)).votes) == tally
            assert {user: frozenset(one.ages) for user, one in post.rule.items() if one.ages} == (
                post.faces
            )
            post.trail.clear()


async def test_a_storm_is_counted_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballot, "BATCH", 120)
    seed = random.getrandbits(32)
    print(f"storm {seed}")  # noqa: T201
    storm = Storm(seed, tmp_path / "kanso.db", members=120, posts=3)
    await storm.begin()
    what = [storm.new_session, storm.restart, storm.sudden_end, storm.settle]
    for turn in range(16):
        storm.happens(storm.rng.randrange(250))
        await what[turn % 4 if turn < 4 else storm.rng.randrange(4)]()
        await storm.settle()
    await storm.db.close()
