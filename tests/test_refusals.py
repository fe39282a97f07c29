"""Every command, in every trouble, answers in words.

The matrix is made from the command tree: a new command joins by itself. A column sets a world up,
brings its trouble about, uses each command as a member would (its form included, where one opens)
and looks at what that member sees.
"""

import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fakes import DownSource
from tests.world import Person, Seen, World

SAMPLES = {"show": "anilist/105096", "title": "Hero Mask", "name": "Frieren"}


def commands(world: World) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """The commands as the bot registers them, by their full name."""
    return {
        command.qualified_name: command
        for command in world.bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }


def filled(command: app_commands.Command[Any, ..., Any], person: Person) -> dict[str, Any]:
    """A plain value for each option that the command requires."""
    values: dict[str, Any] = {}
    for option in command.parameters:
        if not option.required:
            continue
        if option.choices:
            values[option.name] = option.choices[0].value
        elif option.type is discord.AppCommandOptionType.string:
            values[option.name] = SAMPLES.get(option.name, "2018-12-03")
        elif option.type is discord.AppCommandOptionType.integer:
            values[option.name] = int(option.min_value or 1)
        elif option.type is discord.AppCommandOptionType.boolean:
            values[option.name] = False
        elif option.type is discord.AppCommandOptionType.user:
            values[option.name] = person.actor
        else:
            raise NotImplementedError(f"give /{command.qualified_name} a sample of {option.name}")
    return values


def typed(form: Seen) -> dict[str, Any]:
    """Something plausible for each field of a form."""
    return {
        name: "2019" if field.get("max_length", 4000) < 20 else "Two seasons, as planned"
        for name, field in form.fields.items()
        if field["type"] == 4
    }


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, and what somebody must then be told somewhere in its column."""

    name: str
    begin: Callable[[World], contextlib.AbstractContextManager[None]]
    said: str
    source_down: bool = False

    def __str__(self) -> str:
        return self.name


@contextlib.contextmanager
def no_permission(world: World) -> Iterator[None]:
    for channel in (world.reviews, world.renewals, world.discussions):
        world.forbid(channel, "send_messages", "create_public_threads", "add_reactions")
    yield


@contextlib.contextmanager
def channel_gone(world: World) -> Iterator[None]:
    for channel in (world.reviews, world.renewals, world.discussions):
        world.delete(channel)
    yield


@contextlib.contextmanager
def source_down(world: World) -> Iterator[None]:
    yield


@contextlib.contextmanager
def database_busy(world: World) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(world.config.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


TROUBLES = [
    Trouble("no permission", no_permission, "I lack "),
    Trouble("channel gone", channel_gone, "is gone or hidden from me"),
    Trouble("source down", source_down, "doesn't answer right now", source_down=True),
    Trouble("database busy", database_busy, "I'm busy writing something else down"),
]


@contextlib.asynccontextmanager
async def troubled(folder: Path, trouble: Trouble) -> AsyncIterator[World]:
    source = DownSource() if trouble.source_down else None
    async with World.open(folder, source=source) as world:
        await world.configure()
        with trouble.begin(world):
            yield world


async def use(world: World, command: app_commands.Command[Any, ..., Any]) -> list[str]:
    """Use a command as an admin, its form included; everything that was seen on the way."""
    seen = await world.admin.slash(command.qualified_name, **filled(command, world.admin))
    words = [seen.text]
    if seen.result.modal:
        words.append((await world.admin.submit(seen, **typed(seen))).text)
    return words


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
async def test_every_command_answers_in_words(tmp_path: Path, trouble: Trouble) -> None:
    told = []
    async with troubled(tmp_path, trouble) as world:
        for name, command in commands(world).items():
            words = await use(world, command)
            assert all(words), f"/{name} left somebody without an answer"
            assert "Something broke" not in " ".join(words), name
            if any(trouble.said in each for each in words):
                told.append(name)
    assert told, f"no command told of {trouble}"


async def test_an_expired_token_is_no_crash_and_the_log_says_it_in_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody can be answered then; the host's log says what could not be shown."""
    async with World.open(tmp_path) as world:
        await world.configure()
        world.fail("POST", "/interactions/*/callback", status=404, code=10062, times=None)
        for name, command in commands(world).items():
            caplog.clear()
            with caplog.at_level(logging.WARNING, "bot.client"):
                options = filled(command, world.admin)
                assert not await world.admin.slash(name, **options), name
            said = [each.getMessage() for each in caplog.records if each.name == "bot.client"]
            assert any("came too late to be shown" in message for message in said), name
            assert not any("Incident" in message for message in said), name
