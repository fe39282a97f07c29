"""Titles as people type them, to shows. Pure, and in memory."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.ids import ShowId
from bot.shows import seasons
from bot.shows.models import Format, Show

_LINK = re.compile(r"(anilist\.co|myanimelist\.net)/anime/(\d{1,9})", re.IGNORECASE)
_ID = re.compile(r"(anilist|mal)[/: ](\d{1,9})", re.IGNORECASE)
_SITES = {"anilist.co": "anilist", "myanimelist.net": "mal"}
_NUMBER = re.compile(r"[0-9]{1,9}")
_CUTOFF = 68
EXACT = 100.0
SURE = 84.0
"""From here on a match is what was meant: a title's beginning, or a typo or two away from one."""
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A show that a query may mean, and how surely: 0 to 100."""

    show: Show
    score: float


def fold(text: str) -> str:
    """Case, width, accents and punctuation out of the way; other scripts as they are."""
    text = unicodedata.normalize("NFKD", text[:LONGEST_QUERY]).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


class Index:
    """Built once over a set of shows."""

    def __init__(self, shows: Iterable[Show]) -> None:
        self._shows = {show.id: show for show in shows}
        self._exact: defaultdict[str, list[ShowId]] = defaultdict(list)
        self._titles: list[str] = []
        self._owners: list[ShowId] = []
        for show in self._shows.values():
            for title in dict.fromkeys(map(fold, (*show.names, *show.short_titles))):
                if title:
                    self._exact[title].append(show.id)
                    self._titles.append(title)
                    self._owners.append(show.id)

    def named(self, folded: str) -> list[Show]:
        """The shows that go by exactly that title, as `fold` gives it, the likeliest first."""
        return [self._shows[id_] for id_ in sorted(self._exact.get(folded, ()), key=self._prior)]

    def find(
        self,
        query: str,
        get: Callable[[ShowId], Show | None],
        *,
        season: int | None = None,
        limit: int = 5,
    ) -> list[Match]:
        """The shows that `query` may mean, best first, at most `limit`.

        A link or id of AniList or MAL is that show. A season, given or in the query's own words,
        is walked to along the sequels of what the rest of the query names.
        """
        matches = self._ranked(fold(query), limit)
        exact = bool(matches) and matches[0].score >= EXACT
        if not exact and (by_id := _by_id(query, get)):
            return [Match(show, EXACT) for show in by_id]
        said = seasons.stated(query)
        if season is None and (exact or not (said.season or said.part)):
            return matches
        wanted = season or said.season or said.part or 1
        part = said.part if said.season else None
        base = self._ranked(fold(seasons.without_season(query)), limit)
        walked = [
            Match(found, match.score)
            for match in base
            if (found := _walk(match.show, wanted, part, get))
        ]
        if season:
            return _unique(walked)[:limit]
        # The season that was named isn't there: what is left of the query is but a guess.
        guesses = [Match(m.show, min(m.score, SURE - 1)) for m in (*matches, *base)]
        ranked = sorted([*walked, *guesses], key=lambda match: -match.score)
        return _unique(ranked)[:limit]

    def _ranked(self, query: str, limit: int) -> list[Match]:
        if not query:
            return []
        scores: dict[ShowId, float] = dict.fromkeys(self._exact.get(query, ()), EXACT)
        for title, owner in zip(self._titles, self._owners, strict=True):
            if title.startswith(query):
                scores[owner] = max(scores.get(owner, 0), 90 + 9 * len(query) / len(title))
            elif f" {query}" in f" {title}" and len(query) > 1:
                scores[owner] = max(scores.get(owner, 0), 74 + 9 * len(query) / len(title))
        if len(query) > 2:
            for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
                found = process.extract(
                    query, self._titles, scorer=scorer, limit=60, score_cutoff=_CUTOFF
                )
                for _, score, position in found:
                    owner = self._owners[position]
                    scores[owner] = max(scores.get(owner, 0), min(score, 95.0))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], self._prior(item[0])))
        return [Match(self._shows[show_id], score) for show_id, score in ranked[:limit]]

    def _prior(self, show_id: ShowId) -> tuple[bool, str]:
        """Series before films and specials, earlier before later."""
        show = self._shows[show_id]
        return show.format not in (Format.TV, Format.ONA), str(show.first_aired or "9999")


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


def _walk(
    show: Show, season: int, part: int | None, get: Callable[[ShowId], Show | None]
) -> Show | None:
    """That part, or else the first one, of season `season` in the chain that `show` stands in."""
    line = [e for e in seasons.number(seasons.chain(show, get)) if e.number == season]
    return next((e.show for e in line if e.part == part), line[0].show if line else None)


def _unique(matches: Iterable[Match]) -> list[Match]:
    found: dict[ShowId, Match] = {}
    for match in matches:
        found.setdefault(match.show.id, match)
    return list(found.values())
