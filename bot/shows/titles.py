"""Titles made comparable, and the index over them: numpy arrays that a file can hold. Pure.

Every title of every show is held folded, as one of a show's `Kind`s of names. Three ways lead to
it: a hash of the whole (what is typed exactly), the hash of its initials, and postings of its
letter trigrams, which find what is misspelt, cut short, run together or turned around.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from enum import IntEnum
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.ids import ShowId
from bot.shows import seasons, shelves
from bot.shows.models import Format, RelationType, Show

Array = npt.NDArray[Any]

LONGEST = 200
BUCKETS = 1 << 20
"""Trigrams are counted by hash; two that share a bucket cost a candidate, never an answer."""

_AT_ONCE = 20_000
"""Texts whose trigrams are taken at once: what bounds the memory of a build."""

_LATIN = re.compile(r"[a-z0-9 ]+")
_WEIGHTS = {
    Format.TV: 1.0,
    Format.ONA: 0.75,
    Format.MOVIE: 0.6,
    Format.TV_SHORT: 0.5,
    Format.OVA: 0.4,
    Format.SPECIAL: 0.2,
    Format.UNKNOWN: 0.1,
    Format.MUSIC: 0.0,
}


class Kind(IntEnum):
    """What a name is to its show: its own title, another one, a short form, its initials."""

    MAIN = 0
    SYNONYM = 1
    SHORT = 2
    INITIALS = 3


def fold(text: str) -> str:
    """Case, width, accents and punctuation out of the way; other scripts as they are."""
    if text.isascii():
        text = text[:LONGEST].lower()
    else:
        text = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
        text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


def digest(folded: str) -> int:
    """What a folded title is looked up by: two that run the words together alike are one."""
    raw = folded.replace(" ", "").encode()
    return zlib.crc32(raw) << 32 | zlib.adler32(raw)


def initials(folded: str) -> str | None:
    """``bnha`` for *boku no hero academia*; None for fewer than three words."""
    words = folded.split()
    if not 3 <= len(words) <= 8 or not _LATIN.fullmatch(folded):
        return None
    return "".join(word if word.isdigit() else word[0] for word in words)


def grams(text: str) -> Array:
    """The buckets of a folded title's trigrams, each once."""
    points = np.frombuffer(("\n" + text.replace(" ", "")).encode("utf-32-le"), dtype=np.uint32)
    keys, _ = _keys(points)
    return np.unique(keys)


def _keys(points: Array) -> tuple[Array, Array]:
    """Buckets and places of all trigrams in code points of titles that line feeds begin.

    A title's first two letters count as one that it begins with; scripts of many letters have
    their pairs counted too.
    """
    letters = points.astype(np.uint64)
    first, second, third = letters[:-2], letters[1:-1], letters[2:]
    triples = np.flatnonzero((second != 10) & (third != 10))
    found = _mixed(first[triples], second[triples], third[triples])
    if not (points > 0x2E7F).any():
        return found, triples
    pairs = np.flatnonzero((letters[1:] > 0x2E7F) & (letters[:-1] != 10))
    more = _mixed(letters[pairs], letters[pairs + 1], np.zeros_like(letters[pairs]))
    return np.concatenate([found, more]), np.concatenate([triples, pairs])


def _mixed(first: Array, second: Array, third: Array) -> Array:
    mixed: Array = first * np.uint64(0x9E3779B1) + second * np.uint64(0x85EBCA77)
    mixed = (mixed + third * np.uint64(0xC2B2AE3D)) * np.uint64(0x27D4EB2F)
    return ((mixed >> np.uint64(15)) & np.uint64(BUCKETS - 1)).astype(np.int64)


def names(show: Show) -> dict[str, Kind]:
    """Each folded name of a show, as the best kind that it is."""
    found: dict[str, Kind] = {}
    own = (show.title.romaji, show.title.english, show.title.native)
    for kind, every in (
        (Kind.MAIN, own),
        (Kind.SHORT, show.short_titles),
        (Kind.SYNONYM, show.synonyms),
    ):
        for name in every:
            if name and (folded := fold(name)):
                found.setdefault(folded, kind)
    for folded in list(found):
        if letters := initials(folded):
            found.setdefault(letters, Kind.INITIALS)
    return found


