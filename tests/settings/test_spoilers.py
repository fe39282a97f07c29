"""What may be told in the discussions that open from now on."""

from pathlib import Path

from bot.privacy import parcel
from bot.settings.models import Spoilers
from tests.world import Seen, World

OPEN, BARS = "⚠️ Spoilers: anything may be told here.", "Speak freely up to episode"


async def choose(world: World, rule: str) -> Seen:
    panel = await world.admin.slash("config", section="votes")
    return await world.admin.choose(panel, rule, custom_id="config-spoilers:1")


async def spoilers(world: World) -> Spoilers:
    return (await world.bot.app.settings.get(world.guild_id)).spoilers


async def test_it_is_told_taken_back_and_survives_a_restart(world: World) -> None:
    panel = await world.admin.slash("config", section="votes")
    assert "### Votes and spoilers" in panel.text
    assert "**Spoilers in discussions** Behind bars past the episode" in panel.text
    panel = await choose(world, "open")
    now = int(world.clock.now().timestamp())
    said = "changed the spoilers <t:{}:R>: Behind bars past the episode → Open: anything may be"
    assert said.format(now) in panel.text
    await world.restart()
    panel = await world.admin.slash("config", section="votes")
    assert "**Spoilers in discussions** Open: anything may be told" in panel.text
    await world.admin.click(panel, "Undo")
    assert await spoilers(world) is Spoilers.BARS


async def test_what_opens_goes_by_it_and_what_runs_keeps_its_rule(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await mia.slash("discuss start", show="Hero Mask", episode=1)
    await choose(world, "open")
    await mia.slash("discuss start", show="Hero Mask", episode=2)
    await mia.slash("discuss start", show="Hero Mask", episode=3, spoilers="bars")
    card = await mia.slash("show", title="Hero Mask")
    await mia.submit(await mia.click(card, "Discuss"), episode="4")
    await world.restart()
    await mia.react(world.posts(world.discussions)[0], "😍")
    await world.advance(5)
    rules = {
        number: (OPEN in post.text, BARS in post.text)
        for post in world.posts(world.discussions)
        for number in range(1, 5)
        if f"## Hero Mask · Episode {number}\n" in post.text
    }
    assert rules == {1: (False, True), 2: (True, False), 3: (False, True), 4: (True, False)}


async def test_whoever_opens_one_can_choose_another_rule(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await mia.slash("discuss start", show="Hero Mask", episode=1, spoilers="open")
    assert OPEN in world.posts(world.discussions)[0].text


async def test_members_and_made_up_rules_change_nothing(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-spoilers:1", values=["open"])
    assert refused.text == "You need Manage Server in this server to do that."
    panel = await world.admin.slash("config", section="votes")
    for values in (["everywhere"], []):
        refused = await world.admin.forge(panel, "config-spoilers:1", values=values)
        assert "no longer here" in refused.text
    assert await spoilers(world) is Spoilers.BARS


async def test_another_host_gets_it(world: World, tmp_path: Path) -> None:
    await choose(world, "open")
    file = tmp_path / "server.zip"
    parcel.export(world.config.database, world.guild_id, file)
    await choose(world, "bars")
    async with world.away():
        parcel.bring_in(world.config.database, file, replace=True)
    assert await spoilers(world) is Spoilers.OPEN
