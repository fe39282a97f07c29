"""A server's week as its members live it, and what is posted of it on Monday."""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ids import MessageId, UserId
from bot.ui.outbox import NONCE_KEPT
from tests.renewals.talk import NO_PLANS, approved, for_adults
from tests.weekly.circle import DAY, HOUR, MINUTE, WEEK, Circle, day
from tests.world import Seen, World


def rows(world: World) -> list[tuple[str, bool, bool]]:
    """Each week that is noted: which, whether it has a message, whether it is done."""
    with contextlib.closing(sqlite3.connect(world.config.database)) as file:
        return file.execute(
            "SELECT week, message_id IS NOT NULL, done_at IS NOT NULL "
            "FROM weekly_summaries ORDER BY week"
        ).fetchall()


def link(seen: Seen) -> str:
    place = (
        seen.message.channel_id if hasattr(seen.message, "channel_id") else seen.message.channel.id
    )
    return f"/{place}/{seen.message.id}"


async def test_a_week_is_told_on_monday_at_noon_and_once(circle: Circle) -> None:
    world, mia = circle.world, circle.mia
    await circle.after(DAY)
    third = await circle.vote(3, 3, 3, 3, episode=3)
    fourth = await circle.vote(4, 4, 4, 3, episode=4)
    await circle.after(2 * DAY)
    torn = await circle.vote(10, 9, 10, 1, 1, 2, show="Mob Psycho 100", episode=1, vote="ten")
    liked = await circle.vote(9, 8, 9, show="Mob Psycho 100", episode=2, vote="ten")
    await circle.vote(5, 5, show="Mob Psycho 100", vote="blind-five")
    await circle.vote(show="Frieren", episode=1)
    await world.admin.slash("discuss close", show="Hero Mask", episode=3)
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    question = await mia.slash("renewal status", show="Hero Mask", at=world.renewals)
    await circle.after(WEEK - MINUTE)
    assert circle.posts == []
    await circle.after(WEEK)
    (post,) = circle.posts
    monday = circle.monday - 12 * HOUR
    text = post.text.replace(f"https://discord.com/channels/{world.guild.id}", "")
    assert text == "\n".join(
        [
            "## How the week went",
            f"-# {day(monday + 12 * HOUR)} – {day(monday + 6 * DAY + 12 * HOUR)}",
            "### 🏆 Best rated",
            f"🥇 **[Mob Psycho 100 · Episode 2]({link(liked)})**",
            "-# 8.7/10 · 3 votes",
            f"🥈 **[Hero Mask · Episode 4]({link(fourth)})**",
            "-# 3.8/5 · 4 votes",
            f"🥉 **[Mob Psycho 100 · Episode 1]({link(torn)})**",
            "-# 5.5/10 · 6 votes",
            "### 📈 Biggest rise",
            f"**[Mob Psycho 100 · Episode 2]({link(liked)})**",
            "-# ↑ 3.2 since episode 1 · 8.7/10 · 3 votes",
            "### ⚡ Most divisive",
            f"**[Mob Psycho 100 · Episode 1]({link(torn)})**",
            "-# 👍 3 · 👎 3 · 5.5/10 · 6 votes",
            "### 🔔 Renewals that moved",
            f"**[Hero Mask, season 3]({link(question)})**",
            "-# ❔ **Unknown** → 🌙 **No plans**",
            "All of the week",
        ]
    )
    # All of it, to whoever asks, as they read titles.
    panel = await mia.slash("preferences")
    await mia.choose(panel, "native", custom_id="prefer-titles:1")
    shown = await mia.click(post, "All of the week")
    assert shown.private
    assert "**[HERO MASK -ヒーローマスク- · Episode 3]" in shown.text or "Episode 3" in shown.text
    assert link(third) in shown.text
    assert "モブサイコ" in shown.text
    assert "-# ↑ 0.8 since episode 3 · 3.8/5 · 4 votes" in shown.text
    assert "As the votes stand now." in shown.text
    assert "◀" not in shown.buttons
    olga, talk = world.elsewhere()
    there = await olga.slash("show", at=talk, title="Hero Mask")
    forged = await olga.forge(there, f"weekly:1:{monday.date().isoformat()}:0")
    assert "no longer here" in forged.text
    # Nothing tells it twice; a week without anything isn't told at all.
    about = (await mia.slash("about")).text
    assert "**Weekly summaries** last success: <t:" in about
    await world.new_session()
    await world.restart()
    await circle.after(WEEK + 3 * HOUR)
    assert len(circle.posts) == 1
    await world.admin.slash("discuss close", show="Mob Psycho 100", episode=1)
    await circle.vote(7, 8, show="Mob Psycho 100", episode=3, vote="ten")
    await circle.after(2 * WEEK + HOUR)
    (_, second) = circle.posts
    assert "🏆 Best rated\n**[Mob Psycho 100 · Episode 3]" in second.text
    assert "Episode 1]" not in second.text, "what opened before was told before"
    await circle.after(3 * WEEK + HOUR)
    assert len(circle.posts) == 2
    weeks = [monday + n * WEEK for n in range(3)]
    told = [True, True, False]
    assert rows(world) == [
        (each.date().isoformat(), message, True) for each, message in zip(weeks, told, strict=True)
    ]
    # Whoever wants it no longer is let be.
    await circle.vote(5, episode=5)
    await circle.want(0)
    await circle.after(4 * WEEK + HOUR)
    assert len(circle.posts) == 2
    assert "Weekly summaries" not in (await mia.slash("about")).text


