"""Fixtures that every test may use."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """The entry point sets up the logs for its whole process; the next test begins without."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A simulated server with the real bot in it."""
    async with World.open(tmp_path) as opened:
        yield opened
