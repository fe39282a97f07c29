"""Which status a text speaks for, and how surely. Pure.

Every sentence adds its cues, weighed by how much it speaks of the season asked about and how near
the head it stands; what one status means for another is settled then. How sure the likeliest is
follows from its lead, from how many sentences say so, and from whether the headline agrees.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.renewals import cues, premiere, subject
from bot.renewals.models import NEGATIVE, POSITIVE, Status
from bot.renewals.passages import Passage
from bot.renewals.premiere import Candidate
from bot.renewals.subject import Season

_SCREEN = re.compile(r"\b(?:season|series|sequel|anime|show|episodes?)\b")
_FIRST, _LEAD = 1.4, 1.1
_FURTHER = 0.35
_VOICE = 1.4
"""The weight from which on a sentence counts as one that says so."""
_UNDECIDED = 1.0
"""What speaks for *unknown* where nothing speaks at all."""
_AGREES, _TOPIC, _NEUTRAL, _CONTRADICTS = 1.0, 0.97, 0.88, 0.72
_ALONE = 0.9
_KIN = (
    {Status.ANNOUNCED, Status.IN_PRODUCTION, Status.DATED},
    {Status.CANCELLED, Status.NO_PLANS, Status.CONCLUDED},
)
"""They follow from one another or go together, and so are half rivals only."""
_DOUBTS = frozenset({cues.NOT_ANNOUNCED, cues.CANCELLED, cues.NO_PLANS, cues.SILENT, cues.HEDGE,
                     cues.RUMOUR})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A status that the text may mean, how surely from 0 to 1, and the sentence it rests on.

    `passage` is None for *unknown* where no sentence says anything.
    """

    status: Status
    confidence: float
    passage: Passage | None


@dataclass(slots=True, kw_only=True)
class _Case:
    """What speaks for a status: its score, its strongest passage, how many say so."""

    score: float = 0.0
    passage: Passage | None = None
    voices: int = 0


def judge(
    found: Sequence[Passage],
    season: Season,
    own: frozenset[str],
    weighed: Sequence[Candidate],
) -> tuple[Verdict, Verdict]:
    """The two likeliest statuses, the likelier first. `own`: words of the show's titles;
    `weighed`: the text's dates, as `premiere.weigh` has them.
    """
    pieces: defaultdict[Status, list[tuple[float, Passage]]] = defaultdict(list)
    merely: list[tuple[float, Passage]] = []
    denied = 0.0
    for order, passage in enumerate(found):
        about = _about(passage, season, own)
        place = _FIRST if order == 0 else _LEAD if order < 3 else 1.0
        for cue in cues.of(passage.folded, question=passage.question, heading=passage.heading):
            weight = cue.weight * place * about
            (merely if cue.merely else pieces[cue.status]).append((weight, passage))
            denied = max(denied, weight if cue.denies else 0.0)
    if merely:
        pieces[Status.CANCELLED if pieces[Status.CANCELLED] else Status.NO_PLANS] += merely
    pieces = defaultdict(list, {status: every for status, every in pieces.items() if every})
    for each in weighed:
        if each.score >= premiere.SURE and not each.foretold:
            strength = 2.4 if each.past else 3.0 + 0.4 * (each.score - premiere.SURE)
            pieces[Status.AIRING if each.past else Status.DATED].append((strength, each.passage))
    cases = defaultdict(_Case, {status: _case(every) for status, every in pieces.items()})
    _settle(cases, denied=bool(denied))
    order_of = list(Status)
    ranked = sorted(order_of, key=lambda each: (-cases[each].score, order_of.index(each)))
    first, second = ranked[:2]
    best, next_best = cases[first], cases[second]
    rival = next_best.score * (0.5 if any({first, second} <= kin for kin in _KIN) else 1.0)
    sure = best.score / (best.score + rival + 0.6)
    sure *= _headline(found, first) * (1.0 if best.voices > 1 else _ALONE)
    sure = 1 - (1 - sure) ** 2 if best.passage else 0.4
    return (
        Verdict(status=first, confidence=round(sure, 2), passage=best.passage),
        Verdict(
            status=second,
            confidence=round(sure * next_best.score / best.score, 2),
            passage=next_best.passage,
        ),
    )


