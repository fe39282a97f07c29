"""`python -m bot` itself, over sockets, killed again and again while members write and post.

``python -m pytest -m soak``; a minute or two. Seeds are printed; ``KANSO_MONTHS`` gives one.
"""

import asyncio
import contextlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.db.migrate import migrate
from tests.discussions.test_soak import CHECKOUT, StormyWire
from tests.months.ledger import Ledger
from tests.wire import CHANNEL_ID, GUILD_ID, TOKEN

SHOWS = ("anilist/105096", "anilist/21507", "anilist/154587")
FIRST_MEMBER = 200_000_000_000_000_000
MEMBERS = 12
WARM, LONG, KILLS = 300, 900, 30
GROWTH = 12_000
"""Kilobytes that the process may have grown by after five times as many deeds."""


class Crowd:
    """Members who write drafts, post them and note their progress, all at once."""

    def __init__(self, wire: StormyWire, path: Path, seed: int) -> None:
        self.wire = wire
        self.path = path
        self.rng = random.Random(seed)
        self.ledger = Ledger()
        self.counts: Counter[str] = Counter()
        self.cards: Counter[str] = Counter()
        self.process: subprocess.Popen[bytes] | None = None
        migrate(path)
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(
                "INSERT INTO guild_settings (guild_id, review_channel_id) VALUES (?, ?)",
                (GUILD_ID, CHANNEL_ID),
            )
            db.commit()

    async def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: ASYNC220  (it returns at once)
            [sys.executable, "-m", "tests.discussions.storm_run", self.wire.api, self.wire.gateway],
            cwd=CHECKOUT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env={**os.environ, "DISCORD_TOKEN": TOKEN, "KANSO_DATABASE": str(self.path),
                 "KANSO_ANILIST": "off"},
        )  # fmt: skip
        await self.wire.connected(within=60)

    async def kill(self) -> None:
        assert self.process
        self.process.kill()
        assert await asyncio.to_thread(self.process.wait, 60) == -9
        self.wire.forget_sessions()

    @property
    def kilobytes(self) -> int:
        """How much memory the process holds."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])

    # What members do

    async def live(self, member: int, deeds: int) -> None:
        for _ in range(deeds):
            deed = self.rng.choice([self.write, self.write, self.post, self.note_progress])
            self.counts[deed.__name__] += 1
            await deed(FIRST_MEMBER + member, self.rng.choice(SHOWS))

    async def _told(self, interaction: Any, *words: str) -> bool:
        """Wait for the answer: whether it says one of those."""

        def answers() -> list[str]:
            return [
                json.dumps(request.body)
                for request in self.wire.requests
                if interaction.token in request.path
                and request.status in (200, 204)
                and "content" in json.dumps(request.body)
            ]

        told = await self.wire.until(answers, "an answer", within=30)
        return any(word in told[-1] for word in words)

    async def note_progress(self, user: int, show: str) -> None:
        episode = self.rng.randrange(1, 12)
        key = ("progress", 0, user, show)
        self.ledger.asked(key, episode)
        asked = self.wire.slash("progress", user=user, show=show, episode=episode)
        if await self._told(asked, "pisode"):
            self.ledger.told(key, episode)

    async def write(self, user: int, show: str) -> None:
        score, text = self.rng.randrange(1, 11), f"Verdict {self.rng.getrandbits(40)}."
        key = ("writing", GUILD_ID, show, user)
        before = self.ledger.possible(key)
        for draft, review in (one or ({}, {}) for one in before):
            written = {**(draft or review), "verdict": (score * 10, text)}
            self.ledger.asked(key, (written, review))
        fields = {"score": str(score), "text": text}
        parts = [
            {"type": 18, "id": n, "component": {"type": 4, "id": 9 + n, "custom_id": name,
                                                "value": value}}
            for n, (name, value) in enumerate(fields.items(), 1)
        ]  # fmt: skip
        data = {"custom_id": f"review-save:1:{show}:verdict", "components": parts}
        sent = self.wire.interact(5, data, user=user)
        panel = self.wire._store(str(CHANNEL_ID), {"flags": 64}, (), token=sent.token)
        sent.original = panel["id"]
        if await self._told(sent, "Draft, saved") and len(before) == 1:
            self.ledger.told(key, self.ledger.possible(key)[-1])

    async def post(self, user: int, show: str) -> None:
        key = ("writing", GUILD_ID, show, user)
        before = self.ledger.possible(key)
        if len(before) > 1 or not before[0] or not before[0][0]:
            return
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            drafts = "SELECT revision FROM review_drafts WHERE show_id = ? AND user_id = ?"
            ((revision,),) = db.execute(drafts, (show, user)).fetchall()
        after: Any = ({}, before[0][0])
        self.ledger.asked(key, after)
        pressed = self.wire.press(f"review-post:1:{show}:{revision}", user=user)
        if await self._told(pressed, "is posted.", "Your review is posted:"):
            self.ledger.told(key, after)

    # What becomes of it

    async def go_on(self, deeds: int) -> None:
        await asyncio.gather(*(self.live(member, deeds // MEMBERS) for member in range(MEMBERS)))

    async def sudden_end(self) -> None:
        """SIGKILL while everybody is at it, after so many requests or commits."""
        living = [asyncio.ensure_future(self.live(member, 10**6)) for member in range(MEMBERS)]
        until = self.wire.heard + self.rng.randrange(5, 120)
        if self.rng.random() < 0.5:
            await self.wire.until(lambda: self.wire.heard >= until, "requests")
        else:
            await self._commits(self.rng.randrange(1, 40))
        await self.kill()
        for one in living:
            one.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        self.counts["kills"] += 1
        self.check()
        await self.start()

    async def _commits(self, more: int) -> None:
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            seen = set[int]()
            while len(seen) <= more:
                await asyncio.sleep(0.001)
                seen.add(*db.execute("PRAGMA data_version").fetchone())

    def check(self) -> None:
        """What was acknowledged is kept, and nothing stands twice."""
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            self.ledger.hold_against(db)
        cards = Counter(
            match
            for message in self.wire.messages[str(CHANNEL_ID)].values()
            if not message.get("flags", 0) & 64
            for match in set(re.findall(r"review-beside:1:[^\"]+", json.dumps(message)))
        )
        assert all(times == 1 for times in cards.values()), cards
        self.cards = cards

    async def finish(self) -> None:
        """Whoever has a draft posts it: in the end each has one card."""
        for key, values in list(self.ledger.facts.items()):
            if key[0] == "writing" and values[0][0]:
                await self.post(key[3], key[2])
        self.check()
        posted = {
            f"review-beside:1:{key[2]}:{key[3]}"
            for key, (value, *_) in self.ledger.facts.items()
            if key[0] == "writing" and value[1]
        }
        assert set(self.cards) == posted


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_the_process_is_killed_again_and_again(tmp_path: Path) -> None:
    seed = int(os.environ.get("KANSO_MONTHS") or random.getrandbits(32))
    print(f"crowd {seed}")  # noqa: T201
    async with StormyWire() as wire:
        crowd = Crowd(wire, tmp_path / "kanso.db", seed)
        await crowd.start()
        try:
            await crowd.go_on(WARM)
            warm = crowd.kilobytes
            await crowd.go_on(LONG)
            grown = crowd.kilobytes - warm
            crowd.check()
            for _ in range(KILLS):
                await crowd.sudden_end()
            await crowd.finish()
        finally:
            if crowd.process and crowd.process.poll() is None:
                crowd.process.kill()
                crowd.process.wait()
        assert [str(request) for request in wire.unserved] == []
    told = f"{crowd.ledger.acknowledged} acknowledged, {len(crowd.cards)} cards, {crowd.counts}"
    print(f"{told}; {warm} kB after {WARM} deeds, {grown:+} after {LONG} more")  # noqa: T201
    assert grown < GROWTH
