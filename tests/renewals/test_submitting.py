"""Submitting evidence: nothing typed is lost, and it waits for a moderator."""

from datetime import timedelta

import pytest

from tests.renewals.talk import ANNOUNCED, NO_PLANS, fill, post
from tests.world import World


async def test_evidence_waits_for_a_moderator(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    saved = await fill(mia, NO_PLANS)
    assert saved.private
    assert "It is waiting for a moderator." in saved.text
    assert f"It is shown in <#{world.renewals.id}>." in saved.text
    (shown,) = world.posts(world.renewals)
    for words in (
        "### Will Hero Mask return for season 3?",
        f"**{mia.mention} proposes: No plans** · ⏳ not approved yet",
        "> From the start the plan was two seasons, 24 episodes in all.",
        "Mikio Ono, producer · Anime News Network · animenewsnetwork.com · Trade press",
        "Trade press · September 2019",
        "A moderator other than its submitter decides.",
        f"Evidence 1, submitted by {mia.mention}",
    ):
        assert words in shown.text
    assert shown.buttons == ["Approve", "Reject", "Take back", "Full text"]
    assert "❔ **Unknown**" in (await mia.slash("renewal status", show="Hero Mask")).text


async def test_a_refused_field_loses_nothing(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    wrong = NO_PLANS | {"said_on": "`soon`", "link": "www.animenewsnetwork.com"}
    refused = await fill(mia, wrong)
    assert refused.private
    assert "I kept what you typed." in refused.text
    assert "I can't read “\\`soon\\`” as a date." in refused.text
    assert "“www.animenewsnetwork.com” isn't a link I can use" in refused.text
    await world.restart()
    form = await mia.click(refused, "Correct it")
    assert {name: field["value"] for name, field in form.fields.items()} == wrong
    first, refused = refused, await mia.submit(form, **NO_PLANS | {"said_on": "2030"})
    assert refused.message.id == first.message.id, "in place of the card before"
    assert "2030 is still to come" in refused.text
    assert "isn't a link" not in refused.text
    stale = await fill(mia, wrong)
    form = await mia.click(refused, "Correct it")
    assert "It is waiting" in (await mia.submit(form, **NO_PLANS)).text
    told = await mia.click(stale, "Correct it")
    assert told.text == "You already sent this as evidence 1."
    assert len(world.posts(world.renewals)) == 1


async def test_a_draft_comes_back_whichever_way_one_goes(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    card = await mia.slash("renewal ask", show="Hero Mask")
    assert (await mia.click(card, "Add evidence")).buttons == ["Read a text"]
    await fill(mia, NO_PLANS | {"said_on": "never"})
    add = await mia.click(card, "Add evidence")
    assert add.buttons == ["Read a text", "Correct it"]
    assert (await mia.click(add, "Correct it")).fields["said_on"]["value"] == "never"
    form = await mia.slash("renewal evidence", show="Hero Mask", status="dated", source="official")
    assert form.fields["sentence"]["value"] == NO_PLANS["sentence"]
    assert "dated:official" in form.form["custom_id"]
    other = await leo.slash("renewal evidence", show="Hero Mask", status="dated", source="rumour")
    assert not other.fields["sentence"].get("value")
    await world.advance(timedelta(days=31).total_seconds())
    assert (await mia.click(card, "Add evidence")).buttons == ["Read a text"]
    assert "no longer here" in (await mia.click(add, "Correct it")).text


async def test_a_sentence_of_blanks_is_none(world: World) -> None:
    refused = await fill(world.member("Mia"), NO_PLANS | {"sentence": "   "})
    assert "The sentence is empty." in refused.text


async def test_a_date_counts_where_it_has_begun(world: World) -> None:
    mia = world.member("Mia")
    today = world.clock.now().date()
    late = (14 - world.clock.now().hour) * 3600
    await world.advance(max(late, 0))
    tomorrow = today + timedelta(days=1)
    assert "waiting" in (await fill(mia, NO_PLANS | {"said_on": str(tomorrow)})).text
    after = tomorrow + timedelta(days=1)
    assert "still to come" in (await fill(mia, NO_PLANS | {"said_on": str(after)})).text


async def test_the_form_can_be_reached_by_two_choices(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    add = await mia.click(card, "Add evidence")
    assert add.private
    assert "Unknown" not in add.text
    await world.restart()
    second = await mia.choose(add, "announced")
    assert "📣 **Announced**" in second.text
    assert "A newsroom that asked the makers" in second.text
    form = await mia.choose(second, "official")
    assert form.form["title"] == "Hero Mask: Season 3"
    assert len(form.form["components"]) == 5
    assert "You say: Announced · Official." in form.text
    await world.restart()
    assert "Saved as evidence 1" in (await mia.submit(form, **ANNOUNCED)).text
    assert "Official · 14 March 2020" in post(world).text


async def test_without_a_channel_evidence_waits_on_the_card(world: World) -> None:
    mia = world.member("Mia")
    saved = await fill(mia, NO_PLANS)
    assert "No channel is set for renewals yet. An admin can choose one with /config." in saved.text
    assert "*Waiting*" in saved.text
    card = await world.admin.slash("renewal status", show="Hero Mask")
    assert "Waiting (1)" in card.buttons
    assert "A moderator has" in (await mia.click(card, "Waiting (1)")).text
    waiting = await world.admin.click(card, "Waiting (1)")
    assert waiting.private
    assert waiting.buttons == ["Approve", "Reject"]
    outcome = await world.admin.click(waiting, "Approve")
    assert f"✅ Approved by {world.admin.mention}" in outcome.text
    assert "**No plans**" in (await mia.slash("renewal status", show="Hero Mask")).text


async def test_waiting_evidence_is_decided_one_after_the_other(world: World) -> None:
    mia = world.member("Mia")
    for number in range(1, 4):
        await fill(mia, {"sentence": f"Word {number}.", "said_on": "2020"})
    card = await world.admin.slash("renewal status", show="Hero Mask")
    waiting = await world.admin.click(card, "Waiting (3)")
    assert "Word 1." in waiting.text
    waiting = await world.admin.click(waiting, "▶")
    assert "Word 2." in waiting.text
    outcome = await world.admin.click(waiting, "Approve")
    assert outcome.buttons == ["Withdraw", "Waiting (2)"]
    waiting = await world.admin.click(outcome, "Waiting (2)")
    assert "Word 1." in waiting.text
    form = await world.admin.click(waiting, "Reject")
    outcome = await world.admin.submit(form, reason="An old one.")
    waiting = await world.admin.click(outcome, "Waiting (1)")
    await world.admin.click(waiting, "Approve")
    assert "Nothing is waiting" in (await world.admin.forge(card, "renewal-waiting:1:1:0")).text


@pytest.mark.parametrize(
    ("custom_id", "words"),
    [
        ("renewal-form:1:anilist/105096:3:unknown:official", "no longer here"),
        ("renewal-form:1:anilist/105096:3:dated:mine", "no longer here"),
        ("renewal-form:1:anilist/105096:99:dated:official", "no longer here"),
        ("renewal-form:1:anilist/105096:-1:dated:official", "no longer here"),
        ("renewal-form:1:anilist/0:3:dated:official", "I don't know a show"),
        ("renewal-form:1:anilist/105096:2:dated:official", "Season 2 of Hero Mask is out"),
    ],
)
async def test_a_forged_form(world: World, custom_id: str, words: str) -> None:
    mia = world.member("Mia")
    form = await mia.slash("renewal evidence", show="Hero Mask", status="dated", source="official")
    assert words in (await mia.forge_form(form, custom_id, **NO_PLANS)).text
    assert not await world.bot.app.db.all("SELECT * FROM renewal_evidence")


async def test_foreign_text_breaks_nothing(world: World) -> None:
    await world.configure()
    nasty = (
        "@everyone **bold** `code` ||spoiler|| <@1> [x](https://evil.example) \u202eabc "
        + "w" * 800
    )
    await fill(
        world.member("Mia"),
        NO_PLANS | {"sentence": nasty[:1000], "said_by": "*Mikio* @here, `producer`",
                    "outlet": "__A__ ](x"},
    )  # fmt: skip
    text = post(world).text
    assert "@everyone" not in text
    assert "\\*\\*bold\\*\\*" in text
    assert "\u202e" not in text
    assert "[x](" not in text
    await world.mod.click(post(world), "Approve")
    assert "\\*Mikio\\*" in (await world.mod.slash("renewal ask", show="Hero Mask")).text
