"""`/help` and `/about`."""

from bot import __version__
from tests.world import World


async def test_help_names_every_command_in_words(world: World) -> None:
    answer = await world.member("Mia").slash("help")
    assert answer.private
    for name in ("/show", "/config", "/help", "/about", "/review write", "/renewal ask",
                 "/discuss start"):  # fmt: skip
        assert f"**{name}** " in answer.text


async def test_about_tells_version_uptime_and_sources(world: World) -> None:
    answer = await world.member("Mia").slash("about")
    assert f"Kansō {__version__}" in answer.text
    assert f"<t:{int(world.bot.started_at.timestamp())}:R>" in answer.text
    assert f"{len(world.bot.app.shows)} shows" in answer.text
