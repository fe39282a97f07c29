"""The host's settings: from the environment, checked, never told to anyone."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from bot import config
from bot.config import KEYS, ROOT, Config, ConfigError


def test_built_in_code_with_a_path_and_no_token(tmp_path: Path) -> None:
    settings = Config(database=tmp_path / "kanso.db")
    assert settings.token is None
    assert settings.catalogue.is_file()


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / ".env"
    env.write_text("DISCORD_TOKEN=from-file\nKANSO_LOG_LEVEL=debug\nKANSO_DATABASE=\n")
    monkeypatch.setenv("DISCORD_TOKEN", "from-environment")
    for key in ("KANSO_LOG_LEVEL", "KANSO_DATABASE", "KANSO_LOG_FORMAT"):
        monkeypatch.delenv(key, raising=False)
    settings = config.load(env)
    assert settings.token == "from-environment"
    assert settings.log_level == "DEBUG"
    assert settings.database == Config().database


def test_no_file_is_no_error(tmp_path: Path) -> None:
    assert config.load(tmp_path / "absent.env").log_format == "text"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("KANSO_LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING, ERROR"),
        ("KANSO_LOG_FORMAT", "xml", "text or json"),
        ("KANSO_SHARDS", "0", "a whole number from 1 to 64, or auto"),
        ("KANSO_SHARDS", "two", "a whole number from 1 to 64, or auto"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(key: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError, match=f"{key} is .* use {says}"):
        config.from_mapping({key: value})


def test_the_token_is_not_in_what_is_printed() -> None:
    assert "hush" not in repr(Config(token="hush"))


@pytest.mark.parametrize(("value", "shards"), [("", 1), ("1", 1), ("16", 16), ("auto", None)])
def test_connections(value: str, shards: int | None) -> None:
    assert config.from_mapping({"KANSO_SHARDS": value}).shards == shards


@pytest.mark.parametrize("written", ["off", "OFF", "Off"])
def test_off_however_it_is_written(written: str) -> None:
    read = config.from_mapping({"KANSO_METRICS": written, "KANSO_ANILIST": written})
    assert (read.metrics, read.anilist) == (None, None)


def test_the_keys_are_those_of_the_example() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert tuple(line.partition("=")[0] for line in lines if "=" in line and line[0] != "#") == KEYS


def test_a_file_of_notepads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KANSO_SHARDS", raising=False)
    env, text = tmp_path / ".env", "KANSO_SHARDS=3\r\n"
    env.write_text(text, encoding="utf-8-sig")
    assert config.load(env).shards == 3
    for encoding in ("utf-16", "utf-16-le"):
        env.write_text(text, encoding=encoding)
        with pytest.raises(ConfigError, match=r"isn't in UTF-8\. Save it as UTF-8"):
            config.load(env)


def test_a_file_that_cant_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = tmp_path / ".env"
    with pytest.raises(ConfigError, match="Is a directory"):
        config.load(tmp_path)
    env.touch()

    def closed(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", closed)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(ConfigError, match=f"this runs as 54321. As root: chown 54321 {env}$"):
        config.load(env)


def test_what_says_nothing_is_named_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in [key for key in os.environ if key.startswith("KANSO_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("KANSO_METRIC", "off")
    env = tmp_path / ".env"
    env.write_text(
        "# a comment\n\n\nhush\nKANSO_DATABSE=hush\nDISCORD_TOKE=hush\nPATH=hush\n"
        "KANSO_SHARDS=1\n\nKANSO_BACKUPS='hush\nKANSO_QWERTZ=1\n"
    )
    assert list(config.oddities(env)) == [
        "line 4 isn't KEY=value",
        "line 10 isn't KEY=value",
        "KANSO_METRIC isn't a key that I know; did you mean KANSO_METRICS?",
        "KANSO_DATABSE isn't a key that I know; did you mean KANSO_DATABASE?",
        "DISCORD_TOKE isn't a key that I know; did you mean DISCORD_TOKEN?",
        "KANSO_QWERTZ isn't a key that I know",
    ]


def test_commands_as_they_are_typed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(sys, "executable", str(ROOT / ".venv" / "bin" / "python"))
    assert config.typed("doctor") == ".venv/bin/python -m bot doctor"
    monkeypatch.setattr(sys, "executable", "/somewhere/python")
    assert config.typed() == "/somewhere/python -m bot"
    monkeypatch.setenv("UV", str(ROOT / ".uv" / "bin" / "uv"))
    assert config.typed("doctor") == ".uv/bin/uv run -q -m bot doctor"
    monkeypatch.setenv("UV", "/usr/bin/uv")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert config.typed("demo", group="demo") == "uv run -q --group demo -m bot demo"
