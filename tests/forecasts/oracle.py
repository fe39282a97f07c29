"""What members and moderators do with forecasts, again and again in their tests."""

import dataclasses
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.world import Person, Seen, World

RULE = "Yes, if the studio itself says so by then."
TERMS = {"deadline": "2026-01-11", "rule": RULE}
DEADLINE = 1_768_176_000
"""The end of that day by UTC, eleven days after a world begins."""


async def begin(who: Person, percent: int, show: str = "Hero Mask", **changed: str) -> Seen:
    """The first forecast of a round; the member's card."""
    form = await who.slash("renewal forecast", show=show, percent=percent)
    return await who.submit(form, **{"percent": str(percent), **TERMS, **changed})


async def say(who: Person, percent: int, show: str = "Hero Mask") -> Seen:
    """A forecast in a round that runs."""
    return await who.slash("renewal forecast", show=show, percent=percent)


async def resolve(who: Person, answer: str, ground: str, show: str = "Hero Mask") -> Seen:
    """Decide what waits on a show; the moderator's card. `ground`: a piece's number, or a word."""
    panel = await who.slash("renewal resolve", show=show)
    asked = await who.choose(await who.click(panel, answer), ground)
    return await who.click(asked, f"Resolve it: {answer.lower()}")


def days(world: World, number: float) -> None:
    """So many days have passed since the world began, for the bot."""
    at = world.env.now() + timedelta(days=number)
    clock: Any = world.clock
    clock.now = lambda: at


async def third_season(world: World, folder: Path, first_aired: str) -> None:
    """Restart with a catalogue in which a third season of Hero Mask is out."""
    shows = [json.loads(line) for line in world.config.catalogue.read_text("utf-8").splitlines()]
    second = next(show for show in shows if show["id"] == "anilist/110686")
    third = second | {
        "id": "anilist/999999", "mal": None, "short_titles": [], "first_aired": first_aired,
        "last_aired": first_aired, "synonyms": ["Hero Mask Season 3"], "year": 2026,
        "title": {"romaji": "Hero Mask 3rd Season", "english": None, "native": None},
        "relations": [{"type": "prequel", "id": second["id"]}],
    }  # fmt: skip
    second["relations"].append({"type": "sequel", "id": third["id"]})
    grown = folder / "grown.jsonl"
    grown.write_text("".join(json.dumps(show) + "\n" for show in [*shows, third]), "utf-8")
    world.config = dataclasses.replace(world.config, catalogue=grown)
    await world.restart()


def post(world: World, number: int = -1) -> Seen:
    """A post in the renewals channel, as it looks now."""
    return world.posts(world.renewals)[number]


def title_and_words(form: Seen) -> tuple[str, str]:
    """What a form that begins with words says above its fields."""
    return form.form["title"], form.form["components"][0]["content"]
