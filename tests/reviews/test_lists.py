"""`/review read` and `/review list`."""

from tests.reviews.desk import OTHER_SHOW, card, fill, post, write
from tests.world import Seen, World


def entries(seen: Seen) -> list[str]:
    return [line for line in seen.text.split("\n") if line.startswith(("**", "<@"))]


async def test_the_most_helpful_review_stands_first(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "Mia's verdict.")
    shown = card(world)
    await world.advance(60)
    await post(ben, "3", "Ben's verdict.")
    listed = await ben.slash("review read", show="Hero Mask")
    assert listed.private
    assert entries(listed) == [
        f"{ben.mention} · 3 of 10",
        f"{mia.mention} · 8 of 10",
    ]
    assert "Mia's verdict." in listed.text
    assert f"/{world.reviews.id}/{shown.message.id})" in listed.text
    await ben.react(shown, "👍")
    listed = await ben.click(await ben.slash("show", title="Hero Mask"), "Reviews")
    assert entries(listed)[0] == f"{mia.mention} · 8 of 10"
    read = await ben.choose(listed, f"review-read:1:anilist/105096:{mia.id}")
    assert read.private
    assert "> Mia's verdict." in read.text


async def test_a_show_without_reviews_says_how_to_write_the_first(world: World) -> None:
    mia = world.member("Mia")
    listed = await mia.slash("review read", show="Hero Mask")
    assert listed.private
    assert "Nobody here has reviewed **Hero Mask** yet" in listed.text
    assert "/review write" in listed.text
    assert "Your review of Hero Mask" in (await mia.click(listed, "Write yours")).text


async def test_a_long_list_has_pages(world: World) -> None:
    await world.configure()
    members = [world.member(f"Member{number}") for number in range(7)]
    for number, member in enumerate(members, start=1):
        await post(member, str(number))
    reader = members[0]
    first = await reader.slash("review read", show="Hero Mask")
    assert len(entries(first)) == 5
    assert "page 1 of 2" in first.text
    second = await reader.click(first, "▶")
    assert second.message.id == first.message.id
    assert len(entries(second)) == 2
    assert len(entries(await reader.click(second, "◀"))) == 5


async def test_one_members_review_is_read_directly(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia)
    read = await ben.slash("review read", show="Hero Mask", member=mia.actor)
    assert "> A fine ride." in read.text
    none = await ben.slash("review read", show="Hero Mask", member=ben.actor)
    assert none.private
    assert "That member hasn't reviewed *Hero Mask* here" in none.text


async def test_ones_own_list_has_drafts_first(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia)
    await fill(mia, "Story", show=OTHER_SHOW, text="Psychic powers, gently told.")
    own = await mia.slash("review list")
    assert own.private
    assert entries(own) == ["**Mob Psycho 100** · draft", "**Hero Mask** · 8 of 10"]
    assert "4 words of text" in own.text
    draft, review = own.selects
    opened = await mia.choose(own, draft["options"][0]["value"], custom_id=draft["custom_id"])
    assert "Psychic powers" in opened.text
    read = await mia.choose(own, review["options"][0]["value"], custom_id=review["custom_id"])
    assert "A fine ride." in read.text
    others = await ben.slash("review list", member=mia.actor)
    assert entries(others) == ["**Hero Mask** · 8 of 10"]
    assert "Reviews by Mia" in others.text


async def test_empty_lists_say_so(world: World) -> None:
    mia, ben = world.member("Mia"), world.member("Ben")
    await write(mia)
    assert "You haven't written a review here yet" in (await ben.slash("review list")).text
    theirs = await ben.slash("review list", member=mia.actor)
    assert "Mia hasn't posted a review here yet." in theirs.text


async def test_a_long_list_of_ones_own_has_pages(world: World) -> None:
    mia = world.member("Mia")
    for show in ("Hero Mask", "Mob Psycho 100", "Monster", "Cowboy Bebop", "Steins;Gate",
                 "Death Note"):  # fmt: skip
        await write(mia, show=show)
    first = await mia.slash("review list")
    assert len(entries(first)) == 5
    second = await mia.click(first, "▶")
    assert second.message.id == first.message.id
    assert len(entries(second)) == 1
    assert "Your reviews" in second.text


async def test_another_server_sees_nothing_of_it(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    await world.bot.app.settings.get(world.guild_id)
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    guest = type(mia)(world, elsewhere.add_member(mia.actor.user))
    assert "Nobody here" in (await guest.slash("review read", at=hall, show="Hero Mask")).text
    assert "You haven't written" in (await guest.slash("review list", at=hall)).text
