"""The command line: ``python -m bot`` runs the bot; ``demo`` and ``show`` need no token."""

import argparse
import asyncio
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import discord
import orjson

from bot import __version__, config, logs
from bot.client import create_bot
from bot.clock import SystemClock
from bot.config import Config, ConfigError
from bot.db import lock
from bot.db.migrate import DatabaseUnusable
from bot.errors import Refusal
from bot.ids import GuildId
from bot.shows import catalogue, views
from bot.shows.catalogue import Catalogue, CatalogueError, MappedCatalogue
from bot.shows.service import Shows
from bot.shows.source import CatalogueSource
from bot.text import Texts
from bot.text.plain import bare

EX_CONFIG = 78
"""What only the host can mend, by sysexits.h: to start again would change nothing."""

TOKENLESS = """\
There is no token. Copy .env.example to .env and put your bot's token behind DISCORD_TOKEN=.
To look around without one: {demo}"""
UNLIKELY = """\
The token can't be right: {trouble}. Copy it anew from the developer portal → Bot → Reset Token and
put it behind DISCORD_TOKEN= in .env, without quotes and nothing else on that line."""
REFUSED = """\
Discord refused the token. Reset it in the developer portal, then put the new one into .env."""

TOO_MANY_SERVERS = """\
The bot is in more servers than one connection may serve. Put KANSO_SHARDS=auto into .env."""
SEVERAL = 10
"""How many shows are told where a title may mean more."""
SHARDING_REQUIRED = 4011
"""The gateway's code for it."""

# Nothing is said or heard here, so that discord.py need not warn of it.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


async def run(settings: Config) -> int:
    """Run until a signal ends it. The exit code: 0 after a clean end, else with the reason said 1,
    or `EX_CONFIG` where the host must mend something first.
    """
    if settings.token is None:
        return _fail(TOKENLESS.format(demo=config.typed("demo", group="demo")), EX_CONFIG)
    if trouble := config.token_trouble(settings.token):
        return _fail(UNLIKELY.format(trouble=trouble), EX_CONFIG)
    try:
        with lock.alone(settings.database):
            return await _run(settings, settings.token)
    except DatabaseUnusable as error:
        return _fail(str(error), 1 if error.passing else EX_CONFIG)


async def _run(settings: Config, token: str) -> int:
    bot = create_bot(settings)
    keep_what_is_loaded()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    running = asyncio.create_task(bot.start(token))
    asked = asyncio.create_task(stopping.wait())
    await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not bot.connected:
        # What it is in the middle of, such as opening the database, ends before it is closed.
        running.cancel()
        await asyncio.wait({running})
    await bot.close()
    try:
        await running
    except asyncio.CancelledError:
        return 0
    except discord.LoginFailure:
        return _fail(REFUSED, EX_CONFIG)
    except discord.ConnectionClosed as closed:
        if closed.code != SHARDING_REQUIRED:
            raise
        return _fail(TOO_MANY_SERVERS, EX_CONFIG)
    except (aiohttp.ClientError, OSError) as error:
        return _fail(f"Discord can't be reached: {error}. Is this machine online?")
    except CatalogueError as error:
        return _fail(str(error), EX_CONFIG)
    return 0


def keep_what_is_loaded() -> None:
    """Take what was imported out of the garbage collector's rounds: it stays until the end, and
    one full round over it stops every answer for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def show(settings: Config, title: str) -> int:
    """Print a show's card."""
    held = _catalogue(settings)
    shows = Shows(held, CatalogueSource(held))
    t = Texts().choose("en")
    try:
        picked = shows.pick(title)
        if not picked.sure:
            several = (f"  {views.label(show, t)}" for show in picked.shows[:SEVERAL])
            return _fail("\n".join([f"“{title}” may be one of these; type which:", *several]))
        card = await shows.card(picked.shows[0].id, adult=True)
    except Refusal as refusal:
        return _fail(bare(t.refusal(refusal)))
    print(views.as_text(card, t))
    return 0


def _catalogue(settings: Config) -> Catalogue:
    """The full catalogue where there is one that can be read, else the embedded one."""
    try:
        if settings.catalogue_update.exists():
            return MappedCatalogue(settings.catalogue_update)
    except CatalogueError as error:
        print(f"{error}. The embedded catalogue is used.", file=sys.stderr)
    return catalogue.load(settings.catalogue)


