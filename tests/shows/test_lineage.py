"""Who follows whom, from titles and dates."""

import itertools
import time
from datetime import date
from pathlib import Path

import pytest

from bot.ids import ShowId
from bot.shows import lineage, offline
from bot.shows.models import Format, RelationType, Show, Status, Title

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogue"
FRANCHISES = [
    [16498, 20958, 99147, 104578, 110277, 131681],  # Attack on Titan
    [20832, 98437, 101474, 133844],  # Overlord
    [21355, 108632, 119661, 163134],  # Re:Zero
    [108465, 127720, 146065, 166873, 178789],  # Mushoku Tensei
    [21202, 21699, 136804],  # Konosuba
    [140960, 142838, 158927, 177937],  # Spy x Family
    [20920, 101167, 112124, 129196, 155211, 170732],  # DanMachi
]


def show(number: int, title: str, year: int | None = None, kind: Format = Format.TV) -> Show:
    return Show(
        id=ShowId(f"anilist/{number}"), mal=number + 1000, title=Title(romaji=title), format=kind,
        status=Status.FINISHED, year=year, as_of=date(2026, 1, 1),
    )  # fmt: skip


def line(shows: list[Show]) -> list[int]:
    """The line that the first show begins, where every one is related to the first alone."""
    near = {show.id: [ShowId(f"mal/{shows[0].mal}")] for show in shows[1:]}
    found = lineage.relate(shows, near)
    by_id = {show.id: show for show in shows}
    at, walked = shows[0], [shows[0].anilist or 0]
    while after := [r.id for r in found[at.id] if r.type is RelationType.SEQUEL]:
        before = [r.id for r in found[after[0]] if r.type is RelationType.PREQUEL]
        assert before == [at.id]
        at = by_id[after[0]]
        walked.append(at.anilist or 0)
    return walked


def test_numbers_go_before_dates() -> None:
    assert line([show(1, "Uta", 2010), show(2, "Uta III"), show(3, "Uta II", 2012)]) == [1, 3, 2]


def test_parts_and_the_final_season() -> None:
    titles = ["Uta", "Uta Season 2 Part 2", "Uta: The Final Season", "Uta Season 2"]
    assert line([show(n, title, 2010) for n, title in enumerate(titles, 1)]) == [1, 4, 2, 3]


def test_a_film_a_spin_off_and_a_remake_stand_beside() -> None:
    shows = [
        show(1, "Uta", 2010),
        show(2, "Uta Movie 2", 2012, Format.MOVIE),
        show(3, "Uta! Chuugakkou", 2013),
        show(4, "Uta", 2001),
        show(5, "Uta 2nd Season", 2014),
    ]
    assert line(shows) == [1, 5]


def test_a_franchise_does_not_burst() -> None:
    shows = [show(n, f"Film {'x' * n}", 2000, Format.MOVIE) for n in range(1, 120)]
    found = lineage.relate(shows, {show.id: [other.id for other in shows] for show in shows})
    assert {len(relations) for relations in found.values()} == {lineage.MOST_BESIDE}
    assert all(r.id != show_id for show_id, relations in found.items() for r in relations)


def test_unknown_pages_are_passed_over() -> None:
    assert lineage.relate([show(1, "Uta")], {ShowId("anilist/1"): [ShowId("mal/5")]}) == {}


@pytest.mark.unmeasured
def test_franchises_of_the_full_set() -> None:
    path = SHARED / "aod_like.jsonl.zst"
    if not path.exists():
        pytest.skip("the collected data is not beside the checkout")
    entries = offline.read(path).entries
    began = time.process_time()
    found = lineage.relate(
        [entry.show for entry in entries], {entry.show.id: entry.related for entry in entries}
    )
    assert time.process_time() - began < 20  # quadratic would be minutes
    for franchise in FRANCHISES:
        for first, second in itertools.pairwise(franchise):
            after = [
                relation.id
                for relation in found[ShowId(f"anilist/{first}")]
                if relation.type is RelationType.SEQUEL
            ]
            assert after == [f"anilist/{second}"]
