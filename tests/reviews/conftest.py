"""Reviews' cards that are edited when a test lets time pass."""

import pytest

from bot.ui import live

EDITS = 30.0
"""Seconds between two edits of a new card here, and until something is tried again."""


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """SimCord waits short sleeps out in real time, and leaves those that are longer than its
    patience (10 s) to `World.advance`.
    """
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", EDITS)
