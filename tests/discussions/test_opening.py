"""`/discuss start`, the button on a show's card, and what may go wrong."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest

from bot.config import Config
from bot.discussions.store import DiscussionsStore
from bot.errors import DatabaseBusy
from tests.discussions.club import HATED, LOVED, SCALE, SHOW, Club
from tests.world import World

POSTS = "/channels/*/messages"
THREADS = "/channels/*/messages/*/threads"
REACTIONS = "/channels/*/messages/*/reactions/*/@me"


async def test_a_member_opens_a_discussion(club: Club) -> None:
    answer = await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert answer.private
    assert "Hero Mask · Episode 3** is open" in answer.text
    assert answer.buttons == ["To the post"]
    post = club.post
    assert post.text.startswith("## Hero Mask · Episode 3\nSpeak freely up to episode 3.")
    assert "Put later episodes behind `||bars||`." in post.text
    assert "manga" not in post.text, "it is an original"
    assert f"Opened by {club.mia.mention}" in post.text
    for label in ("Loved it", "Liked it", "It was fine", "Disliked it", "Hated it", "No vote yet"):
        assert label in post.text
    assert club.shown == [0] * 5
    assert list(post.reactions) == list(SCALE)
    (thread,) = club.threads
    assert thread.name == "Episode 3 · Hero Mask"
    assert thread.id == post.message.id


async def test_the_whole_show(club: Club) -> None:
    post = await club.start(None)
    assert post.text.startswith("## Hero Mask\nSpeak freely about the whole show.")
    assert club.threads[0].name == "The whole show · Hero Mask"


async def test_a_running_one_is_linked_to(club: Club) -> None:
    post = await club.start()
    await club.noor.react(post, LOVED)
    again = await club.noor.slash("discuss start", show=SHOW, episode=3)
    assert "is running already: 1 vote so far" in again.text
    assert again.components[0]["components"][1]["components"][0]["url"].endswith(
        f"/{post.message.id}"
    )
    assert len(club.posts) == 1
    await club.start(4)
    assert len(club.posts) == 2


async def test_an_episode_past_the_last_is_told_in_words(club: Club) -> None:
    answer = await club.mia.slash("discuss start", show=SHOW, episode=16)
    assert answer.private
    assert "The last episode of Hero Mask is 15" in answer.text
    assert club.posts == []
    answer = await club.mia.slash("discuss start", show="One Piece", episode=1200)
    assert "is open" in answer.text, "its number of episodes isn't known"


async def test_from_the_card_of_a_show(club: Club) -> None:
    card = await club.mia.slash("show", title=SHOW)
    form = await club.mia.click(card, "Discuss")
    assert form.form["title"] == "Discuss Hero Mask"
    refused = await club.mia.submit(form, episode="the third")
    assert "“the third” is no episode number" in refused.text
    form = await club.mia.click(card, "Discuss")
    assert "The last episode" in (await club.mia.submit(form, episode="99")).text
    form = await club.mia.click(card, "Discuss")
    assert "is open" in (await club.mia.submit(form, episode=" #3 ")).text
    form = await club.mia.click(card, "Discuss")
    assert "**Hero Mask** is open" in (await club.mia.submit(form, episode="")).text
    assert [thread.name for thread in club.threads] == [
        "Episode 3 · Hero Mask",
        "The whole show · Hero Mask",
    ]


async def test_a_form_that_was_open_while_the_bot_restarted(club: Club) -> None:
    form = await club.mia.click(await club.mia.slash("show", title=SHOW), "Discuss")
    await club.world.restart()
    assert "is open" in (await club.mia.submit(form, episode="2")).text


async def test_without_a_channel(world: World) -> None:
    answer = await world.member("Mia").slash("discuss start", show=SHOW)
    assert answer.private
    assert "No channel is set for discussions yet" in answer.text


async def test_without_permission_nothing_is_begun(club: Club) -> None:
    club.world.forbid(club.world.discussions, "create_public_threads")
    answer = await club.mia.slash("discuss start", show=SHOW)
    assert "*Create Public Threads*" in answer.text
    assert club.posts == []
    assert "No discussion is open" in (await club.mia.slash("discuss list")).text


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (500, 0, "Discord didn't take the post in"),
        (403, 50013, "I lack a permission"),
        (404, 10003, "The channel for discussions is gone"),
    ],
)
async def test_a_post_that_discord_refuses(club: Club, status: int, code: int, words: str) -> None:
    club.world.fail("POST", POSTS, status, code)
    answer = await club.mia.slash("discuss start", show=SHOW)
    assert words in answer.text
    assert club.posts == []
    club.world.env.backend.faults.clear()
    await club.noor.slash("discuss start", show=SHOW)
    assert len(club.posts) == len(club.threads) == 1
    assert club.mia.mention in club.post.text


@pytest.mark.parametrize(
    ("path", "what", "permission"),
    [
        (THREADS, "the thread", "*Create Public Threads*"),
        (REACTIONS, "the reactions", "*Add Reactions*"),
        ("/channels/*/messages/*/*", "the thread and the reactions", "*Add Reactions*"),
    ],
)
async def test_what_is_missing_is_named_and_made_later(
    club: Club, path: str, what: str, permission: str
) -> None:
    club.world.fail("*", path, 403, 50013, times=None)
    answer = await club.mia.slash("discuss start", show=SHOW)
    assert "The post stands: https://discord.com/channels/" in answer.text
    assert f"I couldn't add {what}: I lack" in answer.text
    assert permission in answer.text
    club.world.env.backend.faults.clear()
    done = await club.mia.slash("discuss start", show=SHOW)
    assert "is open" in done.text
    assert len(club.posts) == len(club.threads) == 1
    assert list(club.post.reactions) == list(SCALE)


async def test_reactions_that_fail_halfway_are_completed(club: Club) -> None:
    club.world.fail("PUT", f"*/reactions/{quote(HATED)}/@me", 400, 0)
    answer = await club.mia.slash("discuss start", show=SHOW)
    assert "Discord didn't take the reactions just now" in answer.text
    assert list(club.post.reactions) == list(SCALE[:-1])
    await club.mia.react(club.post, LOVED)
    assert club.shown == [1, 0, 0, 0, 0], "votes count meanwhile"
    await club.mia.slash("discuss start", show=SHOW)
    assert list(club.post.reactions) == list(SCALE)
    assert len(club.posts) == 1


async def test_a_thread_that_is_there_already_is_taken(club: Club) -> None:
    club.world.fail("POST", THREADS, 400, 160004)
    assert "is open" in (await club.mia.slash("discuss start", show=SHOW)).text


async def test_a_post_that_was_sent_before_a_crash_is_found(club: Club) -> None:
    post = await club.start()
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET message_id = NULL, thread_id = NULL")
    await club.mia.say("talk", at=club.world.discussions)
    await club.world.advance(90)
    club.world.fail("POST", THREADS, 400, 160004)
    await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert [seen.message.id for seen in club.posts] == [post.message.id]
    await club.noor.react(post, LOVED)
    assert club.shown == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(("then", "now"), [(6, 6), (6, 0), (0, -6), (-6, -6)])
async def test_a_post_that_was_sent_is_found_however_wrong_the_clock_is(
    club: Club, then: int, now: int
) -> None:
    """So many hours is it ahead when the post is sent, and when it is looked for."""
    right = club.world.clock.now

    def ahead(hours: int) -> None:
        vars(club.world.clock)["now"] = lambda: right() + timedelta(hours=hours)

    ahead(then)
    await club.start()
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET message_id = NULL")
    await club.world.advance(600)
    ahead(now)
    club.world.fail("POST", THREADS, 400, 160004)
    assert "is open" in (await club.mia.slash("discuss start", show=SHOW, episode=3)).text
    assert len(club.posts) == 1


@pytest.mark.parametrize("seconds", [5, 90])
@pytest.mark.parametrize("gone", [False, True])
async def test_a_post_is_looked_for_where_it_was_tried(
    club: Club, seconds: float, gone: bool
) -> None:
    post = await club.start()
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET message_id = NULL, thread_id = NULL")
    club.world.delete(club.threads[0])
    lounge = club.world.guild.create_text_channel("lounge")
    panel = await club.world.admin.slash("config")
    await club.world.admin.choose(panel, lounge, custom_id="config-channel:1:discussion")
    if gone:
        club.world.delete(club.world.discussions)
    await club.world.advance(seconds)
    answer = await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert "is open" in answer.text
    there = [seen for seen in club.world.posts(lounge) if seen.components]
    if gone:
        assert len(there) == 1
    else:
        assert there == []
        assert [seen.message.id for seen in club.posts] == [post.message.id]
        await club.noor.react(post, LOVED)
        assert club.shown == [1, 0, 0, 0, 0]


async def test_where_the_bot_may_not_look_nothing_is_sent_twice(club: Club) -> None:
    await club.start()
    async with club.world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE discussions SET message_id = NULL, thread_id = NULL")
    await club.world.advance(90)
    club.world.fail("GET", POSTS, 403, 50001)
    answer = await club.mia.slash("discuss start", show=SHOW, episode=3)
    assert "I lack a permission" in answer.text
    assert len(club.posts) == 1


async def test_where_it_was_tried_moves_on_with_each_look(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried in vain in one channel and sent, but not noted, in a second: found from a third."""
    club.world.fail("POST", POSTS, 500)
    await club.mia.slash("discuss start", show=SHOW, episode=3)
    club.world.env.backend.faults.clear()
    panel = await club.world.admin.slash("config")
    lounge, garden = map(club.world.guild.create_text_channel, ("lounge", "garden"))

    await club.world.advance(7200)
    await club.world.admin.choose(panel, lounge, custom_id="config-channel:1:discussion")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(DiscussionsStore, "sent", busy)
        refused = await club.mia.slash("discuss start", show=SHOW, episode=3)
        assert "I'm busy writing" in refused.text

    await club.world.advance(7200)
    await club.world.admin.choose(panel, garden, custom_id="config-channel:1:discussion")
    assert "is open" in (await club.mia.slash("discuss start", show=SHOW, episode=3)).text
    places = (club.world.discussions, lounge, garden)
    assert [sum(bool(s.components) for s in club.world.posts(place)) for place in places] == [
        0,
        1,
        0,
    ]


