"""The full catalogue brought up to date: fetched, read, merged with the embedded one, put in place.

What stood there before is whole until the new one is, whenever the process ends; a fetch that was
cut short goes on where it was.
"""

import errno
import fcntl
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from bot.db import places
from bot.ids import ShowId
from bot.shows import catalogue, lineage, offline
from bot.shows.catalogue import About, CatalogueError
from bot.shows.models import RelationType, Show
from bot.shows.titles import fold

URL = (
    "https://github.com/manami-project/anime-offline-database"
    "/releases/latest/download/anime-offline-database.jsonl.zst"
)
NAME = "anime-offline-database"
HOME = "https://github.com/manami-project/anime-offline-database"
LICENCE = "ODbL 1.0"
CREDIT = f"Kansō's catalogue with {NAME} (ODbL)"
ATTRIBUTION = f"Contains information from {NAME} ({HOME}), made available under the {LICENCE}"
LARGEST = 200 << 20
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)


class UpdateError(Exception):
    """The update came to nothing; the message says why. The catalogue is what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What an update brought. `told`: the first skipped lines, by number and reason."""

    shows: int
    titles: int
    skipped: int
    told: Sequence[tuple[int, str]]
    unlisted: int
    as_of: str

    def __str__(self) -> str:
        lines = [f"line {number}: {reason}" for number, reason in self.told]
        if more := self.skipped - len(self.told):
            lines.append(f"and {more} more")
        lines += [
            f"{self.shows} shows with {self.titles} titles, as of {self.as_of}.",
            f"{self.skipped} lines skipped. {self.unlisted} shows are known by their title alone: "
            "AniList, MyAnimeList, AniDB and Kitsu don't list them.",
            f"{ATTRIBUTION}.",
        ]
        return "\n".join(lines)


