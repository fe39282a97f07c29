"""What members do again and again in the tests of reviews."""

from typing import Any

from tests.world import Person, Seen, World

SHOW = "Hero Mask"
OTHER_SHOW = "Mob Psycho 100"


async def panel(who: Person, show: str = SHOW) -> Seen:
    return await who.slash("review write", show=show)


async def fill(who: Person, part: str, *, show: str = SHOW, **fields: Any) -> Seen:
    """Open the draft, fill one part's form, send it. What is seen then."""
    form = await who.click(await panel(who, show), part)
    return await who.submit(form, **fields)


async def write(
    who: Person, score: str = "8", verdict: str = "A fine ride.", *, show: str = SHOW
) -> Seen:
    """A draft with a score and a verdict; its panel."""
    return await fill(who, "Score & verdict", show=show, score=score, text=verdict)


async def post(
    who: Person, score: str = "8", verdict: str = "A fine ride.", *, show: str = SHOW
) -> Seen:
    """A posted review; what its reviewer sees then."""
    await write(who, score, verdict, show=show)
    return await press_post(who, show)


async def press_post(who: Person, show: str = SHOW) -> Seen:
    return await who.click(await panel(who, show), "Post")


async def read(who: Person, reviewer: Person, show: str = SHOW) -> Seen:
    """A member's review in full, which has a button only where there is text."""
    return await who.slash("review read", show=show, member=reviewer.actor)


def cards(world: World) -> list[Seen]:
    """The review channel's cards as they look now, the oldest first."""
    return [seen for seen in world.posts(world.reviews) if "All reviews" in seen.buttons]


def card(world: World) -> Seen:
    """The only card."""
    (only,) = cards(world)
    return only


def threads(world: World) -> dict[str, list[str]]:
    """Each thread of the review channel by its name, with what was posted in it."""
    return {t.name: [seen.text for seen in world.posts(t)] for t in world.reviews.threads}
