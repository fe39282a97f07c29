"""Looking through shows: what airs, what a season brings, something to watch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any, Protocol

from bot.browse.models import (
    FIRST_YEAR,
    YEARS_AHEAD,
    Listing,
    NothingElseFits,
    NothingFits,
    Origin,
    YearOutOfRange,
    current,
    named,
)
from bot.browse.recent import Recent, Said
from bot.clock import Clock
from bot.errors import SourceDown
from bot.ids import ShowId
from bot.shows import anilist_answers as answers
from bot.shows.anilist import AiringPage, AniList, ShowPage
from bot.shows.lore import NOTHING, Lore
from bot.shows.models import Airing, Season, Show, ShowCard, ShowIsAdult, ShowNotFound
from bot.shows.service import Shows
from bot.shows.shelves import Wish
from bot.shows.store import Fetched, ShowFacts
from bot.ui import pages
from bot.ui.pages import Page

A_PAGE = 10
_ANILISTS_PAGE = 50
_MOST_PAGES = 4
"""Of AniList's: more airs on no day, and what is less popular is no tip."""
_LAST_PAGE = 99
_TRIES = 3


class Days(Protocol):
    """Who is asked what airs, as `bot.shows.anilist.AniList.airing`. Raises `SourceDown`."""

    @property
    def name(self) -> str: ...

    async def airing(
        self, day_start: datetime, day_end: datetime, page: int = 1, /
    ) -> AiringPage: ...


