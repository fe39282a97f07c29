"""The simulated server: the real bot, a guild with channels and people, a clock that runs.

SimCord plays Discord. It takes one operation at a time, shows one channel at a time, and its
clock stands still unless it is moved; `World` sees to all three.
"""

import asyncio
import contextlib
import dataclasses
import time
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord
import simcord
from discord.ext import tasks
from simcord.backend.errors import BackendError, SetupError
from simcord.results import ResponseMessage

from bot.client import Kanso, create_bot
from bot.config import Config
from bot.demo import covers
from bot.demo.almanac import Almanac
from bot.ids import ShowId
from bot.shows import catalogue
from bot.shows.catalogue import Catalogue
from bot.shows.models import Held
from bot.shows.source import CatalogueSource

FOUNDED = datetime(2025, 1, 4, 19, tzinfo=UTC)
"""When the club first met, and the server's remembered talk begins."""
JUMP = 30.0
"""Seconds behind from which the clock is set, and not run: the computer had been asleep."""
JUMPS_TURNS = timedelta(hours=1)
"""From which on a jump of the clock leaves out many turns of a loop."""
AVATARS = "https://cdn.simcord.invalid/avatars"
COVERS = "https://covers.kanso.example"
PORTRAITS = "https://portraits.kanso.example"

MEMBER, MODERATOR, ADMIN = "member", "moderator", "admin"

