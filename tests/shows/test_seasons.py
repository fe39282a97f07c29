"""Which season a show is: the rule, on real franchises and on made-up ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.ids import ShowId
from bot.shows import catalogue, seasons
from bot.shows.models import (
    Format,
    PartialDate,
    Relation,
    RelationType,
    Show,
    Status,
    Title,
    Totals,
)

HELD = catalogue.load(Config().catalogue)


def show(
    number: int,
    title: str,
    start: str,
    end: str,
    *,
    format_: Format = Format.TV,
    synonyms: tuple[str, ...] = (),
    last: bool = False,
) -> Show:
    relations = [Relation(type=RelationType.PREQUEL, id=ShowId(f"anilist/{number - 1}"))]
    if not last:
        relations.append(Relation(type=RelationType.SEQUEL, id=ShowId(f"anilist/{number + 1}")))
    return Show(
        id=ShowId(f"anilist/{number}"),
        title=Title(romaji=title),
        synonyms=synonyms,
        format=format_,
        status=Status.FINISHED,
        first_aired=PartialDate.parse(start),
        last_aired=PartialDate.parse(end),
        relations=tuple(relations),
        as_of=date(2026, 1, 1),
    )


def places(*shows: Show) -> list[tuple[int | None, int | None]]:
    return [(entry.number, entry.part) for entry in seasons.number(shows)]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("Hero Mask", [(1, None), (2, None)]),
        ("Re:Zero kara Hajimeru Isekai Seikatsu", [(1, None), (2, 1), (2, 2), (3, None)]),
        ("Mushoku Tensei: Jobless Reincarnation", [(1, 1), (1, 2), (2, 1), (2, 2)]),
        ("Tokyo Ghoul", [(1, None), (2, None), (3, 1), (3, 2)]),
        (
            "Bakemonogatari",  # "Second Season" makes one season of what came before it
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, None), (4, None), (5, None), (6, None)],
        ),
        ("Fate/Zero", [(1, None), (2, None)]),
        ("Fate/stay night", [(1, None)]),  # the prequel was made five years later
        ("Fate/stay night: Unlimited Blade Works", [(1, None), (2, None)]),
        ("Mob Psycho 100", [(1, None), (2, None), (3, None)]),
        ("Spice and Wolf", [(1, None), (2, None)]),
    ],
)
def test_real_franchises(start: str, expected: list[tuple[int | None, int | None]]) -> None:
    first = next(show for show in HELD if start in show.names)
    line = seasons.number(seasons.chain(first, HELD.get))
    assert [(entry.number, entry.part) for entry in line] == expected


def test_the_line_is_the_same_from_wherever_it_is_entered() -> None:
    first = next(show for show in HELD if "Mob Psycho 100" in show.names)
    line = seasons.chain(first, HELD.get)
    for entry in line:
        assert seasons.chain(entry, HELD.get) == line


def test_an_unnumbered_sequel_after_months_is_the_next_season() -> None:
    assert places(
        show(1, "Moon", "2020-01-01", "2020-03-25"),
        show(2, "Moon Part II", "2020-11-25", "2021-02-01"),
    ) == [(1, None), (2, None)]


def test_a_part_before_a_numbered_season_is_part_of_the_one_before() -> None:
    assert places(
        show(1, "Moon", "2020-01-01", "2020-03-25"),
        show(2, "Moon Part 2", "2020-11-25", "2021-02-01"),
        show(3, "Moon II", "2022-01-01", "2022-03-01"),
    ) == [(1, 1), (1, 2), (2, None)]


@pytest.mark.parametrize(("gap", "season"), [(120, 1), (121, 2)])
def test_within_120_days_it_is_the_next_cour(gap: int, season: int) -> None:
    end = date(2020, 3, 25)
    start = (end + timedelta(days=gap)).isoformat()
    line = seasons.number(
        [show(1, "Moon", "2020-01-01", str(end)), show(2, "Moon: Tides", start, "2021-01-01")]
    )
    assert line[1].number == season


def test_a_final_season_in_parts_is_one_season() -> None:
    assert places(
        show(1, "Moon", "2020-01-01", "2020-03-25"),
        show(2, "Moon The Final Season", "2021-01-01", "2021-03-25"),
        show(3, "Moon The Final Season Part 2", "2022-01-01", "2022-03-25"),
    ) == [(1, None), (2, 1), (2, 2)]


def test_films_and_specials_have_no_number_and_do_not_count() -> None:
    assert places(
        show(1, "Moon", "2020-01-01", "2020-03-25"),
        show(2, "Moon: The Film", "2021-01-01", "2021-01-01", format_=Format.MOVIE),
        show(3, "Moon 2nd Season", "2022-01-01", "2022-03-25"),
    ) == [(1, None), (None, None), (2, None)]


def test_a_number_at_the_end_of_a_first_title_is_no_season() -> None:
    assert places(show(1, "Kaiju No. 8", "2024-04-13", "2024-06-29")) == [(1, None)]


def test_an_ova_series_counts_its_own() -> None:
    assert places(
        show(1, "Moon", "1990-01-01", "1990-03-25", format_=Format.OVA),
        show(2, "Moon 2", "1991-06-01", "1991-09-25", format_=Format.OVA),
    ) == [(1, None), (2, None)]


@pytest.mark.parametrize(
    ("title", "season", "part"),
    [
        ("Attack on Titan Season 3 Part 2", 3, 2),
        ("Shingeki no Kyojin 3 Part 2", 3, 2),
        ("Mob Psycho 100 II", 2, None),
        ("Mob Psycho 100 s3", 3, None),
        ("ReZero 2nd Season", 2, None),
        ("season two of monster", 2, None),
        ("Hero Mask part ii", None, 2),
        ("Slime 2nd cour", None, 2),
        ("ゆるキャン 第2期", 2, None),
        ("Hero Mask", None, None),
        ("Seasons of Blossom", None, None),
    ],
)
def test_what_a_title_states(title: str, season: int | None, part: int | None) -> None:
    assert seasons.stated(title) == seasons.Stated(season, part)


def test_the_season_words_can_be_taken_off() -> None:
    assert seasons.without_season("Attack on Titan Season 3 Part 2") == "Attack on Titan"
    assert seasons.without_season("hero mask 2") == "hero mask"


def test_a_loop_of_relations_ends() -> None:
    one = show(1, "Moon", "2020-01-01", "2020-03-25")
    two = Show(
        id=ShowId("anilist/2"),
        title=Title(romaji="Moon 2"),
        format=Format.TV,
        status=Status.FINISHED,
        relations=(Relation(type=RelationType.SEQUEL, id=one.id),),
        as_of=date(2026, 1, 1),
    )
    held = {one.id: one, two.id: two}
    assert len(seasons.chain(one, held.get)) == 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Moon", "Moon Part 2", "Moon II", "Moon Season 3", "Moon Final Season"]
            ),
            st.integers(0, 400),
            st.sampled_from([Format.TV, Format.ONA, Format.MOVIE]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_numbers_never_go_back_and_parts_count_up(entries: list[tuple[str, int, Format]]) -> None:
    day, line = date(2000, 1, 1), []
    for number, (title, gap, format_) in enumerate(entries):
        day += timedelta(days=gap + 90)
        start = (day - timedelta(days=90)).isoformat()
        line.append(show(number, title, start, day.isoformat(), format_=format_))
    numbered = [(e.number, e.part or 1) for e in seasons.number(line) if e.number]
    assert numbered == sorted(numbered)
    assert len(set(numbered)) == len(numbered)


def test_totals_are_known_only_when_every_count_is() -> None:
    entries = seasons.number([show(1, "Moon", "2020-01-01", "2020-03-25")])
    assert seasons.totals(entries) == Totals(seasons=1, episodes=None)
