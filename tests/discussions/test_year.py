"""A year with 40 shows on a clock of its own: every post that must come, once, and in time."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import discord
import pytest

from bot.config import Config
from bot.db import Database
from bot.discussions import programme
from bot.discussions.airing_board import OnAir
from bot.discussions.airing_store import AiringStore
from bot.discussions.airings import Airings
from bot.discussions.models import Discussion, PartNotTaken, PostNotTaken, Terms
from bot.discussions.programme import Programme
from bot.discussions.service import Discussions
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, GuildId, MessageId, RoleId, ShowId, UserId
from bot.renewals.watch_board import ENGLISH
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.settings.store import SettingsStore
from bot.shows import catalogue
from bot.shows.models import Format, Show
from bot.shows.service import Shows
from tests.discussions.timetable import Timetable
from tests.discussions.year import DAY, MINUTE, START, YEAR, Expected, Fate, Follow, Plan

pytestmark = pytest.mark.unmeasured

SHOWS = 40
ROLE = RoleId(77)
ADMIN = UserId(5)
ASKED_EVERY = timedelta(hours=24)
CRASHES = 0.03


class Crash(BaseException):
    """The process was killed."""


@dataclass
class Clock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Post:
    """What stands on Discord: on which episodes, since when, and whom it pinged."""

    guild: int
    show: ShowId
    first: int
    last: int
    at: datetime
    role: int | None


@dataclass
class Discord:
    """Takes posts, refuses at times, and is where the bot may be killed; as `Board` over the real
    discussions. A post whose sending ended in a crash is found again by looking, as `Opener` does.
    """

    clock: Clock
    chance: random.Random
    discussions: Discussions = field(init=False)
    posts: dict[tuple[int, int], Post] = field(default_factory=dict)
    refuses: bool = False
    crashes: int = 0

    def perhaps(self) -> None:
        if self.chance.random() < CRASHES:
            self.crashes += 1
            raise Crash

    async def start(
        self, host: None, show: Show, episode: int | None, venue: Any, t: Any, *, terms: Terms
    ) -> tuple[Any, bool]:
        guild = GuildId(venue.guild.id)
        self.perhaps()
        found = await self.discussions.running(guild, show, episode, terms.dub)
        one = found or await self.discussions.open(
            guild, show, episode, host=host, channel=ChannelId(venue.id), terms=terms
        )
        return SimpleNamespace(discussion=await self.complete(one)), found is None

    async def finish(self, begun: Discussion, venue: Any, t: Any) -> Any:
        one = await self.discussions.get(begun.guild, begun.id)
        return SimpleNamespace(discussion=await self.complete(one) if one.open else one)

    async def complete(self, one: Discussion) -> Discussion:
        self.perhaps()
        if one.message is None:
            if self.refuses:
                raise PostNotTaken(channel="#here")
            if one.key not in self.posts:
                last = one.through or one.episode or 0
                self.posts[one.key] = Post(
                    one.guild, one.show, one.episode or 0, last, self.clock.at, one.role
                )
                self.perhaps()
            message = MessageId(one.guild * 100_000 + one.id)
            one = await self.discussions.sent(one, one.channel, message)
            self.perhaps()
        if self.refuses or self.chance.random() < 0.02:
            raise PartNotTaken(link="here", what="the thread")
        if one.thread is None:
            one = await self.discussions.threaded(one, ChannelId(one.message or 0))
        one = await self.discussions.reactions_ready(one)
        self.perhaps()
        return one


@dataclass
class Year:
    """The bot over one database, and what happens outside."""

    db: Database
    plan: Plan
    shows: Shows
    clock: Clock = field(default_factory=Clock)
    timetable: Timetable = field(default_factory=Timetable)
    restarts: int = 0

    def __post_init__(self) -> None:
        self.discord = Discord(self.clock, random.Random(self.plan.seed))
        self.asked_at: list[datetime] = []
        self.rounds = 0

    async def start(self) -> None:
        """The services anew, over the same database."""
        clock = self.clock
        settings = ServerSettings(SettingsStore(self.db), clock)
        await settings.load()
        discussions = Discussions(DiscussionsStore(self.db), self.shows, settings, clock)
        store = AiringStore(self.db)
        on = Programme(store, discussions, self.shows, settings, self, clock)
        self.airings = Airings(store, on, self.shows, settings, clock)
        self.settings = settings
        self.discord.discussions = discussions
        client = MagicMock(spec=discord.Client)
        self.guilds = {guild: _guild(guild) for guild in (1, 2, 3)}
        client.get_guild = self.guilds.get
        board: Any = self.discord
        self.on_air = OnAir(
            client, on, self.airings, self.shows, settings, board, clock, lambda _: ENGLISH
        )
        on.begin()

    async def schedules(self, *asked: Any) -> Any:
        self.asked_at.append(self.clock.at)
        return await self.timetable.schedules(*asked)

    async def watched(self, ids: Any) -> Any:
        self.asked_at.append(self.clock.at)
        return await self.timetable.watched(ids)

    def tell(self, at: datetime) -> None:
        """AniList says what it says at that instant."""
        self.timetable.airs = {show: {} for show in self.plan.shows}
        for airs in self.plan.slots:
            self.timetable.airs[airs.show] |= airs.airs(at)
        self.timetable.down = any(b <= at < e for b, e in self.plan.silent)
        self.discord.refuses = any(b <= at < e for b, e in self.plan.refusing)

    async def follow(self, one: Follow) -> None:
        who = Caller(guild=GuildId(one.guild), user=ADMIN, manages_server=True)
        show = self.shows.get(ShowId(f"anilist/{one.show}"))
        await self.airings.follow(
            who, show, channel=ChannelId(one.guild), role=ROLE if one.guild == 1 else None,
            delay=int(one.delay / MINUTE),
        )  # fmt: skip

    async def run(self) -> None:
        """From one thing that is due to the next."""
        plan, end = self.plan, START + YEAR
        happens = {START, end}
        happens |= {v.said for airs in plan.slots for v in airs.versions}
        happens |= {at for span in (*plan.silent, *plan.refusing, *plan.down) for at in span}
        happens |= {one.since for one in plan.follows}
        story = sorted(at for at in happens if at <= end)
        to_follow = sorted(plan.follows, key=lambda one: one.since)
        await self.start()
        was_down = False
        while story:
            wait = None if was_down else await self.on_air._wait()
            due = self.clock.at + timedelta(seconds=max(wait or 0, 0)) if wait is not None else end
            if story[0] <= due:
                self.clock.at = max(self.clock.at, story.pop(0))
                self.tell(self.clock.at)
                down = any(b <= self.clock.at < e for b, e in plan.down)
                if was_down and not down:
                    await self.start()
                was_down = down
                while to_follow and to_follow[0].since <= self.clock.at:
                    await self.follow(to_follow.pop(0))
                continue
            self.clock.at = due
            self.rounds += 1
            try:
                await self.on_air.tick()
            except Crash:
                await self.start()


def _guild(number: int) -> Any:
    channel = MagicMock(spec=discord.TextChannel, id=number, mention="#here")
    channel.permissions_for.return_value = discord.Permissions.all()
    guild = MagicMock(id=number, unavailable=False)
    channel.guild = guild
    guild.get_channel = lambda _: channel
    return guild


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "kanso.db")
    try:
        await opened._writer.execute("PRAGMA synchronous = OFF")
        yield opened
    finally:
        await opened.close()


async def through(year: Year) -> None:
    """The year as it is, held against what must have come of it."""
    await year.run()
    plan, posts = year.plan, list(year.discord.posts.values())
    on = Counter((p.guild, p.show, e) for p in posts for e in range(p.first, p.last + 1))
    assert max(on.values()) == 1, "an episode was opened twice"
    found = {(p.guild, p.show, e): p for p in posts for e in range(p.first, p.last + 1)}
    fates: Counter[Fate] = Counter()
    wrong: list[str] = []
    for follow in plan.follows:
        for expected in plan.expected(follow):
            fates[expected.fate] += 1
            wrong += _wrong(follow, expected, found)
    assert wrong == [], f"{len(wrong)} of {fates}: " + "\n".join(wrong[:10])
    assert fates[Fate.OPENED] > 8 * len(plan.follows)
    assert fates[Fate.EITHER] < 0.06 * fates.total(), fates
    known = {
        (f.guild, ShowId(f"anilist/{f.show}"), n)
        for f in plan.follows
        for airs in plan.slots
        if airs.show == f.show
        for n in airs.episodes
    }
    assert on.keys() <= known, "what nobody follows was opened"
    assert {p.role for p in posts if p.guild == 1} == {ROLE}
    assert {p.role for p in posts if p.guild != 1} == {None}
    _assert_few(year.asked_at)


def _wrong(
    follow: Follow, expected: Expected, found: dict[tuple[int, ShowId, int], Post]
) -> list[str]:
    airs, show = expected.airs, ShowId(f"anilist/{follow.show}")
    posts = [found.get((follow.guild, show, n)) for n in airs.episodes]
    name = f"{follow} {airs}"
    match expected.fate:
        case Fate.PASSED:
            return [f"{name}: {posts}, none was to come"] if any(posts) else []
        case Fate.EITHER:
            return []
    one = posts[0]
    if one is None or any(post is not one for post in posts):
        return [f"{name}: {posts}, one post was to come by {expected.latest}"]
    if not expected.earliest <= one.at <= expected.latest:
        return [f"{name}: {one.at}, not {expected.earliest} to {expected.latest}"]
    return []


def _assert_few(asked: list[datetime]) -> None:
    """At most a few requests in any minute, whatever happens."""
    first = 0
    for last, at in enumerate(asked):
        while at - asked[first] > MINUTE:
            first += 1
        assert last - first < 15, f"{last - first + 1} requests within a minute of {at}"


def catalogued() -> Shows:
    return Shows(catalogue.opened(Path("none"), Config().catalogue))


def numbers(shows: Shows) -> list[int]:
    """Series that AniList lists, by its numbers."""
    every = (show for show in shows.suggest("", adult=False, limit=400))
    found = [s.anilist for s in every if s.anilist and s.format is not Format.MOVIE]
    assert len(found) >= SHOWS
    return found[:SHOWS]


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Schedules are asked for less often than the bot does, which saves the test its time."""
    monkeypatch.setattr(programme, "EVERY", ASKED_EVERY)
    monkeypatch.setattr(programme, "TOLD_EVERY", 30 * DAY)


async def test_a_year_with_40_shows(db: Database, seldom: None) -> None:
    shows = catalogued()
    year = Year(db, Plan(1, numbers(shows), ASKED_EVERY), shows)
    await through(year)
    assert year.discord.crashes > 20


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2, 22))
async def test_twenty_years_more(db: Database, seed: int) -> None:
    shows = catalogued()
    await through(Year(db, Plan(seed, numbers(shows), programme.EVERY), shows))
