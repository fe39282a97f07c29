"""Looking shows up."""

import itertools
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import Refusal, SourceDown
from bot.ids import ShowId
from bot.shows import mentions, seasons, shelves, titles
from bot.shows.catalogue import Catalogue, CatalogueError, MappedCatalogue
from bot.shows.lore import NOTHING, Lore
from bot.shows.mentions import Spelled
from bot.shows.models import (
    Held,
    NoSuchSeason,
    NothingTyped,
    Picked,
    Season,
    SeasonEntry,
    Show,
    ShowCard,
    ShowIsAdult,
    ShowNotFound,
    Title,
    Totals,
    WhichShow,
)
from bot.shows.search import EXACT, SURE, Index, Match, fold
from bot.shows.shelves import Shelf, Wish
from bot.shows.source import CatalogueSource, Source, together
from bot.shows.titles import Kind

CLEAR_LEAD = 8.0
"""Points by which the best match must be ahead to be meant, what is known of both counted in."""
CLOSE = 3.0
"""Points within which two fit alike, however well known one is."""
ALONE = 78.0
"""From here on what is found alone is meant."""


log = logging.getLogger(__name__)


def _written(file: Path | None) -> tuple[int, int] | None:
    """Which file stands there: another one has another number or another time."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns) if found else None


class Shows:
    """The shows that Kansō knows."""

    def __init__(
        self, catalogue: Catalogue, source: Source | None = None, *, file: Path | None = None
    ) -> None:
        """`source` is asked for cards; without one the catalogue answers. A catalogue that is put
        in place at `file` is taken as soon as somebody asks.
        """
        self._catalogue = catalogue
        self._outside = source
        self._index = Index(catalogue)
        self._file = file
        self._seen = _written(file)

    def renew(self) -> None:
        """Take the catalogue that was put in place since, if any. Opening one takes milliseconds,
        and whoever is being answered keeps the one before.
        """
        written = _written(self._file)
        if self._file is None or written in (None, self._seen):
            return
        self._seen = written
        try:
            catalogue = MappedCatalogue(self._file)
        except CatalogueError as error:
            log.warning("The new catalogue isn't taken: %s", error)
            return
        self._index, self._catalogue = Index(catalogue), catalogue
        log.info("A new catalogue is in use", extra={"shows": len(catalogue)})

    @property
    def source_name(self) -> str:
        return self._source.name

    @property
    def held_name(self) -> str:
        """What is held without asking anyone, as people call it."""
        return self._catalogue.about.name

    @property
    def _source(self) -> Source:
        return self._outside or CatalogueSource(self._catalogue)

    def __len__(self) -> int:
        return len(self._catalogue)

    def suggest(
        self, query: str, *, adult: bool, limit: int = 25, lore: Lore = NOTHING
    ) -> Sequence[Show]:
        """What autocomplete offers for `query`; for an empty one what the server looks up most,
        then well-known ones. No waiting.
        """
        self.renew()
        if query.strip():
            shows = [match.show for match in self.search(query, limit=limit, lore=lore)]
        else:
            picked = sorted(lore.picks, key=lambda id_: -lore.picks[id_])
            favourites = filter(None, map(self._catalogue.get, picked[:limit]))
            known = itertools.islice(self._catalogue, 4 * limit)
            shows = list({show.id: show for show in (*favourites, *known)}.values())
        return [show for show in shows if adult or not show.adult][:limit]

    def search(
        self, query: str, *, season: int | None = None, limit: int = 5, lore: Lore = NOTHING
    ) -> list[Match]:
        """The shows that a query may mean, best first: a server's own nicknames before all."""
        found = self._index.find(
            query, self._catalogue.get, season=season, limit=limit, boost=lore.boost
        )
        typed = fold(query)
        named = [
            Match(show, EXACT + 1 if folded == typed else 90 + 9 * len(typed) / len(folded))
            for folded, nickname in lore.nicknames.items()
            if typed and folded.startswith(typed) and (show := self._catalogue.get(nickname.show))
        ]
        if not named:
            return found
        if season:
            named = [
                Match(walked, match.score)
                for match in named
                if (walked := self.season(match.show.id, season))
            ]
        best: dict[ShowId, Match] = {}
        for match in sorted([*named, *found], key=lambda match: -match.score):
            best.setdefault(match.show.id, match)
        return list(best.values())[:limit]

    def pick(self, query: str, *, season: int | None = None, lore: Lore = NOTHING) -> Picked:
        """The show that a typed query or an autocompleted id means, or the few that it may mean.

        Raises `NothingTyped`, `ShowNotFound` and `NoSuchSeason`.
        """
        self.renew()
        if not query.strip():
            raise NothingTyped
        if known := self._catalogue.get(ShowId(query)):
            return Picked([self._of_season(known, season) if season else known], sure=True)
        matches = self.search(query, season=season, lore=lore)
        if not matches:
            if season and (known_ones := self.search(query, limit=1, lore=lore)):
                return Picked([self._of_season(known_ones[0].show, season)], sure=True)
            raise ShowNotFound(query=query)
        best = matches[0]
        if best.score >= ALONE:
            matches = [best, *(each for each in matches[1:] if self._rivals(each, best))]
        sure = len(matches) == 1 and best.score >= ALONE
        return Picked([match.show for match in matches], sure=sure)

    def _rivals(self, match: Match, best: Match) -> bool:
        """Whether both may be meant. Of a show and its sequels it is the one that fits best."""
        ahead = best.score - match.score
        if best.score >= EXACT:
            return ahead <= 0
        if self._akin("lines", match, best):
            return False
        if best.score < SURE:
            return True
        if self._akin("groups", match, best):
            return ahead <= CLOSE
        return ahead <= CLOSE or ahead + best.known - match.known <= CLEAR_LEAD

    def _akin(self, by: str, match: Match, other: Match) -> bool:
        """Whether both stand in one line of sequels, or in one franchise."""
        first, second = (self._catalogue.row(each.show.id) for each in (match, other))
        of = self._catalogue.arrays[by]
        return first is not None and second is not None and bool(of[first] == of[second])

    def only(self, query: str, *, lore: Lore = NOTHING) -> Show:
        """As `pick`, for where one show is needed. Raises `WhichShow` as well."""
        picked = self.pick(query, lore=lore)
        if not picked.sure:
            titles = tuple(show.title for show in picked.shows[:3])
            raise WhichShow(query=query, titles=titles)
        return picked.shows[0]

    def likeliest(self, query: str, *, lore: Lore = NOTHING) -> Show | None:
        """The show that a query means most likely, however unsure that is; None where none fits."""
        return next((match.show for match in self.search(query, limit=1, lore=lore)), None)

    def titled(self, name: str) -> list[Show]:
        """The shows that go by exactly that title, the likeliest first."""
        return self._index.named(fold(name))

    def spelling(self, key: int) -> str | None:
        """A title as its show writes it, by its `titles.digest`."""
        for show in (self._catalogue.at(each.row) for each in self._index.spelled([key]).values()):
            for name in (*show.names, *show.short_titles):
                if titles.digest(fold(name)) == key:
                    return name
        return None

    def mentioned(self, text: str, *, lore: Lore = NOTHING) -> list[Show]:
        """The shows that a message speaks of, in its order."""

        own = {
            titles.digest(folded): Spelled(row, Kind.MAIN, 1.0)
            for folded, nickname in lore.nicknames.items()
            if (row := self._catalogue.row(nickname.show)) is not None
        }

        def known(digests: Sequence[int]) -> Mapping[int, Spelled]:
            return {**self._index.spelled(digests), **own}

        def meant(phrase: str) -> Show | None:
            try:
                picked = self.pick(phrase, lore=lore)
            except Refusal:
                return None
            return picked.shows[0] if picked.sure else None

        return mentions.find(text, known=known, meant=meant, at=self._catalogue.at)

    def named(self, title: str) -> list[Show]:
        """The shows that go by exactly that title, the likeliest first."""
        return self._index.named(fold(title))

    def _of_season(self, show: Show, season: int) -> Show:
        if found := self.season(show.id, season):
            return found
        numbers = [entry.number for entry in self.franchise(show.id) if entry.number]
        raise NoSuchSeason(season=season, title=show.title, last=max(numbers, default=1))

    def of_season(self, season: Season, year: int, *, adult: bool) -> Shelf:
        """What is held of the shows that start in that season, the likeliest first."""
        self.renew()
        return shelves.of_season(self._catalogue, season, year, adult=adult)

    def fitting(self, wish: Wish, *, adult: bool) -> Shelf:
        """What is held of finished shows that fit a wish, the likeliest first."""
        self.renew()
        return shelves.fitting(self._catalogue, wish, adult=adult)

    def genres(self) -> list[str]:
        """The genres of the shows that are held, the most frequent first."""
        self.renew()
        return shelves.genres(self._catalogue)

    def known(self, show_id: ShowId) -> Show | None:
        """What is held on a show, if anything."""
        return self._catalogue.get(show_id)

    def get(self, show_id: ShowId) -> Show:
        """What is held on a show, without asking anyone. Raises `ShowNotFound`."""
        if show := self._catalogue.get(show_id):
            return show
        raise ShowNotFound(query=show_id)

    def title(self, show_id: ShowId) -> Title:
        """The show's title, or its id where it is no longer held."""
        show = self._catalogue.get(show_id)
        return show.title if show else Title(romaji=show_id)

    async def card(self, show_id: ShowId, *, adult: bool, lore: Lore = NOTHING) -> ShowCard:
        """A show's facts, as a server put them right, and its place in its franchise.

        Where the source doesn't answer, what the catalogue holds. Raises `ShowNotFound`,
        `ShowIsAdult` outside age-restricted channels, and `SourceDown` where nothing is held.
        """
        ours = self._catalogue.get(show_id)
        silent = None
        try:
            told = await self._source.held(show_id)
        except SourceDown:
            if ours is None:
                raise
            told, silent = None, self._source.name
        if told is None:
            if ours is None:
                raise ShowNotFound(query=show_id)
            told = Held(show=ours, source=self._catalogue.about.name)
        show = together(ours, told.show) if ours else told.show
        if show.adult and not adult:
            raise ShowIsAdult
        show = lore.corrected(show)

        def get(id_: ShowId) -> Show | None:
            other = self._catalogue.get(id_)
            return lore.corrected(other) if other else None

        line = seasons.number(seasons.chain(show, get))
        totals = seasons.totals(line)
        return ShowCard(
            show=show,
            source=told.source,
            fetched_at=told.fetched_at,
            silent=silent,
            place=next(entry for entry in line if entry.show.id == show.id),
            seasons=totals.seasons,
            episodes_in_all=totals.episodes,
        )

    def franchise(self, show_id: ShowId) -> Sequence[SeasonEntry]:
        """Every season in order, then films, specials and what else stands beside them.

        Raises `ShowNotFound`.
        """
        return seasons.franchise(self.get(show_id), self._catalogue.get)

    def totals(self, show_id: ShowId) -> Totals:
        """What the show's franchise comes to. Raises `ShowNotFound`."""
        return seasons.totals(self.franchise(show_id))

    def season(self, show_id: ShowId, number: int) -> Show | None:
        """The first part of that season of the show's franchise, if it is known.

        Raises `ShowNotFound`.
        """
        line = seasons.number(seasons.chain(self.get(show_id), self._catalogue.get))
        return next((entry.show for entry in line if entry.number == number), None)

    def begins(self, show_id: ShowId) -> bool:
        """Whether somebody can start with it: it is no later season or part, as far as is known."""
        row, arrays = self._catalogue.row(show_id), self._catalogue.arrays
        return row is None or bool(arrays["seasons"][row] <= 1 and arrays["parts"][row] <= 1)

    def root(self, show_id: ShowId) -> ShowId:
        """The first entry of the franchise's line: what a question on a later season is about.

        Raises `ShowNotFound`.
        """
        return seasons.chain(self.get(show_id), self._catalogue.get)[0].id
