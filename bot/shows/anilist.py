"""AniList as a source: one session, one budget, one request for however many ask."""

import asyncio
import contextlib
import logging
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import orjson

from bot.clock import Clock, to_epoch
from bot.errors import DatabaseBusy, SourceDown
from bot.ids import ShowId
from bot.shows import anilist_answers as answers
from bot.shows.budget import Budget, Priority
from bot.shows.models import Airing, Held, Profile, Season, Show, Status
from bot.shows.store import Fetched, ShowFacts

log = logging.getLogger(__name__)

URL: Final = "https://graphql.anilist.co"
LARGEST_ANSWER: Final = 4 * 1024 * 1024
LARGEST_ID: Final = 2**31 - 1
"""GraphQL's Int."""

MOVING, SETTLED, ABSENT = timedelta(hours=6), timedelta(days=7), timedelta(days=1)


class _Broken(Exception):
    """An answer that isn't one; why, for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """Shows of a list, and whether a page follows."""

    shows: Sequence[Show]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringPage:
    """Episodes by their hour, and whether a page follows."""

    airings: Sequence[Airing]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePage:
    """Episodes of several shows by the hour at which they air, and whether a page follows."""

    entries: Sequence[tuple[ShowId, int, datetime]]
    more: bool


class AniList:
    """What AniList says of anime; shows are held in `facts`, by age, for a month at most.

    A person waits at most `patience` seconds for a turn and `timeout` in all. Everything here
    raises `SourceDown` where AniList doesn't answer, and nothing else.
    """

    name = "AniList"

    def __init__(
        self,
        http: aiohttp.ClientSession,
        facts: ShowFacts,
        clock: Clock,
        *,
        url: str = URL,
        budget: Budget | None = None,
        patience: float = 2.0,
        timeout: float = 8.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._facts = facts
        self._clock = clock
        self._url = url
        self._budget = budget or Budget()
        self._patience = patience
        self._timeout = timeout
        self._sleep = sleep
        self.answers: Counter[str] = Counter()
        """How often each status was answered since the start; ``none`` is no answer, or a broken
        one."""
        self._flights: dict[ShowId, asyncio.Task[Fetched]] = {}

    def left(self) -> int:
        """Requests that may still be made in this minute; 0 while none may."""
        now = self._now()
        return 0 if self._budget.locked(now) else self._budget.left(now)

    async def held(self, show_id: ShowId) -> Held | None:
        """The show by AniList's or MAL's id; None where AniList has no such show.

        What is held is answered at once. Where it is old, AniList is asked again behind that.
        The show's id is AniList's, also where it was asked for by MAL's.
        """
        if _variables(show_id) is None:
            return None
        fetched = await self._kept(show_id)
        if fetched is None or (fetched.body is None and self._is_old(show_id, fetched)):
            fetched = await asyncio.shield(self._flight(show_id, Priority.PERSON))
        stale = self._is_old(show_id, fetched)
        if stale:
            self._flight(show_id, Priority.BACKGROUND)
        if fetched.body is None:
            return None
        return Held(
            show=_show(show_id, fetched), source=self.name, fetched_at=fetched.at, stale=stale
        )

    async def airing(self, day_start: datetime, day_end: datetime, page: int = 1) -> AiringPage:
        """What airs from `day_start` until before `day_end`, by the hour, 50 a page."""
        variables = {
            # AniList's bounds are both outside of what it gives.
            "after": to_epoch(day_start) - 1,
            "before": to_epoch(day_end),
            "page": page,
        }
        found = await self._asked(answers.AIRING, variables, "Page") or {}
        return AiringPage(
            airings=answers.airings(found, as_of=self._clock.now().date()),
            more=answers.more(found),
        )

    async def season(self, season: Season, year: int, page: int = 1) -> ShowPage:
        """What starts in that season, the most popular first, 50 a page."""
        variables = {"season": season.upper(), "year": year, "page": page}
        return await self._listed(answers.SEASON, variables)

    async def choice(
        self,
        *,
        genre: str | None = None,
        years: tuple[int, int] | None = None,
        episodes: tuple[int, int] | None = None,
        page: int = 1,
    ) -> ShowPage:
        """Finished shows to pick from, the most popular first, 50 a page, none for adults.

        `years` and `episodes` are first and last, both counted in.
        """
        variables: dict[str, object] = {"page": page}
        if genre:
            variables["genre"] = genre
        if years:
            variables |= {"from": years[0] * 10000, "to": (years[1] + 1) * 10000}
        if episodes:
            variables |= {"longer": episodes[0] - 1, "shorter": episodes[1] + 1}
        return await self._listed(answers.CHOICE, variables)

    async def character(self, name: str) -> Profile | None:
        """The character whom that name fits best."""
        return await self._profile(answers.CHARACTER, name, "Character")

    async def staff(self, name: str) -> Profile | None:
        """The member of staff or voice actor whom that name fits best."""
        return await self._profile(answers.STAFF, name, "Staff")

    async def studio(self, name: str) -> Profile | None:
        """The studio that this name fits best."""
        return await self._profile(answers.STUDIO, name, "Studio")

    async def watched(self, ids: Sequence[int]) -> dict[ShowId, dict[str, Any]]:
        """What is said now of up to 50 shows, by their ids at AniList; nobody waits for it.

        A show that AniList doesn't list (any more) is missing. Nothing is taken from the cache.
        """
        found = await self._asked(answers.WATCHED, {"ids": list(ids)}, "Page", Priority.BACKGROUND)
        return answers.watched(found or {})

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1
    ) -> SchedulePage:
        """What airs of up to 50 shows from `after` until before `before`, by the hour, 50 episodes
        a page; nobody waits for it. Nothing is taken from the cache.
        """
        variables = {
            "ids": list(ids),
            # AniList's bounds are both outside of what it gives.
            "after": to_epoch(after) - 1,
            "before": to_epoch(before),
            "page": page,
        }
        found = await self._asked(answers.SCHEDULES, variables, "Page", Priority.BACKGROUND) or {}
        return SchedulePage(entries=answers.scheduled(found), more=answers.more(found))

    async def close(self) -> None:
        """End what is still being asked. The session is its owner's to close."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _listed(self, query: str, variables: dict[str, object]) -> ShowPage:
        found = await self._asked(query, variables, "Page") or {}
        as_of = self._clock.now().date()
        return ShowPage(shows=answers.shows(found, as_of=as_of), more=answers.more(found))

    async def _profile(self, query: str, name: str, field: str) -> Profile | None:
        found = await self._asked(query, {"name": name}, field)
        return answers.profile(found, as_of=self._clock.now().date()) if found else None

    def _is_old(self, show_id: ShowId, fetched: Fetched) -> bool:
        now = self._clock.now()
        if fetched.body is None:
            return not timedelta() <= now - fetched.at < ABSENT
        show = _show(show_id, fetched)
        if show.next_episode and fetched.at < show.next_episode.at <= now:
            return True
        settled = show.status in (Status.FINISHED, Status.CANCELLED)
        return not timedelta() <= now - fetched.at < (SETTLED if settled else MOVING)

    async def _kept(self, show_id: ShowId) -> Fetched | None:
        try:
            return await self._facts.get(show_id)
        except (DatabaseBusy, sqlite3.Error) as error:
            log.warning("What is held on %s couldn't be read: %r", show_id, error)
            return None

    def _flight(self, show_id: ShowId, priority: Priority) -> asyncio.Task[Fetched]:
        """The one request on a show that is under way. Whoever leaves it leaves it flying."""
        if flying := self._flights.get(show_id):
            return flying
        flight = asyncio.create_task(self._fetch(show_id, priority), name=f"AniList {show_id}")
        self._flights[show_id] = flight
        flight.add_done_callback(lambda landed: self._landed(show_id, landed))
        return flight

    def _landed(self, show_id: ShowId, flight: asyncio.Task[Fetched]) -> None:
        del self._flights[show_id]
        if not flight.cancelled() and (error := flight.exception()):
            level = logging.INFO if isinstance(error, SourceDown) else logging.ERROR
            log.log(level, "AniList told nothing on %s: %r", show_id, error.__cause__ or error)

    async def _fetch(self, show_id: ShowId, priority: Priority) -> Fetched:
        # A flight may have landed since the caller looked.
        kept = await self._kept(show_id)
        if kept and not self._is_old(show_id, kept):
            return kept
        body = await self._asked(answers.SHOW, _variables(show_id) or {}, "Media", priority)
        fetched = Fetched(body=body, at=self._clock.now())
        try:
            await self._facts.put(show_id, fetched)
        except (DatabaseBusy, sqlite3.Error) as error:
            log.warning("What AniList said of %s couldn't be kept: %r", show_id, error)
        return fetched

    async def _asked(
        self,
        query: str,
        variables: dict[str, Any],
        field: str,
        priority: Priority = Priority.PERSON,
    ) -> dict[str, Any] | None:
        """That field of the answer's data, None where AniList says that there is none."""
        wait = self._budget.take(self._now(), priority, patience=self._patience)
        if wait is None or self._http.closed:
            raise SourceDown(source=self.name)
        try:
            async with asyncio.timeout(self._timeout):
                if wait:
                    await self._sleep(wait)
                    if self._budget.locked(self._now()):
                        raise SourceDown(source=self.name)
                status, answer = await self._post(query, variables)
                found = _data(status, answer, field)
        except (aiohttp.ClientError, OSError, TimeoutError, _Broken) as error:
            self._budget.failed(self._now())
            self.answers["none"] += 1
            raise SourceDown(source=self.name) from error
        self._budget.answered()
        return found

    async def _post(self, query: str, variables: dict[str, Any]) -> tuple[int, bytes]:
        async with self._http.post(
            self._url,
            data=orjson.dumps({"query": query, "variables": variables}),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            allow_redirects=False,
        ) as response:
            self._budget.learn(self._now(), response.status, response.headers)
            self.answers[str(response.status)] += 1
            if response.status in (403, 429) or response.status >= 500:
                log.warning("AniList answers %s.", response.status)
                raise SourceDown(source=self.name)
            answer = bytearray()
            async for piece in response.content.iter_any():
                answer += piece
                if len(answer) > LARGEST_ANSWER:
                    response.close()
                    raise _Broken(f"more than {LARGEST_ANSWER} bytes")
            return response.status, bytes(answer)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _show(show_id: ShowId, fetched: Fetched) -> Show:
    return answers.show(fetched.body or {}, asked=show_id, as_of=fetched.at.date())


