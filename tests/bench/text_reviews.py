"""How faithfully reviews are digested, held against labelled ones.

The reviews lie beside the project; where they don't, there are no figures. What each measures:

- *web verdicts*: of all labelled pairs of review and aspect, printed scores stripped from the
  text, the share whose verdict is the label's. An aspect that isn't judged counts as wrong.
- *web verdicts, opposite*: the share where one says positive and the other negative.
- *member verdicts, macro F1*: the verdict on the whole show, printed scores stripped, against the
  score that the member gave: 7 and more positive, 5 and 6 mixed, less negative. The mean of the
  three classes' F1; beside it the same of somebody who always says the commonest class, the share
  of right and of opposite verdicts. *Held out*: the third of the reviews whose text's SHA-256
  begins with 0 to 4, whose verdicts weren't looked at while the rules were tuned.
- *member aspects*: verdicts on aspects against the scores that members print for them, stripped.
- *stated facts*: of the labelled facts and scores, unstripped, the share that is read as labelled.
- *stated scores*: of the scores that members print as ``Story: 9/10``, the share read as that.
- *stated scores, opposite*: of the verdicts beside a score that the review states, unstripped, the
  share that is opposite to that score.
- *titles*: of the labels' shows, the share that is found; where the label has none, that none is.
- *verbatim*: of all quotes, the share with ``text[start:end] == quote``.
- *milliseconds, memory*: the processor's time for a whole digest in one process, once it has
  digested a first review, and what that process holds more than before.
"""

import hashlib
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.config import ROOT, Config
from bot.reviews.aspects import Aspect
from bot.reviews.digest import Digest, as_json, digest
from bot.reviews.facts import day, names
from bot.reviews.scores import Verdict
from bot.reviews.sentences import Quote
from bot.reviews.titles import Find, folded
from bot.shows import catalogue
from bot.shows.service import Shows
from tests.bench.figure import Figure, of_text

REVIEWS = ROOT.parent / "shared" / "data" / "reviews"
SEEDS = ROOT.parent / "shared" / "data" / "seeds"
_ASPECTS = {"music": Aspect.SOUND, **{aspect.value: aspect for aspect in Aspect}}

