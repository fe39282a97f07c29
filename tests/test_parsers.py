"""Everything that reads what others wrote: whatever it is, it is read or refused as documented, and
what is twice as long takes no more than about twice the time.

What reads long texts has tests of its own: reviews/test_digest_hostile, renewals/
test_evidence_hostile.
"""

import contextlib
import functools
import json
import sqlite3
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import config
from bot.browse import models as browse
from bot.config import Config, ConfigError
from bot.db import backup, examination, migrate
from bot.db.copies import CopyFailed
from bot.errors import Refusal
from bot.ids import GuildId, ShowId
from bot.privacy import parcel
from bot.renewals import claims, reading
from bot.renewals.models import Draft, Status, Tier, Typed
from bot.reviews import scores
from bot.settings import zones
from bot.shows import anilist_answers as answers
from bot.shows import catalogue, lore, offline, seasons, titles
from bot.shows.models import PartialDate
from bot.shows.service import Shows
from bot.text import files
from bot.text.plain import plain, prose
from bot.ui import payload
from bot.ui.components import Door, Pattern, chosen, entered
from tests.privacy.rows import Column, Filler
from tests.shows.test_offline import HEAD, LINE

TODAY = date(2026, 11, 21)
SHOWS = Shows(catalogue.load(Config().catalogue))
PATTERN = Pattern("vote", {"discussion": int, "who": str})
DOOR = Door()
DOOR.add(PATTERN, lambda: NotImplemented)


def claim(text: str) -> object:
    typed = Typed(sentence=text, said_on=text, said_by=text, outlet=text, link=text)
    draft = Draft(
        show=ShowId("anilist/1"), season=1, status=Status.DATED, tier=Tier.OFFICIAL, typed=typed
    )
    return claims.read(draft, today=TODAY)


Parser = Callable[[str], object]
REFUSING: dict[str, Parser] = {
    "title": SHOWS.pick,
    "show": SHOWS.only,
    "completion": lambda text: SHOWS.suggest(text, adult=True),
    "titles in a message": SHOWS.mentioned,
    "season in a title": seasons.stated,
    "title without its season": seasons.without_season,
    "folded title": titles.fold,
    "claim": claim,
    "day of a claim": lambda text: claims.day(text, today=TODAY),
    "link": claims.address,
    "first link": reading.first_link,
    "score": scores.parse,
    "zone": lambda text: zones.read(text, zones.names()),
    "zone's completion": lambda text: zones.offered(text, zones.names()),
    "years": browse.read_years,
    "day of a button": browse.read_day,
    "zone of a button": browse.read_zone,
    "wish of a button": lambda text: browse.read_wish(text, 0, 0, text),
    "genre": lambda text: browse.named(text, ["Action"]),
    **{f"fact {fact}": functools.partial(lore.read, fact) for fact in lore.Fact},
    "custom id": DOOR.find,
    "plain text": plain,
    "prose": prose,
    "bytes": lambda text: files.decode(text.encode("utf-16")),
}
PIECES = (
    "a", " ", "\n", "1", "-", "2018-", "S2 ", "season ", "Part II ", "||", "**", "“", "\"", "(",
    "[", "https://", "https://a.", "a.b/", "@everyone ", "anilist/", "Hero Mask ", "ヒーロー", "。",
    "\0", "\u202e", "Z\u0301", "İ", "ß", "²", "١", ":", "%41", "+", "UTC", "utc+", "#", "_", "'s ",
)  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.tuples(st.sampled_from(PIECES), st.integers(1, 4000)).map(
        lambda of: (of[0] * of[1])[: of[1]]
    ),
)


@pytest.mark.parametrize("name", REFUSING)
@settings(max_examples=20, deadline=None)
@given(text=TEXT)
def test_any_text_is_read_or_refused_in_words(name: str, text: str) -> None:
    with contextlib.suppress(Refusal):
        REFUSING[name](text)


LENGTH = 8_000
"""Twice what Discord lets anybody send."""


