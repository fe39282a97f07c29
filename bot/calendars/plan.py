"""What is to be done about a server's events on Discord. Pure.

An event is made once. Discord knows no nonce for events, so a row whose event isn't known is looked
for first, by its name and beginning, among what the bot itself made.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.calendars.models import Announced, State, Words
from bot.ids import GuildId

MOST = 20
"""Events at a time in a server; Discord allows 100, from everybody together."""
AHEAD = timedelta(days=14)
REMEMBERED = timedelta(days=1)
"""How long a row outlives its event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """An event that the bot made and that stands, as Discord tells it."""

    event: int
    name: str
    begins: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Rows to drop, events to take down, to change, and then to make."""

    drop: tuple[Announced, ...] = ()
    leave: tuple[Announced, ...] = ()
    change: tuple[tuple[Announced, Words], ...] = ()
    make: tuple[Announced, ...] = ()


def found(rows: Sequence[Announced], there: Collection[There], now: datetime) -> list[Announced]:
    """The rows with what Discord has: an event that nobody had heard of is known now; one that
    should stand and doesn't was taken down by somebody; one that was to go is known no longer.
    """
    standing = {one.event for one in there}
    claimed = {row.event for row in rows}
    free = {(one.name, one.begins): one.event for one in there if one.event not in claimed}
    seen = []
    for row in rows:
        if row.event is None:
            row = replace(row, event=free.pop((row.words.name, row.words.begins), None))
        elif row.event not in standing and row.state is State.LEAVING:
            row = replace(row, event=None)
        elif row.event not in standing and row.words.ends > now:
            row = replace(row, state=State.GONE)
        seen.append(row)
    return seen


def steps(
    guild: GuildId,
    rows: Sequence[Announced],
    coming: Mapping[str, Words],
    now: datetime,
    *,
    on: bool,
) -> Steps:
    """What is to be done where `coming` is wanted, by its uids, and the rows are as `found` has
    them. Where not `on`, everything is taken down.
    """
    coming = {uid: words for uid, words in coming.items() if words.begins > now} if on else {}
    drop, leave, make, left = [], [], [], 0
    change: list[tuple[Announced, Words]] = []
    for row in rows:
        words, begun, over = coming.get(row.uid), row.words.begins <= now, row.words.ends <= now
        if row.state is State.GONE or (over and row.event and words is None):
            if words is None and now - row.words.ends >= REMEMBERED:
                drop.append(row)
        elif row.event is None and (words is None or row.state is State.LEAVING):
            drop.append(row)
        elif row.state is State.LEAVING:
            leave.append(row)
        elif words and (row.event is None or over):
            make.append(replace(row, words=words, event=None))
        elif words == row.words or (on and begun and words is None):
            left += 1  # what has begun ends by itself
        elif words and not begun:
            change.append((row, words))
        else:
            leave.append(row)  # Discord moves nothing that has begun: it is made anew
    known = {row.uid for row in rows}
    new = [uid for uid, words in coming.items() if uid not in known and words.begins <= now + AHEAD]
    new.sort(key=lambda uid: (coming[uid].begins, uid))
    make += [
        Announced(guild=guild, uid=uid, words=coming[uid], state=State.WANTED)
        for uid in new[: max(MOST - left - len(change) - len(make), 0)]
    ]
    return Steps(drop=tuple(drop), leave=tuple(leave), change=tuple(change), make=tuple(make))
