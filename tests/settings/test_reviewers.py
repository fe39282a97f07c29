"""Who may post reviews: everybody, or those with a role and the moderators."""

from pathlib import Path
from typing import Any

from bot.privacy import parcel
from tests.reviews import desk
from tests.reviews.test_proposals import REVIEW, begin
from tests.world import Seen, World


async def choose(world: World, *role: Any) -> Seen:
    panel = await world.admin.slash("config")
    return await world.admin.choose(panel, *role, custom_id="config-reviewers:1")


async def test_it_is_told_taken_back_and_survives_a_restart(world: World) -> None:
    critics = world.guild.create_role("Critics")
    panel = await world.admin.slash("config")
    assert "**Reviewers**\n-# No role: everybody may post reviews." in panel.text
    panel = await choose(world, critics)
    now = int(world.clock.now().timestamp())
    said = f"changed the reviewers' role <t:{now}:R>: everybody → <@&{critics.id}>"
    assert said in panel.text
    await world.restart()
    panel = await world.admin.slash("config")
    assert f"**Reviewers** <@&{critics.id}>\n-# They and moderators may" in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert "everybody may post reviews" in panel.text
    await choose(world, critics)
    assert "everybody may post reviews" in (await choose(world)).text


async def test_others_are_told_who_may_and_keep_their_drafts(world: World) -> None:
    await world.configure()
    critics = world.guild.create_role("Critics")
    await choose(world, critics)
    told = (
        f"Only <@&{critics.id}> and moderators may post reviews in this server. Your draft is kept."
    )
    mia = world.member("Mia")
    refused = await desk.post(mia)
    assert refused.private
    assert refused.text == told
    assert desk.cards(world) == []
    assert "A fine ride." in (await desk.panel(mia)).text
    said = world.member("Ben", roles=[critics])
    await desk.post(said)
    await desk.post(world.mod)
    await desk.post(world.admin)
    assert len(desk.cards(world)) == 3
    await choose(world)
    await desk.press_post(mia)
    assert len(desk.cards(world)) == 4


async def test_a_digest_is_a_post_too(world: World) -> None:
    await world.configure()
    critics = world.guild.create_role("Critics")
    mia, ben = world.member("Mia"), world.member("Ben")
    message = await ben.say(REVIEW)
    held = await begin(mia)
    zoe = world.member("Zoe")
    hers = await zoe.menu("Make a review digest", message)
    await choose(world, critics)
    assert "may post reviews in this server" in (await mia.click(held, "Post")).text
    assert "may post reviews in this server" in (await zoe.click(hers, "Ask its author")).text
    assert desk.cards(world) == []
    assert not [post for post in world.posts(world.general) if "See it" in post.buttons]
    await choose(world)
    await mia.click(held, "Post")
    assert any("Reviewed by" in post.text for post in world.posts(world.reviews))


async def test_a_role_that_nobody_is_given_is_refused(world: World) -> None:
    for role in (world.guild.create_role("Kansō", managed=True), world.guild.default_role):
        refused = await choose(world, role)
        assert "belongs to a bot or to everybody" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).reviewer_role is None


async def test_members_and_made_up_roles_change_nothing(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-reviewers:1", values=[str(world.mods.id)])
    assert refused.text == "You need Manage Server in this server to do that."
    panel = await world.admin.slash("config")
    refused = await world.admin.forge(panel, "config-reviewers:1", values=["soup"])
    assert "no longer here" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).reviewer_role is None


async def test_another_host_gets_it(world: World, tmp_path: Path) -> None:
    await choose(world, world.mods)
    file = tmp_path / "server.zip"
    parcel.export(world.config.database, world.guild_id, file)
    await choose(world)
    async with world.away():
        parcel.bring_in(world.config.database, file, replace=True)
    assert (await world.bot.app.settings.get(world.guild_id)).reviewer_role == world.mods.id
