"""What the tests of calendars wait for."""

from datetime import timedelta

from tests.renewals.test_following import see
from tests.renewals.watching import HERO_MASK_2, Records, date, named
from tests.world import World

THIRD, FILM = 200003, 200004
UID = f"premiere-anilist-{THIRD}-1-original@kanso"


async def announced(world: World, records: Records) -> None:
    """A third season is listed, which begins on a day, and a film of which only the year is known;
    the bot has seen it.
    """
    await see(world, 1)
    records.put(
        THIRD,
        status="NOT_YET_RELEASED",
        title=named("Hero Mask Season 3"),
        startDate=date(2031, 1, 9),
        endDate=None,
    )
    records.put(
        FILM,
        format="MOVIE",
        status="NOT_YET_RELEASED",
        title=named("Hero Mask: The Film"),
        startDate=date(2032),
        endDate=None,
    )
    records.follow(HERO_MASK_2, THIRD)
    records.follow(THIRD, FILM)
    await see(world)
    await see(world)


def on_day(world: World, days: int) -> dict[str, int | None]:
    """A day from now, as AniList writes it."""
    day = world.clock.now() + timedelta(days=days)
    return date(day.year, day.month, day.day)
