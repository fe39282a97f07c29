"""`/discuss follow`: posts that open by themselves, as members and moderators see them."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from bot.ui import live
from tests.discussions.club import EDITS, RETRY, Club
from tests.discussions.timetable import Timetable
from tests.renewals.watching import named
from tests.world import Seen, World

MASK, MASK_2 = 105096, 110686
SHOW = "Hero Mask"
HOUR = 3600.0
POSTS = "/channels/*/messages"


@dataclass
class Season:
    """A club that follows shows, and the AniList that tells when they air."""

    club: Club
    timetable: Timetable

    @property
    def world(self) -> World:
        return self.club.world

    @property
    def titles(self) -> list[str]:
        """The posts' headings, the oldest first."""
        lines = [post.text.split("\n") for post in self.club.posts]
        return [next(line[3:] for line in each if line.startswith("## ")) for each in lines]

    def airs(self, show: int = MASK, **hours: float | None) -> None:
        """``e3=7``: episode 3 airs in seven hours; None: AniList lists it no more."""
        now = self.world.clock.now()
        self.timetable.put(
            show,
            **{e: None if h is None else now + timedelta(hours=h) for e, h in hours.items()},
        )

    async def hours(self, hours: float) -> None:
        await self.world.advance(hours * HOUR)

    async def follow(self, **options: object) -> Seen:
        return await self.world.admin.slash("discuss follow", show=SHOW, **options)

    async def listed(self) -> Seen:
        return await self.club.mia.slash("discuss following")


@pytest.fixture
async def season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Season]:
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", RETRY)
    timetable = Timetable()
    timetable.stand_in(monkeypatch)
    async with World.open(tmp_path, anilist="http://127.0.0.1:1/") as world:
        yield Season(await Club.of(world), timetable)


async def test_each_episode_opens_at_its_airing_once_and_pings_once(season: Season) -> None:
    world, mia = season.world, season.club.mia
    fans = world.guild.create_role("Fans")
    season.airs(e3=2, e4=26, e5=175, e6=175.5)
    answer = await season.follow(role=fans)
    assert not answer.private
    assert "a post opens itself for each episode, at airing." in answer.text
    assert "First post: episode 3, <t:" in answer.text
    assert ":R>" not in answer.text.split("AniList")[0], "nothing in it grows old"
    assert f"<@&{fans.id}> is pinged, once" in answer.text
    taken = await mia.click(answer, "Ping me")
    assert taken.private
    assert "I'll ping you for **Hero Mask**" in taken.text
    await season.hours(1.9)
    assert season.titles == []
    await world.restart()
    await season.hours(0.1)
    assert season.titles == ["Hero Mask · Episode 3"]
    post = season.club.post
    assert post.text.startswith(f"<@&{fans.id}>\n## Hero Mask")
    assert "Opened by" not in post.text
    assert list(post.reactions) == list("😍🙂😐🙁😣")
    assert post.message.role_mentions, "the role is pinged"
    assert len(season.club.threads) == 1
    await world.restart()
    left = await mia.click(season.club.post, "Ping me")
    assert "No more pings for **Hero Mask**" in left.text
    assert "episode 4, " in (await season.listed()).text
    await season.hours(24)
    assert season.titles == ["Hero Mask · Episode 3", "Hero Mask · Episode 4"]
    season.airs(e3=30, e4=30)
    await season.hours(145)
    assert len(season.titles) == 2, "what was opened isn't opened again, whatever AniList says"
    assert "Closed" in season.club.posts[0].text, "a week is over"
    await season.hours(5)
    assert season.titles[2:] == ["Hero Mask · Episodes 5–6"], "a double one after a break"
    pings = [post for post in season.club.posts if post.message.role_mentions]
    assert len(pings) == 3
    assert len(season.timetable.asked) < 200


