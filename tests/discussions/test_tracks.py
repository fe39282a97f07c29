"""Several episodes as one, a dub of its own beside the original audio, and posts that open by
themselves and ping a role.
"""

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.db import Database, migrate
from bot.discussions.models import Discussion, Span, Terms
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, GuildId, RoleId, ShowId, UserId
from tests.discussions.club import EDITS, FINE, LIKED, LOVED, SHOW, Club, close_vote, votes
from tests.world import Seen


async def opens(club: Club, episode: int | None, place: Any = None, **terms: Any) -> bool:
    """A discussion opens by itself, as at an airing; whether it wasn't there already."""
    bot = club.world.bot
    cog: Any = bot.get_cog("DiscussionsCog")
    venue: Any = bot.get_channel((place or club.world.discussions).id)
    show, t = bot.app.shows.only(SHOW), bot.guild_text(venue.guild)
    result, new = await cog.board.start(None, show, episode, venue, t, terms=Terms(**terms))
    assert (result.discussion.host, result.discussion.guild) == (None, club.world.guild_id)
    await club.world.settle()
    return bool(new)


async def dubbed(club: Club, episode: int, dub: str = "en") -> Seen:
    await club.mia.slash("discuss start", show=SHOW, episode=episode, dub=dub)
    return club.post


async def voted(club: Club, post: Seen, *emoji: str) -> None:
    for n, each in enumerate(emoji):
        await club.world.member(f"Fan {post.message.id}.{n}").react(post, each)
    await close_vote(club.world.mod, post)


def mentions(club: Club, method: str, path: str) -> list[dict[str, Any]]:
    """Whom the bot allowed its requests to a path to ping."""
    requests = club.world.env.http_requests
    return [
        (r.json.get("message") or r.json)["allowed_mentions"]
        for r in requests
        if r.method == method and re.fullmatch(path, r.path) and "allowed_mentions" in str(r.json)
    ]


async def test_a_double_episode_opens_by_itself_and_pings_its_role_once(club: Club) -> None:
    fans = club.world.guild.create_role("Hero Mask fans")
    here = club.world.discussions.id
    assert await opens(club, 1, through=2, role=RoleId(fans.id))
    post, (thread,) = club.post, club.threads
    title = f"<@&{fans.id}>\n## Hero Mask · Episodes 1–2\nSpeak freely up to episode 2."
    assert post.text.startswith(title)
    assert "Opened by" not in post.text
    assert thread.name == "Episodes 1–2 · Hero Mask"
    (ping,) = mentions(club, "POST", f"/channels/{here}/messages")
    assert (ping["parse"], ping["roles"]) == ([], [fans.id])

    for running in (1, 2):
        answer = await club.mia.slash("discuss start", show=SHOW, episode=running)
        assert "**Hero Mask · Episodes 1–2** is running already" in answer.text
    assert not await opens(club, 2, role=RoleId(fans.id))
    await club.noor.react(post, LOVED)
    await club.world.advance(EDITS)
    assert club.shown == [1, 0, 0, 0, 0]
    assert club.post.text.startswith(title)
    assert len(club.posts) == 1
    assert "Hero Mask · Episodes 1–2" in (await club.noor.slash("discuss list")).text

    assert "Only its host and moderators" in (await close_vote(club.mia, post)).text
    await close_vote(club.world.mod, post)
    assert "The vote on Hero Mask · Episodes 1–2 is closed" in club.world.posts(thread)[-1].text
    assert club.post.text.startswith(f"<@&{fans.id}>\n## Hero Mask · Episodes 1–2\n")
    edits = mentions(club, "PATCH", f"/channels/{here}/messages/.*")
    assert [(each["parse"], each.get("roles", [])) for each in edits] == [([], [])] * club.edits()
    assert len(edits) >= 2
    assert len(mentions(club, "POST", f"/channels/{here}/messages")) == 1


async def test_a_forum_s_post_pings_as_well_and_nobody_else_is_pinged(club: Club) -> None:
    forum = club.world.guild.create_forum_channel("shows")
    fans = club.world.guild.create_role("Hero Mask fans")
    await opens(club, 1, forum, through=12, role=RoleId(fans.id))
    await opens(club, 13, forum)
    batch, single = forum.threads
    assert (batch.name, single.name) == ("Episodes 1–12 · Hero Mask", "Episode 13 · Hero Mask")
    (first,) = [seen for seen in club.world.posts(batch) if seen.components]
    assert first.text.startswith(f"<@&{fans.id}>\n## Hero Mask · Episodes 1–12\n")
    pings = mentions(club, "POST", f"/channels/{forum.id}/threads")
    assert [(each["parse"], each.get("roles", [])) for each in pings] == [([], [fans.id]), ([], [])]


