"""``python -m bot digest``, as a host types it."""

import json
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import config

REVIEW = "Hero Mask Review\n\nThe story is great. Overall, I loved it.\n\nScore: 9/10\n"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(config, "ENV_FILE", tmp_path / ".env")


def test_a_line_of_json_for_each_file_and_those_that_cannot_be_read_in_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, image, missing, last = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt", "d.md"))
    first.write_text(REVIEW)
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    last.write_bytes("\ufeffThe music is dull.".encode())
    files = [str(file) for file in (first, image, missing, tmp_path, last)]
    assert command_line.main(["digest", "--json", *files]) == 1
    said = capfd.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["file"] for line in lines] == ["a.txt", "b.txt", "c.txt", tmp_path.name, "d.md"]
    assert (lines[0]["show"], lines[0]["score"], lines[0]["score_as_written"]) == (
        "Hero Mask",
        9.0,
        "9/10",
    )
    story = lines[0]["aspects"]["story"]
    assert story == {
        "verdict": "positive",
        "sentences": [{"text": "The story is great.", "start": 18, "end": 37}],
    }
    assert lines[1]["error"].startswith("That file isn't text.")
    assert lines[2]["error"] == "No such file or directory"
    assert lines[4]["aspects"]["sound"]["verdict"] == "negative"
    assert said.err.splitlines() == [
        f"{line['file']}: {line['error']}" for line in lines if "error" in line
    ]


def test_plain_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    assert command_line.main(["digest", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Hero Mask\nReviewer: not stated\nScore: 9/10\nstory: positive\n")
    assert "characters: not stated" in said
