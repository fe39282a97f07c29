"""Where discussions can be opened: other channels, forums, threads that were there before."""

from typing import Any

import discord

from tests.discussions.club import LOVED, SHOW, Club, votes


async def start(club: Club, where: Any, **options: Any) -> Any:
    what = {"show": SHOW, "episode": 3} | options
    return await club.mia.slash("discuss start", where=where, **what)


async def a_thread(club: Club) -> Any:
    """One that members opened."""
    channel: Any = club.world.bot.get_channel(club.world.discussions.id)
    await channel.create_thread(name="Anime night", type=discord.ChannelType.public_thread)
    await club.world.settle()
    (thread,) = club.threads
    return thread


def posts(club: Club, place: Any) -> list[Any]:
    return [seen for seen in club.world.posts(place) if seen.components]


async def test_another_channel(club: Club) -> None:
    answer = await start(club, club.world.general)
    assert "is open for votes" in answer.text
    (post,) = posts(club, club.world.general)
    assert club.posts == []
    await club.noor.react(post, LOVED)
    assert await club.kept() == [1, 0, 0, 0, 0]


async def test_a_forum_gets_a_post_with_a_tag_and_the_vote_goes_on_there(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    answer = await start(club, forum)
    assert "is open for votes" in answer.text
    (thread,) = forum.threads
    assert thread.name == "Episode 3 · Hero Mask"
    (post,) = posts(club, thread)
    await club.noor.react(post, LOVED)
    await club.world.restart()
    await club.mia.react(post, LOVED)
    assert await club.kept() == [2, 0, 0, 0, 0]
    closed = await club.mia.slash("discuss close", at=thread)
    assert "is closed" in closed.text
    first, summary = posts(club, thread)
    assert votes(first) == [2, 0, 0, 0, 0]
    assert "is closed" in summary.text


async def test_a_forum_post_that_was_never_heard_of_is_found_and_not_doubled(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    await start(club, forum)
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute(
            "UPDATE discussions SET message_id = NULL, thread_id = NULL, channel_id = ?",
            (forum.id,),
        )
    await start(club, forum)
    (thread,) = forum.threads
    assert len(posts(club, thread)) == 1
    await club.noor.react(posts(club, thread)[0], LOVED)
    assert await club.kept() == [1, 0, 0, 0, 0]


async def test_a_thread_that_was_there_before_is_taken_as_it_is(club: Club) -> None:
    thread = await a_thread(club)
    await start(club, thread)
    (post,) = posts(club, thread)
    await club.noor.react(post, LOVED)
    kept = await club.noor.slash("discuss results", show=SHOW, episode=3)
    assert votes(kept) == [1, 0, 0, 0, 0]
    assert (
        "is open for votes"
        in (await club.mia.slash("discuss start", show="Death Note", episode=1, where=thread)).text
    ), "an evening of several shows has one thread"
    assert "Death Note · Episode 1** is" in (await club.mia.slash("discuss close", at=thread)).text
    assert [each.id for each in club.threads] == [thread.id]


async def test_a_discussions_own_thread_takes_no_other(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    await club.start(3)
    await start(club, forum, episode=4)
    for thread in (*club.threads, *forum.threads):
        for other in ({"show": "Death Note"}, {"episode": 5}):
            refused = await start(club, thread, **other)
            assert refused.private
            assert "is another discussion's own thread. Choose another place" in refused.text
    own = await start(club, club.threads[0])
    assert "is running already" in own.text
    await club.mia.slash("discuss close", show=SHOW, episode=3)
    assert "is open for votes" in (await start(club, club.threads[0])).text


async def test_nobody_opens_one_where_they_cannot_write(club: Club) -> None:
    secret = club.world.guild.create_text_channel("secret")
    club.world.forbid(secret, "send_messages", person=club.mia)
    refused = await start(club, secret)
    assert "You can't write in" in refused.text
    assert posts(club, secret) == []


async def test_what_the_bot_lacks_there_is_named(club: Club) -> None:
    elsewhere = club.world.guild.create_text_channel("elsewhere")
    club.world.forbid(elsewhere, "create_public_threads")
    assert "*Create Public Threads*" in (await start(club, elsewhere)).text
    forum = club.world.guild.create_forum_channel("shows")
    club.world.forbid(forum, "send_messages_in_threads")
    assert "*Send Messages in Threads*" in (await start(club, forum)).text


async def test_a_deleted_thread_ends_a_vote_in_it_and_one_beside_it_goes_on(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    await start(club, forum)
    await club.start(4)
    (inside,), (beside,) = forum.threads, club.threads
    club.world.delete(inside)
    club.world.delete(beside)
    await club.world.settle()
    listed = await club.noor.slash("discuss list")
    assert "Episode 4" in listed.text
    assert "Episode 3" not in listed.text
    await club.noor.react(club.post, LOVED)
    assert await club.kept() == [1, 0, 0, 0, 0]
