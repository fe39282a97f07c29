"""Which week is told, and when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.weekly import mondays

ZONES = [ZoneInfo(name) for name in (
    "UTC", "Asia/Tokyo", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu",
    "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "America/Sao_Paulo",
)]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "zone", "first", "due"),
    [
        # Saturday: the week before the last Monday.
        ("2026-11-21T14:00", "UTC", "2026-11-09", "2026-11-16T12:00"),
        # Monday, a minute before noon and at noon, in Tokyo.
        ("2026-11-23T02:59", "Asia/Tokyo", "2026-11-09", "2026-11-16T03:00"),
        ("2026-11-23T03:00", "Asia/Tokyo", "2026-11-16", "2026-11-23T03:00"),
        ("2026-11-23T03:00", "UTC", "2026-11-09", "2026-11-16T12:00"),
        # Berlin's clocks go back on Sunday 2026-10-25, and forward on 2026-03-29.
        ("2026-10-26T11:00", "Europe/Berlin", "2026-10-19", "2026-10-26T11:00"),
        ("2026-03-30T10:00", "Europe/Berlin", "2026-03-23", "2026-03-30T10:00"),
    ],
)
def test_the_week_that_is_to_be_told(now: str, zone: str, first: str, due: str) -> None:
    found = mondays.last(datetime.fromisoformat(f"{now}+00:00"), ZoneInfo(zone))
    assert found.key == first
    assert found.due == datetime.fromisoformat(f"{due}+00:00")


@pytest.mark.parametrize(
    ("first", "hours"), [("2026-10-19", 169), ("2026-03-23", 167), ("2026-06-01", 168)]
)
def test_a_week_in_which_clocks_change_is_an_hour_longer_or_shorter(first: str, hours: int) -> None:
    found = mondays.week(date.fromisoformat(first), ZoneInfo("Europe/Berlin"))
    assert found.until - found.since == timedelta(hours=hours)
    assert found.due - found.until == timedelta(hours=12)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_weeks_follow_one_another_without_gap_or_overlap(at: datetime, zone: ZoneInfo) -> None:
    now = at.replace(tzinfo=UTC)
    told, due = mondays.last(now, zone), mondays.next_due(now, zone)
    assert told.since < told.until < told.due <= now < due
    following = mondays.last(due, zone)
    assert following.due == due
    assert following.since == told.until
    assert following.first - told.first == timedelta(days=7)
    assert told.since.astimezone(zone).weekday() == 0
    assert due.astimezone(zone).strftime("%a %H:%M") == "Mon 12:00"