def seconds(parse: Parser, text: str) -> float:
    """Of the processor's time, the shortest of three."""
    found = []
    for _ in range(3):
        began = time.process_time()
        with contextlib.suppress(Refusal):
            parse(text)
        found.append(time.process_time() - began)
    return min(found)


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", REFUSING)
def test_what_is_twice_as_long_takes_twice_the_time(name: str) -> None:
    slow = {}
    for piece in PIECES:
        text = "x" + (piece * LENGTH)[:LENGTH] + "y"
        if (whole := seconds(REFUSING[name], text)) > 0.02:
            slow[piece] = whole / seconds(REFUSING[name], text[: LENGTH // 2])
            assert whole < 0.5, piece
    assert {piece: ratio for piece, ratio in slow.items() if ratio > 3} == {}


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_a_partial_date_is_read_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert PartialDate.parse(text).first_day


# What Discord, AniList and a host's own files say


def values(*known: str) -> st.SearchStrategy[Any]:
    """Any JSON, with keys that mean something."""
    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), TEXT,
        st.sampled_from(("TV", "FINISHED", "SEQUEL", "ANIME", "FALL", "#abcdef", "https://e.org")),
    )  # fmt: skip
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(known), inner, max_size=6),
        ),
        max_leaves=12,
    )


SENT = values("custom_id", "values", "value", "components", "component", "options", "name", "type")


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(("values", "components", "options", "resolved")), SENT))
def test_whatever_an_interaction_holds(data: dict[str, Any]) -> None:
    interaction: Any = SimpleNamespace(data=data)
    assert all(isinstance(each, str) for each in chosen(interaction))
    assert all(isinstance(each, str) for each in entered(interaction).values())
    assert payload.fits(data, [], completing=True) is False
    assert payload.fits(data, [], completing=False) in (True, False)
    assert payload.sound(data) in (True, False)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=8))
def test_half_a_character_is_not_sound(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        assert not payload.sound({"value": [text]})
    else:
        assert payload.sound({"value": [text]})


MEDIA = (
    "id", "idMal", "title", "romaji", "english", "native", "synonyms", "format", "status", "season",
    "seasonYear", "episodes", "duration", "startDate", "endDate", "year", "month", "day", "studios",
    "staff", "edges", "node", "nodes", "name", "full", "role", "isMain", "genres", "externalLinks",
    "url", "site", "type", "language", "relations", "relationType", "coverImage", "large", "color",
    "description", "tags", "isMediaSpoiler", "averageScore", "nextAiringEpisode", "airingAt",
    "episode", "siteUrl", "media", "airingSchedules", "pageInfo", "hasNextPage", "isAdult",
)  # fmt: skip
ANSWER = st.dictionaries(st.sampled_from(MEDIA), values(*MEDIA), max_size=14)
PAGE = st.one_of(ANSWER, st.builds(lambda media: {"media": media}, st.lists(ANSWER, max_size=2)))


@settings(max_examples=60, deadline=None)
@given(ANSWER, PAGE)
def test_whatever_anilist_answers(media: dict[str, Any], page: dict[str, Any]) -> None:
    asked = ShowId("anilist/1")
    assert answers.show(media, asked=asked, as_of=TODAY).title.main
    answers.coming(media)
    answers.sequels(media, as_of=TODAY)
    answers.profile(media, as_of=TODAY)
    for read in (answers.shows, answers.airings):
        read(page, as_of=TODAY)
    answers.watched(page)
    answers.more(page)


def changed(data: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    """With other bytes at some places, in parts of the whole."""
    found = bytearray(data)
    for place, other in changes:
        at = int(place * len(data))
        found[at : at + max(len(other), 1)] = other
    return bytes(found)


CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parsers")


@settings(max_examples=80, deadline=None)
@given(CHANGES, st.booleans())
def test_a_release_of_shows_in_which_anything_is_changed(
    folder: Path, changes: list[tuple[float, bytes]], packed: bool
) -> None:
    data = b"\n".join(json.dumps(line).encode() for line in (HEAD, LINE, LINE))
    path = folder / ("a.jsonl.zst" if packed else "a.jsonl")
    path.write_bytes(changed(zstandard.compress(data) if packed else data, changes))
    with contextlib.suppress(offline.OfflineError):
        assert offline.read(path).entries


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(LINE)), values(*LINE), min_size=1, max_size=6))
def test_a_release_with_any_show_in_it(folder: Path, other: dict[str, Any]) -> None:
    path = folder / "b.jsonl"
    lines = (HEAD, {**LINE, **other}, LINE)
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert offline.read(path).entries


