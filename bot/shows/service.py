"""Looking shows up."""

from collections.abc import Sequence

from bot.ids import ShowId
from bot.shows import seasons
from bot.shows.catalogue import Catalogue
from bot.shows.models import (
    NoSuchSeason,
    Picked,
    SeasonEntry,
    Show,
    ShowCard,
    ShowIsAdult,
    ShowNotFound,
    Totals,
    WhichShow,
)
from bot.shows.search import EXACT, SURE, Index, Match
from bot.shows.source import Source

CLEAR_LEAD = 8.0


class Shows:
    """The shows that Kansō knows."""

    def __init__(self, catalogue: Catalogue, source: Source) -> None:
        self._catalogue = catalogue
        self._source = source
        self._index = Index(catalogue)

    @property
    def source_name(self) -> str:
        return self._source.name

    def __len__(self) -> int:
        return len(self._catalogue)

    def suggest(self, query: str, *, adult: bool, limit: int = 25) -> Sequence[Show]:
        """What autocomplete offers for `query`; well-known ones for an empty one. No waiting."""
        shows = (
            [match.show for match in self.search(query, limit=limit)]
            if query.strip()
            else list(self._catalogue)
        )
        return [show for show in shows if adult or not show.adult][:limit]

    def search(self, query: str, *, season: int | None = None, limit: int = 5) -> list[Match]:
        """The shows that a query may mean, best first."""
        return self._index.find(query, self._catalogue.get, season=season, limit=limit)

    def pick(self, query: str, *, season: int | None = None) -> Picked:
        """The show that a typed query or an autocompleted id means, or the few that it may mean.

        Raises `ShowNotFound` and `NoSuchSeason`.
        """
        if known := self._catalogue.get(ShowId(query)):
            return Picked([self._of_season(known, season) if season else known], sure=True)
        matches = self.search(query, season=season)
        if not matches:
            if season and (known_ones := self.search(query, limit=1)):
                return Picked([self._of_season(known_ones[0].show, season)], sure=True)
            raise ShowNotFound(query=query)
        best = matches[0].score
        if best >= SURE:
            lead = 0 if best >= EXACT else CLEAR_LEAD
            matches = [match for match in matches if best - match.score <= lead]
        return Picked([match.show for match in matches], sure=best >= SURE and len(matches) == 1)

    def only(self, query: str) -> Show:
        """As `pick`, for where one show is needed. Raises `WhichShow` as well."""
        picked = self.pick(query)
        if not picked.sure:
            titles = [show.title.main for show in picked.shows[:3]]
            raise WhichShow(query=query, titles="; ".join(titles))
        return picked.shows[0]

    def _of_season(self, show: Show, season: int) -> Show:
        if found := self.season(show.id, season):
            return found
        numbers = [entry.number for entry in self.franchise(show.id) if entry.number]
        raise NoSuchSeason(season=season, title=show.title.main, last=max(numbers, default=1))

    def get(self, show_id: ShowId) -> Show:
        """What is held on a show, without asking anyone. Raises `ShowNotFound`."""
        if show := self._catalogue.get(show_id):
            return show
        raise ShowNotFound(query=show_id)

    def title(self, show_id: ShowId) -> str:
        """The show's title, or its id where it is no longer held."""
        show = self._catalogue.get(show_id)
        return show.title.main if show else show_id

    async def card(self, show_id: ShowId, *, adult: bool) -> ShowCard:
        """A show's facts and its place in its franchise.

        Raises `ShowNotFound`, `ShowIsAdult` outside age-restricted channels, `SourceDown`.
        """
        show = await self._source.show(show_id)
        if show is None:
            raise ShowNotFound(query=show_id)
        if show.adult and not adult:
            raise ShowIsAdult
        line = seasons.number(seasons.chain(show, self._catalogue.get))
        totals = seasons.totals(line)
        return ShowCard(
            show=show,
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

    def root(self, show_id: ShowId) -> ShowId:
        """The first entry of the franchise's line: what a question on a later season is about.

        Raises `ShowNotFound`.
        """
        return seasons.chain(self.get(show_id), self._catalogue.get)[0].id