async def busy(*_: object) -> None:
    raise DatabaseBusy


async def test_a_post_that_never_arrived_is_sent_later(club: Club) -> None:
    club.world.fail("POST", POSTS, 500)
    await club.mia.slash("discuss start", show=SHOW)
    club.world.env.backend.faults.clear()
    await club.world.advance(90)
    await club.start(2)
    await club.mia.slash("discuss start", show=SHOW)
    assert len(club.posts) == 2


async def test_a_post_that_is_deleted_meanwhile(club: Club) -> None:
    club.world.fail("PUT", REACTIONS, 404, 10008)
    answer = await club.mia.slash("discuss start", show=SHOW)
    assert "Somebody deleted the post before I was done" in answer.text
    assert "is open" in (await club.mia.slash("discuss start", show=SHOW)).text
    assert len(club.posts) == 2


async def test_after_its_post_was_deleted_it_can_be_opened_again(club: Club) -> None:
    post = await club.start()
    await club.world.delete_message(post)
    answer = await club.noor.slash("discuss start", show=SHOW, episode=3)
    assert "is open" in answer.text
    assert len(club.posts) == 1
    assert club.noor.mention in club.post.text


async def test_a_running_one_is_linked_to_even_while_discord_is_down(club: Club) -> None:
    await club.start()
    club.world.fail("GET", "/channels/*/messages/*", 503)
    assert (
        "is running already" in (await club.mia.slash("discuss start", show=SHOW, episode=3)).text
    )


