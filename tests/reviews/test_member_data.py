"""What is kept of one member, and that it can be handed over and erased."""

import json

from bot.ids import UserId
from tests.reviews.desk import OTHER_SHOW, card, cards, fill, post
from tests.world import World


async def test_everything_of_a_member_is_exported(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "First.")
    await post(mia, "6", "Second.")
    await fill(mia, "Story", show=OTHER_SHOW, text="A draft.")
    await ben.react(card(world), "👍")
    reviews = world.bot.app.reviews
    hers = await reviews.export_member(world.guild_id, UserId(mia.id))
    told = json.dumps(hers)
    assert all(words in told for words in ("First.", "Second.", "A draft."))
    assert hers["review_votes"] == []
    his = await reviews.export_member(world.guild_id, UserId(ben.id))
    assert [vote["user_id"] for vote in his.pop("review_votes")] == [mia.id]
    assert not any(his.values())


async def test_a_member_is_forgotten_with_all_that_hangs_on_them(world: World) -> None:
    await world.configure()
    mia, ben, eve = world.member("Mia"), world.member("Ben"), world.member("Eve")
    await post(mia)
    await post(ben)
    hers, his = cards(world)
    await mia.react(his, "👍")
    await eve.react(hers, "👍")
    await fill(mia, "Story", show=OTHER_SHOW, text="A draft.")
    reviews = world.bot.app.reviews
    (gone,) = await reviews.forget_member(world.guild_id, UserId(mia.id))
    assert (gone.channel, gone.message) == (world.reviews.id, hers.message.id)
    assert gone.thread == hers.message.id
    kept = await reviews.export_member(world.guild_id, UserId(mia.id))
    # Her 👍 stands on Ben's card.
    assert [row["user_id"] for row in kept.pop("review_forgotten_votes")] == [ben.id]
    assert not any(kept.values())
    assert not any((await reviews.export_member(world.guild_id, UserId(eve.id))).values())
    assert (
        "or the review was removed since"
        in (await eve.slash("review read", show="Hero Mask", member=mia.actor)).text
    )
    assert (
        "No helpful votes yet"
        in (await eve.slash("review read", show="Hero Mask", member=ben.actor)).text
    )
    assert "You haven't written" in (await mia.slash("review list")).text
