"""Years of watching on a clock of their own: what is found, when, and who is told, each once."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import aiohttp
import discord
import pytest
from discord.components import _component_factory

from bot.config import Config
from bot.db import Database
from bot.errors import DatabaseBusy
from bot.ids import ChannelId, GuildId, QuestionId, ShowId, UserId
from bot.renewals import watch, watch_board, watcher
from bot.renewals.board import Board
from bot.renewals.follows import Following, Follows
from bot.renewals.models import State, Status
from bot.renewals.service import Renewals
from bot.renewals.store import RenewalsStore
from bot.renewals.watch import Urgency
from bot.renewals.watch_board import ENGLISH, Lookout
from bot.renewals.watch_store import Target, Trouble, WatchStore
from bot.renewals.watch_views import following_card
from bot.renewals.watcher import Source, Watch
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.settings.store import SettingsStore
from bot.shows import catalogue
from bot.shows.anilist import AniList
from bot.shows.service import Shows
from bot.shows.store import ShowFacts
from bot.text import Text
from tests.anilist import HEADERS, serving
from tests.renewals.watching import HERO_MASK, HERO_MASK_2, Records, date, hero_mask, named

ROOT = ShowId(f"anilist/{HERO_MASK}")
FRIEREN, FRIEREN_2 = 154587, 182255
THIRD, SECOND_COUR, JOURNEY = 900_003, 900_004, 900_005
ASKING, TRUSTING = GuildId(10), GuildId(20)
NEWS_CHANNEL = ChannelId(300)
MIA, ADA = UserId(7), UserId(8)


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Post:
    """A place that keeps what was sent there, and by which nonces Discord knows it."""

    place: MagicMock
    clock: Clock
    got: list[tuple[datetime, str]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    fails: Callable[[], Exception | None] = lambda: None
    lost: int = 0
    """How many answers of Discord get lost, with the message sent."""

    def __post_init__(self) -> None:
        self.place.send = self.send
        self.place.history = self.history
        self.messages: list[Any] = []

    async def send(self, *, view: discord.ui.LayoutView, nonce: str) -> Any:
        if error := self.fails():
            raise error
        words = [i.content for i in view.walk_children() if isinstance(i, discord.ui.TextDisplay)]
        assert nonce not in self.nonces, "sent twice"
        self.nonces.add(nonce)
        self.got.append((self.clock.at, words[0]))
        message = MagicMock(id=len(self.got), created_at=self.clock.at)
        message.author.id, message.components = 1, view_parts(view)
        self.messages.append(message)
        if self.lost:
            self.lost -= 1
            raise aiohttp.ServerDisconnectedError
        return message

    async def history(self, *, after: datetime, **_: Any) -> AsyncIterator[Any]:
        if error := self.fails():
            raise error
        for message in self.messages:
            if message.created_at > after:
                yield message

    @property
    def texts(self) -> list[str]:
        return [line for _, words in self.got for line in words.split("\n")]


def view_parts(view: discord.ui.LayoutView) -> list[Any]:
    parts: list[Any] = view.to_components()  # type: ignore[no-untyped-call]
    return [_component_factory(part) for part in parts]


def refusal(status: int, code: int) -> discord.HTTPException:
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError)
    response = MagicMock(status=status, reason="")
    return kind(response, {"code": code, "message": "no"})


@dataclass
class Years:
    """The bot's watching over one database; `story` is what happens outside, and when."""

    db: Database
    records: Records
    clock: Clock = field(default_factory=Clock)
    story: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)
    source: Source | None = None

    def __post_init__(self) -> None:
        self.client = MagicMock(spec=discord.Client)
        self.client.user = MagicMock(id=1)
        self.dm = Post(MagicMock(), self.clock)
        self.channel = Post(MagicMock(spec=discord.TextChannel), self.clock)
        self.channel.place.permissions_for.return_value = discord.Permissions.all()
        self.channel.place.is_nsfw.return_value = False
        self.server = MagicMock(unavailable=False)
        self.server.get_channel.return_value = self.channel.place
        self.client.get_guild.return_value = self.server

        async def create_dm(user: Any) -> Any:
            assert user.id == MIA
            return self.dm.place

        self.client.create_dm = create_dm
        self.restart()

    def restart(self) -> None:
        """The services anew, over the same database."""
        store, watched = RenewalsStore(self.db), WatchStore(self.db)
        shows = Shows(catalogue.opened(self.db.path.with_name("none"), Config().catalogue))
        self.settings = ServerSettings(SettingsStore(self.db), self.clock)
        self.renewals = Renewals(store, shows, self.settings, self.clock, bears=str)
        source = self.source or self.records
        self.watch = Watch(watched, store, self.renewals, shows, self.settings, source, self.clock)
        self.follows = Follows(watched, self.watch, self.renewals, shows, self.settings, self.clock)

        async def members(user: UserId, locale: str | None) -> Text:
            return ENGLISH

        board = Board(self.client, self.renewals, self.clock, lambda _: ENGLISH)
        self.lookout = Lookout(
            self.client, self.watch, self.follows, self.renewals, self.settings, board,
            self.clock, lambda _: ENGLISH, members,
        )  # fmt: skip

    async def follow(self, show: ShowId = ROOT) -> Any:
        by = Caller(guild=ASKING, user=MIA)
        return await self.follows.follow(Target.member(MIA), show, by=by, locale="en-GB")

    def on(self, at: datetime, deed: Callable[[], object]) -> None:
        self.story.append((at, deed))

    async def until(self, end: datetime) -> None:
        """Time goes from one thing that is due to the next."""
        while True:
            wait = await self.lookout._wait()
            due = self.clock.at + timedelta(seconds=max(wait or 0, 0))
            if wait is None or due > end:
                due = end
            while self.story and self.story[0][0] <= due:
                self.clock.at = max(self.clock.at, self.story[0][0])
                done = self.story.pop(0)[1]()
                if hasattr(done, "__await__"):
                    await done
            if due >= end:
                self.clock.at = end
                return
            self.clock.at = max(due, self.clock.at)
            await self.lookout.tick()


