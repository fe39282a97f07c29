"""The embedded shows: sound in themselves, and true to the collected data where that is at hand."""

import colorsys
import io
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = CHECKOUT.parent / "shared" / "data"
Show = dict[str, Any]

KEYS = [
    "id",
    "mal",
    "title",
    "synonyms",
    "short_titles",
    "format",
    "status",
    "episodes",
    "minutes",
    "season",
    "year",
    "first_aired",
    "last_aired",
    "studios",
    "directors",
    "writers",
    "creators",
    "source",
    "genres",
    "streaming",
    "relations",
    "adult",
    "color",
    "synopsis",
    "as_of",
]
FORMATS = {"tv", "tv_short", "movie", "ova", "ona", "special", "music"}
STATUSES = {"finished", "releasing", "not_yet_released", "cancelled", "hiatus"}
SOURCES = {
    "original",
    "manga",
    "light_novel",
    "visual_novel",
    "video_game",
    "novel",
    "web_manga",
    "web_novel",
    "other",
}
REVERSE = {
    "sequel": {"prequel"},
    "prequel": {"sequel"},
    "side_story": {"parent"},
    "summary": {"parent"},
    "spin_off": {"parent"},
    "parent": {"side_story", "summary", "spin_off"},
    "alternative": {"alternative"},
}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

# Where the collected titles are known to be wrong or to count differently, and why.
KNOWN = {
    ("anilist/102498", "episodes"): "the titles carry over the first season's 12; it has 6",
    ("anilist/21", "episodes"): "still running; the titles write 1 for a count nobody knows",
    ("anilist/146984", "format"): "MAL has one TV entry for both Final Chapters, AniList a special",
    ("anilist/129874", "first_aired"): "the titles date it from a 2020 recut of the first season",
    ("anilist/128547", "first_aired"): "first shown on 6 April 2021 at 2 in the morning",
}


