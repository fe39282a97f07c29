"""What the running season needs: a news channel, a role for pings, a delay, events."""

from typing import Any

from bot.settings.models import DELAYS
from bot.settings.permissions import role_troubles
from tests.settings.test_lost import told
from tests.world import Seen, World


async def season(world: World) -> Seen:
    return await world.admin.slash("config", section="season")


def place_bot_above(world: World) -> None:
    """Drag the bot's own role to the top."""
    backend = world.env.backend
    me = backend.get_guild(world.guild.id).members[world.bot.user.id]  # type: ignore[union-attr]
    backend.edit_role(world.guild.id, me.role_ids[0], {"position": 50})


async def test_each_choice_is_shown_kept_and_taken_back(world: World) -> None:
    pings = world.guild.create_role("Episodes", mentionable=True)
    place_bot_above(world)
    world.permit("manage_roles", "create_events")
    panel = await season(world)
    assert "**Episode pings**\n-# No role: posts open without a ping" in panel.text
    assert "**Episode posts open** at airing" in panel.text
    assert "**Weekly summary** off\n-# Choose the news channel first" in panel.text
    panel = await world.admin.choose(panel, pings, custom_id="config-episode-role:1")
    assert f"**Episode pings** <@&{pings.id}>\n-# Pinged once for each episode." in panel.text
    panel = await world.admin.choose(panel, "180", custom_id="config-delay:1")
    assert "**Episode posts open** 3 hours after airing" in panel.text
    panel = await world.admin.forge(panel, "config-want:1:events:1")
    assert "**Discord events** on\n-# Premieres and episodes" in panel.text
    channels = await world.admin.slash("config")
    assert "**News**\n-# No channel: no weekly summaries." in channels.text
    await world.admin.choose(channels, world.general, custom_id="config-channel:1:news")
    panel = await world.admin.forge(await season(world), "config-want:1:weekly:1")
    assert "**Weekly summary** on\n-# On Mondays in the news channel" in panel.text
    await world.restart()
    panel = await season(world)
    for words in (f"<@&{pings.id}>", "3 hours after", "summary** on", "events** on"):
        assert words in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert "**Weekly summary** off\n-# On Mondays" in panel.text
    panel = await world.admin.forge(panel, "config-want:1:weekly:1")
    await world.admin.choose(await world.admin.slash("config"), custom_id="config-channel:1:news")
    unplaced = "⚠️ No channel is chosen for the weekly summary, so it is posted nowhere."
    panel = await season(world)
    assert f"**Weekly summary** on\n{unplaced}" in panel.text
    assert unplaced in (await world.admin.slash("config", section="doctor")).text
    panel = await world.admin.click(panel, "Undo")
    panel = await world.admin.forge(panel, "config-want:1:weekly:0")
    panel = await world.admin.choose(panel, custom_id="config-episode-role:1")
    assert "**Episode pings**\n-# No role" in panel.text
    settings = await world.bot.app.settings.get(world.guild_id)
    assert settings.news_channel == world.general.id
    assert (settings.episode_role, settings.episode_delay) == (None, 180)
    assert (settings.weekly, settings.events) == (False, True)


async def test_every_delay_reads_and_a_forged_one_changes_nothing(world: World) -> None:
    panel = await season(world)
    (select,) = (s for s in panel.selects if s["custom_id"].startswith("config-delay"))
    assert [option["label"] for option in select["options"]] == [
        "at airing",
        "30 minutes after airing",
        *(f"{n} hour{'s' if n > 1 else ''} after airing" for n in (1, 3, 6, 12)),
        "1 day after airing",
    ]
    for forged in ("7", "-30", "10081"):
        refused = await world.admin.forge(panel, "config-delay:1", values=[forged])
        assert "no longer here" in refused.text
    refused = await world.admin.forge(panel, "config-want:1:ballot:1")
    assert "no longer here" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).episode_delay == DELAYS[0]
    log = await world.bot.app.db.all("SELECT * FROM settings_log")
    assert list(log) == []


async def test_a_role_that_nobody_could_take_is_refused(world: World) -> None:
    panel = await season(world)
    refused = await world.admin.choose(
        panel, world.guild.default_role, custom_id="config-episode-role:1"
    )
    assert "nobody could take it by a button" in refused.text
    await world.configure()
    for powerful in (world.mods, world.admins):
        refused = await world.admin.choose(panel, powerful, custom_id="config-episode-role:1")
        assert f"<@&{powerful.id}> gives more than pings" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).episode_role is None
    # One that was harmless when it was chosen is the doctor's business later.
    pings = world.guild.create_role("Episodes", mentionable=True)
    await world.admin.choose(panel, pings, custom_id="config-episode-role:1")
    channels = await world.admin.slash("config")
    await world.admin.choose(channels, pings, custom_id="config-moderators:1")
    assert "It gives more than pings, so I hand it to nobody." in (await season(world)).text


async def test_what_keeps_a_role_from_working_is_named_with_its_cure(world: World) -> None:
    pings = world.guild.create_role("Episodes")
    world.env.backend.edit_role(world.guild.id, pings.id, {"position": 40})
    world.permit("view_channel")
    panel = await season(world)
    panel = await world.admin.choose(panel, pings, custom_id="config-episode-role:1")
    for text in (panel.text, (await world.admin.slash("config", section="doctor")).text):
        assert "I lack *Manage Roles*" in text
        assert "It stands above my own role" in text
        assert "Nobody may mention it" in text
    guild = world.bot.get_guild(world.guild.id)
    assert guild
    place_bot_above(world)
    world.permit("manage_roles", "mention_everyone")
    await world.settle()
    role = guild.get_role(pings.id)
    assert role
    settings = await world.bot.app.settings.get(world.guild_id)
    assert role_troubles(role, settings) == ()
    doctor = await world.admin.slash("config", section="doctor")
    assert "-# ✅ Members can take the role, and I can ping it." in doctor.text


async def test_events_that_are_wanted_and_not_allowed_are_the_doctors_business(
    world: World,
) -> None:
    world.permit("view_channel")
    await world.admin.forge(await season(world), "config-want:1:events:1")
    for text in (
        (await season(world)).text,
        (await world.admin.slash("config", section="doctor")).text,
    ):
        assert "I lack *Create Events*" in text
    world.permit("create_events")
    assert "Create Events" not in (await season(world)).text


async def test_a_news_channel_is_no_must_and_its_loss_is_told(world: World) -> None:
    lobby: Any = world.guild.create_text_channel("lobby")
    world.use_as_system_channel(lobby)
    await world.configure()
    doctor = await world.admin.slash("config", section="doctor")
    assert "**News**\n-# ✅ No channel: a server can do without." in doctor.text
    assert "⚠️" not in doctor.text
    pings = world.guild.create_role("Episodes")
    news: Any = world.guild.create_text_channel("news")
    channels = await world.admin.slash("config")
    await world.admin.choose(channels, news, custom_id="config-channel:1:news")
    await world.admin.choose(await season(world), pings, custom_id="config-episode-role:1")
    world.delete(news)
    await world.delete_role(pings)
    words = " ".join(post.text for post in told(world, lobby))
    assert "⚠️ The channel for news is gone.\n-# Until that is mended, no summary" in words
    assert "⚠️ The role for episode pings is gone.\n-# Until another is chosen" in words
    panel = await season(world)
    assert "⚠️ That role is gone. Choose another." in panel.text