@pytest.fixture
async def years(tmp_path: Path) -> AsyncIterator[Years]:
    db = await Database.open(tmp_path / "kanso.db")
    try:
        await db._writer.execute("PRAGMA synchronous = OFF")
        yield Years(db, hero_mask())
    finally:
        await db.close()


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows are looked at less often than the bot does, which saves the test its time."""
    every = {Urgency.AIRING: 12, Urgency.COMING: 18, Urgency.RESTING: 20}
    monkeypatch.setattr(watch_board, "ENROL_EVERY", timedelta(days=7))
    monkeypatch.setattr(watch, "EVERY", {key: timedelta(hours=h) for key, h in every.items()})


async def test_two_years(years: Years, seldom: None) -> None:
    records, clock = years.records, years.clock
    records.put(FRIEREN, title=named("Frieren"))
    records.put(FRIEREN_2, title=named("Frieren Season 2"))
    records.follow(FRIEREN, FRIEREN_2)
    await years.follow()
    await years.follow(ShowId(f"anilist/{FRIEREN}"))
    ada = Caller(guild=TRUSTING, user=ADA, manages_server=True)
    here = Target.channel(TRUSTING, NEWS_CHANNEL)
    await years.follows.follow(here, ROOT, by=ada, locale=None)
    await years.settings.let_renewals_move(TRUSTING, True, by=ADA)
    for guild in (ASKING, TRUSTING):
        await years.renewals.ask(Caller(guild=guild, user=ADA), ROOT)

    changed: list[datetime] = []

    def change(at: datetime, number: int, after: int | None = None, **facts: Any) -> None:
        def deed() -> None:
            records.put(number, **facts)
            if after:
                records.follow(after, number)
            changed.append(clock.at)

        years.on(at, deed)

    def set_(at: datetime, **facts: Any) -> None:
        years.on(at, lambda: vars(records).update(facts))

    closed: list[bool] = []
    down: list[bool] = []
    years.dm.fails = lambda: refusal(503, 0) if down else refusal(403, 50007) if closed else None
    years.channel.fails = lambda: refusal(503, 0) if down else None
    coming = {"format": "ONA", "status": "NOT_YET_RELEASED", "episodes": None}

    set_(on(2027, 1, 31), down=True)
    change(on(2027, 2, 1), THIRD, HERO_MASK_2, **coming, title=named("Hero Mask Season 3"),
           startDate=date(2028), endDate={})  # fmt: skip
    set_(on(2027, 2, 3), down=False)
    change(on(2027, 3, 1), JOURNEY, FRIEREN_2, **{**coming, "format": "TV"},
           title=named("Frieren Season 3"), startDate={}, endDate={})  # fmt: skip
    years.on(on(2027, 4, 20), lambda: closed.append(True))
    change(on(2027, 5, 1), THIRD, startDate=date(2028, 1))
    change(on(2027, 6, 1), JOURNEY, status="CANCELLED")
    change(on(2027, 8, 1), THIRD, startDate=date(2028, 4, 5))
    years.on(on(2027, 8, 10), closed.clear)
    years.on(on(2027, 8, 10), years.follow)
    years.on(on(2027, 10, 1), years.restart)
    change(on(2027, 11, 1), JOURNEY, status="NOT_YET_RELEASED", startDate=date(2029))
    years.on(on(2028, 4, 5), lambda: down.append(True))
    change(on(2028, 4, 6), THIRD, status="RELEASING", episodes=24)
    years.on(on(2028, 4, 8), down.clear)
    change(on(2028, 5, 10), THIRD, status="HIATUS")
    change(on(2028, 5, 20), THIRD, status="RELEASING")
    years.on(on(2028, 6, 1), lambda: setattr(years.dm, "lost", 1))
    change(on(2028, 6, 20), SECOND_COUR, THIRD, **coming,
           title=named("Hero Mask Season 3 Part 2"), startDate=date(2028, 10, 2), endDate={},
           )  # fmt: skip
    change(on(2028, 6, 20), THIRD, episodes=12)
    change(on(2028, 6, 28), THIRD, status="FINISHED", endDate=date(2028, 6, 28))
    change(on(2028, 10, 2), SECOND_COUR, status="RELEASING", episodes=12)
    change(on(2028, 12, 20), SECOND_COUR, status="FINISHED")
    await years.until(on(2029, 1, 21))

    third, second, journey = (
        "**Hero Mask Season 3**",
        "**Hero Mask Season 3 Part 2**",
        "**Frieren Season 3**",
    )
    hero_mask_lines = [
        f"📣 {third} is listed: season 3. It starts: 2028.",
        f"📅 {third} has a date: January 2028.",
        f"📅 {third} is postponed: 5 April 2028, not January 2028.",
        f"📺 {third} has begun.",
        f"🔢 {third} has 24 episodes.",
        f"⏸️ {third} is paused.",
        f"📺 {third} goes on.",
        f"🔢 {third} has 12 episodes, not 24.",
        f"📣 {second} is listed: part 2 of season 3. It starts: 2 October 2028.",
        f"🏁 {third} has ended.",
        "I keep watching for what comes next.",
        f"📺 {second} has begun.",
        f"🔢 {second} has 12 episodes.",
        f"🏁 {second} has ended.",
        "I keep watching for what comes next.",
    ]
    assert years.channel.texts == hero_mask_lines
    assert [line for line in years.dm.texts if "Frieren" not in line] == hero_mask_lines
    assert [line for line in years.dm.texts if "Frieren" in line] == [
        f"📣 {journey} is listed: season 3. It has no date yet.",
        f"🚫 {journey} is cancelled.",
        f"🌱 {journey} is to come after all.",
        f"📅 {journey} has a date: 2029.",
    ]

    rows = await years.db.all("SELECT found_at FROM renewal_news ORDER BY news_id")
    waits = []
    for row, at in zip(rows, sorted(set(changed)), strict=True):
        found_at = datetime.fromtimestamp(row["found_at"], UTC)
        waits.append(found_at - max(at, on(2027, 2, 3)))  # AniList was away until then
    assert max(waits) <= timedelta(hours=24), waits

    pieces = {
        guild: list(await RenewalsStore(years.db).evidence_on(guild, one))  # type: ignore[arg-type]
        for guild, one in ((ASKING, 1), (TRUSTING, 1))
    }
    said = [piece.claim.status for piece in pieces[ASKING]]
    assert said == [Status.ANNOUNCED, Status.DATED, Status.DATED, Status.AIRING,
                    Status.ON_HIATUS, Status.AIRING, Status.AIRING]  # fmt: skip
    assert {piece.state for piece in pieces[ASKING]} == {State.PENDING}
    assert {piece.state for piece in pieces[TRUSTING]} == {State.APPROVED}
    assert {piece.claim.link for piece in pieces[ASKING]} == {f"https://anilist.co/anime/{THIRD}"}
    for guild, status in ((ASKING, Status.UNKNOWN), (TRUSTING, Status.RUMOURED)):
        found = await years.renewals.status(guild, ROOT)
        assert found.question.status is status  # type: ignore[union-attr]


async def test_over_the_wire_through_429s_and_faults(years: Years) -> None:
    """The real adapter, its budget and its queries, against an AniList that refuses at times."""
    async with serving() as (server, http):
        facts = ShowFacts(years.db, "AniList")
        years.source = anilist = AniList(http, facts, years.clock, url=server.url)
        years.restart()
        server.answered = lambda asked: years.records.page(asked["variables"]["ids"])
        start = years.clock.at
        await years.follow()
        await years.until(start + timedelta(hours=1))
        assert [asked["variables"]["ids"] for asked in server.asked] == [[HERO_MASK, HERO_MASK_2]]
        third = {"title": named("Hero Mask Season 3"), "startDate": {}, "endDate": {}}
        years.records.put(THIRD, status="NOT_YET_RELEASED", **third)
        years.records.follow(HERO_MASK_2, THIRD)
        for status in (429, 500, 403, 200):
            server.status = status
            server.headers = {**HEADERS, "Retry-After": "120"} if status == 429 else HEADERS
            if status != 200:
                server.answered = None
            else:
                server.answered = lambda asked: years.records.page(asked["variables"]["ids"])
            before = len(server.asked)
            await years.until(years.clock.at + timedelta(hours=20))
            if status != 200:
                assert 0 < len(server.asked) - before < 150, "it is left alone for a while"
                assert years.dm.texts == []
        assert ["is listed: season 3" in text for text in years.dm.texts] == [True]
        await anilist.close()


def list_third(years: Years, **facts: Any) -> None:
    """A third season appears."""
    third = {"title": named("Hero Mask Season 3"), "startDate": {}, "endDate": {}, **facts}
    years.records.put(THIRD, status="NOT_YET_RELEASED", **third)
    years.records.follow(HERO_MASK_2, THIRD)


async def pass_days(years: Years, days: float) -> None:
    await years.until(years.clock.at + timedelta(days=days))


async def let_the_channel_follow(years: Years) -> None:
    ada = Caller(guild=TRUSTING, user=ADA, manages_server=True)
    here = Target.channel(TRUSTING, NEWS_CHANNEL)
    await years.follows.follow(here, ROOT, by=ada, locale=None)


async def test_what_goes_wrong_inside_is_tried_again(
    years: Years, seldom: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await years.follow()
    await pass_days(years, 0.1)
    list_third(years)
    errors: list[Exception] = [DatabaseBusy(), ValueError("unforeseen")]
    due, trying = years.follows.due, years.follows.trying

    async def stumbling() -> Any:
        if errors:
            raise errors.pop()
        return await due()

    odd = [ValueError("odd")]

    async def odd_once(*args: Any, **kwargs: Any) -> bool:
        if odd:
            raise odd.pop()
        return await trying(*args, **kwargs)

    monkeypatch.setattr(years.follows, "due", stumbling)
    monkeypatch.setattr(years.follows, "trying", odd_once)
    await pass_days(years, 1)
    assert len(years.dm.got) == 1
    for words in ("stumbled and goes on", "The lookout waits", "An announcement stumbled"):
        assert words in caplog.text


async def test_where_the_server_or_a_permission_is_missing_it_is_told_later(
    years: Years, seldom: None
) -> None:
    await let_the_channel_follow(years)
    await pass_days(years, 0.1)
    years.client.get_guild.return_value = None
    list_third(years)
    await pass_days(years, 1)
    years.client.get_guild.return_value = years.server
    years.channel.place.permissions_for.return_value = discord.Permissions.none()
    await pass_days(years, 0.5)
    assert years.channel.got == []
    years.channel.place.permissions_for.return_value = discord.Permissions.all()
    await pass_days(years, 0.5)
    assert len(years.channel.got) == 1


async def test_a_sequel_for_adults_is_told_where_it_may_be(years: Years, seldom: None) -> None:
    await years.follow()
    await let_the_channel_follow(years)
    await pass_days(years, 0.1)
    list_third(years, isAdult=True)
    await pass_days(years, 1)
    assert (years.dm.got, years.channel.got) == ([], [])
    years.channel.place.is_nsfw.return_value = True
    years.records.put(THIRD, startDate=date(2030))
    await pass_days(years, 1)
    assert years.channel.texts == ["📅 **Hero Mask Season 3** has a date: 2030."]
    assert years.dm.got == []


async def test_who_follows_no_longer_is_not_told_what_waited(years: Years, seldom: None) -> None:
    await years.follow()
    await pass_days(years, 0.1)
    years.dm.fails = lambda: aiohttp.ClientConnectionError("cut")
    list_third(years)
    await pass_days(years, 1)
    await years.follows.leave(Target.member(MIA), ROOT)
    years.dm.fails = lambda: None
    await pass_days(years, 1)
    assert years.dm.got == []


async def test_somebody_who_is_gone_from_discord_is_left_alone(years: Years, seldom: None) -> None:
    await years.follow()
    await pass_days(years, 0.1)
    tried = []

    async def nobody(user: Any) -> Any:
        tried.append(user.id)
        if len(tried) == 1:
            raise aiohttp.ClientConnectionError("cut")
        raise refusal(404, 10013)

    years.client.create_dm = nobody
    list_third(years)
    await pass_days(years, 2)
    assert tried == [MIA, MIA]


async def test_however_many_ask_each_gets_it_once(
    years: Years, seldom: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "AT_ONCE", 2)
    monkeypatch.setattr(watch_board, "AT_ONCE", 2)
    guilds = [GuildId(number) for number in range(1, 6)]
    for guild in guilds:
        await years.renewals.ask(Caller(guild=guild, user=ADA), ROOT)
    await pass_days(years, 0.1)
    list_third(years)
    await pass_days(years, 1)
    late = GuildId(6)
    await years.renewals.ask(Caller(guild=late, user=ADA), ROOT)
    await pass_days(years, 1)
    store = RenewalsStore(years.db)
    given = [len(await store.evidence_on(guild, QuestionId(1))) for guild in (*guilds, late)]
    assert given == [1, 1, 1, 1, 1, 0]


async def test_what_anilist_lists_no_longer_and_again_is_no_news(
    years: Years, seldom: None
) -> None:
    await years.follow()
    await pass_days(years, 0.1)
    held = years.records.every.pop(HERO_MASK)
    await pass_days(years, 2)
    years.records.every[HERO_MASK] = held
    years.records.sequels[HERO_MASK] = []
    await pass_days(years, 2)
    years.records.sequels[HERO_MASK] = [HERO_MASK_2]
    await pass_days(years, 2)
    assert years.dm.got == []
    await years.follows.leave(Target.member(MIA), ROOT)
    await years.watch.enrol_all()
    assert await years.watch.count() == 0


async def test_a_channel_that_is_gone_is_noted_and_the_others_are_told(
    years: Years, seldom: None
) -> None:
    await let_the_channel_follow(years)
    await years.follow()
    await pass_days(years, 0.1)
    years.server.get_channel.return_value = None
    list_third(years)
    await pass_days(years, 1)
    assert (len(years.dm.got), years.channel.got) == (1, [])
    listed = await years.follows.following(Caller(guild=TRUSTING, user=ADA))
    assert [one.trouble for one, _ in listed.channels] == [Trouble.GONE]
    card = followed_words(listed)
    assert "⚠️ That channel is gone or hidden from me." in card


async def test_what_discord_refuses_for_a_while_is_told_later(years: Years, seldom: None) -> None:
    await years.follow()
    await pass_days(years, 0.1)
    refusals = [refusal(400, 40003) for _ in range(4)]
    years.dm.fails = lambda: refusals.pop() if refusals else None
    list_third(years)
    await pass_days(years, 1)
    assert len(years.dm.got) == 1


async def test_a_clock_that_was_ahead_stops_nothing_for_long(years: Years, seldom: None) -> None:
    right = years.clock.at
    years.clock.at = right + timedelta(days=400)
    await years.follow()
    await pass_days(years, 0.1)
    years.dm.fails = lambda: refusal(503, 0)
    list_third(years)
    await pass_days(years, 1)
    years.clock.at, years.dm.fails = right, lambda: None
    await pass_days(years, 9)  # the list of what is watched is gone through once a week here
    years.records.put(THIRD, startDate=date(2030))
    await pass_days(years, 2)
    assert len(years.dm.got) == 2


def followed_words(listed: Following) -> str:
    card = following_card(listed, 0, ENGLISH)
    return "\n".join(
        item.content for item in card.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )
