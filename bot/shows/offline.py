"""anime-offline-database: its lines read into shows.

Its format: https://github.com/manami-project/anime-offline-database, ``.jsonl`` or ``.jsonl.zst``.
The first line tells of the whole, every other one of a show.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import orjson
import zstandard

from bot.ids import ShowId
from bot.shows.models import Format, Season, Show, Status, Title

LONGEST_LINE = 1 << 20
LONGEST_TITLE = 500
MOST_TEXT = 2 << 30
SKIPS_TOLD = 20
ZSTANDARD = b"\x28\xb5\x2f\xfd"
SITES = ("anilist", "mal", "anidb", "kitsu")
TITLED = "aod"
"""The site of ids for shows that no site lists."""

_PAGE = re.compile(
    r"https?://(?:www\.)?(anilist\.co|myanimelist\.net|anidb\.net|kitsu\.app|kitsu\.io)"
    r"/anime/([0-9]{1,9})(?:[/?#]|$)"
)
_HOSTS = {
    "anilist.co": "anilist",
    "myanimelist.net": "mal",
    "anidb.net": "anidb",
    "kitsu.app": "kitsu",
    "kitsu.io": "kitsu",
}
_FORMATS = {
    "TV": Format.TV,
    "MOVIE": Format.MOVIE,
    "OVA": Format.OVA,
    "ONA": Format.ONA,
    "SPECIAL": Format.SPECIAL,
    "UNKNOWN": Format.UNKNOWN,
}
_STATUSES = {
    "FINISHED": Status.FINISHED,
    "ONGOING": Status.RELEASING,
    "UPCOMING": Status.NOT_YET_RELEASED,
    "UNKNOWN": Status.UNKNOWN,
}
_SEASONS = {
    "WINTER": Season.WINTER,
    "SPRING": Season.SPRING,
    "SUMMER": Season.SUMMER,
    "FALL": Season.FALL,
    "UNDEFINED": None,
}
_GENRES = {
    genre.lower(): genre
    for genre in (
        "Action", "Adventure", "Comedy", "Drama", "Ecchi", "Fantasy", "Horror", "Mahou Shoujo",
        "Mecha", "Music", "Mystery", "Psychological", "Romance", "Sci-Fi", "Slice of Life",
        "Sports", "Supernatural", "Thriller",
    )
} | {"science fiction": "Sci-Fi", "sci fi": "Sci-Fi", "magical girl": "Mahou Shoujo"}  # fmt: skip
_ADULT = {
    "hentai",
    "adult",
    "adults only",
    "erotica",
    "18 restricted",
    "pornography",
    "r18",
    "r-18",
}
_STUDIOS = {
    "ufotable": "ufotable",
    "feel.": "feel.",
    "lidenfilms": "LIDENFILMS",
    "silver link.": "SILVER LINK.",
    "cloverworks": "CloverWorks",
    "david production": "david production",
    "gohands": "GoHands",
    "toei animation": "Toei Animation",
}
_CAPITALS = {
    "mappa",
    "olm",
    "tms",
    "tnk",
    "nhk",
    "npo",
    "dle",
    "ilca",
    "clap",
    "3d",
    "cg",
    "ii",
    "iii",
    "tv",
}
Value = TypeVar("Value")
_WORD = re.compile(r"(^|[\s\-/.(&])(\w+)")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OTHER_CJK = re.compile(r"[\uac00-\ud7af]")


class OfflineError(Exception):
    """The file as a whole can't be read; the message says why."""


