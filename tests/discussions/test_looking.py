"""`/discuss list` and `/discuss results`, and what a member takes along or leaves behind."""

import asyncio

import pytest

from bot.errors import Outdated
from bot.ids import GuildId, UserId
from tests.discussions.club import EDITS, HATED, LIKED, LOVED, SHOW, Club, close_vote, votes


async def test_the_open_ones_are_listed(club: Club) -> None:
    empty = await club.noor.slash("discuss list")
    assert empty.private
    assert "No discussion is open. Open one with /discuss start." in empty.text
    post = await club.start(1)
    await club.noor.react(post, LOVED)
    await club.start(2)
    listed = await club.noor.slash("discuss list")
    assert listed.private
    first, second = listed.text.split("\n")[1], listed.text.split("\n")[3]
    assert "Hero Mask · Episode 2" in first
    assert "[Hero Mask · Episode 1](https://discord.com/channels/" in second
    assert f"/{post.message.id})" in second
    assert "-# 1 vote · opened <t:" in listed.text
    await close_vote(club.mia, club.post)
    assert "Episode 2" not in (await club.noor.slash("discuss list")).text


async def test_a_long_list_has_pages(club: Club) -> None:
    for episode in range(1, 10):
        await club.start(episode)
    listed = await club.noor.slash("discuss list")
    assert "Episode 1]" not in listed.text
    last = await club.noor.click(listed, "▶")
    assert "Episode 1]" in last.text
    assert "Episode 2]" in (await club.noor.click(last, "◀")).text


async def test_results_while_open_and_afterwards(club: Club) -> None:
    never = await club.noor.slash("discuss results", show=SHOW)
    assert "There is no discussion of that yet" in never.text
    post = await club.start(3)
    await club.noor.react(post, LOVED)
    live = await club.noor.slash("discuss results", show=SHOW, episode=3)
    assert live.private
    assert "Still open. Opened <t:" in live.text
    assert votes(live) == [1, 0, 0, 0, 0]
    await close_vote(club.mia, post)
    final = await club.noor.slash("discuss results", show=SHOW)
    assert "Later reactions don't count" in final.text
    assert final.buttons == ["To the post"]
    assert (
        "no discussion of that"
        in (await club.noor.slash("discuss results", show=SHOW, episode=4)).text
    )
    await club.start(None)
    assert "Nobody" not in (await club.noor.slash("discuss results", show=SHOW)).text
    assert "Episode 3" in (await club.noor.slash("discuss results", show=SHOW, episode=3)).text


async def test_a_member_takes_everything_along(club: Club) -> None:
    post = await club.start()
    await club.mia.react(post, LIKED)
    discussions = club.world.bot.app.discussions
    guild = GuildId(club.world.guild.id)
    kept = await discussions.export_member(guild, UserId(club.mia.id))
    show = club.world.bot.app.shows.only(SHOW).id
    at = kept["hosted"][0]["opened_at"]
    assert kept == {
        "votes": [{"show": show, "episode": 3, "score": 4, "voted_at": at}],
        "reactions": [{"show": show, "episode": 3, "score": 4, "super": False}],
        "said": [],
        "aspects": [],
        "hosted": [{"show": show, "episode": 3, "opened_at": at}],
    }
    nothing = await discussions.export_member(guild, UserId(club.noor.id))
    assert not any(nothing.values())


async def test_a_member_is_forgotten(club: Club) -> None:
    closed = await club.start(2)
    await club.mia.react(closed, HATED)
    await club.noor.react(closed, LOVED)
    await close_vote(club.mia, closed)
    post = await club.start(3)
    await club.mia.react(post, LIKED)
    await club.noor.react(post, LOVED)
    discussions = club.world.bot.app.discussions
    guild, mia = GuildId(club.world.guild.id), UserId(club.mia.id)
    await discussions.forget_member(guild, mia)
    await club.world.advance(EDITS)
    assert [votes(seen) for seen in club.posts] == [[1, 0, 0, 0, 0]] * 2
    assert all(club.mia.mention not in seen.text for seen in club.posts)
    kept = await discussions.export_member(guild, mia)
    assert (kept["votes"], kept["hosted"]) == ([], [])
    assert "Only its host and moderators" in (await close_vote(club.mia, club.post)).text

    async with club.world.away():
        await club.world.member("Late").react(post, LOVED)
    assert club.shown == [2, 0, 0, 0, 0], "a reaction of theirs that still stands isn't found again"
    await club.mia.react(post, HATED)
    await club.world.advance(EDITS)
    assert club.shown == [2, 0, 0, 0, 1], "one that they give anew counts"
    await close_vote(club.world.mod, club.post)
    assert (await club.world.bot.app.discussions.export_member(guild, mia))["reactions"] == []


async def test_a_vote_from_before_an_erasure_does_not_come_back_after_it(club: Club) -> None:
    post = await club.start()
    discussions = club.world.bot.app.discussions
    (discussion,) = await discussions.to_catch_up()
    await discussions.hold(discussion)  # its lists are being read
    await club.mia.react(post, LIKED)
    erasure = asyncio.create_task(
        discussions.forget_member(club.world.guild_id, UserId(club.mia.id))
    )
    await discussions.forget_member(GuildId(1), UserId(club.mia.id))  # other servers don't wait
    discussions.release(discussion, {})
    await erasure
    await discussions.ballot.settled()
    assert await club.kept() == [0] * 5


async def test_a_show_that_is_no_longer_known(club: Club) -> None:
    post = await club.start()
    app = club.world.bot.app
    async with app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET show_id = 'anilist/0'")
    await club.noor.react(post, LOVED)
    assert "## anilist/0 · Episode 3" in club.post.text
    assert "No discussion is open" in (await club.noor.slash("discuss list")).text
    with pytest.raises(Outdated):
        await app.discussions.get(GuildId(club.world.guild.id), 10**18)
    with pytest.raises(Outdated):
        await app.discussions.get(GuildId(club.world.guild.id), 10**19)
