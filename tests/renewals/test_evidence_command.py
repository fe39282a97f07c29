"""``python -m bot evidence``: a line for each file, and a word on those that can't be read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot import __main__ as command_line
from bot import config
from bot.text.files import NotText, decode
from tests.renewals.evidence_texts import EXAMPLES

TEXT = next(each.text for each in EXAMPLES if each.show == "Nine Bells")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's own settings."""
    monkeypatch.setattr(config, "ENV_FILE", tmp_path / ".env")


def answers(capsys: pytest.CaptureFixture[str]) -> tuple[list[dict[str, Any]], list[str]]:
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err.splitlines()


def test_a_line_of_json_for_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, example in (("one.txt", EXAMPLES[0]), ("two.md", EXAMPLES[3])):
        (tmp_path / name).write_text(example.text, encoding="utf-8")
    files = [str(tmp_path / "one.txt"), str(tmp_path / "two.md")]
    assert command_line.main(["evidence", "--json", *files]) == 0
    (one, two), refused = answers(capsys)
    assert not refused
    assert (one["file"], one["show"], one["season"]) == ("one.txt", "Lantern District", 2)
    assert (one["status"], one["date"], one["year_inferred"]) == ("announced", None, False)
    assert (two["status"], two["date"], two["date_precision"]) == ("dated", "2027-04-03", "day")
    for each in one["sentences"]:
        assert EXAMPLES[0].text[each["start"] : each["end"]] == each["text"]


def test_files_that_cant_be_read_are_named_and_the_rest_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "picture.txt").write_bytes(PICTURE)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    names = ["missing.txt", "picture.txt", "empty.txt", ".", "good.txt"]
    files = [str(tmp_path / name) for name in names]
    assert command_line.main(["evidence", "--json", *files]) == 1
    found, refused = answers(capsys)
    assert [each["file"] for each in found] == [Path(file).name for file in files]
    assert [each.get("error", "")[:24] for each in found] == [
        "No such file or director",
        "This isn't a text that I",
        "There is no text in this",
        "Is a directory",
        "",
    ]
    assert found[-1]["status"] == "no_plans"
    assert len(refused) == 4
    assert refused[0] == "missing.txt: No such file or directory"


def test_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert command_line.main(["evidence", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("a.txt\nNine Bells, season 2\nno plans (")
    assert "Touma Kanzaki, producer, Anime News Network:" in said.out
    assert said.err == "b.txt: No such file or directory\n"


def test_of_a_large_file_the_beginning_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "large.txt").write_text(TEXT * 25_000, encoding="utf-8")
    assert command_line.main(["evidence", "--json", str(tmp_path / "large.txt")]) == 0
    (found,), _ = answers(capsys)
    assert found["show"] == "Nine Bells"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_other_encodings_and_broken_ones() -> None:
    assert decode("Café à Paris, saison 2".encode("cp1252")) == "Café à Paris, saison 2"
    broken = "Season 2 “soon” … ".encode().replace("”".encode(), b"\xe2\x80")
    assert decode(broken * 20).startswith("Season 2 “soon\ufffd … ")
    assert decode(b"Season\x00 2 was announced") == "Season\x00 2 was announced"


@pytest.mark.parametrize("raw", [PICTURE, b"", b" \n\t ", b"\0" * 5000, bytes(range(32)) * 99])
def test_what_is_no_text(raw: bytes) -> None:
    with pytest.raises(NotText, match=re.compile("text")):
        decode(raw)
