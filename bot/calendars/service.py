"""Calendar files, and what they said before, so that a later one moves what moved."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.calendars import ics
from bot.calendars.models import NOWHERE, Date, Entry, File, Key, NothingComing, Told, merged
from bot.calendars.store import CalendarStore
from bot.clock import Clock, to_epoch
from bot.errors import N_
from bot.ids import GuildId, ShowId
from bot.text import Text

REMEMBERED = timedelta(days=180)
"""How long it is known what was told of a date, after it."""
MOST = 1000
"""Entries of one file, the soonest first."""

LOOP = N_("Discord's events")
"""What `/about` calls it."""


class Calendars:
    """`events_at` is when every server's events were last as they should be, since the start."""

    def __init__(self, store: CalendarStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.events_at: datetime | None = None

    @property
    def events(self) -> CalendarStore:
        """The rows of Discord's events, for the board."""
        return self._store

    async def file(self, dates: Sequence[Date], guild: GuildId | None, t: Text) -> File:
        """A file of what is coming, in the words of `t`.

        `guild` is the server whose dates are among them. Raises `NothingComing` and, with nothing
        noted, `DatabaseBusy`.
        """
        now, dates = self._clock.now().replace(microsecond=0), merged(dates)
        before = {
            one.key: one
            for one in await self._store.told(guild or NOWHERE, {one.show for one in dates})
        }
        entries, changed = _entries(dates, before, now)
        if not entries:
            raise NothingComing
        if changed:
            await self._store.tell(changed, forget_before=to_epoch(now - REMEMBERED))
        return File(
            data=await asyncio.to_thread(ics.written, entries, t, now),
            entries=sum(not one.told.off for one in entries),
            off=sum(one.told.off for one in entries),
            undated=sum(not one.dated and not one.off for one in dates),
        )

    async def standing(self, guild: GuildId, shows: Collection[ShowId]) -> list[Told]:
        """What files told of these shows, and of that server's own dates, that isn't over yet."""
        now = self._clock.now()
        every = {one.key: one for one in await self._store.told(NOWHERE, shows)}
        every |= {one.key: one for one in await self._store.of_server(guild)}
        return [one for one in every.values() if one.ends > now]


def _entries(
    dates: Collection[Date], before: dict[Key, Told], now: datetime
) -> tuple[list[Entry], list[Told]]:
    """What a file says, the soonest first; and what it says that wasn't told so before."""
    coming = []
    for one in dates:
        told, old = _told(one, now), before.get(one.key)
        if told and (told.ends > now or (old and old.ends > now)):
            coming.append((one, told))
    coming += [
        (replace(like, episode=old.episode, through=None), off)
        for old, like in _taken_back(before.values(), dates, {told.key for _, told in coming}, now)
        for off in (replace(old, off=True),)
    ]
    coming.sort(key=lambda one: (one[1].begins, one[0].uid))
    entries, changed = [], []
    for date, told in coming[:MOST]:
        old = before.get(told.key)
        if old is None:
            changed.append(told)
        elif replace(told, changed_at=old.changed_at) == old:
            told = old
        else:
            told = replace(told, changed_at=max(now, old.changed_at + timedelta(seconds=1)))
            changed.append(told)
        entries.append(Entry(date=date, told=told))
    return entries, changed


def _told(date: Date, now: datetime) -> Told | None:
    begins = date.begins
    if begins is None:
        return None
    return Told(
        guild=date.guild,
        show=date.show,
        dub=date.dub,
        episode=date.episode,
        begins=begins,
        all_day=date.all_day,
        length=date.length,
        off=False,
        changed_at=now,
    )


def _taken_back(
    before: Iterable[Told], dates: Collection[Date], coming: Collection[Key], now: datetime
) -> list[tuple[Told, Date]]:
    """What was told, is yet to come, and isn't any more: its date is gone, or it comes together
    with an episode before it. Each with what says so.
    """
    lines: dict[tuple[object, ...], list[Date]] = {}
    for one in dates:
        lines.setdefault(one.key[:3], []).append(one)
    found = []
    for old in before:
        if old.key in coming or old.ends <= now:
            continue
        for one in lines.get(old.key[:3], ()):
            covers = one.episode < old.episode <= (one.through or one.episode)
            if one.key == old.key or covers:
                found.append((old, one))
                break
    return found
