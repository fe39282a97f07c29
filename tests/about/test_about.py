"""`/help` and `/about`."""

from bot import __version__
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
