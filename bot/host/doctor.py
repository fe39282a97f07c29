"""What a host can put right: each check a line that says what was found and what to do.

It changes nothing: no file is written and Discord isn't asked, unless `online`.
"""

import base64
import binascii
import os
import platform
import re
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from pathlib import Path

import aiohttp
import discord

from bot.clock import Clock
from bot.config import ROOT, Config
from bot.db import backup
from bot.db.examination import Examined, examine
from bot.shows import catalogue
from bot.shows.catalogue import CatalogueError, MappedCatalogue

ROOM = 200 << 20
"""Bytes that should be free besides room for one copy of the database."""
SKEW = 30.0
PATIENCE = aiohttp.ClientTimeout(total=10)
PRIVILEGED = ("members", "presences", "message_content")


class Grade(Enum):
    """`WRONG` must be mended; `NOTE` is worth knowing."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it."""

    grade: Grade
    subject: str
    found: str
    do: str = ""

    def __str__(self) -> str:
        line = f"{self.grade.value:<6}{self.subject}: {self.found}"
        return f"{line} → {self.do}" if self.do else line


def ok(subject: str, found: str) -> Finding:
    return Finding(Grade.OK, subject, found)


def note(subject: str, found: str, do: str = "") -> Finding:
    return Finding(Grade.NOTE, subject, found, do)


def wrong(subject: str, found: str, do: str) -> Finding:
    return Finding(Grade.WRONG, subject, found, do)


async def findings(
    config: Config, intents: discord.Intents, clock: Clock, *, online: bool = False
) -> AsyncIterator[Finding]:
    """Every check, one after the other. `online`: Discord is asked whether it takes the token."""
    yield versions()
    shape = token(config.token)
    yield shape
    if online and config.token and shape.grade is not Grade.WRONG:
        yield await signed_in(config.token)
    yield intents_of(intents)
    yield database(config.database)
    yield disk(config.database)
    yield backups(config, clock)
    yield shows(config)
    async for finding in source(config.anilist, clock):
        yield finding


def versions() -> Finding:
    return ok("Versions", f"Python {platform.python_version()}, discord.py {discord.__version__}")


def token(value: str | None) -> Finding:
    """Whether it looks like a bot's token: three parts, of which the first is the bot's id."""
    where = "copy it anew from the developer portal → Bot → Reset Token into .env"
    if not value:
        return wrong("Token", "there is none", where)
    first, *others = value.split(".")
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except (binascii.Error, ValueError):
        number = b""
    if value.lower().startswith("bot "):
        return wrong("Token", "it begins with “Bot”", "leave that word out")
    if len(others) != 2 or not number.isdigit() or not re.fullmatch(r"[\w.-]{50,200}", value):
        return wrong("Token", "it doesn't look like a bot's token", where)
    return ok("Token", "looks like a bot's token")


async def signed_in(value: str) -> Finding:
    """Whether Discord takes the token."""
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(value)
    except discord.LoginFailure:
        do = "reset it in the developer portal → Bot → Reset Token, then put the new one into .env"
        return wrong("Discord", "refuses the token", do)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        reason = type(error).__name__
        return wrong("Discord", f"can't be reached ({reason})", "is this machine online?")
    finally:
        await client.close()
    return ok("Discord", "takes the token")


def intents_of(asked: discord.Intents) -> Finding:
    """Which intents the portal must have switched on."""
    if privileged := [name for name in PRIVILEGED if getattr(asked, name)]:
        names = ", ".join(privileged)
        return note("Intents", f"{names} asked for", "switch them on in the developer portal → Bot")
    return ok("Intents", "none privileged; nothing to switch on in the developer portal")


def database(path: Path) -> Finding:
    """Whether the database can be opened, is whole, of a version that is known, and writable."""
    try:
        there = path.exists()
        held = examine(path) if there else None
    except (sqlite3.Error, OSError) as error:
        do = f"is it Kansō's? If so: python -m bot restore FILE --replace, with a backup; {path}"
        return wrong("Database", f"can't be read: {error}", do)
    beside = [path.with_name(path.name + tail) for tail in ("", "-wal", "-shm")]
    written = [_standing(path.parent), *(file for file in beside if file.exists())]
    if not all(os.access(each, os.W_OK) for each in written):
        do = f"give {path.parent} and what is in it to the user who runs Kansō"
        return wrong("Database", "can't be written to", do)
    return _examined(held) if held else ok("Database", "none yet; the first start makes it")


