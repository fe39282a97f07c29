"""Moderators decide; a status moves by the rule and the history says what moved it."""

import asyncio

import pytest

from bot.errors import Outdated
from bot.ids import EvidenceId, QuestionId, UserId
from bot.renewals.models import AlreadyDecided, Exhibit, NotApproved, Status, TooLong
from bot.settings.models import Caller
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, post
from tests.world import World


async def history(world: World) -> str:
    return (await world.mod.slash("renewal history", show="Hero Mask")).text


async def test_an_approval_moves_the_status(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    await world.mod.click(post(world), "Approve")
    assert f"✅ Approved by {world.mod.mention}" in post(world).text
    assert post(world).buttons == ["Withdraw"]
    assert "🌙 **No plans**" in (await mia.slash("renewal status", show="Hero Mask")).text
    text = await history(world)
    assert "**Unknown → No plans** on <t:" in text
    assert f"Evidence 1 was approved by {world.mod.mention}." in text
    assert "From the start the plan was" in text


async def test_buttons_work_after_a_restart(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    await world.restart()
    await world.mod.click(post(world), "Approve")
    assert "**Unknown → No plans**" in await history(world)
    form = await world.mod.click(post(world), "Withdraw")
    await world.restart()
    await world.mod.submit(form, reason="The interview was misread.")
    assert "↩️ **Withdrawn** by" in post(world).text


async def test_members_decide_nothing(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    await fill(mia, NO_PLANS)
    for who in (mia, leo):
        for label in ("Approve", "Reject"):
            seen = await who.click(post(world), label)
            assert seen.private
            assert "A moderator has to do this." in seen.text
        for forged in ("renewal-confirm:1:1", "renewal-withdraw:1:1"):
            assert "A moderator has" in (await who.forge(post(world), forged)).text
    assert "⏳ not approved yet" in post(world).text
    await world.mod.click(post(world), "Approve")
    assert "A moderator has" in (await leo.click(post(world), "Withdraw")).text
    assert "**No plans**" in (await mia.slash("renewal status", show="Hero Mask")).text


async def test_a_form_that_was_open_when_the_role_was_taken_away(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    form = await world.mod.click(post(world), "Reject")
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, custom_id="config-moderators:1")
    assert "A moderator has" in (await world.mod.submit(form, reason="No.")).text
    assert "⏳ not approved yet" in post(world).text


async def test_another_server_decides_nothing_here(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    olga, talk = world.elsewhere()
    there = await olga.slash("help", at=talk)
    for verb in ("approve", "confirm", "reject", "withdraw"):
        for number in (1, 9999999999999999999):
            seen = await olga.forge(there, f"renewal-{verb}:1:{number}")
            assert "no longer here" in seen.text
    assert "⏳ not approved yet" in post(world).text


async def test_a_moderator_does_not_decide_their_own(world: World) -> None:
    await world.configure()
    await fill(world.mod, NO_PLANS)
    for label in ("Approve", "Reject"):
        seen = await world.mod.click(post(world), label)
        assert "Another moderator decides it." in seen.text
    assert "Another moderator" in (await world.mod.forge(post(world), "renewal-confirm:1:1")).text
    assert "⏳ not approved yet" in post(world).text
    await world.admin.click(post(world), "Approve")
    assert f"✅ Approved by {world.admin.mention}" in post(world).text


async def test_whoever_manages_the_server_may_confirm_their_own(world: World) -> None:
    await world.configure()
    await fill(world.admin, NO_PLANS)
    asked = await world.admin.click(post(world), "Approve")
    assert asked.private
    assert "the history will say that it was you" in asked.text
    assert "⏳ not approved yet" in post(world).text
    done = await world.admin.click(asked, "Approve it myself")
    assert "✅ Approved by its submitter" in done.text
    assert "✅ Approved by its submitter" in post(world).text
    assert "Evidence 1 was approved by its submitter." in await history(world)


async def test_how_far_a_weak_source_reaches_is_said_before_it_is_approved(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    assert "alone" not in post(world).text
    await fill(mia, NO_PLANS | {"outlet": "A blog"}, source="aggregator")
    assert "Such a source alone leaves the status unknown." in post(world).text
    returns = NO_PLANS | {"sentence": "Season 3 is in production, the blog says."}
    await fill(mia, returns, status="in_production", source="rumour")
    assert "Such a source alone moves the status to rumoured at most." in post(world).text
    await world.mod.click(post(world), "Approve")
    assert "Such a source" not in post(world).text


async def test_a_rejection_has_a_reason(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    form = await world.mod.click(post(world), "Reject")
    assert form.form["title"] == "Reject evidence 1"
    assert "Say why" in (await world.mod.submit(form, reason="  ")).text
    assert "⏳ not approved yet" in post(world).text
    form = await world.mod.click(post(world), "Reject")
    await world.mod.submit(form, reason="*No* such interview.")
    assert f"✖️ **Rejected** by {world.mod.mention}" in post(world).text
    assert "Reason: \\*No\\* such interview." in post(world).text
    assert post(world).buttons == []
    assert "Nothing has moved yet" in await history(world)


async def test_a_withdrawal_moves_the_status_back(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "📣 **Announced**" in card.text
    source = await world.mod.choose(card, "2")
    form = await world.mod.click(source, "Withdraw")
    assert form.form["title"] == "Withdraw evidence 2"
    outcome = await world.mod.submit(form, reason="A joke of the first of April.")
    assert "↩️ **Withdrawn** by" in outcome.text
    assert "Reason: A joke of the first of April." in post(world).text
    assert post(world).buttons == []
    text = await history(world)
    assert "**Announced → No plans**" in text
    assert f"Evidence 2 was withdrawn by {world.mod.mention}." in text
    assert "Reason: A joke" in text
    seen = await world.mod.forge(post(world), "renewal-withdraw:1:2")
    assert "isn't approved" in seen.text
    form = await world.mod.click(post(world, 0), "Withdraw")
    assert "Say why" in (await world.mod.submit(form, reason=" ")).text
    assert "**No plans**" in (await mia.slash("renewal status", show="Hero Mask")).text


async def test_what_moves_nothing_is_not_in_the_history(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, NO_PLANS, "no_plans", "official")
    await approved(world, mia, ANNOUNCED, "announced", "rumour")
    assert (await history(world)).count("→") == 1


async def test_deciding_twice_is_refused_kindly(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    card = await mia.slash("renewal status", show="Hero Mask")
    stale = await world.admin.click(card, "Waiting (1)")
    form = await world.admin.click(stale, "Reject")
    await world.mod.click(post(world), "Approve")
    for seen in (
        await world.admin.click(stale, "Approve"),
        await world.admin.submit(form, reason="No."),
        await world.admin.forge(post(world), "renewal-reject:1:1"),
        await world.admin.forge(post(world), "renewal-confirm:1:1"),
    ):
        assert seen.private
        assert "Evidence 1 is approved already. Nothing changed." in seen.text
    assert "✅ Approved" in post(world).text
    assert (await history(world)).count("→") == 1


async def test_a_post_that_could_not_be_edited_is_mended_when_it_is_pressed(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await fill(mia, NO_PLANS)
    card = await mia.slash("renewal status", show="Hero Mask")
    waiting = await world.mod.click(card, "Waiting (1)")
    world.fail("PATCH", f"/channels/{world.renewals.id}/messages/{post(world).message.id}", 403)
    assert "✅ Approved" in (await world.mod.click(waiting, "Approve")).text
    assert "⏳ not approved yet" in post(world).text
    seen = await world.admin.click(post(world), "Approve")
    assert "approved already" in seen.text
    assert "✅ Approved" in post(world).text


async def test_two_moderators_approve_at_once(world: World) -> None:
    """SimCord lets one person act at a time, so the service is asked by both."""
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    renewals, guild = world.bot.app.renewals, world.guild_id
    taken = await asyncio.gather(
        *(
            renewals.approve(
                Caller(guild=guild, user=UserId(who.id), manages_server=True), EvidenceId(1)
            )
            for who in (world.mod, world.admin)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in taken) == ["AlreadyDecided", "Exhibit"]
    assert (await history(world)).count("→") == 1


async def test_of_many_decisions_at_once_one_is_taken(world: World) -> None:
    await world.configure()
    await fill(world.member("Mia"), NO_PLANS)
    renewals, guild = world.bot.app.renewals, world.guild_id
    moderators = [Caller(guild=guild, user=UserId(n), manages_server=True) for n in range(1, 21)]
    taken = await asyncio.gather(
        *(renewals.approve(who, EvidenceId(1)) for who in moderators[::2]),
        *(renewals.reject(who, EvidenceId(1), "No.") for who in moderators[1::2]),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in taken) == 1
    assert sum(isinstance(one, AlreadyDecided) for one in taken) == 19
    assert len(await world.bot.app.db.all("SELECT * FROM renewal_history")) <= 1


async def test_what_two_do_to_one_piece_at_once(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, NO_PLANS, "no_plans", "official")
    await fill(mia, ANNOUNCED)
    renewals, guild = world.bot.app.renewals, world.guild_id
    who = Caller(guild=guild, user=UserId(7), manages_server=True)
    taken = await asyncio.gather(
        *(renewals.withdraw(who, EvidenceId(1), "Misread.") for _ in range(5)),
        return_exceptions=True,
    )
    assert [type(one) for one in taken if isinstance(one, BaseException)] == [NotApproved] * 4
    erased, approval = await asyncio.gather(
        renewals.forget_member(guild, UserId(mia.id)),
        renewals.approve(who, EvidenceId(2)),
        return_exceptions=True,
    )
    assert not isinstance(erased, BaseException)
    assert isinstance(approval, Outdated | Exhibit)
    standing = await renewals.standing(guild, QuestionId(1))
    assert standing.question.status is Status.UNKNOWN
    assert not standing.approved


async def test_a_reason_longer_than_its_field(world: World) -> None:
    await fill(world.member("Mia"), NO_PLANS)
    who = Caller(guild=world.guild_id, user=UserId(7), manages_server=True)
    with pytest.raises(TooLong):
        await world.bot.app.renewals.reject(who, EvidenceId(1), "x" * 201)
