"""What is kept of a member, and what is left when it is erased."""

from bot.ids import EvidenceId, UserId
from bot.renewals import rule
from bot.renewals.models import Status
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, post
from tests.world import World


async def test_what_a_member_gave_is_exported(world: World) -> None:
    await world.configure()
    mia, renewals = world.member("Mia"), world.bot.app.renewals
    await mia.slash("renewal ask", show="Hero Mask")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await fill(mia, NO_PLANS | {"said_on": "soon"})
    kept = await renewals.export_member(world.guild_id, UserId(mia.id))
    assert kept["evidence"][0]["sentence"] == NO_PLANS["sentence"]
    assert kept["evidence"][0]["speaker"] == "Mikio Ono"
    assert kept["questions"][0]["season"] == 3
    assert kept["drafts"][0]["said_on"] == "soon"
    assert kept["decisions"] == []
    mod = await renewals.export_member(world.guild_id, UserId(world.mod.id))
    assert [row["evidence_id"] for row in mod["decisions"]] == [1]
    assert mod["evidence"] == []
    _, talk = world.elsewhere()
    other = type(world.guild_id)(talk.guild.id)
    assert not any((await renewals.export_member(other, UserId(mia.id))).values())


async def test_what_a_member_submitted_is_erased_and_statuses_follow(world: World) -> None:
    await world.configure()
    mia, leo, renewals = world.member("Mia"), world.member("Leo"), world.bot.app.renewals
    await approved(world, leo, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    await fill(mia, ANNOUNCED | {"said_on": "soon"})
    await mia.slash("renewal ask", show="One Piece")
    posts = await renewals.forget_member(world.guild_id, UserId(mia.id))
    assert [p.message for p in posts] == [post(world).message.id]
    kept = await renewals.export_member(world.guild_id, UserId(mia.id))
    assert not any(kept.values())
    card = await leo.slash("renewal status", show="Hero Mask")
    assert "🌙 **No plans**" in card.text
    assert "the studio said on stage" not in card.text
    text = (await leo.slash("renewal history", show="Hero Mask")).text
    assert "**Announced → No plans**" in text
    assert "Evidence 2 was erased, as a member asked." in text
    assert "the studio said on stage" not in text
    assert "no longer here" in (await world.mod.click(post(world), "Withdraw")).text
    await fill(leo, ANNOUNCED)
    assert "Evidence 3" in post(world).text  # a number in an old post never means a new piece


async def test_what_a_moderator_decided_stands_without_their_name(world: World) -> None:
    await world.configure()
    mia, renewals = world.member("Mia"), world.bot.app.renewals
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    form = await world.mod.click(post(world), "Withdraw")
    await world.mod.submit(form, reason="Misread.")
    assert await renewals.forget_member(world.guild_id, UserId(world.mod.id)) == []
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "🌙 **No plans**" in card.text
    text = (await mia.slash("renewal history", show="Hero Mask")).text
    assert "Evidence 2 was withdrawn by a moderator." in text
    assert "Evidence 1 was approved by a moderator." in text
    assert world.mod.mention not in text
    assert "Approved by a moderator" in (await mia.choose(card, "1")).text
    held = {
        value
        for table in ("questions", "evidence", "history", "drafts")
        for row in await world.bot.app.db.all(f"SELECT * FROM renewal_{table}")
        for value in row
    }
    assert world.mod.id not in held
    assert mia.id in held


async def test_the_status_written_down_is_the_one_that_the_rule_gives(world: World) -> None:
    await world.configure()
    mia, leo, renewals = world.member("Mia"), world.member("Leo"), world.bot.app.renewals
    for who, status, source in (
        (leo, "announced", "rumour"),
        (mia, "cancelled", "aggregator"),
        (leo, "dated", "official"),
        (mia, "airing", "official"),
    ):
        await approved(world, who, {"sentence": "So.", "said_on": "2020"}, status, source)
    await renewals.forget_member(world.guild_id, UserId(mia.id))
    exhibit = await renewals.exhibit(world.guild_id, EvidenceId(1))
    standing = await renewals.standing(world.guild_id, exhibit.evidence.question)
    assert standing.question.status is standing.decision.status is Status.DATED
    assert rule.decide(standing.approved) == standing.decision
    moves = [(m.before, m.after) for m in reversed(await renewals.moves(standing))]
    assert moves[0][0] is Status.UNKNOWN
    assert [after for _, after in moves[:-1]] == [before for before, _ in moves[1:]]
    assert moves[-1][1] is Status.DATED
