"""Titles as people type them, to shows. Pure, and in memory or mapped into it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from bot.ids import ShowId
from bot.shows import seasons
from bot.shows.catalogue import Catalogue
from bot.shows.mentions import Spelled
from bot.shows.models import Format, Show
from bot.shows.titles import LONGEST, Kind, digest, fold, grams

__all__ = ["EXACT", "SURE", "Index", "Match", "fold"]

Array = npt.NDArray[Any]

_LINK = re.compile(r"(anilist\.co|myanimelist\.net)/anime/(\d{1,9})", re.IGNORECASE)
_ID = re.compile(r"(anilist|mal)[/: ](\d{1,9})", re.IGNORECASE)
_SITES = {"anilist.co": "anilist", "myanimelist.net": "mal"}
_NUMBER = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"\b(19[5-9][0-9]|20[0-4][0-9])\b")
_FILM = re.compile(r"\b(?:the )?(?:movie|film)(?: [1-9])?\b|劇場版|映画", re.IGNORECASE)
_FINAL = re.compile(r"\b(?:the )?final(?: season)?\b", re.IGNORECASE)

EXACT = 100.0
SURE = 84.0
"""From here on a match is what was meant: a title's beginning, or a typo or two away from one."""
GUESS = 77.0
"""At most what a show scores that lacks something which the query says."""
_CUTOFF = 68
_CANDIDATES = 70
_BASES = 5
"""Shows whose seasons are looked through for what a query says beside a title."""
_READ_AT_MOST = 40_000
_LONGEST_TYPED = 80
_PRIOR = 9.0
"""Points that what is known of a show may add to how well its title fits."""
_FILMS = (list(Format).index(Format.MOVIE),)
_SERIES = tuple(list(Format).index(kind) for kind in (Format.TV, Format.ONA, Format.TV_SHORT))
_UNKNOWN = list(Format).index(Format.UNKNOWN)
_EXACT_BY_KIND = {Kind.MAIN: 103.0, Kind.SHORT: 103.0, Kind.SYNONYM: 100.0, Kind.INITIALS: 89.0}


