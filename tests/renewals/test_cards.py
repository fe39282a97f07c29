"""What everybody sees: cards that stay true, and posts that claim no more than was approved."""

import aiohttp
import discord
import pytest

from bot.errors import DatabaseBusy
from bot.ids import UserId
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, post
from tests.world import Person, Seen, World

ADDRESS = "https://evil.example/_a_"
LONG = {
    "sentence": f"See {ADDRESS} now. " + "More was said on that day. " * 20 + "The end.",
    "said_on": "2020",
    "outlet": ADDRESS,
    "link": "https://news.example/1",
}


async def history(world: World) -> str:
    return (await world.mod.slash("renewal history", show="Hero Mask", private=True)).text


async def decide(world: World, label: str, number: int = -1) -> None:
    """The moderator rejects or withdraws a piece on its post."""
    form = await world.mod.click(post(world, number), label)
    await world.mod.submit(form, reason=f"Not so, see {ADDRESS}.")


def cards(world: World) -> list[Seen]:
    """The public cards in #general, as they look now."""
    return [seen for seen in world.posts(world.general) if "## Will" in seen.text]


# Posts of evidence


@pytest.mark.parametrize(("label", "outcome"), [("Reject", "Rejected"), ("Withdraw", "Withdrawn")])
async def test_a_claim_that_does_not_hold_is_struck_through(
    world: World, label: str, outcome: str
) -> None:
    await world.configure()
    await fill(world.member("Mia"), ANNOUNCED, "announced", "official")
    assert "**Announced**" not in post(world).text
    assert "proposes: Announced** · ⏳ not approved yet" in post(world).text
    if label == "Withdraw":
        await world.mod.click(post(world), "Approve")
        assert "📣 **Announced**" in post(world).text
    await decide(world, label)
    text = post(world).text
    assert "**Announced**" not in text
    assert f"> ~~{ANNOUNCED['sentence']}~~" in text
    places = [text.index(part) for part in (f"**{outcome}** by", "Reason: Not so", "~~Announced~~")]
    assert places == sorted(places)
    assert ADDRESS not in text


async def test_no_address_in_a_post_can_be_pressed_before_it_is_approved(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, LONG)
    text = post(world).text
    assert "://" not in text.replace("\u200b://", "")
    assert "evil.example/\\_a\\_" in text
    assert "· news.example ·" in text
    assert "The end." not in text
    full = await mia.click(post(world), "Full text")
    assert full.private
    assert "The end." in full.text
    assert "[news.example]" not in full.text
    assert "://" not in full.text.replace("\u200b://", "")
    moderator = await world.mod.click(post(world), "Full text")
    assert "[news.example](https://news.example/1)" in moderator.text
    await world.mod.click(moderator, "Approve")
    assert "[news.example](https://news.example/1)" in post(world).text
    assert ADDRESS not in post(world).text
    assert post(world).buttons == ["Withdraw", "Full text"]


