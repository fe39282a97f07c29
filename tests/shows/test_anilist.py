"""Asking AniList: once for all who ask, within its limits, through everything that goes wrong."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.db import Database
from bot.errors import DatabaseBusy, SourceDown
from bot.ids import ShowId
from bot.shows.anilist import LARGEST_ANSWER, AniList
from bot.shows.budget import Budget, Priority
from bot.shows.models import Held, Season, Status
from bot.shows.source import Source
from bot.shows.store import Fetched, ShowFacts
from tests.anilist import FRIEREN, NOT_FOUND, SWITCHED_OFF, TOO_MANY, AniListServer, media, serving

ID = ShowId("anilist/154587")


@dataclass
class HandClock:
    """Stands still until it is put forward."""

    at: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@dataclass
class Desk:
    """AniList as the bot has it, with the server behind it, the clock and the cache."""

    server: AniListServer
    http: aiohttp.ClientSession
    db: Database
    clock: HandClock = field(default_factory=HandClock)
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.facts = ShowFacts(self.db, "AniList")
        self.anilist = self.open()

    def open(self, **options: Any) -> AniList:
        return AniList(
            self.http, self.facts, self.clock, url=self.server.url, sleep=self.sleep, **options
        )

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.pass_(seconds=seconds)

    async def settled(self) -> None:
        """Everything behind has come to its end."""
        await asyncio.gather(*self.anilist._flights.values(), return_exceptions=True)
        await asyncio.sleep(0)

    async def held(self) -> Held:
        held = await self.anilist.held(ID)
        assert held
        return held


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        server, http = await stack.enter_async_context(serving())
        db = await Database.open(tmp_path / "kanso.db")
        stack.push_async_callback(db.close)
        opened = Desk(server, http, db)
        yield opened
        await opened.anilist.close()


async def test_a_show_with_its_source_and_age(desk: Desk) -> None:
    source: Source = desk.anilist
    held = await source.held(ID)
    assert held
    assert held.show.title.english == FRIEREN["title"]["english"]
    assert await desk.held() == held
    assert (held.source, held.fetched_at, held.stale) == ("AniList", desk.clock.at, False)
    assert [asked["variables"] for asked in desk.server.asked] == [{"id": 154587}]


async def test_a_show_by_its_mal_id(desk: Desk) -> None:
    held = await desk.anilist.held(ShowId("mal/52991"))
    assert held
    assert held.show.id == ID
    assert [asked["variables"] for asked in desk.server.asked] == [{"mal": 52991}]


@pytest.mark.parametrize(
    "show_id",
    ["anidb/17617", "kitsu/46474", "anilist/", "anilist/x", "anilist/0", "anilist/²",
     "anilist/9999999999", "mal/" + "9" * 5000, "nonsense"],
)  # fmt: skip
async def test_ids_of_others_and_of_nobody_are_not_asked_for(desk: Desk, show_id: str) -> None:
    assert await desk.anilist.held(ShowId(show_id)) is None
    assert desk.server.asked == []


async def test_twenty_at_once_make_one_request(desk: Desk) -> None:
    desk.server.held = asyncio.Event()
    asking = [asyncio.create_task(desk.anilist.held(ID)) for _ in range(20)]
    await desk.server.arrived.wait()
    asking[0].cancel()
    asking[7].cancel()
    await asyncio.wait(asking[:1] + asking[7:8])
    desk.server.held.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(answer) for answer in answers].count(Held) == 18
    assert [type(answer) for answer in answers].count(asyncio.CancelledError) == 2
    assert len(desk.server.asked) == 1


async def test_when_all_have_left_the_answer_is_kept_nevertheless(desk: Desk) -> None:
    desk.server.held = asyncio.Event()
    asking = asyncio.create_task(desk.anilist.held(ID))
    await desk.server.arrived.wait()
    asking.cancel()
    await asyncio.wait([asking])
    desk.server.held.set()
    await desk.settled()
    assert await desk.held()
    assert len(desk.server.asked) == 1


async def test_who_looked_as_a_request_landed_does_not_make_another(desk: Desk) -> None:
    await desk.held()
    fetched = await desk.anilist._flight(ID, Priority.PERSON)
    assert fetched.body
    assert len(desk.server.asked) == 1


@pytest.mark.parametrize(
    ("facts", "fresh", "old"),
    [
        ({"status": "FINISHED"}, timedelta(days=6), timedelta(days=7)),
        ({"status": "CANCELLED"}, timedelta(days=6), timedelta(days=7)),
        ({"status": "RELEASING"}, timedelta(hours=5), timedelta(hours=6)),
        ({"status": "NOT_YET_RELEASED"}, timedelta(hours=5), timedelta(hours=6)),
        ({"status": "SOMETHING_NEW"}, timedelta(hours=5), timedelta(hours=6)),
        (
            {"nextAiringEpisode": {"airingAt": 1_795_266_000, "episode": 3}},
            timedelta(minutes=59),
            timedelta(minutes=60),
        ),
    ],
)
async def test_what_is_old_is_answered_at_once_and_asked_again_behind(
    desk: Desk, facts: dict[str, Any], fresh: timedelta, old: timedelta
) -> None:
    desk.clock.at = datetime.fromtimestamp(1_795_266_000 - 3600, UTC)
    desk.server.body = media(**facts)
    asked_at = desk.clock.at
    await desk.held()
    desk.clock.at = asked_at + fresh
    assert not (await desk.held()).stale
    assert len(desk.server.asked) == 1

    desk.clock.at = asked_at + old
    desk.server.held = asyncio.Event()
    desk.server.body = media(status="FINISHED", episodes=99)
    for _ in range(5):
        held = await desk.held()
        assert (held.stale, held.fetched_at, held.show.episodes) == (True, asked_at, 28)
    desk.server.held.set()
    await desk.settled()
    held = await desk.held()
    assert (held.stale, held.fetched_at, held.show.episodes) == (False, desk.clock.at, 99)
    assert len(desk.server.asked) == 2


async def test_a_clock_that_was_ahead_keeps_nothing_for_ever(desk: Desk) -> None:
    await desk.held()
    desk.clock.pass_(days=-400)
    assert (await desk.held()).stale
    await desk.settled()
    assert not (await desk.held()).stale


async def test_what_is_not_there_is_remembered_for_a_day(desk: Desk) -> None:
    desk.server.status, desk.server.body = 404, NOT_FOUND
    assert await desk.anilist.held(ID) is None
    desk.clock.pass_(hours=23)
    assert await desk.anilist.held(ID) is None
    assert len(desk.server.asked) == 1
    desk.clock.pass_(hours=1)
    desk.server.status, desk.server.body = 200, media()
    assert await desk.held()


async def test_a_media_of_null_without_an_error_is_absent_too(desk: Desk) -> None:
    desk.server.body = {"data": {"Media": None}}
    assert await desk.anilist.held(ID) is None


BROKEN: list[tuple[int, Any]] = [
    (200, b"<html>Just a moment...</html>"),
    (200, b'{"data": {"Media": {"id": 1'),
    (200, b""),
    (200, b"\xff\xfe"),
    (200, b"[]"),
    (200, b"[" * 100_000),
    (200, {"data": None}),
    (200, {"data": {}}),
    (200, {"data": {"Media": 5}}),
    (200, {"data": {"Media": None}, "errors": [{"message": "Internal", "status": 500}]}),
    (200, {"data": {"Media": FRIEREN}, "errors": ["odd"]}),
    (400, {"data": None, "errors": [{"message": "Validation", "status": 400}]}),
    (404, b"<html>404</html>"),
    (404, {"data": {"Media": None}}),
    (301, b""),
    (403, SWITCHED_OFF),
    (403, b"<html>"),
    (429, TOO_MANY),
    (500, {"data": None}),
    (502, b"<html>Bad gateway</html>"),
    (521, b""),
]


@pytest.mark.parametrize(("status", "body"), BROKEN)
async def test_whatever_comes_instead_of_an_answer_the_source_is_down(
    desk: Desk, status: int, body: Any
) -> None:
    desk.server.status, desk.server.body = status, body
    with pytest.raises(SourceDown, match="AniList doesn't answer"):
        await desk.anilist.held(ID)
    desk.server.status, desk.server.body = 200, media()
    with pytest.raises(SourceDown):
        await desk.anilist.held(ID)
    assert len(desk.server.asked) == 1, "it is left alone for a while"
    desk.clock.pass_(minutes=5)
    assert await desk.held()


@pytest.mark.parametrize(("status", "body"), BROKEN)
async def test_and_what_is_held_is_shown_meanwhile(desk: Desk, status: int, body: Any) -> None:
    await desk.held()
    desk.clock.pass_(days=8)
    desk.server.status, desk.server.body = status, body
    for _ in range(3):
        assert (await desk.held()).stale
        await desk.settled()
    assert len(desk.server.asked) == 2
    desk.server.status, desk.server.body = 200, media()
    desk.clock.pass_(minutes=5)
    assert (await desk.held()).stale
    await desk.settled()
    assert not (await desk.held()).stale


async def test_an_answer_cut_short(desk: Desk) -> None:
    desk.server.cut = True
    with pytest.raises(SourceDown):
        await desk.anilist.held(ID)


async def test_an_answer_without_end_is_not_read_to_it(desk: Desk) -> None:
    desk.server.body = b" " * (LARGEST_ANSWER + 1)
    with pytest.raises(SourceDown) as raised:
        await desk.anilist.held(ID)
    assert "bytes" in str(raised.value.__cause__)


async def test_no_answer_in_time(desk: Desk) -> None:
    desk.server.held = asyncio.Event()
    anilist = desk.open(timeout=0.02)
    with pytest.raises(SourceDown):
        await anilist.held(ID)
    desk.server.held.set()


async def test_nobody_at_that_address(desk: Desk, unused_tcp_port: int) -> None:
    desk.server.url = f"http://127.0.0.1:{unused_tcp_port}/"
    with pytest.raises(SourceDown):
        await desk.open().held(ID)


async def test_after_the_session_is_closed(desk: Desk) -> None:
    await desk.http.close()
    with pytest.raises(SourceDown):
        await desk.anilist.held(ID)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": "20"}, 20),
        ({"X-RateLimit-Reset": "1795262520"}, 120),
        ({"Retry-After": "-1", "X-RateLimit-Remaining": "many"}, 60),
    ],
)
async def test_a_429_locks_everything_for_as_long_as_it_says(
    desk: Desk, headers: Mapping[str, str], seconds: int
) -> None:
    desk.clock.at = datetime.fromtimestamp(1_795_262_400, UTC)
    desk.server.status, desk.server.body, desk.server.headers = 429, TOO_MANY, headers
    with pytest.raises(SourceDown):
        await desk.anilist.held(ID)
    desk.server.status, desk.server.body = 200, media()
    desk.clock.pass_(seconds=seconds - 3)
    with pytest.raises(SourceDown):
        await desk.anilist.studio("MADHOUSE")
    assert len(desk.server.asked) == 1
    desk.clock.pass_(seconds=2)
    assert await desk.held()
    assert desk.slept == [pytest.approx(1)]


async def test_a_person_waits_for_a_turn_of_two_seconds_and_no_longer(desk: Desk) -> None:
    desk.anilist = desk.open(budget=Budget(3, burst=1))
    for number in (1, 2, 3):
        assert await desk.anilist.held(ShowId(f"anilist/{number}"))
    assert desk.slept == [pytest.approx(2), pytest.approx(2)]
    with pytest.raises(SourceDown):
        await desk.anilist.held(ShowId("anilist/4"))
    assert len(desk.server.asked) == 3


async def test_a_lock_that_came_during_the_wait_holds(desk: Desk) -> None:
    budget = Budget(25, burst=1)

    async def sleep(seconds: float) -> None:
        budget.learn(desk.clock.at.timestamp(), 429, {"Retry-After": "60"})
        await desk.sleep(seconds)

    anilist = AniList(
        desk.http, desk.facts, desk.clock, url=desk.server.url, budget=budget, sleep=sleep
    )
    assert await anilist.held(ID)
    with pytest.raises(SourceDown):
        await anilist.held(ShowId("anilist/2"))
    assert len(desk.server.asked) == 1


async def test_refreshing_never_takes_what_people_need(desk: Desk) -> None:
    budget = Budget(12, burst=100, reserve=10)
    for number in range(1, 7):
        await desk.facts.put(
            ShowId(f"anilist/{number}"),
            Fetched(body=FRIEREN, at=desk.clock.at - timedelta(days=20)),
        )
    desk.anilist = desk.open(budget=budget)
    for number in range(1, 7):
        held = await desk.anilist.held(ShowId(f"anilist/{number}"))
        assert held
        assert held.stale
    await desk.settled()
    assert len(desk.server.asked) == 2
    assert budget.left(desk.clock.at.timestamp()) == 10


async def test_a_cache_that_fails_fails_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def busy(*_: object) -> None:
        raise DatabaseBusy

    async def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(desk.facts, "get", busy)
    monkeypatch.setattr(desk.facts, "put", full)
    with caplog.at_level(logging.WARNING):
        assert await desk.held()
    assert "couldn't be read" in caplog.text
    assert "disk is full" in caplog.text


async def test_closing_ends_what_is_under_way(desk: Desk) -> None:
    desk.server.held = asyncio.Event()
    asking = asyncio.create_task(desk.anilist.held(ID))
    await desk.server.arrived.wait()
    await desk.anilist.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not desk.anilist._flights
    desk.server.held.set()


async def test_what_airs_on_a_day(desk: Desk) -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    at = int(start.timestamp())
    desk.server.body = {
        "data": {
            "Page": {
                "pageInfo": {"hasNextPage": True},
                "airingSchedules": [{"airingAt": at, "episode": 8, "media": FRIEREN}],
            }
        }
    }
    page = await desk.anilist.airing(start, start + timedelta(days=1))
    assert page.more
    assert [(one.at, one.episode, one.show.id) for one in page.airings] == [(start, 8, ID)]
    assert desk.server.asked[0]["variables"] == {"after": at - 1, "before": at + 86_400, "page": 1}


async def test_a_season_and_a_choice(desk: Desk) -> None:
    desk.server.body = {"data": {"Page": {"pageInfo": None, "media": [FRIEREN]}}}
    page = await desk.anilist.season(Season.FALL, 2023, 2)
    assert ([show.id for show in page.shows], page.more) == ([ID], False)
    await desk.anilist.choice(genre="Drama", years=(2010, 2019), episodes=(1, 13))
    await desk.anilist.choice()
    assert [asked["variables"] for asked in desk.server.asked] == [
        {"season": "FALL", "year": 2023, "page": 2},
        {
            "page": 1, "genre": "Drama", "from": 20100000, "to": 20200000,
            "longer": 0, "shorter": 14,
        },
        {"page": 1},
    ]  # fmt: skip


async def test_a_character_a_member_of_staff_and_a_studio(desk: Desk) -> None:
    desk.server.body = {"data": {"Character": {"name": {"full": "Fern"}}}}
    character = await desk.anilist.character("fern")
    desk.server.body = {"data": {"Staff": {"name": {"full": "Keiichirou Saitou"}}}}
    person = await desk.anilist.staff("saitou")
    desk.server.body = {"data": {"Studio": {"name": "MADHOUSE"}}}
    studio = await desk.anilist.studio("madhouse")
    assert [found.name for found in (character, person, studio) if found] == [
        "Fern", "Keiichirou Saitou", "MADHOUSE",
    ]  # fmt: skip
    desk.server.status, desk.server.body = 404, {**NOT_FOUND, "data": {"Studio": None}}
    assert await desk.anilist.studio("nobody") is None


async def test_an_unknown_status_keeps_for_hours(desk: Desk) -> None:
    desk.server.body = media(status=None)
    assert (await desk.held()).show.status is Status.UNKNOWN


async def test_the_schedules_of_several_shows(desk: Desk) -> None:
    entry = {"mediaId": 154587, "episode": 5, "airingAt": 1_800_000_000}
    broken = [{**entry, key: None} for key in entry]
    desk.server.body = {
        "data": {
            "Page": {"pageInfo": {"hasNextPage": True}, "airingSchedules": [entry, *broken, None]}
        }
    }
    start = desk.clock.now()
    page = await desk.anilist.schedules([154587, 1], start, start + timedelta(days=1), 2)
    assert page.entries == [(ID, 5, datetime(2027, 1, 15, 8, tzinfo=UTC))]
    assert page.more
    (asked,) = desk.server.asked
    after = int(start.timestamp())
    assert asked["variables"] == {
        "ids": [154587, 1], "after": after - 1, "before": after + 86_400, "page": 2,
    }  # fmt: skip
