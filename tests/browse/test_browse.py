"""`/airing`, `/season`, `/random` as members use them, against an AniList on loopback."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.clock import to_epoch
from bot.ids import ShowId
from bot.ui import answer as answer_module
from tests.anilist import FRIEREN, AniListServer, media, serving
from tests.world import World

HOUR = 3600
ZERO_WIDTH = "\u200b"


@pytest.fixture
async def anilist() -> AsyncIterator[AniListServer]:
    async with serving() as (server, _):
        yield server


@pytest.fixture
async def told(tmp_path: Path, anilist: AniListServer) -> AsyncIterator[World]:
    """A server whose bot asks that AniList."""
    async with World.open(tmp_path, anilist=anilist.url) as opened:
        yield opened


def show(number: int, **facts: Any) -> dict[str, Any]:
    title = {"romaji": f"Show {number}", "english": None, "native": None}
    return {**FRIEREN, "id": number, "idMal": None, "title": title, **facts}


def page(shows: list[dict[str, Any]], *, more: bool = False) -> dict[str, Any]:
    return {"data": {"Page": {"pageInfo": {"hasNextPage": more}, "media": shows}}}


def schedule(*airings: tuple[datetime, int | None, dict[str, Any]]) -> dict[str, Any]:
    entries = [
        {"airingAt": to_epoch(at), "episode": episode, "media": known}
        for at, episode, known in airings
    ]
    return {"data": {"Page": {"pageInfo": {"hasNextPage": False}, "airingSchedules": entries}}}


def today(world: World) -> datetime:
    return world.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def at(moment: datetime) -> str:
    return f"<t:{to_epoch(moment)}:t>"


async def test_a_day_by_the_hour_leads_to_the_shows(told: World, anilist: AniListServer) -> None:
    day = today(told)
    six, eight = day + timedelta(hours=6), day + timedelta(hours=8)
    anilist.body = schedule(
        (six, 5, show(1)),
        (eight, None, show(2, title={"romaji": "**@everyone**"})),
        (eight, 3, show(3, isAdult=True)),
        (eight, 6, show(1)),
    )
    mia = told.member("Mia")
    seen = await mia.slash("airing")
    assert not seen.private
    assert "## Thursday, 1 January 2026" in seen.text
    assert "UTC" in seen.text
    assert f"{at(six)} **Show 1** · episode 5" in seen.text
    assert rf"{at(eight)} **\*\*@{ZERO_WIDTH}everyone\*\***" in seen.text
    assert "Show 3" not in seen.text
    assert f"AniList, <t:{to_epoch(told.clock.now())}:R>" in seen.text
    (select,) = seen.selects
    assert [option["value"] for option in select["options"]] == ["anilist/1", "anilist/2"]
    assert anilist.asked[0]["variables"] == {
        "after": to_epoch(day) - 1,
        "before": to_epoch(day) + 24 * HOUR,
        "page": 1,
    }
    anilist.body = media()
    card = await mia.choose(seen, "anilist/1")
    assert card.private
    assert "28 episodes" in card.text


@pytest.mark.parametrize(
    ("day", "date"),
    [
        ("today", "Thursday, 1 January 2026"),
        ("tomorrow", "Friday, 2 January 2026"),
        ("thursday", "Thursday, 1 January 2026"),
        ("wednesday", "Wednesday, 7 January 2026"),
    ],
)
async def test_a_day_by_its_name(told: World, anilist: AniListServer, day: str, date: str) -> None:
    anilist.body = schedule()
    seen = await told.member("Mia").slash("airing", day=day, private=True)
    assert seen.private
    assert f"## {date}\n" in seen.text
    assert "Nothing airs that day." in seen.text
    assert not seen.selects


async def test_shows_for_adults_air_in_age_restricted_channels(
    told: World, anilist: AniListServer
) -> None:
    anilist.body = schedule((today(told), 3, show(3, isAdult=True)))
    mia = told.member("Mia")
    assert "Nothing airs that day." in (await mia.slash("airing")).text
    told.age_restrict(told.general)
    assert "Show 3" in (await mia.slash("airing")).text
    assert len(anilist.asked) == 1


async def test_a_days_pages_turn_after_a_restart(told: World, anilist: AniListServer) -> None:
    day = today(told)
    anilist.body = schedule(*((day + timedelta(minutes=n), n, show(n)) for n in range(1, 25)))
    mia, ben = told.member("Mia"), told.member("Ben")
    first = await mia.slash("airing")
    assert "Page 1 of 3" in first.text
    assert "Show 10" in first.text
    assert "Show 11" not in first.text
    await told.restart()
    second = await ben.click(first, "airing:1:2026-01-01:UTC:1")
    assert second.private, "nobody turns the page that others read"
    assert "Show 11**" in second.text
    third = await ben.click(second, "▶")
    assert third.message.id == second.message.id, "what one alone sees is turned in place"
    assert "Page 3 of 3" in third.text
    assert "Show 24" in third.text
    assert third.buttons == ["◀"]


async def test_a_long_day_is_asked_for_to_its_end(told: World, anilist: AniListServer) -> None:
    anilist.body = schedule((today(told), 1, show(1)))
    anilist.body["data"]["Page"]["pageInfo"]["hasNextPage"] = True
    await told.member("Mia").slash("airing")
    assert [asked["variables"]["page"] for asked in anilist.asked] == [1, 2, 3, 4]


async def test_where_anilist_is_down_an_earlier_list_is_shown_with_its_age(
    told: World, anilist: AniListServer
) -> None:
    anilist.body = schedule((today(told), 1, show(1)))
    mia = told.member("Mia")
    began = told.clock.now()
    await mia.slash("airing")
    anilist.status = 500
    await told.advance(12 * 60)
    seen = await mia.slash("airing")
    assert len(anilist.asked) == 1
    assert f"AniList, <t:{to_epoch(began)}:R>" in seen.text
    assert "doesn't answer" not in seen.text
    await told.advance(6 * 60)
    seen = await mia.slash("airing")
    assert len(anilist.asked) == 2
    assert "Show 1" in seen.text
    assert "AniList doesn't answer right now." in seen.text
    assert f"AniList, <t:{to_epoch(began)}:R>" in seen.text


async def test_where_anilist_is_down_what_it_announced_is_shown(
    told: World, anilist: AniListServer
) -> None:
    mia, coming = told.member("Mia"), today(told) + timedelta(hours=20)
    upcoming = {"airingAt": to_epoch(coming), "episode": 7}
    later = {"airingAt": to_epoch(coming + timedelta(days=1)), "episode": 7}
    for number, following in ((1, upcoming), (2, None), (3, later)):
        anilist.body = {
            "data": {"Media": show(number, status="RELEASING", nextAiringEpisode=following)}
        }
        await told.bot.app.shows.card(ShowId(f"anilist/{number}"), adult=False)
    await told.advance(60)
    asked, moved = told.clock.now(), coming + timedelta(hours=1)
    anilist.body = {
        "data": {"Media": show(1, nextAiringEpisode={"airingAt": to_epoch(moved), "episode": 7})}
    }
    await told.bot.app.shows.card(ShowId("mal/77"), adult=False)
    anilist.status = 500
    await told.restart()
    seen = await mia.slash("airing")
    assert "AniList can't be reached. What I know of:" in seen.text
    assert f"{at(moved)} **Show 1** · episode 7" in seen.text
    assert at(coming) not in seen.text
    assert "Show 2" not in seen.text
    assert "Show 3" not in seen.text
    assert f"AniList, <t:{to_epoch(asked)}:R>" in seen.text
    nothing = await mia.slash("airing", day="saturday")
    assert "AniList can't be reached. I know of nothing then. There may be more." in nothing.text


async def test_where_anilist_is_not_asked_an_empty_list_says_why(world: World) -> None:
    mia = world.member("Mia")
    empty = await mia.slash("airing")
    assert "comes from AniList, and this bot doesn't ask it. /season lists" in empty.text
    empty = await mia.slash("season", year=1941, season="fall")
    assert "Of that season I hold no show. Newer ones come from AniList" in empty.text
    seen = await mia.slash("season", year=2018, season="winter")
    assert "## Winter 2018\nWhat I know of:" in seen.text
    assert "**A Place Further Than the Universe** · TV · 13 episodes · Madhouse" in seen.text
    assert "Kansō's catalogue, checked 20 November 2026" in seen.text
    assert "AniList" not in seen.text
    assert not seen.private


async def test_a_season_a_page_at_a_time(told: World, anilist: AniListServer) -> None:
    shows = [show(n, isAdult=n == 2, studios=None) for n in range(1, 51)]
    anilist.body = page(shows, more=True)
    mia = told.member("Mia")
    seen = await mia.slash("season")
    assert "## Winter 2026" in seen.text
    assert "**Show 1** · TV · 28 episodes" in seen.text
    assert "Show 2**" not in seen.text
    assert "Page 1\n" in seen.text
    assert anilist.asked[0]["variables"] == {"season": "WINTER", "year": 2026, "page": 1}
    for number in range(2, 6):
        seen = await mia.click(seen, "▶")
        assert f"Page {number}\n" in seen.text
    assert len(anilist.asked) == 1
    anilist.body = page([show(51)])
    seen = await mia.click(seen, "▶")
    assert "Page 6 of 6" in seen.text
    assert "Show 51" in seen.text
    assert seen.buttons == ["◀"]
    assert [asked["variables"]["page"] for asked in anilist.asked] == [1, 2]


async def test_a_slow_source_is_waited_for_in_the_open_and_alone(
    told: World, anilist: AniListServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past `AT_ONCE` Discord is told that an answer comes; a page then comes to who pressed."""
    monkeypatch.setattr(answer_module, "AT_ONCE", 0)
    anilist.body = page([show(n) for n in range(1, 25)])
    mia = told.member("Mia")
    first = await mia.slash("season")
    assert not first.private
    second = await mia.click(first, "▶")
    assert second.private
    assert "Show 11" in second.text
    third = await mia.click(second, "▶")
    assert third.private
    assert "Show 24" in third.text
    refused = await mia.slash("season", year=2050)
    assert "I know seasons from" in refused.text


