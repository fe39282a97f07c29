"""A draft becomes a card, a thread and a reaction, each once, whatever goes wrong on the way."""

import asyncio
from typing import Any

import discord
import pytest

from bot.ids import ChannelId, GuildId, UserId
from bot.reviews.models import (
    Attempt,
    Card,
    CardRefused,
    CardUncertain,
    NothingToPost,
    Part,
    Posting,
)
from bot.settings.models import Caller
from bot.shows.models import Show, ShowNotFound
from tests.reviews.desk import (
    SHOW,
    card,
    cards,
    fill,
    panel,
    post,
    press_post,
    read,
    threads,
    write,
)
from tests.reviews.paper import PAPER, PaperBoard
from tests.world import Person, World

MINUTES = 5 * 60
RULE = "Spoilers of **Hero Mask** are fine in this thread. Mark others with `||bars||`."


async def kept(who: Person) -> bool:
    """Whether the draft is still there."""
    return "Draft, saved" in (await panel(who)).text


async def test_a_review_is_posted_with_its_thread_and_reaction(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, "Story", score="7.5", text="Harry dies in the *end*.")
    await write(mia, "8", "A fine ride.")
    done = await press_post(mia)
    assert done.private
    assert "Your review of **Hero Mask** is posted." in done.text
    shown = card(world)
    assert mia.mention in shown.text
    assert "### 8 of 10" in shown.text
    assert "> A fine ride." in shown.text
    assert "`███████▌░░` **7.5** Story" in shown.text
    assert "Harry" not in shown.text
    assert shown.buttons == ["Read", "The show", "All reviews", "Report"]
    assert shown.reactions == {"👍": 1}
    assert threads(world) == {"Hero Mask · Mia": [RULE]}
    assert not await kept(mia)
    text = await world.member("Ben").click(shown, "Read")
    assert text.private
    assert "Harry dies in the \\*end\\*." in text.text
    assert "Pierrot" in (await mia.click(shown, "The show")).text
    assert mia.mention in (await mia.click(shown, "All reviews")).text


@pytest.mark.parametrize("part", ["Story", "Recommendations"])
async def test_too_little_is_not_posted(world: World, part: str) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, part, text="Only this.")
    refused = await press_post(mia)
    assert refused.private
    assert "at least a score, a verdict or an overall text" in refused.text
    assert cards(world) == []
    assert "Only this." in (await panel(mia)).text


async def test_an_empty_draft_is_not_posted(world: World) -> None:
    await world.configure()
    assert "nothing to post yet" in (await press_post(world.member("Mia"))).text


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("Score & verdict", {"score": "8"}),
        ("Score & verdict", {"text": "Good."}),
        ("Overall", {"text": "All in all."}),
    ],
)
async def test_one_of_three_is_enough(world: World, part: str, fields: dict[str, str]) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, part, **fields)
    assert "is posted" in (await press_post(mia)).text
    assert card(world)


async def test_posting_again_updates_the_same_card(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await fill(mia, "Overall", text="Long text.")
    await post(mia, "8", "A fine ride.")
    first = card(world)
    await ben.react(first, "👍")
    await post(mia, "6", "Less so on a rewatch.")
    again = card(world)
    assert again.message.id == first.message.id
    assert "### 8 → 6 of 10" in again.text
    assert "Less so on a rewatch." in again.text
    text = await mia.click(again, "Read")
    assert "Long text." in text.text
    assert "1 member found it helpful" in text.text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}
    await fill(mia, "Overall", text="Longer text.")
    await press_post(mia)
    assert "### 8 → 6 of 10" in card(world).text


async def test_former_versions_are_kept_with_their_dates(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia, "8", "First.")
    await world.advance(3600)
    await post(mia, "6", "Second.")
    await press_post(mia)
    kept = await world.bot.app.reviews.export_member(world.guild_id, UserId(mia.id))
    first, second = kept["review_versions"]
    assert (first["version"], second["version"]) == (1, 2)
    assert second["posted_at"] - first["posted_at"] == 3600
    assert [part["body"] for part in kept["review_version_parts"]] == ["First.", "Second."]