_SCALED = re.compile(
    r"(?<![\d/.])(?:\d{1,3}(?:[.,]\d+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten))\+?"
    r"\s?(?:/{1,2}|out of)\s?(?:100|10|5|ten|five)(?![\d/])",
    re.IGNORECASE,
)
_OTHER = re.compile(r"[★☆⭐]+|\d(?:\.\d)?[ -]?stars?\b|\d{1,3}(?:\.\d+)?\s?%", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?P<label>(?:story|plot|art|animation|visuals?|sound|music|characters?|character "
    r"development|enjoyment|overall|score|rating|voice acting|drama|art/animation|sound/music)"
    r"\s?[:\-–—=(]{1,3}\s{0,3}|\b(?:give|gave|rate|giving)\b[^.!?\n]{1,40}?\b(?:an?|at)\s)(?P<number>\d{1,2}(?:[.,]\d+)?)(?![\d/%]|\s?(?:episode|minute))",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"\b(?P<label>Story|Plot|Art|Animation|Visuals?|Sound|Music|Characters?|Voice Acting)"
    r"\s?[:\-–(]?\s?(?P<score>\d{1,2}(?:\.\d+)?)/10\b"
)
_OF = {"s": "story", "p": "story", "c": "characters", "m": "sound", "vo": "voice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A web review and what is known of it, as its line in the labels says."""

    name: str
    text: str
    label: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member's review, its verdict by the member's own score."""

    text: str
    verdict: Verdict

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.text.encode()).hexdigest()[0] in "01234"


def web() -> list[Labelled]:
    lines = (REVIEWS / "web_labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Labelled(name=label["id"], text=_read(REVIEWS / "web" / f"{label['id']}.txt"), label=label)
        for label in map(json.loads, lines)
    ]


def members() -> list[Member]:
    lines = (REVIEWS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Member(text=each["review"], verdict=of_score(each["score"]))
        for each in map(json.loads, lines)
    ]


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def of_score(score: float) -> Verdict:
    if score >= 7:
        return Verdict.POSITIVE
    return Verdict.MIXED if score >= 5 else Verdict.NEGATIVE


def stripped(text: str) -> str:
    """A review without its printed scores; their labels stay."""
    return _LABELLED.sub(r"\g<label>", _OTHER.sub("", _SCALED.sub("", text)))


@cache
def find() -> Find:
    return Shows(catalogue.load(Config().catalogue)).likeliest


def available() -> bool:
    return (REVIEWS / "web_labels.jsonl").exists() and (REVIEWS / "dev.jsonl").exists()


@of_text
def figures() -> Iterator[Figure]:
    """All of them; none where the reviews aren't there, which is said."""
    if not available():
        print(f"no reviews at {REVIEWS}: their figures are left out", file=sys.stderr)
        return
    yield from web_figures()
    yield from member_figures(members())
    yield from cost_figures()


def pairs(held: Iterable[Labelled]) -> list[tuple[str, Aspect, Verdict, Verdict | None]]:
    """Of each labelled aspect: review, aspect, the label, what is said of the stripped text."""
    found = []
    for review in held:
        said = digest(stripped(review.text), find()).judgements
        for aspect, verdict in review.label["aspects"].items():
            meant = _ASPECTS[aspect]
            got = said[meant].verdict if meant in said else None
            found.append((review.name, meant, Verdict(verdict), got))
    return found


def opposite(one: Verdict, other: Verdict | None) -> bool:
    return {one, other} == {Verdict.POSITIVE, Verdict.NEGATIVE}


def stated_facts(held: Iterable[Labelled]) -> list[tuple[str, str, str, object, bool]]:
    """Of each labelled fact and score: review, field, the label, what is read, if that is it."""
    found = []
    for review in held:
        got = as_json(digest(review.text, find()), review.name)
        for field, label in review.label["facts"].items():
            read = got["reviewer"] if field == "reviewer" else got["facts"].get(field)
            found.append((review.name, field, label, read, _same(field, label, read)))
        if label := review.label["score"]:
            number, _, of = label.partition("/")
            expected = float(number) / float(of or (100 if float(number) > 10 else 10)) * 10
            found.append((review.name, "score", label, got["score"], got["score"] == expected))
    return found


def _same(field: str, label: str, read: object) -> bool:
    if field == "episodes":
        return read == int(label)
    if field == "release_date":
        return read == str(day(label))
    if field == "reviewer":
        return read == label
    known = {folded(name) for name in names(label)}
    return isinstance(read, list) and known <= {folded(name) for name in read}


def named(held: Iterable[Labelled]) -> list[tuple[str, str | None, str | None, bool]]:
    """Of each review: its name, the label's title, the one that is found, if that is it."""
    found = []
    for review in held:
        show = digest(review.text, find()).show
        label, title = review.label["title"], show.title if show else None
        every = [show.written, *(show.show.names if show.show else ())] if show else []
        same = folded(label) in map(folded, every) if label else title is None
        found.append((review.name, label, title, same))
    return found


def quotes(found: Digest) -> Iterator[Quote]:
    """Every piece of the review that a digest shows."""
    for judged in found.judgements.values():
        yield from judged.sentences
    yield from (*found.strengths, *found.weaknesses, *found.hidden, *found.sources.values())
    yield from found.availability.sentences
    yield from (each.words for each in found.comments)


def web_figures() -> Iterator[Figure]:
    held = web()
    verdicts = pairs(held)
    right = [label is got for _, _, label, got in verdicts]
    against = [opposite(label, got) for _, _, label, got in verdicts]
    yield _share("web verdicts", right, 0.75)
    yield Figure(
        name="web verdicts, opposite", value=statistics.fmean(against), unit="share", target=0.03
    )
    yield _against_scores("web stated scores, opposite", (digest(each.text) for each in held))
    yield _share("stated facts", [same for *_, same in stated_facts(held)], 0.95)
    yield _share("titles", [same for *_, same in named(held)], 0.85)


def member_figures(held: Sequence[Member]) -> Iterator[Figure]:
    said = [digest(stripped(each.text)) for each in held]
    got = [
        each.judgements[Aspect.OVERALL].verdict if Aspect.OVERALL in each.judgements else None
        for each in said
    ]
    labels = [each.verdict for each in held]
    commonest = max(Verdict, key=labels.count)
    majority = macro_f1(labels, [commonest] * len(labels))
    yield Figure(
        name="member verdicts, macro F1",
        value=macro_f1(labels, got),
        unit="",
        target=max(0.62, majority),
        at_least=True,
    )
    yield Figure(name="  the commonest class", value=majority, unit="")
    out = [number for number, each in enumerate(held) if each.held_out]
    unseen = macro_f1([labels[number] for number in out], [got[number] for number in out])
    yield Figure(name=f"  held out ({len(out)})", value=unseen, unit="")
    pairs_ = list(zip(labels, got, strict=True))
    yield _share("  right", [label is verdict for label, verdict in pairs_])
    yield _share("  opposite", [opposite(*pair) for pair in pairs_])
    aspects, printed = printed_scores(held)
    yield _share("member aspects", [label is verdict for _, _, label, verdict in aspects])
    yield _share("  opposite", [opposite(label, verdict) for _, _, label, verdict in aspects])
    yield _share("stated scores", [same for *_, same in printed], 0.95)
    whole = [digest(each.text) for each in held]
    yield _against_scores("stated scores, opposite", whole)
    exact = [
        each.text[quote.start : quote.end] == quote.text
        for each, found in zip(held, whole, strict=True)
        for quote in quotes(found)
    ]
    yield _share("verbatim", exact, 1)


def _against_scores(name: str, found: Iterable[Digest]) -> Figure:
    against = [
        opposite(of_score(judged.mark.score / 10), judged.verdict)
        for each in found
        for judged in each.judgements.values()
        if judged.mark
    ]
    return Figure(name=name, value=statistics.fmean(against), unit="share", target=0)


def printed_scores(
    held: Iterable[Member],
) -> tuple[list[tuple[int, Aspect, Verdict, Verdict | None]], list[tuple[int, str, bool]]]:
    """Aspects whose score is printed once as ``Story: 9/10``: the verdicts on the stripped text,
    and whether the score is read from the whole text.
    """
    aspects = []
    scores = []
    for number, member in enumerate(held):
        printed: dict[Aspect, set[float]] = {}
        for match in _PRINTED.finditer(member.text):
            printed.setdefault(_aspect(match["label"]), set()).add(float(match["score"]))
        if not printed:
            continue
        bare, whole = digest(stripped(member.text)).judgements, digest(member.text).judgements
        for aspect, stated in printed.items():
            if len(stated) > 1:
                continue
            score = stated.pop()
            got = bare[aspect].verdict if aspect in bare else None
            aspects.append((number, aspect, of_score(score), got))
            mark = whole[aspect].mark if aspect in whole else None
            right = mark is not None and mark.score == max(round(score * 10), 10)
            scores.append((number, f"{aspect} {score}", right))
    return aspects, scores


def _aspect(label: str) -> Aspect:
    said = label.lower()
    if said == "art":
        return Aspect.VISUALS
    if said.startswith("a"):
        return Aspect.ANIMATION
    if said == "sound":
        return Aspect.SOUND
    if said.startswith("visual"):
        return Aspect.VISUALS
    return Aspect(next(aspect for start, aspect in _OF.items() if said.startswith(start)))


def macro_f1(labels: Sequence[Verdict], got: Sequence[Verdict | None]) -> float:
    """The mean over the classes of 2·hits / (labels + guesses)."""
    return statistics.fmean(
        2
        * sum(a is verdict and b is verdict for a, b in zip(labels, got, strict=True))
        / max(labels.count(verdict) + list(got).count(verdict), 1)
        for verdict in Verdict
    )


def cost_figures() -> Iterator[Figure]:
    """Milliseconds a review and megabytes, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.text_reviews"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    cost = json.loads(done.stdout)
    yield Figure(name="a review, median", value=cost["median"], unit="ms")
    yield Figure(name="a review, p95", value=cost["p95"], unit="ms", target=150)
    yield Figure(name="extra memory", value=cost["mb"], unit="MB", target=40)
    yield Figure(name="a first review", value=cost["first"], unit="ms")


def _share(name: str, right: Sequence[bool], target: float | None = None) -> Figure:
    share = sum(right) / len(right) if right else 0.0
    return Figure(name=f"{name}", value=share, unit="share", target=target, at_least=True)


def _cost() -> None:
    texts = [member.text for member in members()]
    before = _resident()
    times = []
    for text in [texts[0], *texts]:
        began = time.process_time()
        digest(text)
        times.append((time.process_time() - began) * 1000)
    first, *rest = times
    cost = {
        "first": first,
        "median": statistics.median(rest),
        "p95": statistics.quantiles(rest, n=20)[-1],
        "mb": _resident() - before,
    }
    print(json.dumps(cost))


def _resident() -> float:
    """Megabytes that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if "VmRSS" in line).split()[1]) / 1024


if __name__ == "__main__":
    _cost()
