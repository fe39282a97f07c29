"""Following, the board, and news as members see them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ids import UserId
from tests.anilist import AniListServer, serving
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, post
from tests.renewals.watching import HERO_MASK_2, Records, date, hero_mask, named
from tests.world import Person, Seen, World

THIRD = 200003


@pytest.fixture
def records() -> Records:
    return hero_mask()


@pytest.fixture
async def told(world: World, records: Records) -> World:
    """A server whose bot asks those records."""
    asks(world, records)
    return world


def asks(world: World, records: Records) -> None:
    """AniList is those records, for the bot as it runs now."""
    world.bot.app.watch._source = records
    world.bot.cogs["RenewalsCog"].lookout.begin()  # type: ignore[attr-defined]


def messages(who: Person) -> list[Seen]:
    """What the bot wrote to somebody."""
    return [Seen(m) for m in who.actor.user.dm_channel.history()]


async def pass_hours(world: World, hours: int) -> None:
    """Time passes, with what the bot does meanwhile."""
    await world.advance(hours * 3600)


def announce(records: Records) -> None:
    """A third season is listed."""
    records.put(
        THIRD,
        format="ONA",
        status="NOT_YET_RELEASED",
        episodes=None,
        title=named("Hero Mask Season 3"),
        startDate=date(2031, 1),
        endDate=None,
    )
    records.follow(HERO_MASK_2, THIRD)


async def test_a_sequel_is_told_of_once_and_proposed(told: World, records: Records) -> None:
    mia = told.member("Mia")
    await told.configure()
    card = await mia.slash("renewal follow", show="Hero Mask")
    assert card.private
    assert "🔔 You follow **Hero Mask**." in card.text
    await mia.slash("renewal ask", show="Hero Mask")
    await pass_hours(told, 2)
    assert messages(mia) == []
    announce(records)
    await pass_hours(told, 24)
    (message,) = messages(mia)
    assert "📣 **Hero Mask Season 3** is listed: season 3. It starts: January 2031." in message.text
    piece = post(told)
    assert "**Kansō proposes: Dated**" in piece.text
    assert "Hero Mask Season 3 is listed: season 3." in piece.text
    assert "A moderator decides." in piece.text
    assert "Take back" not in piece.buttons
    await told.mod.click(piece, "Approve")
    assert "👂 **Rumoured**" in (await mia.slash("renewal status", show="Hero Mask")).text
    await told.restart()
    asks(told, records)
    await pass_hours(told, 24)
    assert len(messages(mia)) == 1
