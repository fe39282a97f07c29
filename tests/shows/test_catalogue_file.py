"""The full catalogue in one mapped file, and titles found in it."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.ids import ShowId
from bot.shows import catalogue
from bot.shows.catalogue import About, CatalogueError, MappedCatalogue
from bot.shows.models import Format, Show
from bot.shows.search import EXACT, SURE, Index
from bot.shows.titles import LONGEST, fold, initials
from tests.world import World

ABOUT = About(name="Test set", url="https://example.com", licence="CC0", as_of="2026-11-01")
EMBEDDED = catalogue.load(Config().catalogue)
SHOWS = list(EMBEDDED)
HERO_MASK = ShowId("anilist/105096")


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> MappedCatalogue:
    path = tmp_path_factory.mktemp("catalogue") / "local" / "catalogue.kanso"
    catalogue.write(path, SHOWS, ABOUT)
    return MappedCatalogue(path)


def test_what_is_written_is_read_back(mapped: MappedCatalogue) -> None:
    assert mapped.about == ABOUT
    assert len(mapped) == len(SHOWS)
    assert list(mapped) == SHOWS
    for show in SHOWS:
        assert mapped.get(show.id) == show
        if show.mal:
            assert mapped.get(ShowId(f"mal/{show.mal}")) == show


@pytest.mark.parametrize("show_id", ["anilist/99999999", "nowhere/1", "anilist/x", "", "anilist/²"])
def test_an_id_that_nobody_lists_is_no_show(mapped: MappedCatalogue, show_id: str) -> None:
    assert mapped.get(ShowId(show_id)) is None
    assert EMBEDDED.get(ShowId(show_id)) is None


def test_ids_of_further_sites_lead_to_the_show(tmp_path: Path) -> None:
    show = replace(SHOWS[0], also=(ShowId("anidb/77"), ShowId("kitsu/88")))
    catalogue.write(tmp_path / "c", [show], ABOUT)
    for held in (MappedCatalogue(tmp_path / "c"), catalogue.Catalogue([show])):
        assert held.get(ShowId("kitsu/88")) == held.get(ShowId("anidb/77")) == show


def test_few_shows_are_held_decoded(
    mapped: MappedCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "DECODED_HELD", 3)
    held = MappedCatalogue(Path(str(mapped.path)))
    for show in SHOWS[:10]:
        held.get(show.id)
    assert len(held._held) == 3
    assert held.get(SHOWS[9].id) is held.get(SHOWS[9].id)


@pytest.mark.parametrize("keep", [0, 5, 30, 500, 0.5, 0.99])
def test_a_file_that_is_cut_off_or_foreign_is_refused(
    mapped: MappedCatalogue, tmp_path: Path, keep: float
) -> None:
    whole = mapped.path.read_bytes()
    (tmp_path / "c").write_bytes(
        whole[: int(keep * len(whole)) if isinstance(keep, float) else keep]
    )
    with pytest.raises(CatalogueError, match="can't be read"):
        MappedCatalogue(tmp_path / "c")
    (tmp_path / "c").write_bytes(b"<html>" + os.urandom(2000))
    with pytest.raises(CatalogueError, match="can't be read"):
        MappedCatalogue(tmp_path / "c")


def test_a_catalogue_that_cant_be_read_leaves_the_embedded_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "c").write_text("nonsense")
    assert len(catalogue.opened(tmp_path / "c", Config().catalogue)) == len(SHOWS)
    assert "catalogue update" in caplog.text
    assert len(catalogue.opened(tmp_path / "none", Config().catalogue)) == len(SHOWS)


async def test_the_running_bot_takes_a_new_catalogue_between_two_keystrokes(world: World) -> None:
    mia = world.member("Mia")
    assert "Kansō Test" not in str(await mia.complete("show", "title", "kanso test"))
    show = replace(
        SHOWS[0],
        id=ShowId("mal/987654"),
        mal=987654,
        title=replace(SHOWS[0].title, romaji="Kansō Test", english="Kansō Test"),
        relations=(),
    )
    catalogue.write(world.config.catalogue_update, [*SHOWS, show], ABOUT)
    offered = await mia.complete("show", "title", "kanso test")
    assert "mal/987654" in offered.values()
    card = await mia.slash("show", title="kanso test")
    assert "## Kansō Test" in card.text
    assert "Test set, checked" in card.text

    world.config.catalogue_update.with_suffix(".bad").write_text("nonsense")
    world.config.catalogue_update.with_suffix(".bad").replace(world.config.catalogue_update)
    assert "mal/987654" in (await mia.complete("show", "title", "kanso test")).values()
    await world.restart()
    assert "mal/987654" not in (await mia.complete("show", "title", "kanso test")).values()


ODD = [
    "", " ", "a", "ー", "🎭🎭🎭", "‮hero mask‬", "​​", "'; DROP TABLE shows; --", "**hero**",
    "@everyone", "\0", "ﷺ" * 50,
    "hero mask " * 400, "%_%", "\\", "season 2", "the movie", "final season",
    "1999", "s2", "第2期",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_odd_queries_are_answered(mapped: MappedCatalogue, query: str) -> None:
    for held in (mapped, EMBEDDED):
        found = Index(held).find(query, held.get)
        assert len(found) <= 5
        assert len({match.show.id for match in found}) == len(found)


@given(st.text(max_size=60))
def test_any_query_is_answered_the_same_twice(query: str) -> None:
    index = Index(EMBEDDED)
    found = index.find(query, EMBEDDED.get, limit=25)
    assert found == index.find(query, EMBEDDED.get, limit=25)
    assert all(0 <= match.score <= EXACT for match in found)


@given(st.sampled_from(SHOWS))
def test_every_show_is_found_by_its_own_titles(show: Show) -> None:
    for name in (show.title.main, show.title.romaji, show.title.native):
        if name and fold(name):
            found = [match.show.id for match in Index(EMBEDDED).find(name, EMBEDDED.get)]
            assert show.id in found


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("hreo mask", ["Hero Mask"]),
        ("mask hero", ["Hero Mask"]),
        ("heromask", ["Hero Mask"]),
        ("hero mask 2019", ["Hero Mask Part II"]),
        ("hero mask cour 2", ["Hero Mask Part II"]),
        ("hero mask second season", ["Hero Mask Part II"]),
        ("hero mask final season", ["Hero Mask Part II"]),
        ("attack on titan s3 part 2", ["Attack on Titan Season 3 Part 2"]),
        ("aot s2", ["Attack on Titan Season 2"]),
        ("進撃の巨人 2期", ["Attack on Titan Season 2"]),
        ("madoka movie 3", ["Puella Magi Madoka Magica the Movie -Rebellion-"]),
    ],
)
def test_what_people_type_beside_a_title(query: str, titles: Sequence[str]) -> None:
    found = Index(EMBEDDED).find(query, EMBEDDED.get)
    assert [match.show.title.main for match in found[: len(titles)]] == list(titles)
    assert found[0].score >= SURE - 1


def test_what_a_server_picks_moves_a_show_up() -> None:
    index = Index(EMBEDDED)
    plain = [match.show.id for match in index.find("fullmetal", EMBEDDED.get)]
    last = plain[-1]
    assert index.find("fullmetal", EMBEDDED.get, boost={last: 40.0})[0].show.id == last


def test_initials_are_of_three_words_and_more() -> None:
    assert initials("boku no hero academia") == "bnha"
    assert initials("mob psycho 100") == "mp100"
    assert initials("death note") is None
    assert initials("進撃 の 巨人") is None
    assert fold("x" * 9999) == "x" * LONGEST


def test_every_format_has_its_weight(tmp_path: Path) -> None:
    shows = [
        replace(SHOWS[0], id=ShowId(f"anilist/{at}"), mal=None, format=format_, relations=())
        for at, format_ in enumerate(Format, start=1)
    ]
    found = Index(catalogue.Catalogue(shows)).find(SHOWS[0].title.main, lambda _: None, limit=9)
    assert found[0].show.format is Format.TV
    assert found[-1].show.format is Format.MUSIC
