"""Discord on loopback: just enough of its HTTP API (v10) and Gateway for discord.py to meet
real sockets.

SimCord replaces discord.py's HTTP client, so it can show no socket, multipart body, heartbeat,
429 or RESUME. The wire shows those. It knows one guild with a text channel and a forum, and
others where a test adds them, on shards by their ids as at Discord. It keeps messages, reactions,
threads, commands and interactions, and refuses what Discord refuses where a bot could trip over it
(a second answer to one interaction, a privileged intent, too many servers on one shard, a request
without its token). It knows no permissions.

    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            ...
            await wire.received("POST", "/interactions/*/callback")

Paths are given and recorded without the `/api/v10` before them. A `*` in a pattern stands for
anything, slashes too. Every wait ends by the event it waits for, or fails after a while with
a list of what came instead.
"""

import asyncio
import base64
import contextlib
import dataclasses
import itertools
import json
import math
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs

import discord
import orjson
import yarl
import zstandard
from aiohttp import BodyPartReader, WSMsgType, web
from discord.gateway import DiscordWebSocket
from discord.http import Route

T = TypeVar("T")
Json = dict[str, Any]

TOKEN = ".".join([base64.b64encode(b"100000000000000001").decode(), "GWIRE0", "loopback" * 5])
API = "/api/v10"

APPLICATION_ID = BOT_ID = 100_000_000_000_000_001
GUILD_ID = 100_000_000_000_000_002
CHANNEL_ID = 100_000_000_000_000_003
FORUM_ID = 100_000_000_000_000_004
BOT_ROLE_ID = 100_000_000_000_000_005
OWNER_ID = 100_000_000_000_000_010
MEMBER_ID = 100_000_000_000_000_011

PRIVILEGED = {
    "presences": discord.Intents(presences=True).value,
    "members": discord.Intents(members=True).value,
    "message_content": discord.Intents(message_content=True).value,
}
_GUILDS, _MESSAGES, _REACTIONS = 1 << 0, 1 << 9, 1 << 10
_DM_MESSAGES, _DM_REACTIONS = 1 << 12, 1 << 13
# https://discord.com/developers/docs/events/gateway#list-of-intents: in a guild, in a DM.
_INTENT_OF = {
    "GUILD_CREATE": (_GUILDS, _GUILDS),
    "THREAD_CREATE": (_GUILDS, _GUILDS),
    "THREAD_UPDATE": (_GUILDS, _GUILDS),
    "THREAD_DELETE": (_GUILDS, _GUILDS),
    "MESSAGE_CREATE": (_MESSAGES, _DM_MESSAGES),
    "MESSAGE_UPDATE": (_MESSAGES, _DM_MESSAGES),
    "MESSAGE_DELETE": (_MESSAGES, _DM_MESSAGES),
    "MESSAGE_REACTION_ADD": (_REACTIONS, _DM_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (_REACTIONS, _DM_REACTIONS),
    "MESSAGE_REACTION_REMOVE_ALL": (_REACTIONS, _DM_REACTIONS),
    "MESSAGE_REACTION_REMOVE_EMOJI": (_REACTIONS, _DM_REACTIONS),
}
EPHEMERAL, LOADING = 1 << 6, 1 << 7
MOST_SERVERS = 2_500
"""Servers that one shard may hold."""
_NONCE_SECONDS = 300.0  # "the past few minutes", say Discord's documents


@contextlib.contextmanager
def pointed_at(api: str, gateway: str) -> Iterator[None]:
    """discord.py's two addresses lead to `api` and `gateway` inside, and back where they were
    afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    field: str
    filename: str
    content_type: str
    data: bytes


@dataclasses.dataclass(slots=True)
class Request:
    """One HTTP request as it came. `body` is the parsed JSON, that of `payload_json` where files
    came with it. `status` is what the wire answered: None while it hasn't, or when the caller
    hung up before. `headers` hold everything but the token's value."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    files: tuple[Upload, ...]
    at: float
    status: int | None = None
    answer: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status or 'no answer yet'}"


@dataclasses.dataclass(slots=True)
class Interaction:
    """What a member did, and what the bot has answered: `kind` is the callback's type and
    `original` the id of the message that it made, None before."""

    id: str
    token: str
    channel: str
    user: str
    kind: int | None = None
    original: str | None = None

    @property
    def callback(self) -> str:
        """The path that answers it."""
        return f"/interactions/{self.id}/{self.token}/callback"

    @property
    def webhook(self) -> str:
        """The path of its follow-ups; `/messages/@original` hangs below."""
        return f"/webhooks/{APPLICATION_ID}/{self.token}"


class Link:
    """One gateway socket: what the client said on it and how it ended. `close_code` is the one
    the client sent, 1006 when the socket broke, None while it is open."""

    def __init__(self, path: str, query: Mapping[str, str], socket: web.WebSocketResponse) -> None:
        self.path = path
        self.query = dict(query)
        self.identify: Json | None = None
        self.resume: Json | None = None
        self.heartbeats: list[int | None] = []
        self.close_code: int | None = None
        self.session: Session | None = None
        self.outbox: asyncio.Queue[Json] = asyncio.Queue()
        self.socket = socket
        self.transport: asyncio.Transport | None = None
        self._pack = _packer(self.query.get("compress"))

    def put(self, op: int, d: Any = None, *, s: int | None = None, t: str | None = None) -> None:
        self.outbox.put_nowait({"op": op, "d": d, "s": s, "t": t})

    async def write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                text = orjson.dumps(await self.outbox.get())
                if self._pack is None:
                    await self.socket.send_str(text.decode())
                else:
                    await self.socket.send_bytes(self._pack(text))


def _packer(compress: str | None) -> Callable[[bytes], bytes] | None:
    if compress == "zstd-stream":
        zstd = zstandard.ZstdCompressor().compressobj()
        return lambda data: zstd.compress(data) + zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    if compress == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda data: deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return None