def _variables(show_id: ShowId) -> dict[str, Any] | None:
    """What to ask for an id, None where it is of a site that AniList doesn't know."""
    site, _, number = show_id.partition("/")
    key = {"anilist": "id", "mal": "mal"}.get(site)
    if key and number.isascii() and number.isdigit() and len(number) <= 10:
        return {key: int(number)} if 0 < int(number) <= LARGEST_ID else None
    return None


def _data(status: int, answer: bytes, field: str) -> dict[str, Any] | None:
    """The field asked for. Raises `_Broken`, and never takes a fault for an absence."""
    parsed: Any = None
    with contextlib.suppress(orjson.JSONDecodeError):
        parsed = orjson.loads(answer)
    if not isinstance(parsed, dict):
        raise _Broken(f"status {status} without JSON: {answer[:80]!r}")
    errors = parsed.get("errors")
    if isinstance(errors, list) and errors:
        if all(isinstance(error, dict) and error.get("status") == 404 for error in errors):
            return None
        raise _Broken(f"status {status}: {str(errors)[:200]}")
    data = parsed.get("data")
    if status != 200 or not isinstance(data, dict) or field not in data:
        raise _Broken(f"status {status} without {field}")
    found = data[field]
    if found is not None and not isinstance(found, dict):
        raise _Broken(f"{field} is no record")
    return found
