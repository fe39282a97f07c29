"""`/review summary`: what a server's reviews of a show come to."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.ids import UserId
from tests.reviews.desk import SHOW, cards, fill, post
from tests.reviews.test_posting import for_adults
from tests.world import Person, Seen, World

LOVED = "A brilliant, gripping thriller."
BORED = "The story is boring and the pacing is horrible."


async def reviewed(who: Person, score: str, verdict: str = "", **aspects: str) -> None:
    """Post a review with scores of aspects, by their labels; ``track`` is of its voices."""
    track = aspects.pop("track", "")
    for part, given in aspects.items():
        heard: dict[str, Any] = {"track": [track]} if track and part == "Voice acting" else {}
        await fill(who, part, score=given, **heard)
    await post(who, score, verdict)


async def summary(who: Person, **where: Any) -> Seen:
    return await who.slash("review summary", show=SHOW, **where)


def alt(seen: Seen) -> str:
    """The picture's words. There is one picture, and it is one."""
    (picture,) = seen.message.attachments
    assert picture.description
    return str(picture.description)


async def test_below_the_minimum_nothing_is_told_but_how_many(world: World) -> None:
    await world.configure()
    mia, ben, eve = (world.member(name) for name in ("Mia", "Ben", "Eve"))
    seen = await summary(mia)
    assert not seen.private
    assert "Nobody here has reviewed it yet." in seen.text
    assert seen.buttons == ["Write yours", "The show"]
    await post(mia, "9", LOVED)
    await post(ben, "8", "Second.")
    seen = await summary(eve)
    assert "2 reviews so far.\nFrom 3 reviews on, their medians stand here." in seen.text
    assert LOVED not in seen.text
    assert seen.message.attachments == []
    await post(eve, "6", "Third.")
    seen = await summary(eve)
    assert "### 8 of 10" in seen.text
    assert "The middle half: 7 to 8.5 · 3 reviews" in seen.text
    assert alt(seen) == (
        "Hero Mask. 3 reviews. Median and middle half of each aspect, from 1 to 10. "
        "Overall: 8 (7–8.5), 3."
    )
    listed = await ben.click(seen, "All reviews")
    assert listed.private
    assert "Reviews of Hero Mask" in listed.text
    assert "Your review of Hero Mask" in (await ben.click(seen, "Write yours")).text
    assert "Hero Mask" in (await ben.click(seen, "The show")).text


async def test_a_removed_review_counts_no_more(world: World) -> None:
    await world.configure()
    members = [world.member(name) for name in ("Mia", "Ben", "Eve", "Zoe")]
    for member, score in zip(members, "1999", strict=True):
        await post(member, score, LOVED if score == "9" else BORED)
    seen = await summary(members[0])
    assert "9 of 10" in seen.text
    assert BORED in seen.text
    reviews = world.bot.app.reviews
    await reviews.forget_member(world.guild_id, UserId(members[0].id))
    seen = await summary(members[1])
    assert "The middle half: all at 9 · 3 reviews" in seen.text
    assert BORED not in seen.text
    await reviews.forget_member(world.guild_id, UserId(members[1].id))
    assert "2 reviews so far." in (await summary(members[1])).text


async def test_aspects_and_the_voices_that_were_heard(world: World) -> None:
    await world.configure()
    for number, (track, voice) in enumerate([("sub", "9"), ("dub", "4")] * 3):
        member = world.member(f"Member{number}")
        story = {"Story": str(1 + 9 * (number % 2))} if number < 4 else {}
        sound = {"Sound": "7"} if number < 2 else {}
        await reviewed(member, voice, track=track, **{"Voice acting": voice}, **story, **sound)
    seen = await summary(member)
    assert "Opinions differ most on **Story**: half the scores lie from 1 to 10" in seen.text
    assert "**Overall** · sub 9 (3) · dub 4 (3)" in seen.text
    assert "**Voice acting** · sub 9 (3) · dub 4 (3)" in seen.text
    assert "Too few scores yet: Sound (2). A median needs 3." in seen.text
    for row in ("Overall: 6.5 (4–9), 6", "Story: 5.5 (1–10), 4", "Voice acting, dub: 4 (4–4), 3"):
        assert row in alt(seen)
    assert "Sound" not in alt(seen)
    picture = Image.open(io.BytesIO(await seen.message.attachments[0].read()))
    assert picture.format == "PNG"


async def test_the_most_helpful_sentences_with_their_authors_and_cards(world: World) -> None:
    await world.configure()
    mia, ben, eve = (world.member(name) for name in ("Mia", "Ben", "Eve"))
    await post(mia, "9", LOVED)
    await fill(ben, "Story", text=BORED)
    await post(ben, "3", "Not for me.")
    await post(eve, "9", "A brilliant ride with superb music.")
    shown, other, _ = cards(world)
    await ben.react(shown, "👍")
    seen = await summary(ben)
    place = f"https://discord.com/channels/{world.guild.id}/{world.reviews.id}"
    assert (
        f"**For** · {mia.mention} · 👍 1 · [Card]({place}/{shown.message.id})\n> {LOVED}\n"
        f"**Against** · {ben.mention} · [Card]({place}/{other.message.id})\n> ||{BORED}||"
    ) in seen.text
    assert "Sentences from where plot is told stand behind bars." in seen.text
    await post(mia, "3", "A tedious, boring thriller.")
    seen = await summary(ben)
    assert LOVED not in seen.text
    assert "A tedious, boring thriller." in seen.text
    assert "A brilliant ride with superb music." in seen.text


async def test_a_show_for_adults_is_summed_up_in_age_restricted_channels_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    for_adults(world, monkeypatch)
    refused = await summary(mia)
    assert refused.private
    assert "for adults" in refused.text
    world.age_restrict(world.reviews)
    assert "1 review so far." in (await summary(mia, at=world.reviews)).text