class Browse:
    """Lists from AniList where it answers, else from what is held, saying so.

    `anilist` and `days` are None where nobody is asked. `chance` is what chooses at random.
    """

    def __init__(
        self,
        shows: Shows,
        anilist: AniList | None,
        days: Days | None,
        facts: ShowFacts,
        clock: Clock,
        chance: Random,
    ) -> None:
        self._shows = shows
        self._anilist = anilist
        self._source_of_days = days
        self._facts = facts
        self._clock = clock
        self.chance = chance
        self._days: Recent[Sequence[Airing]] = Recent(clock, most=14)
        self._lists: Recent[ShowPage] = Recent(clock, most=60)

    async def close(self) -> None:
        """End what is still being asked."""
        await self._days.close()
        await self._lists.close()

    def today(self, zone: tzinfo = UTC) -> date:
        """In that zone."""
        return self._clock.now().astimezone(zone).date()

    async def airing(
        self, day: date, page: int, *, adult: bool, zone: tzinfo = UTC
    ) -> Listing[Airing]:
        """What airs on a day of `zone`, by the hour; `adult` shows only where that is given."""
        silent = None
        if source := self._source_of_days:
            try:
                said = await self._days.get((day, str(zone)), lambda: _all_of(source, day, zone))
            except SourceDown:
                silent = source.name
            else:
                origin = _told_by(said, source.name)
                return Listing(page=_shown(said.value, page, adult=adult), origin=origin)
        airings, oldest = await self._held_of(day, zone)
        origin = Origin(source=AniList.name, at=oldest, silent=silent, partly=True)
        return Listing(page=_shown(airings, page, adult=adult), origin=origin)

    async def season(
        self, season: Season | None, year: int | None, page: int, *, adult: bool
    ) -> tuple[Season, int, Listing[Show]]:
        """What starts in a season (what isn't said is the present one's), the best known first.

        Raises `YearOutOfRange`.
        """
        season, year = season or current(self.today())[0], year or self.today().year
        last = self.today().year + YEARS_AHEAD
        if not FIRST_YEAR <= year <= last:
            raise YearOutOfRange(first=FIRST_YEAR, last=last)
        try:
            return season, year, await self._season_told(season, year, page, adult=adult)
        except SourceDown:
            silent = AniList.name if self._anilist else None
        shelf = self._shows.of_season(season, year, adult=adult)
        held = pages.page(shelf, page, A_PAGE)
        origin = Origin(
            source=self._shows.held_name,
            as_of=min((show.as_of for show in held.items), default=None),
            silent=silent,
            partly=True,
        )
        return season, year, Listing(page=held, origin=origin)

    def genres(self, typed: str) -> list[str]:
        """The genres that are held and have that in their name, by name."""
        wanted = typed.strip().casefold()
        return sorted(genre for genre in self._shows.genres() if wanted in genre.casefold())

    def known(self, wish: Wish) -> Wish:
        """The wish with its genre as it is held. Raises `UnknownGenre`."""
        return replace(wish, genre=named(wish.genre, self._shows.genres())) if wish.genre else wish

    async def something(
        self, wish: Wish, *, adult: bool, lore: Lore = NOTHING, besides: ShowId | None = None
    ) -> ShowCard:
        """A finished show that fits, one of the best known, other than `besides`; a later season
        only where nothing else fits.

        Raises `NothingFits` and, with `besides`, `NothingElseFits`.
        """
        for shelf in (await self._told(wish), self._shows.fitting(wish, adult=adult)):
            for show in self._some(shelf, besides):
                try:
                    return await self._shows.card(show, adult=adult, lore=lore)
                except (ShowIsAdult, ShowNotFound):
                    continue  # its source knows better by now
                except SourceDown:
                    break
        raise NothingElseFits if besides else NothingFits

    async def _held_of(self, day: date, zone: tzinfo) -> tuple[Sequence[Airing], datetime | None]:
        """The episodes of that day which AniList announced earlier, and how old the oldest is."""
        newest: dict[str, tuple[ShowId, Fetched]] = {}
        for show_id, fetched in (await self._facts.upcoming()).items():
            # A show that was asked for by AniList's id and by MAL's is there twice.
            key = str((fetched.body or {}).get("id", show_id))
            if key not in newest or newest[key][1].at < fetched.at:
                newest[key] = (show_id, fetched)
        airings, oldest = [], None
        for show_id, fetched in newest.values():
            body = fetched.body or {}
            coming = answers.coming(body)
            if coming and coming.at.astimezone(zone).date() == day:
                show = answers.show(body, asked=show_id, as_of=fetched.at.date())
                airings.append(Airing(show=show, at=coming.at, episode=coming.number))
                oldest = min(oldest or fetched.at, fetched.at)
        return sorted(airings, key=lambda airing: airing.at), oldest

    async def _season_told(
        self, season: Season, year: int, page: int, *, adult: bool
    ) -> Listing[Show]:
        """Raises `SourceDown`, also where nobody is asked."""
        anilist = self._anilist
        if anilist is None:
            raise SourceDown(source=AniList.name)
        page = min(max(page, 0), _LAST_PAGE)
        chunk, at = divmod(page * A_PAGE, _ANILISTS_PAGE)
        said = await self._lists.get(
            (season, year, chunk), lambda: anilist.season(season, year, chunk + 1)
        )
        listed = said.value
        more = len(listed.shows) > at + A_PAGE or listed.more
        shows = [show for show in listed.shows[at : at + A_PAGE] if adult or not show.adult]
        shown = Page(shows, page, page + 1 + more)
        return Listing(page=shown, origin=_told_by(said, anilist.name), whole=not more)

    async def _told(self, wish: Wish) -> Sequence[Show]:
        """Popular shows that fit, as AniList tells; none where it isn't asked or doesn't answer."""
        anilist = self._anilist
        if anilist is None:
            return ()
        for number in dict.fromkeys((self.chance.randint(1, _MOST_PAGES), 1)):

            async def ask(number: int = number) -> ShowPage:
                episodes = wish.length.episodes if wish.length else None
                return await anilist.choice(
                    genre=wish.genre, years=wish.years, episodes=episodes, page=number
                )

            try:
                said = await self._lists.get((wish, number), ask)
            except SourceDown:
                return ()
            shows = [show for show in said.value.shows if wish.takes(show) and not show.adult]
            shows = [show for show in shows if self._shows.begins(show.id)] or shows
            if said.silent or shows:
                return () if said.silent else shows
        return ()

    def _some(self, shelf: Sequence[Show], besides: ShowId | None) -> Iterator[ShowId]:
        """A few of a shelf at random, in the order in which to try them."""
        for at in self.chance.sample(range(len(shelf)), min(_TRIES, len(shelf))):
            if shelf[at].id != besides:
                yield shelf[at].id


def _shown(airings: Sequence[Airing], page: int, *, adult: bool) -> Page[Airing]:
    return pages.page([each for each in airings if adult or not each.show.adult], page, A_PAGE)


async def _all_of(source: Days, day: date, zone: tzinfo) -> Sequence[Airing]:
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    found: list[Airing] = []
    for number in range(1, _MOST_PAGES + 1):
        told = await source.airing(start, end, number)
        found += told.airings
        if not told.more:
            break
    return sorted(found, key=lambda airing: airing.at)


def _told_by(said: Said[Any], source: str) -> Origin:
    return Origin(source=source, at=said.at, silent=source if said.silent else None)
