"""Votes from the gateway's JSON, through discord.py's own parser, into SQLite with
synchronous=FULL: how many a second, how soon each is committed, what they cost in memory."""

import asyncio
import contextlib
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import discord
from discord.gateway import DiscordWebSocket

from bot.__main__ import keep_what_is_loaded
from bot.client import Kanso, create_bot
from bot.config import ROOT, Config
from bot.discussions import ballot
from bot.discussions.ballot import Event, Reacted
from bot.discussions.models import FIVE, Key
from bot.ids import ChannelId, GuildId, UserId
from bot.text import Texts
from tests.bench.figure import Figure, bench
from tests.bench.show import running
from tests.wire import BOT_ID, CHANNEL_ID, GUILD_ID, MEMBER_ID, TOKEN, Wire

POSTS = 4
VOTES = 100_000
ONE_BY_ONE = 4_000
"""Votes that are committed one at a time; more would take minutes."""
FEW, MANY = 1_000, 1_000_000
FIRST_MEMBER = 200_000_000_000_000_000
AS_READ = 100
"""Events that a socket hands over at a time: a read of 64 KB."""

RATE = 1_000
SECONDS = 15
UNDECIDED = 1_000
"""Members who cast every fifth vote, often for another face than before."""

OPEN = 10_000
TALKED_OF = 100
"""Posts that are voted on at a time."""
SERVERS = 100
CAST = 1_000_000
DISCORD_TAKES = 0.1
"""Seconds for an edit of a post."""


@bench
def votes() -> Iterator[Figure]:
    """Members who change their minds again and again, members who vote once; and the same with a
    commit for each vote, through the same code and in the fewest statements that do it."""
    few = _rate(FEW, VOTES)
    yield Figure(name="votes, few members", value=few, unit="votes/s", target=20_000, at_least=True)
    many = _rate(MANY, VOTES)
    yield Figure(
        name="votes, many members", value=many, unit="votes/s", target=20_000, at_least=True
    )
    single = _rate(MANY, ONE_BY_ONE, batch=1)
    yield Figure(name="votes, a commit each", value=single, unit="votes/s")
    yield Figure(
        name="times a commit each", value=many / single, unit="x", target=15, at_least=True
    )
    shortest = _by_hand(MANY, ONE_BY_ONE)
    yield Figure(name="votes, a commit each by hand", value=shortest, unit="votes/s")
    yield Figure(name="times a commit each by hand", value=many / shortest, unit="x")


@bench
def vote_delay() -> Iterator[Figure]:
    """Votes at a steady thousand a second over a loopback gateway, socket, compression and edits
    and all: from the moment that each was due to be sent until it is committed."""
    times = asyncio.run(_steadily())
    name = f"vote committed, {RATE}/s"
    yield Figure(name=f"{name}, median", value=statistics.median(times), unit="ms")
    p99 = statistics.quantiles(times, n=100)[98]
    yield Figure(name=f"{name}, p99", value=p99, unit="ms", target=50)


