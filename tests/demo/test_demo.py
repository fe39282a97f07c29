"""The demo: a furnished server, its page, its pictures, and a clean end."""

import asyncio
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp.test_utils import TestClient, TestServer
from discord import app_commands

from bot import demo
from bot.config import ROOT, Config
from bot.demo import covers
from bot.demo.page import Page
from bot.demo.seed import seed
from bot.demo.world import COVERS, World
from bot.shows import catalogue


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The server as the visitor finds it. Nothing in it may raise what the bot didn't foresee."""
    async with World.open(tmp_path) as opened:
        await seed(opened)
        assert opened.env.errors == []
        yield opened
        await opened.leave()


@pytest.fixture
async def page(world: World) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(Page(world).application(), host="127.0.0.1")) as client:
        yield client


def written(world: World, channel: Any) -> str:
    """All that the bot posted there, as JSON."""
    bot = world.env.backend.bot_user.id
    return json.dumps(
        [m.components for m in world.messages(channel) if m.author_id == bot], ensure_ascii=False
    )


async def enter(page: TestClient[Any, Any], **where: str) -> dict[str, Any]:
    """Open a room; the shell's state after it."""
    async with page.post("/shell/room", json=where) as answer:
        assert answer.status == 200, await answer.text()
        state: dict[str, Any] = await answer.json()
        return state


async def ticked(page: TestClient[Any, Any]) -> list[bool]:
    """Which of the tour's steps are done."""
    async with page.get("/shell/state") as answer:
        chapters = (await answer.json())["tour"]
        return [step["done"] for chapter in chapters for step in chapter["steps"]]


def channel_id(state: dict[str, Any], name: str) -> str:
    return next(str(each["id"]) for each in state["channels"] if each["name"] == name)


