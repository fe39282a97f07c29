"""Every check, in order of how fast it says no: ``python -m tests``.

Format, lint, types, import contracts, then the tests with coverage. The first failure ends it.
Further arguments go to pytest: ``python -m tests -k show``; coverage is then not asked for.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
COVERED = {"bot": 95, "cogs": 85}

UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
"""Modules are compiled once: each world loads the cogs anew, and many tests start a process."""

CHECKS = {
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "lint": [*PYTHON, "ruff", "check", "."],
    "types": [*PYTHON, "mypy"],
    "imports": [str(Path(sys.executable).with_name("lint-imports"))],
    "hooks": [*PYTHON, "pre_commit", "validate-config"],
}


def run(name: str, command: Sequence[str]) -> None:
    """Run one check; leave with its exit code when it fails."""
    print(f"── {name}", flush=True)
    started = time.perf_counter()
    code = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False).returncode
    print(f"── {name}: {'ok' if code == 0 else 'failed'} ({time.perf_counter() - started:.0f} s)")
    if code:
        sys.exit(code)


def main(arguments: Sequence[str]) -> None:
    started = time.perf_counter()
    for name, command in CHECKS.items():
        run(name, command)
    pytest = [*PYTHON, "pytest", "-n", "auto", "--dist", "worksteal", "-q"]
    if arguments:
        run("tests", [*pytest, *arguments])
        return
    # A property's examples are the same each time here; a plain `pytest` goes looking for others.
    run("tests", [*pytest, "--hypothesis-profile=repeatable", "--cov", "--cov-report="])
    for package, least in COVERED.items():
        report = [*PYTHON, "coverage", "report", f"--include={package}/*", f"--fail-under={least}"]
        run(f"coverage of {package}", report)
    print(f"All checks hold, in {time.perf_counter() - started:.0f} s.")


if __name__ == "__main__":
    main(sys.argv[1:])
