"""`/show`, as members use it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from bot.config import Config
from bot.ids import ShowId
from bot.shows import catalogue, views
from bot.shows.models import Format, Held, NextEpisode, Passage, SeasonEntry, ShowCard
from bot.shows.service import Shows
from bot.shows.source import CatalogueSource, together
from bot.text import Texts
from tests.fakes import DownSource
from tests.world import World

HELD = catalogue.load(Config().catalogue)
NOW, LATER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)


async def test_a_member_looks_a_show_up(world: World) -> None:
    card = await world.member("Mia").slash("show", title="Hero Mask")
    assert not card.private
    for fact in (
        "## Hero Mask",
        "Streaming series · finished",
        "Fall 2018",
        "Season 1 of 2 · 24 episodes in all",
        "**Aired** 3 December 2018",
        "15 episodes, each 24 to 25 minutes (sources differ)",
        "**Studio Pierrot**",
        "**Director** Hiroyasu Aoki",
        "**Writer** Hiroyasu Aoki",
        "An original story",
        "Netflix (region not stated)",
        "Kansō's catalogue, checked ",
    ):
        assert fact in card.text
    assert card.buttons == ["Seasons", "Reviews", "Will it return?", "Follow", "Discuss"]


@pytest.mark.parametrize(
    "title",
    ["hero mask 2", "hero mask part ii", "Hero Mask season 2", "mal:40154",
     "https://anilist.co/anime/110686/Hero-Mask-Part-II/", "110686", "40154", "https://myanimelist.net/anime/40154"],
)  # fmt: skip
async def test_the_second_season_is_found_by_any_of_its_names(world: World, title: str) -> None:
    card = await world.member("Mia").slash("show", title=title)
    assert "23 August 2019" in card.text
    assert "9 episodes, each 24 minutes" in card.text


async def test_a_season_can_be_asked_for(world: World) -> None:
    mia = world.member("Mia")
    assert "23 August 2019" in (await mia.slash("show", title="Hero Mask", season=2)).text
    assert "23 August 2019" in (await mia.slash("show", title="anilist/105096", season=2)).text
    refused = await mia.slash("show", title="Hero Mask", season=7)
    assert refused.private
    assert "no season 7 of Hero Mask: the last one here is season 2. /renewal ask" in refused.text


async def test_the_pick_one_saw_is_the_show_one_gets(world: World) -> None:
    mia = world.member("Mia")
    for typed in ("hero", "HERO MASK", "ヒーロー", "heromask", "herro mask"):
        offered = await mia.complete("show", "title", typed)
        assert offered["Hero Mask (2018)"] == "anilist/105096", typed
    card = await mia.slash("show", title=offered["Hero Mask (2018)"])
    assert "3 December 2018" in card.text
    assert len(await mia.complete("show", "title", "")) == 25


async def test_a_private_look_up_is_seen_by_its_asker_alone(world: World) -> None:
    assert (await world.member("Mia").slash("show", title="Hero Mask", private=True)).private


async def test_seasons_of_the_whole_franchise_in_order(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("show", title="attack on titan")
    seasons = await mia.click(card, "Seasons")
    assert seasons.private
    places = [line.split(" · ")[0] for line in seasons.text.splitlines() if line[:2] == "**"]
    assert places == [
        "**__Season 1__**",
        "**Season 2**",
        "**Season 3, part 1**",
        "**Season 3, part 2**",
        "**Season 4, part 1**",
        "**Season 4, part 2**",
        "**Special**",
        "**Special**",
    ]
    assert "In all: 4 seasons, 87 episodes, 2 more beside them" in seasons.text
    third = await mia.choose(seasons, "anilist/104578")
    assert third.private
    assert "Season 3 of 4, part 2 · 87 episodes in all" in third.text


async def test_long_franchises_have_pages(world: World) -> None:
    mia = world.member("Mia")
    first = await mia.click(await mia.slash("show", title="Psycho-Pass: Providence"), "Seasons")
    assert "◀" not in first.buttons
    second = await mia.click(first, "▶")
    assert "◀" in second.buttons
    assert set(second.text.splitlines()) != set(first.text.splitlines())


@pytest.mark.parametrize("guess", ["fate", "evil", "your name 2"])
async def test_a_guess_is_asked_about_and_the_pick_is_for_everybody(
    world: World, guess: str
) -> None:
    mia = world.member("Mia")
    asked = await mia.slash("show", title=guess)
    assert asked.private
    assert f"Which one do you mean by “{guess}”?" in asked.text
    first = asked.selects[0]["options"][0]
    card = await mia.choose(asked, first["value"])
    assert not card.private
    assert first["label"].rpartition(" (")[0] in card.text


async def test_a_guess_asked_for_in_private_stays_private(world: World) -> None:
    mia = world.member("Mia")
    asked = await mia.slash("show", title="evil", private=True)
    assert (await mia.choose(asked, asked.selects[0]["options"][0]["value"])).private


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("フリーレン 2期", "## Frieren: Beyond Journey's End Season 2"),
        ("hero maks", "## Hero Mask"),
        ("mask hero", "## Hero Mask"),
        ("tokio goul", "## Tokyo Ghoul"),
        ("attack on titn", "## Attack on Titan"),
    ],
)
async def test_a_clear_lead_goes_straight_there(world: World, typed: str, title: str) -> None:
    card = await world.member("Mia").slash("show", title=typed)
    assert card.text.split("\n")[0] == title


async def test_spaces_are_no_title(world: World) -> None:
    mia = world.member("Mia")
    for seen in (
        await mia.slash("show", title=" "),
        await mia.slash("show", title="  ", season=2),
        await mia.slash("progress", show=" "),
    ):
        assert seen.text == "Type a title."
        assert seen.private


async def test_other_commands_do_not_guess_either(world: World) -> None:
    await world.configure()
    refused = await world.member("Mia").slash("discuss start", show="evil")
    assert refused.private
    assert "I'm not sure which show “evil” is. Pick it from the list:" in refused.text


async def test_a_film_has_a_length_and_no_episodes(world: World) -> None:
    card = await world.member("Mia").slash("show", title="Spirited Away")
    assert "\n124 minutes\n" in card.text or "\n125 minutes\n" in card.text
    assert "episode" not in card.text.partition("Aired")[0]


async def test_in_direct_messages_the_servers_buttons_are_left_out(world: World) -> None:
    card = await world.member("Mia").slash_alone("show", title="Hero Mask")
    assert "3 December 2018" in card.text
    assert card.buttons == ["Seasons", "Will it return?"]


async def test_an_unknown_title_is_told_kindly(world: World) -> None:
    answer = await world.member("Mia").slash("show", title="qwertzuiop asdfghjkl")
    assert answer.private
    assert "I don't know a show called “qwertzuiop asdfghjkl”" in answer.text


@pytest.mark.parametrize(
    "title",
    ["x", "💜", "\u202e\u202d", "'; DROP TABLE shows; --", "||", "0" * 200, "anilist/1", "\u3000"],
)
async def test_odd_titles_get_a_short_answer(world: World, title: str) -> None:
    answer = await world.member("Mia").slash("show", title=title)
    assert answer.text
    assert "Something broke" not in answer.text


async def test_where_the_source_is_down_the_catalogue_answers_and_says_so(tmp_path: Path) -> None:
    async with World.open(tmp_path, source=DownSource()) as world:
        answer = await world.member("Mia").slash("show", title="Hero Mask")
    assert not answer.private
    assert "3 December 2018" in answer.text
    assert "AniList doesn't answer right now.\n-# Kansō's catalogue, checked" in answer.text


async def test_in_a_terminal(world: World) -> None:
    held = catalogue.load(world.config.catalogue)
    shows = Shows(held, CatalogueSource(held))
    card = await shows.card(shows.only("Hero Mask").id, adult=False)
    text = views.as_text(card, world.bot.app.texts.choose("en"))
    assert text.startswith("Hero Mask\n")
    assert "**" not in text
    assert "Aired 3 December 2018" in text


class OutsideSource:
    """A source outside, with facts that the catalogue has none of."""

    name = "AniList"

    async def held(self, show_id: ShowId) -> Held | None:
        held = HELD.get(show_id)
        if held is None:
            return None
        show = replace(held, next_episode=NextEpisode(at=LATER, number=3), score=71)
        return Held(show=show, source=self.name, fetched_at=NOW)


async def test_a_card_says_where_it_knows_it_from_and_how_old_that_is(tmp_path: Path) -> None:
    async with World.open(tmp_path, source=OutsideSource()) as world:
        card = await world.member("Mia").slash("show", title="Hero Mask")
    assert "3 December 2018" in card.text
    assert f"**Next episode** number 3, <t:{int(LATER.timestamp())}:R>" in card.text
    assert "**Score** 71 of 100 at AniList" in card.text
    assert f"AniList, <t:{int(NOW.timestamp())}:R>" in card.text


def test_what_gives_something_away_stays_behind_bars() -> None:
    show = replace(
        next(iter(HELD)),
        passages=(Passage(text="A boy finds a mask."), Passage(text="He is | dead.", spoiler=True)),
        tags=("Crime",),
        spoiler_tags=("Tragedy",),
    )
    view = views.show_card(
        ShowCard(show=show, source="AniList", place=SeasonEntry(show=show), seasons=1),
        Texts().choose("en"),
    )
    text = "\n".join(
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )
    assert "A boy finds a mask.\n||He is \\| dead.||" in text
    assert "**Tags** Crime, ||Tragedy||" in text


def test_a_long_synopsis_ends_with_a_sentence() -> None:
    show = replace(next(iter(HELD)), passages=(), synopsis="He runs. " * 400)
    text = views._synopsis(show)
    assert len(text) <= views.LONGEST_SYNOPSIS
    assert text.endswith("He runs.")
    hidden = replace(show, passages=(Passage(text="x" * 899), Passage(text="y", spoiler=True)))
    assert "||" not in views._synopsis(hidden)


def test_a_source_that_leaves_something_out_is_completed() -> None:
    ours = next(iter(HELD))
    told = replace(
        ours, id=ShowId("anilist/9"), format=Format.UNKNOWN, directors=(), episodes=99, genres=()
    )
    both = together(ours, told)
    assert (both.id, both.format, both.directors) == (ours.id, ours.format, ours.directors)
    assert both.episodes == 99
