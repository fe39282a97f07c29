"""Everything that can be used, and everything that can go wrong meanwhile."""

import asyncio
import contextlib
import fnmatch
import itertools
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discussions import ballot
from bot.errors import Refusal
from bot.privacy import board
from bot.ui import live
from tests import access
from tests.access import FITTING, FOR, PRESSES, Server, Who, commands, everything, filled, typed
from tests.timers import STILL
from tests.world import Person, Seen, World

NEVER = 900.0
"""Seconds until a background task tries again: for less than its patience SimCord sits it out."""
CELLS = 3
"""How many of a pattern's custom ids are tried, until one gives the bot something to do."""


@dataclass(frozen=True)
class Thing:
    """Something that a member uses: a command with its form, a menu, or a component."""

    name: str
    use: Callable[[], Awaitable[list[Seen]]]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Met:
    """What using a thing comes to where nothing is wrong: how many requests to Discord besides its
    answer, and how many transactions. `refusal` is what it was refused with, if it was.
    """

    requests: int
    transactions: int
    refusal: Refusal | None

    @property
    def work(self) -> tuple[bool, int, int]:
        """What there is to go wrong."""
        return self.refusal is None, self.requests, self.transactions


class Matrix:
    """A server, all that can be used in it, and what it was before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.world = server.world
        self.refused: list[Refusal | None] = []
        self.world.bot.answered = lambda _, refusal: self.refused.append(refusal)
        self.things: dict[Thing, Met] = {}
        self.told: list[str] = []
        self._kept_at = 0
        self._nonces: dict[tuple[str, str], Any] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, folder: Path, *, explore: bool = True) -> AsyncIterator["Matrix"]:
        """With all that there is, of each component what gets furthest; else what comes first."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(live, "PAUSE", NEVER)
            patch.setattr(live, "FIRST_RETRY", NEVER)
            patch.setattr(board, "FIRST_WAIT", NEVER)
            patch.setattr(ballot, "FIRST_PAUSE", NEVER)
            patch.setattr(ballot, "LONGEST_PAUSE", NEVER)
            for thing, name, value in STILL:
                patch.setattr(thing, name, value)
            async with World.open(folder) as world:
                matrix = cls(await Server.furnished(world))
                with world.nonces() as matrix._nonces:
                    await matrix._gather(explore=explore)
                    yield matrix
                    await matrix.back()
                matrix._eye.close()

    async def back(self) -> None:
        """Everything as it was before anything was used."""
        await self._write_votes()
        await self.world.settle()
        self._nonces.clear()
        if self._version() != self._kept_at:
            await self.world.rewind(self._kept)
            self._kept_at = self._version()
        self.refused.clear()

    async def _write_votes(self) -> None:
        """Try now what was put off while the database was stuck."""
        votes = self.world.bot.app.discussions.ballot
        if votes._draining:
            votes._draining.cancel()
            await asyncio.gather(votes._draining, return_exceptions=True)
            with self.world.env._bot_scope():
                votes._draining = asyncio.create_task(votes._drain(), name="Ballot")

    def _version(self) -> int:
        version: int = self._eye.execute("PRAGMA data_version").fetchone()[0]
        return version

    async def _gather(self, *, explore: bool) -> None:
        server = self.server
        public = await server.ben.slash("show", title="Hero Mask")
        people = (server.mia, server.ben, self.world.mod, self.world.admin)
        own = {who.id: await who.slash("help") for who in people}
        commands_and_menus = [*_commands(server), *await _menus(server)]
        await self.world.settle()
        self._eye = sqlite3.connect(self.world.config.database)
        self._kept, self._kept_at = self.world.keep(), self._version()
        for thing in commands_and_menus:
            self.things[thing] = await self.met(thing) if explore else Met(0, 0, None)
        for pattern in self.world.bot.door.patterns:
            meant = PRESSES[pattern.name]
            who = server.for_whom(meant)
            on = public if meant.redraws else own[who.id]
            if not explore:
                custom_id, picks = next(server.cells(pattern))
                thing = Thing(custom_id, _press(who, on, custom_id, picks))
                self.things[thing] = Met(0, 0, None)
                continue
            best = Met(0, 0, Refusal())
            for custom_id, picks in itertools.islice(server.cells(pattern), CELLS):
                used = [Thing(custom_id, _press(who, on, custom_id, picks))]
                if not picks:
                    used.append(Thing(f"{custom_id} as a form", _form(who, on, custom_id)))
                for each in used:
                    met = await self.met(each)
                    if met.work >= best.work:
                        thing, best = each, met
                if best.transactions and not best.refusal:
                    break
            self.things[thing] = best

    async def met(self, thing: Thing) -> Met:
        """Use it where nothing is wrong."""
        requests, transactions = Counted(), Counted()
        await self.back()
        with self.world.between(requests.outside), self.world.writing(transactions.begun):
            await thing.use()
        refusal = next(filter(None, self.refused), None)
        return Met(requests.number, transactions.number, refusal)

    async def twice(self, thing: Thing) -> set[type[Refusal]]:
        """What it is refused with where nothing is wrong and it is used twice."""
        await self.back()
        await thing.use()
        await thing.use()
        return {type(each) for each in self.refused if each}

    async def heal(self) -> None:
        """An admin gives the bot what it lacks, and what waits is tried again."""
        await self._write_votes()
        self.refused.clear()
        guild = self.world.bot.get_guild(self.world.guild_id)
        assert guild
        self.world.bot.governor.permissions_changed(self.world.guild_id)
        self.world.bot.dispatch("permissions_changed", guild)

    def unforeseen(self) -> list[str]:
        """What nobody foresaw, since it was asked last."""
        return [f"incident: {error!r}" for error in self.world.incidents()]

    def doubled(self) -> list[str]:
        """Posts of the bot's that are there more than once."""
        counted = Counter(
            (channel.name, tuple(sorted(seen.custom_ids)))
            for channel in (self.world.reviews, self.world.renewals, self.world.discussions)
            for seen in self.world.posts(channel)
            if seen.custom_ids and not seen.answers
        )
        return [f"{post} {n} times" for post, n in counted.items() if n > 1]