def _examined(held: Examined) -> Finding:
    size = f"{held.size / (1 << 20):.1f} MB"
    if held.damage:
        do = "stop the bot, then: python -m bot restore FILE --replace, with the newest backup"
        return wrong("Database", f"damaged: {'; '.join(held.damage)}", do)
    if held.version > held.newest:
        found = f"of schema version {held.version}; this Kansō knows up to {held.newest}"
        return wrong("Database", found, "update Kansō")
    if held.strays:
        found = f"{held.strays} rows point to rows that aren't there"
        return wrong("Database", found, "keep a copy of the file and tell Kansō's makers")
    if held.version < held.newest:
        found = f"whole, {size}, of schema version {held.version}; the next start brings it to"
        return ok("Database", f"{found} {held.newest}, after a copy")
    return ok("Database", f"whole, {size}, of schema version {held.version}")


def disk(path: Path) -> Finding:
    """Whether there is room for the database to grow and be copied."""
    try:
        free = shutil.disk_usage(_standing(path.parent)).free
        needed = ROOM + 2 * (path.stat().st_size if path.exists() else 0)
    except OSError as error:
        return wrong("Disk", f"can't be looked at: {error}", f"check {path.parent}")
    found = f"{free >> 20} MB free"
    if free < needed:
        return wrong("Disk", found, f"make room: {needed >> 20} MB should be")
    return ok("Disk", found)


def backups(config: Config, clock: Clock) -> Finding:
    """Whether backups are made and how old the newest is."""
    try:
        found = backup.backups(config.database, config.backup_folder)
    except OSError as error:
        return wrong("Backups", f"can't be looked at: {error}", f"check {config.backup_folder}")
    newest = next((at for path in found if (at := backup.made_at(path))), None)
    told = f"{len(found)}, the newest of {newest:%d %B %Y, %H:%M} UTC" if newest else "none yet"
    if not config.backup_every:
        do = "set KANSO_BACKUP_EVERY, or run python -m bot backup now and then"
        return note("Backups", f"{told}; the bot makes none", do)
    hours = (clock.now() - newest).total_seconds() / 3600 if newest else 0.0
    if hours > 2 * config.backup_every + 1:
        do = "if the bot has been running, its log says why: python -m bot backup tries it now"
        return note("Backups", f"{told}, though one is due each {config.backup_every} h", do)
    return ok("Backups", told)


def shows(config: Config) -> Finding:
    """Whether the catalogue can be read."""
    update = "for all anime: python -m bot catalogue update"
    try:
        embedded = len(catalogue.load(config.catalogue))
    except (CatalogueError, OSError) as error:
        return wrong("Catalogue", str(error), "put data/catalogue.jsonl back from the repository")
    try:
        if config.catalogue_update.exists():
            return ok("Catalogue", f"{len(MappedCatalogue(config.catalogue_update))} shows")
    except (CatalogueError, OSError) as error:
        return note("Catalogue", f"{error}; the {embedded} embedded shows are used", update)
    return note("Catalogue", f"the {embedded} embedded shows alone", update)


async def source(url: str | None, clock: Clock) -> AsyncIterator[Finding]:
    """Whether AniList answers, and whether the clock agrees with what it says the time is."""
    if url is None:
        yield ok("AniList", "left alone, as KANSO_ANILIST says; shows come from the catalogue")
        yield note("Clock", "not compared with anybody's")
        return
    try:
        headers, status, sent, took = await _asked(url, clock)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        found = f"doesn't answer ({type(error).__name__}); what is held is shown meanwhile"
        yield note("AniList", found, "wait a while; if it lasts, is this machine online?")
        yield note("Clock", "not compared with anybody's")
        return
    if status == 200:
        yield ok("AniList", f"answers within {took:.1f} s")
    else:
        yield note("AniList", f"answers {status}; what is held is shown meanwhile", "wait a while")
    yield _clock(headers.get("Date"), sent)


async def _asked(url: str, clock: Clock) -> tuple[Mapping[str, str], int, float, float]:
    """AniList's headers and status, the middle of the request by our clock, and its seconds."""
    began, ticks = clock.now().timestamp(), time.perf_counter()
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        async with session.post(
            url, json={"query": "{__typename}"}, allow_redirects=False
        ) as response:
            took = time.perf_counter() - ticks
            return response.headers.copy(), response.status, began + took / 2, took


def _clock(said: str | None, ours: float) -> Finding:
    try:
        # The header names the second that has begun.
        skew = ours - parsedate_to_datetime(said or "").timestamp() - 0.5
    except ValueError:
        return note("Clock", "AniList doesn't say what time it is")
    if abs(skew) > SKEW:
        found = f"{abs(skew):.0f} s {'ahead' if skew > 0 else 'behind'}"
        return wrong("Clock", found, "let the machine set it: timedatectl set-ntp true")
    return ok("Clock", "right")


def _standing(path: Path) -> Path:
    """`path`, or the nearest folder above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path if path.is_absolute() else ROOT / path
