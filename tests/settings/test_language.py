"""The language of a server: of its posts, and of answers where a member's own isn't known."""

import dataclasses
from pathlib import Path

import pytest

from bot.privacy import parcel
from bot.text import Texts
from tests.fakes import write_catalogue
from tests.world import Person, Seen, World


@pytest.fixture
def locales(world: World, tmp_path: Path) -> Path:
    """German and Japanese catalogues of a few words; the bot has them."""
    write_catalogue(tmp_path / "locales", "de", {"Switch off": "Ausschalten"})
    write_catalogue(tmp_path / "locales", "ja", {"Switch off": "切る", "Close": "閉じる"})
    taught(world, tmp_path / "locales")
    return tmp_path / "locales"


def taught(world: World, locales: Path) -> None:
    world.bot.app = dataclasses.replace(world.bot.app, texts=Texts(locales))


async def open_language(who: Person) -> Seen:
    return await who.slash("config", section="language")


async def choose(world: World, locale: str) -> Seen:
    panel = await open_language(world.admin)
    return await world.admin.choose(panel, locale, custom_id="config-language:1")


def offered(panel: Seen) -> dict[str, bool]:
    """The languages of the panel by value, with which one stands."""
    (found,) = (s for s in panel.selects if s["custom_id"] == "config-language:1")
    return {option["value"]: bool(option.get("default")) for option in found["options"]}


@pytest.mark.usefixtures("locales")
async def test_languages_with_a_catalogue_are_offered_in_their_own_names(world: World) -> None:
    panel = await open_language(world.admin)
    assert panel.private
    assert offered(panel) == {"discord": True, "en": False, "ja": False, "de": False}
    assert "As Discord says\nEnglish\nEnglish\n日本語\nDeutsch" in panel.text
    assert "**Language** English" in panel.text


async def test_it_is_told_taken_back_and_survives_a_restart(world: World, locales: Path) -> None:
    panel = await choose(world, "ja")
    now = int(world.clock.now().timestamp())
    said = f"<@{world.admin.id}> changed the language <t:{now}:R>: as Discord says → 日本語"
    assert said in panel.text
    assert "**Language** 日本語" in panel.text
    await world.restart()
    taught(world, locales)
    panel = await open_language(world.admin)
    assert offered(panel)["ja"]
    panel = await world.admin.click(panel, "Undo")
    assert offered(panel)["discord"]
    panel = await choose(world, "de")
    assert offered(await choose(world, "discord")) == offered(await open_language(world.admin))
    assert (await world.bot.app.settings.get(world.guild_id)).locale is None


@pytest.mark.usefixtures("locales")
async def test_posts_are_in_it_and_answers_in_the_members_own(world: World) -> None:
    await world.configure()
    await choose(world, "ja")
    guild = world.bot.get_guild(world.guild_id)
    assert guild is not None
    assert world.bot.guild_text(guild).locale == "ja"
    await world.member("Mia").slash("discuss start", show="Hero Mask", episode=3)
    assert any("閉じる" in post.text + str(post.buttons) for post in world.posts(world.discussions))
    for own, server, button in (
        ("en-GB", "de", "Switch off"),
        ("de", "en-US", "Ausschalten"),
        ("fr", "de", "切る"),
    ):
        with world.reading(own, server=server):
            panel = await world.admin.slash("config", section="features")
            assert button in panel.buttons, own


@pytest.mark.usefixtures("locales")
async def test_without_a_choice_it_is_as_discord_says(world: World) -> None:
    with world.reading("fr", server="de"):
        panel = await world.admin.slash("config", section="features")
        assert "Ausschalten" in panel.buttons
        assert "**Language** Deutsch" in (await open_language(world.admin)).text


async def test_english_is_a_choice_against_discords(world: World, locales: Path) -> None:
    await choose(world, "en")
    with world.reading("fr", server="de"):
        panel = await world.admin.slash("config", section="features")
        assert "Switch off" in panel.buttons
    await choose(world, "ja")
    (locales / "ja" / "LC_MESSAGES" / "kanso.mo").unlink()
    taught(world, locales)
    with world.reading("fr", server="de"):
        panel = await world.admin.slash("config", section="features")
        assert "Ausschalten" in panel.buttons


@pytest.mark.usefixtures("locales")
async def test_members_and_made_up_languages_change_nothing(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, "config-language:1", values=["ja"])
    assert refused.text == "You need Manage Server in this server to do that."
    panel = await open_language(world.admin)
    for values in (["fr"], ["klingon"], []):
        refused = await world.admin.forge(panel, "config-language:1", values=values)
        assert "no longer here" in refused.text
    assert (await world.bot.app.settings.get(world.guild_id)).locale is None


async def test_another_host_gets_it(world: World, locales: Path, tmp_path: Path) -> None:
    await choose(world, "ja")
    file = tmp_path / "server.zip"
    parcel.export(world.config.database, world.guild_id, file)
    await choose(world, "discord")
    async with world.away():
        parcel.bring_in(world.config.database, file, replace=True)
    taught(world, locales)
    assert offered(await open_language(world.admin))["ja"]
