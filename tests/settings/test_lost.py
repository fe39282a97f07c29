"""Places that were chosen and can't be used any more: told once, and again when lost again."""

import dataclasses
import io
import logging
import zipfile
from typing import Any

import pytest

from bot.ids import GuildId, RoleId, UserId
from bot.settings.models import Setting
from tests.fakes import PseudoTexts
from tests.test_words import WORD, unbracketed
from tests.world import Seen, World

HEADING = "## Something here needs an admin"


@pytest.fixture
async def lobby(world: World) -> Any:
    """The system channel of a server where everything is chosen."""
    channel = world.guild.create_text_channel("lobby")
    world.use_as_system_channel(channel)
    await world.configure()
    return channel


def told(world: World, channel: Any) -> list[Seen]:
    return [post for post in world.posts(channel) if HEADING in post.text]


async def test_a_deleted_channel_is_told_at_once_and_once(world: World, lobby: Any) -> None:
    world.delete(world.reviews)
    await world.settle()
    (word,) = told(world, lobby)
    assert word.text == (
        f"{HEADING}\n"
        "⚠️ The channel for reviews is gone.\n"
        "-# Until that is mended, drafts are kept, and nobody can post one.\n"
        "-# `/config`, section Doctor, says what to change. What people wrote is safe."
    )
    await world.new_session()
    await world.restart()
    await world.restart()
    assert len(told(world, lobby)) == 1


async def test_a_deleted_role_is_told(world: World, lobby: Any) -> None:
    await world.delete_role(world.mods)
    (word,) = told(world, lobby)
    assert "⚠️ The moderators' role is gone." in word.text
    await world.restart()
    assert len(told(world, lobby)) == 1


async def test_a_deleted_reviewers_role_is_told_and_seen(world: World, lobby: Any) -> None:
    critics = world.guild.create_role("Critics")
    await world.bot.app.settings.choose_reviewers(
        world.guild_id, RoleId(critics.id), by=UserId(world.admin.id)
    )
    assert "**Reviewers**" in (await world.admin.slash("config", section="doctor")).text
    await world.delete_role(critics)
    (word,) = told(world, lobby)
    assert "⚠️ The reviewers' role is gone." in word.text
    panel = await world.admin.slash("config", section="doctor")
    assert "only moderators can post reviews now." in panel.text


async def test_another_channel_or_role_says_nothing(world: World, lobby: Any) -> None:
    world.delete(world.guild.create_text_channel("attic"))
    await world.delete_role(world.guild.create_role("Attic"))
    await world.restart()
    assert world.posts(lobby) == []


async def test_all_that_vanished_meanwhile_is_one_message(world: World, lobby: Any) -> None:
    async with world.away():
        world.delete(world.renewals)
        world.env.backend.delete_role(world.guild.id, world.mods.id)
        world.forbid(world.discussions, "attach_files", "add_reactions")
    await world.settle()
    (word,) = told(world, lobby)
    assert (
        "⚠️ The channel for renewals is gone.\n-# Until that is mended, evidence is kept"
        in word.text
    )
    assert (
        f"⚠️ I lack *Attach Files*, *Add Reactions* in <#{world.discussions.id}>, "
        "the channel for discussions."
    ) in word.text
    assert "⚠️ The moderators' role is gone." in word.text
    await world.restart()
    assert len(told(world, lobby)) == 1


async def test_what_was_mended_is_told_again_when_it_breaks_again(world: World, lobby: Any) -> None:
    world.forbid(world.reviews, "send_messages")
    await world.new_session()
    assert len(told(world, lobby)) == 1
    world.relent(world.reviews)
    await world.settle()
    assert not world.bot.app.losses.open_in(world.guild_id)
    await world.advance(60)
    world.forbid(world.reviews, "send_messages")
    await world.restart()
    assert len(told(world, lobby)) == 2


async def test_another_choice_that_is_lost_is_another_loss(world: World, lobby: Any) -> None:
    world.delete(world.reviews)
    await world.settle()
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, world.general, custom_id="config-channel:1:review")
    world.delete(world.general)
    await world.settle()
    assert len(told(world, lobby)) == 2


async def test_without_a_system_channel_it_is_told_in_one_that_still_works(world: World) -> None:
    await world.configure()
    world.forbid(world.renewals, "read_message_history")
    world.delete(world.reviews)
    await world.settle()
    (word,) = told(world, world.discussions)
    assert "The channel for reviews is gone." in word.text
    assert f"I lack *Read Message History* in <#{world.renewals.id}>" in word.text
    assert not told(world, world.renewals)