class _Unfit(Exception):
    """A line that isn't a show; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A show and the pages of those that are somehow related to it, as ids of any site."""

    show: Show
    related: tuple[ShowId, ...] = ()


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a file held. `skipped`: how many lines were unfit, the first few of them in `told`.

    `unlisted` counts shows that none of the four sites lists: their id is made of their title.
    """

    as_of: date
    licence: str | None = None
    entries: list[Entry] = field(default_factory=list)
    skipped: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)
    unlisted: int = 0

    def skip(self, number: int, reason: str) -> None:
        self.skipped += 1
        if len(self.told) < SKIPS_TOLD:
            self.told.append((number, reason))


def read(path: Path) -> Reading:
    """Read a release. Raises `OfflineError` where there is nothing to be had from it."""
    try:
        return _read(path)
    except OSError as error:
        raise OfflineError(f"{path.name} can't be read: {error.strerror or error}") from error
    except zstandard.ZstdError as error:
        raise OfflineError(f"{path.name} isn't sound zstandard: {error}") from error


def _read(path: Path) -> Reading:
    reading: Reading | None = None
    for number, line in _lines(path):
        if reading is None:
            reading = _head(path, line)
            continue
        if line is None:
            reading.skip(number, "longer than 1 MB")
            continue
        if not line.strip():
            continue
        try:
            entry = _entry(line, reading.as_of)
        except _Unfit as error:
            reading.skip(number, str(error))
            continue
        reading.unlisted += entry.show.id.startswith(f"{TITLED}/")
        reading.entries.append(entry)
    if reading is None:
        raise OfflineError(f"{path.name} is empty")
    if not reading.entries:
        raise OfflineError(f"{path.name} holds no show that can be read")
    return reading


def _head(path: Path, line: bytes | None) -> Reading:
    try:
        head = orjson.loads(line or b"")
        as_of = date.fromisoformat(head["lastUpdate"])
        licence = head.get("license")
        name = licence.get("name") if isinstance(licence, dict) else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OfflineError(
            f"{path.name} isn't a file of anime-offline-database: its first line has no lastUpdate"
        ) from error
    return Reading(as_of=as_of, licence=name if isinstance(name, str) else None)


def _lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one that is too long, which is never held whole."""
    number, held, over = 1, bytearray(), False
    for chunk in _chunks(path):
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            over = over or len(held) + len(end) > LONGEST_LINE
            yield number, None if over else bytes(held) + end
            number += 1
            held.clear()
            over = False
        if over or len(held) + len(rest) > LONGEST_LINE:
            held.clear()
            over = True
        else:
            held += rest
    if over or held:
        yield number, None if over else bytes(held)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        packed = file.read(4) == ZSTANDARD
        file.seek(0)
        if not packed:
            if path.suffix == ".zst":
                raise OfflineError(f"{path.name} is {'not zstandard' if file.read(1) else 'empty'}")
            while chunk := file.read(1 << 16):
                yield chunk
            return
        total, frame = 0, zstandard.ZstdDecompressor().decompressobj()
        # Small pieces: four bytes may unpack to 128 KB.
        while packed_chunk := file.read(4096):
            while packed_chunk:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                text = frame.decompress(packed_chunk)
                packed_chunk = frame.unused_data if frame.eof else b""
                total += len(text)
                if total > MOST_TEXT:
                    raise OfflineError(f"{path.name} unpacks to more than 2 GB")
                yield text
        if not frame.eof:
            raise OfflineError(f"{path.name} is cut off")


def show_id(url: str) -> ShowId | None:
    """The id that a page's address stands for; None for a site that isn't one of the four."""
    match = _PAGE.match(url)
    if match is None or not int(match[2]):
        return None
    return ShowId(f"{_HOSTS[match[1]]}/{int(match[2])}")


