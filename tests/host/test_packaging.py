"""The Dockerfile and the systemd unit: what they name is there, and what is secret stays out."""

import configparser
import json
import re
import shlex
import tomllib
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import PurePosixPath

import pytest

from bot.__main__ import EX_CONFIG
from bot.config import ROOT, Config

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "data" / "kanso.service").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCAL = Config().database.parent.relative_to(ROOT)
HOME = PurePosixPath("/kanso")


def instructions() -> list[tuple[str, str]]:
    """Each of the Dockerfile's instructions with what follows it, on one line."""
    lines = re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (word.upper(), " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in lines.splitlines() if line)
    ]


def given(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def ignored(path: str) -> bool:
    """As Docker reads `.dockerignore`: the last line that fits decides, for all that is below."""
    out = False
    parts = PurePosixPath(path)
    above = [str(parts), *map(str, parts.parents)]
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        names = [pattern, pattern.removeprefix("**/")]
        if any(fnmatchcase(each, name) for each in above for name in names):
            out = not line.startswith("!")
    return out


def test_the_base_is_named_by_its_tag_and_fits_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bases = {base.split()[0] for base in given("FROM")}
    (base,) = bases
    found = re.fullmatch(r"python:(\d+\.\d+)-slim", base)
    assert found, "an official image by its tag, without a registry's address"
    assert project["requires-python"] == f">={found[1]}"


def test_what_is_copied_is_there_and_let_through() -> None:
    sources = [
        source
        for rest in given("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    assert {"bot", "cogs", "data", "pyproject.toml"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists()
        assert not ignored(source)
    assert not ignored("data/catalogue.jsonl")
    assert not ignored("bot/db/migrations/0001_settings.sql")
    assert not ignored("bot/ui/fonts/NotoSans-Regular.ttf")


@pytest.mark.parametrize(
    "secret",
    [
        ".env", ".git/config", ".venv/bin/python", "tests/world.py", f"{LOCAL}/kanso.db",
        f"{LOCAL}/backups/kanso-20261121T094500Z.db", "bot/__pycache__/app.pyc", "uv.lock",
    ],
)  # fmt: skip
def test_what_is_secret_or_local_stays_out_of_the_image(secret: str) -> None:
    assert ignored(secret)


def test_the_volume_is_the_local_folder_alone_and_the_users_own() -> None:
    (volume,), (home, *_) = given("VOLUME"), given("WORKDIR")
    assert PurePosixPath(home) == HOME
    assert PurePosixPath(volume) == HOME / LOCAL
    order = [name for name, _ in instructions()]
    made = next(i for i, (_, rest) in enumerate(instructions()) if f"0700 {LOCAL}" in rest)
    # What is changed in a volume's folder after VOLUME is lost.
    assert made < order.index("VOLUME")
    assert Config().catalogue.parent.relative_to(ROOT) != LOCAL
    assert Config().backup_folder.parent == Config().catalogue_update.parent == ROOT / LOCAL


def test_nobody_is_root_in_it() -> None:
    (user,) = given("USER")
    uid, _, gid = user.partition(":")
    made = " ".join(given("RUN"))
    assert f"--gid {gid} kanso" in made
    assert f"useradd --system --uid {uid} --gid {gid}" in made
    assert int(uid) > 999
    order = [name for name, _ in instructions()]
    assert "RUN" not in order[order.index("USER") :]


def test_its_commands_are_modules_of_the_bot_and_the_metrics_are_on() -> None:
    health = given("HEALTHCHECK")[0].partition("CMD ")[2]
    for command in (given("ENTRYPOINT")[0], health):
        python, flag, module = json.loads(command)
        assert (python, flag) == ("python", "-m")
        assert find_spec(module)
    (env,) = given("ENV")
    values = dict(pair.split("=", 1) for pair in shlex.split(env))
    assert values["KANSO_METRICS"].startswith("127.0.0.1:")
    assert values["PATH"].startswith(f"{HOME}/.venv/bin:")
    assert given("STOPSIGNAL") == ["SIGTERM"]


class Repeated(dict[str, str]):
    """A key may come several times in a unit; its values are joined."""

    def __setitem__(self, key: str, value: str | list[str]) -> None:
        if isinstance(value, list) and isinstance(self.get(key), list):
            value = [*self[key], *value]
        super().__setitem__(key, value)  # type: ignore[assignment]


def unit() -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser(strict=False, dict_type=Repeated, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(UNIT)
    return parsed


def test_the_unit_runs_the_bot_as_its_own_user_in_its_own_folder() -> None:
    service = unit()["Service"]
    home = PurePosixPath(service["WorkingDirectory"])
    assert shlex.split(service["ExecStart"]) == [f"{home}/.venv/bin/python", "-m", "bot"]
    assert service["User"] == service["Group"] == "kanso"
    assert service["ReadWritePaths"] == str(home / LOCAL)
    assert unit()["Install"]["WantedBy"] == "multi-user.target"
    steps = [line.removeprefix("#").strip() for line in UNIT.splitlines() if line[:2] == "# "]
    said = "\n".join(steps)
    assert "useradd --system" in said
    assert f"-o {service['User']} -g {service['Group']} -m 0700 {LOCAL}" in said
    # Each line works after those before it: what it names is there by then.
    order = [
        f"git clone ADDRESS {home}", f"cd {home}", "useradd --system", ".uv/bin/uv sync", LOCAL,
        "cp .env.example .env", f"chown {service['User']}:{service['Group']} .env",
        "chmod 600 .env", "nano .env",
        f"runuser -u {service['User']} -- .venv/bin/python -m bot doctor",
        "cp data/kanso.service /etc/systemd/system/", "systemctl enable --now kanso", "git pull",
        "systemctl restart kanso",
    ]  # fmt: skip
    places = [said.index(str(step)) for step in order]
    assert places == sorted(places)


def test_the_unit_starts_nothing_again_that_only_the_host_can_mend() -> None:
    assert unit()["Service"]["RestartPreventExitStatus"] == str(EX_CONFIG)


def test_the_unit_is_hardened() -> None:
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == service["AmbientCapabilities"] == ""
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}
    assert service["SystemCallFilter"].split() == ["@system-service", "~@privileged"]
    assert service["UMask"] == "0077"
    for key in (
        "ProtectHome", "PrivateTmp", "PrivateDevices", "NoNewPrivileges", "ProtectClock",
        "ProtectControlGroups", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
        "ProtectKernelTunables", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
        "LockPersonality", "RemoveIPC",
    ):  # fmt: skip
        assert service[key] == "yes", key


def test_neither_names_a_registry_or_holds_a_token() -> None:
    for text in (DOCKERFILE, UNIT):
        assert not re.search(r":latest|ghcr\.io|docker\.io|quay\.io", text)
        assert "DISCORD_TOKEN=" not in text
