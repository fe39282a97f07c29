"""The update: from a file and over the network, and what stands when it is stopped or fails."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import zstandard
from aiohttp import web

from bot.config import ROOT, Config
from bot.ids import ShowId
from bot.shows import update
from bot.shows.catalogue import MappedCatalogue
from bot.shows.update import UpdateError
from tests.shows.test_offline import HEAD, LINE

EMBEDDED = Config().catalogue
HERO = LINE | {
    "title": "HERO MASK", "synonyms": ["Maskenheld"], "relatedAnime": [],
    "sources": ["https://anidb.net/anime/14", "https://myanimelist.net/anime/38628"],
}  # fmt: skip
RAW = b"\n".join(json.dumps(line).encode() for line in (HEAD, LINE, HERO))
RELEASE = zstandard.compress(RAW)


class Release:
    """A server of one file; `served` holds the ranges that were asked for."""

    def __init__(self) -> None:
        self.content, self.etag, self.status, self.kind = RELEASE, '"1"', 200, "application/zstd"
        self.cut: int | None = None
        self.served: list[str | None] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = request.headers.get("Range")
        self.served.append(asked)
        start = 0
        if asked and request.headers["If-Range"] == self.etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        whole = len(self.content)
        if start >= whole:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{whole}"})
        headers = {"ETag": self.etag, "Content-Type": self.kind}
        if start:
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        body = self.content[start:]
        if self.cut is None:
            return web.Response(status=206 if start else self.status, headers=headers, body=body)
        headers["Content-Length"] = str(len(body))
        response = web.StreamResponse(status=200, headers=headers)
        await response.prepare(request)
        await response.write(body[: self.cut])
        assert request.transport
        request.transport.close()
        return response


@asynccontextmanager
async def serving(release: Release) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/file", release.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/file"
    finally:
        await runner.cleanup()


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"catalogue.kanso.lock"}


async def test_the_embedded_facts_win_and_titles_are_added(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(RAW)
    target = tmp_path / "local" / "catalogue.kanso"
    said = await update.update(target, EMBEDDED, file=file)
    held = MappedCatalogue(target)
    hero = held.get(ShowId("anidb/14"))
    assert hero is not None
    assert (hero.id, hero.title.main, hero.episodes) == ("anilist/105096", "Hero Mask", 15)
    assert "Maskenheld" in hero.synonyms
    assert "HERO MASK" not in hero.synonyms
    new = held.get(ShowId("kitsu/9"))
    assert new is not None
    assert new.title.romaji == "Sora no Uta"
    assert held.about.as_of == "2026-01-31"
    assert said.shows == len(held)
    assert "made available under the ODbL 1.0" in str(said)


async def test_over_the_network(tmp_path: Path) -> None:
    release, target = Release(), tmp_path / "catalogue.kanso"
    async with serving(release) as url:
        await update.update(target, EMBEDDED, url=url)
    assert left(tmp_path) == {"catalogue.kanso"}


async def test_a_short_answer_is_gone_on_with(tmp_path: Path) -> None:
    release, target = Release(), tmp_path / "catalogue.kanso"
    release.cut = 100
    async with serving(release) as url:
        with pytest.raises(UpdateError, match="run it again to go on"):
            await update.update(target, EMBEDDED, url=url)
        release.cut = None
        await update.update(target, EMBEDDED, url=url)
    assert release.served == [None, "bytes=100-"]
    assert left(tmp_path) == {"catalogue.kanso"}


async def test_a_newer_release_is_fetched_from_its_start(tmp_path: Path) -> None:
    release, target = Release(), tmp_path / "catalogue.kanso"
    release.cut = 100
    async with serving(release) as url:
        with pytest.raises(UpdateError):
            await update.update(target, EMBEDDED, url=url)
        release.cut, release.etag = None, '"2"'
        release.content = zstandard.compress(RAW + b"\n")
        await update.update(target, EMBEDDED, url=url)
    assert len(MappedCatalogue(target)) > 100


@pytest.mark.parametrize(
    ("status", "kind", "content", "says"),
    [
        (404, "text/plain", b"no", "answers 404"),
        (200, "text/html", b"<html>", "a web page"),
        (200, "application/zstd", b"nonsense", "not zstandard|no lastUpdate"),
        (200, "application/zstd", RELEASE[:-9], "cut off"),
    ],
)
async def test_what_is_no_release_leaves_the_old_one(
    tmp_path: Path, status: int, kind: str, content: bytes, says: str
) -> None:
    release, target = Release(), tmp_path / "catalogue.kanso"
    target.write_bytes(b"old")
    release.status, release.kind, release.content = status, kind, content
    async with serving(release) as url:
        with pytest.raises(UpdateError, match=says):
            await update.update(target, EMBEDDED, url=url)
    assert target.read_bytes() == b"old"
    assert left(tmp_path) == {"catalogue.kanso"}


async def test_a_release_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "LARGEST", 50)
    async with serving(Release()) as url:
        with pytest.raises(UpdateError, match="larger than"):
            await update.update(tmp_path / "catalogue.kanso", EMBEDDED, url=url)


async def test_two_at_once_do_not_fight(tmp_path: Path) -> None:
    target = tmp_path / "catalogue.kanso"
    with update._alone(target):
        with pytest.raises(UpdateError, match="Another update"):
            await update.update(target, EMBEDDED, file=tmp_path / "in.jsonl")


DEADLY = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.shows import update
target, embedded, step, url = sys.argv[1:]
def die():
    os.kill(os.getpid(), signal.SIGKILL)
class Deadly(update.Progress):
    def step(self, text):
        if text.startswith(step):
            die()
    def fetched(self, done, whole):
        if step == "fetched":
            die()
def watch(event, arguments):
    if event == "os.rename" and str(arguments[1]) == target and step == "in place":
        die()
sys.addaudithook(watch)
asyncio.run(update.update(Path(target), Path(embedded), url=url, progress=Deadly()))
"""


@pytest.mark.parametrize(
    "step", ["Fetching", "fetched", "Reading", "Merging", "Writing", "in place"]
)
async def test_killed_at_any_step_the_next_run_finishes(tmp_path: Path, step: str) -> None:
    """The process kills itself with SIGKILL where that step begins."""
    target = tmp_path / "catalogue.kanso"
    target.write_bytes(b"old")
    async with serving(Release()) as url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DEADLY, str(target), str(EMBEDDED), step, url, cwd=ROOT
        )
        assert await process.wait() == -signal.SIGKILL
        assert target.read_bytes() == b"old"
        await update.update(target, EMBEDDED, url=url)
    assert len(MappedCatalogue(target)) > 100
    assert left(tmp_path) == {"catalogue.kanso"}
