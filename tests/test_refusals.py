"""Whatever is used, and whatever goes wrong meanwhile, is answered in words; nothing is left half
done.

The matrix is made from the command tree and from the door's patterns: what is new joins by itself.
Each thing is first used where nothing is wrong, which tells what it asks of Discord and of the
database. Then each of these is refused, in every way that there is, and the thing is used once more
when all is well again.
"""

import contextlib
import errno
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.discussions import service
from bot.ui.answer import ANSWERED
from tests.access import commands
from tests.fakes import DownSource
from tests.troubles import Counted, Matrix, Thing, answers
from tests.world import World

pytestmark = [pytest.mark.unmeasured, pytest.mark.asyncio(loop_scope="module")]

Meet = Callable[[], Exception]


def discord_says(status: int, code: int = 0) -> Meet:
    return lambda: World.refused(status, code)


DISCORD: dict[str, Meet] = {
    "no permission": discord_says(403, 50013),
    "unknown channel": discord_says(404, 10003),
    "unknown message": discord_says(404, 10008),
    "archived thread": discord_says(400, 50083),
    "closed DMs": discord_says(403, 50007),
    "rate limit": discord_says(429),
    "internal error": discord_says(500),
    "bad gateway": discord_says(502),
    "connection reset": lambda: aiohttp.ClientOSError(errno.ECONNRESET, "reset by peer"),
}
UNANSWERABLE: dict[str, Meet] = {
    "unknown interaction": discord_says(404, 10062),
    "unknown webhook": discord_says(404, 10015),
    "invalid token": discord_says(401, 50027),
    **{name: DISCORD[name] for name in ("rate limit", "internal error", "bad gateway")},
    "connection reset": DISCORD["connection reset"],
}


def sqlite_says(code: int, words: str) -> Meet:
    def error() -> sqlite3.OperationalError:
        found = sqlite3.OperationalError(words)
        found.sqlite_errorcode = code
        return found

    return error


