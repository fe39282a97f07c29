"""`/discuss close`, the *Close* button, the result and the summary."""

import re
from collections.abc import Collection, Sequence

import pytest

from bot.discussions import views
from bot.discussions.ballot import Event
from bot.discussions.models import Key
from bot.errors import DatabaseBusy
from bot.ids import UserId
from bot.ui.components import Pattern
from tests.discussions.club import FINE, HATED, LIKED, LOVED, RETRY, SHOW, Club, close_vote, votes
from tests.world import Person

MESSAGES = "/channels/*/messages"
EDIT = "/channels/*/messages/*"


async def crowd(club: Club, emoji: str) -> list[Person]:
    """One new member for each emoji, who votes so on the newest post."""
    fans: list[Person] = []
    for one in emoji:
        fan = club.world.member(f"Fan {one}{len(fans)}")
        await fan.react(club.post, one)
        fans.append(fan)
    return fans


async def test_the_host_closes_by_the_button(club: Club) -> None:
    await club.start()
    await crowd(club, LOVED * 3 + LIKED + HATED)
    answer = await close_vote(club.mia, club.post)
    assert answer.private
    assert "is closed. The post shows its result. 5 votes." in answer.text
    post = club.post
    assert votes(post) == [3, 1, 0, 0, 1]
    assert "**5 votes** · mean 4.0 · median 5" in post.text
    assert "The middle half: 4 to 5 (spread 1)" in post.text
    assert "Later reactions don't count." in post.text
    assert "Close" not in post.buttons
    (summary,) = club.world.posts(club.threads[0])
    assert summary.text.startswith("## The vote on Hero Mask · Episode 3 is closed")
    assert votes(summary) == [3, 1, 0, 0, 1]
    assert "Episode" not in summary.text.partition("\n")[2], "there is none before to compare with"


