"""A calendar as a file, after RFC 5545. Pure.

A file that is imported again updates: an entry keeps its UID, which says what it is and not when,
and its SEQUENCE grows with each change of it. There is no METHOD: by RFC 5546 PUBLISH asks for an
ORGANIZER, and nobody is one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.calendars.models import Entry
from bot.calendars.words import description, summary
from bot.clock import to_epoch
from bot.text import Text

NAME = "kanso.ics"
PRODID = "-//Kanso//Anime calendar//EN"
_EPOCH = to_epoch(datetime(2020, 1, 1, tzinfo=UTC))


def sequence(changed_at: datetime) -> int:
    """Seconds from 2020 to an entry's last change: it grows even where what was told before was
    lost, and fits the RFC's 32 bits until 2088.
    """
    return max(to_epoch(changed_at) - _EPOCH, 0)


def written(entries: Sequence[Entry], t: Text, now: datetime) -> bytes:
    """The file, in the reader's language. Takes a while at the first time; call it in a thread."""
    # A seventh of a second and some megabytes, for those who ask for a file alone.
    import icalendar

    calendar = icalendar.Calendar()
    for name, value in (
        ("prodid", PRODID),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("name", "Kansō"),
        ("x-wr-calname", "Kansō"),
    ):
        calendar.add(name, value)
    for entry in entries:
        date, told = entry.date, entry.told
        event = icalendar.Event()
        event.add("uid", date.uid)
        event.add("dtstamp", now)
        event.add("last-modified", told.changed_at)
        event.add("sequence", sequence(told.changed_at))
        event.add("summary", summary(date, t))
        event.add("description", description(date, t))
        if told.all_day:
            event.add("dtstart", told.begins.date())
            event.add("dtend", told.ends.date())
            event.add("transp", "TRANSPARENT")
        else:
            event.add("dtstart", told.begins)
            event.add("duration", told.length)
        if told.off:
            event.add("status", "CANCELLED")
        else:
            event.add("status", "CONFIRMED" if date.certain else "TENTATIVE")
        if date.url:
            event.add("url", date.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
