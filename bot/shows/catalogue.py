"""The shows that are held: read from JSON lines, or from one file that holds them with their index.

The file of the full set is opened by mapping it into memory: thirty-seven thousand shows cost the
bot what it looks at of them. It is written whole and put in place at once, so that a reader sees
the old one or the new one.
"""

import json
import logging
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from bot.config import typed
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

Array = npt.NDArray[Any]

log = logging.getLogger(__name__)

MAGIC = b"KANSO-CATALOGUE-2\n"
SITES = ("anilist", "mal", "anidb", "kitsu", "aod")
DECODED_HELD = 512
_NUMBER_BITS = 40


class CatalogueError(Exception):
    """A file or a line of it that can't be read; the message names it and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where a catalogue comes from. `as_of`: the day to which its newest facts belong."""

    name: str
    url: str | None = None
    licence: str | None = None
    as_of: str | None = None


EMBEDDED = About(name="Kansō's catalogue")


class Catalogue:
    """Shows by id, in the order in which they were given. `arrays` hold what a search needs."""

    def __init__(self, shows: Sequence[Show], about: About = EMBEDDED) -> None:
        self.about = about
        self._shows: Sequence[Show] = shows
        self._rows: dict[int, int] = {}
        for row, show in enumerate(shows):
            for key in _keys(show):
                self._rows.setdefault(key, row)
        self._index: Mapping[str, Array] | None = None

    @property
    def arrays(self) -> Mapping[str, Array]:
        """The search index over these shows; built when first asked for."""
        if self._index is None:
            from bot.shows import titles  # numpy's heavy half, and only for whoever searches

            self._index = titles.index(self._shows)
        return self._index

    def row(self, show_id: ShowId) -> int | None:
        """Where the show stands, found by the id of any site that lists it."""
        key = _key(show_id)
        return None if key is None else self._rows.get(key)

    def at(self, row: int) -> Show:
        """The show that stands there."""
        return self._shows[row]

    def get(self, show_id: ShowId) -> Show | None:
        """The show, found by the id of any site that lists it."""
        row = self.row(show_id)
        return None if row is None else self.at(row)

    def __iter__(self) -> Iterator[Show]:
        return (self.at(row) for row in range(len(self)))

    def __len__(self) -> int:
        return len(self._shows)


class MappedCatalogue(Catalogue):
    """A catalogue in a file, mapped into memory. Shows are decoded when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Raises `CatalogueError` for a file that is none, or is cut off."""
        try:
            mapped = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
            head = bytes(mapped[: len(MAGIC) + 8])
            if not head.startswith(MAGIC):
                raise ValueError("it isn't a catalogue of this version")
            size = int.from_bytes(head[len(MAGIC) :], "little")
            start = len(head) + size
            header = orjson.loads(bytes(mapped[len(head) : start]))
            arrays = {}
            for name, (kind, length, offset) in header["arrays"].items():
                dtype = np.dtype(kind)
                end = start + offset + length * dtype.itemsize
                if end > len(mapped):
                    raise ValueError("it is cut off")
                arrays[name] = mapped[start + offset : end].view(dtype)
            self.about = About(**header["about"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CatalogueError(f"{path.name} can't be read: {error}") from error
        self.path = path
        self._index = arrays
        self._held: OrderedDict[int, Show] = OrderedDict()

    def row(self, show_id: ShowId) -> int | None:
        key = _key(show_id)
        if key is None:
            return None
        keys = self.arrays["id_keys"]
        at = int(np.searchsorted(keys, np.uint64(key)))
        return int(self.arrays["id_rows"][at]) if at < len(keys) and keys[at] == key else None

    def at(self, row: int) -> Show:
        if show := self._held.get(row):
            self._held.move_to_end(row)
            return show
        starts = self.arrays["record_starts"]
        record = self.arrays["records"][int(starts[row]) : int(starts[row + 1])]
        show = self._held[row] = show_of(orjson.loads(record.tobytes()))
        if len(self._held) > DECODED_HELD:
            self._held.popitem(last=False)
        return show

    def __len__(self) -> int:
        return len(self.arrays["record_starts"]) - 1


def load(path: Path) -> Catalogue:
    """Read a file of JSON lines. Raises `CatalogueError` naming the first line that can't be."""
    shows = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                shows.append(show_of(orjson.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise CatalogueError(f"{path.name}, line {number}: {error!r}") from error
    return Catalogue(list({show.id: show for show in shows}.values()))


def opened(full: Path, embedded: Path) -> Catalogue:
    """The full catalogue where there is one that can be read, else the embedded one."""
    if full.exists():
        try:
            return MappedCatalogue(full)
        except CatalogueError as error:
            log.warning(
                "%s. Using the embedded catalogue; run: %s", error, typed("catalogue update")
            )
    return load(embedded)


def write(path: Path, shows: Sequence[Show], about: About) -> None:
    """Write shows and their index into one file, and put it in place at once.

    What stood at `path` is whole until then, whenever the process ends.
    """
    from bot.shows import titles

    index = titles.index(shows)
    records, record_starts = bytearray(), [0]
    for show in shows:
        records += orjson.dumps(_entry(show))
        record_starts.append(len(records))
    rows: dict[int, int] = {}
    for row, show in enumerate(shows):
        for key in _keys(show):
            rows.setdefault(key, row)
    keys = sorted(rows.items())
    arrays: dict[str, Array] = {
        **index,
        "records": np.frombuffer(records, dtype=np.uint8),
        "record_starts": np.array(record_starts, dtype=np.uint64),
        "id_keys": np.array([key for key, _ in keys], dtype=np.uint64),
        "id_rows": np.array([row for _, row in keys], dtype=np.int32),
    }
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // 64) * 64
    header = json.dumps({"about": asdict(about), "arrays": places}).encode()
    header += b" " * (-(len(MAGIC) + 8 + len(header)) % 64)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".new")
    with unfinished.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(b"\0" * (-array.nbytes % 64))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _key(show_id: ShowId) -> int | None:
    site, _, number = show_id.partition("/")
    if site not in SITES or not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    return SITES.index(site) << _NUMBER_BITS | int(number)


def _keys(show: Show) -> Iterator[int]:
    for show_id in (show.id, *((f"mal/{show.mal}",) if show.mal else ()), *show.also):
        if (key := _key(ShowId(show_id))) is not None:
            yield key


def _entry(show: Show) -> dict[str, Any]:
    """The show as a line of JSON; `show_of` reads it back."""
    entry = asdict(show)
    for key in ("first_aired", "last_aired"):
        entry[key] = str(getattr(show, key)) if getattr(show, key) else None
    entry["as_of"] = show.as_of.isoformat()
    return entry


def show_of(entry: Mapping[str, Any]) -> Show:
    """A show from its JSON. Raises KeyError, TypeError or ValueError for what is none."""

    def day(key: str) -> PartialDate | None:
        return PartialDate.parse(entry[key]) if entry[key] else None

    return Show(
        id=ShowId(entry["id"]),
        mal=entry["mal"],
        also=tuple(entry.get("also", ())),
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
        cover=entry.get("cover"),
        synopsis=entry["synopsis"],
        as_of=date.fromisoformat(entry["as_of"]),
    )