async def test_a_season_of_another_year_and_none_beyond_what_is_known(
    told: World, anilist: AniListServer
) -> None:
    anilist.body = page([])
    mia = told.member("Mia")
    seen = await mia.slash("season", year=1940, season="fall", private=True)
    assert seen.private
    assert "## Fall 1940" in seen.text
    assert "No show of that season is known yet." in seen.text
    assert "## Winter 2028" in (await mia.slash("season", year=2028)).text
    refused = await mia.slash("season", year=2029)
    assert refused.private
    assert "I know seasons from 1940 to 2028." in refused.text


async def test_a_season_where_anilist_is_down(told: World, anilist: AniListServer) -> None:
    anilist.status = 500
    seen = await told.member("Mia").slash("season", year=2018, season="winter")
    assert "AniList can't be reached. What I know of:" in seen.text
    assert "Violet Evergarden" in seen.text


async def test_something_by_chance_and_another(told: World, anilist: AniListServer) -> None:
    told.bot.app.browse.chance = Random(7)
    unfit = [show(2, format="MUSIC"), show(3, isAdult=True), show(4, format="MOVIE")]
    anilist.body = page([show(1), *unfit, show(5, episodes=12)])
    mia = told.member("Mia")
    seen = await mia.slash("random", genre="drama", year="2020s", length="long")
    listed, card = (asked["variables"] for asked in anilist.asked)
    assert listed.pop("page") in range(1, 5)
    assert listed == {
        "genre": "Drama",
        "from": 20200000,
        "to": 20300000,
        "longer": 26,
        "shorter": 65536,
    }
    assert card == {"id": 1}, "the only one that fits"
    assert not seen.private


