"""Every string that a member sees has passed gettext.

In the pseudo-locale each message stands in brackets. What stands outside of them may only be what
people, channels and shows are called, or what Discord writes itself.
"""

import dataclasses
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import app_commands

from bot.config import Config
from tests.access import filled, typed
from tests.fakes import PseudoTexts
from tests.world import Seen, World

CATALOGUE = Config().catalogue.read_text(encoding="utf-8").splitlines()
SHOWS = [entry for line in CATALOGUE if "Hiroyasu Aoki" in (entry := json.loads(line))["directors"]]
WORD = re.compile(r"[A-Za-z]{3,}")


def unbracketed(text: str) -> str:
    """What is left without the innermost, then the outer, brackets."""
    text = re.sub(r"<[^>]*>|https?://\S+", " ", text)
    while (without := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = without
    return text


def names(world: World) -> set[str]:
    """Words that are names and stay as they are in every language."""
    texts = [
        json.dumps(SHOWS),
        "Ada Max Friday Anime Club https Two seasons as planned",
        "Attack on Titan, Shingeki no Kyojin: what titles look like",
    ]
    texts += [
        f"{command.qualified_name} {getattr(command, 'description', '')}"
        for command in world.bot.tree.walk_commands()
    ]
    return {word.casefold() for text in texts for word in WORD.findall(text)}


async def explore(world: World, seen: Seen, *, depth: int) -> AsyncIterator[str]:
    """The words of an answer and of whatever its forms and buttons lead to."""
    yield seen.text
    if seen.result is not None and seen.result.modal:
        submitted = await world.admin.submit(seen, **typed(seen))
        async for words in explore(world, submitted, depth=depth):
            yield words
    elif depth:
        for custom_id in seen.custom_ids:
            if custom_id not in seen.custom_ids:
                continue  # a press before has put another card in its place
            pressed = await world.admin.click(seen, custom_id)
            async for words in explore(world, pressed, depth=depth - 1):
                yield words


async def everything(world: World) -> dict[str, str]:
    """What each command says to an admin, and what its forms and buttons lead to; the posts too."""
    seen: dict[str, str] = {}
    for command in world.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            options = filled(command, world.admin)
            first = await world.admin.slash(command.qualified_name, **options)
            told = [words async for words in explore(world, first, depth=2)]
            seen |= {f"/{command.qualified_name} {turn}": words for turn, words in enumerate(told)}
    for channel in (world.reviews, world.renewals, world.discussions):
        for post in world.posts(channel):
            if post.components:  # Discord's own note of a new thread has none
                seen[f"a post in #{channel.name}"] = post.text
    return seen


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server whose bot knows the shows of `SHOWS` alone, whatever it is asked for."""
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(map(json.dumps, SHOWS)), encoding="utf-8")
    async with World.open(tmp_path, catalogue=few) as opened:
        yield opened


async def test_nothing_is_said_that_no_translator_saw(world: World) -> None:
    world.bot.app = dataclasses.replace(world.bot.app, texts=PseudoTexts())
    await world.configure()
    allowed = names(world)
    seen = await everything(world)
    stray = {
        where: left
        for where, words in seen.items()
        if (left := {w for w in WORD.findall(unbracketed(words)) if w.casefold() not in allowed})
    }
    assert stray == {}
    assert len(seen) > 40
    assert [where for where, words in seen.items() if "⟦" not in words] == []