ANSWERS = ("/interactions/*", "/webhooks/*")


def answers(path: str) -> bool:
    """Whether a request answers an interaction."""
    return any(fnmatch.fnmatch(path, each) for each in ANSWERS)


@dataclass
class Counted:
    number: int = 0

    def outside(self, method: str, path: str) -> None:
        self.number += not answers(path)

    def begun(self, sql: str) -> None:
        self.number += sql != "COMMIT"


def _press(
    who: Person, on: Seen, custom_id: str, picks: list[str]
) -> Callable[[], Awaitable[list[Seen]]]:
    async def use() -> list[Seen]:
        return [await who.forge(on, custom_id, values=picks or None)]

    return use


def _form(who: Person, on: Seen, custom_id: str) -> Callable[[], Awaitable[list[Seen]]]:
    async def use() -> list[Seen]:
        return [await who.forge_submit(on, custom_id, **access.TYPED)]

    return use


def _commands(server: Server) -> Iterator[Thing]:
    people = {Who.ADMIN: server.world.admin, Who.MODERATOR: server.world.mod}
    for name, command in commands(server.world).items():
        who = people.get(FOR.get(name, Who.EVERYONE), server.mia)
        for filling in (filled, everything) if command.parameters else (filled,):
            options = {**filling(command, server.mia), **FITTING.get(name, {})}
            yield Thing(f"/{name} {filling.__name__}", _slash(who, name, options))


def _slash(
    who: Person, name: str, options: dict[str, object]
) -> Callable[..., Awaitable[list[Seen]]]:
    async def use() -> list[Seen]:
        seen = [await who.slash(name, **options)]
        if seen[0].result.modal:
            seen.append(await who.submit(seen[0], **{**typed(seen[0]), **_fitting(seen[0])}))
        return seen

    return use


def _fitting(form: Seen) -> dict[str, str]:
    return {name: text for name, text in access.TYPED.items() if name in form.fields}


async def _menus(server: Server) -> list[Thing]:
    message = await server.ben.say(access.REVIEW)

    def menu(name: str) -> Callable[[], Awaitable[list[Seen]]]:
        async def use() -> list[Seen]:
            return [await server.mia.menu(name, message)]

        return use

    kind = discord.AppCommandType.message
    names = [menu.name for menu in server.world.bot.tree.get_commands(type=kind)]
    return [Thing(name, menu(name)) for name in names]
