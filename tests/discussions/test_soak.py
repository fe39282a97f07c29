"""The great storm: `python -m bot` itself, over sockets, killed and restarted again and again.

``python -m pytest -m soak``; a few minutes. Seeds are printed; ``KANSO_STORM`` gives one.
"""

import asyncio
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.db.migrate import migrate
from bot.discussions.models import FIVE
from tests.discussions.reference import Ballots, Face
from tests.wire import BOT_ROLE_ID, CHANNEL_ID, GUILD_ID, TOKEN, Session, Wire

CHECKOUT = Path(__file__).resolve().parents[2]
FACES: list[Face] = [(step.score, burst) for step in FIVE.steps for burst in (False, True)]
EMOJI = {step.score: step.emoji for step in FIVE.steps}
MEMBERS, EVENTS, POSTS = 10_000, 50_000, 20
AGES = 10**9
FIRST_MEMBER = 200_000_000_000_000_000
State = tuple[tuple[frozenset[Face], ...], int | None]
NOBODY: State = ((), None)


class StormyWire(Wire):
    """Where the bot may not take reactions off, so that only members change them. What was
    answered isn't remembered."""

    def guild(self, id: int = GUILD_ID) -> dict[str, Any]:  # noqa: A002
        guild = super().guild(id)
        allowed = discord.Permissions.all()
        allowed.update(administrator=False, manage_messages=False)
        for role in guild["roles"]:
            if role["id"] == str(BOT_ROLE_ID):
                role["permissions"] = str(allowed.value)
        return {**guild, "owner_id": "1"}

    heard = 0

    def _tell(self) -> None:
        super()._tell()
        self.heard += 1
        del self.requests[:-100]


