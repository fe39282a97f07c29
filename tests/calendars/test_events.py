"""Discord's own events, as an admin and Discord see them."""

from datetime import datetime, timedelta

import pytest

from bot.clock import to_epoch
from tests.calendars.coming import FILM, THIRD, announced, on_day
from tests.renewals.test_following import asks, see
from tests.renewals.watching import Records, hero_mask
from tests.world import World

NAME = "Hero Mask Season 3: premiere"
MAY = ("create_events", "manage_events")  # SimCord asks for the second one


@pytest.fixture
def records() -> Records:
    return hero_mask()


async def want(world: World, on: bool = True) -> None:
    """The admin switches the events on or off, and the bot has gone round since."""
    panel = await world.admin.slash("config", section="season")
    await world.admin.click(panel, f"config-want:1:events:{int(on)}")
    await round_(world)


async def round_(world: World, minutes: float = 16) -> None:
    await world.advance(minutes * 60)


def asked(world: World, method: str) -> int:
    """How many requests about events of that kind there were."""
    return sum(
        request.method == method and "scheduled-events" in request.path
        for request in world.env.http_requests
    )


def begins(world: World) -> datetime:
    return datetime.fromisoformat(world.events[NAME].scheduled_start_time)


async def test_premieres_are_events_made_once_moved_and_taken_down(
    world: World, records: Records
) -> None:
    asks(world, records)
    await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    await announced(world, records)
    records.put(THIRD, startDate=on_day(world, 10))
    records.put(FILM, startDate=on_day(world, 30))
    await see(world)
    await round_(world)
    assert asked(world, "GET") == 0

    world.permit("send_messages")
    await want(world)
    panel = await world.admin.slash("config", section="season")
    assert "I lack *Create Events*" in panel.text
    assert asked(world, "GET") == 0, "nothing is asked that can't be granted"
    world.permit(*MAY)
    await round_(world)
    assert list(world.events) == [NAME], "the film is too far away"
    event = world.events[NAME]
    day = (world.clock.now() + timedelta(days=10)).date()
    assert begins(world).date() >= day - timedelta(days=2)
    assert begins(world).hour == 0
    assert event.entity_metadata == {"location": f"https://anilist.co/anime/{THIRD}"}
    assert "The hour isn't known yet." in event.description
    assert "**Discord's events** last success: <t:" in (await world.admin.slash("about")).text

    await world.restart()
    asks(world, records)
    at = (world.clock.now() + timedelta(days=11)).replace(minute=30, second=0, microsecond=0)
    records.put(THIRD, nextAiringEpisode={"airingAt": to_epoch(at), "episode": 1})
    await see(world)
    assert asked(world, "POST") == 1
    assert world.events[NAME].id == event.id
    assert begins(world) == at
    assert asked(world, "PATCH") == 1
    await want(world, on=False)
    assert world.events == {}
    await want(world)
    assert list(world.events) == [NAME], "switched on again, it is made again"

    world.delete_event(NAME)
    await round_(world, 61)
    await world.restart()
    asks(world, records)
    await round_(world, 61)
    assert world.events == {}, "somebody took it down"


async def test_what_has_begun_ends_by_itself(world: World, records: Records) -> None:
    asks(world, records)
    world.permit(*MAY)
    await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    await announced(world, records)
    soon = world.clock.now() + timedelta(days=1)
    records.put(THIRD, nextAiringEpisode={"airingAt": to_epoch(soon), "episode": 1})
    await see(world)
    await want(world)
    assert list(world.events) == [NAME]
    left = (soon - world.clock.now()).total_seconds()
    await world.advance(left - 600)
    records.put(THIRD, status="RELEASING", nextAiringEpisode=None)
    await see(world, 3)
    assert asked(world, "DELETE") == 0, "it ran its course"
    await see(world, 30)
    (count,) = await world.bot.app.db.all("SELECT COUNT(*) AS rows FROM calendar_events")
    assert count["rows"] == 0


async def test_trouble_on_discords_side_makes_none_twice(world: World, records: Records) -> None:
    asks(world, records)
    world.permit(*MAY)
    await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    await announced(world, records)
    records.put(THIRD, startDate=on_day(world, 10))
    await see(world)
    path = f"/guilds/{world.guild.id}/scheduled-events"
    world.fail("POST", path, 500)
    await want(world)
    assert world.events == {}
    await round_(world)
    assert list(world.events) == [NAME]
    assert asked(world, "POST") == 2
    # It was made, and the answer never came: it is found by its name and beginning.
    async with world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE calendar_events SET event_id = NULL")
    await world.restart()
    asks(world, records)
    await round_(world)
    assert asked(world, "POST") == 2
    (row,) = await world.bot.app.db.all("SELECT event_id FROM calendar_events")
    assert row["event_id"] == world.events[NAME].id
    await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    world.fail("DELETE", f"{path}/{row['event_id']}", 503)
    await round_(world, 76)
    assert world.events == {}, "what nobody follows any more isn't announced"
    assert asked(world, "DELETE") == 2
