"""Reports, and what moderators decide: *Report*, `/review reports`, *Keep*, *Remove…*, *Log*."""

import asyncio

import pytest

from bot.ids import GuildId, ShowId, UserId
from bot.reviews.board import HungCards
from bot.reviews.models import NotReviewed
from bot.reviews.reports import Deed, ReportedAlready
from bot.settings.models import Caller
from tests.reviews.desk import SHOW, card, cards, fill, panel, post, press_post, read, write
from tests.reviews.test_posting import for_adults
from tests.world import Person, Seen, World


async def report(who: Person, on: Seen, reason: str = "It spoils the ending.") -> Seen:
    return await who.submit(await who.click(on, "Report"), reason=reason)


async def remove(who: Person, on: Seen, reason: str = "Spoilers without bars.") -> Seen:
    return await who.submit(await who.click(on, "Remove…"), reason=reason)


async def test_a_report_reaches_the_moderators_and_is_kept(world: World) -> None:
    await world.configure()
    mia, ben, eve = world.member("Mia"), world.member("Ben"), world.member("Eve")
    await post(mia)
    await world.restart()
    form = await ben.click(card(world), "Report")
    await world.restart()
    thanks = await ben.submit(form, reason="It *spoils*\nthe ending.")
    assert thanks.private
    assert "Your report is with the moderators" in thanks.text
    assert "You reported this review already." in (await ben.click(card(world), "Report")).text
    assert "This is your own review" in (await mia.click(card(world), "Report")).text
    await report(eve, card(world), "Rude.")
    assert "A moderator has to do this" in (await ben.slash("review reports")).text
    desk = await world.mod.slash("review reports")
    assert desk.private
    assert f"**Hero Mask** · review by {mia.mention} · [Card](https://discord.com" in desk.text
    assert desk.text.index(eve.mention) < desk.text.index(ben.mention)
    assert "It \\*spoils\\* the ending." in desk.text
    assert "A fine ride." in (await world.mod.click(desk, "Read")).text
    await world.restart()
    kept = await world.mod.click(desk, "Keep")
    assert kept.message.id == desk.message.id
    assert "The review stays; 2 reports are closed." in kept.text
    assert "No report is open." in kept.text
    assert card(world)
    log = await world.mod.click(kept, "Log")
    for words in ("**Kept** · Hero Mask", world.mod.mention, "Rude.", ben.mention, eve.mention):
        assert words in log.text
    assert "your report is with" in (await report(ben, card(world))).text.casefold()
    assert ben.mention in (await world.mod.click(log, "Open reports")).text


async def test_a_keep_closes_only_what_was_seen(world: World) -> None:
    await world.configure()
    mia, ben, eve = world.member("Mia"), world.member("Ben"), world.member("Eve")
    await post(mia)
    await report(ben, card(world))
    desk, other = [await world.mod.slash("review reports") for _ in range(2)]
    await report(eve, card(world), "Rude.")
    left = await world.mod.click(desk, "Keep")
    assert "The review stays; 1 report is closed." in left.text
    assert eve.mention in left.text
    assert ben.mention not in left.text
    assert "That was decided before." in (await world.mod.click(other, "Keep")).text


