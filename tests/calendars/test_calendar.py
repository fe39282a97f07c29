"""Calendar files as members get and import them."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.calendars import ics
from bot.clock import to_epoch
from tests.calendars.coming import THIRD, UID, announced
from tests.calendars.files import checked
from tests.renewals.test_following import asks, see
from tests.renewals.watching import Records, hero_mask
from tests.world import Person, Seen, World


@pytest.fixture
def records() -> Records:
    return hero_mask()


async def ask(world: World, who: Person, **options: Any) -> tuple[Seen, dict[str, Any]]:
    """The answer, and the entries of its file as a calendar takes them in."""
    seen = await who.slash("calendar", **options)
    return seen, await taken(seen)


async def taken(seen: Seen) -> dict[str, Any]:
    (attached,) = seen.message.attachments
    assert attached.filename == "kanso.ics"
    return checked(await attached.read())


async def test_what_is_followed_stands_in_a_file_that_moves_with_it(
    world: World, records: Records
) -> None:
    asks(world, records)
    mia, ben = world.member("Mia"), world.member("Ben")
    nothing = await mia.slash("calendar")
    assert nothing.private
    assert "Nothing that is followed has a date yet" in nothing.text
    await mia.slash("renewal follow", show="Hero Mask")
    await announced(world, records)
    seen, entries = await ask(world, mia)
    assert seen.private
    assert "📅 **One date is in this file.**\n-# One more has no day yet." in seen.text
    (entry,) = entries.values()
    assert entry["uid"] == UID
    assert entry["summary"] == "Hero Mask Season 3: premiere"
    assert entry.decoded("dtstart") == datetime(2031, 1, 9, tzinfo=UTC).date()
    assert "Source: AniList, " in entry["description"]
    assert "The hour isn't known yet." in entry["description"]
    assert (entry["status"], entry["transp"]) == ("TENTATIVE", "TRANSPARENT")
    first = entry["sequence"]
    _, again = await ask(world, mia)
    assert again[UID]["sequence"] == first
    assert again[UID]["last-modified"].dt == entry["last-modified"].dt

    at = datetime(2031, 1, 9, 15, 30, tzinfo=UTC)
    records.put(THIRD, duration=25, nextAiringEpisode={"airingAt": to_epoch(at), "episode": 1})
    await see(world)
    await world.restart()
    asks(world, records)
    _, entries = await ask(world, mia)
    moved = entries[UID]
    assert (moved.decoded("dtstart"), moved.decoded("duration").total_seconds()) == (at, 1500)
    assert (moved["status"], "transp" in moved) == ("CONFIRMED", False)
    assert moved["sequence"] > first

    records.put(THIRD, status="CANCELLED", nextAiringEpisode=None)
    await see(world)
    seen, entries = await ask(world, mia)
    assert "One that you may have is called off." in seen.text
    assert entries[UID]["status"] == "CANCELLED"
    assert entries[UID]["sequence"] > moved["sequence"]
    assert "Nothing that is followed" in (await ben.slash("calendar")).text


async def test_a_servers_follows_are_its_members_to_see(world: World, records: Records) -> None:
    asks(world, records)
    mia, ben = world.member("Mia"), world.member("Ben")
    await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    await announced(world, records)
    for what in ("everything", "server"):
        assert set((await ask(world, mia, what=what))[1]) == {UID}
    assert "Nothing that is followed" in (await mia.slash("calendar", what="mine")).text
    world.forbid(world.general, "view_channel", person=ben)
    assert "Nothing that is followed" in (await ben.slash("calendar", at=world.reviews)).text
    alone = await mia.slash_alone("calendar", what="server")
    assert "works in a server only" in alone.text
    assert "Nothing that is followed" in (await mia.slash_alone("calendar")).text
    await mia.slash("renewal follow", show="Hero Mask")
    assert set(await taken(await mia.slash_alone("calendar"))) == {UID}
    records.put(THIRD, isAdult=True)
    await see(world)
    assert "Nothing that is followed" in (await mia.slash("calendar")).text
    world.age_restrict(world.general)
    assert set((await ask(world, mia))[1]) == {UID}


def test_the_library_is_imported_once_somebody_asks() -> None:
    """It would be a seventh of a second of every start."""
    head = ast.parse(Path(ics.__file__).read_text(encoding="utf-8")).body
    named = {getattr(node, "module", None) or ast.unparse(node) for node in head}
    assert "bot.calendars.models" in named
    assert not any("icalendar" in name for name in named if name.startswith(("import", "ical")))