def _case(pieces: Sequence[tuple[float, Passage]]) -> _Case:
    ranked = sorted(pieces, key=lambda piece: (-piece[0], piece[1].start))
    further = sum(weight for weight, _ in ranked[1:4])
    saying = {passage.start for weight, passage in ranked if weight >= _VOICE}
    return _Case(score=ranked[0][0] + _FURTHER * further, passage=ranked[0][1], voices=len(saying))


def _settle(cases: defaultdict[Status, _Case], *, denied: bool) -> None:
    """What one status means for another."""

    def less(share: float, *statuses: Status) -> None:
        for status in statuses:
            cases[status].score *= share

    def score(status: Status) -> float:
        return cases[status].score

    if denied:
        less(0.4, Status.ANNOUNCED, Status.IN_PRODUCTION)
    rumoured = score(Status.RUMOURED)
    if rumoured >= 2.5 and (denied or rumoured > score(Status.ANNOUNCED)):
        less(0.55, Status.ANNOUNCED, Status.IN_PRODUCTION, Status.UNKNOWN, Status.DATED)
    if max(map(score, (Status.CANCELLED, Status.NO_PLANS, Status.ON_HIATUS))) >= 3:
        less(0.6, Status.ANNOUNCED, Status.UNKNOWN, Status.IN_PRODUCTION)
        told = cases[Status.CONCLUDED].voices > 1 and score(Status.CANCELLED) < 3
        less(0.6, Status.NO_PLANS if told else Status.CONCLUDED)
    if score(Status.DATED) >= 2.5 and not denied:
        more = 0.5 * max(score(Status.ANNOUNCED), score(Status.IN_PRODUCTION))
        cases[Status.DATED].score += more
        less(0.6, Status.ANNOUNCED, Status.IN_PRODUCTION)
        if score(Status.ON_HIATUS) < 3:
            less(0.4, Status.ON_HIATUS)
    elif score(Status.IN_PRODUCTION) >= 2.5:
        cases[Status.IN_PRODUCTION].score += 0.4 * score(Status.ANNOUNCED)
        less(0.8, Status.ANNOUNCED)
    if score(Status.AIRING) >= 2.4:
        less(0.7, Status.ANNOUNCED, Status.IN_PRODUCTION)
        cases[Status.AIRING].score += 0.4 * score(Status.DATED)
    cases[Status.UNKNOWN].score += _UNDECIDED


def _about(passage: Passage, season: Season, own: frozenset[str]) -> float:
    """How much a sentence speaks of the season asked about, 0 to 1."""
    mentions = subject.seasons_in(passage)
    if not mentions:
        if passage.folded.startswith("as for "):
            return 0.4
        film = subject.FILM.search(passage.folded) and not _SCREEN.search(passage.folded)
        return 0.3 if film and not season.film else 0.85
    ours = [
        mention
        for mention in mentions
        if not subject.belongs_elsewhere(passage.flat, mention.start, own)
    ]
    if not ours:
        return 0.1
    if season.number is None or any(mention.number == season.number for mention in ours):
        return 1.0
    return 0.5 if all(mention.number < season.number for mention in ours) else 0.8


def _headline(found: Sequence[Passage], status: Status) -> float:
    """How well the headline agrees with a status."""
    if not found:
        return _NEUTRAL
    head = found[0]
    said = {cue.status for cue in cues.of(head.folded, question=False, heading=True)}
    doubts = any(pattern.search(head.folded) for pattern in _DOUBTS)
    comes = not head.question and not doubts and bool(cues.HEADED_FOR_MORE.search(head.folded))
    if status is not Status.UNKNOWN and cues.TOPIC.search(head.folded) and not said:
        return _TOPIC
    if status in POSITIVE:
        if head.question:
            return _NEUTRAL
        if comes or said & POSITIVE:
            return _AGREES
        return _CONTRADICTS if said & NEGATIVE else _NEUTRAL
    if status is Status.UNKNOWN:
        if head.question or cues.TOPIC.search(head.folded) or Status.UNKNOWN in said:
            return _AGREES
        return _CONTRADICTS if comes or said & (POSITIVE | NEGATIVE) else _NEUTRAL
    if status is Status.RUMOURED:
        if Status.RUMOURED in said or head.question:
            return _AGREES
        return _CONTRADICTS if comes else _NEUTRAL
    if said & NEGATIVE or head.question:
        return _AGREES
    return _CONTRADICTS if comes else _NEUTRAL
