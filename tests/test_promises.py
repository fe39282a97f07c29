"""What the README and the design promise of the code, held against the code."""

import ast
import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import discord
import pytest
from discord import app_commands
from syrupy.assertion import SnapshotAssertion

from bot import __version__, config
from bot.config import ROOT
from bot.settings import permissions
from bot.settings.permissions import needed_in_all
from bot.text import Texts
from tests.world import BOT_PERMISSIONS, World

CODE = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")])
ALL = sorted([*CODE, *(ROOT / "tests").rglob("*.py")])
README = (ROOT / "README.md").read_text(encoding="utf-8")

MAY_IMPORT = {
    "aiosqlite": ["bot/db/*"],
    "dotenv": ["bot/config.py"],
    "simcord": ["bot/demo/*"],
    "prometheus_client": ["bot/host/health.py"],
    "icalendar": ["bot/calendars/ics.py"],
    "PIL": ["bot/demo/*", "bot/ui/charts/canvas.py"],
    "discord": [
        "cogs/*", "bot/client.py", "bot/cache.py", "bot/__main__.py", "bot/demo/*",
        "bot/ui/answer.py", "bot/ui/components.py", "bot/ui/outbox.py", "bot/*/views.py",
        "bot/*/board.py",
        "bot/*/*_views.py", "bot/*/*_board.py", "bot/*/opening.py", "bot/*/places.py",
        "bot/*/wall.py", "bot/ui/governor.py", "bot/host/doctor.py",
        "bot/text/commands.py",
        "bot/settings/permissions.py",
    ],
}  # fmt: skip


@functools.cache
def imported(file: Path) -> frozenset[str]:
    """The top names of everything that a file imports, at its head or within."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_only_its_own_places_import_a_library(library: str) -> None:
    users = [file.relative_to(ROOT) for file in CODE if library in imported(file)]
    assert users
    strangers = [
        str(user)
        for user in users
        if not any(user.match(place) or (place.endswith("/*") and str(user).startswith(place[:-1]))
                   for place in MAY_IMPORT[library])
    ]  # fmt: skip
    assert strangers == []


def test_only_the_databases_own_package_opens_it() -> None:
    openers = [f for f in CODE if re.search(r"sqlite3?\.connect\(", f.read_text(encoding="utf-8"))]
    assert {file.parent.relative_to(ROOT).as_posix() for file in openers} == {"bot/db"}


def test_only_the_config_reads_the_environment() -> None:
    readers = [file.name for file in CODE if re.search(r"os\.(environ|getenv)", file.read_text())]
    assert readers == ["config.py"]


def test_the_example_names_every_key_that_is_read_and_no_other() -> None:
    class Asked(dict[str, str | None]):
        keys_read: set[str] = set()  # noqa: RUF012

        def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
            self.keys_read.add(key)
            return default

    asked: Mapping[str, str | None] = Asked()
    config.from_mapping(asked)
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines if "=" in line and line[0] != "#"} == (
        Asked.keys_read
    )
    for number, line in enumerate(lines):
        if line and line[0] != "#":
            assert lines[number - 1].startswith("# "), f"{line} has no comment above it"
        assert not line.startswith("DISCORD_TOKEN=") or line == "DISCORD_TOKEN="


async def test_the_readme_lists_every_command_and_no_other(world: World) -> None:
    commands = {
        f"/{command.qualified_name}"
        for command in world.bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    table = README.partition("## Commands")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(/[a-z]+(?: [a-z]+\b(?!:))?)", table, re.MULTILINE)) == commands
    for kind in (discord.AppCommandType.message, discord.AppCommandType.user):
        for menu in world.bot.tree.get_commands(type=kind):
            assert f"**{menu.name}**" in table


async def test_the_command_tree(world: World, snapshot: SnapshotAssertion) -> None:
    """What Discord is told; a change of it is seen in the change's diff."""
    tree = [command.to_dict(world.bot.tree) for command in world.bot.tree.get_commands()]
    assert sorted(tree, key=lambda command: str(command["name"])) == snapshot


async def test_custom_ids_lead_to_one_place(world: World) -> None:
    names = [pattern.name for pattern in world.bot.door.patterns]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z-]+", name) for name in names), "a colon would part the id"


def test_the_readme_invites_with_the_scopes_and_permissions_that_the_bot_needs() -> None:
    setup = " ".join(README.partition("**Set it up on Discord**")[2].partition("\n**")[0].split())
    (link,) = re.findall(r"https://discord\.com/oauth2/authorize\?\S+(?=`)", setup)
    assert dict(parse_qsl(urlsplit(link).query)) == {
        "client_id": "ID",
        "scope": "bot applications.commands",
        "permissions": str(needed_in_all().value),
    }
    named = setup.partition("The number stands for")[2].partition(":")[0]
    needed = {name for names in permissions.NEEDED.values() for name in names}
    in_words = permissions.words(sorted(needed), Texts().choose("en"))
    assert set(re.findall(r"\*([^*]+)\*", named)) == set(re.findall(r"\*([^*]+)\*", in_words))
    assert needed_in_all() <= BOT_PERMISSIONS


def test_every_threat_of_the_readme_has_its_tests() -> None:
    section = README.partition("## Threat model")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert 10 <= len(rows) <= 14
    for row in rows:
        named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", row)
        assert named, row
        for file, test in named:
            source = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {test}\(", source, re.MULTILINE), f"{file}::{test}"


def test_the_readme_counts_the_keys() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    keys = len(re.findall(r"^[A-Z_]+=", example, re.MULTILINE))
    words = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    assert f"`.env` has {words[keys]} keys" in README


def test_the_readme_speaks_of_every_command_of_the_command_line() -> None:
    source = (ROOT / "bot" / "__main__.py").read_text(encoding="utf-8")
    for command in re.findall(r'commands\.add_parser\(\s*"([a-z]+)"', source):
        assert command == "run" or f"-m bot {command}" in README, command


def test_every_loop_is_started() -> None:
    for file in CODE:
        source = file.read_text(encoding="utf-8")
        for name in re.findall(r"@tasks\.loop\([^)]*\)\s+async def (\w+)", source):
            assert f"self.{name}.start()" in source, f"{file.name}: {name} is never started"


def test_no_cog_reaches_for_another() -> None:
    assert [file.name for file in CODE if "get_cog(" in file.read_text(encoding="utf-8")] == []


def test_every_module_and_public_class_says_what_it_is() -> None:
    for file in CODE:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if tree.body:
            assert ast.get_docstring(tree), f"{file.relative_to(ROOT)} has no docstring"


def test_the_repo_names_no_machine_and_no_package_index() -> None:
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|/root/|/home/\w|/work/")
    here = Path(__file__)
    texts = [*ALL, ROOT / "README.md", ROOT / "pyproject.toml", ROOT / "CHANGELOG.md"]
    texts += [ROOT / "Dockerfile", ROOT / "data" / "kanso.service", ROOT / ".env.example"]
    found = [
        str(file.relative_to(ROOT))
        for file in texts
        if file != here and forbidden.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)
    assert __version__ == project["version"] == released[0]


def test_the_test_command_of_the_readme_is_what_ci_runs() -> None:
    lines = [line for line in README.splitlines() if line.endswith("-m tests")]
    assert lines
    assert lines[0].startswith("python3 -m pip install")