@dataclass(frozen=True, slots=True)
class Match:
    """A show that a query may mean, and how surely: 0 to 100. `known` are the points by which it
    is likelier than others before anything is typed.
    """

    show: Show
    score: float
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a query says beside a title."""

    base: str
    season: int | None = None
    part: int | None = None
    final: bool = False
    film: bool = False
    year: int | None = None


class Index:
    """Finds shows of a catalogue by what people type."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def named(self, folded: str) -> list[Show]:
        """The shows that go by exactly that title, as `fold` gives it, the likeliest first."""
        rows = [row for row, score in self._exactly(folded).items() if score >= EXACT]
        priors = self._catalogue.arrays["priors"]
        return [self._catalogue.at(row) for row in sorted(rows, key=lambda row: -priors[row])]

    def spelled(self, digests: Sequence[int]) -> dict[int, Spelled]:
        """Of titles by their `digest`, those that are some show's, each with its likeliest."""
        arrays = self._catalogue.arrays
        held, wanted = arrays["digests"], np.array(digests, dtype=np.uint64)
        if not (len(held) and len(wanted)):
            return {}
        wanted.sort()
        first = np.searchsorted(held, wanted)
        there = np.flatnonzero(held[np.minimum(first, len(held) - 1)] == wanted)
        last = np.searchsorted(held, wanted[there], side="right")
        found: dict[int, Spelled] = {}
        for key, begin, end in zip(
            wanted[there].tolist(), first[there].tolist(), last.tolist(), strict=True
        ):
            every = map(self._spelled, arrays["digest_texts"][begin:end].tolist())
            found[key] = max(every, key=lambda each: (each.kind is not Kind.INITIALS, each.prior))
        return found

    def _spelled(self, text: int) -> Spelled:
        arrays = self._catalogue.arrays
        row = int(arrays["owners"][text])
        return Spelled(row, Kind(int(arrays["kinds"][text])), float(arrays["priors"][row]))

    def find(
        self,
        query: str,
        get: Callable[[ShowId], Show | None],
        *,
        season: int | None = None,
        limit: int = 5,
        boost: Mapping[ShowId, float] | None = None,
    ) -> list[Match]:
        """The shows that `query` may mean, best first, at most `limit`.

        A link or id of AniList or MAL is that show. A season, given or in the query's own words,
        is walked to along the sequels of what the rest of the query names. `boost`: points for
        shows that whoever asks is known to mean.
        """
        query = query[:LONGEST]
        folded = fold(query)
        exactly = self._exactly(folded)
        exact = max(exactly.values(), default=0) >= EXACT
        if not exact and (by_id := _by_id(query, get)):
            return [Match(show, EXACT) for show in by_id]
        said = _wording(query)
        if season is None and (exact or not said):
            scores = self._fitting(folded)
        else:
            scores = self._placed(folded, exactly, said or _Wording(query), season)
        adds = {
            row: points
            for show_id, points in (boost or {}).items()
            if (row := self._catalogue.row(show_id)) is not None
        }
        priors = self._catalogue.arrays["priors"]
        ranked = sorted(
            scores,
            key=lambda row: (
                -(scores[row] + _PRIOR * float(priors[row]) + adds.get(row, 0)),
                row,
            ),
        )
        return [
            Match(self._catalogue.at(row), min(scores[row], EXACT), _PRIOR * float(priors[row]))
            for row in ranked[:limit]
        ]

    def _placed(
        self, folded: str, exactly: dict[int, float], said: _Wording, season: int | None
    ) -> dict[int, float]:
        """Scores by what the query says of season, part, year or film, and by the rest of it.

        With `season` given, only shows of that season.
        """
        arrays = self._catalogue.arrays
        base = self._fitting(fold(said.base)) if fold(said.base) else {}
        likeliest = sorted(
            base, key=lambda row: -(base[row] + _PRIOR * float(arrays["priors"][row]))
        )[:_BASES]
        wanted = season or said.season or (1 if said.part else None)
        found: dict[int, float] = {}
        best = max(
            (base[row] + _PRIOR * float(arrays["priors"][row]) for row in likeliest), default=0
        )
        for row in likeliest:
            # What is less likely than the best base is less likely to be meant a season of.
            score = min(base[row], EXACT) - 1
            score -= min(best - base[row] - _PRIOR * float(arrays["priors"][row]), 20) * 0.5
            for other in self._said_of(row, said, wanted):
                found[other] = max(found.get(other, 0), score)
        if season:
            return found
        # What the words say isn't there: the rest of the query is but a guess.
        whole = exactly if found else self._fitting(folded)
        for row, score in (*whole.items(), *base.items()):
            found.setdefault(row, min(score, GUESS))
        return found

    def _said_of(self, row: int, said: _Wording, season: int | None) -> Iterable[int]:
        """The shows of a franchise that the query's words single out, as far as they do."""
        arrays = self._catalogue.arrays
        if said.year and arrays["years"][row] == said.year and not season:
            yield row
        of = arrays["groups" if said.film else "lines"]
        group = np.flatnonzero(of == of[row])
        if said.film:
            yield from (int(other) for other in group if arrays["formats"][other] in _FILMS)
            return
        if said.final:
            seasons_there = arrays["seasons"][group]
            last = int(seasons_there.max(initial=0))
            yield from (int(each) for each in group[seasons_there == last] if last > 1)
            return
        if season:
            there = group[arrays["seasons"][group] == season]
            parts = arrays["parts"][there]
            if said.part and (parts == said.part).any():
                yield from map(int, there[parts == said.part])
            elif said.part and not said.season:
                yield from map(int, group[arrays["seasons"][group] == said.part])
            elif len(there):
                yield from map(int, there[parts == parts.min()])

    def _fitting(self, folded: str) -> dict[int, float]:
        """How well each show's titles fit what was typed, 0 to 100, without any prior."""
        folded = folded[:_LONGEST_TYPED]
        if not folded:
            return {}
        scores = self._exactly(folded)
        if not scores or max(scores.values()) < EXACT or len(folded) < 6:
            for row, score in self._nearly(folded).items():
                scores[row] = max(scores.get(row, 0), score)
        elif len(scores) < 5:
            for row, score in self._nearly(folded).items():
                scores.setdefault(row, score)
        return scores

    def _exactly(self, folded: str) -> dict[int, float]:
        arrays = self._catalogue.arrays
        key, digests = np.uint64(digest(folded)), arrays["digests"]
        first, last = np.searchsorted(digests, key), np.searchsorted(digests, key, side="right")
        found: dict[int, float] = {}
        for text in arrays["digest_texts"][first:last]:
            row = int(arrays["owners"][text])
            score = _EXACT_BY_KIND[Kind(int(arrays["kinds"][text]))]
            found[row] = max(found.get(row, 0), score)
        return found

    def _nearly(self, folded: str) -> dict[int, float]:
        arrays = self._catalogue.arrays
        candidates = self._candidates(folded)
        if not len(candidates):
            return {}
        starts, blob = arrays["text_starts"], arrays["texts"].data
        begin, end = starts[candidates].tolist(), starts[candidates + 1].tolist()
        texts = [str(blob[at:to], "utf-8") for at, to in zip(begin, end, strict=True)]
        typed = folded.replace(" ", "")
        joined = [text.replace(" ", "") for text in texts]
        run = process.cdist([typed], joined, scorer=fuzz.ratio, score_cutoff=_CUTOFF)[0]
        words = process.cdist([folded], texts, scorer=fuzz.token_sort_ratio, score_cutoff=_CUTOFF)[
            0
        ]
        among = (
            process.cdist([folded], texts, scorer=fuzz.token_set_ratio, score_cutoff=80)[0] * 0.84
            if " " in folded
            else np.zeros(len(texts))
        )
        fits = np.minimum(np.maximum(np.maximum(run, words), among), 95.0)
        found: dict[int, float] = {}
        for text, whole, fit, owner in zip(
            texts, joined, fits.tolist(), arrays["owners"][candidates].tolist(), strict=True
        ):
            score = fit
            share = len(typed) / max(len(whole), 1)
            if whole.startswith(typed):
                score = max(score, 90 + 6 * share)
            elif f" {folded}" in f" {text}":
                score = max(score, 78 + 9 * share)
            elif len(typed) > 3 and typed in whole:
                score = max(score, 74 + 9 * share)
            elif len(typed) > 5 and len(whole) > len(typed) + 2:
                begun = fuzz.ratio(typed, whole[: len(typed) + 1], score_cutoff=80)
                score = max(score, begun * 0.93)
            if score >= _CUTOFF:
                found[owner] = max(found.get(owner, 0), score)
        return found

    def _candidates(self, folded: str) -> Array:
        """The texts that share most with what was typed, by trigrams, at most `_CANDIDATES`."""
        arrays = self._catalogue.arrays
        typed = grams(folded)
        if not len(typed):
            return np.zeros(0, dtype=np.int64)
        starts, postings = arrays["gram_starts"], arrays["postings"]
        lengths = starts[typed + 1] - starts[typed]
        order = np.argsort(lengths)
        read = np.cumsum(lengths[order])
        order = order[(read <= _READ_AT_MOST) | (np.arange(len(order)) < 1)]
        held = [postings[starts[key] : starts[key + 1]] for key in typed[order]]
        shared = np.bincount(np.concatenate(held))
        texts = np.flatnonzero(shared > len(order) // 4)
        if not len(texts):
            return texts
        common = shared[texts].astype(np.float32)
        n = len(order)
        rank = (
            common / n
            + 2 * common / (len(typed) + arrays["gram_counts"][texts])
            + 0.25 * arrays["priors"][arrays["owners"][texts]]
        )
        if len(texts) <= _CANDIDATES:
            return texts
        return texts[np.argpartition(-rank, _CANDIDATES)[:_CANDIDATES]]


def _wording(query: str) -> _Wording | None:
    """What the query says beside a title; None where it says nothing more."""
    said = seasons.stated(query)
    film, final, year = _FILM.search(query), _FINAL.search(query), _YEAR.search(query)
    if not (said.season or said.part or film or final or year):
        return None
    base = query
    for match in (film, final, year):
        if match:
            base = base.replace(match.group(), " ")
    return _Wording(
        base=seasons.without_season(base),
        season=said.season,
        part=said.part,
        final=bool(final),
        film=bool(film),
        year=int(year.group()) if year else None,
    )


def _by_id(query: str, get: Callable[[ShowId], Show | None]) -> list[Show]:
    """The shows that a link or an id means; a bare number may be AniList's or MyAnimeList's."""
    if match := _LINK.search(query) or _ID.fullmatch(query.strip()):
        site = match[1].lower()
        ids = [ShowId(f"{_SITES.get(site, site)}/{match[2]}")]
    elif _NUMBER.fullmatch(query.strip()):
        ids = [ShowId(f"{site}/{query.strip()}") for site in ("anilist", "mal")]
    else:
        return []
    found = [show for show_id in ids if (show := get(show_id))]
    return list({show.id: show for show in found}.values())
