"""What is asked for and tried again, and what is left: the loop over a database alone."""

from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.db import Database
from bot.discussions import airing_board
from bot.discussions.airing_board import CannotGiveRole, RoleAbove, RoleGone, _Away
from bot.discussions.airing_store import Trouble
from bot.discussions.models import ForumAsksForTag, PartForbidden, PostDeleted, PostNotTaken
from bot.errors import ChannelGone, ChannelNotSet, DatabaseBusy, MissingPermission, SourceDown
from bot.ids import GuildId, ShowId, UserId
from bot.settings.models import Caller, DiscussionsOff
from bot.shows.models import NeedsAgeRestriction, ShowNotFound
from tests.discussions import test_year
from tests.discussions.test_year import ADMIN, Year, catalogued, db, numbers
from tests.discussions.year import DAY, HOUR, START, Airs, Follow, Plan, Version
from tests.world import World

__all__ = ["db"]
HERE = GuildId(1)


def quiet(shows: list[int]) -> Plan:
    """A year in which nothing happens but what a test puts into it."""
    plan = Plan(1, shows, DAY)
    plan.slots, plan.follows, plan.down, plan.silent, plan.refusing = [], [], [], [], []
    return plan


@pytest.fixture
async def year(db: Database, monkeypatch: pytest.MonkeyPatch) -> Year:
    monkeypatch.setattr(test_year, "CRASHES", 0.0)
    shows = catalogued()
    found = Year(db, quiet(numbers(shows)), shows)
    await found.start()
    return found


async def until(year: Year, hours: float) -> None:
    """Time goes from one thing that is due to the next."""
    end = START + HOUR * hours
    for _ in range(2000):
        wait = await year.on_air._wait()
        at = end if wait is None else year.clock.at + timedelta(seconds=max(wait, 0))
        if at >= end:
            year.clock.at = end
            return
        year.clock.at = at
        await year.on_air.tick()
    raise AssertionError("it never rests")


async def followed(year: Year, number: int = 0, **hours: float) -> ShowId:
    show = year.plan.shows[number]
    for name, after in hours.items():
        version = Version(START, START + HOUR * after)
        year.plan.slots.append(Airs(show, [int(name[1:])], timedelta(), [version]))
    year.tell(START)
    await year.follow(Follow(1, show, timedelta(), START))
    return ShowId(f"anilist/{show}")


async def states(year: Year) -> list[tuple[Any, ...]]:
    rows = await year.db.all("SELECT episode, state, trouble FROM airing_posts ORDER BY episode")
    return [tuple(row) for row in rows]


async def test_many_episodes_are_several_pages(year: Year) -> None:
    await followed(year, 0, **{f"e{n}": 8 + 3 * n for n in range(1, 251)})
    assert len(year.asked_at) == 1, "whoever follows waits for one page"
    known = await year.db.one("SELECT COUNT(*) AS n, MAX(episode) AS last FROM airing_schedule")
    assert tuple(known or ()) == (50, 50)
    await year.db._writer.execute("UPDATE airing_shows SET due_at = 0, told_at = 4000000000")
    await year.on_air.tick()
    assert len(year.asked_at) == 6
    known = await year.db.one("SELECT COUNT(*) AS n FROM airing_schedule")
    assert tuple(known or ()) == (250,)