class Post:
    """As in `tests.discussions.test_exact`: the world, the rule, and what the rule has said."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.world: dict[int, set[Face]] = {}
        self.rule: dict[int, Ballots] = {}
        self.trail: dict[int, list[Ballots]] = {}


class GreatStorm:
    def __init__(self, wire: StormyWire, path: Path, seed: int) -> None:
        self.wire = wire
        self.path = path
        self.rng = random.Random(seed)
        self.process: subprocess.Popen[bytes] | None = None
        self.now = 0
        self.events = 0
        self.kills = 0
        self.calm = True
        migrate(path)
        self.posts = [self._pin_up(number) for number in range(1, POSTS + 1)]

    def _pin_up(self, number: int) -> Post:
        message = self.wire._store(str(CHANNEL_ID), {}, ())["id"]
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            db.execute(
                "INSERT INTO discussions (guild_id, id, show_id, episode, channel_id, place, "
                "message_id, steps, blind, opened_at, tried_at, reactions_ready) "
                "VALUES (?, ?, 'anilist/1', ?, ?, 'thread', ?, 5, 0, ?, 0, 1)",
                (GUILD_ID, number, number, CHANNEL_ID, int(message), int(time.time())),
            )
            db.commit()
        return Post(message)

    # The process

    async def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: ASYNC220  (it returns at once)
            [sys.executable, "-m", "tests.discussions.storm_run", self.wire.api, self.wire.gateway],
            cwd=CHECKOUT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env={**os.environ, "DISCORD_TOKEN": TOKEN, "KANSO_DATABASE": str(self.path),
                 "KANSO_ANILIST": "off"},
        )  # fmt: skip
        await self.wire.connected(within=60)

    async def end(self, *, kill: bool) -> None:
        assert self.process
        (self.process.kill if kill else self.process.terminate)()
        code = await asyncio.to_thread(self.process.wait, 60)
        assert code == (-9 if kill else 0), code
        self.wire.forget_sessions()

    # What happens

    def happens(self, times: int, *, heard: bool = True) -> None:
        """Members react and take back; a moderator clears. Of what isn't `heard` only Discord
        knows. While lists may be read, only what comes to the same before and after that."""
        safely = heard and not self.calm
        for _ in range(times):
            self.events += 1
            self.now += 1
            post = self.rng.choice(self.posts)
            if not safely and self.rng.random() < 0.0004:
                self._clear(post, self.rng.choice((None, *EMOJI)), heard=heard)
                continue
            user = FIRST_MEMBER + int(MEMBERS * self.rng.random() ** 2)
            face = self.rng.choice(FACES[: 4 + user % 7])
            faces = post.world.get(user, set())
            if safely and face in faces:
                rule = post.rule.get(user, Ballots())
                if len(faces) > 1 or set(rule.ages) != faces:
                    continue
            self._react(post, user, face, heard=heard)

    def _react(self, post: Post, user: int, face: Face, *, heard: bool) -> None:
        faces = post.world.setdefault(user, set())
        put = face not in faces
        (faces.add if put else faces.discard)(face)
        if heard:
            one = self._about_to_change(post, user)
            (one.puts(face, self.now) if put else one.takes(face))
            post.trail[user].append(one.copy())
        do = self.wire.react if put else self.wire.unreact
        do(str(CHANNEL_ID), post.message, EMOJI[face[0]], user, burst=face[1])

    def _clear(self, post: Post, score: int | None, *, heard: bool) -> None:
        cleared = [face for face in FACES if score in (None, face[0])]
        for faces in post.world.values():
            faces.difference_update(cleared)
        for face in cleared:
            self.wire._reactions.get(post.message, {}).pop((EMOJI[face[0]], int(face[1])), None)
        for user, one in list(post.rule.items()) if heard else ():
            for face in [face for face in cleared if face in one.ages]:
                self._about_to_change(post, user).takes(face)
                post.trail[user].append(one.copy())
        place = {"channel_id": str(CHANNEL_ID), "message_id": post.message}
        place["guild_id"] = str(GUILD_ID)
        if score is None:
            self.wire.dispatch("MESSAGE_REACTION_REMOVE_ALL", place)
        else:
            emoji = {"emoji": {"id": None, "name": EMOJI[score]}}
            self.wire.dispatch("MESSAGE_REACTION_REMOVE_EMOJI", {**place, **emoji})

    def _about_to_change(self, post: Post, user: int) -> Ballots:
        one = post.rule.setdefault(user, Ballots())
        post.trail.setdefault(user, [one.copy()])
        return one

    def found(self) -> None:
        """A new session begins: the lists tell what became of everybody."""
        self.now += 1
        self.calm = False
        for post in self.posts:
            for user in {*post.world, *post.rule}:
                listed = post.world.get(user, set())
                if set(post.rule.get(user, Ballots()).ages) != listed:
                    one = self._about_to_change(post, user)
                    one.comes_back_to(listed, self.now)
                    post.trail[user].append(one.copy())

    # What becomes of it

    async def new_session(self) -> None:
        await self.settle()
        self.wire.invalidate()
        self.happens(self.rng.randrange(500), heard=False)
        self.found()
        await self.wire.connected()
        await self._in_the_middle_of_it()

    async def dropped(self) -> None:
        """The socket breaks, and what was missed is replayed."""
        self.happens(self.rng.randrange(500))
        session: Session = await self.wire.connected()
        self.wire.drop()
        self.happens(self.rng.randrange(500))
        await self.wire.until(lambda: session.link, "a RESUME")

    async def restart(self) -> None:
        """Whatever was put before the end is written before it."""
        self.happens(self.rng.randrange(500))
        await self.settle()
        await self.end(kill=False)
        self.happens(self.rng.randrange(500), heard=False)
        self.found()
        await self.start()
        await self._in_the_middle_of_it()

    async def sudden_end(self) -> None:
        """SIGKILL in the middle of commits, perhaps while lists are read."""
        self.kills += 1
        await self._commits(self.rng.randrange(4))
        await self.end(kill=True)
        self._go_on_from_what_is_kept()
        self.happens(self.rng.randrange(200), heard=False)
        self.found()
        await self.start()
        await self._in_the_middle_of_it()

    async def _in_the_middle_of_it(self) -> None:
        """The lists are read while more happens."""
        for _ in range(self.rng.randrange(5)):
            self.happens(self.rng.randrange(200))
            await asyncio.sleep(0)

    async def _commits(self, more: int) -> None:
        """Let things happen while the bot commits so often."""
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            seen, until = set[int](), time.monotonic() + 20
            while len(seen) <= more and time.monotonic() < until:
                self.happens(40)
                await asyncio.sleep(0.002)
                seen.add(*db.execute("PRAGMA data_version").fetchone())

    async def settle(self) -> None:
        """Wait until what is kept is what the rule says, exactly."""
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            until = time.monotonic() + 120
            await self._quiet(db)
            while wrong := self._differences(db):
                assert time.monotonic() < until, wrong[:5]
                await self._quiet(db)
        for post in self.posts:
            post.trail.clear()
        self.calm = True

    async def _quiet(self, db: sqlite3.Connection) -> None:
        """Wait until the bot neither asks nor writes: comparing takes time that is the wire's."""
        before: object = None
        while (now := (self.wire.heard, *db.execute("PRAGMA data_version"))) != before:
            before = now
            await asyncio.sleep(0.4)

    def _differences(self, db: sqlite3.Connection) -> list[object]:
        db.execute("BEGIN")
        try:
            return [
                wrong
                for number, post in enumerate(self.posts, 1)
                for wrong in _differences(db, number, post)
            ]
        finally:
            db.rollback()

    def _go_on_from_what_is_kept(self) -> None:
        """What is kept of each member must be what the rule has said since the last known commit.

        Of an end in the middle of lists the tally is held against the votes, and these are taken
        over: what was read by then, nobody can say.
        """
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            for number, post in enumerate(self.posts, 1):
                kept = _kept(db, number)
                votes = Counter(one.vote for one in kept.values() if one.vote is not None)
                assert _tally(db, number) == votes
                for user, trail in post.trail.items():
                    state = kept[user].state if user in kept else NOBODY
                    fits = [one for one in trail if one.state == state]
                    if self.calm:
                        assert fits, (number, user, state, trail)
                        post.rule[user] = fits[-1].copy()
                    else:
                        post.rule[user] = kept.get(user, Ballots())
                post.trail.clear()
            assert self._differences(db) == [], "what was committed before is there"


