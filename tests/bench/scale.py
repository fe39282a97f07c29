"""One process in 1,000 and in 10,000 servers, over real sockets: how soon it is ready, what it
holds, what it can take, and what runs out first.

Bot and Discord are processes of their own. What a bot has cost is read from the system: processor
time, which other work on the machine doesn't add to, and resident memory. The yardstick is
`discord.Client` as it comes, with the same intents, in the same run. All servers are on one shard,
which Discord wouldn't allow: the five seconds between shards are nobody's doing.
"""

import asyncio
import contextlib
import functools
import itertools
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import orjson

from bot.client import create_bot
from bot.config import ROOT, Config
from bot.db import Database
from bot.discussions.models import FIVE
from tests.bench import servers
from tests.bench.figure import Figure, bench
from tests.bench.show import COMPLETE, STRIDE
from tests.bench.startup import _resident
from tests.bench.votes import DISCORD_TAKES, _bot
from tests.shows.test_search_kinds import KINDS
from tests.wire import BOT_ID, MEMBER_ID, TOKEN, Interaction, Json, Link, Wire, pointed_at

FEW, MANY = 1_000, 10_000
CONFIGURED, VOTING = 5, 50
"""Every fifth server has settings, every fiftieth an open vote."""
TURNS = {FEW: 3, MANY: 2}
"""Of which the best counts: what else the machine does only ever adds."""
EVENTS = 100_000
EVENTS_A_SECOND = "events a second of processor"
VOTES = 50_000
AT_A_TIME = 50
KEYSTROKES = 50
"""A second."""
SECONDS = 5
USUAL = 1_000
RATES = (0, USUAL, 4_000)
"""Events a second while members type. More is more than this process can send evenly."""
SMALL = 512
"""MB of a small machine."""
PATIENCE = 120.0
"""Seconds, for a bot that didn't come up."""
TICKS = os.sysconf("SC_CLK_TCK")
FIRST_MEMBER = 200_000_000_000_000_000


@bench
def scale() -> Iterator[Figure]:
    """Time to ready and memory; at 10,000 autocomplete, events and votes; what a server and an
    event cost, and where."""
    memory: dict[int, float] = {}
    for count in (FEW, MANY):
        crowd = [orjson.Fragment(orjson.dumps(servers.server(number))) for number in range(count)]
        memory[count], figures = asyncio.run(_scale(crowd))
        yield from figures
    server = (memory[MANY] - memory[FEW]) / (MANY - FEW)
    yield Figure(name="a server", value=1000 * server, unit="KB")
    room = MANY + (SMALL - memory[MANY]) / server
    yield Figure(name=f"servers in {SMALL} MB", value=room, unit="")
    (whole,) = (1e6 / each.value for each in figures if each.name == EVENTS_A_SECOND)
    parts = asyncio.run(_parts())
    yield Figure(name="an event", value=whole, unit="us cpu")
    yield Figure(name="  socket and unpacking", value=whole - sum(parts.values()), unit="us cpu")
    for part, microseconds in parts.items():
        yield Figure(name=f"  {part}", value=microseconds, unit="us cpu")


# A Discord with many servers


class Crowd(Wire):
    """Servers that are sent and otherwise unknown: every channel and message of theirs is there."""

    def __init__(self, crowd: list[orjson.Fragment]) -> None:
        super().__init__()
        self.guilds = {servers.guild_id(n): functools.partial(crowd.__getitem__, n)
                       for n in range(len(crowd))}  # fmt: skip
        self.most, self.takes = len(crowd), DISCORD_TAKES
        self.identified = asyncio.Event()

    def _ready(self, link: Link, identify: Json, mine: list[int]) -> None:
        self.identified.set()
        super()._ready(link, identify, mine)

    def _channel(self, id: str) -> Json:  # noqa: A002
        return self.channels.get(id) or {"id": id, "type": 0, "guild_id": str(int(id) >> 22 << 22)}

    def _message(self, channel: str, id: str) -> Json:  # noqa: A002
        if id not in self.messages.setdefault(channel, {}):
            self._store(channel, {}, (), id=id)
        return self.messages[channel][id]

    async def said(self) -> None:
        """All that was sent has been heard: a heartbeat names the last."""
        session = await self.connected()
        link, last = session.link, len(session.events)
        assert link
        link.put(1)
        await self.until(
            lambda: link.heartbeats and (link.heartbeats[-1] or 0) >= last,
            "a heartbeat that names the last event",
            within=300,
        )

    def place(self, number: int) -> Json:
        """What an interaction is like in a server's text channel."""
        channel = self._channel(str(servers.channel_id(number)))
        guild = str(servers.guild_id(number))
        channel |= {"guild_id": guild, "name": "anime", "position": 1}
        return {
            "guild_id": guild,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "channel_id": channel["id"],
            "channel": channel,
        }


