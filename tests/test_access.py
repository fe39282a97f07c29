"""Who may not, can not: every command and every button, used by whom it isn't for.

The matrix is made from the command tree and from the door's patterns: what is new joins by itself,
or fails here until `tests.access.PRESSES` says for whom it is.
"""

import contextlib
import io
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.errors import Refusal
from bot.ui import live
from bot.ui.components import Pattern
from tests import access
from tests.access import (
    FITTING,
    FOR,
    HERE,
    PRESSES,
    PRIVATE,
    Server,
    Watched,
    Who,
    commands,
    everything,
    filled,
    press,
    trespasses,
    typed,
)
from tests.discussions.club import EDITS, RETRY
from tests.world import Person, Seen, World

pytestmark = pytest.mark.unmeasured
VOTES = re.compile(r"` \*\*[1-9]")
"""How many votes there are of a step: the discussions here are blind, and open."""


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(live, "PAUSE", EDITS)
    monkeypatch.setattr(live, "FIRST_RETRY", RETRY)
    async with World.open(tmp_path) as world:
        yield await Server.furnished(world)


@pytest.fixture
def watched(server: Server) -> Any:
    with contextlib.closing(Watched(server.world)) as rows:
        yield rows


def patterns(server: Server) -> list[Pattern]:
    return server.world.bot.door.patterns


async def in_words(seen: Sequence[Seen], what: str) -> str:
    """What was answered, which is something, and foreseen; with what the files say."""
    words = []
    for each in seen:
        assert each.text.strip(), f"{what} left somebody without an answer"
        assert "Something broke" not in each.text, what
        words += [each.text]
        for file in each.message.attachments if each else ():
            words += contents(await file.read())
    return "\n".join(words)


def contents(data: bytes) -> list[str]:
    """What a file says, or the files in a parcel."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [data.decode(errors="replace")]
    with zipfile.ZipFile(io.BytesIO(data)) as parcel:
        return [parcel.read(name).decode(errors="replace") for name in parcel.namelist()]


def heard(world: World) -> list[Refusal | None]:
    """What each interaction from now on is refused with, None where it isn't."""
    found: list[Refusal | None] = []
    world.bot.answered = lambda _, refusal: found.append(refusal)
    return found


async def test_it_is_known_for_whom_everything_is(world: World) -> None:
    assert {pattern.name for pattern in world.bot.door.patterns} == set(PRESSES)
    assert set(FOR) <= set(commands(world))
    assert hidden(world) == {name for name, who in FOR.items() if who is Who.ADMIN}


async def test_what_a_member_forges_changes_nothing_of_others(
    server: Server, watched: Watched
) -> None:
    world, refused, numbers = server.world, heard(server.world), iter(range(10_000))
    for pattern in patterns(server):
        meant = PRESSES[pattern.name]
        for custom_id, picks in server.cells(pattern):
            (card,) = world.posts(world.reviews)[:1]
            somebody = world.member(f"Member {next(numbers)}")
            refused.clear()
            words = await in_words(await press(somebody, card, custom_id, picks), custom_id)
            assert PRIVATE not in words, custom_id
            assert pattern.name == "vote" or not VOTES.search(words), custom_id
            changes = watched.changes()
            assert trespasses(changes, somebody.id, server.people) == [], custom_id
            if not meant.redraws:
                assert world.posts(world.reviews)[0].text == card.text, custom_id
            if meant.who is not Who.EVERYONE:
                assert changes == [], custom_id
                assert len(refused) == 2, custom_id
                assert all(refused), custom_id


async def test_what_a_stranger_forges_changes_and_shows_nothing_of_the_server(
    server: Server, watched: Watched
) -> None:
    """Not even somebody's who manages a server of their own."""
    world = server.world
    olga, talk = world.elsewhere()
    card = await olga.slash("show", at=talk, title="Hero Mask")
    for number, pattern in enumerate(patterns(server)):
        # Somebody new each time, who made nothing that has the same number over there.
        somebody = world.newcomer(olga, f"Stranger {number}")
        for custom_id, picks in server.cells(pattern):
            words = await in_words(await press(somebody, card, custom_id, picks), custom_id)
            assert HERE not in words, custom_id
            assert PRIVATE not in words, custom_id
            for change in watched.changes():
                theirs = {somebody.id, talk.guild.id} & set(change.row.values())
                assert theirs or _nobodys(change), f"{custom_id}: {change}"
                assert world.guild_id not in change.row.values(), f"{custom_id}: {change}"