def catalogue() -> list[Show]:
    text = (CHECKOUT / "data" / "catalogue.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


SHOWS = catalogue()
BY_ID = {show["id"]: show for show in SHOWS}


def titles_of(show: Show) -> list[str]:
    return [*filter(None, show["title"].values()), *show["synonyms"]]


def test_there_are_enough_shows_each_once() -> None:
    assert len(SHOWS) >= 64
    assert [id_ for id_, n in Counter(show["id"] for show in SHOWS).items() if n > 1] == []
    mal = Counter(show["mal"] for show in SHOWS if show["mal"] is not None)
    assert [id_ for id_, n in mal.items() if n > 1] == []


def test_the_file_is_written_as_promised() -> None:
    romaji = [show["title"]["romaji"] for show in SHOWS]
    assert romaji == sorted(romaji, key=str.casefold)
    written = "".join(
        json.dumps(show, ensure_ascii=False, separators=(", ", ": ")) + "\n" for show in SHOWS
    )
    assert (CHECKOUT / "data" / "catalogue.jsonl").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_shape(show: Show) -> None:
    assert list(show) == KEYS
    assert re.fullmatch(r"anilist/[1-9]\d*", show["id"])
    assert show["mal"] is None or show["mal"] > 0
    assert list(show["title"]) == ["romaji", "english", "native"]
    assert show["title"]["romaji"]
    assert show["format"] in FORMATS
    assert show["status"] in STATUSES
    assert show["source"] in SOURCES
    assert show["season"] in {"winter", "spring", "summer", "fall", None}
    assert show["episodes"] is None or show["episodes"] > 0
    assert show["minutes"] == sorted(set(show["minutes"]))
    assert all(0 < minutes < 300 for minutes in show["minutes"])
    assert show["studios"]
    assert show["genres"]
    for names in ("studios", "directors", "writers", "creators", "genres"):
        assert len(set(show[names])) == len(show[names])
        assert all(name and name == name.strip() for name in show[names])
    assert show["adult"] is False
    assert DATE.fullmatch(show["as_of"])


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_dates_are_in_order(show: Show) -> None:
    first, last = show["first_aired"], show["last_aired"]
    for date in (first, last):
        assert date is None or DATE.fullmatch(date)
    if first and last:
        assert first <= last
    if show["status"] == "finished":
        assert first
        assert last
        assert show["episodes"]
        assert last <= show["as_of"]
    if show["status"] == "releasing":
        assert first
        assert last is None
    if first and show["year"]:
        # A show that begins in December belongs to the winter of the next year.
        assert int(first[:4]) in {show["year"], show["year"] - (show["season"] == "winter")}


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_titles(show: Show) -> None:
    assert len(show["synonyms"]) <= 12
    every = [title.casefold() for title in show["synonyms"]]
    assert len(set(every)) == len(every)
    assert not set(every) & {title.casefold() for title in show["title"].values() if title}
    for title in titles_of(show) + show["short_titles"]:
        assert title == title.strip()
        assert title.isprintable()


def test_a_title_or_short_title_belongs_to_one_show() -> None:
    owners: dict[str, set[str]] = {}
    for show in SHOWS:
        for title in titles_of(show) + show["short_titles"]:
            owners.setdefault(title.casefold(), set()).add(show["id"])
    assert {title: ids for title, ids in owners.items() if len(ids) > 1} == {}


def test_each_relation_has_its_reverse() -> None:
    missing = [
        (show["id"], relation)
        for show in SHOWS
        for relation in show["relations"]
        if relation["id"] == show["id"]
        or relation["id"] not in BY_ID
        or not any(
            back["id"] == show["id"] and back["type"] in REVERSE[relation["type"]]
            for back in BY_ID[relation["id"]]["relations"]
        )
    ]
    assert missing == []


def test_no_chain_of_sequels_comes_back_to_itself() -> None:
    for start in SHOWS:
        ahead, seen = [start["id"]], set[str]()
        while ahead:
            for relation in BY_ID[ahead.pop()]["relations"]:
                if relation["type"] == "sequel" and relation["id"] not in seen:
                    seen.add(relation["id"])
                    ahead.append(relation["id"])
        assert start["id"] not in seen


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_accent_colour_is_neither_black_nor_white(show: Show) -> None:
    assert re.fullmatch(r"#[0-9a-f]{6}", show["color"])
    red, green, blue = (int(show["color"][i : i + 2], 16) / 255 for i in (1, 3, 5))
    lightness = colorsys.rgb_to_hls(red, green, blue)[1]
    assert 0.15 < lightness < 0.9


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_synopsis_is_one_to_three_sentences(show: Show) -> None:
    sentences = re.findall(r"[.?!]”?\"?(?=\s|$)", show["synopsis"])
    assert 1 <= len(sentences) <= 3
    assert 20 < len(show["synopsis"]) < 400


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show["id"])
def test_streaming_links_lead_to_the_show(show: Show) -> None:
    for link in show["streaming"]:
        assert list(link) == ["service", "url", "languages"]
        # An address is either the show's own page or not known: never a front page or a search.
        assert link["url"] is None or re.fullmatch(r"https://[^/\s]+/[^/\s].*", link["url"])
        assert "search" not in (link["url"] or "")


def test_hero_mask() -> None:
    one, two = BY_ID["anilist/105096"], BY_ID["anilist/110686"]
    assert (one["mal"], two["mal"]) == (38628, 40154)
    assert (one["first_aired"], two["first_aired"]) == ("2018-12-03", "2019-08-23")
    assert (one["episodes"], two["episodes"]) == (15, 9)
    assert one["minutes"] == [24, 25]
    assert one["relations"] == [{"type": "sequel", "id": two["id"]}]
    for show in (one, two):
        assert (show["format"], show["source"]) == ("ona", "original")
        assert show["studios"] == ["Studio Pierrot"]
        assert show["directors"] == show["writers"] == ["Hiroyasu Aoki"]
        assert [link["service"] for link in show["streaming"]] == ["Netflix"]


