"""A card shows how many found its review helpful, and what is said under it."""

import asyncio
import re
from typing import Any

import pytest

from bot.ids import GuildId, MessageId, UserId
from bot.reviews import live as live_cards
from bot.reviews import wall
from bot.reviews.models import SILENCE, Card, Part
from bot.settings.models import Caller
from tests.reviews.conftest import EDITS
from tests.reviews.desk import SHOW, card, cards, fill, panel, post, press_post, read, write
from tests.reviews.paper import PAPER, PaperBoard
from tests.world import Person, Seen, World

A_MINUTE = 60.0
OLD = 3700.0
NOBODY = "👍 if it helped you"


@pytest.fixture
async def mia(world: World) -> Person:
    """Who has posted a review."""
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    return mia


def numbers(world: World, shown: Seen | None = None) -> str:
    """The card's line of numbers, as it is read: links without their addresses."""
    (line,) = [line for line in (shown or card(world)).text.split("\n") if "👍" in line]
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line.removeprefix("-# "))


def liked(world: World) -> str:
    """The address of the most-liked comment."""
    return "".join(re.findall(r"\[most liked\]\(([^)]*)\)", card(world).text))


def thread(world: World) -> Any:
    (only,) = world.reviews.threads
    return only


def address(world: World, comment: Any) -> str:
    return f"https://discord.com/channels/{world.guild.id}/{thread(world).id}/{comment.id}"


async def say(who: Person, text: str = "So true.") -> Seen:
    """A comment in the thread, and a pause."""
    said = Seen(await who.say(text, at=thread(who.world)))
    await who.world.advance(EDITS)
    return said


def asked(world: World, method: str, path: str) -> int:
    """How many such requests the bot has sent."""
    requests = world.env.http_requests
    return sum(r.method == method and bool(re.fullmatch(path, r.path)) for r in requests)


def edits(world: World) -> int:
    return asked(world, "PATCH", rf"/channels/{world.reviews.id}/messages/\d+")


def looks(world: World) -> int:
    """How often the thread was looked into."""
    return asked(world, "GET", rf"/channels/{card(world).message.id}/messages")


