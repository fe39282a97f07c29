"""What a text tells beside the status: seasons that are out, the planned run, reasons. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.renewals.dates import DatePhrase
from bot.renewals.passages import Passage
from bot.renewals.subject import NUMBERS, belongs_elsewhere, seasons_in

MOST = 12
_REACH = 110
_CLAUSE_ENDS = re.compile(r";|\bbut\b|\bwhile\b")
_N = r"[1-9]\d{0,2}|" + "|".join(NUMBERS)
_PLANNED = re.compile(
    r"\b(?:meant|planned|plans?|intended|conceived|designed|supposed|limit(?:ed)?|decided|"
    r"envisioned|consist)\b"
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
    r"\b(?:premiered|aired|was released|came out|debuted|ran|premiere|released|arrived|launched|"
    r"began airing|started airing|dropped|ended|out since)\b"
)
_OTHER = re.compile(
    r"\b(?:ovas?|films?|movies?|blu-?rays?|dvds?|volumes?|manga|novels?|announced|renewed|"
    r"confirmed)\b"
)
REASONS = (
    ("source", re.compile(
        r"\b(?:original (?:story|work|series|anime|project|property)|aren't adaptations|(?:no|not "
        r"enough|without|lack of|nothing)"
        r"(?: [\w'-]+){0,4}? (?:manga|source material|material|left to adapt|to adapt|to draw on|"
        r"left)|outside material|source material|"
        r"to adapt from|(?:manga|novels?) (?:is|was|has) (?:\w+ )?(?:ended|finished|over|"
        r"complete)|skipp(?:ed|ing) (?:[\w'-]+ ){0,4}chapters|"
        r"rushed|whole story|caught up)\b")),
    ("money", re.compile(
        r"\b(?:funding|fund|budgets?|costs?|costly|expensive|money|financ\w+|sales|profit\w*|"
        r"invest\w+|viewership|ratings|"
        r"views|viewers were|low numbers|subscribers)\b")),
    ("labour", re.compile(
        r"\b(?:labou?r-saving|lots of quick cuts|quick cuts|amounts to a lot of work|schedules?|"
        r"busy with|animators|staff shortage|"
        r"production (?:issues|problems|delays|company|quality)|done too well|time-consuming)\b")),
    ("illness", re.compile(r"\b(?:covid(?:-19)?|coronavirus|pandemic|outbreak|health|illness|"
                           r"injury)\b")),
    ("makers", re.compile(r"\b(?:various circumstances|creative differences|lawsuit|scandal|"
                          r"arrest(?:ed)?|passed away|death of)\b")),
)  # fmt: skip
_BECAUSE = re.compile(
    r"\b(?:because|due to|since|reasons?|why|as a result|owing to|thanks to|so that|hurdle|not "
    r"high enough|more expensive|"
    r"difficult|hard|cannot|could not|couldn't|hasn't|has not|not found|no manga|no source|"
    r"nothing|so|problem|at the part|blame\w*|"
    r"too|a lot of work|isn't so common|would strive|caused?)\b"
)
_SPIN_OFF = re.compile(
    r"\b(?:spin-?offs?|sequel series|prequel series|side stor(?:y|ies)|new stories|fan movie|"
    r"work(?:ing)? (?:together|with [\w' ]{2,30}?) (?:again|in the future)|work together again|"
    r"(?:follow-up|new|another|sequel) (?:film|movie|project|ova)|next project)\b"
)

_NO_HINT = re.compile(
    r"(?:\b(?:no|not|never|without|neither|nor)|n't)\b"
    r"(?:(?!\b(?:but|only|just|rul(?:e[ds]?|ing) out|exclud\w+)\b)[^.;,]){0,50}$"
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
    passages: Sequence[Passage],
    phrases: Sequence[tuple[Passage, DatePhrase]],
    own: frozenset[str],
) -> list[Earlier]:
    """Facts of seasons that the text has as out, by their number."""
    found: dict[int, Earlier] = {}
    for passage in passages:
        if passage.question and not passage.flat.startswith("The"):
            continue
        here = [phrase for at, phrase in phrases if at is passage and phrase.year]
        for fact in _facts(passage, here, own):
            before = found.setdefault(fact.season, fact)
            found[fact.season] = replace(
                before if before.date else fact,
                date=before.date or fact.date,
                episodes=before.episodes or fact.episodes,
            )
    return [found[number] for number in sorted(found)]


def _facts(
    passage: Passage, phrases: Sequence[DatePhrase], own: frozenset[str]
) -> Iterator[Earlier]:
    """What stands behind each season that a passage names, up to the next one."""
    folded = passage.folded
    mentions = [m for m in seasons_in(passage) if not belongs_elsewhere(passage.flat, m.start, own)]
    for mention, following in zip_longest(mentions, mentions[1:]):
        stop = following.start if following else len(folded)
        region = folded[mention.end : min(stop, mention.end + _REACH)]
        clause = _CLAUSE_ENDS.split(region)[0]
        out = _OUT.search(clause)
        begins = mention.end + (out.start() if out else len(clause))
        date = next(
            (
                phrase
                for phrase in phrases
                if begins <= phrase.start < mention.end + len(clause)
                and not _OTHER.search(folded[mention.end : phrase.start])
            ),
            None,
        )
        counted = _EPISODES.search(clause)
        episodes = counted and (out or "," in clause[:3] or "has" in clause[:10])
        if date or episodes:
            yield Earlier(
                season=mention.number,
                date=date,
                episodes=_count(counted) if episodes else None,
                passage=passage,
            )


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
    return [
        passage
        for passage in passages
        if any(
            not _NO_HINT.search(passage.folded[max(0, hint.start() - 70) : hint.start()])
            for hint in _SPIN_OFF.finditer(passage.folded)
        )
    ][:MOST]
