"""Titles found in the full catalogue, beside the two ways that one would try first.

The full catalogue is what `python -m bot catalogue update` left, or is made from the collected
titles where they lie beside the project; without either there are no figures.
"""

import contextlib
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.__main__ import keep_what_is_loaded
from bot.config import ROOT, Config
from bot.shows import catalogue, offline, shelves, update
from bot.shows.catalogue import About, MappedCatalogue
from bot.shows.models import Season
from bot.shows.search import Index, fold
from bot.shows.shelves import Length, Wish
from tests.bench.figure import Figure, bench
from tests.shows.test_search_kinds import KINDS, OFFLINE

SCANNED = 12
"""Queries that the slow ways are asked; more would take minutes."""


@contextlib.contextmanager
def full_catalogue() -> Iterator[tuple[Path | None, dict[str, float]]]:
    """Its file, None where there is none; with the seconds and MB that it took, if it was made."""
    with tempfile.TemporaryDirectory() as folder:
        path, built = Config().catalogue_update, {}
        if OFFLINE.exists():
            path = Path(folder) / "catalogue.kanso"
            built = json.loads(_in_a_process("build", str(path)))
        yield (path if path.exists() else None), built


@bench
def search() -> Iterator[Figure]:
    """Milliseconds a query, and how many times as fast that is as a scan and as FTS5."""
    with full_catalogue() as (path, built):
        if path is None:
            return
        if built:
            yield Figure(name="catalogue build", value=built["seconds"], unit="s")
            yield Figure(name="catalogue build, memory", value=built["mb"], unit="MB")
        began = time.perf_counter()
        held = MappedCatalogue(path)
        yield Figure(name="catalogue opened", value=(time.perf_counter() - began) * 1000, unit="ms")
        yield Figure(name="catalogue file", value=path.stat().st_size / 1e6, unit="MB")
        idle = float(_in_a_process("idle", str(path)))
        yield Figure(name="idle, full catalogue", value=idle, unit="MB", target=150)
        index = Index(held)
        queries = [query for kind in KINDS.values() for query in kind]
        for query in queries:
            index.find(query, held.get)
        keep_what_is_loaded()
        times = _times(lambda query: index.find(query, held.get), queries * 5)
        yield Figure(name="search median", value=statistics.median(times), unit="ms")
        yield Figure(name="search p99", value=_p99(times), unit="ms", target=1)

        listed = _times(
            lambda year: shelves.of_season(held, Season.SPRING, int(year), adult=False)[:10],
            [str(year) for year in range(1990, 2025)],
        )
        yield Figure(name="a season's list, p99", value=_p99(listed), unit="ms")
        wished = _times(
            lambda genre: shelves.fitting(
                held, Wish(genre=genre, length=Length.SHORT), adult=False
            ),
            shelves.genres(held) * 5,
        )
        yield Figure(name="a wish, p99", value=_p99(wished), unit="ms")

        titles = [fold(name) for show in held for name in show.names]
        few = queries[:: len(queries) // SCANNED][:SCANNED]
        ours = statistics.mean(_times(lambda query: index.find(query, held.get), few * 5))
        scan = _times(lambda query: _scanned(query, titles), few)
        yield Figure(
            name="search, times a WRatio scan",
            value=statistics.mean(scan) / ours,
            unit="x",
            target=200,
            at_least=True,
        )
        full_text = _times(_full_text(titles), few)
        yield Figure(
            name="search, times FTS5 trigram", value=statistics.mean(full_text) / ours, unit="x"
        )


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _times(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Milliseconds of one core for each query, whatever else the machine is doing."""
    times = []
    for query in queries:
        began = time.thread_time()
        ask(query)
        times.append((time.thread_time() - began) * 1000)
    return times


def _scanned(query: str, titles: Sequence[str]) -> object:
    return process.extract(query, titles, scorer=fuzz.WRatio, limit=5)


def _full_text(titles: Sequence[str]) -> Callable[[str], object]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(title, tokenize='trigram')")
    db.executemany("INSERT INTO t VALUES (?)", ((title,) for title in titles))

    def ask(query: str) -> object:
        folded = fold(query)
        grams = {folded[at : at + 3] for at in range(len(folded) - 2)} or {folded}
        match = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        sql = "SELECT title FROM t WHERE t MATCH ? ORDER BY rank LIMIT 5"
        return db.execute(sql, (match,)).fetchall()

    return ask


def _in_a_process(*arguments: str) -> str:
    """What a fresh process prints: its memory is of this one thing."""
    command = [sys.executable, "-m", "tests.bench.search", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _build(path: Path) -> None:
    began = time.perf_counter()
    shows = update.merge(list(catalogue.load(Config().catalogue)), offline.read(OFFLINE).entries)
    catalogue.write(path, shows, about=About(name="bench"))
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "mb": peak}))


def _idle(path: Path) -> None:
    """The memory of a bot that holds the full catalogue and has found a few shows in it."""
    import bot.client  # noqa: F401  (what a bot has loaded)

    held = MappedCatalogue(path)
    for query in ("hero mask", "attack on titan s2", "fullmetal"):
        Index(held).find(query, held.get)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    print(int(rss.split()[1]) / 1024)


if __name__ == "__main__":
    {"build": _build, "idle": _idle}[sys.argv[1]](Path(sys.argv[2]))
