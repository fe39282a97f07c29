"""Shows taken off a catalogue without reading it all: those of a season, those that fit a wish."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from bot.shows.catalogue import Catalogue
from bot.shows.models import Format, Season, Show, Status

Array = npt.NDArray[Any]

BEST_KNOWN = 200
"""Of the shows that fit a wish, those that are chosen among."""
MOST_GENRES = 64
GENRE = re.compile(r"[A-Za-z0-9 ./-]{1,24}")
"""A genre's name stands in a button's custom id, where a letter beyond these takes nine."""

_FILM, _MUSIC = (list(Format).index(kind) for kind in (Format.MOVIE, Format.MUSIC))
_FINISHED = list(Status).index(Status.FINISHED)
_MOST_EPISODES = 65_535


class Length(StrEnum):
    """How long a show is that somebody wishes for."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    FILM = "film"

    @property
    def episodes(self) -> tuple[int, int]:
        """The fewest and the most episodes."""
        return _EPISODES[self]


_EPISODES = {
    Length.SHORT: (1, 13),
    Length.MEDIUM: (14, 26),
    Length.LONG: (27, _MOST_EPISODES),
    Length.FILM: (1, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody would like to watch. `years`: first and last, both counted in."""

    genre: str | None = None
    years: tuple[int, int] | None = None
    length: Length | None = None

    def takes(self, show: Show) -> bool:
        """Whether the show is as long as wished for; music videos are nobody's wish."""
        if show.format is Format.MUSIC:
            return False
        if self.length is None:
            return True
        low, high = self.length.episodes
        film = show.format is Format.MOVIE
        return film is (self.length is Length.FILM) and low <= (show.episodes or 0) <= high


class Shelf(Sequence[Show]):
    """Shows of a catalogue at `rows`, read when they are looked at."""

    def __init__(self, catalogue: Catalogue, rows: Array) -> None:
        self._catalogue = catalogue
        self._rows = rows

    @overload
    def __getitem__(self, at: int) -> Show: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Show]: ...
    def __getitem__(self, at: int | slice) -> Show | Sequence[Show]:
        if isinstance(at, slice):
            return [self._catalogue.at(int(row)) for row in self._rows[at]]
        return self._catalogue.at(int(self._rows[at]))

    def __len__(self) -> int:
        return len(self._rows)


def index(shows: Sequence[Show]) -> Mapping[str, Array]:
    """The arrays that the functions here read, over shows in their order."""
    counted = Counter(
        genre for show in shows for genre in dict.fromkeys(show.genres) if GENRE.fullmatch(genre)
    )
    bits = {name: 1 << at for at, (name, _) in enumerate(counted.most_common(MOST_GENRES))}
    return {
        "quarters": np.array([_quarter(show.season, show.year) for show in shows], dtype=np.uint16),
        "statuses": np.array([list(Status).index(show.status) for show in shows], dtype=np.uint8),
        "episodes": np.array(
            [min(show.episodes or 0, _MOST_EPISODES) for show in shows], dtype=np.uint16
        ),
        "genres": np.array(
            [sum(bits.get(genre, 0) for genre in set(show.genres)) for show in shows],
            dtype=np.uint64,
        ),
        "genre_names": np.frombuffer("\n".join(bits).encode(), dtype=np.uint8),
    }


def genres(catalogue: Catalogue) -> list[str]:
    """The genres that its shows have, the most frequent first."""
    names: str = catalogue.arrays["genre_names"].tobytes().decode()
    return names.split("\n") if names else []


def of_season(catalogue: Catalogue, season: Season, year: int, *, adult: bool) -> Shelf:
    """What starts in that season, the likeliest to be looked for first."""
    arrays = catalogue.arrays
    fits = arrays["quarters"] == _quarter(season, year)
    return _shelf(catalogue, fits, adult=adult)


def fitting(catalogue: Catalogue, wish: Wish, *, adult: bool) -> Shelf:
    """Finished shows that fit a wish, the likeliest to be known first, at most `BEST_KNOWN`."""
    arrays = catalogue.arrays
    formats, episodes, years = (arrays[name] for name in ("formats", "episodes", "years"))
    fits = (arrays["statuses"] == _FINISHED) & (formats != _MUSIC)
    if wish.genre:
        known = genres(catalogue)
        bit = 1 << known.index(wish.genre) if wish.genre in known else 0
        fits &= (arrays["genres"] & np.uint64(bit)) != 0
    if wish.years:
        fits &= (years >= wish.years[0]) & (years <= wish.years[1])
    if wish.length:
        low, high = wish.length.episodes
        fits &= (formats == _FILM) == (wish.length is Length.FILM)
        fits &= (episodes >= low) & (episodes <= high)
    begins = (arrays["seasons"] <= 1) & (arrays["parts"] <= 1)
    if (fits & begins if adult else fits & begins & ~arrays["adult"]).any():
        fits &= begins  # nobody starts with a third season where there is something else
    return _shelf(catalogue, fits, adult=adult, most=BEST_KNOWN)


def _shelf(catalogue: Catalogue, fits: Array, *, adult: bool, most: int | None = None) -> Shelf:
    arrays = catalogue.arrays
    rows = np.flatnonzero(fits if adult else fits & ~arrays["adult"])
    return Shelf(catalogue, rows[np.argsort(-arrays["priors"][rows], kind="stable")][:most])


def _quarter(season: Season | None, year: int | None) -> int:
    """A season of a year as one number; 0 where either isn't known."""
    if season is None or not year or not 0 < year < 10_000:
        return 0
    return 4 * year + list(Season).index(season)
