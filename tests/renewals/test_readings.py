"""A text becomes evidence: read, corrected line by line, sent, approved, shown, erased."""

from pathlib import Path

import pytest

from tests.renewals.talk import post
from tests.world import Person, Seen, World

SEED = Path(__file__).parents[3] / "shared" / "data" / "seeds" / "hero_mask_season_3.txt"


async def begin(who: Person, text: str, **fields: str) -> Seen:
    return await who.submit(await who.slash("renewal evidence"), text=text, **fields)


@pytest.mark.skipif(not SEED.exists(), reason="../shared isn't here")
async def test_the_seed(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    form = await mia.slash("renewal evidence")
    held = await mia.submit(form, file=("article.txt", SEED.read_bytes()))
    print(held.text, held.selects)
    sent = await mia.click(held, "Send")
    print(sent.text)
    print(post(world).text)
    full = await world.mod.click(post(world), "Full text")
    print(full.text)
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    print("-----"); print(card.text)
    line = [s for s in card.selects if s["custom_id"].startswith("renewal-line")][0]
    for o in line["options"]:
        print(o)
    print((await mia.choose(card, line["options"][0]["value"], custom_id=line["custom_id"])).text)
    assert 0