@bench
def vote_memory() -> Iterator[Figure]:
    """What a process has grown by after a million votes on ten thousand posts, all open."""
    command = [sys.executable, "-m", "tests.bench.votes"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    before, after, peak = (float(mb) for mb in done.stdout.split())
    yield Figure(name="a million votes, memory", value=after - before, unit="MB", target=60)
    yield Figure(name="a million votes, at most", value=peak - before, unit="MB")


# Votes as they come


def _cast(members: int, count: int, posts: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The gateway's JSON of so many votes; `posts` are servers and messages. The talk moves on
    from the first ones to the last."""
    rng, somebody = random.Random(1), Wire()._member(str(MEMBER_ID))
    for sequence in range(count):
        user = FIRST_MEMBER + rng.randrange(members)
        first = sequence * max(len(posts) - TALKED_OF, 0) // count
        server, message = rng.choice(posts[first : first + TALKED_OF])
        member = {**somebody, "user": {**somebody["user"], "id": str(user)}}
        data = {
            "user_id": str(user),
            "type": 0,
            "message_id": str(message),
            "message_author_id": str(BOT_ID),
            "member": member,
            "emoji": {"name": rng.choice(FIVE.steps).emoji, "id": None},
            "channel_id": str(CHANNEL_ID),
            "burst": False,
            "guild_id": str(server),
        }
        yield json.dumps({"t": "MESSAGE_REACTION_ADD", "s": sequence, "op": 0, "d": data})


@contextlib.asynccontextmanager
async def _bot(folder: Path, servers: int = 1) -> AsyncIterator[tuple[Kanso, DiscordWebSocket]]:
    """The bot in so many servers, and its end of a gateway's socket. Discord edits its posts."""
    bot = create_bot(
        Config(database=folder / "kanso.db", catalogue_update=folder / "none", token=TOKEN)
    )
    await bot._async_setup_hook()
    state, wire = bot._connection, Wire()
    state.user = discord.ClientUser(state=state, data=wire.users[str(BOT_ID)])  # type: ignore[arg-type]
    for server in range(servers):
        state._add_guild_from_data({**wire.guild(), "id": str(GUILD_ID + server)})  # type: ignore[typeddict-item]

    async def edited(route: discord.http.Route, **_: Any) -> Any:
        await asyncio.sleep(DISCORD_TAKES)
        return {**wire._store(str(CHANNEL_ID), {}, (), id="1"), "id": route.url.rpartition("/")[2]}

    bot.http.request = edited  # type: ignore[method-assign]
    await bot.open()
    socket = DiscordWebSocket(None, loop=bot.loop)  # type: ignore[arg-type]
    socket._discord_parsers, socket._dispatch = state.parsers, bot.dispatch
    socket.shard_id = 0
    keep_what_is_loaded()
    try:
        yield bot, socket
    finally:
        await bot.close()


async def _pin_up(bot: Kanso, servers: int, each: int) -> list[tuple[int, int]]:
    """Open so many posts in each server: servers and messages."""
    posts = [
        (GUILD_ID + server, number, GUILD_ID + 1_000_000 * (server + 1) + number)
        for server in range(servers)
        for number in range(1, each + 1)
    ]
    now = int(time.time())
    async with bot.app.db.transaction() as tx:
        await tx.execute_many(
            "INSERT INTO discussions (guild_id, id, show_id, episode, host_id, channel_id, place, "
            "message_id, steps, blind, opened_at, tried_at) "
            "VALUES (?, ?, ?, 1, 1, ?, 'channel', ?, 5, 0, ?, ?)",
            [
                (guild, number, f"anilist/{number}", CHANNEL_ID, message, now, now)
                for guild, number, message in posts
            ],
        )
    await bot.app.discussions.load()
    return [(guild, message) for guild, _, message in posts]


# Votes a second


def _rate(members: int, count: int, *, batch: int | None = None) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return count / asyncio.run(_measure(Path(folder), members, count, batch or ballot.BATCH))


async def _measure(folder: Path, members: int, count: int, batch: int) -> float:
    """Seconds from the first vote's JSON to the last one's commit."""
    async with _bot(folder) as (bot, socket):
        texts = list(_cast(members, count, await _pin_up(bot, 1, POSTS)))
        usual, ballot.BATCH = ballot.BATCH, batch
        began = time.perf_counter()
        try:
            for number, text in enumerate(texts):
                await socket.received_message(text)
                if number % AS_READ == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0)  # what was read last has come to the ballot
            await bot.app.discussions.ballot.settled()
        finally:
            ballot.BATCH = usual
        took = time.perf_counter() - began
        (row,) = await bot.app.db.all("SELECT COUNT(*) AS votes FROM discussion_votes")
        assert row["votes"] == len({(t["user_id"], t["message_id"]) for t in map(_data, texts)})
    return took


def _data(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)["d"]
    return found


def _by_hand(members: int, count: int) -> float:
    """Votes a second where each is read, upserted, tallied and committed in its turn, with no
    event loop and no thread between."""
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.closing(sqlite3.connect(f"{folder}/votes.db", isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("CREATE TABLE votes (post, user, score, PRIMARY KEY (post, user))")
            db.execute("CREATE TABLE tally (post, score, votes, PRIMARY KEY (post, score))")
            texts = list(_cast(members, count, [(GUILD_ID, post) for post in range(POSTS)]))
            began = time.perf_counter()
            for text in texts:
                data = _data(text)
                post, user = int(data["message_id"]), int(data["user_id"])
                score = FIVE.score_of(data["emoji"]["name"])
                db.execute("BEGIN IMMEDIATE")
                was = db.execute(
                    "SELECT score FROM votes WHERE post = ? AND user = ?", (post, user)
                ).fetchone()
                db.execute(
                    "INSERT INTO votes VALUES (?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET score = excluded.score",
                    (post, user, score),
                )
                if was:
                    db.execute(
                        "UPDATE tally SET votes = votes - 1 WHERE post = ? AND score = ?",
                        (post, *was),
                    )
                db.execute(
                    "INSERT INTO tally VALUES (?, ?, 1) "
                    "ON CONFLICT DO UPDATE SET votes = votes + 1",
                    (post, score),
                )
                db.execute("COMMIT")
            return count / (time.perf_counter() - began)


# How soon


async def _steadily() -> list[float]:
    """Milliseconds of each vote, the first second's left out."""
    async with running() as (wire, bot):
        messages = [await _open(bot, episode) for episode in range(1, POSTS + 1)]
        due: dict[Key, deque[float]] = defaultdict(deque)
        times: list[float] = []
        _when_committed(bot, lambda post, at: times.append(1000 * (at - due[post].popleft())))
        rng, cast, began = random.Random(1), set[object](), time.monotonic() + 0.1
        for number in range(RATE * SECONDS):
            moment = began + number / RATE
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            key, message = rng.choice(messages)
            emoji = rng.choice(FIVE.steps).emoji
            user = FIRST_MEMBER + (
                rng.randrange(UNDECIDED) if number % 5 == 0 else UNDECIDED + number
            )
            if (message, emoji, user) not in cast:
                due[key].append(moment)
                wire.react(str(CHANNEL_ID), message, emoji, user)
            cast.add((message, emoji, user))
        await wire.until(lambda: len(times) >= len(cast), "every vote", within=20)
    return times[RATE:]


async def _open(bot: Kanso, episode: int) -> tuple[Key, str]:
    guild, host = GuildId(GUILD_ID), UserId(MEMBER_ID)
    show = bot.app.shows.only("Hero Mask")
    discussion = await bot.app.discussions.open(
        guild, show, episode, host=host, channel=ChannelId(CHANNEL_ID)
    )
    channel = bot.get_channel(CHANNEL_ID)
    assert isinstance(channel, discord.TextChannel)
    cog: Any = bot.get_cog("DiscussionsCog")
    made = await cog.board.opener.complete(discussion, channel, Texts().choose())
    return made.key, str(made.message)


def _when_committed(bot: Kanso, tell: Callable[[Key, float], None]) -> None:
    store = bot.app.discussions._store
    record: Callable[..., Awaitable[Collection[Key]]] = store.record

    async def recorded(events: Sequence[Event], *, at: int) -> Collection[Key]:
        changed = await record(events, at=at)
        now = time.monotonic()
        for event in events:
            if isinstance(event, Reacted) and event.added and event.user != BOT_ID:
                tell(event.post, now)
        return changed

    store.record = recorded  # type: ignore[method-assign]


# What they cost


async def _remember() -> tuple[float, float, float]:
    """Resident MB before the posts, after the votes, and at the most."""
    with tempfile.TemporaryDirectory() as folder:
        async with _bot(Path(folder), SERVERS) as (bot, socket):
            before = _resident()
            posts = await _pin_up(bot, SERVERS, OPEN // SERVERS)
            for number, text in enumerate(_cast(MANY, CAST, posts)):
                await socket.received_message(text)
                if number % AS_READ == 0:
                    await asyncio.sleep(0)
                if number % ballot.BATCH == 0:
                    await bot.app.discussions.ballot.written()
            await bot.app.discussions.ballot.settled()
            after = _resident()
            (row,) = await bot.app.db.all("SELECT SUM(votes) AS votes FROM discussion_tally")
            assert row["votes"] > 0.99 * CAST, Counter(posts)
    return before, after, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    print(*asyncio.run(_remember()))