def prior(show: Show, *, first: bool) -> float:
    """How likely a show is meant before anything is typed, 0 to 1.

    The collected sets know no popularity: format, how many sites list it, how many names it has
    been given and whether it begins its franchise stand in for it.
    """
    sites = 1 + len(show.also) + bool(show.mal)
    named = log2(1 + len(show.synonyms) + 2 * len(show.short_titles))
    known = bool(show.episodes) + bool(show.year) + bool(show.studios)
    return (
        0.30 * _WEIGHTS[show.format]
        + 0.12 * min(sites, 4) / 4
        + 0.33 * min(named, 5.5) / 5.5
        + 0.10 * known / 3
        + 0.15 * first
    )


def index(shows: Sequence[Show]) -> Mapping[str, Array]:
    """The arrays that `bot.shows.search` and `shelves` read, over shows in their order."""
    texts: list[str] = []
    owners: list[int] = []
    kinds: list[int] = []
    for row, show in enumerate(shows):
        for folded, kind in names(show).items():
            texts.append(folded)
            owners.append(row)
            kinds.append(kind)
    encoded = [text.encode() for text in texts]
    digests = np.array([digest(text) for text in texts], dtype=np.uint64)
    order = np.argsort(digests, kind="stable").astype(np.int32)
    searched = [
        text.replace(" ", "") if kind != Kind.INITIALS else ""
        for text, kind in zip(texts, kinds, strict=True)
    ]
    pairs = _pairs(searched)
    postings = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int32)
    every = np.arange(BUCKETS + 1, dtype=np.uint64) << np.uint64(32)
    starts = np.searchsorted(pairs, every).astype(np.int32)
    del pairs, every, searched
    numbers, parts, lines, groups = _places(shows)
    return {
        "texts": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "text_starts": np.cumsum([0, *map(len, encoded)], dtype=np.uint32),
        "owners": np.array(owners, dtype=np.int32),
        "kinds": np.array(kinds, dtype=np.uint8),
        "digests": digests[order],
        "digest_texts": order,
        "gram_starts": starts,
        "postings": postings,
        "gram_counts": np.bincount(postings, minlength=len(texts)).astype(np.uint16),
        "priors": np.array(
            [
                prior(show, first=numbers[row] == 1 and parts[row] <= 1)
                for row, show in enumerate(shows)
            ],
            dtype=np.float32,
        ),
        "seasons": numbers,
        "parts": parts,
        "lines": lines,
        "groups": groups,
        "years": np.array([show.year or 0 for show in shows], dtype=np.int16),
        "formats": np.array([list(Format).index(show.format) for show in shows], dtype=np.uint8),
        "adult": np.array([show.adult for show in shows], dtype=np.bool_),
        **shelves.index(shows),
    }


def _pairs(texts: Sequence[str]) -> Array:
    """Bucket and place of each trigram of each text, as one number, sorted."""
    found = [np.zeros(0, dtype=np.uint64)]
    for start in range(0, len(texts), _AT_ONCE):
        joined = "".join("\n" + text for text in texts[start : start + _AT_ONCE])
        points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
        keys, places = _keys(points)
        holders = start + np.cumsum(points == 10)[places] - 1
        found.append(np.unique(keys.astype(np.uint64) << np.uint64(32) | holders.astype(np.uint64)))
    pairs = np.concatenate(found)
    del found
    pairs.sort()
    return pairs


def _places(shows: Sequence[Show]) -> tuple[Array, Array, Array, Array]:
    """Each show's season and part (0 where it has none), its line of sequels, its franchise."""
    rows = {show.id: row for row, show in enumerate(shows)}
    numbers = np.zeros(len(shows), dtype=np.int16)
    parts = np.zeros(len(shows), dtype=np.int16)
    lines, groups = list(range(len(shows))), list(range(len(shows)))

    def get(show_id: ShowId) -> Show | None:
        row = rows.get(show_id)
        return None if row is None else shows[row]

    def root(of: list[int], row: int) -> int:
        while of[row] != row:
            of[row] = of[of[row]]
            row = of[row]
        return row

    for row, show in enumerate(shows):
        for relation in show.relations:
            if (other := rows.get(relation.id)) is not None:
                groups[root(groups, other)] = root(groups, row)
                if relation.type in (RelationType.SEQUEL, RelationType.PREQUEL):
                    lines[root(lines, other)] = root(lines, row)
        if show.related(RelationType.PREQUEL) or numbers[row]:
            continue
        for entry in seasons.number(seasons.chain(show, get)):
            if entry.number and (at := rows.get(entry.show.id)) is not None:
                numbers[at], parts[at] = entry.number, entry.part or 0
    return (
        numbers,
        parts,
        np.array([root(lines, row) for row in range(len(shows))], dtype=np.int32),
        np.array([root(groups, row) for row in range(len(shows))], dtype=np.int32),
    )