@dataclasses.dataclass(slots=True)
class Session:
    """What outlives a socket: every event that was sent, by sequence number, so that a RESUME
    can be given what it missed."""

    id: str
    intents: int
    shard: tuple[int, int]
    events: list[tuple[int, str, Json | orjson.Fragment]] = dataclasses.field(default_factory=list)
    link: Link | None = None

    def dispatch(self, event: str, data: Json | orjson.Fragment) -> None:
        sequence = len(self.events) + 1
        self.events.append((sequence, event, data))
        if self.link is not None:
            self.link.put(0, data, s=sequence, t=event)


class Refused(Exception):
    """Discord's error answer: HTTP status, its own code, its words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"message": message, "code": code}
        self.headers: dict[str, str] = {}


@dataclasses.dataclass(slots=True)
class _RateLimit:
    method: str
    pattern: str
    retry_after: float
    everywhere: bool
    ends: float | None = None


@dataclasses.dataclass(slots=True)
class _Gate:
    method: str
    pattern: str
    opened: asyncio.Event


Handler = Callable[..., Any]
_ROUTES: list[tuple[str, str, str]] = []


def _route(method: str, path: str) -> Callable[[Handler], Handler]:
    def note(handler: Handler) -> Handler:
        _ROUTES.append((method, path, handler.__name__))
        return handler

    return note


class Wire:
    """The server. `requests` and `links` are everything that came, in order; `unserved` what the
    wire has no answer for (it says 404), which a test should find empty.

    `heartbeat` is the interval in seconds that HELLO asks for. A real one is 41; the first
    heartbeat comes at once.

    `guilds` holds, for each server that the bot is in, what gives its GUILD_CREATE; `advised` is
    the number of shards that GET /gateway/bot tells, `most` of servers that one may hold, `takes`
    the seconds that Discord takes for a request that is no answer to an interaction.
    """

    def __init__(self, *, heartbeat: float = 41.25) -> None:
        self.heartbeat = heartbeat
        self.guilds: dict[int, Callable[[], Json | orjson.Fragment]] = {GUILD_ID: self.guild}
        self.advised = 1
        self.most = MOST_SERVERS
        self.takes = 0.0
        self.requests: list[Request] = []
        self.links: list[Link] = []
        self.sessions: dict[str, Session] = {}
        self.unserved: list[Request] = []
        self.commands: dict[str | None, list[Json]] = {}
        self.users = {
            str(BOT_ID): _user(BOT_ID, "Kansō", bot=True),
            str(OWNER_ID): _user(OWNER_ID, "Owner"),
            str(MEMBER_ID): _user(MEMBER_ID, "Aiko"),
        }
        self.channels: dict[str, Json] = {
            str(CHANNEL_ID): _channel(CHANNEL_ID, "anime", 0),
            str(FORUM_ID): {**_channel(FORUM_ID, "discussions", 15), "available_tags": []},
        }
        self.messages: dict[str, dict[str, Json]] = {}
        self.events: dict[str, Json] = {}
        self.interactions: dict[str, Interaction] = {}
        self._reactions: dict[str, dict[tuple[str, int], list[str]]] = {}
        self._files: dict[str, bytes] = {}
        self._nonces: dict[tuple[str, str], tuple[float, str]] = {}
        self._limits: list[_RateLimit] = []
        self._faults: list[tuple[str, str, Refused]] = []
        self._lost: list[tuple[str, str]] = []
        self._gates: list[_Gate] = []
        self._waiting: set[asyncio.Event] = set()
        self._count = itertools.count(1)
        self._skipped = 0.0
        self._host = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 << 20)
        for method, path, name in _ROUTES:
            app.router.add_route(method, API + path, self._http(getattr(self, name)))
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/resume", self._gateway)
        app.router.add_get("/attachments/{id}/{name}", self._attachment)
        app.router.add_route("*", API + "/{rest:.*}", self._http(self._unknown))
        # A request whose caller hangs up must not count as answered.
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=1.0
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._host = f"{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for gate in self._gates:
            gate.opened.set()
        for link in self.links:
            if link.transport is not None:
                link.transport.abort()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://{self._host}{API}"

    @property
    def gateway(self) -> str:
        return f"ws://{self._host}/gateway"

    # Waiting and looking

    async def until(self, fact: Callable[[], T | None], what: str, *, within: float = 20.0) -> T:
        """The first truthy value of `fact`, which is asked again whenever anything happens on
        the wire. AssertionError after `within` seconds."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(within):
                while not (found := fact()):
                    await woken.wait()
                    woken.clear()
                return found
        except TimeoutError:
            heard = "\n  ".join(map(str, self.requests)) or "nothing"
            raise AssertionError(f"{within} s went by without {what}; heard\n  {heard}") from None
        finally:
            self._waiting.discard(woken)

    def matching(self, method: str, pattern: str) -> list[Request]:
        return [r for r in self.requests if r.method == method and fnmatchcase(r.path, pattern)]

    async def received(self, method: str, pattern: str, *, within: float = 20.0) -> Request:
        """The first such request, as soon as it has come in whole."""
        return await self.until(
            lambda: next(iter(self.matching(method, pattern)), None),
            f"{method} {pattern}",
            within=within,
        )

    async def answered(self, method: str, pattern: str, *, within: float = 20.0) -> Request:
        """The first such request that succeeded."""
        return await self.until(
            lambda: next(
                (r for r in self.matching(method, pattern) if r.status in (200, 204)), None
            ),
            f"{method} {pattern} with success",
            within=within,
        )

    async def connected(self, *, within: float = 20.0) -> Session:
        """The newest session, once its socket stands."""
        return await self.until(
            lambda: next((s for s in reversed(self.sessions.values()) if s.link), None),
            "a session",
            within=within,
        )

    async def link(self, nth: int, *, within: float = 20.0) -> Link:
        """The `nth` gateway socket (from 1), once it has identified or asked to resume."""
        return await self.until(
            lambda: next((k for k in self.links[nth - 1 : nth] if k.identify or k.resume), None),
            f"gateway socket {nth}",
            within=within,
        )

    async def closed(self, link: Link, *, within: float = 20.0) -> int:
        """The close code of a socket, once it is closed."""
        return await self.until(lambda: link.close_code, "a closed socket", within=within)

    async def beat(self, link: Link) -> None:
        """Asks for a heartbeat (op 1) and waits for it, or for the socket's end: the client's
        loop has come round since."""
        heard = len(link.heartbeats)
        link.put(1)
        await self.until(lambda: len(link.heartbeats) > heard or link.close_code, "a heartbeat")

    def _tell(self) -> None:
        for waiting in self._waiting:
            waiting.set()

    # What may go wrong

    def rate_limit(self, method: str, pattern: str, retry_after: float = 0.05) -> None:
        """429 for the next such request and for all that follow within `retry_after` seconds."""
        self._limits.append(_RateLimit(method, pattern, retry_after, everywhere=False))

    def rate_limit_globally(self, method: str, pattern: str, retry_after: float = 0.05) -> None:
        """A global 429 for the next such request, and for every one of the bot's within
        `retry_after` seconds. Interactions and their webhooks don't count, as at Discord."""
        self._limits.append(_RateLimit(method, pattern, retry_after, everywhere=True))

    def fail(self, method: str, pattern: str, status: int = 502, *, times: int = 1) -> None:
        """The next `times` such requests fail with `status` and change nothing."""
        for _ in range(times):
            self._faults.append((method, pattern, Refused(status, 0, f"{status}: wire")))

    def lose(self, method: str, pattern: str) -> None:
        """The next such request has its effect, and is answered by a 502."""
        self._lost.append((method, pattern))

    @contextlib.contextmanager
    def holding(self, method: str, pattern: str) -> Iterator[None]:
        """Such requests come in, and have no effect and no answer until the block ends."""
        gate = _Gate(method, pattern, asyncio.Event())
        self._gates.append(gate)
        try:
            yield
        finally:
            self._gates.remove(gate)
            gate.opened.set()

    def skip(self, seconds: float) -> None:
        """Nonces age by `seconds`."""
        self._skipped += seconds

    def drop(self, session: Session | None = None) -> None:
        """Breaks a session's socket, the newest's unless told, in the middle of a frame. The
        session remains."""
        link = (session or self._live()).link
        assert link is not None
        assert link.transport is not None
        self._unlink(link)
        link.transport.write(b"\x82\x7e\x10\x00half a frame")  # binary, 4,096 bytes announced
        link.transport.abort()

    def ask_to_reconnect(self) -> None:
        """Op 7."""
        link = self._live().link
        assert link is not None
        self._unlink(link)
        link.put(7)

    def invalidate(self, session: Session | None = None, *, resumable: bool = False) -> None:
        """Op 9. One that isn't resumable is forgotten, so that a RESUME of it fails too."""
        session = session or self._live()
        link = session.link
        assert link is not None
        self._unlink(link)
        if not resumable:
            del self.sessions[session.id]
        link.put(9, resumable)

    def forget_sessions(self) -> None:
        """What happens when a bot was away for too long: its RESUME meets op 9."""
        self.sessions.clear()

    def _live(self) -> Session:
        return next(s for s in reversed(self.sessions.values()) if s.link)

    @staticmethod
    def _unlink(link: Link) -> None:
        if link.session is not None and link.session.link is link:
            link.session.link = None

    # What people do

    def dispatch(self, event: str, data: Json) -> None:
        """Sends an event to every session whose intents ask for it; a session whose socket is
        down gets it on RESUME."""
        in_guild, in_dm = _INTENT_OF.get(event, (0, 0))
        needed = in_guild if "guild_id" in data or event == "GUILD_CREATE" else in_dm
        guild = int(data.get("guild_id") or (data["id"] if event == "GUILD_CREATE" else 0))
        for session in self.sessions.values():
            shard, shards = session.shard
            if (guild >> 22) % shards == shard and session.intents & needed == needed:
                session.dispatch(event, data)
        self._tell()

    def slash(
        self,
        name: str,
        /,
        *,
        user: int = MEMBER_ID,
        place: Json | None = None,
        locale: str = "en-US",
        **options: Any,
    ) -> Interaction:
        """A member whose client speaks `locale` calls `/name` (`"review write"` for a subcommand)
        in the text channel or where `place` is: `within` another server, or as their own app
        `direct` or `abroad`.
        LookupError when the bot has registered no such command, or not for there, since nobody
        could call it."""
        root, *path = name.split()
        registered = [*self.commands.get(None, []), *self.commands.get(str(GUILD_ID), [])]
        command = next((c for c in registered if c["name"] == root), None)
        if command is None:
            raise LookupError(f"/{root} isn't registered; {[c['name'] for c in registered]} are")
        for held, owner in (
            ("contexts", "context"),
            ("integration_types", "authorizing_integration_owners"),
        ):
            wanted = 1 if place and place.get(owner) else 0
            if wanted not in (command.get(held) or [0]):
                raise LookupError(f"/{root} isn't offered there: its {held} are {command[held]}")
        kinds: dict[type, int] = {str: 3, int: 4, bool: 5, float: 10}
        nested: list[Json] = [
            {"name": k, "type": kinds[type(v)], "value": v} for k, v in options.items()
        ]
        for depth, part in enumerate(reversed(path)):
            nested = [{"name": part, "type": 1 if depth == 0 else 2, "options": nested}]
        data = {"id": command["id"], "name": root, "type": 1, "options": nested}
        data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
        return self.interact(2, data, user=user, place=place, locale=locale)

    def press(
        self, custom_id: str, *, user: int = MEMBER_ID, place: Json | None = None
    ) -> Interaction:
        """Somebody presses the button of that custom id on a message of the bot's."""
        data = {"component_type": 2, "custom_id": custom_id, "id": 1}
        message: Json = {
            "id": self._snowflake(),
            "channel_id": str(CHANNEL_ID),
            "author": _user(BOT_ID, "Kanso", bot=True),
            "content": "",
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 20,
            "flags": 1 << 15,
            "components": [],
        }
        return self.interact(3, data, user=user, place=place, message=message)

    def add_guild(self, id: int) -> str:  # noqa: A002
        """A server that the bot is in besides; its text channel."""
        channel = {**_channel(id + 1, "anime", 0), "guild_id": str(id)}
        self.channels[channel["id"]] = channel
        self.guilds[id] = lambda: self.guild(id)
        return str(channel["id"])

    def within(self, channel: str) -> Json:
        """What an interaction is like in a channel of whichever server."""
        guild = self._channel(channel)["guild_id"]
        return {
            "guild_id": guild,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "channel_id": channel,
            "channel": self._channel(channel),
        }

    def direct(self, user: int = MEMBER_ID) -> Json:
        """What an interaction is like in the bot's direct messages with somebody."""
        return {
            "guild_id": None,
            "guild": None,
            "guild_locale": None,
            "member": None,
            "user": self._member(str(user))["user"],
            "channel": {"id": str(CHANNEL_ID), "type": 1, "last_message_id": None, "flags": 0},
            "authorizing_integration_owners": {"1": str(user)},
            "context": 1,
        }

    def abroad(self, user: int = MEMBER_ID) -> Json:
        """What it is like in a server that the bot was never invited to."""
        guild = "990000000000000001"
        return {
            "guild_id": guild,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "authorizing_integration_owners": {"1": str(user)},
            "app_permissions": "0",
        }

    def interact(
        self,
        kind: int,
        data: Json,
        *,
        user: int = MEMBER_ID,
        place: Json | None = None,
        **more: Any,
    ) -> Interaction:
        """INTERACTION_CREATE of type `kind`, in the text channel. `more` goes into its payload
        as it is, and what is None in it is left out."""
        interaction = Interaction(
            self._snowflake(), f"interaction-{next(self._count)}", str(CHANNEL_ID), str(user)
        )
        self.interactions[interaction.token] = interaction
        payload = {
            "id": interaction.id,
            "application_id": str(APPLICATION_ID),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "guild_id": str(GUILD_ID),
            "guild": {"id": str(GUILD_ID), "locale": "en-US", "features": []},
            "channel_id": interaction.channel,
            "channel": self.channels[interaction.channel],
            "member": {
                **self._member(str(user)),
                "permissions": str(_permissions(owner=user == OWNER_ID)),
            },
            "locale": "en-US",
            "guild_locale": "en-US",
            "app_permissions": str(discord.Permissions.all().value),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(GUILD_ID)},
            "context": 0,
            "attachment_size_limit": 10 << 20,
            **more,
            **(place or {}),
        }
        self.dispatch("INTERACTION_CREATE", {k: v for k, v in payload.items() if v is not None})
        return interaction

    def react(
        self, channel: str, message: str, emoji: str, user: int = MEMBER_ID, *, burst: bool = False
    ) -> None:
        """A member reacts; `burst` is Discord's word for a super reaction."""
        users = self._reactions.setdefault(message, {}).setdefault((emoji, int(burst)), [])
        if str(user) in users:
            return
        users.append(str(user))
        self._tell_reaction("ADD", channel, message, emoji, str(user), int(burst))

    def unreact(
        self, channel: str, message: str, emoji: str, user: int = MEMBER_ID, *, burst: bool = False
    ) -> None:
        users = self._reactions.get(message, {}).get((emoji, int(burst)), [])
        if str(user) in users:
            users.remove(str(user))
            self._tell_reaction("REMOVE", channel, message, emoji, str(user), int(burst))

    def _tell_reaction(
        self, what: str, channel: str, message: str, emoji: str, user: str, kind: int
    ) -> None:
        data: Json = {
            "user_id": user,
            "channel_id": channel,
            "message_id": message,
            **_place(self._channel(channel)),
            "emoji": _emoji(emoji),
            "burst": bool(kind),
            "type": kind,
        }
        if what == "ADD":
            data["member"] = self._member(user)
            data["message_author_id"] = self._message(channel, message)["author"]["id"]
        self.dispatch(f"MESSAGE_REACTION_{what}", data)

    # The gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        link = Link(request.path, request.query, socket)
        link.transport = request.transport
        self.links.append(link)
        writer = asyncio.create_task(link.write())
        link.put(10, {"heartbeat_interval": int(self.heartbeat * 1000)})
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    await socket.close(code=4002)
                    break
                code = self._heard(link, json.loads(message.data))
                self._tell()
                if code is not None:
                    await socket.close(code=code)
                    break
        finally:
            writer.cancel()
            self._unlink(link)
            link.close_code = socket.close_code or 1006
            self._tell()
        return socket

    def _heard(self, link: Link, payload: Json) -> int | None:
        """Handles one message of the client; returns the close code where it broke a rule."""
        op, data = payload["op"], payload["d"]
        if op == 1:
            link.heartbeats.append(data)
            link.put(11)
        elif op == 2:
            if link.session is not None:
                return 4005
            link.identify = data
            if data["token"] != TOKEN:
                return 4004
            if any(data["intents"] & bit for bit in PRIVILEGED.values()):
                return 4014
            shard, shards = data.get("shard", (0, 1))
            mine = [guild for guild in self.guilds if (guild >> 22) % shards == shard]
            if len(mine) > self.most:
                return 4011
            self._ready(link, data, mine)
        elif op == 6:
            if link.session is not None:
                return 4005
            link.resume = data
            if data["token"] != TOKEN:
                return 4004
            session = self.sessions.get(data["session_id"])
            if session is None:
                link.put(9, False)
                return None
            if data["seq"] > len(session.events):
                return 4007
            for sequence, event, missed in session.events[data["seq"] :]:
                link.put(0, missed, s=sequence, t=event)
            link.session, session.link = session, link
            session.dispatch("RESUMED", {})
        elif link.session is None:
            return 4003
        return None

    def _ready(self, link: Link, identify: Json, mine: list[int]) -> None:
        shard, shards = identify.get("shard", (0, 1))
        session = Session(f"session-{next(self._count)}", identify["intents"], (shard, shards))
        self.sessions[session.id] = link.session = session
        session.link = link
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": self.users[str(BOT_ID)],
                "guilds": [{"id": str(guild), "unavailable": True} for guild in mine],
                "session_id": session.id,
                "resume_gateway_url": f"ws://{self._host}/resume",
                "shard": [shard, shards],
                "application": {"id": str(APPLICATION_ID), "flags": 0},
            },
        )
        if session.intents & _GUILDS:
            for guild in mine:
                session.dispatch("GUILD_CREATE", self.guilds[guild]())

    def guild(self, id: int = GUILD_ID) -> Json:  # noqa: A002
        """A guild as GUILD_CREATE shows it to a bot without the members intent."""
        channels = [c for c in self.channels.values() if c.get("guild_id") == str(id)]
        everyone = _role(id, "@everyone", 0, _permissions(owner=False))
        mine = _role(BOT_ROLE_ID, "Kansō", 1, discord.Permissions.all().value)
        return {
            "id": str(id),
            "name": "Wire",
            "owner_id": str(OWNER_ID),
            "features": [],
            "preferred_locale": "en-US",
            "system_channel_id": str(CHANNEL_ID),
            "roles": [everyone, mine],
            "member_count": len(self.users),
            "stage_instances": [],
            "unavailable": False,
            "joined_at": _now(),
            "members": [self._member(str(BOT_ID))],
            "channels": [c for c in channels if "thread_metadata" not in c],
            "threads": [
                c for c in channels if not c.get("thread_metadata", {"archived": True})["archived"]
            ],
        }

    # Over HTTP, the door

    def _http(self, handler: Handler) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.Response:
            call = await _read(request)
            self.requests.append(call)
            self._tell()
            for gate in list(self._gates):
                if call.method == gate.method and fnmatchcase(call.path, gate.pattern):
                    await gate.opened.wait()
            if self.takes and not call.path.startswith("/interactions/"):
                await asyncio.sleep(self.takes)
            headers: dict[str, str] = {}
            try:
                self._refuse(call, request.headers.get("Authorization"))
                given = {k: v for k, v in request.match_info.items() if k != "rest"}
                body = handler(call, **given)
                for lost in self._lost:
                    if call.method == lost[0] and fnmatchcase(call.path, lost[1]):
                        self._lost.remove(lost)
                        raise Refused(502, 0, "502: wire")
                status = 204 if body is None else 200
                headers = _bucket(request, remaining=49, reset_after=1.0)
            except Refused as refused:
                status, body, headers = refused.status, refused.body, refused.headers
            call.status, call.answer = status, body
            self._tell()
            headers["Via"] = "1.1 wire"  # discord.py takes a 429 without it for Cloudflare's.
            if body is None:
                return web.Response(status=status, headers=headers)
            # discord.py parses only a content type of exactly this, without a charset.
            headers["Content-Type"] = "application/json"
            return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)

        return serve

    def _refuse(self, call: Request, authorization: str | None) -> None:
        by_token = call.path.startswith(("/interactions/", "/webhooks/"))
        if not by_token and authorization != f"Bot {TOKEN}":
            raise Refused(401, 0, "401: Unauthorized")
        now = time.monotonic()
        for limit in list(self._limits):
            meant = call.method == limit.method and fnmatchcase(call.path, limit.pattern)
            if limit.ends is None:
                if not meant:
                    continue
                limit.ends = now + limit.retry_after
            if now >= limit.ends:
                self._limits.remove(limit)
            elif meant or (limit.everywhere and not by_token):
                raise _too_many(limit, limit.ends - now)
        for fault in self._faults:
            method, pattern, refused = fault
            if call.method == method and fnmatchcase(call.path, pattern):
                self._faults.remove(fault)
                raise refused

    def _unknown(self, call: Request) -> None:
        self.unserved.append(call)
        raise Refused(404, 0, "404: Not Found")

    async def _attachment(self, request: web.Request) -> web.Response:
        data = self._files.get(request.match_info["id"])
        return web.Response(status=404) if data is None else web.Response(body=data)

    # Over HTTP, login

    @_route("GET", "/users/@me")
    def _me(self, call: Request) -> Json:
        return self.users[str(BOT_ID)]

    @_route("GET", "/applications/@me")
    @_route("GET", "/oauth2/applications/@me")
    def _application(self, call: Request) -> Json:
        return {
            "id": str(APPLICATION_ID),
            "name": "Kansō",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": self.users[str(OWNER_ID)],
            "flags": 0,
            "interactions_endpoint_url": None,
        }

    @_route("GET", "/gateway")
    def _gateway_url(self, call: Request) -> Json:
        return {"url": self.gateway}

    @_route("GET", "/gateway/bot")
    def _gateway_bot(self, call: Request) -> Json:
        return {
            "url": self.gateway,
            "shards": self.advised,
            "session_start_limit": {
                "total": 1000,
                "remaining": 999,
                "reset_after": 14_400_000,
                "max_concurrency": 1,
            },
        }

    # Over HTTP, commands

    @_route("GET", "/applications/{application}/commands")
    @_route("GET", "/applications/{application}/guilds/{guild}/commands")
    def _get_commands(
        self, call: Request, *, application: str, guild: str | None = None
    ) -> list[Json]:
        return self.commands.get(guild, [])

    @_route("PUT", "/applications/{application}/commands")
    @_route("PUT", "/applications/{application}/guilds/{guild}/commands")
    def _put_commands(
        self, call: Request, *, application: str, guild: str | None = None
    ) -> list[Json]:
        kept = {(c["type"], c["name"]): c["id"] for c in self.commands.get(guild, [])}
        self.commands[guild] = [
            {
                "type": 1,
                "description": "",
                "options": [],
                **command,
                "id": kept.get((command.get("type", 1), command["name"])) or self._snowflake(),
                "application_id": application,
                "version": self._snowflake(),
                **({"guild_id": guild} if guild else {}),
            }
            for command in call.body
        ]
        return self.commands[guild]

    # Over HTTP, interactions

    @_route("POST", "/interactions/{id}/{token}/callback")
    def _callback(self, call: Request, *, id: str, token: str) -> Json | None:  # noqa: A002
        interaction = self.interactions.get(token)
        if interaction is None or interaction.id != id:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.kind is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        kind = interaction.kind = call.body["type"]
        data = call.body.get("data") or {}
        resource: Json = {"type": kind}
        if kind in (4, 5):
            flags = data.get("flags", 0) | (LOADING if kind == 5 else 0)
            message = self._store(
                interaction.channel, {**data, "flags": flags}, call.files, token=token
            )
            interaction.original = message["id"]
            resource["message"] = self._shown(message)
        elif kind == 7 and interaction.original is not None:
            message = self._message(interaction.channel, interaction.original)
            resource["message"] = self._shown(self._change(message, data, call.files))
        if call.query.get("with_response") not in ("1", "true"):
            return None
        shown: Json = resource.get("message", {})
        return {
            "interaction": {
                "id": id,
                "type": 2,
                "response_message_id": shown.get("id"),
                "response_message_loading": bool(shown.get("flags", 0) & LOADING),
                "response_message_ephemeral": bool(shown.get("flags", 0) & EPHEMERAL),
            },
            "resource": resource,
        }

    @_route("POST", "/webhooks/{application}/{token}")
    def _follow_up(self, call: Request, *, application: str, token: str) -> Json:
        interaction = self._answered(token)
        return self._shown(self._store(interaction.channel, call.body, call.files, token=token))

    @_route("GET", "/webhooks/{application}/{token}/messages/{message}")
    def _get_follow_up(self, call: Request, *, application: str, token: str, message: str) -> Json:
        return self._shown(self._said(token, message))

    @_route("PATCH", "/webhooks/{application}/{token}/messages/{message}")
    def _edit_follow_up(self, call: Request, *, application: str, token: str, message: str) -> Json:
        said = self._said(token, message)
        said["flags"] &= ~LOADING
        return self._shown(self._change(said, call.body, call.files))

    @_route("DELETE", "/webhooks/{application}/{token}/messages/{message}")
    def _delete_follow_up(
        self, call: Request, *, application: str, token: str, message: str
    ) -> None:
        said = self._said(token, message)
        del self.messages[said["channel_id"]][said["id"]]

    def _answered(self, token: str) -> Interaction:
        interaction = self.interactions.get(token)
        if interaction is None or interaction.kind is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return interaction

    def _said(self, token: str, message: str) -> Json:
        interaction = self._answered(token)
        if message == "@original":
            message = interaction.original or ""
        return self._message(interaction.channel, message)

    # Over HTTP, messages

    @_route("POST", "/channels/{channel}/messages")
    def _create_message(self, call: Request, *, channel: str) -> Json:
        target = self._channel(channel)
        body = call.body
        nonce = str(body.get("nonce") or "")
        if len(nonce) > 25:
            raise Refused(400, 50035, "nonce: Must be 25 or fewer in length.")
        if not call.files and not any(
            body.get(k) for k in ("content", "embeds", "components", "sticker_ids", "poll")
        ):
            raise Refused(400, 50006, "Cannot send an empty message")
        now = time.monotonic() + self._skipped
        if nonce and body.get("enforce_nonce"):
            at, first = self._nonces.get((channel, nonce), (-math.inf, ""))
            if now - at < _NONCE_SECONDS:
                return self._shown(self._message(channel, first))
        message = self._store(channel, body, call.files)
        if nonce:
            message["nonce"] = nonce
            self._nonces[channel, nonce] = now, message["id"]
        if "thread_metadata" in target:
            target["thread_metadata"]["archived"] = False
        self.dispatch("MESSAGE_CREATE", {**self._shown(message), **_place(target)})
        return self._shown(message)

    @_route("GET", "/channels/{channel}/messages")
    def _list_messages(self, call: Request, *, channel: str) -> list[Json]:
        self._channel(channel)
        limit = _limit(call, 50)
        after, before = int(call.query.get("after", 0)), call.query.get("before")
        found = [
            m
            for m in sorted(self.messages.get(channel, {}).values(), key=lambda m: int(m["id"]))
            if int(m["id"]) > after and (before is None or int(m["id"]) < int(before))
        ]
        chosen = found[:limit] if after else found[-limit:]
        return [self._shown(m) for m in reversed(chosen)]

    @_route("GET", "/channels/{channel}/messages/{message}")
    def _get_message(self, call: Request, *, channel: str, message: str) -> Json:
        return self._shown(self._message(channel, message))

    @_route("PATCH", "/channels/{channel}/messages/{message}")
    def _edit_message(self, call: Request, *, channel: str, message: str) -> Json:
        changed = self._change(self._message(channel, message), call.body, call.files)
        place = _place(self._channel(channel))
        self.dispatch("MESSAGE_UPDATE", {**self._shown(changed), **place})
        return self._shown(changed)

    @_route("DELETE", "/channels/{channel}/messages/{message}")
    def _delete_message(self, call: Request, *, channel: str, message: str) -> None:
        self._message(channel, message)
        del self.messages[channel][message]
        place = _place(self._channel(channel))
        self.dispatch("MESSAGE_DELETE", {"id": message, "channel_id": channel, **place})

    # Over HTTP, reactions

    @_route("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me")
    def _add_reaction(self, call: Request, *, channel: str, message: str, emoji: str) -> None:
        self._message(channel, message)
        metadata = self._channel(channel).get("thread_metadata")
        if metadata is not None and metadata["archived"]:
            raise Refused(400, 50083, "Thread is archived")
        self.react(channel, message, emoji, BOT_ID)

    @_route("GET", "/channels/{channel}/messages/{message}/reactions/{emoji}")
    def _list_reactions(
        self, call: Request, *, channel: str, message: str, emoji: str
    ) -> list[Json]:
        self._message(channel, message)
        limit, after = _limit(call, 25), int(call.query.get("after", 0))
        kind = int(call.query.get("type", 0))
        users = sorted(self._reactions.get(message, {}).get((emoji, kind), []), key=int)
        return [self.users[u] for u in users if int(u) > after][:limit]

    @_route("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/{user}")
    def _remove_reaction(
        self, call: Request, *, channel: str, message: str, emoji: str, user: str
    ) -> None:
        self._message(channel, message)
        whose = BOT_ID if user == "@me" else int(user)
        for burst in (False, True):
            self.unreact(channel, message, emoji, whose, burst=burst)

    # Over HTTP, channels and threads

    @_route("GET", "/channels/{channel}")
    def _get_channel(self, call: Request, *, channel: str) -> Json:
        return self._channel(channel)

    @_route("PATCH", "/channels/{channel}")
    def _edit_channel(self, call: Request, *, channel: str) -> Json:
        target = self._channel(channel)
        metadata = target.get("thread_metadata", {})
        for key, value in call.body.items():
            (metadata if key in metadata else target)[key] = value
        if metadata:
            self.dispatch("THREAD_UPDATE", target)
        return target

    @_route("POST", "/channels/{channel}/messages/{message}/threads")
    def _thread_on_message(self, call: Request, *, channel: str, message: str) -> Json:
        self._message(channel, message)
        if message in self.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
        return self._open_thread(channel, message, call.body, kind=11)

    @_route("POST", "/channels/{channel}/threads")
    def _thread(self, call: Request, *, channel: str) -> Json:
        parent = self._channel(channel)
        if parent["type"] != 15:
            # Private unless the type says otherwise, in v10.
            return self._open_thread(
                channel, self._snowflake(), call.body, kind=call.body.get("type", 12)
            )
        if "message" not in call.body:
            raise Refused(400, 50035, "message: This field is required")
        thread = self._open_thread(channel, self._snowflake(), call.body, kind=11)
        starter = self._store(thread["id"], call.body["message"], call.files, id=thread["id"])
        return {**thread, "message": self._shown(starter)}

    @_route("GET", "/guilds/{guild}/threads/active")
    def _active_threads(self, call: Request, *, guild: str) -> Json:
        return {"threads": self.guild(int(guild))["threads"], "members": []}

    @_route("GET", "/guilds/{guild}/scheduled-events")
    def _list_events(self, call: Request, *, guild: str) -> list[Json]:
        return list(self.events.values())

    @_route("POST", "/guilds/{guild}/scheduled-events")
    def _create_event(self, call: Request, *, guild: str) -> Json:
        event = {
            "id": self._snowflake(),
            "guild_id": guild,
            "channel_id": None,
            "creator_id": str(BOT_ID),
            "entity_id": None,
            "status": 1,
            **call.body,
        }
        self.events[event["id"]] = event
        return event

    @_route("PATCH", "/guilds/{guild}/scheduled-events/{event}")
    def _edit_event(self, call: Request, *, guild: str, event: str) -> Json:
        self._event(event).update(call.body)
        return self._event(event)

    @_route("DELETE", "/guilds/{guild}/scheduled-events/{event}")
    def _delete_event(self, call: Request, *, guild: str, event: str) -> None:
        self._event(event)
        del self.events[event]

    def _event(self, id: str) -> Json:  # noqa: A002
        if id not in self.events:
            raise Refused(404, 10070, "Unknown Guild Scheduled Event")
        return self.events[id]

    def _open_thread(self, parent: str, id: str, body: Json, *, kind: int) -> Json:  # noqa: A002
        thread: Json = {
            "id": id,
            "type": kind,
            "guild_id": self._channel(parent)["guild_id"],
            "parent_id": parent,
            "owner_id": str(BOT_ID),
            "name": body["name"],
            "message_count": 0,
            "member_count": 1,
            "applied_tags": body.get("applied_tags", []),
            "flags": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": body.get("auto_archive_duration", 4320),
                "archive_timestamp": _now(),
                "locked": False,
                "create_timestamp": _now(),
            },
        }
        self.channels[id] = thread
        self.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
        return thread

    # What is kept

    def _snowflake(self) -> str:
        return str(discord.utils.time_snowflake(datetime.now(UTC)) + next(self._count))

    def _channel(self, id: str) -> Json:  # noqa: A002
        if id not in self.channels:
            raise Refused(404, 10003, "Unknown Channel")
        return self.channels[id]

    def _message(self, channel: str, id: str) -> Json:  # noqa: A002
        self._channel(channel)
        if id not in self.messages.get(channel, {}):
            raise Refused(404, 10008, "Unknown Message")
        return self.messages[channel][id]

    def _store(
        self,
        channel: str,
        body: Json,
        files: tuple[Upload, ...],
        *,
        token: str | None = None,
        id: str | None = None,  # noqa: A002
    ) -> Json:
        message: Json = {
            "id": id or self._snowflake(),
            "channel_id": channel,
            "author": self.users[str(BOT_ID)],
            "type": 0 if token is None else 20,
            "content": "",
            "timestamp": _now(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": body.get("flags", 0),
        }
        if token is not None:
            message |= {"webhook_id": str(APPLICATION_ID), "application_id": str(APPLICATION_ID)}
        if reference := body.get("message_reference"):
            message["message_reference"] = reference
        self.messages.setdefault(channel, {})[message["id"]] = message
        return self._write(message, body, files)

    def _change(self, message: Json, body: Json, files: tuple[Upload, ...]) -> Json:
        message["edited_timestamp"] = _now()
        message["flags"] |= body.get("flags") or 0
        return self._write(message, body, files)

    def _write(self, message: Json, body: Json, files: tuple[Upload, ...]) -> Json:
        for key in ("content", "embeds", "components"):
            if key in body:
                message[key] = body[key] or ("" if key == "content" else [])
        if "attachments" in body or files:
            kept = {a["id"]: a for a in message["attachments"]}
            asked = [str(a["id"]) for a in body.get("attachments") or []]
            message["attachments"] = [kept[i] for i in asked if i in kept]
            message["attachments"] += [self._keep_file(upload) for upload in files]
        return message

    def _keep_file(self, upload: Upload) -> Json:
        key = self._snowflake()
        self._files[key] = upload.data
        url = f"http://{self._host}/attachments/{key}/{upload.filename}"
        return {
            "id": key,
            "filename": upload.filename,
            "size": len(upload.data),
            "url": url,
            "proxy_url": url,
        }

    def _shown(self, message: Json) -> Json:
        reactions = self._reactions.get(message["id"], {})
        tallies = []
        for emoji in dict.fromkeys(emoji for emoji, _ in reactions):
            normal, burst = (reactions.get((emoji, kind), []) for kind in (0, 1))
            if normal or burst:
                tallies.append(
                    {
                        "emoji": _emoji(emoji),
                        "count": len(normal) + len(burst),
                        "count_details": {"normal": len(normal), "burst": len(burst)},
                        "me": str(BOT_ID) in normal,
                        "me_burst": False,
                        "burst_colors": [],
                    }
                )
        return {**message, "reactions": tallies}

    def _member(self, user: str) -> Json:
        return {
            "user": self.users.setdefault(user, _user(int(user), f"Member {user[-4:]}")),
            "nick": None,
            "roles": [str(BOT_ROLE_ID)] if user == str(BOT_ID) else [],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }


async def _read(request: web.Request) -> Request:
    body: Any = None
    files: list[Upload] = []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(data)
            else:
                kind = part.headers.get("Content-Type", "")
                files.append(Upload(part.name or "", part.filename or "", kind, data))
    elif request.can_read_body:
        text = await request.text()
        body = json.loads(text) if request.content_type == "application/json" else parse_qs(text)
    headers = {k: v for k, v in request.headers.items() if k != "Authorization"}
    if "Authorization" in request.headers:
        headers["Authorization"] = request.headers["Authorization"].split(" ")[0]
    return Request(
        method=request.method,
        path=request.path.removeprefix(API),
        query=dict(request.query),
        headers=headers,
        body=body,
        files=tuple(files),
        at=time.monotonic(),
    )


def _bucket(request: web.Request, *, remaining: int, reset_after: float) -> dict[str, str]:
    resource = request.match_info.route.resource
    template = resource.canonical if resource else request.path
    return {
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{reset_after:.3f}",
        "X-RateLimit-Bucket": f"{zlib.crc32(f'{request.method} {template}'.encode()):08x}",
    }


def _too_many(limit: _RateLimit, remaining: float) -> Refused:
    refused = Refused(429, 0, "You are being rate limited.")
    # Rounded up, as Discord does, so that whoever waits that long comes after the end.
    seconds = math.ceil(remaining * 1000) / 1000
    refused.body = {
        "message": "You are being rate limited.",
        "retry_after": seconds,
        "global": limit.everywhere,
    }
    refused.headers = {"Retry-After": str(math.ceil(seconds))}
    if limit.everywhere:
        refused.headers |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    else:
        refused.headers |= {
            "X-RateLimit-Scope": "user",
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
            "X-RateLimit-Reset-After": f"{seconds:.3f}",
        }
    return refused


def _limit(call: Request, default: int) -> int:
    limit = int(call.query.get("limit", default))
    if not 1 <= limit <= 100:
        raise Refused(400, 50035, "limit: int value should be between 1 and 100.")
    return limit


def _permissions(*, owner: bool) -> int:
    if owner:
        return discord.Permissions.all().value
    return discord.Permissions(
        view_channel=True,
        send_messages=True,
        add_reactions=True,
        read_message_history=True,
        use_application_commands=True,
        create_events=True,
    ).value


def _user(id: int, name: str, *, bot: bool = False) -> Json:  # noqa: A002
    return {
        "id": str(id),
        "username": name.lower().replace(" ", "_"),
        "global_name": None if bot else name,
        "discriminator": "0",
        "avatar": None,
        "bot": bot,
    }


def _channel(id: int, name: str, kind: int) -> Json:  # noqa: A002
    return {
        "id": str(id),
        "type": kind,
        "guild_id": str(GUILD_ID),
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "flags": 0,
    }


def _role(id: int, name: str, position: int, permissions: int) -> Json:  # noqa: A002
    shown = {"id": str(id), "name": name, "permissions": str(permissions), "position": position}
    return {**shown, "color": 0, "hoist": False, "managed": False, "mentionable": False}


def _place(channel: Json) -> Json:
    return {"guild_id": channel["guild_id"]} if "guild_id" in channel else {}


def _emoji(text: str) -> Json:
    name, _, id_ = text.partition(":")
    return {"id": id_ or None, "name": name}


def _now() -> str:
    return datetime.now(UTC).isoformat()
