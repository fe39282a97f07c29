"""A life of a server, or of many: members do this and that, time passes, and things go wrong.

Virtual time, the real bot, a simulated Discord, AniList on loopback. A seed tells all of it.
"""

import asyncio
import contextlib
import gc
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
from simcord import _settlement
from simcord.backend.errors import BackendError
from simcord.env import Env
from simcord.results import ResponseMessage

from bot.client import create_bot
from bot.discussions import ballot, service
from bot.ids import ShowId
from bot.renewals import watch_board
from bot.ui import live
from tests import discord_rules
from tests.anilist import AniListServer, serving
from tests.discussions.timetable import Timetable
from tests.months import sights
from tests.months.ledger import Ledger
from tests.months.memory import Held
from tests.months.trouble import Line, database
from tests.renewals.watching import HERO_MASK, Records, hero_mask, named
from tests.timers import STILL
from tests.world import BOT_PERMISSIONS, Incidents, Person, Seen, World, WorldClock

SHOWS = {
    "anilist/105096": "Hero Mask",
    "anilist/21507": "Mob Psycho 100",
    "anilist/154587": "Sousou no Frieren",
    "anilist/1": "Cowboy Bebop",
}
SERIES = {"anilist/269": "Bleach", "anilist/1735": "Naruto: Shippuuden"}
"""What is on, here: an episode each `EVERY`."""
EVERY, SEASON = timedelta(hours=36), 40
EPISODES = (
    ("anilist/1", 26),
    ("anilist/154587", 28),
    ("anilist/21507", 12),
    ("anilist/105096", 15),
)
HOUR = 3600.0
PATIENCE = 12.0
"""Seconds that SimCord waits for the bot. What sleeps longer is left to virtual time; aiohttp keeps
its connections for 15."""
LONG_PATIENCE = 120.0
"""As long, while time passes and where the bot starts."""
PERMISSIONS = BOT_PERMISSIONS | discord.Permissions(
    create_events=True,
    manage_events=True,  # SimCord asks for this one
    manage_roles=True,
)
KNOWN_TASKS = {
    "Lookout", "OnAir", "Weekly summaries", "Erasures", "LivePosts", "Deadlines", "Takedowns",
    "discord-ext-tasks: CalendarsCog.look",
}  # fmt: skip


class JumpingClock(WorldClock):
    """The host's clock, which somebody may set."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


class Place:
    """A server with its channels and people. What a `Person` needs of a world."""

    def __init__(self, env: Any, name: str, members: int, *, eager: bool) -> None:
        self.env = env
        self.eager = eager
        """Whether an admin wants weekly summaries and Discord's events."""
        self.guild = env.create_guild(name)
        channel = self.guild.create_text_channel
        self.general, self.reviews = channel("general"), channel("reviews")
        self.renewals, self.discussions = channel("renewals"), channel("episodes")
        env.backend.edit_role(
            self.guild.id, self.guild.default_role.id, {"permissions": PERMISSIONS.value}
        )
        self.mods = self.guild.create_role("Moderators")
        self.admins = self.guild.create_role(
            "Admins", permissions=discord.Permissions(manage_guild=True)
        )
        self.admin = self.member("Ada", self.admins)
        self.mod = self.member("Max", self.mods)
        self.members = [self.member(f"Fan {number}") for number in range(members)]
        self.fans = self.guild.create_role("Fans", permissions=discord.Permissions.none())
        self.news = channel("news")
        self.ready = False
        self.submitted: dict[str, int] = {}
        """Who submitted which evidence."""
        self.episodes_left = [(show, n) for show, last in EPISODES for n in range(last, 0, -1)]
        self.followed: dict[str, datetime] = {}
        """Series whose episodes open by themselves, and since when, as far as anybody was told."""
        self.untold_discussions: list[tuple[str, int]] = []
        """Those that were asked for, and nobody heard that they are open."""

    @property
    def id(self) -> int:
        guild_id: int = self.guild.id
        return guild_id

    def member(self, name: str, *roles: Any) -> Person:
        user = self.env.create_user(name.lower(), global_name=name)
        return Person(self, self.guild.add_member(user, roles=list(roles)))  # type: ignore[arg-type]

    def posts(self, channel: Any) -> list[Seen]:
        """What everybody sees there, as SimCord keeps it: quicker than discord.py's messages."""
        held = self.env.backend.messages.get(channel.id, {})
        return [
            Seen(ResponseMessage(self.env, held[number]))
            for number in sorted(held)
            if not held[number].is_ephemeral
        ]

    async def settle(self) -> None:
        await self.env.settle()


