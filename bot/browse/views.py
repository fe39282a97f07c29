"""How lists of shows look. Pure: a page and a language in, a card out."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import discord

from bot.browse.models import WEEK, Day, Listing, Origin
from bot.errors import N_
from bot.ids import ShowId
from bot.shows.models import Airing, Season, Show
from bot.shows.shelves import Length, Wish
from bot.shows.views import FORMATS, SEASONS, picker
from bot.text import Text
from bot.text.dates import spoken
from bot.text.text import stamp
from bot.ui import links
from bot.ui.answer import button, card, row, small
from bot.ui.components import Pattern
from bot.ui.theme import clean, plain, shorten

AIRING = Pattern("airing", {"day": str, "zone": str, "page": int})
SEASON = Pattern("season", {"season": str, "year": int, "page": int})
ANOTHER = Pattern("another", {"genre": str, "first": int, "last": int, "length": str, "shown": str})

DAY_NAMES = {
    Day.TODAY: N_("Today"),
    Day.TOMORROW: N_("Tomorrow"),
    Day.MONDAY: N_("Monday"),
    Day.TUESDAY: N_("Tuesday"),
    Day.WEDNESDAY: N_("Wednesday"),
    Day.THURSDAY: N_("Thursday"),
    Day.FRIDAY: N_("Friday"),
    Day.SATURDAY: N_("Saturday"),
    Day.SUNDAY: N_("Sunday"),
}
SEASON_NAMES = {
    Season.WINTER: N_("Winter"),
    Season.SPRING: N_("Spring"),
    Season.SUMMER: N_("Summer"),
    Season.FALL: N_("Fall"),
}
LENGTH_NAMES = {
    Length.SHORT: N_("Short: up to 13 episodes"),
    Length.MEDIUM: N_("Medium: 14 to 26 episodes"),
    Length.LONG: N_("Long: 27 episodes and more"),
    Length.FILM: N_("A film"),
}


def airing_card(
    listing: Listing[Airing], t: Text, *, day: date, zone: str
) -> discord.ui.LayoutView:
    """What airs on a day of that zone, by the hour."""
    lines = [
        "## "
        + t(
            "{weekday}, {date}",
            weekday=t(DAY_NAMES[WEEK[day.weekday()]]),
            date=spoken(t, day.year, day.month, day.day),
        ),
        "-# " + t("A day in {zone}; each hour is shown in your own zone.", zone=zone),
    ]
    return _list_card(
        listing,
        t,
        heading=lines,
        lines=[_episode(airing, t) for airing in listing.page.items],
        nothing=t("Nothing airs that day."),
        unasked=t(
            "What airs on a day comes from AniList, and this bot doesn't ask it. /season lists "
            "the shows that I hold."
        ),
        shows=[airing.show for airing in listing.page.items],
        turn=lambda page: AIRING.pack(day=day.isoformat(), zone=zone, page=page),
    )


def season_card(
    listing: Listing[Show], t: Text, *, season: Season, year: int
) -> discord.ui.LayoutView:
    """What starts in a season."""
    return _list_card(
        listing,
        t,
        heading=[f"## {t(SEASONS[season], year=year)}"],
        lines=[_started(show, t) for show in listing.page.items],
        nothing=t("No show of that season is known yet."),
        unasked=t(
            "Of that season I hold no show. Newer ones come from AniList, and this bot doesn't "
            "ask it. /random finds something among those that I hold."
        ),
        shows=listing.page.items,
        turn=lambda page: SEASON.pack(season=season, year=year, page=page),
    )


def another(wish: Wish, shown: ShowId, t: Text) -> discord.ui.Button[Any]:
    """The button that brings another show for the same wish."""
    first, last = wish.years or (0, 0)
    custom_id = ANOTHER.pack(
        genre=wish.genre or "", first=first, last=last, length=wish.length or "", shown=shown
    )
    return button(t("Another"), custom_id, emoji="🎲")


def start_with(first: Show, t: Text) -> discord.ui.Button[Any]:
    """The button that leads from a later season to the first."""
    words = shorten(t("Start with {title}", title=clean(t.title(first.title))), 80)
    return button(words, links.SHOW_CARD.pack(show=first.id))


def _list_card(
    listing: Listing[Any],
    t: Text,
    *,
    heading: Sequence[str],
    lines: Sequence[str],
    nothing: str,
    unasked: str,
    shows: Sequence[Show],
    turn: Callable[[int], str],
) -> discord.ui.LayoutView:
    page = listing.page
    origin = listing.origin
    if lines or origin.silent:
        text = [*heading, *_caution(origin, t, found=bool(lines)), *lines]
    else:
        text = [*heading, unasked if origin.partly else nothing]
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(text))]
    small_print = _origin(listing.origin, t)
    if page.count > 1:
        number = page.number + 1
        small_print.insert(
            0,
            t("Page {n} of {count}", n=number, count=page.count)
            if listing.whole
            else t("Page {n}", n=number),
        )
    if small_print:
        items.append(small("\n".join(small_print)))
    if shows:
        once = list({show.id: show for show in shows}.values())
        items.append(row(picker(once, t, t("Open one of these…"), private=True)))
    if page.count > 1:
        items.append(
            row(
                button("◀", turn(page.number - 1), disabled=not page.has_previous),
                button("▶", turn(page.number + 1), disabled=not page.has_next),
            )
        )
    return card(*items)


def _episode(airing: Airing, t: Text) -> str:
    """``20:00 **Frieren** · episode 5``, the hour in the reader's own zone."""
    line = f"{stamp(airing.at, 't')} **{plain(t.title(airing.show.title), 110)}**"
    return f"{line} · {t('episode {n}', n=airing.episode)}" if airing.episode else line


def _started(show: Show, t: Text) -> str:
    """``**Frieren** · TV · 28 episodes · MADHOUSE``."""
    known = [f"**{plain(t.title(show.title), 110)}**", t(FORMATS[show.format])]
    if show.episodes:
        known.append(t.n("{n} episode", "{n} episodes", show.episodes))
    if show.studios:
        known.append(plain(show.studios[0], 40))
    return " · ".join(known)


def _caution(origin: Origin, t: Text, *, found: bool) -> list[str]:
    """That a list is but what is held, and why."""
    if not origin.partly:
        return []
    held = t("What I know of:") if found else t("I know of nothing then. There may be more.")
    if origin.silent:
        return [t("{source} can't be reached.", source=plain(origin.silent, 40)) + " " + held]
    return [held]


def _origin(origin: Origin, t: Text) -> list[str]:
    source = plain(origin.source, 80)
    said = []
    if origin.silent and not origin.partly:
        said.append(t("{source} doesn't answer right now.", source=plain(origin.silent, 40)))
    if origin.at:
        said.append(t("{source}, {age}", source=source, age=stamp(origin.at)))
    elif origin.as_of:
        day = spoken(t, origin.as_of.year, origin.as_of.month, origin.as_of.day)
        said.append(t("{source}, checked {date}", source=source, date=day))
    return said