async def test_a_deleted_card_is_posted_anew_and_keeps_its_votes(world: World) -> None:
    await world.configure()
    mia, ben, eve = world.member("Mia"), world.member("Ben"), world.member("Eve")
    await post(mia)
    first = card(world)
    await ben.react(first, "👍")
    await world.delete_message(first)
    await write(mia, "7", "Second thoughts.")
    assert "is posted" in (await press_post(mia)).text
    again = card(world)
    assert again.message.id != first.message.id
    assert again.reactions == {"👍": 1}
    await eve.react(again, "👍")
    assert "2 members found it helpful" in (await read(mia, mia)).text
    await world.restart()
    assert "2 members found it helpful" in (await read(mia, mia)).text
    requests = [r for r in world.env.http_requests if r.path.endswith("/messages")]
    nonces = [r.json["nonce"] for r in requests if r.method == "POST"]
    assert len(nonces) == len(set(nonces)) == 4
    assert all(len(nonce) == 24 for nonce in nonces)


async def test_a_card_whose_channel_is_gone_is_posted_in_the_new_one(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    world.delete(world.reviews)
    await write(mia, "7", "Second thoughts.")
    refused = await press_post(mia)
    assert "The channel for reviews is gone" in refused.text
    assert await kept(mia)
    world.reviews = world.guild.create_text_channel("new-reviews")
    await world.configure()
    assert "is posted" in (await press_post(mia)).text
    assert "Second thoughts." in card(world).text


async def test_without_a_channel_the_draft_is_kept(world: World) -> None:
    mia = world.member("Mia")
    await write(mia)
    refused = await press_post(mia)
    assert refused.private
    assert "No channel is set for reviews yet" in refused.text
    assert await kept(mia)


async def test_missing_permissions_are_named(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await write(mia)
    world.forbid(world.reviews, "send_messages", "create_public_threads")
    await world.settle()
    refused = await press_post(mia)
    assert "*Send Messages*, *Create Public Threads*" in refused.text
    assert f"<#{world.reviews.id}>" in refused.text
    assert await kept(mia)
    world.forbid(world.reviews)
    await world.settle()
    assert "is posted" in (await press_post(mia)).text


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, 50013, "Discord didn't let me post in"),
        (404, 10003, "The channel for reviews is gone or hidden from me"),
        (503, 0, "Discord is having trouble, and I couldn't post in"),
        (400, 50035, "Something broke on my side"),
    ],
)
async def test_when_discord_takes_no_card_the_draft_is_kept(
    world: World, status: int, code: int, words: str
) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("POST", "/channels/*/messages", status, code)
    world.forgive(discord.HTTPException)
    refused = await mia.click(shown, "Post")
    assert refused.private
    assert words in refused.text
    assert cards(world) == []
    assert await kept(mia)
    assert (
        "hasn't posted" in (await world.member("Ben").slash("review list", member=mia.actor)).text
    )
    await world.restart()
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert card(world).reactions == {"👍": 1}
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_card_that_arrived_unheard_of_is_found_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post_unheard(world, mia, monkeypatch)
    await world.member("Ben").say("Hello", at=world.reviews)
    await write(mia, "9", "After.")
    await world.advance(MINUTES)
    await world.restart()
    assert "is posted" in (await press_post(mia)).text
    assert "After." in card(world).text
    assert "→" not in card(world).text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def post_unheard(world: World, who: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Post a review whose card arrives without the bot hearing of it."""
    shown = await write(who, "8", "Before.")
    send = discord.TextChannel.send

    async def sent_but_unheard(*args: Any, **kwargs: Any) -> None:
        await send(*args, **kwargs)
        raise OSError("connection reset")

    with monkeypatch.context() as patch:
        patch.setattr(discord.TextChannel, "send", sent_but_unheard)
        refused = await who.click(shown, "Post")
    assert "nothing is posted twice" in refused.text
    assert card(world)


async def move(world: World) -> Any:
    """The admin chooses another channel for reviews; the one before."""
    old, world.reviews = world.reviews, world.guild.create_text_channel("other-reviews")
    await world.configure()
    return old


async def test_a_card_that_arrived_in_the_channel_before_is_found_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post_unheard(world, mia, monkeypatch)
    old = await move(world)
    assert "is posted" in (await press_post(mia)).text
    assert cards(world) == []
    world.reviews = old
    assert card(world).reactions == {"👍": 1}
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_card_that_never_arrived_goes_to_the_new_channel(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("POST", "/channels/*/messages", 503)
    await mia.click(shown, "Post")
    await move(world)
    world.fail("POST", "/channels/*/messages", 503)
    await mia.click(shown, "Post")
    third = await move(world)
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert card(world)
    (row,) = (await world.bot.app.reviews.export_member(world.guild_id, UserId(mia.id)))["reviews"]
    assert (row["sending_to"], row["sending_since"]) == (None, None)
    assert row["channel_id"] == world.reviews.id != third.id


async def test_where_the_channel_before_is_gone_no_card_is_left_to_find(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post_unheard(world, mia, monkeypatch)
    world.delete(await move(world))
    await world.settle()
    assert "is posted" in (await press_post(mia)).text
    assert card(world)


@pytest.mark.parametrize(
    ("status", "words"), [(None, "may no longer look"), (403, "may no longer look"), (404, "")]
)
async def test_where_the_channel_before_is_hidden_no_second_card_goes_up(
    world: World, monkeypatch: pytest.MonkeyPatch, status: int | None, words: str
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post_unheard(world, mia, monkeypatch)
    old = await move(world)
    if status is None:
        world.forbid(old, "read_message_history")
        await world.settle()
    else:
        world.fail("GET", f"/channels/{old.id}/messages", status, 50001)
    seen = await press_post(mia)
    if not words:
        assert "is posted" in seen.text
        return
    assert words in seen.text
    assert f"<#{old.id}>" in seen.text
    assert cards(world) == []
    assert await kept(mia)
    world.forbid(old)
    await world.settle()
    assert "is posted" in (await press_post(mia)).text
    assert cards(world) == []


async def test_looking_for_a_card_may_fail_too(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("POST", "/channels/*/messages", 503)
    await mia.click(shown, "Post")
    await world.advance(MINUTES)
    world.fail("GET", "/channels/*/messages", 503)
    assert "Discord is having trouble" in (await mia.click(shown, "Post")).text
    assert await kept(mia)
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert card(world)


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (403, 50013, "I may not do that there: ask an admin to allow it."),
        (400, 160006, "as many open threads as Discord allows"),
        (500, 0, "Discord is having trouble"),
    ],
)
async def test_a_missing_thread_is_said_and_made_by_posting_again(
    world: World, status: int, code: int, why: str
) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("POST", "/channels/*/messages/*/threads", status, code)
    refused = await mia.click(shown, "Post")
    assert refused.private
    assert f"Your review is posted: https://discord.com/channels/{world.guild.id}/" in refused.text
    assert "its comment thread" in refused.text
    assert why in refused.text
    assert card(world).reactions == {"👍": 1}
    assert threads(world) == {}
    await world.restart()
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert card(world)
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_missing_rule_is_stated_by_posting_again(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("POST", "/channels/*/messages/*/threads", 500)
    await mia.click(shown, "Post")
    world.fail("POST", "/channels/*/messages", 500)
    refused = await mia.click(shown, "Post")
    assert "the spoiler rule in its thread" in refused.text
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_rule_that_nobody_heard_of_is_not_stated_twice(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    heard = 0

    def second(method: str, path: str) -> Exception | None:
        nonlocal heard
        heard += method == "POST" and path.endswith("/messages")
        return world.refused(503) if heard == 2 else None

    with world.unheard(second):
        assert "the spoiler rule in its thread" in (await mia.click(shown, "Post")).text
    await world.advance(600)
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_thread_that_is_there_already_is_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    create = discord.PartialMessage.create_thread

    async def made_but_unheard(*args: Any, **kwargs: Any) -> None:
        await create(*args, **kwargs)
        raise OSError("connection reset")

    monkeypatch.setattr(discord.PartialMessage, "create_thread", made_but_unheard)
    assert "its comment thread" in (await mia.click(shown, "Post")).text
    monkeypatch.undo()
    world.fail("POST", "/channels/*/messages/*/threads", 400, 160004)
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_a_missing_reaction_is_said_and_keeps_no_thread_away(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    world.fail("PUT", "/channels/*/messages/*/reactions/*", 500)
    refused = await mia.click(shown, "Post")
    assert "the 👍 to vote with" in refused.text
    assert threads(world) == {"Hero Mask · Mia": [RULE]}
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert card(world).reactions == {"👍": 1}
    assert threads(world) == {"Hero Mask · Mia": [RULE]}


async def test_an_update_that_fails_keeps_the_draft_and_the_old_version(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia, "8", "Before.")
    shown = await write(mia, "6", "After.")
    for status, words in ((503, "Discord is having trouble"), (403, "didn't let me post")):
        world.fail("PATCH", "/channels/*/messages/*", status, 50001)
        assert words in (await mia.click(shown, "Post")).text
        assert await kept(mia)
        assert "Before." in (await read(mia, mia)).text
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert "### 8 → 6 of 10" in card(world).text


async def test_a_show_for_adults_goes_to_age_restricted_channels_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    ben = world.member("Ben")
    await fill(ben, "Overall", text="Long text.")
    await post(ben)
    posted = card(world)
    for_adults(world, monkeypatch)
    assert "isn't age-restricted" in (await mia.click(shown, "Post")).text
    for button in ("Read", "All reviews"):
        assert "for adults" in (await mia.click(posted, button)).text
    assert SHOW not in (await mia.slash("review list")).text
    world.age_restrict(world.reviews)
    assert "is posted" in (await mia.click(shown, "Post")).text
    assert "A fine ride." in (await mia.click(posted, "Read")).text
    assert SHOW in (await mia.slash("review list", at=world.reviews)).text


def for_adults(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every show is for adults."""
    shows = type(world.bot.app.shows)
    get = shows.get

    def adult(self: Any, show: Any) -> Show:
        held = get(self, show)
        values = {name: getattr(held, name) for name in held.__slots__}
        return Show(**values | {"adult": True})

    monkeypatch.setattr(shows, "get", adult)


async def test_a_show_that_is_no_longer_held_keeps_its_reviews(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    shows = type(world.bot.app.shows)

    def gone(self: Any, show: Any) -> Show:
        raise ShowNotFound(query=show)

    monkeypatch.setattr(shows, "get", gone)
    listed = await mia.click(card(world), "All reviews")
    assert "anilist/105096" in listed.text
    assert "A fine ride." in listed.text


async def test_two_presses_at_once_hang_one_card(world: World) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})
    board = PaperBoard(lambda: asyncio.sleep(0))
    await asyncio.gather(*(reviews.post(who, show, "Mia", board) for _ in range(5)))
    assert board.cards == 1


