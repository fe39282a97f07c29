"""The shows that are held in memory: read from JSON lines, found by id."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from bot.ids import ShowId
from bot.shows.models import (
    Format,
    PartialDate,
    Relation,
    RelationType,
    Season,
    Show,
    Status,
    StreamingLink,
    Title,
)


class CatalogueError(Exception):
    """A line that can't be read; the message names the file, the line and why."""


class Catalogue:
    """Shows by id. Iterates in the file's order."""

    def __init__(self, shows: Iterable[Show]) -> None:
        self._shows = {show.id: show for show in shows}
        self._by_mal = {show.mal: show for show in self._shows.values() if show.mal}

    def get(self, show_id: ShowId) -> Show | None:
        """The show, found by the id of any site that lists it."""
        site, _, number = show_id.partition("/")
        if site == "mal" and number.isascii() and number.isdigit():
            return self._by_mal.get(int(number))
        return self._shows.get(show_id)

    def __iter__(self) -> Iterator[Show]:
        return iter(self._shows.values())

    def __len__(self) -> int:
        return len(self._shows)


def load(path: Path) -> Catalogue:
    """Read a catalogue file. Raises `CatalogueError` naming the first line that can't be read."""
    shows = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                shows.append(_show(orjson.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise CatalogueError(f"{path.name}, line {number}: {error!r}") from error
    return Catalogue(shows)


def _show(entry: dict[str, Any]) -> Show:
    def day(key: str) -> PartialDate | None:
        return PartialDate.parse(entry[key]) if entry[key] else None

    return Show(
        id=ShowId(entry["id"]),
        mal=entry["mal"],
        title=Title(**entry["title"]),
        synonyms=tuple(entry["synonyms"]),
        short_titles=tuple(entry["short_titles"]),
        format=Format(entry["format"]),
        status=Status(entry["status"]),
        episodes=entry["episodes"],
        minutes=tuple(entry["minutes"]),
        season=Season(entry["season"]) if entry["season"] else None,
        year=entry["year"],
        first_aired=day("first_aired"),
        last_aired=day("last_aired"),
        studios=tuple(entry["studios"]),
        directors=tuple(entry["directors"]),
        writers=tuple(entry["writers"]),
        creators=tuple(entry["creators"]),
        source=entry["source"],
        genres=tuple(entry["genres"]),
        streaming=tuple(
            StreamingLink(**{**link, "languages": tuple(link["languages"])})
            for link in entry["streaming"]
        ),
        relations=tuple(
            Relation(type=RelationType(relation["type"]), id=ShowId(relation["id"]))
            for relation in entry["relations"]
        ),
        adult=entry["adult"],
        color=entry["color"],
        synopsis=entry["synopsis"],
        as_of=date.fromisoformat(entry["as_of"]),
    )
