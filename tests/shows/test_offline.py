"""anime-offline-database's lines: read where they are sound, named where they aren't."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zstandard

from bot.shows import offline
from bot.shows.models import Format, Season, Status

HEAD = {"license": {"name": "ODbL 1.0"}, "lastUpdate": "2026-01-31"}
LINE: dict[str, Any] = {
    "sources": ["https://kitsu.app/anime/9", "https://anilist.co/anime/7",
                "https://myanimelist.net/anime/8", "https://livechart.me/anime/5"],
    "title": "Sora no Uta", "type": "TV", "episodes": 12, "status": "ONGOING",
    "animeSeason": {"season": "FALL", "year": 2025},
    "picture": "https://example.org/a.png", "thumbnail": "https://example.org/b.png",
    "duration": {"value": 1430, "unit": "SECONDS"},
    "synonyms": ["Song of the Sky", "空の歌", "そらの歌うた"],
    "studios": ["a-1 pictures", "mappa"], "producers": [],
    "relatedAnime": ["https://anidb.net/anime/3", "https://kitsu.io/anime/9"],
    "tags": ["sci-fi", "ecchi", "high school"],
}  # fmt: skip


def written(path: Path, *lines: object) -> Path:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    text = b"\n".join(raw) + b"\n"
    path.write_bytes(zstandard.compress(text) if path.suffix == ".zst" else text)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.zst"])
def test_a_line_becomes_a_show(tmp_path: Path, name: str) -> None:
    reading = offline.read(written(tmp_path / name, HEAD, LINE))
    (entry,) = reading.entries
    show = entry.show
    assert (show.id, show.mal, show.also) == ("anilist/7", 8, ("mal/8", "kitsu/9"))
    assert (show.format, show.status) == (Format.TV, Status.RELEASING)
    assert (show.season, show.year, show.minutes) == (Season.FALL, 2025, (24,))
    assert show.studios == ("A-1 Pictures", "MAPPA")
    assert show.genres == ("Sci-Fi", "Ecchi")
    assert not show.adult
    assert show.title.native == "そらの歌うた"
    assert show.cover == "https://example.org/b.png"
    assert show.as_of == date(2026, 1, 31)
    assert entry.related == ("anidb/3",)


def test_what_is_not_known_is_left_open(tmp_path: Path) -> None:
    bare = LINE | {
        "type": "UNKNOWN", "status": "UNKNOWN", "episodes": 0, "synonyms": [],
        "animeSeason": {"season": "UNDEFINED"}, "thumbnail": "https://x.org/no_pic_thumbnail.png",
        "tags": ["hentai"],
    }  # fmt: skip
    show = offline.read(written(tmp_path / "a.jsonl", HEAD, bare)).entries[0].show
    assert (show.format, show.status) == (Format.UNKNOWN, Status.UNKNOWN)
    assert (show.episodes, show.season, show.year, show.cover) == (None, None, None, None)
    assert show.title.native is None
    assert show.adult


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": ', "not JSON"),
        (b'{"title": "\xff"}', "not UTF-8"),
        (b"[" * 5000, "not JSON"),
        ([], "not an object"),
        ({}, "no sources"),
        (LINE | {"title": " "}, "no title"),
        (LINE | {"title": None}, "title is of the wrong type"),
        (LINE | {"synonyms": [3]}, "synonyms is of the wrong type"),
        (LINE | {"type": "RADIO"}, "unknown type"),
        (LINE | {"episodes": "12"}, "episodes is no sensible number"),
        (LINE | {"episodes": True}, "episodes is no sensible number"),
        (LINE | {"duration": 5}, "duration is of the wrong type"),
        (LINE | {"animeSeason": {"season": "FALL", "year": 9999}}, "year out of range"),
        (LINE | {"title": "a" * (1 << 20)}, "longer than 1 MB"),
    ],
)
def test_an_unfit_line_is_named_and_passed_over(tmp_path: Path, line: object, reason: str) -> None:
    reading = offline.read(written(tmp_path / "a.jsonl.zst", HEAD, line, LINE))
    assert reading.told == [(2, reason)]
    assert len(reading.entries) == 1


def test_the_first_twenty_are_told_and_all_counted(tmp_path: Path) -> None:
    reading = offline.read(written(tmp_path / "a.jsonl", HEAD, *[b"no"] * 30, LINE))
    assert (reading.skipped, len(reading.told)) == (30, 20)


def test_a_show_that_no_site_lists_is_known_by_its_title(tmp_path: Path) -> None:
    other = LINE | {"sources": ["https://anime-planet.com/anime/x", "https://anilist.co/anime/0"]}
    reading = offline.read(written(tmp_path / "a.jsonl", HEAD, other, LINE))
    assert (reading.unlisted, len(reading.entries)) == (1, 2)
    assert reading.entries[0].show.id.startswith("aod/")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    whole = zstandard.compress(b"\n".join(json.dumps(x).encode() for x in (HEAD, LINE)))
    for name, content, says in [
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl.zst", b"", "is empty"),
        ("a.jsonl.zst", b"<html>", "not zstandard"),
        ("a.jsonl.zst", whole[:-5], "cut off"),
        ("a.jsonl.zst", whole[:4] + b"\xff" * 40, "zstandard"),
        ("a.jsonl", b"<html>\n", "no lastUpdate"),
        ("a.jsonl", json.dumps(HEAD).encode(), "no show"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(offline.OfflineError, match=says):
            offline.read(path)
    with pytest.raises(offline.OfflineError, match="No such file"):
        offline.read(tmp_path / "absent")
