"""How many votes or reviews there must be before a mean or a median is shown."""

from pathlib import Path

import pytest

from bot.privacy import parcel
from bot.ui import live
from tests.discussions.club import EDITS, RETRY
from tests.reviews import desk
from tests.world import Seen, World


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """SimCord waits short sleeps out in real time, and leaves long ones to `World.advance`."""
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", RETRY)


async def choose(world: World, minimum: int | str) -> Seen:
    panel = await world.admin.slash("config", section="votes")
    return await world.admin.choose(panel, str(minimum), custom_id="config-minimum:1")


async def minimum(world: World) -> int | None:
    return (await world.bot.app.settings.get(world.guild_id)).minimum


async def test_it_is_told_taken_back_and_survives_a_restart(world: World) -> None:
    panel = await world.admin.slash("config", section="votes")
    assert "**Minimum count** 1 vote, 3 reviews" in panel.text
    panel = await choose(world, 5)
    now = int(world.clock.now().timestamp())
    said = "changed the minimum count <t:{}:R>: 1 vote, 3 reviews → 5 votes or reviews"
    assert said.format(now) in panel.text
    await world.restart()
    panel = await world.admin.slash("config", section="votes")
    assert "**Minimum count** 5 votes or reviews" in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert "### Votes" in panel.text
    assert await minimum(world) is None
    assert "**Minimum count** 1 vote or review\n" in (await choose(world, 1)).text
    assert "**Minimum count** 1 vote, 3 reviews" in (await choose(world, "usual")).text


async def test_a_vote_shows_its_mean_from_there_on(world: World) -> None:
    await world.configure()
    await choose(world, 2)
    mia, ben = world.member("Mia"), world.member("Ben")
    await mia.slash("discuss start", show="Hero Mask", episode=1)
    await mia.react(world.posts(world.discussions)[0], "😍")
    await world.advance(EDITS + 1)
    post = world.posts(world.discussions)[0]
    assert "**1 vote** · mean from 2 votes on" in post.text
    assert "median" not in post.text
    asked = await mia.slash("discuss results", show="Hero Mask")
    assert "**1 vote** · mean from 2 votes on" in asked.text
    curve = await mia.slash("discuss curve", show="Hero Mask")
    assert "**Episode 1** 1 vote · still open" in curve.text
    await ben.react(post, "🙂")
    await world.advance(EDITS + 1)
    post = world.posts(world.discussions)[0]
    assert "**2 votes** · mean 4.5 · median 4.5" in post.text
    await choose(world, 3)
    await mia.slash("discuss close", show="Hero Mask")
    await world.advance(EDITS + 1)
    closed = world.posts(world.discussions)[0]
    assert "**2 votes** · mean from 3 votes on" in closed.text
    assert "middle half" not in closed.text


async def test_too_few_votes_are_not_compared_with_either(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    for episode, voters in ((1, [mia]), (2, [mia, ben])):
        await mia.slash("discuss start", show="Hero Mask", episode=episode)
        for voter in voters:
            posts = world.posts(world.discussions)
            await voter.react(next(p for p in posts if f"Episode {episode}\n" in p.text), "😍")
    await mia.slash("discuss close", show="Hero Mask", episode=2)
    asked = await mia.slash("discuss results", show="Hero Mask", episode=2)
    assert "The same as episode 1" in asked.text
    drawn = await mia.slash("discuss curve", show="Hero Mask")
    assert len(drawn.message.attachments) == 1
    await choose(world, 2)
    asked = await mia.slash("discuss results", show="Hero Mask", episode=2)
    assert "mean 5.0" in asked.text
    assert "episode 1" not in asked.text
    drawn = await mia.slash("discuss curve", show="Hero Mask")
    assert "**Episode 1** 1 vote · still open\n**Episode 2** median 5/5 · 2 votes" in drawn.text
    assert drawn.message.attachments == []


async def test_a_summary_tells_of_as_many_reviews(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await desk.post(mia, "8")
    seen = await mia.slash("review summary", show="Hero Mask")
    assert "From 3 reviews on, their medians stand here." in seen.text
    await choose(world, 1)
    seen = await mia.slash("review summary", show="Hero Mask")
    assert "### 8 of 10\nThe middle half: all at 8 · 1 review" in seen.text
    await desk.post(world.member("Ben"), "6")
    await choose(world, 4)
    seen = await mia.slash("review summary", show="Hero Mask")
    assert "2 reviews so far.\nFrom 4 reviews on" in seen.text


async def test_members_and_made_up_numbers_change_nothing(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-minimum:1", values=["5"])
    assert refused.text == "You need Manage Server in this server to do that."
    panel = await world.admin.slash("config", section="votes")
    for values in (["0"], ["11"], ["-3"]):
        refused = await world.admin.forge(panel, "config-minimum:1", values=values)
        assert refused.text == "Choose a number from 1 to 10."
    for values in (["many"], []):
        refused = await world.admin.forge(panel, "config-minimum:1", values=values)
        assert "no longer here" in refused.text
    assert await minimum(world) is None


async def test_another_host_gets_it(world: World, tmp_path: Path) -> None:
    await choose(world, 7)
    file = tmp_path / "server.zip"
    parcel.export(world.config.database, world.guild_id, file)
    await choose(world, "usual")
    async with world.away():
        parcel.bring_in(world.config.database, file, replace=True)
    assert await minimum(world) == 7
    assert world.bot.app.settings.least_reviews(world.guild_id) == 7
