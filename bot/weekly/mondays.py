"""Which week is to be told, and when: on Mondays at noon, by a server's own clocks. Pure.

A day is what the zone makes of it, of 23 hours or 25 where its clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.weekly.models import Week

NOON = time(12)
DAYS = timedelta(days=7)


def last(now: datetime, zone: tzinfo) -> Week:
    """The newest week of which it was noon on the Monday after it."""
    here = now.astimezone(zone).date()
    monday = here - timedelta(days=here.weekday())
    if now < _at(monday, NOON, zone):
        monday -= DAYS
    return week(monday - DAYS, zone)


def next_due(now: datetime, zone: tzinfo) -> datetime:
    """When the next one is to be told: after `now`, in UTC."""
    return _at(last(now, zone).first + 2 * DAYS, NOON, zone)


def week(first: date, zone: tzinfo) -> Week:
    """The week that begins on that Monday."""
    return Week(
        first=first,
        since=_at(first, time(), zone),
        until=_at(first + DAYS, time(), zone),
        due=_at(first + DAYS, NOON, zone),
    )


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