async def test_a_batch_is_one_post_and_a_delay_is_kept(season: Season) -> None:
    await season.world.admin.choose(
        await season.world.admin.slash("config", section="season"), "30", custom_id="config-delay:1"
    )
    season.airs(**{f"e{n}": 1 for n in range(1, 13)})
    assert "30 minutes after airing" in (await season.follow()).text
    await season.hours(1.4)
    assert season.titles == []
    await season.hours(0.2)
    assert season.titles == ["Hero Mask · Episodes 1–12"]
    assert season.club.threads[0].name == "Episodes 1–12 · Hero Mask"
    season.airs(e13=1)
    await season.follow(delay=180)
    assert "3 hours after airing" in (await season.listed()).text
    await season.hours(3.9)
    assert len(season.titles) == 1
    season.airs(e13=-3)
    await season.hours(0.2)
    assert season.titles[1:] == ["Hero Mask · Episode 13"]
    assert await season.follow(delay=0)
    season.airs(e14=1)
    panel = await season.world.admin.slash("config", section="season")
    await season.world.admin.choose(panel, "60", custom_id="config-delay:1")
    await season.follow()
    assert "1 hour after airing" in (await season.listed()).text
    await season.hours(1.3)
    assert len(season.titles) == 2, "it waits for the hour"
    await season.world.admin.choose(panel, "30", custom_id="config-delay:1")
    await season.hours(0.3)
    assert season.titles[2:] == ["Hero Mask · Episode 14"], "the shorter delay is heard of at once"


async def test_a_schedule_that_moves_while_the_post_is_due(season: Season) -> None:
    season.airs(e1=2, e2=170)
    await season.follow()
    await season.hours(1.9)
    season.airs(e1=26)
    await season.hours(12)
    assert season.titles == []
    assert "episode 1" in (await season.listed()).text
    season.airs(e1=5)  # sooner than it was
    await season.hours(5.1)
    assert season.titles == ["Hero Mask · Episode 1"]
    season.airs(e2=-5)
    await season.hours(3.1)
    assert season.titles[1:] == ["Hero Mask · Episode 2"], "sooner than now: at once"
    await season.hours(10)
    season.airs(e3=-25, e4=100)
    await season.hours(4)
    assert len(season.titles) == 2
    assert "Passed over while I was away: episode 3" in (await season.listed()).text
    season.airs(e3=6)
    await season.hours(7)
    assert season.titles[2:] == ["Hero Mask · Episode 3"], "it airs later than it was passed over"
    assert "Passed over" not in (await season.listed()).text


async def test_after_an_absence_the_last_day_is_caught_up_on(season: Season) -> None:
    season.airs(e1=2, e2=30, e3=200)
    await season.follow()
    async with season.world.away():
        await season.world.advance(40 * HOUR)
    await season.world.settle()
    assert season.titles == ["Hero Mask · Episode 2"]
    listed = (await season.listed()).text
    assert "Passed over while I was away: episode 1, " in listed
    await season.world.restart()
    assert len(season.titles) == 1


async def test_where_anilist_is_silent_a_post_waits_an_hour(season: Season) -> None:
    season.airs(e1=4, e2=30)
    await season.follow()
    await season.hours(3.9)
    season.timetable.down = True
    await season.hours(1)
    assert season.titles == []
    await season.hours(0.2)
    assert season.titles == ["Hero Mask · Episode 1"], "by what is held"
    season.airs(e2=60)
    await season.hours(24.5)
    season.timetable.down = False
    await season.hours(1)
    assert len(season.titles) == 1, "asked again, within the hour"
    await season.hours(36)
    assert season.titles[1:] == ["Hero Mask · Episode 2"]


async def test_what_is_in_the_way_is_told_and_tried_again(season: Season) -> None:
    world = season.world
    season.airs(e1=1, e2=3, e3=10, e4=40, e5=50)
    await season.follow()
    world.forbid(world.discussions, "create_public_threads")
    await season.hours(1.5)
    listed = (await season.listed()).text
    assert "I lack *Create Public Threads* in its channel" in listed
    assert season.titles == []
    world.relent(world.discussions)
    await season.hours(1)
    assert season.titles == ["Hero Mask · Episode 1"]
    world.fail("POST", POSTS, 503, times=None)
    await season.hours(1)
    assert "Discord didn't take the post." in (await season.listed()).text
    world.env.backend.faults.clear()
    await season.hours(1)
    assert season.titles[1:] == ["Hero Mask · Episode 2"]
    panel = await world.admin.slash("config", section="features")
    await world.admin.click(panel, "config-feature:1:discussions:0")
    await season.hours(31)
    assert "Passed over: episode 3" in (await season.listed()).text
    panel = await world.admin.slash("config", section="features")
    await world.admin.click(panel, "config-feature:1:discussions:1")
    assert len(season.titles) == 2
    world.fail("POST", "/channels/*/messages/*/threads", 500, times=None)
    await season.hours(5)
    assert season.titles[2:] == ["Hero Mask · Episode 4"]
    assert len(season.club.threads) == 2
    world.env.backend.faults.clear()
    await season.hours(1)
    assert len(season.club.threads) == 3, "what is missing is added"
    assert len(season.titles) == 3
    world.delete(world.discussions)
    await season.hours(10)
    assert "Its channel is gone or hidden from me" in (await season.listed()).text