async def test_it_is_posted_once_whatever_goes_wrong(
    circle: Circle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = circle.world
    await circle.vote(5, 4, episode=1)
    # Killed between sending and noting it.
    with monkeypatch.context() as patch:
        patch.setattr(type(world.bot.app.weeklies), "posted", killed)
        await circle.after(WEEK)
    assert len(circle.posts) == 1
    assert [done for *_, done in rows(world)] == [False]
    async with world.away():
        await circle.after(WEEK + 5 * MINUTE)
    assert [done for *_, done in rows(world)] == [True], "it was found, and noted"
    await circle.after(WEEK + HOUR)
    assert len(circle.posts) == 1
    # Discord has trouble, for a while: nobody knows whether it arrived.
    await circle.vote(5, 4, episode=2)
    world.fail("POST", f"/channels/{circle.news.id}/messages", 500)
    await circle.after(2 * WEEK)
    assert len(circle.posts) == 1
    assert "A weekly summary waits" in caplog.text
    await circle.after(2 * WEEK + 11 * MINUTE)
    assert ["Episode 2" in post.text for post in circle.posts] == [False, True]
    # Another process writes.
    await circle.vote(5, 4, episode=3)
    with world.busy():
        await circle.after(3 * WEEK)
    assert len(circle.posts) == 2
    await circle.after(3 * WEEK + 11 * MINUTE)
    assert len(circle.posts) == 3
    assert all(done for *_, done in rows(world))


async def test_an_attempt_in_another_channel_is_looked_for_there(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = circle.world
    await circle.vote(5, 4, episode=1)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.bot.app.weeklies), "posted", killed)
        await circle.after(WEEK)
    await circle.choose(world.general)
    world.forbid(circle.news, "view_channel")
    await circle.after(WEEK + HOUR)
    assert world.posts(world.general) == [], "rather none than two"
    world.relent(circle.news)
    await circle.after(WEEK + 2 * HOUR)
    assert world.posts(world.general) == []
    assert [done for *_, done in rows(world)] == [True]
    # Where the channel is gone, so is what was said in it.
    await circle.choose(circle.news)
    await circle.vote(5, 4, episode=2)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.bot.app.weeklies), "posted", killed)
        await circle.after(2 * WEEK)
    world.delete(circle.news)
    await circle.choose(world.general)
    await circle.after(2 * WEEK + HOUR)
    assert "Episode 2" in world.posts(world.general)[-1].text
    assert all(done for *_, done in rows(world))


