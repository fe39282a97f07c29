"""Settings of the host: one frozen value, read from the environment here and nowhere else."""

import base64
import binascii
import difflib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot import owners

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = ROOT / ".env"
KEYS = (
    "DISCORD_TOKEN", "KANSO_SHARDS", "KANSO_DATABASE", "KANSO_LOG_LEVEL", "KANSO_LOG_FORMAT",
    "KANSO_ANILIST", "KANSO_BACKUP_EVERY", "KANSO_BACKUP_KEEP", "KANSO_BACKUPS", "KANSO_METRICS",
)  # fmt: skip
LogFormat = Literal["text", "json"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
MOST_SHARDS = 64
"""More servers than they hold don't fit into one process."""


class ConfigError(Exception):
    """A setting that can't be used; the message names its key and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the host decides. Built in code for tests and the demo, by `load` for a real run."""

    database: Path = ROOT / "data" / "local" / "kanso.db"
    catalogue: Path = ROOT / "data" / "catalogue.jsonl"
    catalogue_update: Path = ROOT / "data" / "local" / "catalogue.kanso"
    """The full catalogue, where one has been fetched."""
    anilist: str | None = None
    """AniList's address; None: it isn't asked."""
    token: str | None = field(default=None, repr=False)
    shards: int | None = 1
    """Connections to Discord's gateway; None: as many as Discord advises."""
    log_level: str = "INFO"
    log_format: LogFormat = "text"
    backups: Path | None = None
    """Where backups lie; None: in `backups` beside the database."""
    backup_every: int = 0
    """Hours from one backup to the next; 0: the bot makes none."""
    backup_keep: int = 7
    """How many backups are left: the newest."""
    metrics: tuple[str, int] | None = None
    """Host and port where health and metrics are served; None: they aren't."""
    busy_timeout: float = 1.0
    """Seconds that a write waits for the writes before it, and then for another process's lock;
    both together stay under Discord's three."""

    def __post_init__(self) -> None:
        if self.log_level not in LOG_LEVELS:
            raise ConfigError(
                f"KANSO_LOG_LEVEL is {self.log_level!r}; use one of {', '.join(LOG_LEVELS)}."
            )
        if self.log_format not in get_args(LogFormat):
            raise ConfigError(f"KANSO_LOG_FORMAT is {self.log_format!r}; use text or json.")

    @property
    def backup_folder(self) -> Path:
        """Where backups lie."""
        return self.backups or self.database.parent / "backups"


def load(env_file: Path | None = None) -> Config:
    """The host's settings: the environment over `env_file` (`ENV_FILE`) over the defaults.

    Raises `ConfigError` naming the key that is wrong, or why the file can't be read. Keys are
    those of ``.env.example``.
    """
    held = dotenv_values(stream=io.StringIO(_text(env_file or ENV_FILE)))
    return from_mapping({**held, **os.environ})


def _text(env_file: Path) -> str:
    try:
        text = env_file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError:
        text = "\0"
    except PermissionError as error:
        raise ConfigError(f"The settings can't be read: {owners.barred(env_file)}") from error
    except OSError as error:
        raise ConfigError(f"{env_file} can't be read: {error.strerror}.") from error
    if "\0" in text:  # UTF-16 without a mark that says so
        raise ConfigError(
            f"{env_file} isn't in UTF-8. Save it as UTF-8: in Notepad, Save as → Encoding."
        )
    return text


def oddities(env_file: Path) -> Iterator[str]:
    """What in `env_file` and among the environment's keys says nothing to Kansō, a sentence each.
    No value is told: one may be the token.
    """
    keys = [key for key in os.environ if key.startswith("KANSO_")]
    for binding in parse_stream(io.StringIO(_text(env_file))):
        if binding.error or (binding.key is not None and binding.value is None):
            # The line that is told is the first of the blank ones above.
            held = binding.original.string
            blank = held[: len(held) - len(held.lstrip())]
            yield f"line {binding.original.line + blank.count(chr(10))} isn't KEY=value"
        elif binding.key and (
            binding.key.upper().startswith("KANSO")
            or difflib.get_close_matches(binding.key.upper(), KEYS[:1])
        ):
            keys.append(binding.key)
    for key in dict.fromkeys(keys):
        if key not in KEYS:
            near = difflib.get_close_matches(key.upper(), KEYS, 1, 0.8)
            meant = f"; did you mean {near[0]}?" if near else ""
            yield f"{key} isn't a key that I know{meant}"


def typed(words: str = "", *, group: str = "") -> str:
    """A command of Kansō's as the host types it in the checkout's folder: through uv where this was
    run so, with the dependency group that it needs, or else with this Python.
    """
    if uv := os.environ.get("UV"):
        command = f"{_named(uv)} run -q {f'--group {group} ' if group else ''}"
    else:
        command = f"{_named(sys.executable)} "
    return f"{command}-m bot {words}".rstrip()


def _named(program: str) -> str:
    path = Path(program)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return path.name if shutil.which(path.name) == program else program


def token_trouble(value: str) -> str | None:
    """Why it can't be a bot's token, which has three parts, the first the bot's id; else None."""
    if value.lower().startswith("bot "):
        return "it begins with “Bot”"
    first, *others = value.split(".")
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except (binascii.Error, ValueError):
        number = b""
    if len(others) != 2 or not number.isdigit() or not re.fullmatch(r"[\w.-]{50,200}", value):
        return "it doesn't look like a bot's token"
    return None


def from_mapping(values: Mapping[str, str | None]) -> Config:
    """As `load`, from any mapping; empty values count as absent."""

    def get(key: str, default: str) -> str:
        return (values.get(key) or "").strip() or default

    return Config(
        token=get("DISCORD_TOKEN", "") or None,
        database=ROOT / get("KANSO_DATABASE", "data/local/kanso.db"),
        anilist=_address(get("KANSO_ANILIST", "https://graphql.anilist.co")),
        shards=_shards(get("KANSO_SHARDS", "1")),
        log_level=get("KANSO_LOG_LEVEL", "INFO").upper(),
        backups=ROOT / backups if (backups := get("KANSO_BACKUPS", "")) else None,
        backup_every=_number("KANSO_BACKUP_EVERY", get("KANSO_BACKUP_EVERY", "24"), 0, 24 * 365),
        backup_keep=_number("KANSO_BACKUP_KEEP", get("KANSO_BACKUP_KEEP", "7"), 1, 1000),
        metrics=_host_and_port(get("KANSO_METRICS", "off")),
        log_format=cast(LogFormat, get("KANSO_LOG_FORMAT", "text").lower()),
    )


def _address(value: str) -> str | None:
    if value.lower() == "off":
        return None
    if not value.startswith(("https://", "http://")):
        raise ConfigError(f"KANSO_ANILIST is {value!r}; use an address, or off.")
    return value


def _number(key: str, value: str, least: int, most: int) -> int:
    if not _digits(value) or not least <= int(value) <= most:
        raise ConfigError(f"{key} is {value!r}; use a whole number from {least} to {most}.")
    return int(value)


def _shards(value: str) -> int | None:
    if value.lower() == "auto":
        return None
    if not _digits(value) or not 1 <= int(value) <= MOST_SHARDS:
        raise ConfigError(
            f"KANSO_SHARDS is {value!r}; use a whole number from 1 to {MOST_SHARDS}, or auto."
        )
    return int(value)


def _digits(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 9


def _host_and_port(value: str) -> tuple[str, int] | None:
    if value.lower() == "off":
        return None
    host, _, port = value.rpartition(":")
    if not host or not _digits(port) or int(port) > 65535:
        raise ConfigError(f"KANSO_METRICS is {value!r}; use an address as 127.0.0.1:9464, or off.")
    return host.strip("[]"), int(port)