async def test_another_is_another_also_after_a_restart(told: World, anilist: AniListServer) -> None:
    mia = told.member("Mia")
    anilist.status = 500
    seen = await mia.slash("random")
    anilist.status, anilist.body = 200, page([show(1), show(6)])
    await told.restart()
    anilist.asked.clear()
    await mia.forge(seen, "another:1:Drama:2020:2029:long:anilist/1")
    assert anilist.asked[-1]["variables"] == {"id": 6}


async def test_what_is_held_is_chosen_from_where_nobody_answers(
    told: World, anilist: AniListServer
) -> None:
    anilist.status = 500
    mia = told.member("Mia")
    seen = await mia.slash("random", genre="Sports", private=True)
    assert seen.private
    assert "AniList doesn't answer right now." in seen.text
    for _ in range(6):
        before = seen.text.split("\n")[0]
        seen = await mia.click(seen, "Another")
        assert "**Genres**" in seen.text
        assert "Sports" in seen.text
        assert seen.text.split("\n")[0] != before


async def test_where_anilist_tells_a_list_but_no_card_what_is_held_is_chosen(
    told: World, anilist: AniListServer
) -> None:
    anilist.body = page([show(999_999)])
    seen = await told.member("Mia").slash("random")
    assert "Show 999999" not in seen.text
    assert "AniList doesn't answer right now." in seen.text