@pytest.fixture(scope="module")
def collected() -> dict[str, Show]:
    """The collected titles of our shows, by our id."""
    path = SHARED / "catalogue" / "titles.jsonl.zst"
    if not path.is_file():
        pytest.skip("../shared/data/catalogue/titles.jsonl.zst is not here")
    zstandard = pytest.importorskip("zstandard")
    rows: dict[str, Show] = {}
    with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            id_ = f"anilist/{row['anilist']}"
            if id_ in BY_ID and len(row) > len(rows.get(id_, ())):
                rows[id_] = row
    return rows


def tokyo_date(instant: str) -> str:
    return (datetime.fromisoformat(instant) + timedelta(hours=9)).date().isoformat()


def agrees(field: str, show: Show, row: Show) -> bool:
    """Whether the collected row says the same of this field, or says nothing."""
    if field == "format":
        return not row.get("type") or row["type"].lower() == show["format"]
    if field == "episodes":
        return not row.get("episodes") or row["episodes"] == show["episodes"]
    if field == "first_aired":
        if not row.get("start"):
            return True
        # Some starts are the UTC day of the first broadcast; what airs after midnight in Tokyo
        # then seems to begin a day early.
        dates = {row["start"]}
        if row.get("begin_exact"):
            dates.add(tokyo_date(row["begin_exact"]))
        return any(show["first_aired"].startswith(date) for date in dates)
    if field == "minutes":
        if not row.get("duration"):
            return True
        return any(abs(row["duration"] - minutes) <= 1 for minutes in show["minutes"])
    if field == "studios":
        said = [name.casefold() for name in row.get("studios") or ()]
        return not said or said == [name.casefold() for name in show["studios"]]
    raise AssertionError(field)


FIELDS = ("format", "episodes", "first_aired", "minutes", "studios")


def test_every_show_is_in_the_collected_titles_under_both_its_ids(
    collected: dict[str, Show],
) -> None:
    assert set(BY_ID) - set(collected) == set()
    assert {
        id_: (row["mal"], BY_ID[id_]["mal"])
        for id_, row in collected.items()
        if row["mal"] != BY_ID[id_]["mal"]
    } == {}


@pytest.mark.parametrize("field", FIELDS)
def test_facts_agree_with_the_collected_titles(field: str, collected: dict[str, Show]) -> None:
    disagreeing = {id_ for id_, row in collected.items() if not agrees(field, BY_ID[id_], row)}
    assert disagreeing == {id_ for id_, known in KNOWN if known == field}


@pytest.fixture(scope="module")
def recorded() -> dict[str, Show]:
    """AniList's own recorded answers about our shows, by our id."""
    path = SHARED / "anilist" / "media.json"
    if not path.is_file():
        pytest.skip("../shared/data/anilist/media.json is not here")
    media = json.loads(path.read_text(encoding="utf-8"))
    return {id_: one for one in media if (id_ := f"anilist/{one['id']}") in BY_ID}


def test_facts_agree_with_recorded_answers_of_anilist(recorded: dict[str, Show]) -> None:
    assert len(recorded) > 50
    for id_, media in recorded.items():
        show = BY_ID[id_]
        assert (id_, show["mal"]) == (id_, media["idMal"])
        assert (id_, show["format"]) == (id_, media["format"].lower())
        assert (id_, show["episodes"]) == (id_, media["episodes"])
        assert (id_, show["status"]) == (id_, media["status"].lower())
        assert (id_, show["adult"]) == (id_, media["isAdult"])
        assert (id_, media["duration"] in show["minutes"]) == (id_, True)
        assert (id_, show["genres"]) == (id_, sorted(media["genres"]))


def test_no_dead_streaming_link_of_anilist_is_offered(recorded: dict[str, Show]) -> None:
    def services(media: Show, *, dead: bool) -> set[str]:
        return {
            link["site"]
            for link in media["externalLinks"]
            if link["type"] == "STREAMING" and link["isDisabled"] is dead
        }

    for id_, media in recorded.items():
        offered = {link["service"] for link in BY_ID[id_]["streaming"]}
        assert offered <= services(media, dead=False), id_