@pytest.fixture(scope="module")
def held(folder: Path) -> Path:
    """A database with rows of one server."""
    path = folder / "held.db"
    migrate.migrate(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        filler = Filler(file, guild=1, other=2)
        for table in ("reviews", "renewal_evidence", "guild_settings"):
            with contextlib.suppress(sqlite3.IntegrityError):
                filler.put(Column(table, "guild_id"), 1)
        file.commit()
    return path


@pytest.mark.unmeasured
@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_a_server_s_parcel_in_which_anything_is_changed(
    folder: Path, held: Path, changes: list[tuple[float, bytes]]
) -> None:
    good, bad, there = folder / "good.zip", folder / "bad.zip", folder / "there.db"
    good.unlink(missing_ok=True)
    parcel.export(held, GuildId(1), good)
    bad.write_bytes(changed(good.read_bytes(), changes))
    with contextlib.suppress(parcel.ParcelRefused):
        parcel.bring_in(there, bad, replace=True)
    if there.exists():  # what was changed says nothing
        there.unlink()


@pytest.mark.unmeasured
@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(("format", "schema", "guild", "rows", "x")), SENT))
def test_a_server_s_parcel_with_any_header(folder: Path, header: dict[str, Any]) -> None:
    bad, there = folder / "odd.zip", folder / "nowhere.db"
    with zipfile.ZipFile(bad, "w") as packed:
        packed.writestr(parcel.HEADER, json.dumps(header))
    with pytest.raises(parcel.ParcelRefused):
        parcel.bring_in(there, bad)
    assert not there.exists()


@pytest.mark.unmeasured
@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_a_backup_in_which_anything_is_changed(
    folder: Path, held: Path, changes: list[tuple[float, bytes]]
) -> None:
    bad, there = folder / "bad.db", folder / "restored" / "kanso.db"
    there.parent.mkdir(exist_ok=True)
    bad.write_bytes(changed(held.read_bytes(), changes))
    with contextlib.suppress(sqlite3.Error, OSError):
        examination.examine(bad)
    with contextlib.suppress(CopyFailed):
        backup.restore(bad, there, datetime(2026, 11, 21, tzinfo=UTC), replace=True)
    for left in there.parent.iterdir():
        left.unlink()


@pytest.mark.unmeasured
@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_a_database_in_which_anything_is_changed(
    folder: Path, held: Path, changes: list[tuple[float, bytes]]
) -> None:
    bad = folder / "damaged.db"
    bad.write_bytes(changed(held.read_bytes(), changes))
    with contextlib.suppress(migrate.DatabaseUnusable):
        migrate.migrate(bad)
    for left in folder.glob("damaged.db*"):
        left.unlink()


KEYS = st.sampled_from(
    ("DISCORD_TOKEN", "KANSO_DATABASE", "KANSO_ANILIST", "KANSO_LOG_LEVEL", "KANSO_BACKUPS",
     "KANSO_BACKUP_EVERY", "KANSO_BACKUP_KEEP", "KANSO_METRICS", "KANSO_LOG_FORMAT")
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, st.one_of(st.none(), TEXT), max_size=4))
def test_any_environment(values: dict[str, str | None]) -> None:
    with contextlib.suppress(ConfigError):
        config.from_mapping(values)