async def test_a_removed_review_is_its_reviewers_draft_again_with_the_reason(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await fill(mia, "Story", score="7", text="She dies.")
    await post(mia, "8", "A fine ride.")
    await report(ben, card(world))
    desk = await world.mod.slash("review reports")
    form = await world.mod.click(desk, "Remove…")
    await world.restart()
    gone = await world.mod.submit(form, reason="Spoilers *without* bars.")
    assert gone.message.id == desk.message.id
    assert f"The review of **Hero Mask** by {mia.mention} is removed." in gone.text
    assert "1 report is closed." in gone.text
    assert cards(world) == []
    assert "Nobody here" in (await ben.slash("review read", show=SHOW)).text
    assert "No report is open" in (await world.mod.click(gone, "Reports")).text
    await world.restart()
    shown = await panel(mia)
    assert "A moderator removed this review" in shown.text
    assert "Spoilers \\*without\\* bars." in shown.text
    assert world.mod.mention not in shown.text
    for words in ("Your text is your draft again", "A fine ride.", "She dies."):
        assert words in shown.text
    await world.advance(5)
    await fill(mia, "Story", score="7", text="||She dies.||")
    await press_post(mia)
    assert "A fine ride." in card(world).text
    await mia.click(await mia.slash("review delete", show=SHOW), "Delete it")
    assert "A moderator removed" not in (await panel(mia)).text
    log = await world.mod.click(await world.mod.slash("review reports"), "Log")
    for words in ("**Deleted by its reviewer**", "**Removed**", f"by {world.mod.mention}",
                  "Reason: Spoilers", f"{ben.mention}, <t:"):  # fmt: skip
        assert words in log.text


async def test_of_two_at_once_one_counts(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia)
    review = (ShowId("anilist/105096"), UserId(mia.id))
    moderation = world.bot.app.moderation
    reporter = Caller(guild=world.guild_id, user=UserId(ben.id))
    reports = [moderation.report(reporter, *review, f"Reason {n}.") for n in range(2)]
    told = await asyncio.gather(*reports, return_exceptions=True)
    assert [type(each) for each in told if isinstance(each, Exception)] == [ReportedAlready]
    moderator = Caller(guild=world.guild_id, user=UserId(world.admin.id), manages_server=True)
    wall = HungCards(world.bot)
    removals = [moderation.remove(moderator, *review, f"Why {n}.", wall) for n in range(2)]
    done = await asyncio.gather(*removals, return_exceptions=True)
    assert [type(each) for each in done if isinstance(each, Exception)] == [NotReviewed]
    log = await moderation.log(moderator, 0)
    assert [(entry.deed, len(entry.reports)) for entry in log.items] == [(Deed.REMOVED, 1)]


async def test_a_newer_draft_stays_and_a_stale_panel_posts_nothing_removed(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "First.")
    stale = await panel(mia)
    await post(ben)
    await write(ben, "3", "Second.")
    for reviewer in (mia, ben):
        await remove(world.mod, await read(world.mod, reviewer))
    assert cards(world) == []
    assert "Second." in (await panel(ben)).text
    changed = await mia.click(stale, "Post")
    assert "A moderator removed this review" in changed.text
    assert cards(world) == []


async def test_moderators_remove_from_the_full_text_and_nobody_else(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia)
    seen = await read(ben, mia)
    assert "Remove…" not in seen.buttons
    button = f"review-remove:1:anilist/105096:{mia.id}"
    assert "A moderator has to do this" in (await ben.forge(seen, button)).text
    form = await world.mod.click(await read(world.mod, mia), "Remove…")
    forged = await ben.forge_form(
        await ben.click(card(world), "Report"),
        f"review-removed:1:anilist/105096:{mia.id}",
        reason="!",
    )
    assert "A moderator has to do this" in forged.text
    assert "a reason is needed" in (await world.mod.submit(form, reason="\u200b")).text
    assert card(world)
    others = [await read(world.mod, mia) for _ in range(2)]
    late = await world.mod.click(others[0], "Remove…")
    assert "is removed" in (await remove(world.admin, await read(world.admin, mia))).text
    assert "the review was removed since" in (await world.mod.submit(late, reason="Again.")).text
    assert "the review was removed since" in (await world.mod.click(others[1], "Remove…")).text


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (503, 0)])
async def test_a_removed_card_that_stays_up_is_tried_again(
    world: World, status: int, code: int
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    world.fail("DELETE", "/channels/*/messages/*", status, code, times=2)
    gone = await remove(world.mod, await read(world.mod, mia))
    assert "is removed" in gone.text
    assert "The card is still up: https://discord.com/channels/" in gone.text
    await world.restart()
    desk = await world.mod.slash("review reports")
    assert "1 card of a review that is gone is still up" in desk.text
    assert "The card is still up" in (await world.mod.click(desk, "Take down")).text
    done = await world.mod.click(gone, "Take down")
    assert "No card of a review that is gone is up any more." in done.text
    assert cards(world) == []


async def test_many_reports_and_decisions_come_in_pages(world: World) -> None:
    await world.configure()
    members = [world.member(f"Member{number}") for number in range(5)]
    for reviewer in members[:4]:
        await post(reviewer)
    for reviewer, shown in zip(members, cards(world), strict=False):
        for reporter in members:
            if reporter is not reviewer:
                await report(reporter, shown, "x" * 200)
    first = await world.mod.slash("review reports")
    assert "and 1 more report" in first.text
    assert "page 1 of 2" in first.text
    assert members[3].mention in first.text.split("review by ")[1]
    second = await world.mod.click(first, "▶")
    assert second.message.id == first.message.id
    assert f"review by {members[0].mention}" in second.text
    for reviewer in members[:4]:
        await remove(world.mod, await read(world.mod, reviewer))
    log = await world.mod.click(await world.mod.slash("review reports"), "Log")
    assert "page 1 of 2" in log.text
    assert "and 1 more report" in log.text
    assert "page 2 of 2" in (await world.mod.click(log, "▶")).text


async def test_what_is_kept_of_members_can_be_exported_and_erased(world: World) -> None:
    await world.configure()
    mia, ben, eve = world.member("Mia"), world.member("Ben"), world.member("Eve")
    reviews = world.bot.app.reviews
    for reviewer in (mia, eve):
        await post(reviewer)
    for shown in cards(world):
        await report(ben, shown, "Ben's own words.")
    await remove(world.mod, await read(world.mod, mia), "Max's reason.")
    his = await reviews.export_member(world.guild_id, UserId(ben.id))
    assert [row["reason"] for row in his["review_reports"]] == ["Ben's own words."] * 2
    (told,) = (await reviews.export_member(world.guild_id, UserId(mia.id)))["review_decisions"]
    assert (told["reason"], told["decided_by"]) == ("Max's reason.", None)
    (done,) = (await reviews.export_member(world.guild_id, UserId(world.mod.id)))[
        "review_decisions"
    ]
    assert done["decided_by"] == world.mod.id
    for somebody in (ben, world.mod):
        await reviews.forget_member(world.guild_id, UserId(somebody.id))
        kept = await reviews.export_member(world.guild_id, UserId(somebody.id))
        assert not any(kept.values())
    desk = await world.mod.slash("review reports")
    assert "somebody whose data was erased" in desk.text
    log = await world.mod.click(desk, "Log")
    assert "Max's reason." in log.text
    for erased in (ben.mention, world.mod.mention, "own words"):
        assert erased not in desk.text + log.text
    world.fail("DELETE", "/channels/*/messages/*", 503)
    await remove(world.mod, await read(world.mod, eve))
    (still_up,) = await reviews.forget_member(world.guild_id, UserId(eve.id))
    assert still_up.message == card(world).message.id
    assert not any((await reviews.export_member(world.guild_id, UserId(eve.id))).values())
    left = await world.mod.click(await world.mod.slash("review reports"), "Log")
    assert eve.mention not in left.text
    elsewhere = await reviews.export_member(GuildId(1), UserId(mia.id))
    assert not any(elsewhere.values())


async def test_a_show_for_adults_is_named_in_age_restricted_channels_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia)
    await report(ben, card(world))
    for_adults(world, monkeypatch)
    world.age_restrict(world.reviews)
    assert SHOW in (await world.mod.slash("review reports", at=world.reviews)).text
    desk = await world.mod.slash("review reports")
    assert "a show for adults" in desk.text
    assert SHOW not in desk.text
    assert "for adults" in (await world.mod.click(desk, "Read")).text
    kept = await world.mod.click(desk, "Keep")
    assert SHOW not in (await world.mod.click(kept, "Log")).text
    history = f"review-history:1:anilist/105096:{mia.id}:0"
    assert SHOW not in (await world.mod.forge(desk, history)).text
    assert "no reviews and no drafts" in (await mia.slash("review export")).text
    assert "1 review or draft" in (await mia.slash("review export", at=world.reviews)).text