DATABASE: dict[str, Meet] = {
    "busy": sqlite_says(sqlite3.SQLITE_BUSY, "database is locked"),
    "locked": sqlite_says(sqlite3.SQLITE_LOCKED, "database table is locked"),
    "read-only": sqlite_says(sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    "disk full": sqlite_says(sqlite3.SQLITE_FULL, "database or disk is full"),
    "disk broken": sqlite_says(sqlite3.SQLITE_IOERR, "disk I/O error"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def matrix(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Matrix]:
    async with Matrix.open(tmp_path_factory.mktemp("matrix")) as opened:
        yield opened


class Faults:
    """Raises what `meet` makes at one of several occasions, or with 0 at each."""

    def __init__(self, meet: Meet, at: int = 0) -> None:
        self._meet, self._at, self.seen = meet, at, 0

    def _next(self) -> Exception | None:
        self.seen += 1
        return self._meet() if self._at in (0, self.seen) else None

    def outside(self, method: str, path: str) -> Exception | None:
        return None if answers(path) else self._next()

    def answering(self, method: str, path: str) -> Exception | None:
        return self._next() if answers(path) else None

    def beginning(self, sql: str) -> Exception | None:
        return self._next() if sql != "COMMIT" else None

    def committing(self, sql: str) -> Exception | None:
        return self._next() if sql == "COMMIT" else None


async def wrong(
    matrix: Matrix, thing: Thing, trouble: AbstractContextManager[None], *, again: bool, lies: bool
) -> list[str]:
    """What is wrong with using a thing in a trouble, and with using it `again` after it."""
    await matrix.back()
    with trouble:
        words = [seen.text for seen in await thing.use()]
    matrix.told = words
    found = [] if all(map(str.strip, words)) else ["left without an answer"]
    found += matrix.unforeseen()
    if again:
        told = [type(refusal) for refusal in matrix.refused if refusal]
        await matrix.heal()
        words = [seen.text for seen in await thing.use()]
        found += [] if all(map(str.strip, words)) else ["left without an answer afterwards"]
        found += [f"{each}, afterwards" for each in matrix.unforeseen()]
        found += [f"there twice: {each}" for each in matrix.doubled() if not lies]
        if later := {type(refusal) for refusal in matrix.refused if refusal}:
            later -= await matrix.twice(thing)
        found += [f"told {told}, and afterwards {later}"] if later else []
    return found


class Cells:
    """The cells of a part of the matrix that are looked at: each thing in each trouble, all of them
    used again afterwards where `all_again`, else every `EVERY`th.
    """

    EVERY = 8

    def __init__(self, matrix: Matrix, *, all_again: bool) -> None:
        self._matrix, self._all = matrix, all_again
        self.looked, self._wrong = 0, list[str]()

    async def look(
        self,
        thing: Thing,
        name: str,
        trouble: AbstractContextManager[None],
        *,
        again: bool | None = None,
    ) -> None:
        self.looked += 1
        again = (self._all or self.looked % self.EVERY == 0) if again is None else again
        found = await wrong(self._matrix, thing, trouble, again=again, lies=name in LIES)
        self._wrong += [f"{thing}, {name}: {each}" for each in found]

    def check(self) -> None:
        assert self._wrong == []


ALL = [False, pytest.param(True, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]
LIES = {"unknown channel", "unknown message"}
"""What isn't there is put up anew: said of what is there, it is there twice."""


async def test_everything_is_used_and_most_of_it_gets_somewhere(matrix: Matrix) -> None:
    """Or the other tests would prove little."""
    named = {thing.name.partition(":")[0] for thing in matrix.things}
    assert {pattern.name for pattern in matrix.world.bot.door.patterns} <= named
    assert {f"/{name} filled" for name in commands(matrix.world)} <= named
    assert sum(met.refusal is None for met in matrix.things.values()) > 0.85 * len(matrix.things)
    assert sum(met.requests > 0 for met in matrix.things.values()) > 15
    assert sum(met.transactions > 0 for met in matrix.things.values()) > 60


@pytest.mark.parametrize("whole", ALL)
async def test_discord_refuses_what_a_thing_needs(matrix: Matrix, whole: bool) -> None:
    """All of its requests but the answer; with `whole` also each of them alone."""
    cells = Cells(matrix, all_again=whole)
    for thing, met in matrix.things.items():
        for name, meet in DISCORD.items() if met.requests else ():
            for at in (0, *range(2, met.requests + 1)) if whole else (0,):
                await cells.look(thing, name, matrix.world.between(Faults(meet, at).outside))
    cells.check()


@pytest.mark.parametrize("whole", ALL)
async def test_the_database_can_not_be_written(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """From the beginning of a transaction or at its end; with `whole` also of each one alone."""
    monkeypatch.setattr(service, "SETTLE_SECONDS", 0.0)  # SimCord sits a longer wait out
    cells = Cells(matrix, all_again=whole)
    for thing, met in matrix.things.items():
        for number, (name, meet) in enumerate(DATABASE.items() if met.transactions else ()):
            for at in range(met.transactions + 1) if whole else (0,):
                for end in (False, True) if whole else [(number + cells.looked // 5) % 2]:
                    faults = Faults(meet, at)
                    trouble = matrix.world.writing(faults.committing if end else faults.beginning)
                    await cells.look(thing, name, trouble)
    cells.check()


@pytest.mark.parametrize("whole", ALL)
async def test_nobody_can_be_answered(
    matrix: Matrix, caplog: pytest.LogCaptureFixture, whole: bool
) -> None:
    """Not at all, or not after a deferral. Then it is no crash, and the log says in words what
    could not be shown.
    """
    world, missing = matrix.world, []
    troubles = list(itertools.product(UNANSWERABLE.items(), (0, 2)))
    for number, thing in enumerate(matrix.things):
        for (name, meet), at in troubles if whole else [troubles[number % len(troubles)]]:
            await matrix.back()
            caplog.clear()
            faults = Faults(meet, at)
            with caplog.at_level(logging.WARNING, "bot.client"), world.between(faults.answering):
                seen = await thing.use()
            found = matrix.unforeseen()
            said = any("came too late to be shown" in each.message for each in caplog.records)
            if faults.seen >= max(at, 1) and not said and not all(each.text for each in seen):
                found.append("neither shown nor logged")
            missing += [f"{thing}, {name} at {at}: {each}" for each in found]
    assert missing == []


async def test_discord_takes_an_answer_and_nobody_hears_of_it(matrix: Matrix) -> None:
    """discord.py asks again after a 502, and Discord says that it has its answer. All is as if
    nothing had been."""
    taken, missing = discord_says(400, ANSWERED), []
    for thing, met in matrix.things.items():
        await matrix.back()
        with matrix.world.unheard(Faults(taken, 1).answering):
            seen = await thing.use()
        found = matrix.unforeseen()
        found += [] if all(map(str.strip, (each.text for each in seen))) else ["not shown"]
        refused = {type(each) for each in matrix.refused if each}
        found += [f"refused: {refused}"] if refused - {type(met.refusal)} else []
        missing += [f"{thing}: {each}" for each in found]
    assert missing == []


async def test_what_a_form_brings_is_saved_though_discord_can_t_be_told(matrix: Matrix) -> None:
    """The form is closed by then: in Discord's eyes or in the member's."""
    forms = [thing for thing in matrix.things if thing.name.startswith("review-save")]
    assert forms
    for thing in forms:
        for name, meet in UNANSWERABLE.items():
            await matrix.back()
            begun = Counted()
            faults = Faults(meet)
            with matrix.world.between(faults.answering), matrix.world.writing(begun.begun):
                await thing.use()
            assert begun.number == matrix.things[thing].transactions, name
            assert matrix.unforeseen() == []


async def test_the_source_is_down(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix.world.bot.app.shows, "_outside", DownSource())
    cells, told = Cells(matrix, all_again=False), 0
    for thing in matrix.things:
        await cells.look(thing, "source down", contextlib.nullcontext(), again=False)
        told += sum("doesn't answer right now" in each for each in matrix.told)
    cells.check()
    assert told


async def test_a_vote_that_has_to_wait_is_promised_an_answer(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits longer for the database than Discord for an answer. (In SimCord no time passes.)"""
    promised = []

    async def in_time(_: object, work: Awaitable[object], *, private: bool) -> object:
        promised.append(private)
        return await work

    cog: Any = matrix.world.bot.cogs["DiscussionsCog"]  # each world loads its module anew
    monkeypatch.setitem(type(cog).vote.__globals__, "in_time", in_time)
    (vote,) = (thing for thing in matrix.things if thing.name.startswith("vote:"))
    await matrix.back()
    await vote.use()
    assert promised == [True]


def forbid(world: World) -> None:
    for channel in (world.reviews, world.renewals, world.discussions):
        world.forbid(channel, "send_messages", "create_public_threads", "add_reactions")


def relent(world: World) -> None:
    for channel in (world.reviews, world.renewals, world.discussions):
        world.relent(channel)


@pytest.mark.asyncio(loop_scope="function")
async def test_what_the_bot_needs_is_locked_put_away_or_gone(tmp_path: Path) -> None:
    """As Discord tells the bot beforehand: one after the other, until nothing is left."""
    async with Matrix.open(tmp_path, explore=False) as matrix:
        world, told = matrix.world, dict[str, bool]()
        places = (world.reviews, world.renewals, world.discussions)
        threads = [thread for place in places for thread in place.threads]
        assert len(threads) > 3

        async def look(name: str, says: str = "") -> None:
            cells = Cells(matrix, all_again=False)
            for thing in matrix.things:
                await cells.look(thing, name, contextlib.nullcontext(), again=False)
                told[name] = told.get(name, not says) or any(says in each for each in matrix.told)
            cells.check()

        forbid(world)
        await look("no permission", "I lack ")
        relent(world)
        for thread in threads:
            await world.archive(thread, locked=True)
        await look("locked threads")
        for thread in threads:
            world.delete(thread)
        await look("deleted threads")
        for place in places:
            world.delete(place)
        await look("deleted channels", "is gone or hidden from me")
        assert [name for name, heard in told.items() if not heard] == []
