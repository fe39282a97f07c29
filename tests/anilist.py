"""A small AniList on loopback, which answers what a test tells it to, when the test tells it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

HEADERS = {"X-RateLimit-Limit": "90", "X-RateLimit-Remaining": "80"}

FRIEREN: dict[str, Any] = {
    "id": 154587,
    "idMal": 52991,
    "type": "ANIME",
    "format": "TV",
    "status": "FINISHED",
    "season": "FALL",
    "seasonYear": 2023,
    "episodes": 28,
    "duration": 24,
    "isAdult": False,
    "siteUrl": "https://anilist.co/anime/154587",
    "source": "MANGA",
    "averageScore": 91,
    "popularity": 412345,
    "genres": ["Adventure", "Drama", "Fantasy"],
    "synonyms": ["Frieren at the Funeral"],
    "title": {
        "romaji": "Sousou no Frieren",
        "english": "Frieren: Beyond Journey’s End",
        "native": "葬送のフリーレン",
    },
    "startDate": {"year": 2023, "month": 9, "day": 29},
    "endDate": {"year": 2024, "month": 3, "day": 22},
    "coverImage": {"large": "https://s4.anilist.co/cover/154587.jpg", "color": "#d6f1c9"},
    "nextAiringEpisode": None,
    "description": "The journey is over.<br><br>\nElves live long &amp; remember. "
    "~!<i>Himmel</i> dies.!~ So she sets out <b>again</b>.",
    "tags": [
        {"name": "Elf", "rank": 80, "isGeneralSpoiler": False, "isMediaSpoiler": False},
        {"name": "Time Skip", "rank": 92, "isGeneralSpoiler": False, "isMediaSpoiler": False},
        {"name": "Tragedy", "rank": 60, "isGeneralSpoiler": False, "isMediaSpoiler": True},
        {"name": "Twin", "rank": 40, "isGeneralSpoiler": True, "isMediaSpoiler": False},
    ],
    "studios": {
        "edges": [
            {"isMain": False, "node": {"name": "TOHO", "isAnimationStudio": False}},
            {"isMain": False, "node": {"name": "Nakamura", "isAnimationStudio": True}},
            {"isMain": True, "node": {"name": "MADHOUSE", "isAnimationStudio": True}},
        ]
    },
    "staff": {
        "edges": [
            {"role": "Director", "node": {"name": {"full": "Keiichirou Saitou"}}},
            {"role": "Series Composition", "node": {"name": {"full": "Tomohiro Suzuki"}}},
            {"role": "Script (eps 3, 7)", "node": {"name": {"full": "Somebody Else"}}},
            {"role": "Original Story", "node": {"name": {"full": "Kanehito Yamada"}}},
            {"role": "Original Creator", "node": {"name": {"full": "Tsukasa Abe"}}},
            {"role": "Episode Director (ep 2)", "node": {"name": {"full": "Not Theirs"}}},
        ]
    },
    "externalLinks": [
        {
            "url": "https://www.crunchyroll.com/frieren",
            "site": "Crunchyroll",
            "type": "STREAMING",
            "language": "English",
            "isDisabled": False,
        },
        {
            "url": "https://gone.example/frieren",
            "site": "Gone",
            "type": "STREAMING",
            "language": None,
            "isDisabled": True,
        },
        {
            "url": "https://frieren-anime.jp",
            "site": "Official Site",
            "type": "INFO",
            "language": "Japanese",
            "isDisabled": False,
        },
    ],
    "relations": {
        "edges": [
            {"relationType": "SEQUEL", "node": {"id": 182255, "type": "ANIME"}},
            {"relationType": "SOURCE", "node": {"id": 118586, "type": "MANGA"}},
            {"relationType": "CHARACTER", "node": {"id": 1, "type": "ANIME"}},
            {"relationType": "SIDE_STORY", "node": {"id": 170068, "type": "ANIME"}},
        ]
    },
}

NOT_FOUND = {"errors": [{"message": "Not Found.", "status": 404}], "data": {"Media": None}}
TOO_MANY = {"data": None, "errors": [{"message": "Too Many Requests.", "status": 429}]}
SWITCHED_OFF = {
    "data": None,
    "errors": [{"message": "The AniList API has been temporarily disabled.", "status": 403}],
}


def media(**facts: Any) -> dict[str, Any]:
    """An answer with one show: Frieren, but for `facts`."""
    return {"data": {"Media": {**FRIEREN, **facts}}}


@dataclass
class AniListServer:
    """Answers with `body` (JSON of it, or the bytes themselves) and keeps what it was asked.

    While `held` is set to an unset event, it waits for that before it answers. `answered` makes
    the body from what was asked, where it is set.
    """

    url: str = ""
    body: Any = field(default_factory=media)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    held: asyncio.Event | None = None
    answered: Callable[[dict[str, Any]], Any] | None = None
    cut: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(orjson.loads(await request.read()))
        self.arrived.set()
        if self.held:
            await self.held.wait()
        said = self.answered(self.asked[-1]) if self.answered else self.body
        body = said if isinstance(said, bytes) else orjson.dumps(said)
        if self.cut:
            response = web.StreamResponse(
                status=self.status, headers={"Content-Length": str(len(body) + 100)}
            )
            await response.prepare(request)
            await response.write(body)
            assert request.transport
            request.transport.close()
            return response
        return web.Response(
            status=self.status,
            body=body,
            headers={**self.headers, "Content-Type": "application/json"},
        )


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[AniListServer, aiohttp.ClientSession]]:
    """The server, and a session to ask it with."""
    server = AniListServer()
    application = web.Application()
    application.router.add_post("/", server.answer)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/"
    try:
        async with aiohttp.ClientSession() as http:
            yield server, http
    finally:
        await runner.cleanup()