async def test_what_is_written_while_a_card_goes_up_stays_a_draft(world: World) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})
    board = PaperBoard(lambda: reviews.save(who, show, Part.STORY, {"text": "A late thought."}))
    review = await reviews.post(who, show, "Mia", board)
    assert review.writing[Part.STORY].text == ""
    held = await reviews.panel(who, show)
    assert held.draft
    assert held.writing[Part.STORY].text == "A late thought."


async def test_a_board_that_says_nothing_is_asked_before_another_card(world: World) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})

    async def silence() -> None:
        raise CardUncertain(channel="#reviews")

    board = PaperBoard(silence)
    with pytest.raises(CardUncertain):
        await reviews.post(who, show, "Mia", board)

    tried = world.clock.now().replace(microsecond=0)
    await world.advance(MINUTES)

    class Found(PaperBoard):
        async def find(self, posting: Posting, attempt: Attempt) -> Card | None:
            assert attempt == Attempt(channel=ChannelId(2), since=tried)
            return PAPER

    found = Found(silence)
    assert (await reviews.post(who, show, "Mia", found)).card
    assert found.cards == 0


async def test_within_minutes_the_same_nonce_brings_the_card_back_as_it_is_now(
    world: World,
) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})

    async def says(refusal: type[Exception] | None) -> None:
        if refusal:
            raise refusal

    board = PaperBoard(lambda: says(CardUncertain))
    with pytest.raises(CardUncertain):
        await reviews.post(who, show, "Mia", board)
    await reviews.save(who, show, Part.VERDICT, {"score": "9"})
    # That a second attempt is refused says nothing of the first.
    board.meanwhile = lambda: says(CardRefused)
    with pytest.raises(CardRefused):
        await reviews.post(who, show, "Mia", board)
    board.meanwhile = lambda: says(None)
    review = await reviews.post(who, show, "Mia", board)
    assert board.cards == 1
    assert len(set(board.nonces)) == 1
    assert board.shown == review.writing
    assert review.writing.score == 90


async def test_a_member_is_forgotten_after_the_card_that_is_going_up(world: World) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})
    forgetting: list[asyncio.Task[list[Card]]] = []

    async def forget() -> None:
        forgetting.append(asyncio.create_task(reviews.forget_member(who.guild, who.user)))
        forgetting[0].add_done_callback(lambda _: done.append("forgotten"))
        for _ in range(100):
            await asyncio.sleep(0)
        await reviews.export_member(who.guild, who.user)
        done.append("up")

    done: list[str] = []
    await reviews.post(who, show, "Mia", PaperBoard(forget))
    (gone,) = await forgetting[0]
    assert done == ["up", "forgotten"]
    assert gone.message == PAPER.message
    assert not any((await reviews.export_member(who.guild, who.user)).values())
    with pytest.raises(NothingToPost):
        await reviews.post(who, show, "Mia", PaperBoard(forget))
