"""Settings of the host: one frozen value, read from the environment here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
LogFormat = Literal["text", "json"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


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
    log_level: str = "INFO"
    log_format: LogFormat = "text"
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


def load(env_file: Path = ROOT / ".env") -> Config:
    """The host's settings: the environment over `env_file` over the defaults.

    Raises `ConfigError` naming the key that is wrong. Keys are those of ``.env.example``.
    """
    return from_mapping({**dotenv_values(env_file), **os.environ})


def from_mapping(values: Mapping[str, str | None]) -> Config:
    """As `load`, from any mapping; empty values count as absent."""

    def get(key: str, default: str) -> str:
        return (values.get(key) or "").strip() or default

    return Config(
        token=get("DISCORD_TOKEN", "") or None,
        database=ROOT / get("KANSO_DATABASE", "data/local/kanso.db"),
        anilist=_address(get("KANSO_ANILIST", "https://graphql.anilist.co")),
        log_level=get("KANSO_LOG_LEVEL", "INFO").upper(),
        log_format=cast(LogFormat, get("KANSO_LOG_FORMAT", "text").lower()),
    )


def _address(value: str) -> str | None:
    if value == "off":
        return None
    if not value.startswith(("https://", "http://")):
        raise ConfigError(f"KANSO_ANILIST is {value!r}; use an address, or off.")
    return value