@dataclass(slots=True)
class Bot:
    """A bot's process, seen from outside."""

    process: asyncio.subprocess.Process
    ready: asyncio.Event

    @property
    def processor(self) -> float:
        """Seconds of processor time, all its threads'."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS

    @property
    def memory(self) -> float:
        """Resident MB."""
        return _resident(self.process.pid)

    async def quiet(self) -> None:
        """It has nothing left to do: half a second in which it does next to nothing."""
        while True:
            before = self.processor
            await asyncio.sleep(0.5)
            if self.processor - before < 0.03:
                return


@contextlib.asynccontextmanager
async def _started(wire: Wire, database: Path, *, stock: bool, **env: str) -> AsyncIterator[Bot]:
    module = "tests.bench.scale" if stock else "tests.wire_run"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, wire.api, wire.gateway), cwd=ROOT,
        env={**os.environ, "DISCORD_TOKEN": TOKEN, "KANSO_DATABASE": str(database),
             "KANSO_BACKUP_EVERY": "0", "KANSO_ANILIST": "off", **env},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    ready = asyncio.Event()
    listening = asyncio.create_task(_listen(process, ready))
    try:
        yield Bot(process, ready)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        listening.cancel()


async def _listen(process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
    assert process.stderr
    async for line in process.stderr:
        if b"Ready" in line:
            ready.set()
        elif b" ERROR " in line:
            print(line.decode().rstrip(), file=sys.stderr)


# Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Seconds to load the servers, by the processor's clock and by the wall's; seconds from the
    first word of Discord to ready, of which two are discord.py's wait for further servers; MB."""

    processor: float
    wall: float
    ready: float
    memory: float


async def _load(wire: Crowd, bot: Bot) -> Start:
    async with asyncio.timeout(PATIENCE):
        await wire.identified.wait()
    began, spent = time.monotonic(), bot.processor
    await wire.said()
    loaded, wall = bot.processor - spent, time.monotonic() - began
    async with asyncio.timeout(PATIENCE):
        await bot.ready.wait()
    ready = time.monotonic() - began
    await bot.quiet()
    return Start(processor=loaded, wall=wall, ready=ready, memory=bot.memory)


async def _scale(crowd: list[orjson.Fragment]) -> tuple[float, list[Figure]]:
    """MB when all are loaded, and the figures."""
    count, name = len(crowd), f"{len(crowd):,} servers"
    starts: dict[bool, list[Start]] = {True: [], False: []}
    figures: list[Figure] = []
    turns = TURNS[count]
    for turn, stock in itertools.product(range(turns), (True, False)):
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "kanso.db"
            posts = await _furnish(database, count)
            async with Crowd(crowd) as wire, _started(wire, database, stock=stock) as bot:
                starts[stock].append(await _load(wire, bot))
                if count == MANY and turn == turns - 1 and not stock:
                    figures = await _under_load(wire, bot, posts, database)
    usual, ours = (min(each, key=lambda s: s.processor) for each in (starts[True], starts[False]))
    usual_wall, ours_wall = (min(s.wall for s in each) for each in (starts[True], starts[False]))
    memory = max(start.memory for start in starts[False])
    return memory, [
        Figure(name=f"{name}, loaded", value=ours.processor, unit="s cpu"),
        Figure(name="  by stock discord.py", value=usual.processor, unit="s cpu"),
        Figure(name="  ratio", value=ours.processor / usual.processor, unit="", target=0.6),
        Figure(name="  ratio, wall's clock", value=ours_wall / usual_wall, unit=""),
        Figure(name="  ready after", value=ours.ready, unit="s"),
        Figure(name="  stock discord.py after", value=usual.ready, unit="s"),
        Figure(
            name=f"{name}, memory",
            value=memory,
            unit="MB",
            target=300 if count == MANY else None,
        ),
        Figure(name="  of stock discord.py", value=usual.memory, unit="MB"),
        *figures,
    ]


async def _furnish(path: Path, count: int) -> list[tuple[int, int]]:
    """Settings for some servers, an open vote for some: their numbers and messages."""
    now = int(time.time())
    database = await Database.open(path)
    posts = [(n, servers.guild_id(n) + 900_000) for n in range(0, count, VOTING)]
    async with database.transaction() as tx:
        await tx.execute_many(
            "INSERT INTO guild_settings (guild_id, review_channel_id, renewal_channel_id, "
            "discussion_channel_id, moderator_role_id) VALUES (?, ?, ?, ?, ?)",
            [
                (servers.guild_id(n), *[servers.channel_id(n)] * 3, servers.role_id(n))
                for n in range(0, count, CONFIGURED)
            ],
        )
        await tx.execute_many(
            "INSERT INTO discussions (guild_id, id, show_id, episode, host_id, channel_id, place, "
            "message_id, steps, blind, opened_at, tried_at) "
            "VALUES (?, 1, 'anilist/105096', 1, 1, ?, 'channel', ?, 5, 0, ?, ?)",
            [
                (servers.guild_id(n), servers.channel_id(n), message, now, now)
                for n, message in posts
            ],
        )
    await database.close()
    return posts


