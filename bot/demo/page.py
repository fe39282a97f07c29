"""The demo's page: a shell of its own around SimCord's Preview of one channel.

Preview wants to be alone: it listens on its own port, refuses frames and checks who calls it. So
everything that isn't the shell's is fetched from it on the visitor's behalf, and its page is sent
on with a stylesheet that leaves the conversation and takes the developer's tools away.
"""

import contextlib
import json
import struct
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any

import aiohttp
from aiohttp import web
from simcord.backend.errors import BackendError, SetupError

from bot.demo.tour import CHAPTERS, MORE, Tour
from bot.demo.world import Viewing, World

HOSTS = ("127.0.0.1", "localhost")
_KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_DRESS = (
    b'<link rel="stylesheet" href="/shell/room.css">'
    b'<script type="module" src="/shell/room.js"></script></head>'
)
_POLICY = (
    "default-src 'self'; connect-src 'self' blob:; img-src 'self' blob: data:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_PASSED_ON = ("Content-Type", "X-Simcord-Capability", "X-Simcord-Context")
_PASSED_BACK = (
    "Content-Type",
    "Content-Disposition",
    "X-Display-Width",
    "X-Display-Height",
    "X-Media-Duration",
    "X-Media-Time",
    "X-Media-Kind",
    "X-Simcord-Media-Metadata",
)
LARGEST_UPLOAD = 28 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Page:
    """The shell's routes over one `World`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tour = Tour(world)
        self._session: aiohttp.ClientSession | None = None
        self._faces = {person.name: person.id for person in world.people.values()} | {
            "Kansō": world.env.backend.bot_user.id
        }
        self._files: dict[str, str] = {}

    def application(self) -> web.Application:
        app = web.Application(middlewares=[_guarded], client_max_size=LARGEST_UPLOAD)
        app.router.add_get("/", self._static)
        app.router.add_get("/shell/state", self._state)
        app.router.add_get("/shell/face/{name}", self._face)
        app.router.add_post("/shell/room", self._enter)
        app.router.add_post("/shell/react", self._react)
        app.router.add_post("/shell/menu", self._menu)
        app.router.add_get("/shell/{file}", self._static)
        app.router.add_get("/fonts/{file}", self._font)
        app.router.add_get("/api/assets/{asset}", self._asset)
        app.router.add_route("*", "/{path:.*}", self._forward)
        app.cleanup_ctx.append(self._connection)
        return app

    async def _connection(self, _: web.Application) -> Any:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            self._session = session
            yield

    # ------------------------------------------------------------- the shell

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info.get("file", "index.html")
        kind = _KINDS.get(name.rpartition(".")[2])
        file = files("bot.demo") / "static" / name
        if kind is None or not file.is_file():
            raise web.HTTPNotFound
        return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8")

    async def _font(self, request: web.Request) -> web.Response:
        """Preview's own fonts, which the shell needs before a Preview is open."""
        file = files("simcord.preview") / "static" / "fonts" / request.match_info["file"]
        if not file.name.endswith(".ttf") or not file.is_file():
            raise web.HTTPNotFound
        return web.Response(
            body=file.read_bytes(),
            content_type="font/ttf",
            headers={"Cache-Control": "max-age=86400"},
        )

    async def _face(self, request: web.Request) -> web.Response:
        picture = self._world.picture(f"face-{self._faces.get(request.match_info['name'])}.png")
        if picture is None:
            raise web.HTTPNotFound
        return web.Response(
            body=picture, content_type="image/png", headers={"Cache-Control": "max-age=3600"}
        )

    async def _state(self, _: web.Request) -> web.Response:
        async with self._world.busy:  # between two rooms there is none for a moment
            return web.json_response(self.state())

    def state(self) -> dict[str, Any]:
        """What the shell draws: where one is, what there is, what is newest, what is done."""
        world, deeds, room = self._world, self._tour.deeds(), self._world.room

        viewer = room.person if room else None

        def place(channel: Any) -> dict[str, Any]:
            return {
                "id": str(channel.id),
                "name": channel.name,
                "last": str(world.newest(channel, viewer)),
            }

        return {
            "guild": world.guild.name,
            "room": room
            and {
                "serial": str(room.serial),
                "channel": str(room.channel.id),
                "person": room.person.name,
                "address": f"/room/#{room.capability}",
            },
            "channels": [
                place(channel)
                | {
                    "topic": world.topic(channel),
                    "threads": [place(thread) for thread in world.threads(channel)],
                }
                for channel in world.channels
            ],
            "people": [
                {"name": person.name, "part": person.part}
                for person in world.people.values()
                if person.playable
            ],
            "menus": world.menus(),
            "tour": [
                {
                    "title": chapter.title,
                    "steps": [
                        {
                            "title": step.title,
                            "words": step.words,
                            "command": step.command,
                            "option": step.option,
                            "channel": step.channel,
                            "person": step.person,
                            "message": str(world.marks.get(step.mark or "", "")),
                            "button": step.button,
                            "done": step.done(deeds),
                        }
                        for step in chapter.steps
                    ],
                }
                for chapter in CHAPTERS
            ],
            "more": [{"commands": commands, "words": words} for commands, words in MORE],
        }

    async def _enter(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        async with self._world.busy:
            room = self._world.room
            if room and not {"channel", "person"} & asked.keys():
                return web.json_response(self.state())
            current = str(room.channel.id) if room else str(self._world.talk.id)
            channel = self._world.place(int(asked.get("channel") or current))
            person = self._world.people[
                str(asked.get("person") or (room.person.name if room else "Mia"))
            ]
            if not person.playable:
                raise web.HTTPForbidden
            viewing = Viewing(
                timezone=str(asked.get("timezone", "")), language=str(asked.get("locale", ""))
            )
            await self._world.enter(channel, person, viewing)
            return web.json_response(self.state())

    async def _react(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        async with self._world.busy:
            await self._world.react(int(asked["message"]), str(asked["emoji"]))
            return web.json_response(self.state())

    async def _menu(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        async with self._world.busy:
            await self._world.use_menu(str(asked["name"]), int(asked["message"]))
            return web.json_response(self.state())

    # ---------------------------------------------------------- the Preview

    async def _forward(self, request: web.Request) -> web.Response:
        body = await request.read()
        # One at a time: a connection that Preview accepts while it closes holds it for a minute.
        async with self._world.busy:
            if request.method == "POST" and request.path == "/api/action":
                return await self._act(request, body)
            return await self._fetch(request, body)

    async def _act(self, request: web.Request, raw: bytes) -> web.Response:
        """Hand on what the visitor did, aimed at the newest publication.

        A click carries the revision of the page that it was made on, and Preview refuses older
        ones. Live tallies publish often: such a click is meant for what it still points at.
        """
        answer = await self._fetch(request, raw)
        if not _stale(answer.body) or request.content_type != "application/json":
            return answer
        newest = await self._fetch(request, b"", method="GET", path="/api/state")
        body = json.loads(raw)
        body["published_revision"] = json.loads(_bytes(newest.body))["publishedRevision"]
        return await self._fetch(request, json.dumps(body).encode())

    async def _asset(self, request: web.Request) -> web.Response:
        """A picture in the room. Those that the demo drew itself are given at once.

        Preview starts a process for each of them, one after the other and anew in each room, to
        see whether it is safe: a second's wait for the faces in a talk.
        """
        async with self._world.busy:
            return await self._picture(request, request.match_info["asset"])

    async def _picture(self, request: web.Request, asset: str) -> web.Response:
        room = self._world.room
        if room is None or request.headers.get("X-Simcord-Capability") != room.capability:
            raise web.HTTPUnauthorized
        if asset not in self._files:
            state = await self._fetch(request, b"", path="/api/state")
            with contextlib.suppress(ValueError, KeyError):
                self._files = {
                    key: value["filename"]
                    for key, value in json.loads(_bytes(state.body))["assets"].items()
                }
        picture = self._world.picture(self._files.get(asset, ""))
        if picture is None or request.query_string:
            return await self._fetch(request, b"")
        width, height = struct.unpack(">II", picture[16:24])  # PNG's first chunk
        sides = {"X-Display-Width": str(width), "X-Display-Height": str(height)}
        return web.Response(body=picture, content_type="image/png", headers=sides)

    async def _fetch(
        self, request: web.Request, body: bytes, *, method: str = "", path: str = ""
    ) -> web.Response:
        room = self._world.room
        if room is None or self._session is None:
            raise web.HTTPNotFound
        path = path or ("/" if request.path == "/room/" else request.path_qs)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        async with self._session.request(
            method or request.method, room.origin + path, data=body or None, headers=headers
        ) as answer:
            content = await answer.read()
            return _dressed(path, answer.status, answer.headers, content)


def _dressed(path: str, status: int, headers: Mapping[str, str], content: bytes) -> web.Response:
    """Preview's answer as the shell sends it on: framed by itself alone, its page dressed."""
    if path == "/":
        content = content.replace(b"</head>", _DRESS, 1)
    kept = {name: headers[name] for name in _PASSED_BACK if name in headers}
    if status == 200 and path.endswith((".js", ".css")):
        kept["Cache-Control"] = "max-age=600"  # asked for anew with each room, and never changed
    return web.Response(status=status, body=content, headers=kept)


def _stale(body: Any) -> bool:
    with contextlib.suppress(ValueError, AttributeError):
        answer = json.loads(_bytes(body))
        codes = {item.get("code") for item in answer.get("diagnostics", [])}
        return bool(answer.get("rejected")) and "stale-revision" in codes
    return False


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else b""


async def _body(request: web.Request) -> dict[str, Any]:
    asked = await request.json()
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest
    return asked


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer this computer's own browser alone; say plainly what could not be done."""
    name, _, port = request.host.rpartition(":")
    origin = request.headers.get("Origin")
    if name not in HOSTS or origin not in (None, *(f"http://{host}:{port}" for host in HOSTS)):
        raise web.HTTPForbidden
    try:
        response = await handler(request)
    except (KeyError, ValueError):
        return web.json_response({"error": "That is not there any more."}, status=404)
    except (SetupError, BackendError, TimeoutError, aiohttp.ClientError) as error:
        return web.json_response({"error": str(error)}, status=409)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