async def test_a_dub_has_its_own_vote_and_each_audio_leads_to_the_other(club: Club) -> None:
    await opens(club, 1, through=2)
    one = club.post
    two = await dubbed(club, 2)
    assert two.text.startswith("## Hero Mask · Episode 2 · English dub\nSpeak freely up to episode")
    assert f"Opened by {club.mia.mention}" in two.text
    assert [thread.name for thread in club.threads] == [
        "Episodes 1–2 · Hero Mask",
        "Episode 2 · English dub · Hero Mask",
    ]
    panel = await club.mia.click(two, "How I watch")
    assert "Subtitles or dub?" not in panel.text
    await club.start(3)
    three = await dubbed(club, 3, "de")
    await club.world.advance(EDITS)
    texts = [seen.text for seen in club.posts]
    original, english = f"({one.message.jump_url})", f"({two.message.jump_url})"
    assert f"[Episode 3 →]({club.posts[2].message.jump_url})" in texts[0]
    assert f"\nThese episodes: [English dub (Episode 2)]{english}" in texts[0]
    assert f"\nThis episode: [Original audio (Episodes 1–2)]{original}" in texts[1]
    assert "Episode 3" not in texts[1], "the neighbour is in another audio"
    german = f"This episode: [German dub]({three.message.jump_url})"
    assert f"\n[← Episodes 1–2]{original}\n{german}\n" in texts[2]
    assert "←" not in texts[3]

    await club.noor.react(two, LOVED)
    await club.noor.react(one, FINE)
    for options, shown in (({}, [0, 0, 1, 0, 0]), ({"dub": "en"}, [1, 0, 0, 0, 0])):
        answer = await club.noor.slash("discuss results", show=SHOW, episode=2, **options)
        assert votes(answer) == shown
    newest = await club.noor.slash("discuss results", show=SHOW)
    assert "Episode 3" in newest.text
    assert "German dub" not in newest.text, "though that is newer"
    never = await club.noor.slash("discuss results", show=SHOW, episode=1, dub="en")
    assert "no discussion of that" in never.text
    asked = await club.world.mod.slash("discuss close", show=SHOW)
    assert "Name the episode: 1–2, 2 (English), 3, 3 (Deutsch)." in asked.text
    closed = await club.world.mod.slash("discuss close", show=SHOW, dub="en")
    assert "**Hero Mask · Episode 2 · English dub** is closed" in closed.text
    closed = await club.world.mod.slash("discuss close", show=SHOW, episode=1)
    assert "**Hero Mask · Episodes 1–2** is closed" in closed.text
    kept = await club.world.bot.app.discussions.export_member(
        club.world.guild_id, UserId(club.noor.id)
    )
    on = [{k: v[k] for k in v if k in ("episode", "through", "dub")} for v in kept["votes"]]
    assert on == [{"episode": 1, "through": 2}, {"episode": 2, "dub": "en"}]


async def test_the_course_keeps_to_one_audio_and_names_what_was_voted_on_as_one(
    club: Club,
) -> None:
    post = await dubbed(club, 1)
    await voted(club, post, LIKED)
    dub = await club.noor.slash("discuss curve", show=SHOW)
    assert "episode by episode · English dub" in dub.text
    assert "**Episode 1** median 4/5" in dub.text

    await opens(club, 1, through=2)
    await voted(club, club.post, FINE)
    await voted(club, await club.start(3), LOVED)
    assert "2.0 higher than episodes 1–2 (3.0)" in club.post.text
    summary = club.world.posts(club.threads[-1])[-1]
    _, curve = summary.message.attachments
    assert "1–2: 3; 3: 5" in curve.description
    await opens(club, 4, through=5)
    await voted(club, club.post, LIKED)
    assert "1.0 lower than episode 3 (5.0)" in club.post.text
    card = await club.noor.slash("discuss curve", show=SHOW)
    assert "English dub" not in card.text
    assert re.findall(r"\*\*(.*?)\*\*", card.text) == ["Episodes 1–2", "Episode 3", "Episodes 4–5"]
    (picture,) = card.message.attachments
    assert "1–2: 3; 3: 5; 4–5: 4" in picture.description

    await club.noor.slash("progress", show=SHOW, episode=4)
    asked = await club.noor.slash("discuss results", show=SHOW, episode=4)
    assert "**Hero Mask · Episodes 4–5** is past your progress, episode 4." in asked.text
    assert "Episodes 4–5" not in (await club.noor.slash("discuss curve", show=SHOW)).text


@pytest.mark.parametrize(("episode", "through"), [(3, 3), (3, 2), (None, 12)])
async def test_one_episode_is_no_range(club: Club, episode: int | None, through: int) -> None:
    assert await opens(club, episode, through=through)
    assert club.post.text.startswith("## Hero Mask · Episode 3\n" if episode else "## Hero Mask\n")


async def test_who_starts_both_audios_of_the_whole_show_finds_each(club: Club) -> None:
    for dub in (None, "fr"):
        assert await opens(club, None, dub=dub)
        assert not await opens(club, None, dub=dub)
    await club.world.advance(EDITS)
    whole, french = club.posts
    assert f"[French dub]({french.message.jump_url})" in whole.text
    assert f"\nThe same: [Original audio]({whole.message.jump_url})" in french.text
    assert club.threads[-1].name == "The whole show · French dub · Hero Mask"
    taken = await club.mia.slash("discuss start", show=SHOW, where=club.threads[0], dub="de")
    assert "is another discussion's own thread" in taken.text


async def test_what_was_open_before_the_upgrade_is_on_one_episode_s_original_audio(
    tmp_path: Path,
) -> None:
    path, before = tmp_path / "kanso.db", tmp_path / "before"
    before.mkdir()
    for number, step in migrate.steps().items():
        if number < 19:
            (before / step.name).write_bytes(step.read_bytes())
    migrate.migrate(path, before)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute(
            "INSERT INTO discussions (guild_id, id, show_id, episode, channel_id, place, steps, "
            "blind, opened_at, tried_at) VALUES (7, 1, 'anilist/1', 3, 2, 'channel', 5, 0, 0, 0)"
        )
        file.commit()
    db = await Database.open(path)
    store = DiscussionsStore(db)

    async def opened(**terms: Any) -> Discussion:
        guild, show, channel = GuildId(7), ShowId("anilist/1"), ChannelId(2)
        return await store.open(
            guild, show, 3, host=None, channel=channel, at=9, terms=Terms(**terms)
        )

    old = await opened(through=4)
    assert (old.id, old.span, old.dub, old.role) == (1, Span(episode=3), None, None)
    assert [(await opened(dub="en")).id for _ in range(2)] == [2, 2]
    await db.close()