# Under load


async def _under_load(
    wire: Crowd, bot: Bot, posts: list[tuple[int, int]], database: Path
) -> list[Figure]:
    looked = "/channels/*/messages/*"
    await wire.until(lambda: len(wire.matching("GET", looked)) >= len(posts), "every open vote")
    await bot.quiet()
    before = bot.memory
    figures = []
    for rate in RATES:
        turns = [await _typing(wire, bot, rate) for _ in range(TURNS[FEW])]
        p99 = min(statistics.quantiles(typed.times, n=100)[98] for typed in turns)
        share = min(typed.processor for typed in turns)
        name, target = f"autocomplete at {rate:,} events/s", 25 if rate == USUAL else None
        figures += [
            Figure(name=f"{name}, p99", value=p99, unit="ms", target=target),
            Figure(name="  of a processor", value=100 * share, unit="%"),
        ]
        if rate == USUAL:
            figures += [Figure(name="  memory", value=bot.memory, unit="MB", target=300)]
    events = await _events(wire, bot)
    votes, soon = await _votes(wire, bot, posts, database)
    return [
        *figures,
        Figure(name=EVENTS_A_SECOND, value=events, unit="/s"),
        Figure(name="  for each server", value=events / len(wire.guilds), unit="/s"),
        Figure(name="votes a second of processor", value=votes, unit="/s"),
        Figure(name="  by the wall's clock", value=soon, unit="/s"),
        Figure(name="memory after both floods, more", value=bot.memory - before, unit="MB"),
    ]


def _happened(rng: random.Random, count: int) -> tuple[str, Json]:
    """What goes on in servers: mostly talk."""
    number = rng.randrange(count)
    id_ = str(servers.guild_id(number) + 400_000 + rng.randrange(100_000))
    where = {
        "channel_id": str(servers.channel_id(number, rng.choice((1, 2, 3, 4)))),
        "guild_id": str(servers.guild_id(number)),
    }
    user = {
        "id": str(FIRST_MEMBER + rng.randrange(1_000_000)),
        "username": "aiko",
        "global_name": "Aiko",
        "discriminator": "0",
        "avatar": "0" * 32,
        "public_flags": 0,
        "clan": None,
    }
    member = {
        "roles": [str(servers.role_id(number))],
        "nick": None,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "avatar": None,
    }
    kind = rng.random()
    if kind < 0.1:
        emoji = {"id": None, "name": rng.choice(["👍", "😂", "🙂", "❤️"])}
        react = {"user_id": user["id"], "message_id": id_, "emoji": emoji, "burst": False}
        react |= {"type": 0, "message_author_id": "1", "member": {**member, "user": user}}
        return "MESSAGE_REACTION_ADD", react | where
    if kind < 0.13:
        return "MESSAGE_DELETE", {"id": id_, **where}
    message = {
        "id": id_,
        "type": 0,
        "author": user,
        "member": member,
        "content": "",
        "timestamp": "2026-11-20T12:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
        "nonce": id_,
    }
    return "MESSAGE_UPDATE" if kind < 0.2 else "MESSAGE_CREATE", message | where


def _stream(count: int, of: int, seed: int = 1) -> list[tuple[str, orjson.Fragment]]:
    rng = random.Random(seed)
    happened = (_happened(rng, of) for _ in range(count))
    return [(name, orjson.Fragment(orjson.dumps(data))) for name, data in happened]


async def _events(wire: Crowd, bot: Bot) -> float:
    """Events of all servers a second of the bot's processor time."""
    stream, session = _stream(EVENTS, len(wire.guilds)), await wire.connected()
    spent = bot.processor
    for number, (name, data) in enumerate(stream):
        session.dispatch(name, data)
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)
    await wire.said()
    return EVENTS / (bot.processor - spent)


