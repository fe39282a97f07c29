"""The bot against real sockets: what SimCord, which replaces discord.py's HTTP client, can't
show."""

import asyncio
import contextlib
import io
import json
import os
import random
import re
import sqlite3
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot.client import create_bot
from bot.config import Config
from bot.text.text import Texts
from tests.openapi import complaints
from tests.wire import (
    APPLICATION_ID,
    CHANNEL_ID,
    EPHEMERAL,
    GUILD_ID,
    MEMBER_ID,
    TOKEN,
    Wire,
    pointed_at,
)

COMMANDS = f"/applications/{APPLICATION_ID}/commands"
MESSAGES = f"/channels/{CHANNEL_ID}/messages"
COMMAND = "about"
CHECKOUT = Path(__file__).resolve().parent.parent


def build(database: Path) -> commands.Bot:
    bot = create_bot(Config(database=database, token=TOKEN))
    # discord.py calls itself ready when no guild has come for this long; its own is 2 s.
    bot._connection.guild_ready_timeout = 0.05
    return bot


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A wire that discord.py is pointed at. Whatever came over it must have been something the
    wire knows and that Discord's OpenAPI document allows."""
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            yield wire
    assert [str(request) for request in wire.unserved] == []
    assert [
        (str(request), complaint)
        for request in wire.requests
        for complaint in complaints(request.method, request.path, request.body)
    ] == []


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "kanso.db"


