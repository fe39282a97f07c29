"""`/help` and `/about`."""

from datetime import timedelta

from bot import __version__
from bot.ids import GuildId
from bot.text.text import stamp
from tests.world import World


async def test_help_names_every_command_under_its_question(world: World) -> None:
    answer = await world.admin.slash("help")
    assert answer.private
    assert "**Is it any good?**\n`/review write` Write your review" in answer.text
    for name in ("/show", "/config", "/help", "/about", "/review write", "/renewal ask",
                 "/discuss start"):  # fmt: skip
        assert f"`{name}` " in answer.text


async def test_help_names_what_can_be_done_with_a_message(world: World) -> None:
    answer = await world.member("Mia").slash("help")
    assert "**On a message, under Apps**\n" in answer.text
    assert "**Look up show**" in answer.text


async def test_help_leaves_out_what_one_may_not_use(world: World) -> None:
    assert "/config" not in (await world.member("Mia").slash("help")).text


async def test_about_tells_version_uptime_and_sources(world: World) -> None:
    answer = await world.member("Mia").slash("about")
    assert f"Kansō {__version__}" in answer.text
    assert f"<t:{int(world.bot.started_at.timestamp())}:R>" in answer.text
    assert f"{len(world.bot.app.shows)} shows" in answer.text


async def test_about_tells_when_what_is_due_was_last_erased(world: World) -> None:
    mia = world.member("Mia")
    line = "**Erasing what is due** last success: "
    began = world.bot.app.servers.swept_at
    assert began is not None
    assert line + stamp(began) in (await mia.slash("about")).text
    await world.bot.app.servers.left(GuildId(4242))
    await world.advance(timedelta(days=30).total_seconds() - 10)
    with world.busy():
        kept = world.bot.app.servers.swept_at
        assert kept is not None
        await world.advance(timedelta(days=1).total_seconds())
        assert line + stamp(kept) in (await mia.slash("about")).text
    await world.advance(timedelta(days=1).total_seconds())
    swept = world.bot.app.servers.swept_at
    assert swept is not None
    assert swept - kept >= timedelta(days=2)
    assert line + stamp(swept) in (await mia.slash("about")).text
