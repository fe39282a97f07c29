"""What a text tells beside the status: facts of seasons, the planned run, reasons, spin-offs. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.renewals.dates import DatePhrase, Precision
from bot.renewals.passages import Passage
from bot.renewals.subject import NUMBERS, belongs_elsewhere, seasons_in

MOST = 12
_N = r"[1-9]\d{0,2}|" + "|".join(NUMBERS)
_PLANNED = re.compile(
    r"\b(?:meant|planned|plans?|intended|conceived|designed|supposed|limit(?:ed)?|decided|envisioned|consist)\b"
)
_SEASONS = re.compile(rf"\b(?P<n>{_N})[ -](?:full |more )?(?:seasons?|cours?)\b")
_EPISODES = re.compile(
    r"\b(?P<n>[1-9]\d{0,2}|"
    + "|".join(NUMBERS)
    + r"|thirteen|twelve|eleven|twenty-four|twenty-five)[ -]episodes?\b"
)
_WORDS = NUMBERS | {
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "twenty-four": 24,
    "twenty-five": 25,
}
_OUT = re.compile(
    r"\b(?:premiered|aired|was released|came out|debuted|ran|premiere|released|arrived|launched|began airing|started airing|dropped|ended|out since)\b"
)
_OTHER = re.compile(
    r"\b(?:ovas?|films?|movies?|blu-?rays?|dvds?|volumes?|manga|novels?|announced|renewed|confirmed)\b"
)
REASONS = (
    ("source", re.compile(
        r"\b(?:original (?:story|work|series|anime|project|property)|aren't adaptations|(?:no|not enough|without|lack of|nothing)"
        r"(?: [\w'-]+){0,4}? (?:manga|source material|material|left to adapt|to adapt|to draw on|left)|outside material|source material|"
        r"to adapt from|(?:manga|novels?) (?:is|was|has) (?:\w+ )?(?:ended|finished|over|complete)|skipp(?:ed|ing) (?:[\w'-]+ ){0,4}chapters|"
        r"rushed|whole story|caught up)\b")),
    ("money", re.compile(
        r"\b(?:funding|fund|budgets?|costs?|costly|expensive|money|financ\w+|sales|profit\w*|invest\w+|viewership|ratings|"
        r"views|viewers were|low numbers|subscribers)\b")),
    ("labour", re.compile(
        r"\b(?:labou?r-saving|lots of quick cuts|quick cuts|amounts to a lot of work|schedules?|busy with|animators|staff shortage|"
        r"production (?:issues|problems|delays|company|quality)|done too well|time-consuming)\b")),
    ("illness", re.compile(r"\b(?:covid(?:-19)?|coronavirus|pandemic|outbreak|health|illness|injury)\b")),
    ("makers", re.compile(r"\b(?:various circumstances|creative differences|lawsuit|scandal|arrest(?:ed)?|passed away|death of)\b")),
)  # fmt: skip
_BECAUSE = re.compile(
    r"\b(?:because|due to|since|reasons?|why|as a result|owing to|thanks to|so that|hurdle|not high enough|more expensive|"
    r"difficult|hard|cannot|could not|couldn't|hasn't|has not|not found|no manga|no source|nothing|so|problem|at the part|blame\w*|"
    r"too|a lot of work|isn't so common|would strive|caused?)\b"
)
_SPIN_OFF = re.compile(
    r"\b(?:spin-?offs?|sequel series|prequel series|side stor(?:y|ies)|new stories|fan movie|"
    r"work(?:ing)? (?:together|with [\w' ]{2,30}?) (?:again|in the future)|work together again|"
    r"(?:follow-up|new|another|sequel) (?:film|movie|project|ova)|next project)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the makers planned in all; `passage` says it."""

    seasons: int | None
    episodes: int | None
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """When a season that is out came out, and its episodes, as far as the text says."""

    season: int
    date: DatePhrase | None
    episodes: int | None
    passage: Passage


def planned_run(passages: Sequence[Passage]) -> Run | None:
    """The run that was planned from the start; of several passages the one that says most."""
    found: list[Run] = []
    for passage in passages:
        folded = passage.folded
        planned = _PLANNED.search(folded)
        if planned is None or passage.question:
            continue
        region = folded[planned.start() : planned.end() + 140]
        seasons, episodes = _SEASONS.search(region), _EPISODES.search(region)
        if seasons or episodes:
            found.append(Run(seasons=_count(seasons), episodes=_count(episodes), passage=passage))
    return max(found, key=lambda run: (bool(run.episodes) + bool(run.seasons), -run.passage.start),
               default=None)  # fmt: skip


def _count(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    return int(match["n"]) if match["n"].isdigit() else _WORDS.get(match["n"])


def earlier(
    passages: Sequence[Passage], phrases: Sequence[tuple[Passage, DatePhrase]],
    own: frozenset[str],
) -> list[Earlier]:  # fmt: skip
    """Facts of seasons that the text has as out, by their number."""
    found: dict[int, Earlier] = {}
    for passage in passages:
        if passage.question and not passage.text[:40].startswith("The"):
            continue
        folded = passage.folded
        mentions = [
            m for m in seasons_in(passage) if not belongs_elsewhere(passage.text, m.start, own)
        ]
        for number, mention in enumerate(mentions):
            stop = mentions[number + 1].start if number + 1 < len(mentions) else len(folded)
            region = folded[mention.end : min(stop, mention.end + 110)]
            clause = re.split(r"[;]|\bbut\b|\bwhile\b", region)[0]
            out = _OUT.search(clause)
            date = next(
                (
                    phrase
                    for at, phrase in phrases
                    if at is passage
                    and out
                    and mention.end + out.start() <= phrase.start < mention.end + len(clause)
                    and phrase.year
                    and not _OTHER.search(folded[mention.end : phrase.start])
                ),
                None,
            )
            counted = _EPISODES.search(clause)
            episodes = (
                _count(counted)
                if counted and (out or "," in clause[:3] or "has" in clause[:10])
                else None
            )
            if date is None and episodes is None:
                continue
            before = found.get(mention.number)
            if before is None:
                found[mention.number] = Earlier(
                    season=mention.number, date=date, episodes=episodes, passage=passage
                )
            elif before.date is None or before.episodes is None:
                found[mention.number] = Earlier(
                    season=mention.number, date=before.date or date, episodes=before.episodes or episodes,
                    passage=before.passage if before.date else passage,
                )  # fmt: skip
    return [found[number] for number in sorted(found)]


def reasons(passages: Sequence[Passage]) -> list[Passage]:
    """The sentences that give a reason for how it stands."""
    found = [
        passage
        for passage in passages
        if not passage.question
        and not passage.heading
        and any(pattern.search(passage.folded) for _, pattern in REASONS)
        and _BECAUSE.search(passage.folded)
    ]
    return found[:MOST]


def spin_offs(passages: Sequence[Passage]) -> list[Passage]:
    """The sentences that hint at something else than another season."""
    return [passage for passage in passages if _SPIN_OFF.search(passage.folded)][:MOST]


__all__ = ["Earlier", "Precision", "Run", "earlier", "planned_run", "reasons", "spin_offs"]
