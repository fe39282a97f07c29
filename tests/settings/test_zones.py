"""Time zones as people write them."""

import zoneinfo
from datetime import UTC, datetime

import pytest

from bot.settings import looks, zones
from bot.settings.models import NO_PREFERENCES, Preferences
from bot.settings.zones import NoSuchZone, WhichZone
from bot.text.titles import TitleLanguage

KNOWN = zones.names()
ENGLISH, ROMAJI, NATIVE = TitleLanguage


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("tokyo", "Asia/Tokyo"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("asia tokyo", "Asia/Tokyo"),
        ("  New   York ", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("port au prince", "America/Port-au-Prince"),
        ("melbou", "Australia/Melbourne"),
        ("utc", "UTC"),
        ("UTC+9", "Etc/GMT-9"),
        ("gmt-3", "Etc/GMT+3"),
        ("+09:00", "Etc/GMT-9"),
        ("UTC +0", "UTC"),
        ("Etc/GMT+9", "Etc/GMT+9"),
    ],
)
def test_a_zone_is_read_as_it_was_meant(typed: str, zone: str) -> None:
    assert zones.read(typed, KNOWN) == zone


@pytest.mark.parametrize(
    "typed",
    [
        "Atlantis",
        "UTC+99",
        "UTC+5:30",
        "東京",
        "||@everyone",
        "../etc",
        "\0",
        "localtime",
        "x" * 99,
    ],
)
def test_what_is_no_zone_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NoSuchZone, match="Europe/Berlin, or UTC"):
        zones.read(typed, KNOWN)


def test_where_several_fit_a_few_are_named() -> None:
    with pytest.raises(WhichZone) as refused:
        zones.read("america", KNOWN)
    assert "America/Adak" in str(refused.value)
    assert str(refused.value).count("America/") == zones.SHOWN


def test_a_host_without_zones_has_utc_alone_and_its_log_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    known = zones.names.__wrapped__()
    assert "install its tzdata package" in caplog.text
    assert zones.read("utc", known) == "UTC"
    assert zones.offered("", known) == ["UTC"]
    with pytest.raises(NoSuchZone):
        zones.read("Asia/Tokyo", known)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("tok", "Asia/Tokyo"), ("berlin", "Europe/Berlin"), ("utc+9", "Etc/GMT-9"), ("", "UTC")],
)
def test_the_likeliest_zone_is_offered_first(typed: str, first: str) -> None:
    assert zones.offered(typed, KNOWN)[0] == first


def test_no_zone_is_offered_for_what_is_none() -> None:
    assert zones.offered("Atlantis", KNOWN) == zones.offered("東京", KNOWN) == []


def test_every_zone_is_read_by_its_name_and_by_what_it_is_called() -> None:
    for zone in KNOWN:
        assert zones.read(zone, KNOWN) == zone
        assert len(zones.spoken(zone)) <= zones.LONGEST
        if not zone.endswith(("GMT+0", "GMT-0")):
            assert zones.read(zones.spoken(zone), KNOWN) == zone


def test_fixed_zones_are_called_by_what_they_are() -> None:
    assert zones.spoken("Etc/GMT-9") == "UTC+9"
    assert zones.spoken("America/New_York") == "America/New York"
    assert zones.clock("Etc/GMT-9", datetime(2026, 1, 1, 15, tzinfo=UTC)) == "00:00"
    assert zones.clock("Mars/Olympus", datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("server", "member", "seen_alone", "seen_by_all"),
    [
        (None, None, ENGLISH, ENGLISH),
        (NATIVE, None, NATIVE, NATIVE),
        (None, ROMAJI, ROMAJI, ENGLISH),
        (NATIVE, ROMAJI, ROMAJI, NATIVE),
        (NATIVE, ENGLISH, ENGLISH, NATIVE),
    ],
)
def test_others_never_see_one_members_titles(
    server: TitleLanguage | None,
    member: TitleLanguage | None,
    seen_alone: TitleLanguage,
    seen_by_all: TitleLanguage,
) -> None:
    here, mine = Preferences(titles=server), Preferences(titles=member)
    assert looks.titles(here, mine, private=True) is seen_alone
    assert looks.titles(here, mine, private=False) is seen_by_all


@pytest.mark.parametrize(("server", "member"), [(a, b) for a in (0, 1) for b in (0, 1)])
def test_scores_are_shown_where_nobody_hides_them(server: int, member: int) -> None:
    here, mine = Preferences(hide_scores=bool(server)), Preferences(hide_scores=bool(member))
    assert looks.scores_shown(here, mine) is (not server and not member)


@pytest.mark.parametrize(
    ("server", "member", "key"),
    [
        (None, None, "UTC"),
        ("Asia/Tokyo", None, "Asia/Tokyo"),
        ("Asia/Tokyo", "Europe/Berlin", "Europe/Berlin"),
        ("Asia/Tokyo", "Mars/Olympus", "Asia/Tokyo"),
        ("", "../etc/passwd", "UTC"),
    ],
)
def test_a_members_zone_then_the_servers_then_utc(
    server: str | None, member: str | None, key: str
) -> None:
    here, mine = Preferences(zone=server), Preferences(zone=member)
    assert looks.zone(here, mine).key == key
    assert looks.zone(NO_PREFERENCES, NO_PREFERENCES).key == "UTC"