def _entry(line: bytes, as_of: date) -> Entry:
    try:
        raw = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            line.decode()
        except UnicodeDecodeError:
            raise _Unfit("not UTF-8") from error
        raise _Unfit("not JSON") from error
    if not isinstance(raw, dict):
        raise _Unfit("not an object")
    ids = _ids(_strings(raw, "sources"))
    related = _ids(_strings(raw, "relatedAnime"))
    name = " ".join(_of(raw, "title", str).split())
    if not 0 < len(name) <= LONGEST_TITLE:
        raise _Unfit("no title" if not name else "title too long")
    synonyms = [
        text
        for each in _strings(raw, "synonyms")
        if 0 < len(text := " ".join(each.split())) <= LONGEST_TITLE and text != name
    ]
    when = _of(raw, "animeSeason", dict)
    tags = [tag.strip().lower() for tag in _strings(raw, "tags")]
    show_format = _one_of(raw, "type", _FORMATS)
    status = _one_of(raw, "status", _STATUSES)
    season = _one_of(when, "season", _SEASONS)
    year = _whole(when, "year") if when.get("year") is not None else None
    if year is not None and not 1900 <= year <= 2100:
        raise _Unfit("year out of range")
    episodes = _whole(raw, "episodes")
    minutes = _minutes(raw)
    studios = tuple(dict.fromkeys(map(studio, _strings(raw, "studios"))))
    thumbnail = raw.get("thumbnail")
    if not ids:
        ids = [ShowId(f"{TITLED}/{zlib.crc32(f'{name}/{year or 0}'.encode())}")]
    first, *also = ids
    mal = next((each for each in ids if each.startswith("mal/")), None)
    show = Show(
        id=first,
        mal=int(mal.removeprefix("mal/")) if mal else None,
        also=tuple(also),
        title=Title(romaji=name, native=native(name, synonyms)),
        synonyms=tuple(dict.fromkeys(synonyms)),
        format=show_format,
        status=status,
        episodes=episodes or None,
        minutes=minutes,
        season=season,
        year=year,
        studios=studios,
        genres=tuple(dict.fromkeys(_GENRES[tag] for tag in tags if tag in _GENRES)),
        adult=not _ADULT.isdisjoint(tags),
        cover=_cover(thumbnail),
        as_of=as_of,
    )
    return Entry(show=show, related=tuple(each for each in related if each not in ids))


def _ids(urls: list[str]) -> list[ShowId]:
    """Each once, in the order of `SITES`."""
    found = dict.fromkeys(each for url in urls if (each := show_id(url)))
    return sorted(found, key=lambda each: SITES.index(each.partition("/")[0]))


def _of(raw: dict[str, Any], key: str, kind: type) -> Any:
    if key not in raw:
        raise _Unfit(f"no {key}")
    if not isinstance(raw[key], kind):
        raise _Unfit(f"{key} is of the wrong type")
    return raw[key]


def _strings(raw: dict[str, Any], key: str) -> list[str]:
    texts: list[str] = _of(raw, key, list)
    if not all(isinstance(text, str) for text in texts):
        raise _Unfit(f"{key} is of the wrong type")
    return texts


def _one_of(raw: dict[str, Any], key: str, known: dict[str, Value]) -> Value:
    value = _of(raw, key, str)
    if value not in known:
        raise _Unfit(f"unknown {key}")
    return known[value]


def _whole(raw: dict[str, Any], key: str) -> int:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise _Unfit(f"{key} is no sensible number" if key in raw else f"no {key}")
    return int(value)


def _minutes(raw: dict[str, Any]) -> tuple[int, ...]:
    if raw.get("duration") is None:
        return ()
    seconds = _whole(_of(raw, "duration", dict), "value")
    return (max(1, (seconds + 30) // 60),) if seconds else ()


def _cover(url: object) -> str | None:
    if not isinstance(url, str) or not url.startswith("https://") or "no_pic" in url:
        return None
    return url if len(url) <= 500 and url.isascii() and not re.search(r"\s", url) else None


def studio(name: str) -> str:
    """A studio's name, which the source keeps in lower case: *a-1 pictures* is *A-1 Pictures*."""
    name = " ".join(name.split())

    def capitals(match: re.Match[str]) -> str:
        word = match[2]
        return match[1] + (word.upper() if word in _CAPITALS else word[0].upper() + word[1:])

    return _STUDIOS.get(name) or _WORD.sub(capitals, name)


def native(name: str, synonyms: list[str]) -> str | None:
    """The Japanese title among the synonyms; None where none is Japanese for certain.

    Kana tell Japanese from Chinese; of several, the one whose length fits the romanised title.
    """
    japanese = [text for text in synonyms if _KANA.search(text) and not _OTHER_CJK.search(text)]
    if not japanese:
        return name if _KANA.search(name) else None
    return min(
        japanese,
        key=lambda text: (
            not (_HAN.search(text) or len(text) > 4),
            abs(2.2 * len(text) - len(name)),
        ),
    )
