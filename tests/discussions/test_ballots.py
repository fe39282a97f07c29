"""Other ways to vote: ten steps, blind, with a deadline; what voters say of themselves."""

from typing import Any

import pytest

from bot.discussions import service
from bot.errors import DatabaseBusy
from bot.ids import UserId
from tests.discussions.club import EDITS, LIKED, LOVED, SHOW, Club, close_vote, votes


async def start(club: Club, vote: str, **options: Any) -> Any:
    await club.mia.slash("discuss start", show=SHOW, episode=3, vote=vote, **options)
    return club.post


async def test_one_to_ten(club: Club) -> None:
    post = await start(club, "ten")
    assert next(iter(post.reactions)) == "🔟"
    assert len(post.reactions) == 10
    await club.noor.react(post, "7\ufe0f\u20e3")
    await club.mia.react(post, "🔟")
    await club.world.member("Late").react(post, LOVED)
    assert await club.kept() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    await club.world.restart()
    await club.noor.unreact(post, "7\ufe0f\u20e3")
    assert await club.kept() == [1, *[0] * 9]


async def test_an_earlier_reaction_is_taken_off(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    await club.noor.react(post, LIKED)
    await club.world.settle()
    assert club.post.reactions[LOVED] == 1, "the bot's own"
    assert await club.kept() == [0, 1, 0, 0, 0]


async def test_a_reaction_that_counts_again_is_not_taken_off(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its turn comes when the later one has been taken back."""
    waiting: list[Any] = []
    cog: Any = club.world.bot.get_cog("DiscussionsCog")
    monkeypatch.setattr(cog.board.governor, "offer", lambda route, work: waiting.append(work))
    post = await club.start()
    await club.noor.react(post, LOVED)
    await club.noor.react(post, LIKED)
    await club.noor.unreact(post, LIKED)
    await club.world.settle()
    (take_off,) = waiting
    await take_off()
    await club.world.settle()
    assert club.post.reactions[LOVED] == 2, "hers and the bot's own"
    assert await club.kept() == [1, 0, 0, 0, 0]


async def test_it_stays_where_the_bot_may_not(club: Club) -> None:
    club.world.forbid(club.world.discussions, "manage_messages")
    post = await club.start()
    await club.noor.react(post, LOVED)
    await club.noor.react(post, LIKED)
    await club.world.settle()
    assert club.post.reactions[LOVED] == 2
    assert await club.kept() == [0, 1, 0, 0, 0]


async def test_a_blind_vote_is_hidden_until_one_has_voted(club: Club) -> None:
    post = await start(club, "blind-five")
    assert "From 😍 Loved it to 😣 Hated it" in post.text
    assert post.reactions == {}
    voted = await club.noor.click(post, f"vote:1:{number(post)}:5")
    assert voted.private
    assert "Your vote: **😍 Loved it**" in voted.text
    assert votes(voted) == [1, 0, 0, 0, 0]
    await club.world.advance(EDITS)
    assert "**1 vote**" in club.post.text
    assert votes(club.post) == []
    for who in (club.mia, club.world.admin):
        seen = await who.slash("discuss results", show=SHOW)
        assert "1 vote** so far. Vote, and you see how it goes." in seen.text
        assert votes(seen) == []
    assert votes(await club.noor.slash("discuss results", show=SHOW)) == [1, 0, 0, 0, 0]
    curve = await club.noor.slash("discuss curve", show=SHOW)
    assert "No episode was voted on yet" in curve.text

    changed = await club.noor.click(post, f"vote:1:{number(post)}:2")
    assert votes(changed) == [0, 0, 0, 1, 0]
    assert "It replaces your earlier one." in changed.text
    assert "replaces" not in voted.text
    back = await club.noor.click(changed, "Take it back")
    assert "taken back" in back.text
    older = await club.noor.click(voted, "Take it back")
    assert older.text == "You have no vote here."
    assert await club.score(club.noor) is None


async def test_a_blind_vote_shows_everything_once_it_is_closed(club: Club) -> None:
    post = await start(club, "blind-ten")
    await club.noor.click(post, f"vote:1:{number(post)}:10")
    await club.world.restart()
    await club.mia.click(post, f"vote:1:{number(post)}:8")
    asked = await club.mia.click(club.post, "Close")
    assert "with 2 votes?" in asked.text
    await club.mia.click(asked, "Close it")
    assert votes(club.post) == [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    late = await club.noor.forge(club.post, f"vote:1:{number(post)}:1")
    assert "That vote is over." in late.text


async def test_a_reaction_on_a_blind_post_counts_nothing(club: Club) -> None:
    post = await start(club, "blind-five")
    await club.noor.react(post, LOVED)
    async with club.world.away():
        await club.mia.react(post, LOVED)
    await close_vote(club.mia, club.post)
    assert "Nobody voted." in club.post.text


@pytest.mark.parametrize("custom_id", ["vote:1:{n}:9", "vote:1:{n}:-3", "vote:1:999:3"])
async def test_forged_votes(club: Club, custom_id: str) -> None:
    post = await start(club, "blind-five")
    refused = await club.noor.forge(post, custom_id.format(n=number(post)))
    assert refused.private
    assert await club.score(club.noor) is None


async def test_a_vote_by_button_on_an_open_post_is_refused(club: Club) -> None:
    post = await club.start()
    await club.noor.forge(post, f"vote:1:{number(post)}:5")
    assert await club.kept() == [0] * 5


async def test_a_deadline_closes_it(club: Club) -> None:
    post = await start(club, "five", closes=24)
    assert "Closes" in post.text
    await club.noor.react(post, LOVED)
    await club.world.advance(24 * 3600 + 120)
    assert "Later reactions don't count" in club.post.text
    assert votes(club.post) == [1, 0, 0, 0, 0]
    assert "is closed" in club.world.posts(club.threads[0])[-1].text


async def test_what_was_due_while_the_bot_was_away_closes_at_its_start(club: Club) -> None:
    post = await start(club, "five", closes=24)
    await club.noor.react(post, LOVED)
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET closes_at = opened_at")
    await club.world.restart()
    assert "Later reactions don't count" in club.post.text


async def test_voters_say_how_they_watch_and_results_split_by_it(club: Club) -> None:
    post = await club.start()
    people = [club.world.member(f"Fan {n}") for n in range(6)]
    for n, person in enumerate(people):
        await person.react(post, LOVED if n < 3 else LIKED)
        panel = await person.click(post, "How I watch")
        assert "Took your reaction off? React again to vote anew." in panel.text
        assert panel.private
        panel = await person.choose(panel, "first" if n < 3 else "again", custom_id=viewing(panel))
        await person.choose(panel, "dub-de" if n < 3 else "sub", custom_id=track(panel))
    await club.world.restart()
    await close_vote(club.mia, club.post)
    assert "First-timers 5 (3) · Subtitles 4 (3) · Dub 5 (3) · Rewatchers 4 (3)" in sorted_splits(
        club.post.text
    )
    kept = await club.world.bot.app.discussions.export_member(
        club.world.guild_id, UserId(people[0].id)
    )
    show = club.world.bot.app.shows.only(SHOW).id
    assert kept["said"] == [
        {"show": show, "episode": 3, "viewing": "first", "track": "dub", "language": "de"}
    ]
    await club.world.bot.app.discussions.forget_member(club.world.guild_id, UserId(people[0].id))
    assert not any(
        (
            await club.world.bot.app.discussions.export_member(
                club.world.guild_id, UserId(people[0].id)
            )
        ).values()
    )


async def test_a_group_of_few_is_not_told(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    panel = await club.noor.click(post, "How I watch")
    await club.noor.choose(panel, "source", custom_id=viewing(panel))
    await close_vote(club.mia, club.post)
    assert "Source readers" not in club.post.text


async def test_the_next_episode_knows_how_one_watches(club: Club) -> None:
    post = await club.start(3)
    panel = await club.noor.click(post, "How I watch")
    await club.noor.choose(panel, "source", custom_id=viewing(panel))
    again = await club.noor.click(await club.start(4), "How I watch")
    (chosen,) = [o for s in again.selects for o in s["options"] if o.get("default")]
    assert chosen["value"] == "source"


async def test_single_aspects(club: Club) -> None:
    post = await club.start()
    panel = await club.noor.click(post, "How I watch")
    form = await club.noor.click(panel, "Rate single aspects")
    panel = await club.noor.submit(form, story=["5"], visuals=["2"])
    assert "Story 5/5 · Visuals and animation 2/5" in panel.text
    for n in range(2):
        fan = club.world.member(f"Fan {n}")
        form = await fan.click(await fan.click(post, "How I watch"), "Rate single aspects")
        await fan.submit(form, story=["4"])
    await club.noor.react(post, LOVED)
    await close_vote(club.mia, club.post)
    assert "Story 4 (3)" in club.post.text
    assert "Visuals" not in club.post.text, "one alone would be known by name"


def number(post: Any) -> int:
    """The discussion's, from the custom id of its *Close*."""
    (found,) = [c for c in post.custom_ids if c.startswith("discussion-close:")]
    return int(found.rpartition(":")[2])


def viewing(panel: Any) -> str:
    return str(panel.selects[0]["custom_id"])


def track(panel: Any) -> str:
    return str(panel.selects[1]["custom_id"])


def sorted_splits(text: str) -> str:
    """The line of groups with its parts in the order in which they are asserted."""
    order = ("First-timers", "Subtitles", "Dub", "Rewatchers")
    line = next(line for line in text.split("\n") if "First-timers" in line)
    parts = line.removeprefix("-# ").split(" · ")
    return " · ".join(sorted(parts, key=lambda part: order.index(part.split(" ")[0])))


async def test_the_server_chooses_how_it_votes(club: Club) -> None:
    panel = await club.world.admin.slash("config", section="votes")
    panel = await club.world.admin.choose(panel, "ten", custom_id="config-ballot:1")
    assert "By reacting, 1 to 10" in panel.text
    await club.start(3)
    assert len(club.post.reactions) == 10
    await club.world.restart()
    await club.mia.slash("discuss start", show=SHOW, episode=4, vote="five")
    assert len(club.post.reactions) == 5
    await club.world.admin.click(panel, "Undo")
    await club.start(5)
    assert len(club.post.reactions) == 5


async def test_a_forum_can_be_the_servers_place(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    panel = await club.world.admin.slash("config")
    await club.world.admin.choose(panel, forum, custom_id="config-channel:1:discussion")
    await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert [thread.name for thread in forum.threads] == ["Episode 3 · Hero Mask"]


async def test_what_was_forbidden_is_made_good_when_permissions_change(club: Club) -> None:
    post = await club.start()
    club.world.fail("PATCH", f"/channels/*/messages/{post.message.id}", 403, 50013)
    await club.noor.react(post, LOVED)
    await club.world.advance(EDITS)
    assert votes(club.post) == [0] * 5
    before = club.edits()
    await club.mia.react(post, LOVED)
    await club.world.advance(EDITS * 10)
    assert club.edits() == before, "what is forbidden isn't asked again"
    club.world.forbid(club.world.discussions, "manage_messages")
    await club.world.advance(EDITS)
    assert votes(club.post) == [2, 0, 0, 0, 0]


async def test_an_archived_thread_is_brought_back_for_the_result(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    await club.mia.slash("discuss start", show=SHOW, episode=3, where=forum)
    (thread,) = forum.threads
    post = next(seen for seen in club.world.posts(thread) if seen.components)
    await club.noor.react(post, LOVED)
    await club.world.settle()
    club.world.fail("PATCH", f"/channels/{thread.id}/messages/*", 400, 50083)
    await club.mia.slash("discuss close", show=SHOW, episode=3)
    await club.world.advance(EDITS)
    post = next(seen for seen in club.world.posts(thread) if seen.components)
    assert votes(post) == [1, 0, 0, 0, 0]


async def test_a_server_that_comes_back_is_caught_up(club: Club) -> None:
    post = await club.start()
    club.world.fail("PATCH", f"/channels/*/messages/{post.message.id}", 503, times=1)
    await club.noor.react(post, LOVED)
    cog: Any = club.world.bot.get_cog("DiscussionsCog")
    await cog.on_guild_join(club.world.bot.guilds[0])
    await club.world.advance(EDITS * 3)
    assert votes(club.post) == [1, 0, 0, 0, 0]


async def test_a_vote_that_couldnt_be_written_yet_counts_once_it_can(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SETTLE_SECONDS", 0.02)
    post = await start(club, "blind-five")
    discussions, noor = club.world.bot.app.discussions, UserId(club.noor.id)
    found = await discussions.get(club.world.guild_id, number(post))
    with club.world.busy(), pytest.raises(DatabaseBusy):
        await discussions.vote(found, noor, 5)
    await discussions.ballot.written()
    assert await discussions.vote_of(found, noor) == 5
