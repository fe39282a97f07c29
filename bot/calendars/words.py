"""What stands in a calendar, in words: plain text on one line, whatever a title brings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendars.models import Date, Words
from bot.errors import N_
from bot.shows.models import PartialDate
from bot.text import Text
from bot.text.dates import spoken
from bot.text.plain import clean, prose, shorten

LONGEST_TITLE = 200
NAME_LIMIT, LOCATION_LIMIT, DESCRIPTION_LIMIT = 100, 100, 1000
"""Of Discord's events, in characters."""
ANYWHERE = N_("Anime")


def line(text: str, limit: int = LONGEST_TITLE) -> str:
    """Foreign text on one line, nothing unseen in it, at most so long."""
    return shorten(" ".join(clean(text).split()), limit)


def summary(date: Date, t: Text, limit: int = LONGEST_TITLE) -> str:
    """What airs, the title cut where it is too long."""
    suffix = _what(date, t)
    if date.audio:
        suffix = t("{episode}, {audio}", episode=suffix, audio=line(date.audio, 40))
    whole = t("{title}: {episode}", title="", episode=suffix)
    title = line(t.title(date.title), max(limit - len(whole), 20))
    return shorten(t("{title}: {episode}", title=title, episode=suffix), limit)


def _what(date: Date, t: Text) -> str:
    if date.through and date.through > date.episode:
        return t("episodes {first} to {last}", first=date.episode, last=date.through)
    if date.episode == 1:
        return t("premiere")
    return t("episode {episode}", episode=date.episode)


def description(date: Date, t: Text) -> str:
    """What else is known: that its hour isn't, other titles, who says so and when."""
    said = None
    if date.source and date.guild:
        said = t("Entered by hand. Source: {source}", source=line(date.source))
    elif date.source and date.as_of:
        on = spoken(t, date.as_of.year, date.as_of.month, date.as_of.day)
        said = t("Source: {source}, {date}", source=date.source, date=on)
    elif date.source:
        said = t("Source: {source}", source=date.source)
    day = N_("The hour isn't known yet. The day is the one in Japan.")
    lines = [
        t(N_("The hour isn't known yet.") if date.guild else day) if date.all_day else None,
        " / ".join(line(title) for title in t.other_titles(date.title)) or None,
        said,
    ]
    return "\n".join(filter(None, lines))


def on_discord(date: Date, t: Text, zone: ZoneInfo) -> Words | None:
    """The same as an event of Discord's, which knows no whole days: one is the day in `zone`."""
    begins = date.begins
    if begins is None:
        return None
    ends = begins + date.length
    if isinstance(date.starts, PartialDate):
        day = date.starts.first_day
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        ends = begins + timedelta(days=1)
    url = date.url if date.url and len(date.url) <= LOCATION_LIMIT else None
    return Words(
        name=summary(date, t, NAME_LIMIT),
        location=url or t(ANYWHERE),
        begins=begins,
        ends=ends,
        description=prose(description(date, t), DESCRIPTION_LIMIT),
    )
