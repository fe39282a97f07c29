"""The figures beside a forecast: what they are of, and that they are what was counted."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from bot.config import ROOT
from bot.forecasts import views
from bot.forecasts.base_rates import FEWEST, FILE, BaseRates, BySeasons, BySource
from bot.text import Texts

COUNTS = ROOT.parent / "shared" / "data" / "renewals" / "base_rates.json"
RATES = BaseRates()
T = Texts().choose("en")
TOLD: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
FIGURES = {**TOLD["by_seasons_aired"], **TOLD["by_source"]}


@pytest.mark.parametrize("name", FIGURES)
def test_shares_and_intervals_follow_from_the_counts(name: str) -> None:
    """Wilson's score interval: (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)."""
    figure, z = FIGURES[name], 1.96
    n, p = figure["n"], figure["returned"] / figure["n"]
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    assert figure["share"] == round(p, 3)
    assert figure["interval"] == [round(low, 3), round(high, 3)]
    assert n >= FEWEST


@pytest.mark.skipif(not COUNTS.exists(), reason="the counts are not here: ../shared is absent")
def test_the_figures_are_those_that_were_counted() -> None:
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    assert counts["cutoff"] == TOLD["cutoff"]
    assert f"{counts['tv_entries']:,} TV entries" in TOLD["universe"]
    mode = counts["modes"]["series+title"]
    for seasons, figure in TOLD["by_seasons_aired"].items():
        counted = mode["next_season_given_n_aired"][seasons]
        assert (figure["n"], figure["returned"]) == (counted["n"], counted["with_sequel"])
        assert figure["interval"] == counted["ci95"]
    for figure in TOLD["by_source"].values():
        classes = [mode["by_source_2012_2020_within_5y"][name] for name in figure["counted_as"]]
        assert figure["n"] == sum(each["n"] for each in classes)
        assert figure["returned"] == sum(each["with_sequel"] for each in classes)
        if len(classes) == 1:
            assert figure["interval"] == classes[0]["ci95"]


def chosen(**changes: Any) -> list[type]:
    show = {"season": 2, "aired": 1, "format": "tv", "source": "manga", **changes}
    return [type(rate) for rate in RATES.outlook(**show).rates]


@pytest.mark.parametrize(
    ("changes", "rates"),
    [
        ({}, [BySeasons, BySource]),
        # By its source only a second season was counted.
        ({"season": 3, "aired": 2}, [BySeasons]),
        ({"source": "other"}, [BySeasons]),
        ({"source": None}, [BySeasons]),
        # Of series with five seasons there are too few.
        ({"season": 6, "aired": 5}, []),
        # Not the next one, or none before it.
        ({"season": 4, "aired": 2}, []),
        ({"season": 1, "aired": 0}, []),
        ({"season": 1, "aired": 1}, []),
        # Nothing like it was counted.
        ({"format": "movie"}, []),
        ({"format": "ova"}, []),
        ({"format": "tv_short"}, [BySeasons, BySource]),
        ({"format": "ona"}, [BySeasons, BySource]),
    ],
)
def test_the_kind_that_a_show_belongs_to(changes: dict[str, Any], rates: list[type]) -> None:
    assert chosen(**changes) == rates


def test_what_came_out_on_the_web_is_said_to_be_of_another_kind() -> None:
    show: dict[str, Any] = {"season": 3, "aired": 2, "source": "original"}
    assert RATES.outlook(format="ona", **show).online
    assert not RATES.outlook(format="tv", **show).online


def test_a_rate_in_words_has_its_n_and_its_interval() -> None:
    by_seasons, by_source = RATES.outlook(season=2, aired=1, format="tv", source="manga").rates
    assert views.rate_words(by_seasons, T).replace("\u00a0", " ") == (
        "Of 3897 TV series with 1 season or more, 12 % had another one sooner or later "
        "(95 % interval 11 % to 13 %)."
    )
    assert views.rate_words(by_source, T).replace("\u00a0", " ") == (
        "Of 469 TV series from a manga that began from 2012 to 2020, 17 % had a second season "
        "within 5 years (95 % interval 14 % to 21 %)."
    )
    assert set(views.KINDS) == set(TOLD["by_source"])


def test_a_broken_file_is_no_silent_guess(tmp_path: Path) -> None:
    broken = tmp_path / "base_rates.json"
    broken.write_text('{"cutoff": "2026-08-17"}', encoding="utf-8")
    with pytest.raises(KeyError):
        BaseRates(broken)