async def test_a_show_that_its_source_now_calls_adult_is_passed_over(
    told: World, anilist: AniListServer
) -> None:
    told.bot.app.browse.chance = Random(1)
    anilist.body = {"data": {**page([show(1)])["data"], "Media": show(1, isAdult=True)}}
    mia = told.member("Mia")
    seen = await mia.slash("random", genre="Sports", year="1917")
    assert "I know no finished show that fits all of that." in seen.text
    told.age_restrict(told.general)
    assert "## Show 1" in (await mia.slash("random", genre="Sports", year="1917")).text


async def test_chance_begins_at_the_beginning(world: World) -> None:
    shows, mia = world.bot.app.shows, world.member("Mia")
    for number in range(12):
        world.bot.app.browse.chance = Random(number)
        card = await mia.slash("random", genre="Action", year="2010s")
        assert not any("Start with" in label for label in card.buttons)
    late = await mia.slash("random", genre="Action", year="2026")
    assert "Season 3 of 3" in late.text, "nothing else of that year fits"
    assert shows.begins(ShowId("anilist/999999"))
    first = await mia.click(late, "Start with JUJUTSU KAISEN")
    assert first.private
    assert first.text.startswith("## JUJUTSU KAISEN\n")


async def test_of_popular_shows_the_first_season_is_taken(
    told: World, anilist: AniListServer
) -> None:
    told.bot.app.browse.chance = Random(3)
    anilist.body = page([show(145064), show(113415)])  # season 2 and season 1 of one show
    await told.member("Mia").slash("random")
    assert anilist.asked[-1]["variables"] == {"id": 113415}


async def test_nothing_fits(world: World) -> None:
    mia = world.member("Mia")
    nothing = await mia.slash("random", genre="Sports", year="1950")
    assert nothing.private
    assert "I know no finished show that fits all of that." in nothing.text
    only = await mia.slash("random", genre="Sports", year="2016")
    again = await mia.click(only, "Another")
    assert again.private
    assert "I know no other show that fits all of that." in again.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"year": "95"}, "Write one as 1998, several as 1990-1999, or a decade as 1990s."),
        ({"year": "1995s"}, "I can't read “1995s”"),
        ({"year": "1999-1990"}, "I can't read"),
        ({"year": "0000-9999"}, "I can't read"),
        ({"year": "２０２０"}, "I can't read"),
        ({"genre": "@everyone"}, "I hold no genre “@\u200beveryone”. There is Action, "),
    ],
)
async def test_a_wish_that_cant_be_read_is_refused_in_words(
    world: World, options: dict[str, str], words: str
) -> None:
    seen = await world.member("Mia").slash("random", **options)
    assert seen.private
    assert words in seen.text


async def test_genres_are_offered(world: World) -> None:
    mia = world.member("Mia")
    offered = await mia.complete("random", "genre", "MA")
    assert list(offered) == ["Drama", "Mahou Shoujo", "Romance"]
    assert "Sci-Fi" in await mia.complete("random", "genre", "")
    assert await mia.complete("random", "genre", "@everyone") == {}


async def test_forged_buttons_are_refused_in_words(told: World, anilist: AniListServer) -> None:
    anilist.body = page([])
    mia = told.member("Mia")
    seen = await mia.slash("season")
    for forged in (
        "airing:1:tomorrow:UTC:0",
        "airing:1:9999-12-31:UTC:0",
        "airing:1:1999-12-31:UTC:0",
        "airing:1:2026-01-01:Mars:0",
        "airing:1:2026-01-01:../../etc/passwd:0",
        "season:1:autumn:2020:0",
        "season:1:fall:99999999999:0",
        "season:1:fall:2020:x",
        "another:1:Nothing:0:0::anilist/1",
        "another:1::0:99999::anilist/1",
        "another:1::2000:1990::anilist/1",
        "another:1::0:0:endless:anilist/1",
    ):
        answer = await mia.forge(seen, forged)
        assert answer.private
        assert "##" not in answer.text
    asked = len(anilist.asked)
    for far in ("airing:1:2026-01-01:UTC:999999999999", "season:1:fall:2020:999999999999"):
        assert "##" in (await mia.forge(seen, far)).text
    assert all(a["variables"]["page"] < 100 for a in anilist.asked[asked:])


@pytest.mark.parametrize("command", ["airing", "season", "random"])
async def test_in_direct_messages_nothing_of_a_server_is_there(world: World, command: str) -> None:
    seen = await world.member("Mia").slash_alone(command)
    assert "##" in seen.text
    assert "Reviews" not in seen.buttons
