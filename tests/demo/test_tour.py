"""The tour: every step taken as the visitor would, and nothing of the bot left out of it."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.demo.page import Page
from bot.demo.seed import EMOJI, FRIEREN, seed
from bot.demo.tour import DIGEST, EVIDENCE, LOOK_UP, MORE, STEPS, Step
from bot.demo.world import World
from bot.discussions import views as discussions
from bot.ids import ShowId
from bot.renewals import views as renewals
from bot.ui.components import Pattern

Take = Callable[["Visit", Step], Awaitable[Any]]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The server, not furnished yet."""
    async with World.open(tmp_path) as opened:
        yield opened
        await opened.leave()


class Visit:
    """Who goes through the tour: to each step's channel, as the person that it names."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.page = Page(world)

    def ticked(self) -> list[bool]:
        return [s["done"] for chapter in self.page.state()["tour"] for s in chapter["steps"]]

    def shown(self, person: str, channel: Any) -> dict[int, str]:
        """What the bot posted there and that person sees, each message as JSON."""
        world = self.world
        viewer, bot = world.people[person].id, world.env.backend.bot_user.id
        posts = [m for m in world.messages(channel) if m.author_id == bot]
        seen = [m for m in posts if m.visible_to(viewer)]
        return {m.id: json.dumps(m.components, ensure_ascii=False) for m in seen}

    def channel(self, step: Step) -> Any:
        return next(each for each in self.world.channels if each.name == step.channel)

    def actor(self, step: Step) -> Any:
        return self.world.people[step.person].actor

    def marked(self, step: Step) -> Any:
        assert step.mark
        return self.world.message(self.channel(step), self.world.marks[step.mark])

    async def type(self, step: Step) -> Any:
        """Send what the step put into the composer."""
        assert step.command
        command = self.world.bot.tree.get_command(step.command[1:].split()[0])
        for name in step.command.split()[1:]:
            assert isinstance(command, app_commands.Group)
            command = command.get_command(name)
        assert isinstance(command, app_commands.Command)
        filled = {command.parameters[0].display_name: step.option} if step.option else {}
        return (
            await self.actor(step).slash(self.channel(step), step.command[1:], **filled)
        ).response

    async def open_menu(self, step: Step, name: str) -> Any:
        return await self.actor(step).context_menu(self.channel(step), name, self.marked(step))

    async def press(self, step: Step, pattern: Pattern) -> Any:
        """Press the first button of that pattern under the message that the step points at."""
        ids = re.findall(r'"custom_id": "([^"]+)"', json.dumps(self.marked(step).components))
        first = next(each for each in ids if pattern.unpack(each))
        return await self.actor(step).click(self.marked(step), custom_id=first)


async def post_the_draft(visit: Visit, step: Step) -> None:
    panel = await visit.type(step)
    said = json.dumps(panel.components, ensure_ascii=False)
    assert "Jazz with spaceships" in said, "the draft was kept"
    await visit.actor(step).click(panel, label="Post")


async def say_ten(visit: Visit, step: Step) -> None:
    done = visit.ticked()
    card = await visit.type(step)
    assert "4 forecasts so far" in json.dumps(card.components)
    assert visit.ticked() == done, "to look at the card is no forecast"
    form = await visit.actor(step).click(card, label="Forecast")
    await visit.actor(step).submit_modal(form, {"percent": "a lot"})
    assert visit.ticked() == done, "nor is what can't be read"
    form = await visit.actor(step).click(card, label="Forecast")
    await visit.actor(step).submit_modal(form, {"percent": "10"})


async def look(visit: Visit, step: Step) -> None:
    await visit.world.enter(visit.channel(step), visit.world.people[step.person])


def menu(name: str) -> Take:
    async def take(visit: Visit, step: Step) -> None:
        await visit.open_menu(step, name)

    return take


async def approve(visit: Visit, step: Step) -> None:
    await visit.press(step, renewals.APPROVE)
    await visit.actor(step).slash(visit.channel(step), "renewal status", show="Attack on Titan")


def press(pattern: Pattern) -> Take:
    async def take(visit: Visit, step: Step) -> None:
        await visit.press(step, pattern)

    return take


async def react(visit: Visit, step: Step) -> None:
    await visit.actor(step).react(visit.marked(step), EMOJI[5])
    await visit.world.env.advance_time(5)


TAKEN: dict[str, tuple[Take, tuple[str, ...]]] = {
    "Look up a show": (Visit.type, ("Pierrot", "15 episodes", "Seasons")),
    "Look it up where it is named": (menu(LOOK_UP), ("Hero Mask",)),
    "Who is that?": (Visit.type, ("フリーレン", "An elf and a mage", "Main", "The demo, just now")),
    "Something to watch": (Visit.type, ("Another",)),
    "Post a review": (post_the_draft, ("Jazz with spaceships",)),
    "What the club thinks": (Visit.type, ("3 reviews", "Opinions differ most", "For", "Against")),
    "A long review, in short": (menu(DIGEST), ("8 of 10", "the review says 25, the catalogue 24")),
    "Ask the question": (Visit.type, ("No plans", "Mikio Ono", "24 episodes in all")),
    "Say how likely it is": (say_ten, ("The crowd says", "of 5 forecasts")),
    "Who was right before?": (Visit.type, ("Who forecasts best", "**3.** <@{Ken}>")),
    "Read a source": (menu(EVIDENCE), ("Stars Align", "No plans", "April 2021", "Kazuki Akane")),
    "You are Max now": (
        approve,
        ("Approved by <@{Max}>", "Concluded as planned", "As of 5 November 2023"),
    ),
    "Vote on an episode": (react, ("7 votes",)),
    "Vote without looking": (press(discussions.VOTE), ("4 votes",)),
    "The season so far": (Visit.type, ("**Episode 7** median", "**Episode 10** median")),
    "What opens by itself": (Visit.type, ("English dub", "Next: episode 11")),
    "How the week went": (look, ("How the week went", "Episode 8")),
    "You are Ada now": (Visit.type, ("Kansō in this server", "Doctor", "Language")),
    "What does it keep of me?": (Visit.type, ("What I keep of you", "Export", "Erase")),
}
"""Step to what the visitor does, and what they then see in its channel."""


async def test_each_step_is_ticked_off_by_its_own_deed_and_shows_what_it_promises(
    world: World,
) -> None:
    await seed(world)
    visit = Visit(world)
    ids = {name: person.id for name, person in world.people.items()}
    assert visit.ticked() == [False] * len(STEPS)
    # Others use the bot as well, and that ticks nothing off.
    await world.people["Yuki"].actor.slash(world.talk, "show", title="Hero Mask")
    assert visit.ticked() == [False] * len(STEPS)
    assert {step.mark for step in STEPS if step.mark} == set(world.marks)
    for number, step in enumerate(STEPS):
        assert world.people[step.person].playable
        take, promised = TAKEN[step.title]
        before = visit.shown(step.person, visit.channel(step))
        await take(visit, step)
        after = visit.shown(step.person, visit.channel(step))
        said = "".join(
            each for key, each in after.items() if take is look or each != before.get(key)
        )
        missing = [each for each in promised if each.format(**ids) not in said]
        assert not missing, (step.title, missing, said)
        assert visit.ticked() == [each <= number for each in range(len(STEPS))], step.title
    assert world.env.errors == []


KNOWN = {
    ("character", "reigen"): (
        "Arataka Reigen",
        "霊幻新隆",
        "Mob Psycho 100 III (2022)",
        "||He has",
    ),
    ("character", "影山"): ("Shigeo Kageyama", "portraits.kanso.example"),
    ("character", "Radical Edward"): ("## Ed", "Cowboy Bebop (1998)** · Main"),
    ("staff", "Watanabe Shinichiro"): ("Cowboy Bebop (1998)** · Director", "Samurai Champloo"),
    ("staff", "ONE"): ("One-Punch Man (2015)** · Original Creator",),
    ("studio", "pierrot"): ("## Studio Pierrot", "Open one of these…"),
    ("studio", "Pierrot Films"): ("The demo knows nobody by “Pierrot Films”",),
}


async def test_people_studios_and_what_airs_are_known_in_the_demo(world: World) -> None:
    mia = world.invite("Mia", "#E0A458").actor

    async def said(command: str, **options: str) -> str:
        answer = (await mia.slash(world.talk, command, **options)).response
        return json.dumps(answer.components, ensure_ascii=False) + str(answer.content)

    for (command, name), promised in KNOWN.items():
        told = await said(command, name=name)
        assert not [each for each in promised if each not in told], told
    assert "AniList" not in told
    assert "Nothing airs that day." in await said("airing")
    at = world.env.now()
    world.almanac.airs[ShowId(FRIEREN)] = {10 + n: at + timedelta(days=n) for n in range(3)}
    told = await said("airing", day="tomorrow")
    assert re.search(r"Frieren: .*End\*\* · episode 11.*The demo, <t:[0-9]+:R>", told)
    assert "episode 10" not in told
    assert "AniList" not in told


async def test_every_command_has_a_place_in_the_tour(world: World) -> None:
    tree = world.bot.tree
    names = [f"/{each.name}" for each in tree.get_commands(type=discord.AppCommandType.chat_input)]
    names += [each.name for each in tree.get_commands(type=discord.AppCommandType.message)]
    names += [each.name for each in tree.get_commands(type=discord.AppCommandType.user)]
    told = [f"{step.command} {step.words}" for step in STEPS] + [names for names, _ in MORE]
    assert len(names) > 20
    unnamed = [n for n in names if not any(re.search(rf"{re.escape(n)}\b", t) for t in told)]
    assert not unnamed, "give it a step in bot/demo/tour.py, or a line in MORE"
    known = {f"/{command.qualified_name}" for command in tree.walk_commands()}
    typed = {step.command for step in STEPS if step.command}
    assert typed <= known
