"""A server that is set up for discussions."""

from collections.abc import AsyncIterator

import pytest

from bot.db import Database
from bot.ui import live
from tests.discussions.club import EDITS, RETRY, Club
from tests.world import World


@pytest.fixture
async def club(world: World, monkeypatch: pytest.MonkeyPatch) -> Club:
    """A world whose channels are chosen. The bot edits a post every 30 s, not every 3: SimCord
    waits short sleeps out in real time, and leaves those that are longer than its patience (10 s)
    to `World.advance`.
    """
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", RETRY)
    return await Club.of(world)


@pytest.fixture
async def db(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path_factory.mktemp("votes") / "kanso.db")
    yield opened
    await opened.close()
