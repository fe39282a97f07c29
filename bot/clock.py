"""Time as something that is handed in, so that a test can be at the end of a season."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def to_epoch(at: datetime) -> int:
    """Whole seconds since 1970 in UTC, as instants are kept in the database."""
    return int(at.timestamp())


def from_epoch(seconds: int) -> datetime:
    """The aware UTC instant that `to_epoch` gave."""
    return datetime.fromtimestamp(seconds, UTC)