@contextmanager
def _until_nobody_reads() -> Iterator[None]:
    """Ends quietly where what is printed goes to somebody who has seen enough, such as ``head``."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_json(settings: Config) -> int:
    """For each title on standard input a line of JSON: the shows it may mean, best first."""
    held = _catalogue(settings)
    shows = Shows(held, CatalogueSource(held))
    with _until_nobody_reads():
        for line in sys.stdin.buffer:
            query = line.decode(errors="replace").strip()
            found = [match.show for match in shows.search(query, limit=5)] if query else []
            answer = {
                "query": query,
                "shows": [
                    {
                        "title": show.title.main,
                        "year": show.year,
                        "anilist": show.anilist,
                        "mal": show.mal,
                    }
                    for show in found
                ],
            }
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
            sys.stdout.buffer.flush()
    return 0


def digest(settings: Config, files: Sequence[Path], *, as_json: bool) -> int:
    """Digest reviews: for each file a line of JSON, or plain lines. 1 where one can't be read: its
    error is said, and the others are digested all the same.
    """
    from bot.reviews import digest as digests
    from bot.reviews import texts

    shows = Shows(_catalogue(settings))
    t = Texts().choose("en")
    failed = False
    for file in files:
        name = file.name.encode(errors="replace").decode()
        try:
            with file.open("rb") as opened:
                text = texts.read(opened.read(texts.MOST_BYTES + 1))
            found = digests.digest(text, shows.likeliest)
        except (Refusal, OSError) as error:
            failed = True
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            print(f"{name}: {reason}", file=sys.stderr)
            line: dict[str, Any] = {"file": name, "error": reason}
        else:
            line = digests.as_json(found, name)
            if not as_json:
                print(digests.as_text(found, t), end="\n\n")
        if as_json:
            sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
            sys.stdout.buffer.flush()
    return int(failed)


async def update_catalogue(settings: Config, file: Path | None) -> int:
    """Fetch or read the full catalogue, and say what came of it."""
    from bot.shows import update

    try:
        print(await update.update(settings.catalogue_update, settings.catalogue, file=file))
    except update.UpdateError as error:
        return _fail(str(error))
    return 0


def read_evidence(settings: Config, files: Sequence[Path], *, as_json: bool) -> int:
    """Print what each file says on whether its show returns; 1 where one can't be read, which is
    said on standard error and, as JSON, with its ``error`` in its place.
    """
    held = _catalogue(settings)
    shows = Shows(held, CatalogueSource(held))
    failed = False
    with _until_nobody_reads():
        for file in files:
            failed |= not _read_file(file, shows, as_json=as_json)
    return int(failed)


def _read_file(file: Path, shows: Shows, *, as_json: bool) -> bool:
    """Print what a file says; whether it could be read."""
    from bot.renewals import evidence, passages, printed
    from bot.text.files import NotText, decode

    name = os.fsencode(file.name).decode(errors="replace")
    try:
        with file.open("rb") as opened:
            text = decode(opened.read(4 * passages.MOST_CHARACTERS))
    except (OSError, ValueError, NotText) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _fail(f"{name}: {reason}")
        if as_json:
            print(orjson.dumps({"file": name, "error": reason}).decode(), flush=True)
        return False
    reading = evidence.read(text, shows)
    if as_json:
        print(orjson.dumps(printed.as_json(name, reading)).decode(), flush=True)
    else:
        print(f"{name}\n{printed.as_text(reading)}\n")
    return True


async def doctor(settings: Config, *, online: bool) -> int:
    """Print each check's line. 1 where something must be mended."""
    from bot.host import doctor as checks

    bot = create_bot(settings)
    failed = False
    with _until_nobody_reads():
        async for finding in checks.findings(
            settings, bot.intents, bot.clock, online=online, env_file=config.ENV_FILE
        ):
            print(finding, flush=True)
            failed = failed or finding.grade is checks.Grade.WRONG
    return int(failed)


def back_up(settings: Config, folder: Path | None, keep: int | None) -> int:
    """Back the database up, also while the bot runs, and say where to."""
    from bot.db import backup
    from bot.db.copies import CopyFailed

    try:
        made = backup.back_up(
            settings.database,
            folder or settings.backup_folder,
            SystemClock().now(),
            keep=keep or settings.backup_keep,
        )
    except CopyFailed as error:
        return _fail(str(error))
    print(f"{made}: {made.stat().st_size >> 10} KB, restored on trial and found whole.")
    return 0


def restore(settings: Config, file: Path, *, replace: bool) -> int:
    """Put a backup where the database is, and say where the old one lies."""
    from bot.db import backup
    from bot.db.copies import CopyFailed

    try:
        aside = backup.restore(file, settings.database, SystemClock().now(), replace=replace)
    except CopyFailed as error:
        return _fail(str(error))
    print(f"{settings.database} is now what {file.name} holds.")
    if aside:
        print(f"What stood there is kept for 30 days: {aside}")
    return 0