def _nobodys(change: access.Change) -> bool:
    """A member's own news, by no server and no other member."""
    return change.row.get("guild_id") == 0


async def test_what_is_forged_works_for_whom_it_is_for(server: Server) -> None:
    """Otherwise the others would be refused for another reason than who they are."""
    world = server.world
    refused = heard(world)
    for pattern in patterns(server):
        meant = PRESSES[pattern.name]
        if meant.who is Who.EVERYONE:
            continue
        rightful = server.for_whom(meant)
        seen = []
        for custom_id, picks in server.cells(pattern):
            refused.clear()
            card = await rightful.slash("help")
            seen = await press(rightful, card, custom_id, picks)
            if not all(refused):
                break
        else:
            pytest.fail(f"{pattern.name} is refused to {meant.who}: {[s.text for s in seen]}")


# Commands


def menus(world: World) -> list[str]:
    kind = discord.AppCommandType.message
    return [menu.name for menu in world.bot.tree.get_commands(type=kind)]


async def use(server: Server, who: Person, name: str, at: Any) -> list[Seen]:
    """Use a command with as little and with as much as it takes; its form too, where one opens."""
    command = commands(server.world)[name]
    seen = []
    for options in (filled(command, server.mia), everything(command, server.mia)):
        seen.append(await who.slash(name, at=at, **{**options, **FITTING.get(name, {})}))
        if seen[-1].result.modal:
            seen.append(await who.submit(seen[-1], **typed(seen[-1])))
    return seen


def hidden(world: World) -> set[str]:
    """The commands that Discord shows to whoever manages the server alone."""
    roots = {c.name for c in world.bot.tree.get_commands() if getattr(c, "default_permissions", 0)}
    return {name for name in commands(world) if name.split()[0] in roots}


async def test_a_command_changes_nothing_of_others_for_whom_it_isnt_for(
    server: Server, watched: Watched
) -> None:
    world, refused = server.world, heard(server.world)
    member, may = world.member("Rita"), set(Who) - {Who.ADMIN, Who.MODERATOR}
    for who, more in ((member, set()), (world.mod, {Who.MODERATOR}), (world.admin, {Who.ADMIN})):
        may |= more
        for name in {name.split()[0] for name in hidden(world)}:
            await world.allow(who, name)  # as an admin could, in Discord's own settings
        for name in commands(world):
            refused.clear()
            words = await in_words(await use(server, who, name, world.general), f"/{name}")
            changes = watched.changes()
            if who is member:
                assert PRIVATE not in words, name
                assert not VOTES.search(words), name
                assert trespasses(changes, member.id, server.people) == [], name
            if FOR.get(name, Who.EVERYONE) not in may:
                assert refused, name
                assert all(refused), name
                assert changes == [], name
            elif name in FOR:
                assert not all(refused), f"/{name} is refused to whom it is for: {words}"
        message = await server.ben.say(access.REVIEW)
        for name in menus(world):
            await in_words([await who.menu(name, message)], name)
            changes = watched.changes()
            assert who is not member or trespasses(changes, who.id, server.people) == [], name


async def test_a_command_used_elsewhere_or_alone_changes_and_shows_nothing_of_the_server(
    server: Server, watched: Watched
) -> None:
    """In direct messages not even to whoever made it there."""
    world = server.world
    olga, talk = world.elsewhere()
    for name in commands(world):
        words = await in_words(await use(server, olga, name, talk), f"/{name}")
        assert HERE not in words, name
        for change in watched.changes():
            assert world.guild_id not in change.row.values(), f"/{name}: {change}"
    message = await olga.say("Is Hero Mask any good?", at=talk)
    for name in menus(world):
        assert HERE not in await in_words([await olga.menu(name, message, at=talk)], name)
    assert not [c for c in watched.changes() if world.guild_id in c.row.values()]
    alone = []
    for name, command in commands(world).items():
        contexts = (command.root_parent or command).allowed_contexts
        if not (contexts and contexts.dm_channel):
            continue
        alone.append(name)
        for options in (filled(command, server.mia), everything(command, server.mia)):
            seen = await server.mia.slash_alone(name, **options)
            assert HERE not in await in_words([seen], f"/{name}")
            for change in watched.changes():
                assert change.row.get("guild_id", 0) == 0, f"/{name}: {change}"
    assert {"show", "privacy"} <= set(alone)
