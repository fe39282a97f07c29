"""A server that wants to be told of its weeks."""

import pytest

from bot.ui import live
from tests.discussions.club import EDITS, RETRY
from tests.weekly.circle import Circle
from tests.world import World


@pytest.fixture
async def circle(world: World, monkeypatch: pytest.MonkeyPatch) -> Circle:
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", RETRY)
    return await Circle.of(world)
