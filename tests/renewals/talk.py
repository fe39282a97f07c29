"""What members say again and again in the tests of renewals."""

from pathlib import Path
from typing import Any

from bot.ids import GuildId, UserId
from bot.renewals.models import Draft, Status, Tier, Typed
from bot.settings.models import Caller
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


async def save(
    world: World,
    who: Person,
    sentence: str = NO_PLANS["sentence"],
    *,
    show: str = "Hero Mask",
    guild: int | None = None,
) -> None:
    """Evidence that is saved, and the bot is killed before it posts it."""
    renewals, found = world.bot.app.renewals, world.bot.app.shows.only(show)
    typed = Typed(sentence=sentence, said_on="2019-09")
    await renewals.submit(
        Caller(guild=GuildId(guild or world.guild_id), user=UserId(who.id)),
        Draft(
            show=found.id,
            season=renewals.subject(found.id).season,
            status=Status.NO_PLANS,
            tier=Tier.TRADE_PRESS,
            typed=typed,
        ),
    )


async def choose_channel(world: World, channel: Any) -> None:
    """An admin sends renewals to another channel."""
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, channel, custom_id="config-channel:1:renewal")


async def for_adults(world: World, folder: Path) -> None:
    """Restart with a catalogue in which Hero Mask is for adults."""
    lines = world.config.catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    marked = folder / "catalogue.jsonl"
    marked.write_text(
        "".join(
            line.replace('"adult":false', '"adult":true').replace('"adult": false', '"adult": true')
            if "Hero Mask" in line
            else line
            for line in lines
        ),
        encoding="utf-8",
    )
    world.config = type(world.config)(database=world.config.database, catalogue=marked)
    await world.restart()


def post(world: World, number: int = -1) -> Seen:
    """A post in the renewals channel, as it looks now; the newest by default."""
    return world.posts(world.renewals)[number]


async def approved(
    world: World, who: Person, fields: dict[str, str], status: str, source: str
) -> None:
    """Evidence on Hero Mask that `who` submitted and the moderator approved."""
    await fill(who, fields, status, source)
    await world.mod.click(post(world), "Approve")
