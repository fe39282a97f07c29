"""Logs: for eyes, or for machines."""

import json
import logging

import pytest

from bot import logs
from bot.config import Config


def test_text_is_one_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Config())
    logging.getLogger("bot.client").info("Ready", extra={"guilds": 3})
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert line.endswith("INFO    bot.client  Ready  guilds=3\n")


def test_json_is_one_object_a_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Config(log_format="json"))
    try:
        raise ValueError("no such moon")
    except ValueError:
        logging.getLogger("bot").exception("Incident %s", "abc", extra={"guild": 1})
    entry = json.loads(capsys.readouterr().err)
    assert (entry["level"], entry["message"], entry["guild"]) == ("error", "Incident abc", 1)
    assert "no such moon" in entry["traceback"]


def test_text_keeps_the_traceback_below(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Config())
    try:
        raise ValueError("no such moon")
    except ValueError:
        logging.getLogger("bot").exception("Incident")
    assert "ValueError: no such moon" in capsys.readouterr().err


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Config(log_level="WARNING"))
    logging.getLogger("bot").info("chatter")
    assert capsys.readouterr().err == ""
