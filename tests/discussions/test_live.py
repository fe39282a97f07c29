"""How often a post is edited, and that it ends up right."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.discussions.models import Key
from bot.errors import DatabaseBusy
from bot.ids import DiscussionId, GuildId, UserId
from bot.ui import live as live_posts
from bot.ui.live import LONGEST_RETRY, LivePosts, pause
from tests.discussions.club import EDITS, FINE, LIKED, LOVED, RETRY, Club, close_vote

EDIT = "/channels/*/messages/*"


def tally_tasks() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if task.get_name() == "LivePosts"}


@given(st.floats(0, 1e6), st.none() | st.floats(-1e6, 1e6), st.integers(0, 100))
def test_a_pause_is_never_negative_nor_endless(
    age: float, since_last: float | None, failures: int
) -> None:
    assert 0 <= pause(age=age, since_last=since_last, failures=failures) <= LONGEST_RETRY


def test_pauses() -> None:
    assert pause(age=60, since_last=None, failures=0) == 0
    assert pause(age=60, since_last=1, failures=0) == 2
    assert pause(age=4000, since_last=1, failures=0) == 59
    assert pause(age=60, since_last=0, failures=1) == 5
    assert pause(age=60, since_last=0, failures=3) == 20
    assert pause(age=4000, since_last=0, failures=1) == 60
    assert pause(age=4000, since_last=0, failures=6) == 160


async def test_many_votes_are_one_edit(club: Club) -> None:
    post = await club.start()
    before = club.edits()
    for n in range(8):
        await club.world.member(f"Fan {n}").react(post, LOVED)
    assert club.edits() - before == 1
    await club.world.advance(EDITS - 0.1)
    assert club.edits() - before == 1
    await club.world.advance(0.2)
    assert club.edits() - before == 2
    assert club.shown == [8, 0, 0, 0, 0]
    await club.world.advance(600)
    assert club.edits() - before == 2, "a post that is up to date is left alone"


@pytest.mark.parametrize("trouble", [DatabaseBusy, RuntimeError])
async def test_a_first_vote_is_shown_though_looking_for_earlier_ones_fails(
    club: Club, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    post = await club.start()
    discussions: Any = club.world.bot.app.discussions

    async def fails(_: object) -> None:
        raise trouble

    monkeypatch.setattr(discussions._store, "superseded", fails)
    await club.mia.react(post, LOVED)
    assert club.shown == [1, 0, 0, 0, 0]


async def test_an_old_post_is_edited_once_a_minute(club: Club) -> None:
    post = await club.start()
    await club.world.advance(3700)
    before = club.edits()
    await club.mia.react(post, LOVED)
    assert club.edits() - before == 1
    await club.noor.react(post, LIKED)
    await club.world.advance(58)
    assert club.edits() - before == 1
    await club.world.advance(3)
    assert club.edits() - before == 2
    assert club.shown == [1, 1, 0, 0, 0]


async def test_an_edit_that_discord_refuses_is_made_later(club: Club) -> None:
    post = await club.start()
    club.world.fail("PATCH", EDIT, 400, code=30046, times=2)
    await club.mia.react(post, FINE)
    assert club.shown == [0] * 5
    await club.world.advance(RETRY + 1)
    assert club.shown == [0] * 5
    await club.world.advance(2 * RETRY)
    assert club.shown == [0, 0, 1, 0, 0]


async def test_an_edit_that_breaks_is_still_owed(caplog: pytest.LogCaptureFixture) -> None:
    calls = []

    async def show(key: Key) -> bool:
        calls.append(key)
        if len(calls) == 1:
            raise RuntimeError("broken")
        return True

    clock = SystemClock()
    live, key = LivePosts(clock, show), Key(GuildId(1), DiscussionId(2))
    assert not await live.now(key, clock.now())
    assert "couldn't be brought up to date" in caplog.text
    assert await live.now(key, clock.now())
    await live.close()
    live.drop(key)
    live.drop(key)
    assert calls == [key, key]


async def test_a_vote_in_the_moment_of_an_edit_out_of_turn_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_posts, "PAUSE", 0.01)
    shown: asyncio.Queue[Key] = asyncio.Queue()

    async def show(key: Key) -> bool:
        shown.put_nowait(key)
        return True

    clock = SystemClock()
    live, key, start = LivePosts(clock, show), Key(GuildId(1), DiscussionId(2)), clock.now()
    live.touch(key, start)
    await shown.get()
    live.touch(key, start)
    await asyncio.sleep(0)  # its task waits for its turn
    assert await live.now(key, start)
    live.touch(key, start)
    sleeping, awake = sorted(tally_tasks(), key=lambda task: task.cancelling(), reverse=True)
    await asyncio.wait({sleeping})
    live.touch(key, start)
    assert tally_tasks() == {awake}, "one task for each post that is behind"
    await shown.get()
    await asyncio.wait_for(shown.get(), 1)
    await live.close()


@pytest.mark.parametrize("ends", ["closed", "closed late", "lost"])
async def test_a_post_that_has_ended_is_remembered_no_more(club: Club, ends: str) -> None:
    post = await club.start()
    cog: Any = club.world.bot.get_cog("DiscussionsCog")
    (discussion,) = await club.world.bot.app.discussions.to_catch_up()
    await club.mia.react(post, LOVED)
    await club.noor.react(post, LOVED)
    assert discussion.key in cog.board.live
    if ends == "lost":
        await club.world.delete_message(post)
        await club.world.advance(EDITS)
    else:
        if ends == "closed late":
            club.world.fail("PATCH", EDIT, 400, 30046)
        await close_vote(club.mia, post)
        await club.world.advance(RETRY)
        assert club.shown == [2, 0, 0, 0, 0]
    assert discussion.key not in cog.board.live
    guild, noor = club.world.guild_id, UserId(club.noor.id)
    await club.world.bot.app.discussions.forget_member(guild, noor)
    assert discussion.key in cog.board.live, "what it shows may have changed"
    await asyncio.gather(*tally_tasks())
    assert discussion.key not in cog.board.live


async def test_an_edit_that_was_pending_at_the_end_is_made_at_the_start(club: Club) -> None:
    post = await club.start()
    await club.mia.react(post, LOVED)
    await club.noor.react(post, LOVED)
    assert club.shown == [1, 0, 0, 0, 0]
    before = club.edits()
    await club.world.restart()
    assert club.shown == [2, 0, 0, 0, 0]
    assert club.edits() - before == 1
    await club.world.restart()
    assert club.edits() - before == 1, "a post that is up to date isn't edited at a start"