class Visitor:
    """The Preview's own page, spoken to through the shell as its script does."""

    def __init__(self, page: TestClient[Any, Any], state: dict[str, Any]) -> None:
        self._page = page
        self._headers = {"X-Simcord-Capability": state["room"]["address"].partition("#")[2]}
        self._acted = 0
        self.shown: dict[str, Any] = {}

    async def look(self) -> "Visitor":
        path, method = ("/api/state", "GET") if self.shown else ("/api/pages", "POST")
        sent: dict[str, Any] | None = None if self.shown else {}
        async with self._page.request(method, path, headers=self._headers, json=sent) as answer:
            assert answer.status == 200
            self.shown = await answer.json()
        self._headers["X-Simcord-Context"] = self.shown["context"]["id"]
        return self

    async def act(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Do something, aimed at what was last looked at."""
        self._acted += 1
        body = {
            "protocol_version": 3,
            "sequence": self._acted,
            "request_id": f"r{self._acted}",
            "generation": self.shown["context"]["generation"],
            "bot_generation": self.shown["botGeneration"],
            "published_revision": self.shown["publishedRevision"],
            "kind": kind,
            **facts,
        }
        async with self._page.post("/api/action", headers=self._headers, json=body) as answer:
            receipt: dict[str, Any] = await answer.json()
            return receipt

    async def run(self, invocation: str, **options: str) -> dict[str, Any]:
        """Send a command, as the composer does."""
        async with self._page.get("/api/commands", headers=self._headers) as answer:
            offered = (await answer.json())["entries"]
        command = next(each for each in offered if each["invocation"] == invocation)
        return await self.act(
            "run_command",
            command_id=command["commandId"],
            path=command["path"],
            schema_fingerprint=command["schemaFingerprint"],
            options=options,
        )

    async def picture(self, asset: str) -> bytes:
        async with self._page.get(f"/api/assets/{asset}", headers=self._headers) as answer:
            assert answer.status == 200
            return await answer.read()


# The server


async def test_the_server_is_furnished_by_the_bot_itself(world: World) -> None:
    assert "A cool, rainy crime story" in written(world, world.reviews)
    assert [len(world.threads(channel)) for channel in world.channels] == [0, 0, 4, 0, 5, 0]
    assert "Mikio Ono" in written(world, world.renewals)
    assert "6 votes" in written(world, world.episodes)
    assert "Hero Mask" in written(world, world.talk)
    weeks = written(world, world.news)
    assert "How the week went" in weeks
    assert "Frieren: Beyond Journey's End · Episode 8" in weeks
    everything = [m for channel in world.channels for m in world.messages(channel)]
    assert not [m for m in everything if m.is_ephemeral], "nothing past is for one person's eyes"


async def test_episode_posts_open_by_themselves_while_one_looks(world: World) -> None:
    *_, episode = (m for m in world.messages(world.episodes) if "· Episode 10" in str(m.components))
    assert f"<@&{world.pings.id}>" in str(episode.components), "who asked for it was pinged"
    assert "Opened by" not in str(episode.components)
    assert "Original audio" not in written(world, world.episodes)
    for _ in range(5):
        await world.env.advance_time(60)
    dub = world.messages(world.episodes)[-1]
    assert "Episode 10 · English dub" in str(dub.components)
    assert "Original audio" in str(dub.components), "each leads to the other"
    await world.env.advance_time(5)
    assert "English dub" in str(world.message(world.episodes, episode.id).components)


async def test_a_season_with_a_curve_and_a_blind_vote(world: World) -> None:
    mia = world.people["Mia"].actor
    curve = (await mia.slash(world.episodes, "discuss curve", show="Frieren")).response
    said = json.dumps(curve.components, ensure_ascii=False)
    for episode in ("7", "8", "9", "10"):
        assert f"**Episode {episode}** median" in said
    assert said.count("6 votes") == 4
    assert said.count("still open") == 1
    assert curve.attachments
    result = await mia.slash(world.episodes, "discuss results", show="Frieren", episode=9)
    assert "Source readers" in json.dumps(result.response.components)
    blind = next(m for m in world.messages(world.episodes) if "Vote with a button" in str(m))
    assert "**3 votes**" in json.dumps(blind.components)
    assert "median" not in json.dumps(blind.components)


async def test_what_is_known_of_hero_mask(world: World) -> None:
    await _newest_card_knows_all_evidence(world)
    status = await world.people["Mia"].actor.slash(
        world.renewals, "renewal status", show="Hero Mask"
    )
    said = json.dumps(status.response.components, ensure_ascii=False)
    assert "No plans" in said
    assert "24 episodes in all" in said
    name = world.messages(world.renewals)[-1].interaction_metadata["name"]
    assert name == "renewal status", "a message names the whole command that it answers"


async def test_a_forecast_shows_the_crowd_to_who_takes_part(world: World) -> None:
    mia, card = world.people["Mia"].actor, world.messages(world.renewals)
    status = next(m for m in card if "Open a source" in json.dumps(m.components))
    opened = await mia.click(world.message(world.renewals, status.id), label="Forecast")
    said = json.dumps(opened.response.components, ensure_ascii=False)
    assert "4 forecasts so far. You see what the crowd says once" in said
    told = await mia.slash(world.renewals, "renewal forecast", show="Hero Mask", percent=10)
    assert "**The crowd says 10\u00a0%**" in json.dumps(
        told.response.components, ensure_ascii=False
    )


async def _newest_card_knows_all_evidence(world: World) -> None:
    asked = [
        m for m in world.messages(world.renewals) if "Open a source" in json.dumps(m.components)
    ]
    assert len(asked) == 1
    said = json.dumps(asked[0].components, ensure_ascii=False)
    assert "No plans" in said
    assert "Mikio Ono" in said
    assert "Years after the second season" in said
    decided = [
        m for m in world.messages(world.renewals) if "Approved by" in json.dumps(m.components)
    ]
    assert len(decided) == 4, "two of them long ago"
    assert all(m.edited_timestamp < asked[0].timestamp for m in decided)


async def test_the_clock_keeps_real_time_and_the_tally_lives(world: World) -> None:
    assert abs((world.env.now() - datetime.now(UTC)).total_seconds()) < 5
    await world.enter(world.episodes, world.people["Ken"])
    await world.react(world.threads(world.episodes)[-1].id, "😍")
    await world.env.advance_time(5)
    assert "7 votes" in written(world, world.episodes)
    await world.react(world.threads(world.episodes)[-1].id, "😣")
    await world.env.advance_time(5)
    assert "**1** Hated it" in written(world, world.episodes)
    before = world.env.now()
    await world.tick()
    assert world.env.now() >= before


async def test_a_computer_that_slept_finds_the_world_at_the_real_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Later":
            return cls(2040, 1, 1, tzinfo=tz)

    monkeypatch.setattr("bot.demo.world.datetime", Later)
    await world.tick()
    assert world.env.now().year == 2040


# The page


async def test_the_page_serves_the_shell_and_the_dressed_room(
    page: TestClient[Any, Any],
) -> None:
    async with page.get("/") as answer:
        assert "A walk through Kansō" in await answer.text()
    await enter(page)
    async with page.get("/room/") as answer:
        assert "/shell/room.css" in await answer.text()
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    for path in ("/app.js", "/preview.css", "/shell/room.js", "/shell/room.css", "/shell/shell.js"):
        async with page.get(path) as answer:
            assert answer.status == 200, path
    async with page.get("/fonts/noto-sans-latin-v2.015.ttf") as answer:
        assert answer.content_type == "font/ttf"
    async with page.get("/shell/face/Mia") as answer:
        assert (await answer.read()).startswith(b"\x89PNG")


async def test_what_is_refused(page: TestClient[Any, Any]) -> None:
    for path in ("/shell/nothing.js", "/shell/face/Nobody", "/fonts/OFL-1.1.txt"):
        async with page.get(path) as answer:
            assert answer.status == 404, path
    # Only this computer's own browser is answered.
    for headers in ({"Host": "kanso.example:80"}, {"Origin": "https://elsewhere.example"}):
        async with page.get("/shell/state", headers=headers) as answer:
            assert answer.status == 403, headers
    for where, status in (
        ({"person": "Yuki"}, 403),
        ({"person": "Nobody"}, 404),
        ({"channel": "7"}, 404),
    ):
        async with page.post("/shell/room", json=where) as answer:
            assert answer.status == status, where


async def test_switching_channel_and_member(page: TestClient[Any, Any]) -> None:
    first = await enter(page, timezone="Europe/Berlin", locale="de")
    assert first["room"]["person"] == "Mia"
    assert first["room"]["channel"] == channel_id(first, "anime-talk")
    second = await enter(page, person="Ada", channel=channel_id(first, "reviews"))
    assert second["room"]["person"] == "Ada"
    assert second["room"]["channel"] == channel_id(first, "reviews")
    shown = (await Visitor(page, second).look()).shown
    assert shown["channel"]["name"] == "reviews"
    old = {"X-Simcord-Capability": first["room"]["address"].partition("#")[2]}
    async with page.post("/api/pages", headers=old, json={}) as answer:
        assert answer.status == 401


async def test_another_tab_comes_into_the_same_room(page: TestClient[Any, Any]) -> None:
    first = await enter(page, person="Ken")
    assert (await enter(page))["room"] == first["room"]


async def test_hurried_switching_leaves_everybody_answered(page: TestClient[Any, Any]) -> None:
    state = await enter(page)

    async def look(path: str) -> int:
        async with page.get(path) as answer:
            await answer.read()
            return answer.status

    async with asyncio.timeout(30):
        statuses, *_ = await asyncio.gather(
            asyncio.gather(*(look(path) for path in ("/room/", "/app.js", "/dom.js") * 20)),
            *(enter(page, channel=channel["id"]) for channel in state["channels"] * 4),
        )
    assert set(statuses) == {200}


async def test_a_room_opens_at_its_newest_message_and_in_a_thread(
    page: TestClient[Any, Any],
) -> None:
    state = await enter(page)
    newest = next(c["last"] for c in state["channels"] if c["name"] == "anime-talk")
    assert (await Visitor(page, state).look()).shown["timeline"][-1] == newest
    *_, thread = next(c["threads"] for c in state["channels"] if c["name"] == "episodes")
    state = await enter(page, channel=thread["id"])
    assert (await Visitor(page, state).look()).shown["channel"]["name"] == thread["name"]


async def test_a_click_on_an_older_publication_still_counts(
    world: World, page: TestClient[Any, Any]
) -> None:
    state = await enter(page)
    visitor = await Visitor(page, await enter(page, channel=channel_id(state, "episodes"))).look()
    assert world.room
    await world.room.preview.refresh()
    post = str(world.threads(world.episodes)[-1].id)
    receipt = await visitor.act("set_reaction", target_id=post, emoji="😍", reacted=True)
    assert receipt["settlement"] == "settled"


@pytest.mark.parametrize(
    ("invocation", "options"), [("show", {"title": "asdfqwer"}), ("discuss close", {})]
)
async def test_a_refusal_in_words_is_an_answer(
    world: World, page: TestClient[Any, Any], invocation: str, options: dict[str, str]
) -> None:
    visitor = await Visitor(page, await enter(page)).look()
    receipt = await visitor.run(invocation, **options)
    assert (receipt["settlement"], receipt["acknowledgement"]) == ("settled", "acknowledged")
    assert receipt["diagnostics"] == []
    newest = world.messages(world.talk)[-1]
    assert newest.is_ephemeral
    assert newest.author_id == world.env.backend.bot_user.id


async def test_what_nobody_foresaw_is_in_the_log(
    world: World, page: TestClient[Any, Any], caplog: pytest.LogCaptureFixture
) -> None:
    @app_commands.command(name="stumble", description="Falls")
    async def stumble(_: discord.Interaction) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    world.bot.tree.add_command(stumble)
    await world.bot.tree.sync()
    visitor = await Visitor(page, await enter(page)).look()
    await visitor.run("stumble")
    assert "Incident" in caplog.text
    assert "ZeroDivisionError: nobody foresaw this" in caplog.text


async def test_pictures_come_as_they_were_drawn(world: World, page: TestClient[Any, Any]) -> None:
    visitor = await Visitor(page, await enter(page)).look()
    files = {item["filename"]: key for key, item in visitor.shown["assets"].items()}
    assert await visitor.picture(files["anilist-105096.png"]) == world.picture("anilist-105096.png")


async def test_a_cover_that_is_drawn_while_the_room_is_open(
    world: World, page: TestClient[Any, Any]
) -> None:
    visitor = await Visitor(page, await enter(page)).look()
    address = f"{COVERS}/anilist-1.png"
    assert address not in world.source.pictures
    await world.people["Mia"].actor.slash(world.talk, "show", title="Cowboy Bebop")
    await world.show()
    files = {item["filename"]: key for key, item in (await visitor.look()).shown["assets"].items()}
    assert await visitor.picture(files["anilist-1.png"]) == world.source.pictures[address][1]


async def test_reacting_and_taking_it_back(world: World, page: TestClient[Any, Any]) -> None:
    state = await enter(page)
    message = next(c["last"] for c in state["channels"] if c["name"] == "anime-talk")
    record = world.env.backend.get_message(world.talk.id, int(message))
    for reacted in (True, False):
        async with page.post("/shell/react", json={"message": message, "emoji": "🔥"}) as answer:
            assert answer.status == 200
        given = record.reaction_for("🔥")
        assert bool(given and given.user_ids) is reacted


async def test_a_context_menu_that_opens_a_form(world: World, page: TestClient[Any, Any]) -> None:
    @app_commands.context_menu(name="Note it")
    async def note_it(interaction: discord.Interaction, _: discord.Message) -> None:
        form = discord.ui.Modal(title="A note", custom_id="note")
        form.add_item(discord.ui.TextInput(label="Words", custom_id="words"))
        await interaction.response.send_modal(form)
        form.stop()

    world.bot.tree.add_command(note_it)
    await world.bot.tree.sync()
    state = await enter(page)
    assert "Note it" in state["menus"]
    message = next(c["last"] for c in state["channels"] if c["name"] == "anime-talk")
    async with page.post("/shell/menu", json={"message": message, "name": "Note it"}) as answer:
        opened = await answer.json()
    assert opened["room"]["serial"] != state["room"]["serial"]
    modal = (await Visitor(page, opened).look()).shown["modal"]
    assert modal["payload"]["title"] == "A note"


# Pictures


def test_covers_are_pngs_of_one_size() -> None:
    shows = list(catalogue.load(Config().catalogue))
    longest = max(shows, key=lambda show: len(show.title.main))
    for show in [*shows[:12], longest]:
        png = covers.cover(show)
        assert png.startswith(b"\x89PNG")
        assert struct.unpack(">II", png[16:24]) == covers.SIZE
    assert covers.cover(longest) == covers.cover(longest)


# The beginning and the end


def run(port: int, folder: Path) -> Any:
    """``python -m bot demo`` as a process of its own, with `folder` for what is temporary."""
    return asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", str(port),
        cwd=ROOT, env={**os.environ, "TMPDIR": str(folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def held(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = await run(0, tmp_path)
    ready = await asyncio.wait_for(process.stdout.readline(), 30)
    assert ready.startswith("Kansō is ready: open http://127.0.0.1:".encode())
    assert held(tmp_path)
    process.send_signal(number)
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, said.decode()) == (0, "")
    assert not held(tmp_path)


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await run(port, tmp_path)
        _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert f"Port {port} can't be used" in said.decode()


def test_without_simcord_it_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    assert demo.serve(0) == 1
    assert "The README's command for the demo installs it." in capsys.readouterr().err