@contextlib.asynccontextmanager
async def online(bot: commands.Bot) -> AsyncIterator[None]:
    """The bot once it is ready; closed afterwards, and whatever ended it is raised."""
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    bot.add_listener(on_ready)
    running = asyncio.create_task(bot.start(TOKEN))
    arrival = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({running, arrival}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if arrival.done():
            yield
    finally:
        arrival.cancel()
        await bot.close()
        await running


@pytest.fixture
async def bot(wire: Wire, database: Path) -> AsyncIterator[commands.Bot]:
    bot = build(database)
    async with online(bot):
        yield bot


def channel_of(bot: commands.Bot) -> discord.PartialMessageable:
    return bot.get_partial_messageable(CHANNEL_ID, guild_id=GUILD_ID)


async def answer_to_a_command(wire: Wire) -> None:
    """A member calls a command and gets a message."""
    interaction = wire.slash(COMMAND)
    callback = await wire.answered("POST", interaction.callback)
    assert callback.body["type"] == 4


async def test_reaches_ready_without_privileged_intents(wire: Wire, bot: commands.Bot) -> None:
    assert bot.is_ready()
    assert [guild.id for guild in bot.guilds] == [GUILD_ID]
    identify = (await wire.link(1)).identify
    assert identify is not None
    assert identify["intents"] == bot.intents.value
    asked = discord.Intents._from_value(identify["intents"])
    assert asked.guilds
    assert [asked.members, asked.presences, asked.message_content] == [False] * 3


async def test_the_fast_libraries_are_in_use(wire: Wire, bot: commands.Bot) -> None:
    assert discord.utils.HAS_ORJSON
    assert wire.links[0].query["compress"] == "zstd-stream"


async def test_a_token_stays_out_of_what_is_recorded(wire: Wire, bot: commands.Bot) -> None:
    login = await wire.answered("GET", "/users/@me")

    assert login.headers["Authorization"] == "Bot"
    assert TOKEN not in repr(login)


async def test_a_wrong_token_is_refused(wire: Wire, database: Path) -> None:
    bot = build(database)
    try:
        with pytest.raises(discord.LoginFailure):
            await bot.login("not-the-token")
    finally:
        await bot.close()


async def test_answers_a_command_over_http(wire: Wire, bot: commands.Bot) -> None:
    await answer_to_a_command(wire)


@pytest.mark.parametrize("locale", ["ja", "es-419", "pt-BR", "fr", "de", "fi"])
async def test_a_client_is_answered_in_its_language(
    wire: Wire, bot: commands.Bot, locale: str
) -> None:
    asked = wire.slash("show", locale=locale, title="Hero Mask")
    card = json.dumps((await wire.answered("POST", asked.callback)).body, ensure_ascii=False)
    text = Texts().choose(locale)
    assert text.locale == {"es-419": "es", "fi": "en"}.get(locale, locale)
    assert f'"label": "{text("Seasons")}"' in card
    assert (text("Seasons") == "Seasons") is (locale == "fi")
    command = next(each for each in wire.commands[None] if each["name"] == "review")
    named = command["name_localizations"].get(locale)
    assert (named or "review") == text.name("review")


@pytest.mark.parametrize("place", ["direct", "abroad"])
async def test_a_members_own_app_shows_shows_and_nothing_of_a_server(
    wire: Wire, bot: commands.Bot, place: str
) -> None:
    where = {"direct": wire.direct, "abroad": wire.abroad}[place]()
    asked = wire.slash("show", place=where, title="Hero Mask")
    card = json.dumps((await wire.answered("POST", asked.callback)).body, ensure_ascii=False)
    assert "Pierrot" in card
    assert '"Seasons"' in card
    assert '"Reviews"' not in card
    assert '"Discuss"' not in card

    pressed = wire.press(re.findall(r'"custom_id": "(return:[^"]+)"', card)[0], place=where)
    outlook = await wire.answered("POST", pressed.callback)
    assert outlook.body["data"]["flags"] & EPHEMERAL
    assert "No season 3 is listed" in json.dumps(outlook.body)
    with pytest.raises(LookupError):
        wire.slash("config", place=where)


async def test_a_deferred_answer_comes_with_its_file(wire: Wire, bot: commands.Bot) -> None:
    @app_commands.command(description="Takes a while")
    async def slowly(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        chart = discord.File(io.BytesIO(b"drawn"), "chart.png")
        await interaction.edit_original_response(content="done", attachments=[chart])
        await interaction.followup.send("and one more thing", ephemeral=True)

    guild = discord.Object(GUILD_ID)
    bot.tree.add_command(slowly, guild=guild)
    await bot.tree.sync(guild=guild)
    interaction = wire.slash("slowly")
    edited = await wire.answered("PATCH", f"{interaction.webhook}/messages/@original")
    await wire.answered("POST", interaction.webhook)

    assert [upload.data for upload in edited.files] == [b"drawn"]
    assert interaction.kind == 5
    first, second = wire.messages[interaction.channel].values()
    assert (first["content"], first["flags"]) == ("done", EPHEMERAL)  # and thinks no more
    assert (second["content"], second["flags"]) == ("and one more thing", EPHEMERAL)


async def test_a_rate_limited_route_loses_no_message_and_doubles_none(
    wire: Wire, bot: commands.Bot
) -> None:
    wire.rate_limit("POST", MESSAGES, retry_after=0.05)
    words = [f"message {n}" for n in range(5)]

    sent = await asyncio.gather(*(channel_of(bot).send(word) for word in words))

    assert [message.content for message in sent] == words
    kept = wire.messages[str(CHANNEL_ID)].values()
    assert sorted(message["content"] for message in kept) == words
    assert any(request.status == 429 for request in wire.matching("POST", MESSAGES))


async def test_a_global_rate_limit_loses_nothing_and_is_waited_out(
    wire: Wire, bot: commands.Bot
) -> None:
    channel = channel_of(bot)
    message = await channel.send("first")
    before = len(wire.requests)
    wire.rate_limit_globally("PATCH", f"{MESSAGES}/*", retry_after=0.1)

    await message.edit(content="second")
    await asyncio.gather(message.add_reaction("🔥"), channel.send("third"))

    refused, *rest = wire.requests[before:]
    assert refused.status == 429
    assert refused.answer["global"] is True
    assert (rest[0].method, rest[0].status) == ("PATCH", 200)
    assert all(r.at - refused.at >= 0.1 and r.status in (200, 204) for r in rest)
    assert [m["content"] for m in wire.messages[str(CHANNEL_ID)].values()] == ["second", "third"]


async def test_a_global_rate_limit_holds_every_route(wire: Wire, bot: commands.Bot) -> None:
    channel = channel_of(bot)
    message = await channel.send("first")
    before = len(wire.requests)
    wire.rate_limit_globally("PATCH", f"{MESSAGES}/*", retry_after=0.1)

    await asyncio.gather(
        message.edit(content="second"), message.add_reaction("🔥"), channel.send("third")
    )

    came = wire.requests[before:]
    refused = [r for r in came if r.status == 429]
    later = came[came.index(refused[0]) :]
    # Those already on their way are refused once each; nobody tries again before the end.
    assert 1 <= len(refused) <= 3
    assert all(r.at - refused[0].at >= 0.1 for r in later if r not in refused)
    assert [m["content"] for m in wire.messages[str(CHANNEL_ID)].values()] == ["second", "third"]


async def test_an_answer_outlives_a_rate_limit(wire: Wire, bot: commands.Bot) -> None:
    wire.rate_limit("POST", "/interactions/*", retry_after=0.05)

    await answer_to_a_command(wire)

    assert [r.status for r in wire.matching("POST", "/interactions/*")] == [429, 200]


async def test_a_broken_gateway_answer_is_tried_again(wire: Wire, bot: commands.Bot) -> None:
    wire.fail("POST", MESSAGES, 502)  # discord.py waits a second

    await channel_of(bot).send("kept")

    assert [r.status for r in wire.matching("POST", MESSAGES)] == [502, 200]
    assert [m["content"] for m in wire.messages[str(CHANNEL_ID)].values()] == ["kept"]


async def test_a_file_arrives_byte_for_byte(wire: Wire, bot: commands.Bot) -> None:
    data = random.Random(1).randbytes(300_000) + b"\r\n--boundary\r\n\x00"

    message = await channel_of(bot).send("a chart", file=discord.File(io.BytesIO(data), "感想.png"))

    request = await wire.answered("POST", MESSAGES)
    assert request.body["content"] == "a chart"
    (upload,) = request.files
    assert (upload.field, upload.filename, upload.data) == ("files[0]", "感想.png", data)
    assert await message.attachments[0].read() == data


async def test_a_file_outlives_a_broken_answer(wire: Wire, bot: commands.Bot) -> None:
    wire.fail("POST", MESSAGES, 502)
    data = random.Random(2).randbytes(10_000)

    await channel_of(bot).send(file=discord.File(io.BytesIO(data), "chart.png"))

    assert [r.files[0].data for r in wire.matching("POST", MESSAGES)] == [data, data]


async def test_one_nonce_makes_one_message_for_minutes(wire: Wire, bot: commands.Bot) -> None:
    channel = channel_of(bot)

    first = await channel.send("announcement", nonce="17")
    again = await channel.send("announcement", nonce="17")
    wire.skip(600)
    later = await channel.send("announcement", nonce="17")

    assert first.id == again.id != later.id
    assert all(r.body["enforce_nonce"] is True for r in wire.matching("POST", MESSAGES))


async def test_messages_are_edited_fetched_listed_and_deleted(
    wire: Wire, bot: commands.Bot
) -> None:
    channel = channel_of(bot)
    first, second, third = [await channel.send(word) for word in ("one", "two", "three")]

    await second.edit(content="two, corrected")
    await third.delete()

    assert (await channel.fetch_message(second.id)).content == "two, corrected"
    assert [m.id async for m in channel.history()] == [second.id, first.id]
    with pytest.raises(discord.NotFound) as gone:
        await channel.fetch_message(third.id)
    assert gone.value.code == 10008


async def test_reaction_lists_honour_limit_after_and_type(wire: Wire, bot: commands.Bot) -> None:
    message = await channel_of(bot).send("vote")
    voters = [MEMBER_ID + n for n in range(150)]
    for voter in voters:
        wire.react(str(CHANNEL_ID), str(message.id), "5️⃣", voter)
    wire.react(str(CHANNEL_ID), str(message.id), "5️⃣", voters[3], burst=True)

    message = await message.fetch()
    (reaction,) = message.reactions

    assert (reaction.count, reaction.normal_count, reaction.burst_count) == (151, 150, 1)
    assert {user.id async for user in reaction.users()} == set(voters)
    assert [u.id async for u in reaction.users(type=discord.ReactionType.burst)] == [voters[3]]
    pages = wire.matching("GET", f"{MESSAGES}/{message.id}/reactions/5️⃣")
    assert [len(page.answer) for page in pages[:2]] == [100, 50]
    assert pages[1].query["after"] == str(voters[99])
    after = discord.Object(voters[139])
    few = {u.id async for u in reaction.users(limit=5, after=after)}
    assert few == set(voters[140:145])
    await message.remove_reaction("5️⃣", discord.Object(voters[0]))
    assert (await message.fetch()).reactions[0].normal_count == 149


async def test_threads_open_under_messages_and_in_forums(wire: Wire, bot: commands.Bot) -> None:
    (guild,) = bot.guilds
    text = guild.text_channels[0]
    forum = guild.forums[0]

    message = await text.send("episode 1")
    thread = await message.create_thread(name="Episode 1")
    post, starter = await forum.create_thread(name="Episode 2", content="spoilers to 2")

    assert thread.id == message.id
    assert post.id == starter.id
    assert starter.content == "spoilers to 2"
    assert {t.id for t in await guild.active_threads()} == {thread.id, post.id}
    await post.edit(archived=True)
    assert {t.id for t in await guild.active_threads()} == {thread.id}
    with pytest.raises(discord.HTTPException) as refused:
        await starter.add_reaction("🔥")
    assert refused.value.code == 50083
    with pytest.raises(discord.HTTPException) as refused:
        await message.create_thread(name="again")
    assert refused.value.code == 160004


async def test_one_interaction_takes_one_answer(wire: Wire, bot: commands.Bot) -> None:
    interaction = wire.slash(COMMAND)
    await wire.answered("POST", interaction.callback)

    async with aiohttp.ClientSession() as session:
        url = wire.api + interaction.callback
        async with session.post(url, json={"type": 5}) as second:
            assert (second.status, (await second.json())["code"]) == (400, 40060)


async def test_a_dropped_socket_resumes_and_hears_what_it_missed_once(
    wire: Wire, bot: commands.Bot
) -> None:
    await answer_to_a_command(wire)
    session = await wire.connected()
    heard = len(session.events)

    wire.drop()
    missed = wire.slash(COMMAND)  # while the socket is down
    await wire.answered("POST", missed.callback)
    await answer_to_a_command(wire)  # whatever came twice would have come before this

    link = await wire.link(2)
    assert link.resume == {"seq": heard, "session_id": session.id, "token": TOKEN}
    assert link.path == "/resume"
    assert link.identify is None
    assert len(wire.matching("POST", missed.callback)) == 1
    assert len(wire.matching("POST", "/interactions/*")) == 3
    assert len(wire.sessions) == 1


@pytest.mark.parametrize(
    "ask", [Wire.ask_to_reconnect, lambda wire: wire.invalidate(resumable=True)], ids=["7", "9"]
)
async def test_comes_back_to_its_session_when_discord_asks_it_to(
    wire: Wire, bot: commands.Bot, ask: Callable[[Wire], None]
) -> None:
    await answer_to_a_command(wire)

    ask(wire)
    missed = wire.slash(COMMAND)
    await wire.answered("POST", missed.callback)

    link = await wire.link(2)
    assert link.resume
    assert link.identify is None
    assert len(wire.matching("POST", missed.callback)) == 1


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py lets five seconds pass before every IDENTIFY but the first."""

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        return None

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


@pytest.mark.usefixtures("impatient")
async def test_an_invalid_session_identifies_again(wire: Wire, bot: commands.Bot) -> None:
    await answer_to_a_command(wire)
    first = await wire.connected()
    again = bot.wait_for("ready", timeout=5)

    wire.invalidate()

    await again
    second = await wire.connected()
    assert second.id != first.id
    link = await wire.link(2)
    assert link.resume is None
    assert link.path == "/gateway"
    await answer_to_a_command(wire)


@pytest.mark.usefixtures("impatient")
async def test_a_session_that_ran_out_while_away_identifies_again(
    wire: Wire, bot: commands.Bot
) -> None:
    await answer_to_a_command(wire)
    again = bot.wait_for("ready", timeout=5)

    wire.drop()
    wire.forget_sessions()

    await again
    assert (await wire.link(2)).resume
    assert (await wire.link(3)).identify
    await answer_to_a_command(wire)


async def test_heartbeats_go_on(database: Path) -> None:
    bot = build(database)
    async with Wire(heartbeat=0.02) as wire:
        with pointed_at(wire.api, wire.gateway):
            async with online(bot):
                link = await wire.link(1)
                await wire.until(lambda: len(link.heartbeats) >= 5, "five heartbeats")
                assert bot.latency < 5  # infinite while no heartbeat is acknowledged
                await answer_to_a_command(wire)
                last = (await wire.connected()).events[-1][0]
                await wire.until(lambda: link.heartbeats[-1] == last, "one that names the last")
    assert len(wire.links) == 1


async def test_an_unchanged_command_tree_is_synced_once(wire: Wire, database: Path) -> None:
    async with online(build(database)):
        pass
    bot = build(database)
    async with online(bot):
        await answer_to_a_command(wire)
        registered = {command.name for command in await bot.tree.fetch_commands()}
        assert registered == {command.name for command in bot.tree.get_commands()}

    assert len(wire.matching("PUT", COMMANDS)) == 1


async def test_a_changed_command_tree_is_synced_again(wire: Wire, database: Path) -> None:
    async with online(build(database)):
        pass
    bot = build(database)

    @app_commands.command(description="Not there before")
    async def newcomer(interaction: discord.Interaction) -> None: ...

    bot.tree.add_command(newcomer)
    async with online(bot):
        pass

    first, second = (
        {c["name"] for c in request.body} for request in wire.matching("PUT", COMMANDS)
    )
    assert second - first == {"newcomer"}


async def test_closes_its_gateway_socket_properly(wire: Wire, database: Path) -> None:
    async with online(build(database)):
        pass

    assert await wire.closed(wire.links[0]) == 1000


async def test_sigterm_answers_what_is_in_flight_and_leaves_everything_in_order(
    wire: Wire, database: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.wire_run", wire.api, wire.gateway),
        cwd=CHECKOUT,
        env={**os.environ, "DISCORD_TOKEN": TOKEN, "KANSO_DATABASE": str(database)},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        await wire.connected(within=20)
        link = wire.links[0]
        with wire.holding("POST", "/interactions/*"):
            interaction = wire.slash(COMMAND)
            await wire.received("POST", interaction.callback)
            process.terminate()
            await wire.beat(link)
            await wire.beat(link)  # the process has seen the signal, and the answer is under way
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert [r.status for r in wire.matching("POST", interaction.callback)] == [200]
    assert [await wire.closed(link) for link in wire.links] == [1000]
    log = database.with_name(database.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    with contextlib.closing(sqlite3.connect(database)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert kept.execute("SELECT count(*) FROM sqlite_schema").fetchone() > (0,)


async def test_refuses_privileged_intents(wire: Wire, database: Path) -> None:
    bot = commands.Bot(command_prefix=[], intents=discord.Intents.all())
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with bot:
            await bot.start(TOKEN)


async def test_speaks_zlib_to_those_without_zstandard(wire: Wire) -> None:
    async with aiohttp.ClientSession() as session:
        url = wire.gateway + "?v=10&encoding=json&compress=zlib-stream"
        async with session.ws_connect(url) as socket:
            packed = await socket.receive_bytes()
            assert packed.endswith(b"\x00\x00\xff\xff")
            assert json.loads(zlib.decompressobj().decompress(packed))["op"] == 10