async def test_silence_between_two_pages_keeps_what_came(year: Year) -> None:
    await followed(year, 0, **{f"e{n}": 3 * n for n in range(1, 120)})
    plain, asked = year.timetable.schedules, 0

    async def once(*named: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise SourceDown(source="AniList")
        return await plain(*named)

    year.timetable.schedules = once  # type: ignore[method-assign, assignment]
    await year.db._writer.execute("UPDATE airing_shows SET due_at = 0, told_at = 4000000000")
    await year.on_air.tick()
    assert asked == 2
    row = await year.db.one("SELECT looked_at, due_at FROM airing_shows")
    assert row
    assert row["due_at"] > row["looked_at"]


async def test_at_most_six_requests_a_minute(year: Year) -> None:
    await followed(year, e1=2)
    year.on_air._asked.extend([year.clock.at] * 6)
    await year.db._writer.execute("UPDATE airing_shows SET due_at = 0")
    before = len(year.asked_at)
    await year.on_air.tick()
    assert len(year.asked_at) == before
    assert (await year.on_air._wait() or 0) == 60.0


@pytest.mark.parametrize(
    ("error", "trouble", "detail"),
    [
        (airing_board._Lacking(["send_messages", "view_channel"]), Trouble.FORBIDDEN,
         "send_messages,view_channel"),
        (MissingPermission(), Trouble.FORBIDDEN, ""),
        (PartForbidden(), Trouble.FORBIDDEN, ""),
        (ForumAsksForTag(), Trouble.TAG, ""),
        (ChannelNotSet(), Trouble.UNSET, ""),
        (ChannelGone(), Trouble.GONE, ""),
        (ShowNotFound(), Trouble.GONE, ""),
        (NeedsAgeRestriction(), Trouble.ADULT, ""),
        (DiscussionsOff(), Trouble.OFF, ""),
        (_Away(), Trouble.AWAY, ""),
        (PostNotTaken(), Trouble.DISCORD, ""),
    ],
)  # fmt: skip
def test_what_is_in_the_way(error: Exception, trouble: Trouble, detail: str) -> None:
    assert airing_board._trouble(error) == (trouble, detail)


async def test_a_server_that_is_away_holds_nobody_up(year: Year) -> None:
    await followed(year, e1=2)
    await year.follow(Follow(2, year.plan.shows[0], timedelta(), START))
    gone = year.guilds.pop(1)
    await until(year, 3)
    assert [post.guild for post in year.discord.posts.values()] == [2]
    year.guilds[1] = gone
    await until(year, 4)
    assert [post.guild for post in year.discord.posts.values()] == [2, 1]
    year.guilds.pop(1)
    year.plan.slots.append(
        Airs(year.plan.shows[0], [2], timedelta(), [Version(START, START + 6 * HOUR)])
    )
    year.tell(year.clock.at)
    await until(year, 32)
    assert ("passed", "away") in [(state, why) for _, state, why in await states(year)]


async def test_what_nobody_foresaw_is_tried_again(
    year: Year, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await followed(year, e1=2)
    with monkeypatch.context() as patched:
        patched.setattr(year.discord, "start", AsyncMock(side_effect=RuntimeError("no")))
        await until(year, 2.5)
    assert await states(year) == [(1, "due", "discord")]
    assert "A post stumbled" in caplog.text
    with monkeypatch.context() as patched:
        patched.setattr(year.discord, "start", AsyncMock(side_effect=DatabaseBusy))
        await until(year, 3.2)
    assert "Episode posts wait" in caplog.text
    with monkeypatch.context() as patched:
        patched.setattr(year.on_air._programme, "work", AsyncMock(side_effect=RuntimeError("no")))
        await until(year, 3.5)
    assert "A line stumbled" in caplog.text
    with monkeypatch.context() as patched:
        patched.setattr(year.on_air._programme, "due", AsyncMock(side_effect=RuntimeError("no")))
        await year.on_air.tick()
    assert "Episode posts stumbled and go on" in caplog.text
    await until(year, 6)
    assert await states(year) == [(1, "opened", None)]
    assert len(year.discord.posts) == 1


async def test_a_post_that_a_moderator_deletes_at_once_stays_deleted(year: Year) -> None:
    await followed(year, e1=2)
    plain, deleted = year.discord.complete, False

    async def complete(one: Any) -> Any:
        nonlocal deleted
        if not deleted:
            deleted = True
            await year.discord.discussions.lose(one)
            raise PostDeleted
        return await plain(one)

    year.discord.complete = complete  # type: ignore[method-assign]
    await until(year, 30)
    assert await states(year) == [(1, "opened", None)]
    assert year.discord.posts == {}


async def test_what_an_admin_decides_is_heard_of(year: Year) -> None:
    show = year.shows.get(await followed(year, e1=5, e2=30))
    who = Caller(guild=HERE, user=ADMIN, manages_server=True)
    await year.airings.follow(who, show, channel=None, role=None, delay=None)
    await year.settings.choose_delay(HERE, 720, by=ADMIN)
    await until(year, 16)
    assert year.discord.posts == {}
    await year.settings.choose_delay(HERE, 0, by=ADMIN)
    await until(year, 18)
    assert await states(year) == [(1, "due", "unset")], "no channel is chosen"
    (expected,) = await year.airings.following(HERE)
    assert expected.channel is None
    assert await year.airings.coming(HERE) == []


async def test_stopping_leaves_nothing_half_done(year: Year) -> None:
    show = await followed(year, e1=2)
    year.discord.refuses = True
    year.tell = lambda at: None  # type: ignore[method-assign]
    await until(year, 2.2)
    (begun,) = await year.discord.discussions.on(HERE, show, None)
    assert (begun.open, begun.message) == (True, None)
    who = Caller(guild=HERE, user=ADMIN, manages_server=True)
    assert await year.airings.unfollow(who, show, None)
    (begun,) = await year.discord.discussions.on(HERE, show, None)
    assert not begun.open
    year.discord.refuses = False
    await until(year, 20)
    assert year.discord.posts == {}
    assert await year.on_air._wait() is None, "nothing is followed: nothing waits"


async def test_what_could_not_be_sent_for_a_day_is_passed_over(year: Year) -> None:
    show = await followed(year, e1=2)
    year.discord.refuses = True
    await until(year, 29)
    assert await states(year) == [(1, "passed", "discord")]
    (begun,) = await year.discord.discussions.on(HERE, show, None)
    assert not begun.open, "whoever opens it by hand begins anew"


async def test_what_a_member_did_here_is_theirs_to_take_and_to_forget(year: Year) -> None:
    await followed(year, e1=2)
    kept = await year.airings.export_member(HERE, ADMIN)
    assert [row["show_id"] for row in kept["episode_posts"]] == [f"anilist/{year.plan.shows[0]}"]
    await year.airings.forget_member(HERE, ADMIN)
    assert await year.airings.export_member(HERE, ADMIN) == {"episode_posts": [], "dub_dates": []}
    assert await year.airings.export_member(HERE, UserId(9)) == {
        "episode_posts": [], "dub_dates": [],
    }  # fmt: skip


async def test_what_discord_says_of_a_role(world: World) -> None:
    """It stands above the bot's, it is gone, or giving it is refused."""
    guild = world.bot.get_guild(world.guild.id)
    assert guild
    high = world.guild.create_role("High", position=9)
    fans = world.guild.create_role("Fans")
    mia = world.member("Mia")
    await world.settle()
    settings = await world.bot.app.settings.get(world.guild_id)
    member = await guild.fetch_member(mia.id)
    role = guild.get_role(high.id)
    assert role
    with pytest.raises(RoleAbove):
        airing_board.require_takeable(role, settings)
    world.fail("PUT", "/guilds/*/members/*/roles/*", 403, 50013)
    with pytest.raises(CannotGiveRole):
        await airing_board.toggle(member, fans.id, settings)
    world.fail("PUT", "/guilds/*/members/*/roles/*", 404, 10011)
    with pytest.raises(RoleGone):
        await airing_board.toggle(member, fans.id, settings)