@pytest.fixture
def adult_catalogue(tmp_path: Path) -> Path:
    """One show, said to be for adults."""
    show = orjson.loads(Config().catalogue.read_bytes().splitlines()[0])
    catalogue = tmp_path / "catalogue.jsonl"
    catalogue.write_bytes(orjson.dumps({**show, "adult": True}))
    return catalogue


async def test_shows_for_adults_stay_in_age_restricted_channels(
    tmp_path: Path, adult_catalogue: Path
) -> None:
    async with World.open(tmp_path, catalogue=adult_catalogue) as world:
        club = await Club.of(world)
        title = "March comes in like a lion"
        refused = await club.mia.slash("discuss start", show=title)
        assert "for adults" in refused.text
        late = world.guild.create_text_channel("late-night")
        world.age_restrict(late)
        refused = await club.mia.slash("discuss start", show=title, at=late)
        assert f"<#{world.discussions.id}> isn't age-restricted" in refused.text
        panel = await world.admin.slash("config")
        await world.admin.choose(panel, late, custom_id="config-channel:1:discussion")
        assert "is open" in (await club.mia.slash("discuss start", show=title, at=late)).text
        assert "No discussion is open" in (await club.mia.slash("discuss list")).text
        assert "March" in (await club.mia.slash("discuss list", at=late)).text


async def test_a_film_has_no_episodes_to_discuss(club: Club) -> None:
    answer = await club.mia.slash("discuss start", show="Spirited Away", episode=1)
    assert "**Spirited Away** is open" in answer.text
    assert "A film has no episodes: this is on the whole film." in answer.text
    assert club.threads[0].name == "The film · Spirited Away"
    again = await club.mia.slash("discuss start", show="Spirited Away")
    assert "A film has no episodes" not in again.text
