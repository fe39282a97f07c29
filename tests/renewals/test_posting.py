"""Evidence is posted once and never forgotten, whatever breaks between saving and noting it."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from bot.db import Database
from bot.errors import DatabaseBusy
from bot.ids import EvidenceId, UserId, nonce
from bot.renewals import board
from tests.renewals.talk import (
    ANNOUNCED,
    NO_PLANS,
    choose_channel,
    fill,
    for_adults,
    post,
    save,
)
from tests.world import Person, Seen, World

LONG = "The interview was about another show of the same producer."


def cards(world: World, channel: Any = None) -> list[str]:
    """The posts of evidence in a channel, the renewals channel by default."""
    return [p.text for p in world.posts(channel or world.renewals) if p.buttons]


async def unnoted(world: World) -> None:
    """The bot was killed between sending its posts and noting them."""
    async with world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE renewal_evidence SET post_message_id = NULL")


def nonces(world: World) -> list[str]:
    """The nonces of what the bot sent to the renewals channel, each of which Discord enforces."""
    path = f"/channels/{world.renewals.id}/messages"
    sent = [r.json for r in world.env.http_requests if (r.method, r.path) == ("POST", path)]
    assert all(body["enforce_nonce"] for body in sent)
    return [body["nonce"] for body in sent]


async def test_what_was_saved_just_before_a_crash_is_posted_at_the_start(world: World) -> None:
    await world.configure()
    await save(world, world.member("Mia"))
    assert cards(world) == []
    await world.restart()
    (shown,) = cards(world)
    assert "Evidence 1" in shown
    await world.new_session()
    assert len(cards(world)) == 1
    await world.mod.click(post(world), "Approve")
    assert "✅ Approved" in post(world).text


async def test_a_start_posts_so_many_in_each_server(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "POSTS_AFTER_START", 2)
    await world.configure()
    mia = world.member("Mia")
    olga, talk = world.elsewhere()
    await save(world, olga, guild=talk.guild.id)  # where no channel is chosen
    for number in range(1, 4):
        await save(world, mia, f"Word {number}.")
    await world.restart()
    assert [text.partition("\n> ")[2][:7] for text in cards(world)] == ["Word 3.", "Word 2."]
    await world.new_session()
    assert ["Word 1." in text for text in cards(world)] == [False, False, True]
    panel = await olga.slash("config", at=talk)
    await olga.choose(panel, talk, custom_id="config-channel:1:renewal")
    world.forbid(talk, "send_messages")
    await world.new_session()
    assert cards(world, talk) == []


async def test_a_piece_that_fails_holds_up_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.configure()
    mia = world.member("Mia")
    for number in range(1, 3):
        await save(world, mia, f"Word {number}.")
    world.fail("POST", f"/channels/{world.renewals.id}/messages", 403, 50013)
    await world.restart()
    assert ["Word 1." in text for text in cards(world)] == [True]
    assert "A piece of evidence waits without a post" in caplog.text
    await world.new_session()
    assert ["Word 2." in text for text in cards(world)] == [False, True]


async def test_what_could_not_be_posted_is_posted_later_and_once(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    await world.configure()
    card = await mia.slash("renewal status", show="Hero Mask")
    await world.mod.click(card, "Waiting (1)")
    assert len(cards(world)) == 1
    world.forbid(world.renewals, "send_messages")
    assert "I lack *Send Messages*" in (await fill(mia, ANNOUNCED)).text
    await world.mod.click(card, "Waiting (2)")
    assert len(cards(world)) == 1


async def test_a_refusal_of_discord_is_told_and_tried_again(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    world.fail("POST", f"/channels/{world.renewals.id}/messages", 403, 50013)
    saved = await fill(mia, NO_PLANS)
    assert "Saved as evidence 1. It is waiting for a moderator." in saved.text
    assert f"Discord doesn't let me post it in <#{world.renewals.id}>" in saved.text
    assert cards(world) == []
    await fill(mia, ANNOUNCED)
    assert ["Evidence 1" in text for text in cards(world)] == [False, True], "the own one first"


@pytest.mark.parametrize("error", [aiohttp.ClientConnectionError("cut"), TimeoutError()])
async def test_the_network_fails_after_saving(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def cut(*args: object, **kwargs: object) -> None:
        raise error

    await world.configure()
    mia = world.member("Mia")
    with monkeypatch.context() as network:
        network.setattr(discord.TextChannel, "send", cut)
        saved = await fill(mia, NO_PLANS)
    assert saved.private
    assert "Saved as evidence 1. It is waiting for a moderator." in saved.text
    assert "I couldn't post it just now. You need do nothing: I try again later." in saved.text
    assert not saved.message.attachments
    await world.advance(61)
    await world.new_session()
    assert len(cards(world)) == 1


async def test_the_answer_fails_after_saving(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.configure()
    mia = world.member("Mia")
    edit, errors = discord.Interaction.edit_original_response, [aiohttp.ClientError("cut")]

    async def cut(*args: Any, **kwargs: Any) -> Any:
        if errors:
            raise errors.pop()
        return await edit(*args, **kwargs)

    monkeypatch.setattr(discord.Interaction, "edit_original_response", cut)
    saved = await fill(mia, NO_PLANS)
    assert saved.text == (
        "Saved as evidence 1. It is waiting for a moderator; you need do nothing more."
    )
    assert not saved.message.attachments


async def test_older_evidence_is_not_starved_by_what_can_not_be_posted(
    world: World, tmp_path: Path
) -> None:
    await for_adults(world, tmp_path)
    await world.configure()
    world.age_restrict(world.general)
    mia = world.member("Mia")
    await save(world, mia, show="One Piece")
    for number in range(1, 2 + board.POSTS_AT_ONCE):
        await save(world, mia, f"Word {number}.")
    saved = await fill(mia, NO_PLANS)
    assert f"Hero Mask is for adults, and <#{world.renewals.id}> isn't age-restricted" in saved.text
    (shown,) = cards(world)
    assert "Evidence 1" in shown


async def test_what_always_fails_starves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "POSTS_AFTER_START", 1)
    await world.configure()
    mia = world.member("Mia")
    await save(world, mia, "Word 1.")
    await save(world, mia, "Word 2.")
    world.fail("POST", f"/channels/{world.renewals.id}/messages", 400, 50035)
    await world.restart()
    assert cards(world) == []
    await world.new_session()
    assert ["Word 1." in text for text in cards(world)] == [True]


async def test_a_post_is_sent_with_a_nonce_that_stays(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    await unnoted(world)
    await world.restart()  # within the minute, in which Discord knows the nonce
    assert nonces(world) == [nonce("evidence", world.guild.id, 1)] * 2
    asked = f"/channels/{world.renewals.id}/messages"
    assert not [r for r in world.env.http_requests if (r.method, r.path) == ("GET", asked)]


async def test_a_post_whose_end_nobody_noted_is_found_again(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    await unnoted(world)
    await mia.say("Somebody talks in between.", at=world.renewals)
    await world.advance(61)
    await world.restart()
    assert "It is shown in" in (await fill(mia, ANNOUNCED)).text
    posts = [p for p in world.posts(world.renewals) if p.buttons]
    assert len(posts) == 2
    await world.mod.click(posts[0], "Approve")
    assert "✅ Approved" in next(p for p in world.posts(world.renewals) if p.components).text


@pytest.mark.parametrize("seconds", [0, 61, 100_000])
async def test_it_is_found_where_it_was_tried_though_another_channel_was_chosen(
    world: World, seconds: int
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    await unnoted(world)
    await choose_channel(world, world.reviews)
    await world.advance(seconds)
    world.fail("GET", f"/channels/{world.renewals.id}/messages", 503, times=1)
    await world.restart()
    assert cards(world, world.reviews) == [], "nobody knows yet whether it arrived"
    await world.new_session()
    assert len(cards(world)) == 1
    assert cards(world, world.reviews) == []
    card = await mia.slash("renewal status", show="Hero Mask")
    waiting = await world.mod.click(card, "Waiting (1)")
    await world.mod.click(waiting, "Approve")
    assert "✅ Approved" in cards(world)[0]


@pytest.mark.parametrize("gone", ["history", "channel", "deleted"])
async def test_where_nobody_may_look_it_is_posted_all_the_same(world: World, gone: str) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    await unnoted(world)
    await choose_channel(world, world.reviews)
    if gone == "deleted":
        world.delete(world.renewals)
    else:
        world.forbid(
            world.renewals, "read_message_history" if gone == "history" else "view_channel"
        )
    await world.advance(61)
    await world.restart()
    assert len(cards(world, world.reviews)) == 1
    await world.new_session()
    assert len(cards(world, world.reviews)) == 1


async def test_a_post_that_could_not_be_noted_is_found_at_the_next_occasion(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*args: object) -> bool:
        raise DatabaseBusy

    await world.configure()
    mia = world.member("Mia")
    with monkeypatch.context() as writer:
        writer.setattr(world.bot.app.renewals, "posted", busy)
        saved = await fill(mia, NO_PLANS)
    assert "Saved as evidence 1" in saved.text
    await world.advance(61)
    card = await mia.slash("renewal status", show="Hero Mask")
    await world.mod.click(card, "Waiting (1)")
    assert len(cards(world)) == 1
    assert await world.bot.app.renewals.unposted(world.guild_id) == []


async def test_two_do_not_post_one_piece(world: World) -> None:
    await world.configure()
    await save(world, world.member("Mia"))
    cog: Any = world.bot.get_cog("RenewalsCog")
    channel = world.bot.get_channel(world.renewals.id)
    await asyncio.gather(*(cog.board.post_waiting(channel) for _ in range(3)))
    assert len(cards(world)) == 1


async def test_what_is_erased_while_it_is_posted_is_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await save(world, mia)
    send = discord.TextChannel.send

    async def slowly(self: discord.TextChannel, **message: Any) -> discord.Message:
        sent = await send(self, **message)
        await world.bot.app.renewals.forget_member(world.guild_id, UserId(mia.id))
        return sent

    monkeypatch.setattr(discord.TextChannel, "send", slowly)
    await world.new_session()
    assert cards(world) == []


async def test_what_is_decided_meanwhile_is_not_posted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    await save(world, world.member("Mia"))
    renewals = world.bot.app.renewals
    unposted = renewals.unposted

    async def slowly(guild: Any) -> Any:
        found = await unposted(guild)
        card = await renewals.exhibit(guild, EvidenceId(1))
        async with world.bot.app.db.transaction() as tx:
            await tx.execute("UPDATE renewal_evidence SET state = 'approved'")
        assert card.evidence.post_message is None
        return found

    monkeypatch.setattr(renewals, "unposted", slowly)
    await world.new_session()
    assert cards(world) == []


# What was typed, where it can't be saved


async def given_back(world: World, who: Person, form: Seen, **values: str) -> str:
    """Send the form while another process writes; the file that comes back."""
    other = sqlite3.connect(world.config.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        seen = await who.submit(form, **values)
    finally:
        other.close()
    assert seen.private
    assert "I'm busy writing something else down." in seen.text
    (file,) = seen.message.attachments
    assert file.filename == "what-you-typed.txt"
    return str((await file.read()).decode())


async def test_evidence_that_cannot_be_saved_is_given_back(world: World) -> None:
    mia = world.member("Mia")
    form = await mia.slash("renewal evidence", show="Hero Mask", status="dated", source="official")
    assert await given_back(world, mia, form, **NO_PLANS) == "\n\n".join(NO_PLANS.values())
    form = await mia.slash("renewal evidence", show="Hero Mask", status="dated", source="official")
    wrong = NO_PLANS | {"said_on": "soon"}
    assert await given_back(world, mia, form, **wrong) == "\n\n".join(wrong.values())


async def test_a_reason_that_cannot_be_saved_is_given_back(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    form = await world.mod.click(post(world), "Reject")
    assert await given_back(world, world.mod, form, reason=LONG) == LONG
    assert "⏳ not approved yet" in post(world).text
    await world.mod.click(post(world), "Approve")
    form = await world.mod.click(post(world), "Withdraw")
    assert await given_back(world, world.mod, form, reason=LONG) == LONG
    assert "✅ Approved" in post(world).text


async def test_what_is_kept_as_a_draft_needs_no_file(world: World) -> None:
    refused = await fill(world.member("Mia"), NO_PLANS | {"said_on": "soon"})
    assert "I kept what you typed" in refused.text
    assert not refused.message.attachments


# Acknowledged before anything is written


async def test_what_writes_is_acknowledged_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    transaction, acknowledged = Database.transaction, []

    def callbacks() -> list[dict[str, Any]]:
        paths = [r for r in world.env.http_requests if r.path.endswith("/callback")]
        return [r.json for r in paths]

    def noting(db: Database) -> Any:
        acknowledged.append(len(callbacks()))
        return transaction(db)

    async def deferred(doing: Any) -> tuple[int, int]:
        """Its type and flags, once every write is seen to have come after it."""
        before = len(callbacks())
        acknowledged.clear()
        with monkeypatch.context() as watching:
            watching.setattr(Database, "transaction", noting)
            await doing
        assert acknowledged
        assert min(acknowledged) == before + 1
        first = callbacks()[before]
        return first["type"], (first.get("data") or {}).get("flags", 0)

    here, alone = (6, 0), (5, 64)
    form = await mia.slash("renewal evidence", show="Hero Mask", status="dated", source="official")
    assert await deferred(mia.submit(form, **NO_PLANS)) == alone
    assert await deferred(world.mod.click(post(world), "Approve")) == here
    form = await world.mod.click(post(world), "Withdraw")
    assert await deferred(world.mod.submit(form, reason="Misread.")) == here
    await fill(world.admin, ANNOUNCED)
    asked = await world.admin.click(post(world), "Approve")
    assert await deferred(world.admin.click(asked, "Approve it myself")) == here
    await fill(mia, ANNOUNCED)
    form = await world.mod.click(post(world), "Reject")
    assert await deferred(world.mod.submit(form, reason="No.")) == here
    card = await mia.slash("renewal status", show="Hero Mask")
    assert await deferred(world.mod.click(card, "Nothing new today")) == alone


async def test_a_forged_form_without_a_reason_changes_nothing(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    for name, refused in (("reject", "Nothing changed"), ("withdraw", "isn't approved")):
        form = await world.mod.slash(
            "renewal evidence", show="Hero Mask", status="dated", source="official"
        )
        forged = await world.mod.forge_form(form, f"renewal-{name}-form:1:1", **NO_PLANS)
        assert refused in forged.text
    assert "⏳ not approved yet" in post(world).text
