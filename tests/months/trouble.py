"""What stands between the bot and the world, and can be made to fail: every request to Discord, and
every write to the disk. The process can be made to die in the middle of either.
"""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
import orjson
from simcord.backend.errors import BackendError
from simcord.http import client as transport
from simcord.http import router

from bot.client import Kanso
from bot.db import Database

NONCES_KNOWN = timedelta(minutes=2)
"""How long Discord answers a nonce with the message that it was first sent with."""
CODES = {403: 50013, 404: 10008}
_FILES = ("", "-wal")


class _Response:
    """As much of an answer as discord.py's exceptions read."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "told to fail"
        self.headers: dict[str, str] = {}


def refusal(status: int, code: int) -> discord.HTTPException:
    """What discord.py raises of such an answer, once it has tried often enough."""
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    return kind(_Response(status), {"code": code, "message": "told to fail"})  # type: ignore[arg-type]


@dataclass
class Shot:
    """What befalls the `nth` request from now, or the `nth` commit; `after`: Discord, or the disk,
    has done what was asked by then, and only nobody heard of it. Without a `status`: the process
    is killed.
    """

    nth: int
    after: bool = False
    status: int = 0
    hit: str = ""

    def due(self) -> bool:
        self.nth -= 1
        return self.nth == -1


class Line:
    """All that goes from the bot to Discord and to its disk."""

    def __init__(self, env: Any, database: Path) -> None:
        self.env = env
        self.database = database
        self.request: Shot | None = None
        self.commit: Shot | None = None
        self.broken = False
        """Whether the disk fails at every commit."""
        self.died = asyncio.Event()
        self.requests = 0
        self.commits = 0
        self._nonces: dict[tuple[int, str], tuple[Any, int]] = {}

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Every request goes through here for as long as this lasts."""
        clients: tuple[Any, ...] = (transport.FakeHTTPClient, transport.FakeWebhookAdapter)
        plain = [client.request for client in clients]

        def through(request: Callable[..., Awaitable[Any]]) -> Any:
            async def asked(client: Any, route: Any, *args: Any, **named: Any) -> Any:
                async def send() -> Any:
                    return await request(client, route, *args, **named)

                return await self._asked(route, send, named)

            return asked

        for client, request in zip(clients, plain, strict=True):
            client.request = through(request)
        try:
            yield
        finally:
            for client, request in zip(clients, plain, strict=True):
                client.request = request

    async def _asked(
        self, route: Any, send: Callable[[], Awaitable[Any]], named: dict[str, Any]
    ) -> Any:
        await self._alive()
        self.requests += 1
        method, path = route.method, transport._path_of(route.url)
        shot = self.request if self.request and self.request.due() else None
        if shot:
            shot.hit = f"{method} {path}"
            if not shot.after:
                await self._befalls(shot, method, path)
        sent = self._nonce(method, path, named)
        known = self._nonces.get(sent) if sent else None
        if sent and known and self.env.now() - known[0] < NONCES_KNOWN:
            with contextlib.suppress(BackendError):
                path = f"/channels/{sent[0]}/messages/{known[1]}"
                return router.dispatch(self.env.backend, "GET", path)
        answer = await send()
        if sent:
            self._nonces[sent] = (self.env.now(), int(answer["id"]))
        if shot and shot.after:
            await self._befalls(shot, method, path)
        return answer

    async def _befalls(self, shot: Shot, method: str, path: str) -> None:
        if not shot.status:
            await self.die()
        if shot.after:  # Discord did it: only the answer got lost
            raise aiohttp.ServerDisconnectedError if shot.status % 2 else refusal(502, 0)
        if shot.status == 404 and self._is_gone(method, path):
            return  # and Discord says so itself
        code = CODES.get(shot.status, 0)
        if shot.status == 404:
            code = 10062 if "/interactions/" in path or "/webhooks/" in path else 10003
        raise refusal(shot.status, code)

    def _is_gone(self, method: str, path: str) -> bool:
        """Somebody deletes the message that the request is about, a moment before."""
        parts = path.strip("/").split("/")
        if parts[0] != "channels" or len(parts) < 4 or parts[2] != "messages":
            return False
        if method == "DELETE" and len(parts) > 4:  # a reaction
            return False
        with contextlib.suppress(BackendError, ValueError):
            self.env.backend.delete_message(int(parts[1]), int(parts[3]))
        return True

    @staticmethod
    def _nonce(method: str, path: str, named: dict[str, Any]) -> tuple[int, str] | None:
        parts = path.strip("/").split("/")
        if method != "POST" or parts[0] != "channels" or parts[2:] != ["messages"]:
            return None
        body = named.get("json")
        for field in named.get("form") or ():
            if field["name"] == "payload_json":
                body = orjson.loads(field["value"])
        body = body or {}
        nonce = body.get("nonce")
        return (int(parts[1]), str(nonce)) if nonce and body.get("enforce_nonce") else None

    # The disk

    def watch(self, bot: Kanso) -> None:
        """Stand between that bot and its disk."""
        writer = database(bot)._writer
        plain: Any = writer.execute

        def execute(sql: str, *args: Any) -> Any:
            return self._committed(plain) if sql == "COMMIT" else plain(sql, *args)

        writer.execute = execute  # type: ignore[method-assign]

    async def _committed(self, execute: Callable[[str], Awaitable[Any]]) -> None:
        await self._alive()
        self.commits += 1
        shot = self.commit if self.commit and self.commit.due() else None
        if shot:
            shot.hit = "COMMIT"
        if shot and not shot.after:
            await self.die()
        if self.broken:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
            error.sqlite_errorname = "SQLITE_IOERR_WRITE"
            raise error
        await execute("COMMIT")
        if shot:
            await self.die()

    # Death

    async def die(self) -> None:
        """The process ends here and now. What the disk has at this moment is what is left."""
        if not self.died.is_set():
            self._copy(self.database, _left(self.database))
            self.died.set()
        await asyncio.Future[None]()

    async def _alive(self) -> None:
        if self.died.is_set():
            await asyncio.Future[None]()

    def bury(self) -> None:
        """Put what was left on the disk in its place again."""
        for suffix in ("-wal", "-shm", ""):
            Path(f"{self.database}{suffix}").unlink(missing_ok=True)
        self._copy(_left(self.database), self.database)
        self.died.clear()
        self.request = self.commit = None

    @staticmethod
    def _copy(here: Path, there: Path) -> None:
        """The file and its log, as they are together at one moment."""

        def state() -> list[tuple[int, int]]:
            return [
                (found.stat().st_mtime_ns, found.stat().st_size)
                for suffix in _FILES
                if (found := Path(f"{here}{suffix}")).exists()
            ]

        before: object = None
        while before != (now := state()):
            before = now
            for suffix in _FILES:
                Path(f"{there}{suffix}").unlink(missing_ok=True)
                if Path(f"{here}{suffix}").exists():
                    shutil.copyfile(f"{here}{suffix}", f"{there}{suffix}")


def _left(path: Path) -> Path:
    return path.with_name("left.db")


def database(bot: Kanso) -> Database:
    assert bot._database
    return bot._database
