"""How good the forecasts were: a member's own, and the server's best."""

from bot.ids import UserId
from tests.forecasts.oracle import begin, days, resolve, say
from tests.world import Seen, World

SHOWS = ("Hero Mask", "One Piece", "Frieren", "Mob Psycho 100", "Trigun")


async def test_calibration_and_leaderboard(world: World) -> None:
    await world.configure()
    mia, leo, noor = (world.member(name) for name in ("Mia", "Leo", "Noor"))
    none = await mia.slash("renewal calibration")
    assert none.private
    assert (
        "None of your forecasts is resolved yet. From 5 on I show how good they were." in none.text
    )
    for number, show in enumerate(SHOWS):
        await begin(mia, 30, show)
        await say(leo, 10 if number else 70, show)
        if number:
            await say(noor, 1, show)
    days(world, 20)
    for show in SHOWS[:4]:
        await resolve(world.mod, "No", "deadline", show)
    assert "1 more, and I show" in (await mia.slash("renewal calibration")).text
    board = await mia.slash("renewal leaderboard")
    assert not board.private
    assert "Nobody here has 5 resolved forecasts yet." in board.text
    assert "of your forecasts" not in board.text
    own = await mia.slash("renewal leaderboard", private=True)
    assert own.private
    assert "4 of your forecasts are resolved. 1 more" in own.text
    panel = await resolve(world.mod, "No", "deadline", SHOWS[4])
    card = await mia.slash("renewal calibration")
    # (0.3 - 0)² = 0.09 each time.
    assert "Score **0.090** over 5 questions" in card.text
    assert "Your 30\u00a0% calls came true 0 of 5 times." in card.text
    (picture,) = card.message.attachments
    assert "30\u00a0%: 0 of 5 came true" in picture.description
    card = await leo.slash("renewal calibration")
    # 0.49 once and 0.01 four times: 0.53 / 5 = 0.106.
    assert "Score **0.106** over 5 questions" in card.text
    assert "Your 10\u00a0% calls came true 0 of 4 times." in card.text
    assert "Your 70\u00a0% calls came true 0 of 1 time." in card.text
    await world.restart()
    board = await mia.slash("renewal leaderboard")
    assert places(board) == [
        f"**1.** {mia.mention} · **0.090** · 5 questions",
        f"**2.** {leo.mention} · **0.106** · 5 questions",
    ]  # Noor has four
    await world.mod.click(panel, "Undo")
    assert places(await mia.slash("renewal leaderboard")) == []
    await resolve(world.mod, "No", "deadline", SHOWS[4])
    assert len(places(await mia.slash("renewal leaderboard"))) == 2
    confirm = await mia.click(await mia.slash("privacy"), "Erase…")
    assert "Forecasts" in confirm.text
    await world.bot.app.forecasts.forget_member(world.guild_id, UserId(mia.id))
    assert places(await leo.slash("renewal leaderboard")) == [
        f"**1.** {leo.mention} · **0.106** · 5 questions"
    ]
    olga, there = world.elsewhere()
    assert places(await olga.slash("renewal leaderboard", at=there)) == []


def places(board: Seen) -> list[str]:
    return [line for line in board.text.split("\n") if "· **" in line]
