"""The host's settings: from the environment, checked, never told to anyone."""

from pathlib import Path

import pytest

from bot import config
from bot.config import Config, ConfigError


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
