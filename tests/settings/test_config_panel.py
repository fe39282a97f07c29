"""`/config`, as an admin with two minutes uses it, and as others try to."""

import pytest

from bot.settings import permissions
from bot.settings.models import Purpose
from tests.world import World


async def test_an_admin_chooses_the_channels_and_the_moderators(world: World) -> None:
    panel = await world.admin.slash("config")
    assert panel.private
    assert panel.text.count("No channel yet") == 3
    assert "No role yet: whoever may manage the server." in panel.text
    await world.configure()
    panel = await world.admin.slash("config")
    for channel in (world.reviews, world.renewals, world.discussions):
        assert f"<#{channel.id}>" in panel.text
    assert f"<@&{world.mods.id}>" in panel.text
    assert panel.text.count("✅ I may do everything that I need there.") == 3


async def test_a_choice_is_shown_at_once_and_survives_a_restart(world: World) -> None:
    panel = await world.admin.slash("config")
    after = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    assert f"<#{world.reviews.id}>" in after.text
    await world.restart()
    assert f"<#{world.reviews.id}>" in (await world.admin.slash("config")).text


async def test_clearing_a_choice_takes_it_back(world: World) -> None:
    await world.configure()
    panel = await world.admin.slash("config")
    after = await world.admin.choose(panel, custom_id="config-channel:1:review")
    assert after.text.count("No channel yet") == 1
    after = await world.admin.choose(panel, custom_id="config-moderators:1")
    assert "No role yet: whoever may manage the server." in after.text


async def test_every_missing_permission_is_named_with_where_to_set_it(world: World) -> None:
    world.forbid(world.reviews, "create_public_threads", "add_reactions")
    panel = await world.admin.slash("config")
    after = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    assert (
        "⚠️ I lack *Create Public Threads*, *Add Reactions* there. "
        "Allow it under Edit Channel → Permissions → Kansō."
    ) in after.text


async def test_a_channel_that_is_gone_is_said_so(world: World) -> None:
    await world.configure()
    world.delete(world.reviews)
    panel = await world.admin.slash("config")
    assert "That channel is gone or hidden from me. Choose another." in panel.text


async def test_a_bots_own_role_is_no_moderators_role(world: World) -> None:
    managed = world.guild.create_role("Kansō", managed=True)
    panel = await world.admin.slash("config")
    refused = await world.admin.choose(panel, managed, custom_id="config-moderators:1")
    assert refused.private
    assert "belongs to a bot" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).moderator_role is None


async def test_a_forged_id_is_no_channel(world: World) -> None:
    panel = await world.admin.slash("config")
    refused = await world.admin.forge(panel, "config-channel:1:review", values=["soup"])
    assert "no longer here" in refused.text


async def test_two_admins_at_once_do_not_overwrite_each_other(world: World) -> None:
    first, second = await world.admin.slash("config"), await world.admin.slash("config")
    await world.admin.choose(first, world.reviews, custom_id="config-channel:1:review")
    after = await world.admin.choose(second, world.renewals, custom_id="config-channel:1:renewal")
    assert f"<#{world.reviews.id}>" in after.text
    assert f"<#{world.renewals.id}>" in after.text


async def test_every_change_is_logged_with_who_and_when(world: World) -> None:
    await world.configure()
    rows = await world.bot.app.db.all("SELECT * FROM settings_log ORDER BY entry")
    assert [row["field"] for row in rows] == [
        "review_channel_id",
        "renewal_channel_id",
        "discussion_channel_id",
        "moderator_role_id",
    ]
    assert {row["changed_by"] for row in rows} == {world.admin.id}
    assert rows[0]["old_value"] is None
    assert rows[0]["new_value"] == str(world.reviews.id)


async def test_a_member_can_not_change_anything_even_by_a_forged_select(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-channel:1:review", values=[str(world.general.id)])
    assert refused.private
    assert refused.text == "You need Manage Server in this server to do that."
    refused = await mia.forge(card, "config-moderators:1", values=[])
    assert "You need Manage Server" in refused.text
    settings = await world.bot.app.settings.get(world.guild_id)
    assert (settings.review_channel, settings.moderator_role) == (None, None)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_needed_permission_has_discords_words(purpose: Purpose) -> None:
    from bot.text import Texts

    said = permissions.words(list(permissions.NEEDED[purpose]), Texts().choose("en"))
    assert said.startswith("*View Channel*, *Send Messages*")


async def test_a_select_is_the_same_one_in_every_section_that_has_it(world: World) -> None:
    """What is shown as chosen belongs to a select, wherever an edit of the panel puts it."""
    votes, titles = [
        {select["custom_id"]: select["id"] for select in panel.selects}
        for panel in [
            await world.admin.slash("config", section=section) for section in ("votes", "titles")
        ]
    ]
    (shared,) = votes.keys() & titles.keys()
    assert votes[shared] == titles[shared]
    every = {**votes, **titles}
    assert len(set(every.values())) == len(every) == 5