def carry(settings: Config, options: argparse.Namespace) -> int:
    """Export or import a server's data, and say what came of it."""
    from bot.privacy import parcel

    try:
        if options.command == "export":
            print(parcel.export(settings.database, GuildId(options.guild), options.file))
        else:
            print(parcel.bring_in(settings.database, options.file, replace=options.replace))
    except parcel.ParcelRefused as refused:
        return _fail(str(refused))
    return 0


def _fail(reason: str, code: int = 1) -> int:
    print(reason, file=sys.stderr)
    return code


def _many(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed[:9]) <= 1000:
        raise argparse.ArgumentTypeError("a whole number from 1 to 1000")
    return int(typed)


def _port(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or int(typed[:9]) > 65535:
        raise argparse.ArgumentTypeError("a whole number from 0 to 65535")
    return int(typed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line, do it, and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a terminal can't show is no reason to fail
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Kansō, a Discord bot for anime communities."
    )
    parser.add_argument("--version", action="version", version=f"Kansō {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot (what happens without a command)")
    demo = commands.add_parser(
        "demo", help="a simulated server in the browser: no token, no network"
    )
    demo.add_argument("--port", type=_port, default=8765, help="where the page is served (8765)")
    shown = commands.add_parser("show", help="print a show's card")
    shown.add_argument("title", nargs="?", help='a title, a short form or a link: "Hero Mask"')
    shown.add_argument(
        "--json", action="store_true", help="titles on standard input, a line of JSON for each"
    )
    digested = commands.add_parser("digest", help="digest long reviews")
    digested.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".txt or .md")
    digested.add_argument("--json", action="store_true", help="a line of JSON for each")
    held = commands.add_parser("catalogue", help="the full catalogue of all anime")
    deeds = held.add_subparsers(dest="deed", metavar="DEED", required=True)
    updated = deeds.add_parser("update", help="fetch it from anime-offline-database")
    updated.add_argument("--file", type=Path, help="a .jsonl or .jsonl.zst that is here already")
    read = commands.add_parser("evidence", help="what a text says on whether its show returns")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a text, in UTF-8")
    read.add_argument("--json", action="store_true", help="a line of JSON for each file")
    examined = commands.add_parser("doctor", help="check the set-up, and say what to mend")
    examined.add_argument("--online", action="store_true", help="ask Discord and AniList too")
    backed = commands.add_parser("backup", help="back the database up, also while the bot runs")
    backed.add_argument("--to", type=Path, metavar="DIR", help="where to (KANSO_BACKUPS)")
    backed.add_argument("--keep", type=_many, metavar="N", help="leave N (KANSO_BACKUP_KEEP)")
    restored = commands.add_parser("restore", help="put a backup in the database's place")
    restored.add_argument("file", type=Path, metavar="FILE")
    restored.add_argument("--replace", action="store_true", help="set aside what is there")
    exported = commands.add_parser("export", help="write a server's data to a zip")
    exported.add_argument("guild", type=int, metavar="GUILD", help="the server's id")
    exported.add_argument("file", type=Path, metavar="FILE")
    imported = commands.add_parser("import", help="take in a server's data from such a zip")
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument(
        "--replace", action="store_true", help="erase what is held of that server before"
    )
    options = parser.parse_args(arguments)
    if options.command == "show" and bool(options.title) == options.json:
        shown.error("give a title, or --json alone")
    try:
        settings = config.load()
    except ConfigError as error:
        return _fail(str(error), EX_CONFIG)
    if options.command == "show":
        return show_json(settings) if options.json else asyncio.run(show(settings, options.title))
    if options.command == "digest":
        return digest(settings, options.files, as_json=options.json)
    if options.command == "evidence":
        return read_evidence(settings, options.files, as_json=options.json)
    if options.command in ("export", "import"):
        return carry(settings, options)
    if options.command == "catalogue":
        try:
            return asyncio.run(update_catalogue(settings, options.file))
        except KeyboardInterrupt:
            return _fail("Stopped. The catalogue is what it was; run it again to go on.")
    if options.command == "doctor":
        return asyncio.run(doctor(settings, online=options.online))
    if options.command == "backup":
        return back_up(settings, options.to, options.keep)
    if options.command == "restore":
        return restore(settings, options.file, replace=options.replace)
    logs.set_up(settings)
    if options.command == "demo":
        from bot.demo import serve  # SimCord is there for the demo alone

        return serve(options.port)
    return asyncio.run(run(settings))


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