async def test_a_crash_between_any_two_steps_neither_doubles_nor_silences(season: Season) -> None:
    world = season.world
    season.airs(e1=1, e2=3, e3=50)
    await season.follow()
    await season.hours(1.1)
    async with world.away():
        with sqlite3.connect(world.config.database) as file:  # opened, and not noted
            file.execute("UPDATE airing_posts SET state = 'due', ended_at = NULL")
            file.execute("UPDATE airing_follows SET next_at = 0")
        file.close()
    assert season.titles == ["Hero Mask · Episode 1"]
    async with world.away():
        with sqlite3.connect(world.config.database) as file:  # sent, and its number not noted
            file.execute("UPDATE airing_posts SET state = 'due', ended_at = NULL")
            file.execute("UPDATE discussions SET message_id = NULL, thread_id = NULL")
            file.execute("UPDATE airing_follows SET next_at = 0")
        file.close()
        await world.advance(120)
    await world.settle()
    assert season.titles == ["Hero Mask · Episode 1"]
    assert len(season.club.threads) == 1
    async with world.away():
        with sqlite3.connect(world.config.database) as file:  # begun, and nothing else
            file.execute("UPDATE airing_posts SET episode = 2, first = 2, last = 2, state = 'due'")
        file.close()
    await season.hours(2)
    assert season.titles == ["Hero Mask · Episode 1", "Hero Mask · Episode 2"]


async def test_what_a_member_opened_is_taken_as_the_post(season: Season) -> None:
    fans = season.world.guild.create_role("Fans")
    season.airs(e1=1, e2=1, e3=1)
    await season.follow(role=fans)
    await season.club.start(2)
    await season.hours(2)
    assert season.titles == [f"Hero Mask · Episode {n}" for n in (2, 1, 3)]
    assert [bool(post.message.role_mentions) for post in season.club.posts] == [False, True, True]