async def test_a_system_channel_that_is_closed_to_the_bot_is_left_alone(
    world: World, lobby: Any
) -> None:
    world.forbid(lobby, "send_messages")
    world.delete(world.reviews)
    await world.settle()
    assert world.posts(lobby) == []
    assert len(told(world, world.renewals)) == 1


async def test_with_nowhere_to_say_it_it_waits_in_the_log_and_the_panel(
    world: World, lobby: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with world.away():
        for channel in (lobby, world.reviews, world.renewals, world.discussions):
            world.forbid(channel, "send_messages")
    with caplog.at_level(logging.WARNING):
        await world.new_session()
    assert "Something is lost, and there is nowhere to say so" in caplog.text
    panel = await world.admin.slash("config", section="doctor")
    assert panel.text.count("*Send Messages*: denied there to me.") == 3
    world.relent(lobby)
    await world.settle()
    (word,) = told(world, lobby)
    assert word.text.count("I lack *Send Messages*") == 3


async def test_what_discord_would_not_take_is_told_later(world: World, lobby: Any) -> None:
    world.fail("POST", f"/channels/{lobby.id}/messages", 500, times=None)
    world.delete(world.reviews)
    await world.settle()
    assert not told(world, lobby)
    world.env.backend.faults.clear()
    await world.restart()
    assert len(told(world, lobby)) == 1


async def test_an_outage_is_no_loss(world: World, lobby: Any) -> None:
    async with world.outage():
        held = world.bot.get_guild(world.guild.id)
        assert held is not None
        assert held.unavailable
        held._channels.clear()
        await world.new_session()
        assert not await world.bot.app.db.all("SELECT * FROM lost")
    await world.settle()
    assert world.posts(lobby) == []


async def test_what_was_lost_in_an_outage_is_told_after_it(world: World, lobby: Any) -> None:
    async with world.outage():
        world.forbid(world.reviews, "send_messages")
        await world.settle()
        assert not told(world, lobby)
    (word,) = told(world, lobby)
    assert f"I lack *Send Messages* in <#{world.reviews.id}>" in word.text


async def test_a_busy_database_puts_it_off(
    world: World, lobby: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with world.busy():
        world.delete(world.reviews)
        await world.settle()
    assert "Losses are looked for later" in caplog.text
    assert not told(world, lobby)
    await world.new_session()
    assert len(told(world, lobby)) == 1


async def test_what_was_chosen_nowhere_can_not_be_lost(world: World) -> None:
    world.use_as_system_channel(world.general)
    await world.restart()
    assert world.posts(world.general) == []


async def test_it_is_in_the_servers_export_and_goes_with_the_server(
    world: World, lobby: Any
) -> None:
    world.delete(world.reviews)
    await world.settle()
    app = world.bot.app
    assert await app.losses.greet(world.guild_id, world.clock.now())
    with zipfile.ZipFile(io.BytesIO(await app.servers.export(world.guild_id))) as parcel:
        assert {"lost.jsonl", "greetings.jsonl"} <= set(parcel.namelist())
    async with app.db.transaction() as tx:
        await tx.execute("INSERT INTO departures VALUES (?, 5)", (world.guild_id,))
    assert await app.servers.erase_due(set()) == 1
    for table in ("lost", "greetings"):
        assert not await app.db.all(f"SELECT * FROM {table}")
    assert not app.losses.open_in(world.guild_id)


async def test_it_has_passed_gettext(world: World, lobby: Any) -> None:
    world.bot.app = dataclasses.replace(world.bot.app, texts=PseudoTexts())
    world.forbid(world.discussions, "attach_files")
    world.delete(world.reviews)
    await world.delete_role(world.mods)
    (word,) = world.posts(lobby)  # what happened in one moment is told in one
    assert word.text.count("⚠️") == 3
    assert not WORD.findall(unbracketed(word.text))


async def test_servers_keep_their_losses_apart(world: World) -> None:
    losses, here, there = world.bot.app.losses, GuildId(1), GuildId(2)
    (one,) = await losses.noticed(here, {Setting.REVIEW_CHANNEL: "gone 5"})
    (other,) = await losses.noticed(there, {Setting.REVIEW_CHANNEL: "gone 5"})
    await losses.told(here, [one])
    assert not await losses.noticed(here, {Setting.REVIEW_CHANNEL: "gone 5"})
    assert await losses.noticed(there, {Setting.REVIEW_CHANNEL: "gone 5"}) == [other]
    assert await losses.noticed(there, {}) == []
    assert losses.open_in(here)
    assert not losses.open_in(there)
