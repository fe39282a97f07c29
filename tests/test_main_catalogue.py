"""The command line: shows as JSON, and the catalogue's update."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import config
from bot.config import ROOT, Config
from bot.shows.catalogue import MappedCatalogue
from bot.shows.update import CREDIT
from tests.shows.test_update import RAW


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    held = replace(Config(), catalogue_update=tmp_path / "catalogue.kanso")
    monkeypatch.setattr(config, "load", lambda: held)
    return held


def asked(typed: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "show", "--json"],
        input=typed, cwd=ROOT, capture_output=True, check=False, timeout=30,
    )  # fmt: skip


def test_each_line_is_answered() -> None:
    done = asked(b"Hero Mask\n\n\xff\xfe\nnichts dergleichen qqq")
    hero, empty, broken, unknown = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert hero["query"] == "Hero Mask"
    best = {"title": "Hero Mask", "year": 2018, "anilist": 105096, "mal": 38628}
    assert hero["shows"][0] == best
    assert empty == {"query": "", "shows": []}
    assert broken["query"] == "\ufffd\ufffd"
    assert len(unknown["shows"]) <= 5


def test_nobody_who_reads_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "show", "--json"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b"Hero Mask\n" * 9)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_an_update_from_a_file(
    settings: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(RAW)
    assert command_line.main(["catalogue", "update", "--file", str(file)]) == 0
    assert "ODbL 1.0" in capsys.readouterr().out
    assert MappedCatalogue(settings.catalogue_update).about.name == CREDIT
    assert command_line.main(["show", "Sora no Uta"]) == 0
    assert "Sora no Uta" in capsys.readouterr().out


def test_an_update_that_fails_says_why(
    settings: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["catalogue", "update", "--file", str(tmp_path / "absent")]) == 1
    assert "absent can't be read: No such file" in capsys.readouterr().err
    assert not settings.catalogue_update.exists()


def test_a_catalogue_that_is_none_is_passed_over(
    settings: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.catalogue_update.write_bytes(b"no catalogue")
    assert command_line.main(["show", "Hero Mask"]) == 0
    assert "The embedded catalogue is used" in capsys.readouterr().err