async def test_a_card_tells_votes_comments_and_the_most_liked(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    assert numbers(world) == NOBODY
    assert edits(world) == 0
    await ben.react(card(world), "👍")
    assert numbers(world) == "👍 1 found it helpful"
    first = await say(ben)
    await say(mia, "Thank you!")
    assert numbers(world) == "👍 1 found it helpful · 2 comments"
    await world.advance(EDITS)
    await eve.react(card(world), "👍")
    assert numbers(world) == "👍 2 found it helpful · 2 comments"
    await world.advance(EDITS)
    await eve.react(first, "❤️")
    assert numbers(world) == "👍 2 found it helpful · 2 comments · most liked"
    assert liked(world) == address(world, first.message)
    await world.advance(EDITS)
    await ben.unreact(card(world), "👍")
    await eve.unreact(card(world), "👍")
    await world.advance(EDITS)
    assert numbers(world) == "👍 if it helped you · 2 comments · most liked"


async def test_the_most_liked_comment_is_liked_by_most(world: World, mia: Person) -> None:
    ben, eve, zoe = world.member("Ben"), world.member("Eve"), world.member("Zoe")
    first, second, third = await say(ben), await say(eve), await say(zoe)
    await eve.react(third, "🎉")
    await ben.react(first, "👎")
    await eve.react(first, "👎")
    assert liked(world) == address(world, third.message)
    await ben.react(second, "🎉")
    await ben.react(second, "❤️")
    await world.advance(EDITS)
    assert liked(world) == address(world, second.message), "of two as liked, the first"
    await mia.react(third, "🎉")
    await world.advance(EDITS)
    assert liked(world) == address(world, third.message)
    await world.clear_reactions(third, "🎉")
    await world.advance(EDITS)
    assert liked(world) == address(world, second.message)
    await world.clear_reactions(second)
    await world.advance(EDITS)
    assert numbers(world) == f"{NOBODY} · 3 comments"


async def test_only_what_others_say_is_a_comment(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    (rule,) = world.posts(thread(world))
    assert "Spoilers of" in rule.text
    await world.pin(rule)
    rule, pinned = world.posts(thread(world))
    await ben.react(rule, "❤️")
    await ben.react(pinned, "❤️")
    await world.advance(EDITS)
    assert looks(world) == 2
    assert (numbers(world), edits(world)) == (NOBODY, 0)


async def test_reading_looks_for_comments(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await fill(mia, "Overall", text="It ends well.")
    await press_post(mia)
    before = edits(world)
    for n in range(4):
        await ben.click(card(world), "Read")
        assert looks(world) == 1, f"after {n}: all within one pause are one look"
    await world.advance(EDITS)
    assert looks(world) == 2
    assert edits(world) == before, "nothing changed, so nothing is edited"
    await world.advance(EDITS)
    await say(ben)
    await read(ben, mia)
    assert numbers(world) == f"{NOBODY} · 1 comment"
    assert edits(world) - before == 1


async def test_many_votes_are_few_edits(world: World, mia: Person) -> None:
    for n in range(6):
        await world.member(f"Fan {n}").react(card(world), "👍")
    assert (edits(world), numbers(world)) == (1, "👍 1 found it helpful")
    await world.advance(EDITS - 1)
    assert edits(world) == 1
    await world.advance(2)
    assert (edits(world), numbers(world)) == (2, "👍 6 found it helpful")
    assert looks(world) == 2
    await world.advance(600)
    assert edits(world) == 2, "a card that is up to date is left alone"


async def test_an_old_card_is_edited_once_a_minute(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    await world.advance(OLD)
    await ben.react(card(world), "👍")
    assert numbers(world) == "👍 1 found it helpful", "the first change shows at once"
    await eve.react(card(world), "👍")
    await world.advance(A_MINUTE - 2)
    assert numbers(world) == "👍 1 found it helpful"
    await world.advance(3)
    assert (edits(world), numbers(world)) == (2, "👍 2 found it helpful")
    # A vote that is taken back before its turn has come costs no edit.
    await eve.unreact(card(world), "👍")
    await eve.react(card(world), "👍")
    await world.advance(2 * A_MINUTE)
    assert edits(world) == 2


async def test_a_look_without_news_keeps_no_vote_waiting(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    await world.advance(OLD)
    await read(ben, mia)
    await ben.react(card(world), "👍")
    await world.advance(EDITS + 1)
    assert numbers(world) == "👍 1 found it helpful"


async def test_what_a_card_shows_survives_a_restart(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    comment = await say(ben)
    await eve.react(comment, "❤️")
    await eve.react(card(world), "👍")
    assert numbers(world) == f"{NOBODY} · 1 comment · most liked"
    before = edits(world)
    await world.restart()
    assert numbers(world) == "👍 1 found it helpful · 1 comment · most liked"
    assert edits(world) - before == 1, "the edit that was pending"
    await world.restart()
    assert edits(world) - before == 1
    async with world.away():
        await say(eve)
    await world.settle()
    assert numbers(world) == "👍 1 found it helpful · 2 comments · most liked"
    await world.advance(EDITS)
    newest = world.posts(thread(world))[-1]
    await ben.react(newest, "🎉")
    await mia.react(newest, "🎉")
    await world.advance(EDITS)
    assert liked(world) == address(world, newest.message)


async def test_cards_beyond_the_newest_show_after_a_restart_what_is_known(
    world: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_cards, "LOOKED_AT_AFTER_ABSENCE", 1)
    ben = world.member("Ben")
    await ben.react(card(world), "👍")
    await mia.react(card(world), "👍")
    await world.member("Eve").react(card(world), "👍")
    await post(ben)
    before, older = looks_at_messages(world), cards(world)[0]
    await world.restart()
    older, newer = cards(world)
    assert numbers(world, older) == "👍 2 found it helpful"
    assert numbers(world, newer) == NOBODY
    assert looks_at_messages(world) - before == 1


def looks_at_messages(world: World) -> int:
    return asked(world, "GET", rf"/channels/{world.reviews.id}/messages/\d+")


async def test_discord_may_refuse_more_edits_for_a_while(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    await world.advance(OLD)
    world.fail("PATCH", "/channels/*/messages/*", 400, 30046, times=2)
    await ben.react(card(world), "👍")
    assert (edits(world), numbers(world)) == (1, NOBODY)
    await world.advance(A_MINUTE - 2)
    assert edits(world) == 1
    await world.advance(3)
    assert (edits(world), numbers(world)) == (2, NOBODY)
    await world.advance(A_MINUTE + 1)
    assert (edits(world), numbers(world)) == (3, "👍 1 found it helpful")


async def test_what_discord_will_never_take_is_not_tried_again(world: World, mia: Person) -> None:
    world.fail("PATCH", "/channels/*/messages/*", 400, 50083, times=None)
    world.fail("GET", "/channels/*/messages", 400, 50083, times=None)
    await world.member("Ben").react(card(world), "👍")
    await world.advance(3600)
    assert (edits(world), looks(world)) == (1, 1)


async def test_trouble_with_the_thread_keeps_no_vote_from_showing(
    world: World, mia: Person
) -> None:
    ben = world.member("Ben")
    await say(ben)
    await ben.say("And another thing.", at=thread(world))
    await world.advance(A_MINUTE)
    world.fail("GET", f"/channels/{thread(world).id}/messages", 500, times=2)
    await ben.say("One more.", at=thread(world))
    await ben.react(card(world), "👍")
    assert numbers(world) == f"{NOBODY} · 2 comments"
    await world.advance(EDITS)
    assert numbers(world) == "👍 1 found it helpful · 2 comments"
    await world.advance(A_MINUTE)
    assert numbers(world) == "👍 1 found it helpful · 3 comments"


@pytest.mark.parametrize("change", ["channel", "role", "member"])
async def test_what_is_forbidden_is_not_asked_until_permissions_change(
    world: World, mia: Person, change: str
) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    world.fail("PATCH", "/channels/*/messages/*", 403, 50001)
    world.fail("GET", f"/channels/{thread(world).id}/messages", 403, 50001)
    await say(ben)
    await ben.react(card(world), "👍")
    await world.advance(3600)
    await eve.react(card(world), "👍")
    await read(eve, mia)
    await world.advance(3600)
    assert (edits(world), looks(world), numbers(world)) == (1, 1, NOBODY)
    if change == "channel":
        world.forbid(world.general, "add_reactions", person=ben)
    elif change == "role":
        world.env.backend.edit_role(world.guild.id, world.mods.id, {"permissions": 0})
    else:
        await world.employ(world.mods)
    await world.settle()
    assert numbers(world) == "👍 2 found it helpful · 1 comment"


async def test_without_the_history_nothing_is_forgotten(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    await say(ben)
    await ben.react(card(world), "👍")
    before = looks(world)
    world.forbid(world.reviews, "read_message_history")
    await world.member("Eve").react(card(world), "👍")
    await world.advance(EDITS)
    assert numbers(world) == "👍 2 found it helpful · 1 comment"
    assert looks(world) == before


@pytest.mark.parametrize("locked", [False, True])
async def test_a_thread_that_was_put_away_is_still_counted(
    world: World, mia: Person, locked: bool
) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    await mia.react(comment, "❤️")
    await world.archive(thread(world), locked=locked)
    await world.advance(EDITS)
    await ben.react(card(world), "👍")
    assert numbers(world) == "👍 1 found it helpful · 1 comment · most liked"


async def test_a_thread_that_is_gone_has_no_comments(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    await mia.react(comment, "❤️")
    assert numbers(world) == f"{NOBODY} · 1 comment · most liked"
    world.delete(thread(world))
    await world.advance(EDITS)
    assert numbers(world) == NOBODY
    await ben.react(card(world), "👍")
    await world.advance(EDITS)
    assert numbers(world) == "👍 1 found it helpful"


async def test_a_card_that_is_gone_is_left_alone(world: World, mia: Person) -> None:
    ben, shown = world.member("Ben"), card(world)
    await ben.react(shown, "👍")
    await world.member("Eve").react(shown, "👍")
    await world.delete_message(shown)
    await world.advance(3600)
    assert edits(world) == 2
    await world.restart()
    await world.advance(3600)
    assert edits(world) == 2


async def test_a_channel_that_is_gone_is_left_alone(world: World, mia: Person) -> None:
    shown = card(world)
    await world.member("Ben").react(shown, "👍")
    await world.member("Eve").react(shown, "👍")
    world.delete(world.reviews)
    before = len(world.env.http_requests)
    await world.advance(3600)
    await world.restart()
    await world.advance(3600)
    paths = [r.path for r in world.env.http_requests[before:]]
    assert sum(f"/{world.reviews.id}/messages" in path for path in paths) <= 1


async def test_the_bot_is_removed_and_back(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    await ben.react(card(world), "👍")
    await eve.react(card(world), "👍")
    async with world.uninvited():
        before = len(world.env.http_requests)
        await say(ben)
        await world.advance(3600)
        assert len(world.env.http_requests) == before
        assert numbers(world) == "👍 1 found it helpful"
    assert numbers(world) == "👍 2 found it helpful · 1 comment"


async def test_of_a_long_thread_only_the_newest_are_read(
    world: World, mia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "READ", 3)
    ben, eve = world.member("Ben"), world.member("Eve")
    first, second = await say(ben), await say(eve)
    for n in range(6):
        await say(ben, f"And {n}.")
    await mia.react(second, "❤️")
    assert numbers(world) == f"{NOBODY} · 8 comments · most liked"
    assert liked(world) == address(world, second.message)
    last = await say(ben)
    await eve.react(last, "❤️")
    await world.advance(EDITS)
    assert liked(world) == address(world, second.message), "it isn't forgotten for being old"
    await world.delete_message(second)
    await eve.react(first, "❤️")
    await world.advance(EDITS)
    assert liked(world) == address(world, first.message)


async def test_a_changed_review_keeps_its_numbers(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    await mia.react(comment, "❤️")
    await world.advance(EDITS)
    await ben.react(card(world), "👍")
    told = "👍 1 found it helpful · 1 comment · most liked"
    assert numbers(world) == told
    await write(mia, "6", "Not so fine.")
    before = edits(world)
    await press_post(mia)
    assert "8 → 6 of 10" in card(world).text
    assert numbers(world) == told
    await world.restart()
    await world.advance(A_MINUTE)
    assert edits(world) - before == 1, "the numbers stand there already"


async def test_a_card_that_is_posted_anew_begins_with_its_votes(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    await mia.react(comment, "❤️")
    await world.advance(EDITS)
    await ben.react(card(world), "👍")
    await world.delete_message(card(world))
    await world.advance(EDITS)
    before = edits(world)
    await mia.click(await panel(mia), "Post")
    assert numbers(world) == "👍 1 found it helpful"
    await world.restart()
    await world.advance(A_MINUTE)
    assert numbers(world) == "👍 1 found it helpful"
    assert edits(world) - before == 1, "of the card that was gone, to find that out"


async def test_a_forgotten_member_leaves_no_numbers(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    await mia.react(comment, "❤️")
    await ben.react(card(world), "👍")
    reviews = world.bot.app.reviews
    (row,) = (await reviews.export_member(world.guild_id, UserId(mia.id)))["review_cards"]
    assert (row["comments"], row["liked_id"]) == (1, comment.message.id)
    assert not (await reviews.export_member(world.guild_id, UserId(ben.id)))["review_cards"]
    before = edits(world)
    await reviews.forget_member(world.guild_id, UserId(mia.id))
    assert not any((await reviews.export_member(world.guild_id, UserId(mia.id))).values())
    await world.advance(A_MINUTE)
    assert edits(world) == before, "whoever forgets a member deletes the card"


async def test_reactions_elsewhere_are_looked_for_nowhere(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    hello = Seen(await ben.say("Hello"))
    before = len(world.env.http_requests)
    await ben.react(hello, "❤️")
    await world.clear_reactions(hello)
    assert len(world.env.http_requests) == before


async def test_cards_of_an_earlier_version_get_their_numbers(world: World, mia: Person) -> None:
    await world.member("Ben").react(card(world), "👍")
    await world.member("Eve").react(card(world), "👍")
    async with world.bot.app.db.transaction() as tx:
        await tx.execute("DELETE FROM review_cards")
    await world.restart()
    assert numbers(world) == "👍 2 found it helpful"


async def test_a_card_without_a_thread_has_votes(world: World) -> None:
    await world.configure()
    world.fail("POST", "/channels/*/messages/*/threads", 403, 50013)
    await post(world.member("Mia"))
    await world.member("Ben").react(card(world), "👍")
    assert (numbers(world), looks(world)) == ("👍 1 found it helpful", 0)


async def test_a_storm_of_reactions_is_one_look(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comments = [await say(ben, f"Comment {n}") for n in range(8)]
    before = looks(world)
    await mia.react(comments[0], "❤️")
    for comment in comments:
        await mia.react(comment, "🎉")
    await world.advance(EDITS)
    assert looks(world) - before <= 2
    assert liked(world) == address(world, comments[0].message)


async def test_a_busy_database_puts_an_edit_off(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    comment = await say(ben)
    with world.busy():
        await mia.react(comment, "❤️")
        assert numbers(world) == f"{NOBODY} · 1 comment"
    await world.advance(A_MINUTE)
    assert numbers(world) == f"{NOBODY} · 1 comment · most liked"


async def test_no_other_version_is_drawn_while_one_is(world: World) -> None:
    reviews, show = world.bot.app.reviews, world.bot.app.shows.only(SHOW).id
    who = Caller(guild=GuildId(1), user=UserId(5))
    board = PaperBoard(lambda: asyncio.sleep(0))
    await reviews.save(who, show, Part.VERDICT, {"score": "8"})
    await reviews.post(who, show, "Mia", board)
    await reviews._store.cards.note_shown(PAPER, 7, SILENCE)
    await reviews.save(who, show, Part.VERDICT, {"score": "6"})
    async with reviews.behind(PAPER) as review:
        assert review
        assert review.writing.score == 80
        posting = asyncio.create_task(reviews.post(who, show, "Mia", board))
        done, _ = await asyncio.wait({posting}, timeout=0.05)
        assert not done
    await posting
    assert board.shown.score == 60
    async with reviews.behind(PAPER) as review:
        assert review is None
    other = Card(guild=who.guild, channel=PAPER.channel, message=MessageId(9))
    async with reviews.behind(other) as review:
        assert review is None
