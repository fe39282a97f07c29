"""Texts on whether a show returns, read and held against their labels.

The labelled texts and the article with its expected answer lie beside the project; without them
there are no figures. A label has `show`, `season` (a number, or words such as "1 part 2"),
`status`, `alt` (further statuses that are as right), `date` (ISO 8601, cut to its precision, or
None), `quotes` (pairs of speaker and role, either of which may be None) and `published` (when the
text appeared, or None). The engine is given the embedded catalogue, as the command is.
"""

import json
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.renewals import evidence, printed
from bot.renewals.evidence import Reading
from bot.shows import catalogue
from bot.shows.models import PartialDate
from bot.shows.service import Shows
from bot.shows.titles import fold
from tests.bench.figure import Figure, of_text

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LABELS = DATA / "renewals" / "labels.jsonl"
SEED = DATA / "seeds" / "hero_mask_season_3.txt"
_TURNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text with its label, and how it is read."""

    label: dict[str, Any]
    text: str
    reading: Reading

    @property
    def date(self) -> str | None:
        """The date given, ISO 8601 cut to its precision."""
        given = self.reading.premiere.phrase.value if self.reading.premiere else None
        return str(given) if given else None

    @property
    def accepted(self) -> bool:
        """Whether the status is the label's or one of those that are as right."""
        return self.reading.status in (self.label["status"], *self.label["alt"])


@cache
def shows() -> Shows:
    """The embedded catalogue."""
    return Shows(catalogue.load(Config().catalogue))


def labelled(*, published: bool = False) -> list[Labelled]:
    """Every labelled text as it is read, with its day of publication told or not."""
    found = []
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        text = (LABELS.parent / "texts" / f"{label['id']}.txt").read_text(encoding="utf-8")
        day = PartialDate.parse(label["published"]) if published and label["published"] else None
        reading = evidence.read(text, shows(), published=day)
        found.append(Labelled(label=label, text=text, reading=reading))
    return found


def share(said: Iterable[bool]) -> float:
    """The share that is true."""
    every = list(said)
    return sum(every) / len(every)


def strict(every: Sequence[Labelled]) -> float:
    """The share of texts whose likeliest status is the label's `status`, clear or not."""
    return share(each.reading.status == each.label["status"] for each in every)


def accepted(every: Sequence[Labelled]) -> float:
    """The share of texts whose likeliest status is the label's `status` or one of its `alt`."""
    return share(each.accepted for each in every)


def clear(every: Sequence[Labelled]) -> float:
    """The share of texts that are read with a confidence at or above the cut."""
    return share(not each.reading.unclear for each in every)


def right_where_clear(every: Sequence[Labelled]) -> float:
    """As `accepted`, among the texts at or above the cut."""
    return share(each.accepted for each in every if not each.reading.unclear)


def dates(every: Sequence[Labelled]) -> float:
    """Of the texts whose label has a date: the share for which exactly that date is given, to the
    same precision. A date whose year nothing tells counts as not given.
    """
    return share(each.date == each.label["date"] for each in every if each.label["date"])


def dates_of_nothing(every: Sequence[Labelled]) -> float:
    """Of the texts whose label has no date: the share for which one is given."""
    return share(each.date is not None for each in every if not each.label["date"])


def seasons(every: Sequence[Labelled]) -> float:
    """The share of texts whose season asked is the label's, numbers and words alike."""
    return share(str(each.reading.season.value) == str(each.label["season"]) for each in every)


def named(every: Sequence[Labelled]) -> float:
    """The share of texts whose show is the label's: of both titles, folded as the catalogue folds
    them, one holds the other, since a label names "Shield Hero" in full where its text doesn't.
    """
    return share(same_show(each) for each in every)


def same_show(each: Labelled) -> bool:
    """Whether one text's show is its label's, as `named` counts it."""
    found = each.reading.show
    ours, theirs = fold(found.title) if found else "", fold(each.label["show"])
    return bool(ours) and (ours in theirs or theirs in ours)


def quoted(every: Sequence[Labelled]) -> float:
    """Of all labelled quotes: the share for which a quote of that speaker is found, whose role
    holds the labelled one where there is one.
    """
    wanted = [(each, name, role) for each in every for name, role in each.label["quotes"]]
    return share(
        any(
            quote.speaker == name and (role is None or role in (quote.role or ""))
            for quote in each.reading.quotes
        )
        for each, name, role in wanted
    )


def seed_speakers() -> float:
    """Of the seed's expected quotes, each to be found once: the share for which one of that speaker
    with that role is found.
    """
    answer, expected = seed()
    left = [(quote["speaker"], quote["role"]) for quote in answer["quotes"]]
    found = 0
    for quote in expected["quotes"]:
        if (pair := (quote["speaker"], quote["role"])) in left:
            left.remove(pair)
            found += 1
    return found / len(expected["quotes"])


def seed_facts() -> float:
    """The share of the seed's plain fields that are as expected: show, season, status, date, the
    claim's own date with its precision, planned run, seasons' dates.
    """
    answer, expected = seed()
    same = [
        answer[key] == expected[key]
        for key in ("show", "season", "status", "date", "as_of", "as_of_precision", "planned_run")
    ]
    same += [
        any(fact.items() <= ours.items() for ours in answer["seasons"])
        for fact in expected["seasons"]
    ]
    return share(same)


def seed() -> tuple[dict[str, Any], dict[str, Any]]:
    """The article's answer as the command gives it, and the one expected."""
    reading = evidence.read(SEED.read_text(encoding="utf-8"), shows())
    expected = json.loads(SEED.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return printed.as_json(SEED.name, reading), expected


def p95(texts: Sequence[str]) -> float:
    """Milliseconds for a text, the 95th percentile over the texts; of each the fastest of three
    turns, since other work on the machine only ever adds.
    """
    times = []
    for text in texts:
        turns = []
        for _ in range(_TURNS):
            began = time.perf_counter()
            evidence.read(text, shows())
            turns.append((time.perf_counter() - began) * 1000)
        times.append(min(turns))
    return statistics.quantiles(times, n=20)[18]


@of_text
def renewals() -> Iterator[Figure]:
    """Shares from 0 to 1, on every labelled text and on the seed."""
    if not LABELS.exists():
        return
    every, told = labelled(), labelled(published=True)
    yield Figure(name="evidence, texts", value=len(every), unit="texts")
    for name, value, target in (
        ("status strict", strict(every), 0.85),
        ("status accepted", accepted(every), 0.90),
        ("clear", clear(every), 0.70),
        ("right where clear", right_where_clear(every), 0.97),
        ("dates", dates(every), 0.90),
        ("dates, publication told", dates(told), 0.90),
        ("season asked", seasons(every), 0.90),
        ("show", named(every), 0.90),
        ("speakers", quoted(every), 0.90),
        ("seed: speakers, roles", seed_speakers(), 1.0),
        ("seed: facts", seed_facts(), 1.0),
    ):
        yield Figure(name=f"evidence, {name}", value=value, unit="", target=target, at_least=True)
    nothing = dates_of_nothing(every)
    yield Figure(name="evidence, dates of nothing", value=nothing, unit="", target=0.05)
    texts = [each.text for each in every]
    yield Figure(name="evidence, p95", value=p95(texts), unit="ms", target=10)