def _differences(db: sqlite3.Connection, number: int, post: Post) -> Iterator[object]:
    kept = {user: one.state for user, one in _kept(db, number).items()}
    said = {user: one.state for user, one in post.rule.items() if one.ages}
    for user in {*kept, *said} if kept != said else ():
        if kept.get(user) != said.get(user):
            yield number, user, kept.get(user), said.get(user)
    votes = Counter(vote for _, vote in said.values() if vote is not None)
    if (tally := _tally(db, number)) != votes:
        yield number, tally, votes


def _tally(db: sqlite3.Connection, number: int) -> Counter[int]:
    return Counter(dict(_rows(db, "score, votes FROM discussion_tally", number)))


def _kept(db: sqlite3.Connection, number: int) -> dict[int, Ballots]:
    """By member, with ages that are less than all of the storm's."""
    found: dict[int, Ballots] = {}
    for user, score, burst, arrived in _rows(
        db, "user_id, score, burst, arrived FROM discussion_reactions", number
    ):
        found.setdefault(user, Ballots()).ages[score, bool(burst)] = arrived - AGES
    for user, score in _rows(db, "user_id, score FROM discussion_votes", number):
        found[user].vote = score
    return found


def _rows(db: sqlite3.Connection, what: str, number: int) -> Iterable[Any]:
    return db.execute(f"SELECT {what} WHERE discussion_id = ?", (number,)).fetchall()


@contextlib.asynccontextmanager
async def stormy(path: Path, seed: int) -> AsyncIterator[GreatStorm]:
    async with StormyWire() as wire:
        storm = GreatStorm(wire, path, seed)
        await storm.start()
        try:
            yield storm
        finally:
            if storm.process and storm.process.poll() is None:
                storm.process.kill()
                storm.process.wait()
        assert [str(request) for request in wire.unserved] == []


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_the_great_storm(tmp_path: Path) -> None:
    seed = int(os.environ.get("KANSO_STORM") or random.getrandbits(32))
    print(f"storm {seed}")  # noqa: T201
    async with stormy(tmp_path / "kanso.db", seed) as storm:
        what = [storm.new_session, storm.dropped, storm.restart, storm.sudden_end, storm.settle]
        turn = 0
        while storm.events < EVENTS:
            storm.happens(storm.rng.randrange(2_500))
            await storm.rng.choice(what[turn : turn + 1] or what)()
            turn += 1
        await storm.settle()
    assert storm.kills
    print(f"{storm.events} events, {turn} turns, {storm.kills} kills")  # noqa: T201
