"""`/review edit` and `/review delete`: what was posted is changed, or goes, with a file of it."""

from typing import Any

import discord
import pytest

from bot.ids import UserId
from tests.reviews.desk import (
    SHOW,
    card,
    cards,
    fill,
    post,
    press_post,
    threads,
    write,
)
from tests.world import Person, Seen, World


async def file(seen: Seen) -> str:
    """The Markdown file that an answer brought."""
    (attachment,) = seen.message.attachments
    assert attachment.filename == "reviews.md"
    content: bytes = await attachment.read()
    return content.decode()


async def delete(who: Person) -> Seen:
    return await who.click(await who.slash("review delete", show=SHOW), "Delete it")


async def test_edit_opens_what_was_posted(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "A fine ride.")
    await world.restart()
    shown = await mia.slash("review edit", show=SHOW)
    assert shown.private
    assert "This is what you posted" in shown.text
    assert "A fine ride." in shown.text
    none = await ben.slash("review edit", show=SHOW)
    assert none.private
    assert "You haven't posted a review of *Hero Mask* here." in none.text
    assert "You haven't posted" in (await ben.slash("review delete", show=SHOW)).text


async def test_a_review_is_deleted_once_it_was_asked_for_and_comes_back_as_a_file(
    world: World,
) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "First.")
    await fill(mia, "Story", score="7", text="A hunter.\n||She dies.||")
    await press_post(mia)
    await ben.react(card(world), "👍")
    thread = world.reviews.threads[0]
    await ben.say("Well said.", at=thread)
    question = await mia.slash("review delete", show=SHOW)
    assert question.private
    for words in ("Delete this review?", "1 former version", "1 helpful vote", "stay in <#"):
        assert words in question.text
    kept = await file(question)
    assert "||She dies.||" in kept
    assert cards(world)
    await world.restart()
    gone = await mia.click(question, "Delete it")
    assert gone.message.id == question.message.id
    assert "Your review of **Hero Mask** is deleted." in gone.text
    assert await file(gone) == kept
    assert cards(world) == []
    assert "Well said." in str(threads(world))
    assert "Nobody here" in (await ben.slash("review read", show=SHOW)).text
    left = await world.bot.app.reviews.export_member(world.guild_id, UserId(mia.id))
    assert not any(left.values())
    assert "You haven't posted" in (await mia.slash("review delete", show=SHOW)).text
    assert "Nothing is written yet." in (await mia.click(gone, "Write a new one")).text


async def test_a_draft_of_ones_own_outlives_the_review_and_can_be_posted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia, "8", "First.")
    await write(mia, "3", "Second.")
    await delete(mia)
    await world.advance(5)
    assert "is posted" in (await press_post(mia)).text
    assert "Second." in card(world).text
    assert "8 →" not in card(world).text
    # Within minutes Discord answers a nonce that it knows with the first message, deleted or not.
    sent = [r.json["nonce"] for r in world.env.http_requests if "nonce" in (r.json or {})]
    assert len(sent) == len(set(sent)) == 4


async def test_only_what_was_shown_is_deleted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia, "8", "First.")
    question = await mia.slash("review delete", show=SHOW)
    kept = await mia.click(await mia.slash("review delete", show=SHOW), "Keep it")
    assert "Your review of **Hero Mask** stays." in kept.text
    assert kept.message.attachments == []
    assert card(world)
    await write(mia, "3", "Second.")
    await press_post(mia)
    again = await mia.click(question, "Delete it")
    assert "It changed since." in again.text
    assert "Second." in await file(again)
    assert cards(world)
    other = await mia.slash("review delete", show=SHOW)
    assert "is deleted" in (await mia.click(again, "Delete it")).text
    assert cards(world) == []
    assert "You haven't posted" in (await mia.click(other, "Delete it")).text


async def test_a_card_that_somebody_deleted_before_is_as_good_as_gone(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    await world.delete_message(card(world))
    assert "is deleted" in (await delete(mia)).text


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [(403, 50001, "I may not look into that channel"), (503, 0, "Discord is having trouble")],
)
async def test_a_card_that_stays_is_tried_again(
    world: World, status: int, code: int, why: str
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    world.fail("DELETE", "/channels/*/messages/*", status, code, times=2)
    gone = await delete(mia)
    assert "Your review of **Hero Mask** is deleted." in gone.text
    assert "The card is still up: https://discord.com/channels/" in gone.text
    assert why in gone.text
    assert "A fine ride." in await file(gone)
    assert card(world)
    await world.restart()
    again = await mia.slash("review delete", show=SHOW)
    assert "Then use `/review delete` again: I try once more." in again.text
    done = await mia.slash("review delete", show=SHOW)
    assert "Now the card of your review of **Hero Mask** is down as well." in done.text
    assert cards(world) == []
    assert "You haven't posted" in (await mia.slash("review delete", show=SHOW)).text


async def test_a_card_that_arrived_unheard_of_comes_down_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    await world.delete_message(card(world))
    send = discord.TextChannel.send

    async def sent_but_unheard(*args: Any, **kwargs: Any) -> None:
        await send(*args, **kwargs)
        raise OSError("connection reset")

    with monkeypatch.context() as patch:
        patch.setattr(discord.TextChannel, "send", sent_but_unheard)
        assert "nothing is posted twice" in (await press_post(mia)).text
    assert card(world)
    world.forbid(world.reviews, "read_message_history")
    await world.settle()
    assert "I may not read that channel's history" in (await delete(mia)).text
    world.forbid(world.reviews)  # nothing any more
    await world.settle()
    assert "is down as well" in (await mia.slash("review delete", show=SHOW)).text
    assert cards(world) == []
