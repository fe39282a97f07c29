"""Votes that were cast, changed and withdrawn while the bot was away; posts that are gone."""

import pytest

from bot.discussions import ballot
from tests.discussions.club import (
    DISLIKED,
    EDITS,
    FINE,
    HATED,
    LIKED,
    LOVED,
    RETRY,
    SHOW,
    Club,
    close_vote,
)

POST = "/channels/*/messages/*"


async def test_votes_cast_changed_and_withdrawn_meanwhile_are_found(club: Club) -> None:
    post = await club.start()
    changes, withdraws, stays, torn = (club.world.member(f"Fan {n}") for n in range(4))
    for fan in (changes, withdraws, stays, torn):
        await fan.react(post, LOVED)
    await club.world.advance(EDITS)
    robot = club.world.guild.add_member(club.world.env.create_user("robot", bot=True))
    async with club.world.away():
        await club.noor.react(post, HATED)
        await changes.unreact(post, LOVED)
        await changes.react(post, LIKED)
        await withdraws.unreact(post, LOVED)
        await torn.react(post, FINE)
        await torn.react(post, DISLIKED)
        await robot.react(post.message, LIKED)
    await club.world.settle()
    assert club.shown == [2, 1, 0, 0, 1], "stays and torn loved it; a robot has no vote"
    await torn.unreact(post, LOVED)
    await torn.unreact(post, FINE)
    await club.world.advance(EDITS)
    assert club.shown == [1, 1, 0, 1, 1]


async def test_members_who_swap_faces_while_away_are_found(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    await club.mia.react(post, HATED)
    async with club.world.away():
        await club.noor.unreact(post, LOVED)
        await club.noor.react(post, HATED)
        await club.mia.unreact(post, HATED)
        await club.mia.react(post, LOVED)
    assert (await club.score(club.noor), await club.score(club.mia)) == (1, 5)
    assert club.shown == [1, 0, 0, 0, 1]


async def test_long_lists_are_read_only_where_counts_differ(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot, "IN_ONE_REQUEST", 0)
    post = await club.start()
    await club.noor.react(post, LOVED)
    lists = r"/channels/\d+/messages/\d+/reactions/[^/]+"
    fetches = rf"/channels/{club.world.discussions.id}/messages/{post.message.id}"
    before, edits = club.asked(fetches), club.edits()
    await club.world.restart()
    assert club.asked(lists) == 0
    assert club.asked(fetches) - before == 1
    async with club.world.away():
        await club.mia.react(post, FINE)
    assert club.asked(lists) == 1
    assert club.edits() - edits == 1
    assert club.shown == [1, 0, 1, 0, 0]


async def test_long_lists(club: Club) -> None:
    post = await club.start()
    async with club.world.away():
        for n in range(130):
            fan = club.world.env.create_user(f"fan{n}")
            club.world.env.backend.set_reaction(
                post.message.channel.id, post.message.id, LIKED, fan.id, True
            )
    await club.world.settle()
    assert club.shown == [0, 130, 0, 0, 0]


async def test_a_moderator_clears_reactions(club: Club) -> None:
    post = await club.start()
    await club.mia.react(post, LOVED)
    await club.noor.react(post, LIKED)
    await club.noor.react(post, LOVED)
    await club.world.member("Late").react(post, LIKED)
    await club.world.clear_reactions(post, LOVED)
    assert await club.kept() == [0, 1, 0, 0, 0]
    await club.world.clear_reactions(post)
    await club.world.advance(EDITS)
    assert club.shown == [0] * 5


async def test_super_reactions_foreign_emoji_and_bots(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, "🍜")
    robot = club.world.guild.add_member(club.world.env.create_user("robot", bot=True))
    await robot.react(post.message, LOVED)
    club.world.env.backend.emit(
        "MESSAGE_REACTION_ADD",
        {
            "user_id": str(club.mia.id),
            "channel_id": str(post.message.channel.id),
            "message_id": str(post.message.id),
            "guild_id": str(club.world.guild.id),
            "emoji": {"id": None, "name": LIKED},
            "burst": True,
            "type": 1,
        },
    )
    custom = {"id": "99", "name": LOVED}
    place = {
        "channel_id": str(post.message.channel.id),
        "message_id": str(post.message.id),
        "guild_id": str(club.world.guild.id),
    }
    club.world.env.backend.emit("MESSAGE_REACTION_REMOVE_EMOJI", {**place, "emoji": custom})
    await club.world.settle()
    assert club.shown == [0, 1, 0, 0, 0]


async def test_discord_fails_while_lists_are_read(club: Club) -> None:
    post = await club.start()
    async with club.world.away():
        await club.noor.react(post, LOVED)
        club.world.fail("GET", POST, 503)
    assert await club.kept() == [0] * 5
    await club.mia.react(post, FINE)
    assert await club.kept() == [0, 0, 1, 0, 0], "votes count meanwhile"
    await club.world.advance(RETRY + EDITS)
    assert club.shown == [1, 0, 1, 0, 0]


async def test_a_post_that_is_hidden_is_left_alone(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    club.world.fail("GET", POST, 403, 50001)
    await club.world.restart()
    await club.world.advance(3600)
    assert await club.kept() == [1, 0, 0, 0, 0]


async def test_a_new_session_begins_while_the_last_absence_is_made_good(club: Club) -> None:
    post = await club.start()
    async with club.world.away():
        await club.noor.react(post, LOVED)
        club.world.fail("GET", POST, 503)
    await club.world.new_session()
    assert await club.kept() == [1, 0, 0, 0, 0]
    await club.world.advance(RETRY + EDITS)
    assert club.shown == [1, 0, 0, 0, 0]


async def test_a_deleted_post_is_noticed_at_the_next_edit(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    await club.mia.react(post, LIKED)
    await club.world.delete_message(post)
    before = club.edits()
    await club.world.advance(3600)
    assert club.edits() - before == 1, "it is edited once, in vain"
    result = await club.noor.slash("discuss results", show=SHOW)
    assert "Its post is gone. The votes until then are kept." in result.text
    assert "**2 votes** · mean 4.5" in result.text
    assert result.buttons == []
    assert "No discussion is open" in (await club.noor.slash("discuss list")).text
    ended = await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert "has ended: its post is gone. 2 votes." in ended.text


async def test_a_deleted_channel_is_noticed_at_the_next_start(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    async with club.world.away():
        club.world.delete(club.world.discussions)
    await club.world.settle()
    assert "No discussion is open" in (await club.noor.slash("discuss list")).text
    assert await club.kept() == [1, 0, 0, 0, 0]
    refused = await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert "gone or hidden" in refused.text


async def test_a_server_that_is_gone_is_not_edited(club: Club) -> None:
    post = await club.start()
    guild = club.world.guild.id
    club.world.bot._connection._guilds.pop(guild)
    before = club.edits()
    await club.noor.react(post, LOVED)
    await club.world.advance(100)
    assert club.edits() == before


async def test_a_server_that_is_gone_is_not_told(club: Club) -> None:
    post = await club.start()
    club.world.fail("POST", "/channels/*/messages", 503, times=None)
    await close_vote(club.mia, post)
    club.world.env.backend.faults.clear()
    club.world.bot._connection._guilds.pop(club.world.guild.id)
    await club.world.new_session()
    assert club.world.posts(club.threads[0]) == []