async def test_a_dub_opens_at_dates_entered_by_hand(season: Season) -> None:
    world, mod = season.world, season.world.mod
    season.airs(e1=1)
    await season.follow()
    await season.hours(1.1)
    now = world.clock.now()
    day = f"{now + timedelta(hours=20):%Y-%m-%d %H:%M}"
    options = {"show": SHOW, "language": "en", "episode": 1, "source": "https://dub.example"}

    async def enter(**changed: object) -> Seen:
        return await mod.slash("discuss dub", **(options | changed))

    refused = await season.club.mia.slash("discuss dub", **options, date=day)
    assert "A moderator has to do this" in refused.text
    assert "is no date" in (await mod.slash("discuss dub", **options, date="soon")).text
    answer = await mod.slash("discuss dub", **options, date=day, until=3)
    assert not answer.private
    assert "**Hero Mask · English dub**: a post opens itself at each date." in answer.text
    at = int(datetime.strptime(day, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp())
    week = 7 * 24 * 3600
    run = f"Episodes 1–3, weekly from <t:{at}:F> to <t:{at + 2 * week}:F>: 3 dates\n"
    assert f"{run}-# By hand, says" in answer.text
    assert f"First post: episode 1, <t:{at}:F>\n" in answer.text
    assert f"{day[-5:]} is taken as UTC, since no zone is chosen." in answer.text
    assert "⚠️" not in answer.text
    moved = await enter(episode=2, date=f"{now + timedelta(days=40):%Y-%m-%d}")
    noon = (now + timedelta(days=40)).replace(hour=12, minute=0, second=0)
    there = f"Episode 2: <t:{at + week}:F> → <t:{int(noon.timestamp())}:D>\n-# By hand, says"
    assert there in moved.text
    assert "Without an hour, posts open at noon, UTC." in moved.text
    assert "⚠️ Episode 3 comes before episode 2." in moved.text
    assert "First post: episode 1, " in moved.text
    again = f"{now + timedelta(days=7, hours=20):%Y-%m-%d %H:%M}"
    panel = await mod.slash("preferences")
    await mod.submit(await mod.click(panel, "Choose"), zone="Europe/Berlin")
    other = await enter(episode=2, date=again, source="a *tweet*", language="en")
    assert "taken as UTC" not in other.text
    listed = await mod.slash("discuss following")
    said = "By hand, says https://dub.example · Dates up to episode 3"
    assert said in listed.text, "it is of the next one"
    await world.restart()
    await season.hours(21)
    assert season.titles[1:] == ["Hero Mask · Episode 1 · English dub"]
    late = await enter(date=again)
    link = season.club.post.message.jump_url
    assert f"Episode 1's dub has its post already: {link} Nothing was changed." in late.text
    assert "Original audio" in season.club.post.text, "the two are linked"
    post = season.club.post
    await season.hours(1)
    assert "English dub" in season.club.posts[0].text
    listed = await mod.slash("discuss following")
    assert "episode 2, " in listed.text
    assert "Stop following" not in (await season.listed()).text
    dates, lines = "airing-date:1:0", "airing-stop:1:0"
    assert "episode 2, " in (await mod.choose(listed, "anilist/105096|en|3", custom_id=dates)).text
    for who, value, words in (
        (mod, "anilist/105096|en|x", "no longer here"),
        (season.club.mia, "anilist/105096|en|2", "A moderator has to do this"),
    ):
        assert words in (await who.forge(season.club.post, dates, values=[value])).text
    await enter(episode=4, date=f"{now + timedelta(days=60):%Y-%m-%d}", source="the house")
    listed = await mod.choose(
        await mod.slash("discuss following"), "anilist/105096|en|2", custom_id=dates
    )
    assert "episode 4, " in listed.text
    assert "says the house" in listed.text
    await world.delete_message(post)
    await mod.slash("discuss close", show=SHOW, episode=1, dub="en")
    late = await enter(date=again)
    assert "Episode 1's dub had its post already, and that is gone. `/discuss start`" in late.text
    after = await mod.choose(listed, "anilist/105096|en", custom_id=lines)
    assert "dub" not in after.text
    await season.hours(24)
    assert season.titles == ["Hero Mask · Episode 1"], "the dub's is deleted, and none came"
    forged = await season.club.mia.forge(
        season.club.post, "airing-stop:1:0", values=["anilist/105096|"]
    )
    assert "A moderator has to do this" in forged.text


async def test_when_a_show_is_over_its_sequel_is_followed(season: Season) -> None:
    records = season.timetable.records
    season.airs(e15=1)
    season.timetable.put(MASK_2)
    records.put(MASK_2, format="ONA", status="NOT_YET_RELEASED", title=named("Hero Mask Part II"))
    records.follow(MASK, MASK_2)
    answer = await season.follow(role=season.world.guild.create_role("Fans"))
    await season.hours(2)
    records.put(MASK, status="FINISHED")
    await season.hours(26)
    listed = (await season.listed()).text
    assert "**Hero Mask Part II** · " in listed
    assert "Goes on from Hero Mask." in listed
    assert "I'll ping you" in (await season.club.mia.click(answer, "Ping me")).text
    assert "AniList lists no episode for the next five weeks." in listed
    season.airs(MASK_2, e1=10)
    await season.hours(12)
    assert season.titles == ["Hero Mask · Episode 15", "Hero Mask Part II · Episode 1"]


async def test_what_ended_long_ago_is_followed_for_its_sequel_alone(season: Season) -> None:
    admin, records = season.world.admin, season.timetable.records
    answer = await admin.slash("discuss follow", show="Cowboy Bebop")
    said = "It ended in 1999, so nothing opens unless a sequel comes. `/discuss start` opens a post"
    assert "📺 **Cowboy Bebop** is followed." in answer.text
    assert said in answer.text
    assert "Cowboy Bebop" in (await season.listed()).text
    season.timetable.put(MASK)
    records.put(MASK, status="CANCELLED")
    await season.follow()
    await season.hours(0.1)
    assert "It was cancelled, so nothing opens unless" in (await season.follow()).text


async def test_who_may_have_what_followed_and_which_role(season: Season) -> None:
    world, mia = season.world, season.club.mia
    season.airs(e1=1)
    refused = await mia.slash("discuss follow", show=SHOW)
    assert "A moderator has to do this" in refused.text
    fans = world.guild.create_role("Fans")
    strong = world.guild.create_role("Strong", permissions=discord.Permissions(ban_members=True))
    for role, words in (
        (strong, "gives more than pings"),
        (world.mods, "gives more than pings"),
        (world.guild.default_role, "belongs to a bot or to everybody"),
    ):
        assert words in (await season.follow(role=role)).text
    answer = await world.mod.slash("discuss follow", show=SHOW, role=fans)
    assert "You need Manage Roles" in answer.text
    assert "No show is followed here" in (await season.listed()).text
    answer = await season.follow(role=fans)
    world.env.backend.edit_role(world.guild.id, fans.id, {"permissions": 8})
    await world.settle()
    assert "gives more than pings" in (await mia.click(answer, "Ping me")).text
    world.env.backend.edit_role(world.guild.id, fans.id, {"permissions": 0})
    world.permit("view_channel", "send_messages")
    await world.settle()
    assert "I lack *Manage Roles*" in (await mia.click(answer, "Ping me")).text
    assert "I lack *Manage Roles*" in (await season.follow(role=fans)).text
    await world.delete_role(fans)
    assert "That role is gone" in (await mia.click(answer, "Ping me")).text
    await season.hours(1.1)
    assert season.titles == ["Hero Mask · Episode 1"], "the role being gone is no reason not to"
    await season.follow()
    assert "no role is chosen" in (await mia.click(answer, "Ping me")).text
    listed = await world.mod.slash("discuss following")
    await world.mod.choose(listed, "anilist/105096|")
    assert "isn't followed here any more" in (await mia.click(answer, "Ping me")).text


async def test_where_posts_may_open(season: Season) -> None:
    world = season.world
    hidden = world.guild.create_text_channel("hidden")
    forum = world.guild.create_forum_channel("forum")
    world.forbid(hidden, "send_messages")
    season.airs(e1=1)
    assert "I lack *Send Messages*" in (await season.follow(where=hidden)).text
    assert f"Where: <#{forum.id}>" in (await season.follow(where=forum)).text
    await season.hours(1.1)
    assert [thread.name for thread in forum.threads] == ["Episode 1 · Hero Mask"]
    assert season.titles == []
    panel = await world.admin.slash("config", section="features")
    await world.admin.click(panel, "config-feature:1:discussions:0")
    assert "Discussions are switched off" in (await season.follow()).text


async def test_without_anilist_nothing_is_followed(world: World) -> None:
    await world.configure()
    answer = await world.admin.slash("discuss follow", show=SHOW)
    assert "This bot's host doesn't let me ask AniList" in answer.text
    day = f"{world.clock.now() + timedelta(days=1):%Y-%m-%d}"
    answer = await world.mod.slash(
        "discuss dub", show=SHOW, language="de", episode=2, date=day, source="the house"
    )
    assert "By hand, says the house" in answer.text
    listed = await world.mod.slash("discuss following")
    assert "host doesn't let me ask AniList" in listed.text


async def test_others_are_told_what_is_to_come(season: Season) -> None:
    season.airs(e1=1, e2=1.5, e3=170)
    await season.follow(delay=30)
    coming = await season.world.bot.app.airings.coming(season.world.guild_id)
    now = season.world.clock.now()
    assert [(e.episode, e.through, (e.opens_at - e.at).seconds, e.minutes) for e in coming] == [
        (1, 2, 1800, 25), (3, None, 1800, 25),
    ]  # fmt: skip
    assert coming[0].at - now < timedelta(hours=1.01)
    assert coming[0].channel == season.world.discussions.id
    assert coming[0].title.main == SHOW
