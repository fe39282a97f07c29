"""The outside view: how often shows of a kind got another season. Pure, but for reading one file.

``data/base_rates.json`` says what was counted, how, and what is left out. A figure is of a kind of
show, and never a prediction of one show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from bot.config import ROOT

FILE = ROOT / "data" / "base_rates.json"
FEWEST = 30
"""Series that a figure needs."""
COUNTED = frozenset({"tv", "tv_short"})
"""The formats that were counted; `ONLINE` is shown beside them, and said to be another."""
ONLINE = "ona"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Of `n` series `returned` did; the true share lies from `low` to `high` 95 times of 100."""

    n: int
    returned: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BySeasons:
    """Of series that have had `aired` seasons, those that had another one by the cut-off."""

    aired: int
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class BySource:
    """Of series from that source that began from `first` to `last`, those that had a second season
    within so many `years`.
    """

    source: str
    first: int
    last: int
    years: int
    figure: Figure


Rate = BySeasons | BySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The rates of the kinds that a show belongs to. `online`: it came out on the web, where no
    show was counted. Without `rates` nothing was counted that is like it.
    """

    rates: Sequence[Rate]
    cutoff: date
    online: bool = False


class BaseRates:
    """The figures of a file. Raises OSError, KeyError and ValueError for one that isn't whole."""

    def __init__(self, path: Path = FILE) -> None:
        told: Mapping[str, Any] = orjson.loads(path.read_bytes())
        self.cutoff = date.fromisoformat(told["cutoff"])
        self._seasons = {int(n): _figure(row) for n, row in told["by_seasons_aired"].items()}
        self._sources = {
            source: BySource(
                source=source,
                first=told["first_year"],
                last=told["last_year"],
                years=told["years"],
                figure=_figure(row),
            )
            for source, row in told["by_source"].items()
        }

    def outlook(self, *, season: int, aired: int, format: str, source: str | None) -> Outlook:  # noqa: A002
        """What is known of shows like one that has had `aired` seasons, and whose `season` is asked
        about. `format` and `source` are its first season's, as `bot.shows.models` has them.

        By its source only a second season was counted; and no season but the next one.
        """
        online = format == ONLINE
        rates: list[Rate] = []
        if (format in COUNTED or online) and season == aired + 1:
            if figure := self._seasons.get(aired):
                rates.append(BySeasons(aired=aired, figure=figure))
            if aired == 1 and source in self._sources:
                rates.append(self._sources[source])
        rates = [rate for rate in rates if rate.figure.n >= FEWEST]
        return Outlook(rates=rates, cutoff=self.cutoff, online=online and bool(rates))


def _figure(row: Mapping[str, Any]) -> Figure:
    low, high = row["interval"]
    return Figure(n=row["n"], returned=row["returned"], share=row["share"], low=low, high=high)
