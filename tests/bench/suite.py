"""How long a contributor waits for the whole test command."""

import subprocess
import sys
import time
from collections.abc import Iterator

from bot.config import ROOT
from tests.bench.figure import Figure, bench


@bench
def suite() -> Iterator[Figure]:
    """``python -m tests``, which must also pass."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests"], cwd=ROOT, check=True, stdout=sys.stderr)
    yield Figure(name="whole test command", value=time.perf_counter() - began, unit="s", target=300)
