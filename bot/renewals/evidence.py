"""From a text to what it says on whether a show returns, each part with its sentence. Pure.

What is meant by a status:

- A promise of an announcement is not an announcement, and a maker who may not confirm confirms
  nothing: both leave the status *unknown*.
- An announced season with a clear date is *dated*; guesses at a date date nothing.
- "No plans, but we may work together again" is *no plans*; the rest is a hint at a spin-off.
- What only rumours say is *rumoured*, however sure its headline.
- Dates of other seasons, films, discs, manga volumes and events aren't the season's.

Below `CUT` a reading is unclear: its two likeliest statuses are given with their sentences.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.renewals import (
    background,
    cues,
    dates,
    outlets,
    passages,
    people,
    premiere,
    speakers,
    subject,
)
from bot.renewals.background import Earlier, Run
from bot.renewals.dates import DatePhrase
from bot.renewals.models import Status, Tier
from bot.renewals.passages import Passage
from bot.renewals.premiere import Premiere
from bot.renewals.outlets import TRADE_PRESS
from bot.renewals.speakers import Quote
from bot.renewals.subject import Named, Season, Titles
from bot.shows.models import PartialDate

CUT = 0.6
_SERIES = re.compile(r"\b(?:season|series|sequel|anime|show|episodes?)\b")
_NOTHING_COMES = {Status.UNKNOWN, Status.NO_PLANS, Status.CANCELLED}
_DATED = {Status.DATED, Status.AIRING, Status.CONCLUDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A status that the text may mean, how surely from 0 to 1, and the sentence it rests on."""

    status: Status
    confidence: float
    passage: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says. `likeliest` holds two statuses, the likelier first.

    `premiere` is the date of the season asked about where the status has one. `as_of` is the date
    that the text gives for its own claim. Every passage and quote is a slice of the text.
    """

    show: Named | None
    season: Season
    likeliest: tuple[Verdict, Verdict]
    premiere: Premiere | None
    as_of: tuple[DatePhrase, Passage] | None
    planned_run: Run | None
    earlier: Sequence[Earlier]
    quotes: Sequence[Quote]
    reasons: Sequence[Passage]
    spin_offs: Sequence[Passage]
    tier: Tier

    @property
    def status(self) -> Status:
        """The likelier one, be it clear or not."""
        return self.likeliest[0].status

    @property
    def confidence(self) -> float:
        return self.likeliest[0].confidence

    @property
    def unclear(self) -> bool:
        return self.confidence < CUT


def read(
    text: str, titles: Titles | None = None, *, published: PartialDate | None = None
) -> Reading:
    """Read the text's first 60,000 characters. `titles`: the catalogue; `published`: when the
    text appeared, by which "next year" and a date without a year can be told.
    """
    found = passages.split(text)
    named = subject.show_of(found, titles)
    own = subject.own_words(named)
    phrases = [
        (found[number], phrase)
        for number, phrase in dates.scan(enumerate(passage.text for passage in found))
    ]
    season = subject.season_of(found, named)
    weighed = premiere.weigh(phrases, season, own)
    scores, rests = _scores(found, season, own, weighed)
    likeliest = _verdicts(scores, rests, doubt=_headline_against(found, scores))
    status = likeliest[0].status
    season = subject.season_of(found, named, status)
    as_of = _as_of(phrases, published)
    known = subject.first_aired(named, season, titles)
    held = None
    if status in _DATED:
        held = premiere.choose(weighed, status, published=published, said=as_of, known=known)
    said = people.people(found, own)
    quotes = speakers.quotes(text, found, said)
    return Reading(
        show=named,
        season=season,
        likeliest=likeliest,
        premiere=held,
        as_of=as_of,
        planned_run=background.planned_run(found),
        earlier=[
            fact for fact in background.earlier(found, phrases, own)
            if fact.season != season.number or status in (Status.AIRING, Status.CONCLUDED)
        ],
        quotes=quotes,
        reasons=background.reasons(found),
        spin_offs=background.spin_offs(found),
        tier=_tier(status, likeliest[0].passage, quotes),
    )  # fmt: skip


def _scores(
    found: Sequence[Passage],
    season: Season,
    own: frozenset[str],
    weighed: Sequence[premiere.Candidate],
) -> tuple[dict[Status, float], dict[Status, Passage]]:
    weights: defaultdict[Status, list[tuple[float, Passage]]] = defaultdict(list)
    hard = denied = 0.0
    for order, passage in enumerate(found):
        about = _about(passage, season, own)
        place = 1.4 if order == 0 else 1.1 if order < 3 else 1.0
        for cue in cues.of(
            passage.folded, question=passage.question, heading=passage.heading
        ):
            weight = cue.weight * place * about
            weights[cue.status].append((weight, passage))
            if cue.hard:
                hard = max(hard, weight)
            if cue.denies:
                denied = max(denied, weight)
    for each in weighed:
        if each.score >= premiere.SURE:
            status = Status.AIRING if each.past else Status.DATED
            strength = 1.0 if each.past else 3.0 + 0.4 * (each.score - premiere.SURE)
            weights[status].append((strength, each.passage))
    scores, rests = {}, {}
    for status, pieces in weights.items():
        ranked = sorted(pieces, key=lambda piece: (-piece[0], piece[1].start))
        scores[status] = ranked[0][0] + 0.35 * sum(weight for weight, _ in ranked[1:4])
        rests[status] = ranked[0][1]
    _settle(scores, denied)
    return scores, rests


def _settle(scores: dict[Status, float], denied: float) -> None:
    """What one status means for another."""

    def get(status: Status) -> float:
        return scores.get(status, 0.0)

    if denied:
        for status in (Status.ANNOUNCED, Status.IN_PRODUCTION):
            if status in scores:
                scores[status] *= 0.4
    if get(Status.RUMOURED) >= 2.5 and (denied or get(Status.RUMOURED) > get(Status.ANNOUNCED)):
        for status in (Status.ANNOUNCED, Status.IN_PRODUCTION, Status.UNKNOWN, Status.DATED):
            if status in scores:
                scores[status] *= 0.55
    negative = max(get(Status.CANCELLED), get(Status.NO_PLANS), get(Status.ON_HIATUS))
    if negative >= 3:
        for status in (Status.ANNOUNCED, Status.UNKNOWN, Status.IN_PRODUCTION, Status.CONCLUDED):
            if status in scores:
                scores[status] *= 0.6
    if get(Status.DATED) >= 2.5 and not denied:
        scores[Status.DATED] += 0.5 * max(get(Status.ANNOUNCED), get(Status.IN_PRODUCTION))
        for status in (Status.ANNOUNCED, Status.IN_PRODUCTION):
            if status in scores:
                scores[status] *= 0.6
    elif get(Status.IN_PRODUCTION) >= 2.5:
        scores[Status.IN_PRODUCTION] += 0.4 * get(Status.ANNOUNCED)
        if Status.ANNOUNCED in scores:
            scores[Status.ANNOUNCED] *= 0.8
    if get(Status.AIRING) >= 2.4:
        scores[Status.AIRING] += 0.4 * get(Status.DATED)
    scores[Status.UNKNOWN] = get(Status.UNKNOWN) + 1.0


def _about(passage: Passage, season: Season, own: frozenset[str]) -> float:
    """How much a sentence speaks of the season asked about, 0 to 1."""
    mentions = subject.seasons_in(passage)
    if not mentions and passage.folded.startswith("as for "):
        return 0.4
    if not mentions:
        film = subject.FILM.search(passage.folded) and not _SERIES.search(passage.folded)
        return 0.3 if film and not season.film else 0.85
    ours = [
        mention for mention in mentions
        if not subject.belongs_elsewhere(passage.text, mention.start, own)
    ]  # fmt: skip
    if not ours:
        return 0.1
    if season.number is None or any(mention.number == season.number for mention in ours):
        return 1.0
    if all(mention.number < season.number for mention in ours):
        return 0.5
    return 0.8


def _ranked(scores: dict[Status, float]) -> list[Status]:
    order = list(Status)
    return sorted(order, key=lambda status: (-scores.get(status, 0.0), order.index(status)))


def _headline_against(found: Sequence[Passage], scores: dict[Status, float]) -> bool:
    """Whether the headline has it come where the text as read has not."""
    if not found or found[0].question or _ranked(scores)[0] not in _NOTHING_COMES:
        return False
    head = found[0].folded
    return bool(cues.HEADED_FOR_MORE.search(head)) and not any(
        pattern.search(head)
        for pattern in (cues.NOT_ANNOUNCED, cues.CANCELLED, cues.NO_PLANS, cues.SILENT, cues.HEDGE)
    )


def _verdicts(
    scores: dict[Status, float], rests: dict[Status, Passage], *, doubt: bool
) -> tuple[Verdict, Verdict]:
    first, second = _ranked(scores)[:2]
    best, next_best = scores.get(first, 0.0), scores.get(second, 0.0)
    sure = best / (best + next_best + 0.6) if best else 0.0
    if doubt:
        sure *= 0.75
    return (
        Verdict(status=first, confidence=round(sure, 2), passage=rests.get(first)),
        Verdict(
            status=second,
            confidence=round(sure * next_best / best if best else 0.0, 2),
            passage=rests.get(second),
        ),
    )


def _as_of(
    phrases: Sequence[tuple[Passage, DatePhrase]], published: PartialDate | None
) -> tuple[DatePhrase, Passage] | None:
    """The date that the text gives for its own claim: "now that we are in 2025", "announced on"."""
    best: tuple[float, DatePhrase, Passage] | None = None
    for passage, phrase in phrases:
        score = premiere.said_on(passage, phrase)
        settled = dates.settle(phrase, published=published)
        if score > 0 and settled.value and (best is None or score > best[0]):
            best = (score, settled, passage)
    return (best[1], best[2]) if best else None


def _tier(status: Status, passage: Passage | None, quotes: Sequence[Quote]) -> Tier:
    """How near the claim is to the makers, by what its sentence names."""
    if status is Status.RUMOURED:
        return Tier.RUMOUR
    if passage and cues.OFFICIAL.search(passage.folded):
        return Tier.OFFICIAL
    told = {quote.outlet.lower() for quote in quotes if quote.outlet}
    if told & TRADE_PRESS or (
        passage and outlets.OUTLET.search(passage.text)
    ):
        return Tier.TRADE_PRESS
    return Tier.AGGREGATOR