EVERYONE = discord.Permissions(
    view_channel=True,
    send_messages=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    add_reactions=True,
    read_message_history=True,
    attach_files=True,
    use_application_commands=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the server. A visitor of the demo can be the `playable` ones."""

    name: str
    part: str
    colour: str
    actor: Any
    playable: bool

    @property
    def id(self) -> int:
        user_id: int = self.actor.id
        return user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """How the visitor's browser writes times: the browser's IANA time zone and language."""

    timezone: str = "UTC"
    language: str = "en-US"

    @property
    def zone(self) -> str:
        """The time zone; UTC for one that this computer doesn't know."""
        try:
            return ZoneInfo(self.timezone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return "UTC"

    @property
    def locale(self) -> str:
        """The demo speaks English; outside the United States the day comes before the month."""
        return "en-US" if self.language == "en-US" else "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The channel that is open, who looks at it, and SimCord's Preview of it."""

    serial: int
    channel: Any
    person: Person
    viewing: Viewing
    preview: Any

    @property
    def capability(self) -> str:
        """The secret that the Preview's page carries in its address."""
        return str(self.preview.url).partition("#")[2]

    @property
    def origin(self) -> str:
        return str(self.preview.url).partition("/#")[0]


class WorldClock:
    """The world's own time, for the bot."""

    env: Any = None

    def now(self) -> datetime:
        now: datetime = self.env.now()
        return now


class IllustratedSource:
    """The embedded catalogue, with covers that are drawn when a show is first asked for."""

    def __init__(self, held: Catalogue) -> None:
        self._catalogue = CatalogueSource(held)
        self.pictures: dict[str, tuple[str, bytes]] = {}
        """Address to (file name, PNG)."""
        self.preview: Any = None

    @property
    def name(self) -> str:
        return self._catalogue.name

    async def held(self, show_id: ShowId) -> Held | None:
        held = await self._catalogue.held(show_id)
        if held is None:
            return None
        show = held.show
        file = f"{show.id.replace('/', '-')}.png"
        address = f"{COVERS}/{file}"
        if address not in self.pictures:
            self.add(address, file, covers.cover(show))
        return dataclasses.replace(held, show=dataclasses.replace(show, cover=address))

    def portrait(self, name: str, colour: str) -> str:
        """The address of a picture with that name's first letter, drawn when first asked for."""
        file = f"{zlib.crc32(name.encode()):08x}.png"
        address = f"{PORTRAITS}/{file}"
        if address not in self.pictures:
            self.add(address, file, covers.portrait(name, colour))
        return address

    def add(self, address: str, file: str, png: bytes) -> None:
        """Show `png` wherever `address` stands. `file` names this picture alone."""
        self.pictures[address] = (file, png)
        if self.preview is not None:
            # Preview copies its assets when it opens and has no door for later ones.
            self.preview._explicit_assets[address] = self.pictures[address]  # noqa: SLF001


class Env(simcord.Env):
    """SimCord's world, which notices within 2 ms that the bot is done; by itself it takes 50."""

    async def _settle_internal(self, **options: Any) -> None:
        await super()._settle_internal(**{**options, "idle": 0.002})


class World:
    """A running server. Everything that touches it is done while holding `busy`."""

    def __init__(self, bot: Kanso, env: Any, source: IllustratedSource, almanac: Almanac) -> None:
        self.bot = bot
        self.env = env
        self.source = source
        self.almanac = almanac
        self.busy = asyncio.Lock()
        self.room: Room | None = None
        self.people: dict[str, Person] = {}
        self.began = 0
        """The id that parts what was seeded (below it) from what the visitor does."""
        self.marks: dict[str, int] = {}
        """The messages that the tour points at, by a name of its own."""
        self._seen = 0
        self._dress_bot()
        self._name_commands()
        self.guild = env.create_guild("Friday Anime Club")
        env.backend.edit_role(
            self.guild.id,
            self.guild.default_role.id,
            {"permissions": EVERYONE.value},
        )
        self.admins = self.guild.create_role(
            "Admins", permissions=discord.Permissions(manage_guild=True), color=0xE8A64D
        )
        self.moderators = self.guild.create_role("Moderators", color=0x6FC39A)
        self.pings = self.guild.create_role("Frieren pings", color=0x8FA8C8, mentionable=True)
        text = self.guild.create_text_channel
        self.welcome = text("welcome", topic="Come in, sit down, tell us what you watch")
        self.talk = text("anime-talk", topic="Everything that moves, 24 frames a second")
        self.reviews = text("reviews", topic="What it was like, in your own words")
        self.renewals = text("renewals", topic="Will it return? Questions, and what they rest on")
        self.episodes = text(
            "episodes", topic="One post an episode: rate it, then talk in its thread"
        )
        self.news = text("news", topic="On Mondays: how the week went")

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, folder: Path, config: Config | None = None) -> AsyncIterator["World"]:
        """A running, empty server whose database lies in `folder`, at `FOUNDED`."""
        settings = dataclasses.replace(config or Config(), database=folder / "kanso.db", token=None)
        held = catalogue.load(settings.catalogue)
        clock, source = WorldClock(), IllustratedSource(held)
        almanac = Almanac(held, source.portrait)
        bot = create_bot(settings, clock=clock, source=source, almanac=almanac)
        env: Any = Env(bot, check_errors=False)
        clock.env = env
        env.backend.advance_clock((FOUNDED - env.now()).total_seconds())
        await env.start()
        try:
            yield cls(bot, env, source, almanac)
        finally:
            try:
                await bot.close()
            finally:
                await env.shutdown()

    def _dress_bot(self) -> None:
        # SimCord's bot is called TestBot; its profile is the one thing that no route can dress.
        user = self.env.backend.bot_user
        user.global_name, user.avatar = "Kansō", "enso"
        self.env.backend.edit_bot_profile("Kansō")
        self.source.add(f"{AVATARS}/{user.id}/enso.png", f"face-{user.id}.png", covers.emblem())

    def _name_commands(self) -> None:
        """Have a message say ``Mia used /review write``; SimCord notes the first word alone."""
        check = self.bot.tree.interaction_check

        async def named(interaction: discord.Interaction[Any], /) -> bool:
            record = self.env.backend.interactions.get(interaction.id)
            if record is not None and record.command_name:
                record.command_name = command_path(cast(dict[str, Any], interaction.data))
            return await check(interaction)

        vars(self.bot.tree)["interaction_check"] = named

    def invite(
        self, name: str, colour: str, *, part: str = MEMBER, playable: bool = False
    ) -> Person:
        """Somebody joins the server."""
        roles = {ADMIN: [self.admins], MODERATOR: [self.moderators], MEMBER: []}[part]
        user = self.env.create_user(name.lower(), global_name=name, avatar="portrait")
        self.source.add(
            f"{AVATARS}/{user.id}/portrait.png",
            f"face-{user.id}.png",
            covers.portrait(name, colour),
        )
        actor = self.guild.add_member(user, roles=roles)
        person = Person(name=name, part=part, colour=colour, actor=actor, playable=playable)
        self.people[name] = person
        return person

    @property
    def channels(self) -> list[Any]:
        """The text channels in the server's order."""
        return [
            self.welcome, self.talk, self.reviews, self.renewals, self.episodes, self.news,
        ]  # fmt: skip

    def topic(self, channel: Any) -> str:
        topic: str | None = self.env.backend.get_channel(channel.id).topic
        return topic or ""

    def picture(self, file: str) -> bytes | None:
        """The PNG of that file name, where it is one that the demo drew."""
        return dict(self.source.pictures.values()).get(file)

    def threads(self, channel: Any) -> list[Any]:
        """The channel's open threads, the newest last."""
        listed = [self.env.backend.get_channel(thread.id) for thread in channel.threads]
        opened = {c.id for c in listed if not (c.thread_metadata and c.thread_metadata.archived)}
        return sorted((t for t in channel.threads if t.id in opened), key=lambda t: int(t.id))

    def newest(self, channel: Any, viewer: Person | None = None) -> int:
        """The id of the newest message there that `viewer` can see; 0 where there is none."""
        seen = (m.id for m in self.messages(channel) if m.visible_to(viewer and viewer.id))
        return max(seen, default=0)

    def place(self, channel_id: int) -> Any:
        """The channel or thread with that id. Raises KeyError where there is none."""
        for channel in self.channels:
            for place in (channel, *channel.threads):
                if place.id == channel_id:
                    return place
        raise KeyError(channel_id)

    def messages(self, channel: Any) -> list[Any]:
        """SimCord's records of a place's messages, oldest first, without "started a thread"."""
        held: dict[int, Any] = self.env.backend.messages.get(channel.id, {})
        started = discord.MessageType.thread_created.value
        return [held[key] for key in sorted(held) if held[key].type != started]

    def message(self, channel: Any, message_id: int) -> ResponseMessage:
        """A message, as people's actions take it. Raises KeyError where there is none."""
        return ResponseMessage(self.env, self.env.backend.messages[channel.id][message_id])

    async def later(self, minutes: float) -> None:
        """Time passes at once, while nobody looks; the bot's loops then run once."""
        await self._jump(timedelta(minutes=minutes))

    async def until(self, ago: timedelta) -> None:
        """Time passes until it is `ago` before the real now; not back, if it is later already."""
        await self._jump(datetime.now(UTC) - ago - self.env.now())

    async def _jump(self, time_passes: timedelta) -> None:
        """The clock moves at once, not back, and the bot's loops then run once.

        discord.py's own would make up for every turn that was skipped: those begin anew.
        """
        self.env.backend.advance_clock(max(0.0, time_passes.total_seconds()))
        if time_passes > JUMPS_TURNS:
            for cog in self.bot.cogs.values():
                for loop in vars(cog).values():
                    if isinstance(loop, tasks.Loop) and loop.is_running():
                        loop.restart()
        await self.env.settle()

    async def arrive(self) -> None:
        """The past is over: from here on the world keeps the real time.

        What was for one person's eyes is gone by now, as Discord drops it with the next start.
        And a refusal that the bot puts into words is an answer: SimCord counts each of a command's
        as an error, which is for furnishing alone, since Preview calls the command failed then.
        """
        vars(self.bot.tree).pop("on_error", None)  # SimCord's own, before the bot's
        for channel in self.channels:
            for place in (channel, *channel.threads):
                for message in self.messages(place):
                    if message.is_ephemeral:
                        self.env.backend.delete_message(place.id, message.id)
        await self.until(timedelta())
        self.began = self.env.backend.snowflake()

    async def live(self) -> None:
        """Keep the world's clock at the real time, and what is shown up to date, for ever."""
        while True:
            await asyncio.sleep(1)
            async with self.busy:
                with contextlib.suppress(SetupError, BackendError, TimeoutError):
                    await self.tick()

    async def tick(self) -> None:
        """Bring the world to the real time and show what changed meanwhile."""
        behind = (datetime.now(UTC) - self.env.now()).total_seconds()
        if behind > JUMP:
            await self._jump(timedelta(seconds=behind))
        elif behind > 0:
            await self.env.advance_time(behind)
        await self.show()

    async def show(self) -> None:
        """Publish the open room anew where something happened in the server.

        Only then: each publication makes a click that was aimed at the one before it stale.
        """
        happened = len(self.env.backend.transcript)
        if self.room is not None and happened != self._seen:
            self._seen = happened
            await self.room.preview.refresh()

    async def enter(self, channel: Any, person: Person, viewing: Viewing = Viewing()) -> Room:
        """Open a place as somebody sees it; what was open before is closed."""
        return await self._open(channel, person, viewing, None)

    async def use_menu(self, name: str, message_id: int) -> Room:
        """Use the bot's context menu `name` on a message of the open room.

        Preview has none, so the room is opened anew where the menu opened a form.
        """
        room = self._entered()
        target = self.message(room.channel, message_id)
        result = await room.person.actor.context_menu(room.channel, name, target)
        if result.modal is None:
            await self.show()
            return room
        return await self._open(room.channel, room.person, room.viewing, result)

    async def react(self, message_id: int, emoji: str) -> None:
        """Whoever looks reacts to a message of the open room, or takes that reaction back."""
        room = self._entered()
        target = self.message(room.channel, message_id)
        given = self.env.backend.messages[room.channel.id][message_id].reaction_for(emoji)
        reacted = given is None or room.person.id not in given.user_ids
        await room.person.actor.set_reaction(target, emoji, reacted=reacted)
        await self.show()

    def menus(self) -> list[str]:
        """The names of the bot's context menus for messages."""
        return sorted(
            command.name
            for command in self.bot.tree.get_commands(type=discord.AppCommandType.message)
        )

    def _entered(self) -> Room:
        if self.room is None:
            raise KeyError("no room is open")
        return self.room

    async def _open(self, channel: Any, person: Person, viewing: Viewing, form: Any) -> Room:
        await self.leave()
        preview = self.env.preview(
            channel,
            viewers=[person.actor],
            layout="channel",
            locale=viewing.locale,
            timezone=viewing.zone,
            assets=self.source.pictures,
        )
        await preview.__aenter__()
        self.source.preview = preview
        self.room = Room(
            serial=time.monotonic_ns(),
            channel=channel,
            person=person,
            viewing=viewing,
            preview=preview,
        )
        # Left alone, Preview opens at the bot's newest message and hides what came after it.
        newest = self.newest(channel, person)
        if shown := form or (newest and self.message(channel, newest)):
            await preview.show(shown)
        return self.room

    async def leave(self) -> None:
        """Close the open room, if one is."""
        room, self.room, self.source.preview = self.room, None, None
        if room is not None:
            await room.preview.close()


_SUBCOMMANDS = {1, 2}
"""The types of an option that is one."""


def command_path(data: dict[str, Any]) -> str:
    """``renewal status`` out of an interaction's nested data."""
    path = [data["name"]]
    options = data.get("options") or []
    while options and options[0]["type"] in _SUBCOMMANDS:
        path.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(path)
