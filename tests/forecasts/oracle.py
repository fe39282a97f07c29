"""What members and moderators do with forecasts, again and again in their tests."""

from datetime import timedelta
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
    return await who.choose(await who.click(panel, answer), ground)


def days(world: World, number: float) -> None:
    """So many days have passed since the world began, for the bot."""
    at = world.env.now() + timedelta(days=number)
    clock: Any = world.clock
    clock.now = lambda: at


def post(world: World, number: int = -1) -> Seen:
    """A post in the renewals channel, as it looks now."""
    return world.posts(world.renewals)[number]
