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
        self.listed = [1, 2, 3]

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1, /
    ) -> SchedulePage:
        entries = []
        for episode in self.listed:
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
    assert "German dub" in said.text
    await world.admin.slash(
        "discuss dub", show="Hero Mask", language="de", episode=2, source="A; b,\tc *said*",
        date=f"{first + timedelta(days=30):%Y-%m-%d}",
    )  # fmt: skip
    await world.advance(60)
    entries = await taken(await mia.slash("calendar"))
    dub = uid("premiere", 1, f"de-{world.guild.id}")
    dub_2 = uid("episode", 2, f"de-{world.guild.id}")
    every = {uid("premiere", 1), uid("episode", 2), uid("episode", 3), dub, dub_2}
    assert set(entries) == every
    assert entries[dub_2].decoded("dtstart") == (first + timedelta(days=30)).date()
    told = entries[dub_2]["description"]
    assert told.startswith("The hour isn't known yet.\n")
    assert told.endswith("\nEntered by hand. Source: A; b, c *said*")
    assert entries[dub]["description"].endswith("Entered by hand. Source: A shop")
    assert [entries[one]["status"] for one in (uid("premiere", 1), dub, dub_2)] == [
        "CONFIRMED", "TENTATIVE", "TENTATIVE",
    ]  # fmt: skip
    assert [str(entry["summary"]) for entry in entries.values()] == [
        "Hero Mask: premiere",
        "Hero Mask: episode 2",
        "Hero Mask: premiere, German dub",
        "Hero Mask: episode 3",
        "Hero Mask: episode 2, German dub",
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

    seen = await mia.slash("calendar")
    assert "what moved moves, what is off is cancelled" in seen.text
    assert "What is no longer followed stays until you delete it." in seen.text
    before, schedule.listed = await taken(seen), [1]
    panel = await world.admin.slash("discuss following")
    value = f"{SHOW}|de|2"
    await world.admin.choose(panel, value, custom_id="airing-date:1:0")
    await world.advance(4 * 3600)
    seen = await mia.slash("calendar")
    assert "3 that you may have are called off." in seen.text
    entries = await taken(seen)
    gone = {uid("episode", 2), uid("episode", 3), dub_2}
    assert {one for one, entry in entries.items() if entry["status"] == "CANCELLED"} == gone
    assert set(entries) == gone | {uid("premiere", 1), dub}
    assert entries[dub_2]["sequence"] > before[dub_2]["sequence"]
    assert entries[dub_2].decoded("dtstart") == before[dub_2].decoded("dtstart")
    schedule.listed = [1, 2]
    panel = await world.admin.slash("discuss following")
    await world.admin.choose(panel, f"{SHOW}|de", custom_id="airing-stop:1:0")
    await world.advance(4 * 3600)
    entries = await taken(await mia.slash("calendar"))
    assert {one for one, entry in entries.items() if entry["status"] == "CANCELLED"} == {
        uid("episode", 3), dub, dub_2,
    }  # fmt: skip
    world.forbid(world.discussions, "view_channel", person=mia)
    nothing = await mia.slash("calendar", at=world.reviews)
    assert "Nothing that is followed has a date yet" in nothing.text
