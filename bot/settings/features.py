"""Which commands, menus, buttons and forms begin something new of a feature. Pure.

Where an admin switched a feature off, `bot.client` refuses what is marked so; all else goes on:
what runs is counted and closed in time, and everything can be read, taken along and erased.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.settings.models import Feature

Run = TypeVar("Run", bound=Callable[..., Any])
_MARK = "__kanso_begins__"


def begins(feature: Feature) -> Callable[[Run], Run]:
    """Mark a handler: it begins something new of `feature`. Beneath every other decorator."""

    def mark(run: Run) -> Run:
        setattr(run, _MARK, feature)
        return run

    return mark


def begun(run: object) -> Feature | None:
    """The feature of which a handler begins something new, by its function or bound method."""
    feature: Feature | None = getattr(run, _MARK, None)
    return feature