async def _votes(
    wire: Crowd, bot: Bot, posts: list[tuple[int, int]], database: Path
) -> tuple[float, float]:
    """Votes a second of processor time, edits of the posts and all, and by the wall's clock from
    the first that is sent until the last is in the file."""
    rng, session = random.Random(1), await wire.connected()
    cast = []
    for voter in range(VOTES):
        number, message = rng.choice(posts)
        guild, channel = str(servers.guild_id(number)), str(servers.channel_id(number))
        user = {**wire.users[str(MEMBER_ID)], "id": str(FIRST_MEMBER + voter)}
        member = {**wire._member(str(MEMBER_ID)), "user": user, "roles": []}
        vote = {"user_id": user["id"], "type": 0, "message_id": str(message), "member": member}
        vote |= {"message_author_id": str(BOT_ID), "channel_id": channel, "guild_id": guild}
        vote |= {"emoji": {"name": rng.choice(FIVE.steps).emoji, "id": None}, "burst": False}
        cast.append(orjson.Fragment(orjson.dumps(vote)))
    spent, began = bot.processor, time.monotonic()
    for number, each in enumerate(cast):
        session.dispatch("MESSAGE_REACTION_ADD", each)
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as file:
        count = "SELECT COALESCE(SUM(votes), 0) FROM discussion_tally"
        while file.execute(count).fetchone()[0] < VOTES:  # noqa: ASYNC110  (another process's)
            await asyncio.sleep(0.02)
    took, used = time.monotonic() - began, bot.processor - spent
    await bot.quiet()
    return VOTES / used, VOTES / took


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Milliseconds from each keystroke to its answer; the share of a processor that all of it
    took."""

    times: list[float]
    processor: float


async def _typing(wire: Crowd, bot: Bot, rate: int) -> Typed:
    """Members type at a steady rate while events come at another."""
    typed = [query for kind in KINDS.values() for query in kind]
    keystrokes = [query[:end] for query in typed for end in range(1, len(query) + 1)]
    stream, session = _stream(rate * SECONDS, len(wire.guilds), rate), await wire.connected()
    command = next(each for each in wire.commands[None] if each["name"] == "show")
    rng, sent, said = random.Random(rate), list[Interaction](), list[float]()
    wire.requests.clear()
    spent, began, done = bot.processor, time.monotonic() + 0.1, 0
    every = rate // KEYSTROKES
    for at in range(KEYSTROKES * SECONDS):
        moment = began + at / KEYSTROKES
        for step in range(10):  # events come evenly
            await asyncio.sleep(max(0.0, moment + step / KEYSTROKES / 10 - time.monotonic()))
            for name, event in stream[done : done + every // 10]:
                session.dispatch(name, event)
            done += every // 10
            if step == 0:
                value = keystrokes[at * STRIDE % len(keystrokes)]
                option = {"name": "title", "type": 3, "value": value, "focused": True}
                data = {"id": command["id"], "name": "show", "type": 1, "options": [option]}
                place = wire.place(rng.randrange(len(wire.guilds)))
                said.append(time.monotonic())
                sent.append(wire.interact(COMPLETE, data, place=place))
    asked = {each.callback for each in sent}
    await wire.until(lambda: asked <= {r.path for r in wire.requests}, "every answer", within=120)
    took = time.monotonic() - began
    answered = {request.path: request.at for request in wire.requests}
    times = [1000 * (answered[one.callback] - at) for one, at in zip(sent, said, strict=True)]
    return Typed(times=times[KEYSTROKES:], processor=(bot.processor - spent) / took)


# What an event costs, and where


async def _parts() -> dict[str, float]:
    """Microseconds of processor time of an event, from its JSON on."""
    count = 100
    with tempfile.TemporaryDirectory() as folder:
        async with _bot(Path(folder)) as (bot, socket):
            state: Any = bot._connection
            for number in range(count):
                state.parsers["GUILD_CREATE"](servers.server(number))
            rng, texts = random.Random(2), list[str]()
            for sequence in range(EVENTS // 5):
                name, data = _happened(rng, count)
                event = {"t": name, "s": sequence, "op": 0, "d": data}
                texts.append(orjson.dumps(event).decode())
            began = time.process_time()
            for text in texts:
                orjson.loads(text)
            decoded = time.process_time()
            heard, state.dispatch, socket._dispatch = state.dispatch, _nobody, _nobody
            for text in texts:
                await socket.received_message(text)
            parsed = time.process_time()
            state.dispatch = socket._dispatch = heard
            for number, text in enumerate(texts):
                await socket.received_message(text)
                if number % AT_A_TIME == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(0)
            done = time.process_time()
    decoding, objects = decoded - began, parsed - decoded
    parts = {
        "its JSON": decoding,
        "discord.py's objects": objects - decoding,
        "what the bot does with it": done - parsed - objects,
    }
    return {part: 1e6 * seconds / len(texts) for part, seconds in parts.items()}


def _nobody(*_: object) -> None:
    """Who listens to nothing."""


# The yardstick


def _stock() -> None:
    """`discord.Client` as it comes."""
    intents = create_bot(Config()).intents

    class Stock(discord.Client):
        async def on_ready(self) -> None:
            print("Ready", file=sys.stderr, flush=True)

    api, gateway = sys.argv[1:3]
    with pointed_at(api, gateway):
        Stock(intents=intents).run(TOKEN, log_handler=None)


if __name__ == "__main__":
    _stock()