async def test_a_member_takes_back_their_own(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    saved = await fill(mia, NO_PLANS)
    for who in (leo, world.mod):
        refused = await who.click(post(world), "Take back")
        assert refused.private
        assert "Only the member who sent this can take it back." in refused.text
    await world.restart()
    await mia.click(post(world), "Take back")
    assert "↩️ **Taken back** by its submitter" in post(world).text
    assert "~~No plans~~" in post(world).text
    assert post(world).buttons == []
    assert "is withdrawn already" in (await mia.click(saved, "Take back")).text
    assert "Nothing has moved yet" in await history(world)
    saved = await fill(mia, ANNOUNCED)
    assert "Taken back" in (await mia.click(saved, "Take back")).text
    assert "Taken back" in post(world).text
    await fill(mia, NO_PLANS)
    stale = await fill(leo, ANNOUNCED)
    await world.mod.click(post(world), "Approve")
    assert "is approved already" in (await leo.click(stale, "Take back")).text
    forged = await leo.forge(post(world), "renewal-take-back:1:99")
    assert "no longer here" in forged.text


# Cards of questions


async def test_the_newest_card_follows_what_is_decided(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    asked = await mia.slash("renewal ask", show="Hero Mask")
    assert "This card: as it stood <t:" in asked.text
    await fill(mia, ANNOUNCED, "announced", "official")
    assert "Waiting (1)" in cards(world)[0].buttons
    await world.mod.click(post(world), "Approve")
    (card,) = cards(world)
    assert "📣 **Announced**" in card.text
    assert "Waiting (1)" not in card.buttons
    await world.restart()
    await decide(world, "Withdraw")
    assert "❔ **Unknown**" in cards(world)[0].text
    await world.mod.click(cards(world)[0], "Nothing new today")
    assert f"Last checked <t:{int(world.clock.now().timestamp())}:R>" in cards(world)[0].text


async def test_an_older_card_says_so_when_it_is_pressed(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await mia.slash("renewal ask", show="Hero Mask")
    newest = await mia.slash("renewal status", show="Hero Mask")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    old, new = cards(world)
    assert "Unknown" in old.text
    assert "Announced" in new.text
    assert (await mia.click(old, "History")).private
    old, new = cards(world)
    place = f"https://discord.com/channels/{world.guild.id}/{world.general.id}/{newest.message.id}"
    assert f"An older card. [The newest one is here]({place})." in old.text
    assert "📣 **Announced**" in old.text
    assert "older card" not in new.text
    await world.delete_message(new)
    await mia.click(old, "History")
    (left,) = cards(world)
    assert "older card" not in left.text
    assert "Already asked" in (await mia.slash("renewal ask", show="Hero Mask")).text


async def test_a_press_brings_a_card_up_to_date(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    await fill(mia, ANNOUNCED, "announced", "official")
    path = f"/channels/{world.general.id}/messages/{card.message.id}"
    world.fail("PATCH", path, 403, 50001)
    await world.mod.click(post(world), "Approve")
    assert "✅ Approved" in post(world).text
    assert "Unknown" in cards(world)[0].text
    assert "A question's card could not be edited" in caplog.text
    await world.advance(61)
    await mia.click(cards(world)[0], "History")
    assert "📣 **Announced**" in cards(world)[0].text


async def test_a_card_that_was_not_noted_is_noted_when_it_is_pressed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*args: object) -> None:
        raise DatabaseBusy

    async def cut(*args: object) -> None:
        raise aiohttp.ClientConnectionError("cut")

    mia = world.member("Mia")
    with monkeypatch.context() as trouble:
        trouble.setattr(world.bot.app.renewals, "remember_card", busy)
        await mia.slash("renewal ask", show="Hero Mask")
    with monkeypatch.context() as trouble:
        trouble.setattr(discord.Interaction, "original_response", cut)
        await mia.slash("renewal status", show="Hero Mask")
    await mia.click(cards(world)[0], "History")
    assert "Already asked" in (await mia.slash("renewal ask", show="Hero Mask")).text
    await mia.click(cards(world)[1], "History")
    assert "older card" not in cards(world)[1].text
    await mia.click(cards(world)[0], "Add evidence")
    assert "older card" in cards(world)[0].text


async def test_asking_twice_leads_to_the_card(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    first = await mia.slash("renewal ask", show="Hero Mask")
    again = await leo.slash("renewal ask", show="Hero Mask")
    assert again.private
    assert "Already asked: here it is." in again.text
    place = f"https://discord.com/channels/{world.guild.id}/{world.general.id}/{first.message.id}"
    assert [part["url"] for part in again.components[0]["components"][1]["components"]] == [place]
    assert len(cards(world)) == 1
    await world.delete_message(cards(world)[0])
    fresh = await leo.slash("renewal ask", show="Hero Mask")
    assert not fresh.private
    assert len(cards(world)) == 1
    world.fail("PATCH", f"/channels/{world.general.id}/messages/{fresh.message.id}", 403, 50001)
    assert "Already asked" in (await leo.slash("renewal ask", show="Hero Mask")).text


async def test_a_card_that_may_quote_what_is_erased_goes_with_it(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    card = await leo.slash("renewal ask", show="Hero Mask")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    posts = await world.bot.app.renewals.forget_member(world.guild_id, UserId(mia.id))
    assert [p.message for p in posts] == [post(world).message.id, card.message.id]
    assert not (await leo.slash("renewal ask", show="Hero Mask")).private


# The history


async def test_the_history_tells_what_a_status_rests_on(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")

    async def bring(who: Person, source: str) -> None:
        await approved(world, who, NO_PLANS, "no_plans", source)

    await bring(mia, "trade_press")
    await bring(world.member("Leo"), "official")
    text = await history(world)
    assert text.count("→") == 1
    assert "**Still No plans**, now resting on evidence 2, since <t:" in text
    await decide(world, "Withdraw")
    text = await history(world)
    assert "**Still No plans**, now resting on evidence 1, since <t:" in text
    assert "Evidence 2 was withdrawn by" in text
    await bring(mia, "rumour")
    await decide(world, "Withdraw")
    assert await history(world) == text, "it never decided"


async def test_a_status_may_rest_on_nothing_again(world: World) -> None:
    await world.configure()
    await approved(world, world.member("Mia"), NO_PLANS, "cancelled", "rumour")
    assert "**Still Unknown**, now resting on evidence 1" in await history(world)
    await decide(world, "Withdraw")
    assert "**Still Unknown**, now resting on nothing" in await history(world)


async def test_nothing_sinks_into_a_quote(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    await decide(world, "Withdraw")
    await approved(world, mia, ANNOUNCED, "announced", "rumour")
    for command in ("renewal status", "renewal history"):
        seen = await mia.slash(command, show="Hero Mask")
        texts = [part["content"] for part in seen.components[0]["components"] if "content" in part]
        quoting = [text.split("\n") for text in texts if "\n> " in f"\n{text}"]
        assert len(quoting) > 1
        for lines in quoting:
            assert lines[-2].startswith("> ")
            assert lines[-1].startswith("-# ")
