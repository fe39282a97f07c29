"""What members say again and again in the tests of renewals."""

from typing import Any

from tests.world import Person, Seen, World

NO_PLANS = {
    "sentence": "From the start the plan was two seasons, 24 episodes in all.",
    "said_on": "2019-09",
    "said_by": "Mikio Ono, producer",
    "outlet": "Anime News Network",
    "link": "https://www.animenewsnetwork.com/interview/(2019)",
}
ANNOUNCED = {
    "sentence": "Hero Mask returns next year, the studio said on stage.",
    "said_on": "2020-03-14",
}


async def fill(
    who: Person, fields: dict[str, str], status: str = "no_plans", source: str = "trade_press",
    **options: Any,
) -> Seen:  # fmt: skip
    """Use `/renewal evidence` on Hero Mask and send the form with these fields."""
    form = await who.slash(
        "renewal evidence", **{"show": "Hero Mask", "status": status, "source": source, **options}
    )
    return await who.submit(form, **fields)


def post(world: World, number: int = -1) -> Seen:
    """A post in the renewals channel, as it looks now; the newest by default."""
    return world.posts(world.renewals)[number]


async def approved(
    world: World, who: Person, fields: dict[str, str], status: str, source: str
) -> None:
    """Evidence on Hero Mask that `who` submitted and the moderator approved."""
    await fill(who, fields, status, source)
    await world.mod.click(post(world), "Approve")