async def test_reactions_after_the_close_do_not_count(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    await close_vote(club.mia, post)
    await club.noor.react(post, HATED)
    await club.noor.unreact(post, LOVED)
    await club.world.restart()
    await club.world.advance(120)
    assert club.shown == [1, 0, 0, 0, 0]
    assert await club.kept() == [1, 0, 0, 0, 0]


async def test_votes_that_wait_are_counted_before_the_close(club: Club) -> None:
    post = await club.start()
    place = (post.message.channel.id, post.message.id)
    for n in range(50):  # nothing is awaited, so all of it still waits when the button is pressed
        fan = club.world.env.create_user(f"fan{n}")
        club.world.env.backend.set_reaction(*place, LIKED, fan.id, True)
    await close_vote(club.mia, post)
    assert club.shown == [0, 50, 0, 0, 0]


async def test_inside_the_thread_no_option_is_needed(club: Club) -> None:
    await club.start()
    answer = await club.mia.slash("discuss close", at=club.threads[0])
    assert "is closed" in answer.text
    assert "Nobody voted." in club.post.text


async def test_elsewhere_the_show_is_named(club: Club) -> None:
    await club.start()
    lost = await club.mia.slash("discuss close")
    assert "Which discussion?" in lost.text
    assert "is closed" in (await club.mia.slash("discuss close", show=SHOW, episode=3)).text


async def test_of_several_open_ones_the_episode_is_asked(club: Club) -> None:
    await club.start(1)
    await club.start(2)
    answer = await club.mia.slash("discuss close", show=SHOW)
    assert "Several discussions of Hero Mask are open. Name the episode: 1, 2." in answer.text
    assert "is closed" in (await club.mia.slash("discuss close", show=SHOW, episode=1)).text
    assert "Episode 2** is closed" in (await club.mia.slash("discuss close", show=SHOW)).text
    await club.start(None)
    await club.start(4)
    assert "**Hero Mask** is closed" in (await club.mia.slash("discuss close", show=SHOW)).text
    assert (
        "No discussion of ONE PIECE is open"
        in (await club.mia.slash("discuss close", show="One Piece")).text
    )


async def test_others_are_refused_and_moderators_are_not(club: Club) -> None:
    post = await club.start()
    for answer in (
        await close_vote(club.noor, post),
        await club.noor.slash("discuss close", show=SHOW, episode=3),
    ):
        assert answer.private
        assert "Only its host and moderators may close a discussion" in answer.text
    assert "Close" in club.post.buttons
    assert "is closed" in (await close_vote(club.world.mod, post)).text


async def test_closing_twice_is_harmless(club: Club) -> None:
    post = await club.start()
    await crowd(club, LOVED)
    await close_vote(club.mia, post)
    again = await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert re.search(r"was closed already, <t:\d+:R>\. 1 vote\.", again.text)
    assert len(club.world.posts(club.threads[0])) == 1
    assert "is open" in (await club.noor.slash("discuss start", show=SHOW, episode=3)).text


@pytest.mark.parametrize("what", [views.CLOSE, views.RESULTS])
async def test_a_button_of_another_server_leads_to_nothing(club: Club, what: Pattern) -> None:
    await club.start()
    (discussion,) = await club.world.bot.app.discussions.to_catch_up()
    olga, talk = club.world.elsewhere()
    there = await olga.slash("discuss list", at=talk)
    forged = await olga.forge(there, what.pack(discussion=discussion.id))
    assert "no longer here" in forged.text
    assert "Close" in club.post.buttons
    assert "Hero Mask" in (await club.noor.slash("discuss list")).text


async def test_the_change_from_the_last_episode(club: Club) -> None:
    await club.start(1)
    await crowd(club, LOVED + LIKED)
    await close_vote(club.mia, club.post)
    await club.start(2)
    await close_vote(club.mia, club.post)
    await club.start(3)
    await crowd(club, LOVED * 4 + LIKED)
    await close_vote(club.mia, club.post)
    assert "0.3 higher than episode 1 (4.5)" in club.post.text
    assert "0.3 higher than episode 1 (4.5)" in club.world.posts(club.threads[-1])[0].text
    await club.start(4)
    await crowd(club, FINE)
    await close_vote(club.mia, club.post)
    assert "1.8 lower than episode 3 (4.8)" in club.post.text
    assert "middle half" not in club.post.text
    await club.start(5)
    await crowd(club, FINE)
    await close_vote(club.mia, club.post)
    assert "The same as episode 4 (3.0)" in club.post.text


async def test_a_summary_that_discord_refuses_is_posted_the_next_time(club: Club) -> None:
    post = await club.start()
    club.world.fail("POST", MESSAGES, 503)
    answer = await close_vote(club.mia, post)
    assert "It is closed, and its result is kept" in answer.text
    assert "I couldn't post the summary in its thread" in answer.text
    assert "Nobody voted." in club.post.text
    club.world.env.backend.faults.clear()
    again = await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert "is closed. The post shows its result." in again.text
    assert len(club.world.posts(club.threads[0])) == 1


async def test_a_summary_that_is_owed_at_the_end_is_posted_at_the_start(club: Club) -> None:
    post = await club.start()
    club.world.fail("POST", MESSAGES, 503, times=None)
    await close_vote(club.mia, post)
    await club.world.restart()
    assert club.world.posts(club.threads[0]) == []
    club.world.env.backend.faults.clear()
    await club.world.restart()
    assert len(club.world.posts(club.threads[0])) == 1
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET summary_id = NULL")
    await club.world.advance(90)
    await club.world.restart()
    assert len(club.world.posts(club.threads[0])) == 1, "the one that was sent before is found"


async def test_what_else_the_bot_said_in_the_thread_is_no_summary(club: Club) -> None:
    post = await club.start()
    club.world.fail("POST", MESSAGES, 503, times=None)
    await close_vote(club.mia, post)
    club.world.env.backend.faults.clear()
    (thread,) = club.threads
    assert not (await club.noor.slash("show", title=SHOW, at=thread)).private
    await club.world.advance(90)
    await club.mia.slash("discuss close", show=SHOW, episode=3)
    _, summary = club.world.posts(thread)
    assert summary.text.startswith("## The vote on Hero Mask · Episode 3 is closed")


async def test_the_summary_s_button_shows_the_result(club: Club) -> None:
    post = await club.start()
    await crowd(club, LOVED + HATED)
    await close_vote(club.mia, post)
    (summary,) = club.world.posts(club.threads[0])
    await club.world.restart()
    result = await club.noor.click(summary, "Results")
    assert result.private
    assert votes(result) == [1, 0, 0, 0, 1]


async def test_a_result_that_cannot_be_shown_yet_is_shown_later(club: Club) -> None:
    post = await club.start()
    await crowd(club, LIKED)
    club.world.fail("PATCH", EDIT, 400, 30046)
    answer = await close_vote(club.mia, post)
    assert "Discord doesn't let me edit the post just now" in answer.text
    assert "Close" in club.post.buttons
    await club.world.advance(RETRY)
    assert "Close" not in club.post.buttons
    assert "**1 vote** · mean 4.0" in club.post.text


async def test_while_votes_cannot_be_written_it_stays_open(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discussions.ballot.FIRST_PAUSE", 100.0)
    monkeypatch.setattr("bot.discussions.ballot.LONGEST_PAUSE", 100.0)
    post = await club.start()
    discussions = club.world.bot.app.discussions
    (discussion,) = await discussions.to_catch_up()

    async def busy(events: Sequence[Event]) -> Collection[Key]:
        raise DatabaseBusy

    with monkeypatch.context() as while_busy:
        # Not a moment longer: SimCord waits for who waits before it lets a short time pass.
        while_busy.setattr("bot.discussions.service.SETTLE_SECONDS", 0)
        while_busy.setattr(discussions.ballot, "_record", busy)
        await club.noor.react(post, LOVED)
        for answer in (
            await close_vote(club.mia, post),
            await club.mia.slash("discuss close", show=SHOW, episode=3),
            await club.mia.slash("discuss start", show=SHOW, episode=3),
        ):
            assert answer.private
            assert "I'm busy writing something else down" in answer.text
        with pytest.raises(DatabaseBusy):
            await discussions.close(discussion)
        for take in (discussions.export_member, discussions.forget_member):
            with pytest.raises(DatabaseBusy):
                await take(club.world.guild_id, UserId(club.noor.id))
    assert "Close" in club.post.buttons
    await club.world.advance(100)
    assert await club.kept() == [1, 0, 0, 0, 0]
    assert "is closed" in (await close_vote(club.mia, post)).text


async def test_without_its_thread(club: Club) -> None:
    post = await club.start()
    await crowd(club, LIKED)
    club.world.delete(club.threads[0])
    answer = await close_vote(club.mia, post)
    assert "is closed. The post shows its result. 1 vote." in answer.text
    assert (
        "was closed already" in (await club.mia.slash("discuss close", show=SHOW, episode=3)).text
    )


async def test_without_its_post(club: Club) -> None:
    await club.start()
    await crowd(club, LIKED)
    await club.world.delete_message(club.post)
    answer = await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert "has ended: its post is gone. 1 vote." in answer.text
    assert answer.buttons == []
    assert await club.kept() == [0, 1, 0, 0, 0]


async def test_its_post_is_deleted_just_then(club: Club) -> None:
    await club.start()
    await crowd(club, LIKED)
    club.world.fail("PATCH", EDIT, 404, 10008)
    answer = await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert "is closed. Its post is gone, its result is kept. 1 vote." in answer.text
    assert len(club.world.posts(club.threads[0])) == 1


async def test_votes_of_an_absence_that_is_not_made_good_yet_are_counted(club: Club) -> None:
    post = await club.start()
    async with club.world.away():
        await club.noor.react(post, LOVED)
        club.world.fail("GET", EDIT, 503)
    await close_vote(club.mia, post)
    assert club.shown == [1, 0, 0, 0, 0]


async def test_the_button_asks_before_it_closes(club: Club) -> None:
    await club.start()
    await crowd(club, LOVED)
    asked = await club.mia.click(club.post, "Close")
    assert asked.private
    assert "Close **Hero Mask · Episode 3** with 1 vote? Later reactions won't count." in asked.text
    assert "Close" in club.post.buttons, "nothing is closed yet"
    await club.world.restart()
    assert "is closed" in (await club.mia.click(asked, "Close it")).text
    assert "Close" not in club.post.buttons


async def test_a_forged_confirmation_closes_nothing(club: Club) -> None:
    await club.start()
    refused = await club.noor.forge(club.post, "discussion-close-now:1:1")
    assert "Only its host and moderators" in refused.text
    assert "Close" in club.post.buttons
