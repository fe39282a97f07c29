"""Episodes of what `/discuss follow` names, in files and among Discord's events."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ids import ShowId
from bot.shows.anilist import SchedulePage
from tests.calendars.files import checked
from tests.calendars.test_events import MAY, round_, want
from tests.world import Seen, World

SHOW = ShowId("anilist/105096")


class Schedule:
    """An AniList that tells when Hero Mask airs, and nothing else."""

    def __init__(self, first: datetime) -> None:
        self.first = first
        self.double = False

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1, /
    ) -> SchedulePage:
        entries = []
        for episode in (1, 2, 3):
            weeks = episode - 1 if not (self.double and episode == 3) else 1
            entries.append((SHOW, episode, self.first + timedelta(weeks=weeks)))
        return SchedulePage(entries=[one for one in entries if one[2] < before], more=False)

    async def watched(self, ids: Sequence[int], /) -> Mapping[ShowId, dict[str, Any]]:
        return {}


def asks(world: World, schedule: Schedule) -> None:
    """AniList is that schedule, for the bot as it runs now."""
    world.bot.app.programme._source = schedule
    with world.env._bot_scope():
        world.bot.cogs["DiscussionsCog"].on_air.begin()  # type: ignore[attr-defined]


async def taken(seen: Seen) -> dict[str, Any]:
    (attached,) = seen.message.attachments
    return checked(await attached.read())


def uid(kind: str, episode: int, audio: str = "original") -> str:
    return f"{kind}-anilist-105096-{episode}-{audio}@kanso"


async def test_episodes_stand_in_files_and_are_events(world: World) -> None:
    first = world.clock.now().replace(microsecond=0) + timedelta(days=2)
    schedule = Schedule(first)
    asks(world, schedule)
    world.permit(*MAY, "view_channel", "send_messages", "manage_roles")
    await world.configure()
    mia = world.member("Mia")
    await world.admin.slash("discuss follow", show="Hero Mask")
    day = f"{first + timedelta(days=9):%Y-%m-%d %H:%M}"
    said = await world.admin.slash(
        "discuss dub", show="Hero Mask", language="de", episode=1, date=day, source="A shop"
    )
    assert said
    await world.advance(60)
    entries = await taken(await mia.slash("calendar"))
    dub = uid("premiere", 1, f"de-{world.guild.id}")
    assert set(entries) == {uid("premiere", 1), uid("episode", 2), uid("episode", 3), dub}
    assert [str(entry["summary"]) for entry in entries.values()] == [
        "Hero Mask: premiere",
        "Hero Mask: episode 2",
        "Hero Mask: premiere, German dub",
        "Hero Mask: episode 3",
    ]
    assert entries[uid("premiere", 1)].decoded("dtstart") == first.astimezone(UTC)

    await want(world)
    assert list(world.events) == [
        "Hero Mask: premiere", "Hero Mask: episode 2", "Hero Mask: premiere, German dub"
    ]  # fmt: skip
    schedule.double = True
    await world.advance(4 * 3600)
    entries = await taken(await mia.slash("calendar"))
    assert entries[uid("episode", 2)]["summary"] == "Hero Mask: episodes 2 to 3"
    assert entries[uid("episode", 3)]["status"] == "CANCELLED"
    await round_(world, 61)
    assert "Hero Mask: episodes 2 to 3" in world.events
    assert len(world.events) == 3