async def test_within_the_minute_it_is_sent_again_as_the_same(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord answers with the first; SimCord has two."""
    world = circle.world
    await circle.vote(5, 4, episode=1)
    monkeypatch.setattr(type(world.bot.app.weeklies), "posted", killed)
    await circle.after(WEEK)
    monkeypatch.undo()
    await world.restart()
    assert world.clock.now() - circle.monday - WEEK < NONCE_KEPT
    path = f"/channels/{circle.news.id}/messages"
    sent = [r.json for r in world.env.http_requests if (r.method, r.path) == ("POST", path)]
    assert len(sent) == 2
    assert sent[0]["nonce"] == sent[1]["nonce"]
    assert sent[0]["enforce_nonce"] is sent[1]["enforce_nonce"] is True


async def test_what_is_erased_within_that_minute_is_sent_no_second_time(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = circle.world
    await circle.vote(5, episode=1)
    with monkeypatch.context() as patch:
        patch.setattr(type(world.bot.app.weeklies), "posted", killed)
        await circle.after(WEEK)
    await world.bot.app.discussions.forget_member(world.guild_id, UserId(circle.mia.id))
    await world.restart()
    assert len(circle.posts) == 1
    assert [done for *_, done in rows(world)] == [False]
    assert (
        "Nothing of that week is left."
        in (await circle.mia.click(circle.posts[0], "All of the week")).text
    )
    await circle.after(WEEK + 11 * MINUTE)
    assert len(circle.posts) == 1
    assert [done for *_, done in rows(world)] == [True]


async def killed(self: object, due: object, message: MessageId) -> None:
    raise RuntimeError("killed")


async def test_it_is_caught_up_within_two_days_and_passed_over_after(circle: Circle) -> None:
    world = circle.world
    await circle.vote(5, 4, episode=1)
    async with world.away():
        await circle.after(WEEK + 2 * DAY - MINUTE)
    assert len(circle.posts) == 1
    await circle.vote(5, 4, episode=2)
    async with world.away():
        await circle.after(2 * WEEK + 2 * DAY)
    await circle.after(2 * WEEK + 3 * DAY)
    assert len(circle.posts) == 1
    # What keeps it from being posted may be mended until then.
    await circle.vote(3, 4, episode=3)
    world.forbid(circle.news, "send_messages")
    await circle.after(3 * WEEK)
    await circle.after(3 * WEEK + DAY)
    assert len(circle.posts) == 1
    assert "**Weekly summaries** last success" in (await circle.mia.slash("about")).text
    world.relent(circle.news)
    await circle.after(3 * WEEK + DAY + HOUR)
    assert len(circle.posts) == 2
    assert "Episode 3" in circle.posts[-1].text
    # A channel that is gone: another one that is chosen meanwhile.
    await circle.vote(3, 4, episode=4)
    world.delete(circle.news)
    await circle.after(4 * WEEK)
    await circle.choose(world.general)
    await circle.after(4 * WEEK + HOUR)
    assert "Episode 4" in world.posts(world.general)[-1].text


async def test_noon_and_the_days_are_the_servers_own(circle: Circle) -> None:
    world, settings = circle.world, circle.world.bot.app.settings
    await circle.live_in("Tokyo")
    await circle.after(WEEK - 9 * HOUR - MINUTE)
    await circle.vote(5, 4, episode=1)  # on Monday, in Tokyo: of the week that begins
    assert circle.posts == []
    await circle.after(WEEK - 9 * HOUR)
    assert circle.posts == []
    assert rows(world)[-1][1:] == (False, True), "there was nothing"
    await circle.after(2 * WEEK - 9 * HOUR - MINUTE)
    assert circle.posts == []
    await circle.after(2 * WEEK - 9 * HOUR)
    assert len(circle.posts) == 1
    # The same week isn't told again by other clocks.
    await settings.choose_zone(world.guild_id, "", by=UserId(world.admin.id))
    await circle.after(2 * WEEK + HOUR)
    assert len(circle.posts) == 1
    # Whoever begins to want it on a Tuesday waits for Monday.
    await circle.want(0)
    await circle.vote(5, 5, episode=2)
    await circle.after(3 * WEEK + DAY)
    await circle.want()
    await circle.after(3 * WEEK + DAY + 2 * HOUR)
    assert len(circle.posts) == 1
    await circle.vote(2, episode=3)
    await circle.after(4 * WEEK)
    assert len(circle.posts) == 2
    assert "📉 Biggest fall" in circle.posts[-1].text
    assert "↓ 3.0 since episode 2" in circle.posts[-1].text


async def test_shows_for_adults_only_where_that_is_said(circle: Circle, tmp_path: Path) -> None:
    world = circle.world
    await circle.vote(5, 4, episode=1)
    await circle.vote(3, show="Frieren", episode=1)
    await approved(world, circle.mia, NO_PLANS, "no_plans", "trade_press")
    await for_adults(world, tmp_path)
    await circle.after(WEEK)
    (post,) = circle.posts
    assert "Frieren" in post.text
    assert "Hero Mask" not in post.text
    assert "Hero Mask" not in (await circle.mia.click(post, "All of the week")).text
    world.age_restrict(circle.news)
    shown = await circle.mia.click(post, "All of the week")
    assert "Hero Mask · Episode 1" in shown.text
    assert "Hero Mask, season 3" in shown.text


async def test_a_week_in_which_clocks_change(circle: Circle) -> None:
    """Noon in Berlin is at 11 of UTC, and at 10 from the last Sunday in March on."""
    world = circle.world
    april = datetime(circle.monday.year + 1, 4, 1, 12, tzinfo=UTC)
    sunday = max(april - n * DAY for n in range(1, 8) if (april - n * DAY).weekday() == 6)
    monday = sunday + DAY - 2 * HOUR
    await circle.live_in("Berlin")
    await world.jump(monday - 3 * DAY)
    await circle.vote(5, 4, episode=1)
    await world.jump(monday - MINUTE)
    assert circle.posts == []
    await world.jump(monday)
    assert len(circle.posts) == 1
    with contextlib.closing(sqlite3.connect(world.config.database)) as file:
        newest = "SELECT until_at - since_at FROM weekly_summaries ORDER BY week DESC"
        assert file.execute(newest).fetchone() == (167 * 3600,)
