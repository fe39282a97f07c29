"""What goes wrong. One function for each fault; `life.after` holds what ends it."""

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.anilist import HEADERS
from tests.months.deeds import comment_on_a_review, find_a_review_helpful, vote
from tests.months.life import Fault, Life
from tests.months.trouble import Shot, database

FAULTS: dict[Fault, int] = {}
MOST_PAGES = 1_073_741_823


def fault(often: int) -> Callable[[Fault], Fault]:
    """Something that goes wrong, so often beside the others."""

    def note(function: Fault) -> Fault:
        FAULTS[function] = often
        return function

    return note


# Discord refuses


def refused(status: int) -> None:
    async def refuse(life: Life) -> None:
        life.line.request = Shot(life.rng.randrange(6), status=status)

    refuse.__name__ = f"HTTP_{status}"
    FAULTS[refuse] = 3


for status in (500, 502, 429, 403, 404):
    refused(status)


@fault(4)
async def an_answer_lost(life: Life) -> None:
    life.line.request = Shot(life.rng.randrange(6), status=life.rng.choice([502, 503]), after=True)


@fault(2)
async def permissions_taken_away(life: Life) -> None:
    here = life.rng.choice(life.places)
    channel = life.rng.choice([here.reviews, here.renewals, here.discussions])
    taken = life.rng.choice(
        ["send_messages", "view_channel", "create_public_threads", "add_reactions"]
    )
    life.world.forbid(channel, taken)
    life.after.append(lambda: life.world.relent(channel))


@fault(1)
async def a_server_unavailable(life: Life) -> None:
    from simcord.backend import serializers

    backend = life.env.backend
    here = life.rng.choice(life.places)
    backend.emit("GUILD_DELETE", {"id": str(here.id), "unavailable": True})
    await life.env.settle()
    guild = backend.get_guild(here.id)
    backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
    await life.env.settle()


# The gateway


async def deaf(life: Life) -> list[tuple[Any, ...]]:
    """Members go on while the gateway's socket is down: what the bot would have heard."""
    subscribers = life.env.backend.subscribers
    place = subscribers.index(life.env._gateway_feed)
    missed: list[tuple[Any, ...]] = []
    subscribers[place] = lambda *event: missed.append(event)
    try:
        for _ in range(life.rng.randrange(1, 12)):
            here = life.rng.choice(life.places)
            deed = life.rng.choice([vote, vote, find_a_review_helpful, comment_on_a_review])
            if here.ready:
                await deed(life, here)
    finally:
        subscribers[place] = life.env._gateway_feed
    return missed


@fault(4)
async def a_gateway_drop_and_resume(life: Life) -> None:
    for event in await deaf(life):
        life.env._gateway_feed(*event)
    await life.env.settle()


@fault(4)
async def a_gateway_drop_and_new_session(life: Life) -> None:
    await deaf(life)
    await life.world.new_session()


# AniList


@fault(3)
async def anilist_down(life: Life) -> None:
    server = life.anilist
    server.status = life.rng.choice([500, 502, 503, 429, 403])
    server.headers = {**HEADERS, "Retry-After": "60"} if server.status == 429 else HEADERS
    server.answered, server.body = None, {"data": None, "errors": [{"message": "no"}]}
    life.after.append(lambda: anilist_again(life))


@fault(2)
async def anilist_talks_nonsense(life: Life) -> None:
    garbage = life.rng.choice([b"", b"<html>", b'{"data": 7}', b'{"data": {"Media": []}}'])
    life.anilist.answered = lambda _: garbage
    life.after.append(lambda: anilist_again(life))


@fault(1)
async def anilist_cut_off(life: Life) -> None:
    life.anilist.cut = True
    life.after.append(lambda: anilist_again(life))


def anilist_again(life: Life) -> None:
    server = life.anilist
    server.status, server.headers, server.cut = 200, HEADERS, False
    server.answered = life.answer_as_anilist


# The disk


@fault(3)
async def the_database_locked(life: Life) -> None:
    other = sqlite3.connect(life.line.database)
    with contextlib.suppress(sqlite3.OperationalError):
        other.execute("BEGIN IMMEDIATE")
    life.after.append(other.close)


@fault(3)
async def the_disk_full(life: Life) -> None:
    writer = database(life.world.bot)._writer
    ((used,),) = await writer.execute_fetchall("PRAGMA page_count")
    await writer.execute(f"PRAGMA max_page_count = {used}")

    async def end() -> None:
        await writer.execute(f"PRAGMA max_page_count = {MOST_PAGES}")

    life.after.append(end)


@fault(3)
async def the_database_read_only(life: Life) -> None:
    writer = database(life.world.bot)._writer
    await writer.execute("PRAGMA query_only = ON")

    async def end() -> None:
        await writer.execute("PRAGMA query_only = OFF")

    life.after.append(end)


@fault(2)
async def the_disk_broken(life: Life) -> None:
    life.line.broken = True
    life.after.append(lambda: setattr(life.line, "broken", False))


# The host


@fault(2)
async def the_clock_set_forward(life: Life) -> None:
    set_clock(life, 1)


@fault(2)
async def the_clock_set_back(life: Life) -> None:
    set_clock(life, -1)


def set_clock(life: Life, way: int) -> None:
    """By minutes or hours; it is never wrong by more than half a day."""
    clock: Any = life.world.clock
    half = timedelta(hours=12)
    by = way * timedelta(hours=life.rng.choice([0.1, 1, 6, 12]))
    clock.ahead = max(-half, min(half, clock.ahead + by))


@fault(2)
async def a_restart(life: Life) -> None:
    await life.mend(wholly=True)
    await life.restart()


@fault(4)
async def killed_at_a_request(life: Life) -> None:
    life.line.request = Shot(life.rng.randrange(6), after=life.rng.random() < 0.5)


@fault(4)
async def killed_at_a_commit(life: Life) -> None:
    life.line.commit = Shot(life.rng.randrange(4), after=life.rng.random() < 0.5)
