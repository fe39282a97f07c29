"""Fixtures that every test may use."""

import gc
import logging
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import orjson
import pytest
from discord import app_commands

from bot.client import Kanso
from bot.config import Config
from bot.shows import catalogue
from tests.world import World

hypothesis.settings.register_profile("repeatable", derandomize=True)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end; it walks all of it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run what is marked `unmeasured` at its own speed: coverage slows it twofold or more.

    pytest-cov's `no_cover` means the same, yet has no effect in the workers of pytest-xdist.
    """
    tracing = sys.gettrace()
    if tracing and item.get_closest_marker("unmeasured"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracing)


@pytest.fixture(scope="session", autouse=True)
def one_reading() -> Iterator[None]:
    """Every world reads the embedded catalogue, which never changes: once is enough."""
    embedded, read = Config().catalogue, catalogue.load
    held = read(embedded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "load", lambda path: held if path == embedded else read(path))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_translation() -> Iterator[None]:
    """Every world sends the same commands in the same languages: each is translated once."""
    translated: dict[tuple[type, str], bytes] = {}

    def once(kind: Any) -> Any:
        translate = kind.get_translated_payload

        async def payload(command: Any, tree: Any, translator: Any) -> Any:
            if not isinstance(tree.client, Kanso):
                return await translate(command, tree, translator)
            key = (type(command), getattr(command, "qualified_name", command.name))
            if key not in translated:
                translated[key] = orjson.dumps(await translate(command, tree, translator))
            return orjson.loads(translated[key])

        return payload

    with pytest.MonkeyPatch.context() as patch:
        for kind in (app_commands.Command, app_commands.Group, app_commands.ContextMenu):
            patch.setattr(kind, "get_translated_payload", once(kind))
        yield


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
