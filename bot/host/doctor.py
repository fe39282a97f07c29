"""What a host can put right: each check a line that says what was found and what to do.

It changes nothing: no file is written, and Discord and AniList aren't asked, unless `online`.
"""

import platform
import shlex
import shutil
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from pathlib import Path

import aiohttp
import discord

from bot import owners
from bot.clock import Clock
from bot.config import Config, ConfigError, oddities, token_trouble, typed
from bot.db import backup, places
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
    config: Config,
    intents: discord.Intents,
    clock: Clock,
    *,
    online: bool = False,
    env_file: Path | None = None,
) -> AsyncIterator[Finding]:
    """Every check, one after the other. `env_file` is what the settings were read from. `online`:
    Discord is asked whether it takes the token, and AniList whether it answers.
    """
    yield versions()
    for finding in settings(env_file) if env_file else ():
        yield finding
    shape = token(config.token, env_file)
    yield shape
    if online and config.token and shape.grade is not Grade.WRONG:
        yield await signed_in(config.token)
    yield intents_of(intents)
    yield database(config.database)
    for finding in files(config.database, env_file):
        yield finding
    placed = places.trouble_with(config.database) is None
    if placed:
        yield disk(config.database)
    if placed or config.backups:
        yield backups(config, clock)
    if config.metrics:
        yield metrics(*config.metrics)
    yield shows(config)
    async for finding in source(config.anilist, clock, online=online):
        yield finding


def versions() -> Finding:
    return ok("Versions", f"Python {platform.python_version()}, discord.py {discord.__version__}")


def settings(env_file: Path) -> Iterator[Finding]:
    """What the host wrote there and nobody reads."""
    try:
        for found in oddities(env_file):
            yield note("Settings", found, f"mend {env_file}; .env.example has every key")
    except ConfigError as error:
        yield wrong("Settings", str(error), "mend it")


def token(value: str | None, env_file: Path | None = None) -> Finding:
    """Whether it looks like a bot's token."""
    anew = "copy it anew from the developer portal → Bot → Reset Token into .env"
    if not value:
        absent = env_file and not env_file.exists()
        first = anew.replace("anew ", "")
        return wrong(
            "Token", "there is none", f"cp .env.example .env, then {first}" if absent else first
        )
    if trouble := token_trouble(value):
        return wrong("Token", trouble, anew)
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
    if trouble := places.trouble_with(path):
        return wrong("Database", *trouble)
    try:
        held = examine(path) if path.exists() else None
    except (sqlite3.Error, OSError) as error:
        do = f"is {path} Kansō's? If so, with a backup: {typed('restore FILE --replace')}"
        return wrong("Database", f"can't be read: {error}", do)
    return _examined(held) if held else ok("Database", "none yet; the first start makes it")


def _examined(held: Examined) -> Finding:
    size = f"{held.size / (1 << 20):.1f} MB"
    if held.damage:
        do = f"stop the bot, then, with the newest backup: {typed('restore FILE --replace')}"
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


def files(database: Path, env_file: Path | None) -> Iterator[Finding]:
    """Whether what is private is open to others, or closed to the one who runs the bot."""
    held = places.beside(database)
    secret = [path for path in (*held, *([env_file] if env_file else [])) if path.exists()]
    if bare := [path for path in secret if owners.open_to_others(path)]:
        names = ", ".join(path.name for path in bare)
        found = f"every user of this machine can read {names}"
        yield note("Files", found, f"chmod 600 {_listed(bare)}")
    if owners.me() == 0 and held:
        # Root may use any file; whoever runs the bot may not.
        owner = database.parent.stat().st_uid
        if strange := [path for path in held if path.stat().st_uid != owner]:
            names = ", ".join(path.name for path in strange)
            found = f"{names} and the folder {database.parent} belong to different users"
            do = f"if {owners.name(owner)} runs the bot: chown {owners.name(owner)}"
            yield note("Files", found, f"{do} {_listed(strange)}")


def _listed(paths: Iterable[Path]) -> str:
    return " ".join(shlex.quote(str(path)) for path in paths)


def disk(path: Path) -> Finding:
    """Whether there is room for the database to grow and be copied."""
    try:
        free = shutil.disk_usage(places.standing(path.parent)).free
        needed = ROOM + 2 * (path.stat().st_size if path.exists() else 0)
    except OSError as error:
        return wrong("Disk", f"can't be looked at: {error}", f"check {path.parent}")
    found = f"{_size(free)} free"
    if free < needed:
        return wrong("Disk", found, f"make room: {_size(needed)} should be")
    return ok("Disk", found)


def _size(octets: int) -> str:
    return f"{octets >> 20} MB" if octets >> 20 < 10_000 else f"{octets >> 30} GB"


def backups(config: Config, clock: Clock) -> Finding:
    """Whether backups are made and how old the newest is."""
    if trouble := places.trouble_with_folder(config.backup_folder, "KANSO_BACKUPS"):
        return wrong("Backups", *trouble)
    try:
        found = backup.backups(config.database, config.backup_folder)
    except OSError as error:
        return wrong("Backups", f"can't be looked at: {error}", f"check {config.backup_folder}")
    newest = next((at for path in found if (at := backup.made_at(path))), None)
    told = f"{len(found)}, the newest of {newest:%d %B %Y, %H:%M} UTC" if newest else "none yet"
    if not config.backup_every:
        do = f"set KANSO_BACKUP_EVERY, or now and then: {typed('backup')}"
        return note("Backups", f"{told}; the bot makes none", do)
    hours = (clock.now() - newest).total_seconds() / 3600 if newest else 0.0
    if hours > 2 * config.backup_every + 1:
        do = f"if the bot has been running, its log says why; to try it now: {typed('backup')}"
        return note("Backups", f"{told}, though one is due each {config.backup_every} h", do)
    return ok("Backups", told)


def metrics(host: str, port: int) -> Finding:
    """Whether health and metrics can be served there. The port may be taken: the bot may run."""
    where = f"{host}:{port}"
    do = "name an address of this machine in .env, such as KANSO_METRICS=127.0.0.1:9464"
    try:
        family, *_, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as door:
            door.bind(address)
    except (OSError, UnicodeError):
        return wrong("Metrics", f"{where} is no address of this machine", do)
    return ok("Metrics", f"served on {where} while the bot runs")


def shows(config: Config) -> Finding:
    """Whether the catalogue can be read."""
    update = f"for all anime: {typed('catalogue update')}"
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


async def source(url: str | None, clock: Clock, *, online: bool) -> AsyncIterator[Finding]:
    """Whether AniList answers, and whether the clock agrees with what it says the time is."""
    if url is None:
        yield ok("AniList", "left alone, as KANSO_ANILIST says; shows come from the catalogue")
        if online:
            yield note("Clock", "not checked: AniList would tell the time")
        return
    if not online:
        yield ok(
            "AniList", f"not asked; this asks, and checks the clock: {typed('doctor --online')}"
        )
        return
    try:
        headers, status, sent, took = await _asked(url, clock)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        found = f"doesn't answer ({type(error).__name__}); what is held is shown meanwhile"
        yield note("AniList", found, "wait a while; if it lasts, is this machine online?")
        yield note("Clock", "not checked: nobody told the time")
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
