"""Looking shows up."""

from collections.abc import Sequence

from bot.ids import ShowId
from bot.shows import seasons
from bot.shows.catalogue import Catalogue
from bot.shows.models import (
    NoSuchSeason,
    SeasonEntry,
    Show,
    ShowCard,
    ShowIsAdult,
    ShowNotFound,
)
from bot.shows.search import Index, Match
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

    def pick(self, query: str, *, season: int | None = None) -> Sequence[Show]:
        """The one show that a typed query or an autocompleted id means, or several close ones.

        Raises `ShowNotFound` and `NoSuchSeason`.
        """
        if exact := self._catalogue.get(ShowId(query)):
            if season is None:
                return [exact]
            if found := self.season(exact.id, season):
                return [found]
            raise NoSuchSeason(season=season, title=exact.title.main)
        matches = self.search(query, season=season)
        if not matches:
            if season is not None and (known := self.search(query, limit=1)):
                raise NoSuchSeason(season=season, title=known[0].show.title.main)
            raise ShowNotFound(query=query)
        close = [match for match in matches if matches[0].score - match.score < CLEAR_LEAD]
        return [match.show for match in (matches[:1] if matches[0].score >= 100 else close)]

    def only(self, query: str) -> Show:
        """As `pick`, for where one show is needed: the best of close ones."""
        return self.pick(query)[0]

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
        count, episodes = seasons.totals(line)
        return ShowCard(
            show=show,
            place=next(entry for entry in line if entry.show.id == show.id),
            seasons=count,
            episodes_in_all=episodes,
        )

    def franchise(self, show_id: ShowId) -> Sequence[SeasonEntry]:
        """Every season in order, then films, specials and what else stands beside them.

        Raises `ShowNotFound`.
        """
        return seasons.franchise(self.get(show_id), self._catalogue.get)

    def totals(self, show_id: ShowId) -> tuple[int, int] | None:
        """How many seasons, and episodes in them, there are in all; None where one isn't known."""
        count, episodes = seasons.totals(self.franchise(show_id))
        return (count, episodes) if episodes else None

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
