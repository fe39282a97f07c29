"""The one door for errors: commands, buttons, selects, forms and autocomplete."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.errors import Refusal
from bot.ui.components import Pattern
from tests.world import Seen, World


async def test_a_forged_button_is_refused_in_words(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    for forged in (
        "seasons:1:anilist/0:0",
        "seasons:9:x:0",
        "seasons:1:x:y",
        "nonsense",
        "config-channel:1:soup",
        "\u202e:1",
    ):
        answer = await mia.forge(card, forged)
        assert answer.private
        assert answer.text
        assert "Something broke" not in answer.text


async def test_a_panel_that_is_forged_on_a_post_is_shown_beside_it(world: World) -> None:
    """By a component and by a form; what everybody sees stays."""
    mia, ben = world.member("Mia"), world.member("Ben")
    post = await mia.slash("show", title="Hero Mask")
    panels = [
        await ben.forge(post, "review-panel:1:anilist/105096"),
        await ben.forge_submit(post, "review-save:1:anilist/105096:story", text="It ends well."),
    ]
    for panel in panels:
        assert panel.private
        assert "## Your review of Hero Mask" in panel.text
    assert world.posts(world.general)[0].text == post.text


async def test_what_nobody_foresaw_is_an_incident_in_words_and_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("kettle")

    monkeypatch.setattr(world.bot.app.shows, "pick", broken, raising=False)
    with caplog.at_level(logging.ERROR, "bot.client"):
        answer = await world.member("Mia").slash("show", title="Hero Mask")
    assert answer.private
    assert "Something broke on my side" in answer.text
    incident = caplog.records[-1].getMessage().removeprefix("Incident ")
    assert incident in answer.text
    assert "kettle" in caplog.text
    assert "kettle" not in answer.text
    world.forgive(ZeroDivisionError)


async def test_an_error_while_completing_is_offered_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shut(Refusal):
        message = "The shelf is being dusted."

    def shut(*args: object, **kwargs: object) -> None:
        raise Shut

    monkeypatch.setattr(world.bot.app.shows, "suggest", shut, raising=False)
    offered = await world.member("Mia").complete("show", "title", "hero")
    assert offered == {"The shelf is being dusted.": "-"}


def http(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(reason="because", status=status)
    return kind(response, {"code": code, "message": "no"})


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (app_commands.NoPrivateMessage(), "in a server only"),
        (app_commands.MissingPermissions(["manage_guild"]), "You need Manage Guild"),
        (http(discord.Forbidden, 403, 50013), "I lack a permission"),
        (http(discord.NotFound, 404, 10003), "gone or hidden"),
        (http(discord.NotFound, 404, 10062), "no longer here"),
        (http(discord.DiscordServerError, 502, 0), "Discord itself is having trouble"),
        (http(discord.HTTPException, 429, 0), "Discord itself is having trouble"),
        (http(discord.HTTPException, 400, 50035), "Something broke on my side"),
        (RuntimeError("x"), "Something broke on my side"),
    ],
)
async def test_every_kind_of_error_has_words(world: World, error: Exception, says: str) -> None:
    world.forgive(type(error))
    words = world.bot.app.texts.choose("en").refusal(world.bot.refusal(error))
    assert says in words


async def test_a_title_can_not_format_an_answer(world: World) -> None:
    answer = await world.member("Mia").slash("show", title="**x** {query} @everyone \u202e[a](b)")
    assert answer.private
    assert r"\*\*x\*\* {query} @" in answer.text
    assert "@everyone" not in answer.text
    assert "\u202e" not in answer.text


async def test_a_form_or_button_outlives_a_restart(world: World) -> None:
    card = await world.admin.slash("config")
    await world.restart()
    panel = await world.admin.choose(card, world.general, custom_id="config-channel:1:review")
    assert isinstance(panel, Seen)
    assert (await world.bot.app.settings.get(world.guild_id)).review_channel == world.general.id


async def test_two_handlers_can_not_share_a_pattern(world: World) -> None:
    names = [(pattern.name, pattern.version) for pattern in world.bot.door.patterns]
    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="handler already"):
        world.bot.door.add(Pattern(names[0][0], {}), test_two_handlers_can_not_share_a_pattern)


async def test_the_world_sees_a_handler_that_broke(tmp_path: Path) -> None:
    """What the door answers with an incident fails the test that it happens in."""

    async def broken(interaction: discord.Interaction) -> None:
        raise KeyError("kettle")

    with pytest.raises(AssertionError, match="the door met what nobody foresaw"):
        async with World.open(tmp_path) as world:
            world.bot.door.add(Pattern("broken", {}), broken)
            mia = world.member("Mia")
            await mia.forge(await mia.slash("help"), "broken:1")