class Progress:
    """How far it is, on stderr: a bar on a terminal, elsewhere a line for every step."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()
        self._told = -1

    def step(self, text: str) -> None:
        """Say what begins now."""
        self._say(f"{text} …\n")

    def fetched(self, done: int, whole: int | None) -> None:
        """Say how many bytes are there, of how many if that is known."""
        share = int(100 * done / whole) if whole else done >> 20
        if share == self._told:
            return
        self._told = share
        size = f"{done / 1e6:.1f} MB" + (f" of {whole / 1e6:.1f} MB" if whole else "")
        if self._bar:
            bar = ("█" * (share // 5)).ljust(20, "░") if whole else ""
            end = "\n" if done == whole else ""
            self._say(f"\r{bar} {size}\x1b[K{end}")
        elif share % 10 == 0 or done == whole:
            self._say(f"{size}\n")

    def _say(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


async def update(
    target: Path,
    embedded: Path,
    *,
    file: Path | None = None,
    url: str = URL,
    progress: Progress | None = None,
) -> Updated:
    """Write the full catalogue to `target`, from `file` or else from `url`.

    `embedded` is merged into it; its facts win. Raises `UpdateError` where it can't be done,
    also because another update is under way.
    """
    progress = progress or Progress()
    try:
        places.folder(target.parent)
        with _alone(target):
            part = target.with_name(f"{NAME}.jsonl.zst.part")
            if file is None:
                progress.step("Fetching anime-offline-database")
                await _fetch(url, part, progress.fetched)
            progress.step("Reading")
            try:
                reading = offline.read(file or part)
            except offline.OfflineError:
                if file is None:
                    _forget(part)
                raise
            progress.step("Merging")
            shows = merge(list(catalogue.load(embedded)), reading.entries)
            progress.step("Writing")
            about = About(name=CREDIT, url=HOME, licence=LICENCE, as_of=reading.as_of.isoformat())
            catalogue.write(target, shows, about=about)
            if file is None:
                _forget(part)
    except (offline.OfflineError, CatalogueError) as error:
        raise UpdateError(f"{error}.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UpdateError(f"There is no room left at {target.parent}.") from error
        raise UpdateError(f"{error.filename or target}: {error.strerror or error}") from error
    return Updated(
        shows=len(shows),
        titles=sum(len(show.names) for show in shows),
        skipped=reading.skipped,
        told=reading.told,
        unlisted=reading.unlisted,
        as_of=reading.as_of.isoformat(),
    )


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the lock; the system lets go of it when the process ends, however it does."""
    with target.with_name(target.name + ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UpdateError("Another update is under way.") from error
        yield


def _beside(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _forget(part: Path) -> None:
    _beside(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _held(part: Path, url: str) -> tuple[int, str]:
    """How many bytes of the file at `url` are there, and which version of it they are of."""
    try:
        kept = json.loads(_beside(part).read_bytes())
        size = part.stat().st_size
        if kept["url"] == url and isinstance(kept["version"], str):
            return size, kept["version"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0, ""


async def _fetch(url: str, part: Path, fetched: Callable[[int, int | None], None]) -> None:
    """Fetch into `part`, going on where an earlier fetch of the same version ended."""
    size, version = _held(part, url)
    headers = {"Accept-Encoding": "identity", "User-Agent": "Kanso"}
    if size and version:
        headers |= {"Range": f"bytes={size}-", "If-Range": version}
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.get(url, headers=headers) as answer,
        ):
            whole = (answer.headers.get("Content-Range") or "").rpartition("/")[2]
            if answer.status == 416 and "Range" in headers:
                if whole == str(size):
                    return
                _forget(part)
                raise UpdateError("What was fetched before doesn't fit. Run it again.")
            if answer.status not in (200, 206):
                raise UpdateError(f"{url} answers {answer.status}: nothing was fetched.")
            if answer.content_type == "text/html":
                raise UpdateError(f"{url} answers with a web page instead of the file.")
            if answer.status == 206:
                if not (answer.headers.get("Content-Range") or "").startswith(f"bytes {size}-"):
                    _forget(part)
                    raise UpdateError("The answer isn't the part that was asked for. Run it again.")
            else:
                size = 0
                _forget(part)
                etag = answer.headers.get("ETag", "")
                kept = etag if etag[:1] == '"' else answer.headers.get("Last-Modified", "")
                _beside(part).write_text(json.dumps({"url": url, "version": kept}))
            expected = size + answer.content_length if answer.content_length is not None else None
            if (expected or 0) > LARGEST:
                raise UpdateError(f"{url} is larger than {LARGEST >> 20} MB.")
            with part.open("ab") as held:
                async for chunk in answer.content.iter_any():
                    held.write(chunk)
                    held.flush()
                    size += len(chunk)
                    if size > LARGEST:
                        break
                    fetched(size, expected)
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else str(error)
        raise UpdateError(
            f"{url} couldn't be fetched: {reason}. What came is kept; run it again to go on."
        ) from error
    if size > LARGEST:
        _forget(part)
        raise UpdateError(f"{url} is larger than {LARGEST >> 20} MB.")


def merge(embedded: Sequence[Show], entries: Sequence[offline.Entry]) -> list[Show]:
    """The embedded shows with further titles, ids and relations, then the others, related."""
    shows = list(embedded)
    rows: dict[ShowId, int] = {}

    def ids(show: Show) -> list[ShowId]:
        mal = [ShowId(f"mal/{show.mal}")] if show.mal else []
        return list(dict.fromkeys([show.id, *mal, *show.also]))

    for row, show in enumerate(shows):
        for each in ids(show):
            rows.setdefault(each, row)
    known = set(range(len(shows)))
    related: dict[ShowId, set[ShowId]] = {}
    for entry in entries:
        own = ids(entry.show)
        row = next((rows[each] for each in own if each in rows), len(shows))
        if row == len(shows):
            shows.append(entry.show)
        else:
            shows[row] = _joined(shows[row], entry.show)
        for each in own:
            rows.setdefault(each, row)
        related.setdefault(shows[row].id, set()).update(entry.related)
    relations = lineage.relate(shows, related)
    places = {show.id: row for row, show in enumerate(shows)}

    def fits(show: Show, kind: RelationType, other: Show) -> bool:
        """Whether an embedded show, whose own line counts, has room for it."""
        if places[show.id] not in known or kind is RelationType.SIDE_STORY:
            return True
        held = show.related(kind)
        return not held or other.id in held

    for row, show in enumerate(shows):
        added = []
        there = {relation.id for relation in show.relations}
        for relation in relations.get(show.id, ()):
            other = shows[places[relation.id]]
            if relation.id in there:
                continue
            back = {
                RelationType.PREQUEL: RelationType.SEQUEL,
                RelationType.SEQUEL: RelationType.PREQUEL,
            }.get(relation.type, RelationType.SIDE_STORY)
            if not (fits(show, relation.type, other) and fits(other, back, show)):
                relation = replace(relation, type=RelationType.SIDE_STORY)
            added.append(relation)
        if added:
            shows[row] = replace(show, relations=(*show.relations, *added))
    return shows


def _joined(show: Show, other: Show) -> Show:
    """`show` with the titles and ids of another source's entry for it."""
    names = {fold(name) for name in (*show.names, *show.short_titles)}
    added = []
    for name in other.names:
        if (folded := fold(name)) not in names:
            names.add(folded)
            added.append(name)
    also = [each for each in (other.id, *other.also) if each not in (show.id, f"mal/{show.mal}")]
    return replace(
        show,
        synonyms=(*show.synonyms, *added),
        also=tuple(dict.fromkeys((*show.also, *also))),
        mal=show.mal or other.mal,
    )
