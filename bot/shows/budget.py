"""How often a source may be asked: a rule without a clock, a network or a queue.

Nobody waits in line. A request learns at once when it may go, or that it may not: people within
the seconds that they would wait, background work only where much is left.
"""

import math
from collections import deque
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum

MINUTE = 60.0
MOMENT = 2.0
LOCK, LONGEST_LOCK = 60.0, 900.0
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0


class Priority(Enum):
    """`PERSON`: somebody waits for it. `BACKGROUND`: nobody does."""

    PERSON = "person"
    BACKGROUND = "background"


class Budget:
    """At most `per_minute` requests in any minute and `burst` in any two seconds.

    Background requests leave `reserve` of the minute's to people. `now` is seconds as of
    ``datetime.timestamp``; a clock that is put back locks for no longer.
    """

    def __init__(self, per_minute: int = 25, *, burst: int = 8, reserve: int = 10) -> None:
        self._most = self._per_minute = per_minute
        self._burst = burst
        self._reserve = reserve
        self._taken: deque[float] = deque()
        self._theirs = 0
        self._theirs_until = -math.inf
        self._locked_until = -math.inf
        self._failures = 0

    def locked(self, now: float) -> float:
        """For how many seconds nothing may be asked; 0 where something may."""
        left = self._locked_until - now
        return left if 0 < left <= LONGEST_LOCK else 0.0

    def left(self, now: float) -> int:
        """Requests that this minute still has."""
        return max(0, self._allowed(now) - len(self._taken))

    def take(self, now: float, priority: Priority, *, patience: float = 0.0) -> float | None:
        """Take a request: the seconds until it may go, or None where it may not be made.

        None where a person would wait longer than `patience`, and where background work would
        wait at all.
        """
        at = now + self.locked(now)
        allowed = self._allowed(now)
        if priority is Priority.BACKGROUND:
            patience = 0.0
            if allowed - len(self._taken) <= self._reserve:
                return None
        if allowed <= 0:
            at = max(at, self._theirs_until)
        elif len(self._taken) >= allowed:
            at = max(at, self._taken[-allowed] + MINUTE)
        if len(self._taken) >= self._burst:
            at = max(at, self._taken[-self._burst] + MOMENT)
        if at - now > patience:
            return None
        self._taken.append(max([at, *self._taken]))
        return at - now

    def learn(self, now: float, status: int, headers: Mapping[str, str]) -> None:
        """Take in what an answer's status and headers say. Header names in any case."""
        said = {name.lower(): value for name, value in headers.items()}
        if limit := _whole(said.get("x-ratelimit-limit")):
            self._per_minute = min(self._most, limit)
        remaining = _whole(said.get("x-ratelimit-remaining"))
        if remaining is not None and (theirs := self.left(now) - remaining) > 0:
            # Others ask from the same address, or from before a restart.
            self._theirs = theirs + (self._theirs if now < self._theirs_until else 0)
            self._theirs_until = now + MINUTE
        if status == 429:
            self._locked_until = now + _lock(now, said)
        elif status == 403:
            self.failed(now, first=MINUTE)
        elif status >= 500:
            self.failed(now)

    def failed(self, now: float, *, first: float = FIRST_PAUSE) -> None:
        """Pause after no answer or a broken one: `first` seconds, doubled with each in a row."""
        pause = min(first * 2.0 ** min(self._failures, 10), LONGEST_PAUSE)
        self._failures += 1
        self._locked_until = now + max(self.locked(now), pause)

    def answered(self) -> None:
        """A whole answer came: the next failure is the first again."""
        self._failures = 0

    def _allowed(self, now: float) -> int:
        """Requests that a minute has for us at present."""
        while self._taken and not now - MINUTE < self._taken[0] <= now + MINUTE:
            self._taken.popleft()
        others = 0 < self._theirs_until - now <= MINUTE
        return self._per_minute - (self._theirs if others else 0)


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def _lock(now: float, said: Mapping[str, str]) -> float:
    """For how long a 429 locks: `Retry-After`, else `X-RateLimit-Reset`, else a minute."""
    reset = _whole(said.get("x-ratelimit-reset"))
    for seconds in (_seconds(now, said.get("retry-after")), reset - now if reset else None):
        if seconds and seconds > 0:
            return min(seconds, LONGEST_LOCK)
    return LOCK


def _seconds(now: float, text: str | None) -> float | None:
    """`Retry-After` in either of its forms, seconds or an HTTP date."""
    if text is None or (seconds := _whole(text)) is not None:
        return None if text is None else seconds
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
