"""Seasons and wishes answered from the arrays of a catalogue, in memory and in its file."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.config import Config
from bot.ids import ShowId
from bot.shows import catalogue, shelves
from bot.shows.catalogue import About, Catalogue, CatalogueError, MappedCatalogue
from bot.shows.models import Format, Season, Show, Status
from bot.shows.service import Shows
from bot.shows.shelves import BEST_KNOWN, Length, Wish

EMBEDDED = catalogue.load(Config().catalogue)
SHOWS = list(EMBEDDED)
BEGIN = Shows(EMBEDDED).begins
ABOUT = About(name="Test set")


@pytest.fixture(scope="module", params=["memory", "file"])
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    if request.param == "memory":
        return EMBEDDED
    path = tmp_path_factory.mktemp("shelves") / "c"
    catalogue.write(path, SHOWS, ABOUT)
    return MappedCatalogue(path)


def ids(shows: object) -> set[ShowId]:
    return {show.id for show in shows}  # type: ignore[attr-defined]


def test_each_season_holds_its_shows(held: Catalogue) -> None:
    places = {(show.season, show.year) for show in SHOWS if show.season and show.year}
    assert len(places) > 20
    for season, year in places:
        there = ids(show for show in SHOWS if (show.season, show.year) == (season, year))
        assert season
        assert year
        assert ids(shelves.of_season(held, season, year, adult=True)) == there
    assert len(shelves.of_season(held, Season.FALL, 1901, adult=True)) == 0


def fits(show: Show, wish: Wish) -> bool:
    """The same in the long way."""
    first, last = wish.years or (0, 9999)
    return (
        show.status is Status.FINISHED
        and not show.adult
        and (wish.genre is None or wish.genre in show.genres)
        and first <= (show.year or 0) <= last
        and wish.takes(show)
    )


def test_wishes_are_answered_as_if_every_show_were_looked_at(held: Catalogue) -> None:
    chance, found = Random(1), 0
    for _ in range(200):
        wish = Wish(
            genre=chance.choice([None, *shelves.genres(held)]),
            years=chance.choice([None, (1990, 1999), (2013, 2013), (2000, 2026)]),
            length=chance.choice([None, *Length]),
        )
        expected = ids(show for show in SHOWS if fits(show, wish))
        expected = {show for show in expected if BEGIN(show)} or expected
        got = ids(shelves.fitting(held, wish, adult=False))
        assert got <= expected
        assert len(got) == min(len(expected), BEST_KNOWN)
        found += len(got)
    assert found > 200


def test_what_is_for_adults_stays_on_its_shelf() -> None:
    adult = replace(
        SHOWS[0], id=ShowId("anilist/1"), adult=True, season=Season.FALL, year=1999,
        status=Status.FINISHED, genres=("Drama",),
    )  # fmt: skip
    held = Catalogue([adult])
    for allowed, count in ((True, 1), (False, 0)):
        assert len(shelves.of_season(held, Season.FALL, 1999, adult=allowed)) == count
        assert len(shelves.fitting(held, Wish(genre="Drama"), adult=allowed)) == count


def test_a_wish_tells_films_from_series() -> None:
    series = replace(SHOWS[0], format=Format.OVA, episodes=1)
    film = replace(SHOWS[0], format=Format.MOVIE, episodes=1)
    unknown = replace(SHOWS[0], format=Format.TV, episodes=None)
    assert Wish(length=Length.FILM).takes(film)
    assert not Wish(length=Length.FILM).takes(series)
    assert Wish(length=Length.SHORT).takes(series)
    assert not Wish(length=Length.SHORT).takes(film)
    assert Wish().takes(unknown)
    assert not Wish(length=Length.SHORT).takes(unknown)
    assert not Wish().takes(replace(series, format=Format.MUSIC))


def test_odd_genres_years_and_counts_break_nothing(tmp_path: Path) -> None:
    odd = [
        replace(
            SHOWS[0], id=ShowId(f"anilist/{n}"), genres=(f"Genre {n}", "x" * 99, "恋愛", "a\nb"),
            year=1999, episodes=10**6,
        )
        for n in range(1, 100)
    ]  # fmt: skip
    bare = [replace(show, genres=(), season=None) for show in odd]
    for shows in (odd, bare):
        catalogue.write(tmp_path / "c", shows, ABOUT)
        held = MappedCatalogue(tmp_path / "c")
        names = shelves.genres(held)
        assert all(name.startswith("Genre ") for name in names)
        assert len(names) == (64 if shows is odd else 0)
        for name in [*names, "Genre 0"]:
            shelf = shelves.fitting(held, Wish(genre=name, length=Length.LONG), adult=False)
            assert [name in show.genres for show in shelf] == [True] * len(shelf)
            assert len(shelf) == (name in names)


def test_a_file_of_the_version_before_is_refused_in_words(tmp_path: Path) -> None:
    catalogue.write(tmp_path / "c", SHOWS[:3], ABOUT)
    whole = (tmp_path / "c").read_bytes()
    assert whole.startswith(b"KANSO-CATALOGUE-2\n")
    (tmp_path / "c").write_bytes(whole.replace(b"KANSO-CATALOGUE-2", b"KANSO-CATALOGUE-1", 1))
    with pytest.raises(CatalogueError, match="it isn't a catalogue of this version"):
        MappedCatalogue(tmp_path / "c")