Deed = Callable[["Life", Place], Awaitable[None]]
Fault = Callable[["Life"], Awaitable[None]]


def told(happens: Deed | Fault) -> str:
    """The name of a deed or a fault, in words."""
    return happens.__name__.replace("_", " ")


@dataclass
class Survived:
    """What was lived through, to be printed."""

    deeds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    """What stands on Discord at the last check, each once."""
    acknowledged: int = 0
    passed: int = 0
    """Episodes that were passed over at the last check, since the way to them was barred."""
    objects: int = 0
    """The most that the bot held at any check."""
    checks: int = 0
    days: float = 0.0

    def __str__(self) -> str:
        def each(counts: Counter[str]) -> str:
            return ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))

        return (
            f"{self.days:.0f} days, {self.deeds.total()} deeds ({each(self.deeds)}); "
            f"{self.faults.total()} faults ({each(self.faults)}); {each(self.answers)}; "
            f"{self.checks} checks; on Discord {each(self.posts)}; "
            f"{self.passed} episodes passed over; {self.acknowledged} things acknowledged; "
            f"at most {self.objects} objects held"
        )


class Life:
    def __init__(self, world: World, server: AniListServer, seed: int, line: Line) -> None:
        self.world = world
        self.env = world.env
        self.rng = random.Random(seed)
        self.anilist = server
        self.line = line
        self.ledger = Ledger()
        self.survived = Survived()
        self.places: list[Place] = []
        self.records: Records = hero_mask()
        self.timetable = Timetable(records=self.records)
        self.incidents = Incidents()
        self.first_held: tuple[Any, Held] | None = None
        """What the bot held at its first check."""
        self.number = 0
        self.season: dict[str, int] = {}
        """The season that is asked about next."""
        self.after: list[Callable[[], Any]] = []
        """What ends the troubles that are on."""
        for show, title in SHOWS.items():
            number = int(show.partition("/")[2])
            if number not in self.records.every:
                self.records.put(number, title=named(title))
        for number, show in enumerate(SERIES):
            at = world.env.now() + timedelta(hours=7 * number)
            self.timetable.put(
                int(show.partition("/")[2]),
                **{f"e{n}": at + n * EVERY for n in range(1, SEASON + 1)},
            )
            self.records.put(
                int(show.partition("/")[2]), title=named(SERIES[show]), status="RELEASING"
            )
        server.answered = self.answer_as_anilist

    @classmethod
    @contextlib.asynccontextmanager
    async def begin(
        cls, folder: Path, seed: int, *, places: int, members: int
    ) -> AsyncIterator["Life"]:
        """A life over a database in `folder`. At its end everything is held against the rules."""
        with patched(
            (live, "PAUSE", 50.0),
            (live, "FIRST_RETRY", 60.0),
            (ballot, "FIRST_PAUSE", 50.0),
            (ballot, "LONGEST_PAUSE", 100.0),
            (watch_board, "PACE", 50.0),
            (service, "SETTLE_SECONDS", 50.0),
            (service, "LAST_WRITE", 0.2),
            (_settlement, "_park_reason", parked(_settlement._park_reason)),
            (Env, "_settle_internal", patiently(Env._settle_internal)),
            *STILL,
        ):
            async with (
                serving() as (server, _),
                World.open(folder, anilist=server.url, busy_timeout=0.05) as world,
            ):
                clock = JumpingClock()
                clock.env = world.env
                world.env.settle_timeout = PATIENCE
                world.clock = world.bot.clock = clock
                world.forgive(aiohttp.ClientError, OSError)
                line = Line(world.env, world.config.database)
                life = cls(world, server, seed, line)
                logging.getLogger("bot.client").removeHandler(world._incidents)
                logging.getLogger("bot.client").addHandler(life.incidents)
                try:
                    with line.held():
                        await world.restart()  # with the clock that jumps
                        line.watch(world.bot)
                        for number in range(places):
                            place = Place(
                                world.env, f"Club {number}", members, eager=not number % 10
                            )
                            life.places.append(place)
                        for show in SHOWS:
                            subject = world.bot.app.renewals.subject(ShowId(show))
                            life.season[show] = subject.season
                        yield life
                finally:
                    logging.getLogger("bot.client").removeHandler(life.incidents)

    # What members do

    async def live(self, deeds: int, pick: Callable[[], Deed], fault: Callable[[], Fault],
                   *, days: float, trouble: float) -> None:  # fmt: skip
        """That many deeds in so many days, and a fault before so many of them."""
        pause = days * 24 * HOUR / deeds
        passed = 0.0
        for number in range(1, deeds + 1):
            if self.rng.random() < trouble:
                await self.suffer(fault())
            await self.do(pick(), self.rng.choice(self.places))
            await self.mend(wholly=False)
            passed += self.rng.expovariate(1 / pause)
            if passed > 600:
                await self.pass_time(passed)
                passed = 0.0
            if number % max(deeds // 20, 40) == 0:
                await self.check()
        await self.check()

    async def do(self, deed: Deed, place: Place) -> None:
        """One deed, and the end of the process where that comes in its midst."""
        self.survived.deeds[told(deed)] += 1
        try:
            await self._unless_killed(self._prepared(deed, place))
        except Unheard as unheard:
            self.survived.answers[str(unheard)] += 1
        except BackendError as error:  # what a member tells Discord, not the bot
            if error.status != 404:
                raise
            self.survived.answers["gone in the meantime"] += 1

    async def _prepared(self, deed: Deed, place: Place) -> None:
        if not place.ready:
            place.ready = await configured(place)
            if not place.ready:
                return
        await deed(self, place)

    async def _unless_killed(self, doing: Any) -> None:
        task = asyncio.ensure_future(doing)
        death = asyncio.ensure_future(self.line.died.wait())
        await asyncio.wait({task, death}, return_when=asyncio.FIRST_COMPLETED)
        if self.line.died.is_set():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self.survived.answers["never given"] += 1
            await self.rise_again()
        else:
            death.cancel()
            await task

    async def pass_time(self, seconds: float) -> None:
        self.survived.days += seconds / 86_400
        # In steps that SimCord's patience is enough for.
        with self._patience():
            while seconds > 0:
                await self._unless_killed(self.env.advance_time(min(seconds, 6 * HOUR)))
                seconds -= 6 * HOUR

    @contextlib.contextmanager
    def _patience(self) -> Iterator[None]:
        self.env.settle_timeout = LONG_PATIENCE
        try:
            yield
        finally:
            self.env.settle_timeout = PATIENCE

    def a_number(self) -> int:
        """One that no text has had."""
        self.number += 1
        return self.number

    def answer_as_anilist(self, asked: dict[str, Any]) -> Any:
        """The records, whatever is asked of them."""
        variables = asked["variables"]
        if "after" in variables and "ids" in variables:
            bounds = (variables[name] for name in ("after", "before", "page"))
            return {"data": {"Page": self.timetable.page(list(variables["ids"]), *bounds)}}
        if "ids" in variables:
            return self.records.page(list(variables["ids"]))
        number = variables.get("id")
        if number in self.records.every:
            return {"data": {"Media": self.records.told(number)}}
        return {"data": {"Page": {"media": [], "airingSchedules": [],
                                  "pageInfo": {"hasNextPage": False}}}}  # fmt: skip

    def message(self, channel: Any, number: int) -> Any:
        """A message as it stands now."""
        from simcord.results import to_discord_message

        return to_discord_message(self.env, self.env.backend.messages[channel.id][number])

    def discussion_of(self, here: Place, post: Seen) -> tuple[str, int, str] | None:
        """The show, episode and dub of a post, as the database knows it."""
        with contextlib.closing(sqlite3.connect(self.line.database)) as db:
            found: tuple[str, int, str] | None = db.execute(
                "SELECT show_id, episode, dub FROM discussions "
                "WHERE guild_id = ? AND message_id = ?",
                (here.id, post.message.id),
            ).fetchone()
        return found

    # What goes wrong

    async def suffer(self, fault: Fault) -> None:
        self.survived.faults[told(fault)] += 1
        await fault(self)

    async def mend(self, *, wholly: bool) -> None:
        """Some of the troubles that are on end, or all of them."""
        self.line.request = self.line.commit = None
        for end in list(self.after):
            if wholly or self.rng.random() < 0.5:
                self.after.remove(end)
                done = end()
                if done is not None:
                    await done

    async def restart(self) -> None:
        """The host stops the bot and starts it again."""
        with self._patience():
            async with self.world.away():
                pass
        self.line.watch(self.world.bot)

    async def rise_again(self) -> None:
        """After a kill: what ran is gone, and the bot starts from what the disk had."""
        old = self.world.bot
        await self.env._detach_bot()
        await self.mend(wholly=True)
        await old.app.browse.close()
        if old.app.anilist:
            await old.app.anilist.close()
        if old._http_session:
            await old._http_session.close()
        await database(old).close()
        self.line.bury()
        self.world.bot = create_bot(self.world.config, clock=self.world.clock)
        with self._patience():
            await self.env.restart_bot(self.world.bot)
        self.line.watch(self.world.bot)

    # What must hold

    async def check(self) -> None:
        """Once all troubles are over and the bot has had its time, everything is as it must be."""
        await self.mend(wholly=True)
        for place in filter(lambda one: one.ready, self.places):  # an admin looks at permissions
            name = {"name": f"Moderators {self.survived.checks}"}
            self.env.backend.edit_role(place.id, place.mods.id, name)
        await self.pass_time(1.2 * HOUR)
        self.survived.checks += 1
        db = database(self.world.bot)
        assert not db._writer.in_transaction
        assert not db._reader.in_transaction
        names = {task.get_name() for task in self.env._work.tasks if not task.done()}
        unknown = {name for name in names if name not in KNOWN_TASKS and "Loop" not in name}
        assert not unknown, f"tasks are left: {unknown}"
        with contextlib.closing(sqlite3.connect(self.world.config.database)) as kept:
            assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert kept.execute("PRAGMA foreign_key_check").fetchall() == []
            self.ledger.opened_by_itself(kept)
            self.ledger.hold_against(kept)
            self.survived.acknowledged = self.ledger.acknowledged
            sights.check(self, kept)
        self._check_errors()
        self._check_memory()

    def _check_errors(self) -> None:
        """Nothing unforeseen was raised, and Discord would have taken every request."""
        assert not self.incidents.errors, self.incidents.errors
        self.world.check()
        discord_rules.check_requests(self.env.http_requests)
        self.env.http_requests.clear()
        self.env.backend.transcript.clear()

    def _check_memory(self) -> None:
        """A bot's memory doesn't grow but by what it has to know."""
        gc.collect()
        held = Held.by(self.world.bot)
        bot, first = self.first_held or (None, held)
        if bot is not self.world.bot:
            first = held
        held.check(first)
        self.first_held = (self.world.bot, first)
        self.survived.objects = max(self.survived.objects, held.objects)


class Unheard(Exception):
    """A member was told something else than what they asked for, or nothing."""


async def configured(place: Place) -> bool:
    """The admin chooses the channels and the moderators' role; whether all of it was heard."""
    panel = await place.admin.slash("config", at=place.general)
    for purpose, channel in (
        ("review", place.reviews),
        ("renewal", place.renewals),
        ("discussion", place.discussions),
        ("news", place.news),
    ):
        if not panel.selects:
            return False
        panel = await place.admin.choose(panel, channel, custom_id=f"config-channel:1:{purpose}")
    if not panel.selects:
        return False
    panel = await place.admin.choose(panel, place.mods, custom_id="config-moderators:1")
    if not panel.selects:
        return False
    for wanted in ("weekly", "events") if place.eager else ():
        panel = await place.admin.slash("config", section="season", at=place.general)
        if (button := f"config-want:1:{wanted}:1") in panel.custom_ids:
            panel = await place.admin.click(panel, button)
    return bool(panel.selects)


def parked(reason: Callable[..., str | None]) -> Callable[..., str | None]:
    """SimCord's own, with those who wait for somebody else to go on: for a lock, for their turn,
    for votes to be written. Whoever they wait for may wait for time to pass.
    """
    waits = {("locks.py", "acquire"), ("ballot.py", "_commits"), ("governor.py", "_turn")}

    def why(state: Any, task: asyncio.Task[Any], *args: Any) -> str | None:
        found = reason(state, task, *args)
        waiter = getattr(task, "_fut_waiter", None)
        if found or waiter is None or waiter.done():
            return found
        at: Any = task.get_coro()
        while getattr(at, "cr_await", None) is not None and hasattr(at.cr_await, "cr_frame"):
            at = at.cr_await
        code = getattr(at, "cr_code", None)
        waiting = code and (Path(code.co_filename).name, code.co_name) in waits
        return "another's turn" if waiting else None

    return why


def patiently(settle: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """SimCord's own, with the patience of its world where it has one of its own."""

    async def settle_internal(env: Any, **options: Any) -> None:
        await settle(env, **{**options, "timeout": None})

    return settle_internal


@contextlib.contextmanager
def patched(*values: tuple[Any, str, Any]) -> Any:
    """Those attributes have those values for as long as this lasts."""
    before = [(thing, name, getattr(thing, name)) for thing, name, _ in values]
    for thing, name, value in values:
        setattr(thing, name, value)
    try:
        yield
    finally:
        for thing, name, value in before:
            setattr(thing, name, value)


__all__ = ["HERO_MASK", "Life", "Place", "Unheard"]
