"""Features that an admin switches off: nothing new begins, nothing is lost, all can be read."""

from pathlib import Path
from typing import Any

import pytest
from discord import app_commands

from bot.privacy import parcel
from bot.settings.features import begun
from bot.settings.models import Feature
from tests.renewals import talk
from tests.reviews import desk
from tests.world import Person, Seen, World

OFF = "{} are switched off in this server. An admin can switch them on in /config."
REVIEWS, RENEWALS, DISCUSSIONS = map(OFF.format, ("Reviews", "Renewals", "Discussions"))


async def open_features(who: Person) -> Seen:
    return await who.slash("config", section="features")


async def switch(world: World, feature: Feature, *, on: bool = False) -> Seen:
    panel = await open_features(world.admin)
    return await world.admin.click(panel, f"config-feature:1:{feature}:{int(on)}")


async def test_each_is_switched_by_itself_told_taken_back_and_kept(world: World) -> None:
    panel = await open_features(world.admin)
    assert panel.private
    assert panel.buttons == ["Switch off"] * 3
    panel = await switch(world, Feature.RENEWALS)
    assert "**Reviews** on" in panel.text
    assert "**Renewals** off" in panel.text
    now = int(world.clock.now().timestamp())
    assert f"<@{world.admin.id}> changed the renewals <t:{now}:R>: on → off" in panel.text
    await world.restart()
    panel = await open_features(world.admin)
    assert "**Renewals** off" in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert "### Features" in panel.text
    assert panel.buttons == ["Switch off"] * 3
    await switch(world, Feature.REVIEWS)
    assert "**Reviews** on" in (await switch(world, Feature.REVIEWS, on=True)).text


async def test_without_reviews_none_begins_and_all_can_be_read(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await desk.post(mia)
    await desk.write(ben, "3", "Not for me.")
    draft = await desk.panel(ben)
    said = await mia.say("A long review of Hero Mask.")
    await switch(world, Feature.REVIEWS)
    for refused in (
        await ben.slash("review write", show="Hero Mask"),
        await ben.slash("review digest"),
        await mia.slash("review edit", show="Hero Mask"),
        await ben.menu("Make a review digest", said),
        await ben.click(draft, "Post"),
        await ben.forge(draft, "review-write:1:anilist/105096"),
    ):
        assert refused.private
        assert refused.text == REVIEWS
    assert len(desk.cards(world)) == 1
    assert "A fine ride." in (await desk.read(ben, mia)).text
    assert "1" in (await ben.slash("review summary", show="Hero Mask")).text
    kept = await ben.click(draft, "Score & verdict")
    assert "Not for me." in str(kept.form)
    assert REVIEWS not in (await ben.submit(kept, score="4", text="Better than I said.")).text
    await world.restart()
    assert (await ben.slash("review write", show="Hero Mask")).text == REVIEWS
    await switch(world, Feature.REVIEWS, on=True)
    assert "Better than I said." in (await desk.panel(ben)).text


async def test_without_renewals_none_is_asked_and_what_is_asked_stands(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    await mia.slash("renewal ask", show="Hero Mask")
    said_so = {"status": "no_plans", "source": "trade_press"}
    form = await mia.slash("renewal evidence", show="Hero Mask", **said_so)
    await switch(world, Feature.RENEWALS)
    said = await mia.say("There are no plans for another season.")
    for refused in (
        await mia.slash("renewal ask", show="Mob Psycho 100"),
        await mia.slash("renewal evidence", show="Hero Mask"),
        await mia.slash("renewal follow", show="Hero Mask"),
        await mia.menu("Use as renewal evidence", said),
        await mia.click(card, "Will it return?"),
        await mia.click(card, "Follow"),
        await mia.forge(card, "renewal-add:1:1"),
    ):
        assert refused.text == RENEWALS
    given_back = await mia.submit(form, **talk.NO_PLANS)
    assert given_back.text.startswith(RENEWALS)
    assert [file.filename for file in given_back.message.attachments] == ["what-you-typed.txt"]
    assert "Hero Mask" in (await mia.slash("renewal status", show="Hero Mask")).text
    assert "Hero Mask" in (await mia.slash("renewal board")).text


async def test_without_discussions_none_opens_and_what_runs_is_counted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    form = await mia.click(card, "Discuss")
    await mia.slash("discuss start", show="Hero Mask", episode=3)
    await switch(world, Feature.DISCUSSIONS)
    assert (await mia.slash("discuss start", show="Hero Mask", episode=4)).text == DISCUSSIONS
    assert (await mia.click(card, "Discuss")).text == DISCUSSIONS
    assert (await mia.submit(form, episode="4")).text == DISCUSSIONS
    post = world.posts(world.discussions)[0]
    await mia.react(post, "😍")
    await world.advance(5)
    assert "1 vote" in (await mia.slash("discuss results", show="Hero Mask")).text
    assert "Episode 3" in (await mia.slash("discuss list")).text
    closed = await mia.slash("discuss close", show="Hero Mask")
    assert closed.text != DISCUSSIONS
    # Typing goes on as ever: the refusal comes with the command, in full.
    assert await mia.complete("discuss start", "show", "hero m", episode=1)


async def test_another_server_and_shows_are_not_touched(world: World) -> None:
    await world.configure()
    for feature in Feature:
        await switch(world, feature)
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    assert "Seasons" in (await mia.click(card, "Seasons")).text
    assert "Hero Mask" in (await mia.slash_alone("show", title="Hero Mask")).text
    olga, there = world.elsewhere()
    assert "are switched off" not in (
        await olga.slash("review write", at=there, show="Hero Mask")
    ).text  # fmt: skip


async def test_members_and_made_up_features_change_nothing(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-feature:1:reviews:0")
    assert refused.text == "You need Manage Server in this server to do that."
    panel = await open_features(world.admin)
    for forged in ("config-feature:1:shows:0", "config-feature:1:reviews:x"):
        assert "no longer here" in (await world.admin.forge(panel, forged)).text
    assert not (await world.bot.app.settings.get(world.guild_id)).off


async def test_another_host_gets_what_is_off(world: World, tmp_path: Path) -> None:
    await switch(world, Feature.REVIEWS)
    file = tmp_path / "server.zip"
    parcel.export(world.config.database, world.guild_id, file)
    await switch(world, Feature.REVIEWS, on=True)
    async with world.away():
        parcel.bring_in(world.config.database, file, replace=True)
    mia = world.member("Mia")
    assert (await mia.slash("review write", show="Hero Mask")).text == REVIEWS
    assert "**Reviews** off" in (await open_features(world.admin)).text


def commands(world: World) -> dict[str, Any]:
    return {c.qualified_name: c.callback for c in world.bot.tree.walk_commands()
            if isinstance(c, app_commands.Command)}  # fmt: skip


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (Feature.REVIEWS, {"review digest", "review edit", "review write"}),
        (
            Feature.RENEWALS,
            {"renewal ask", "renewal evidence", "renewal follow", "renewal forecast"},
        ),
        (Feature.DISCUSSIONS, {"discuss dub", "discuss follow", "discuss start"}),
    ],
)
async def test_the_commands_that_begin_something(
    world: World, feature: Feature, expected: set[str]
) -> None:
    assert {name for name, run in commands(world).items() if begun(run) is feature} == expected
