"""What a text says on whether a show returns, each part with the sentence it rests on. Pure.

`read` gives a `Reading`. Its `lines` are what a card of proposed evidence shows, in order, each
with its sentence; its `typed` fills the evidence form, for a human to correct. Nothing is certain:
below `CUT` a reading is `unclear`, and then the two likeliest statuses stand beside each other,
each with its sentence.

What is meant by a status:

- A promise of an announcement is not an announcement, and a maker who may not confirm confirms
  nothing: both leave the status *unknown*.
- An announced season with a clear date is *dated*; guesses at a date date nothing.
- "No plans, but we may work together again" is *no plans*; the rest is a hint at a spin-off.
- What only rumours say is *rumoured*, however sure its headline.
- Dates of other seasons, films, discs, manga volumes and events aren't the season's.
- A year that a date doesn't state is worked out from the text, its day of publication or the
  catalogue, and then `inferred` says which; where nothing tells it, the date stays without one.

However odd the text: no exception, and bounded work. Names are looked up in the catalogue; no
network, no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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
from bot.renewals.claims import LIMITS
from bot.renewals.dates import Clues, DatePhrase
from bot.renewals.models import POSITIVE, Status, Tier, Typed
from bot.renewals.outlets import TRADE_PRESS
from bot.renewals.passages import Passage
from bot.renewals.premiere import Premiere
from bot.renewals.speakers import Quote
from bot.renewals.subject import Named, Season, Titles
from bot.renewals.verdict import Verdict, judge
from bot.shows.models import PartialDate

CUT = 0.77
_GOES_ON = re.compile(r"(?:it|they|this|that|the (?:new )?(?:season|sequel|series|anime|show))\b")
_DATED = {*POSITIVE, Status.CONCLUDED}


class Part(StrEnum):
    """What a line of a reading tells."""

    STATUS = "status"
    DATE = "date"
    AS_OF = "as_of"
    PLANNED_RUN = "planned_run"
    SEASON = "season"
    QUOTE = "quote"
    REASON = "reason"
    SPIN_OFF = "spin_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that a reading says, and the sentence that it rests on.

    `told` is a `Verdict` for a status, a `DatePhrase` for a date and the claim's own, a `Run`, an
    `Earlier` for a season that is out, a `Quote`; of reasons and spin-offs the sentence is all.
    """

    part: Part
    told: Verdict | DatePhrase | Run | Earlier | Quote | None
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says. `likeliest` holds two statuses, the likelier first.

    `show` is None where no title can be made out. `premiere` is the date of the season asked about
    where the status has one, of an ended season that of its end. `as_of` is the date that the text
    gives for its own claim. `earlier` has the seasons that are out, by number. `tier` says how near
    to the makers the status's sentence is, as far as the text shows. Every passage and quote is a
    slice of the text that was read: ``text[it.start:it.end] == it.text``.
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

    @property
    def lines(self) -> Sequence[Line]:
        """Everything that rests on a sentence: the status first (both where unclear), then dates,
        facts, quotes, reasons and spin-offs.
        """
        verdicts = self.likeliest if self.unclear else self.likeliest[:1]
        found = [
            Line(part=Part.STATUS, told=each, passage=each.passage)
            for each in verdicts
            if each.passage
        ]
        if self.premiere:
            phrase, passage = self.premiere.phrase, self.premiere.passage
            found.append(Line(part=Part.DATE, told=phrase, passage=passage))
        if self.as_of:
            found.append(Line(part=Part.AS_OF, told=self.as_of[0], passage=self.as_of[1]))
        if run := self.planned_run:
            found.append(Line(part=Part.PLANNED_RUN, told=run, passage=run.passage))
        found += [Line(part=Part.SEASON, told=each, passage=each.passage) for each in self.earlier]
        found += [Line(part=Part.QUOTE, told=each, passage=each.passage) for each in self.quotes]
        found += [Line(part=Part.REASON, told=None, passage=each) for each in self.reasons]
        found += [Line(part=Part.SPIN_OFF, told=None, passage=each) for each in self.spin_offs]
        return found

    @property
    def typed(self) -> Typed:
        """The evidence form as the text would fill it; what it doesn't tell is empty. The sentence
        is the status's, the speaker whoever says that sentence or, failing that, something in its
        paragraph. The link is for a human to give.
        """
        passage = self.likeliest[0].passage
        if passage is None:
            return Typed()
        near = [each for each in self.quotes if each.passage.paragraph == passage.paragraph]
        said = next((each for each in near if each.passage is passage), next(iter(near), None))
        return Typed(
            sentence=passage.flat[: LIMITS["sentence"]],
            said_on=str(self.as_of[0].value) if self.as_of else "",
            said_by=", ".join(filter(None, (said.speaker, said.role)))[: LIMITS["said_by"]]
            if said
            else "",
            outlet=((said and said.outlet) or "")[: LIMITS["outlet"]],
        )


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
        for number, phrase in dates.scan(enumerate(passage.flat for passage in found))
    ]
    season = subject.season_of(found, named)
    weighed = premiere.weigh(phrases, season, own)
    likeliest = judge(found, season, own, weighed)
    status = likeliest[0].status
    season = subject.season_of(found, named, status)
    as_of = _as_of([each for each in phrases if not subject.of_another(each[0], own)], published)
    held = None
    if status in _DATED:
        clues = Clues(
            published=published,
            said=as_of[0].value if as_of else None,
            known=subject.first_aired(named, season, titles),
            anchor=_anchor(phrases, subject.dates_of(named, titles)),
        )
        held = premiere.choose(weighed, status, clues, as_of)
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
        tier=_tier(status, _source(found, likeliest[0].passage), quotes),
    )  # fmt: skip


def _anchor(
    phrases: Sequence[tuple[Passage, DatePhrase]], days: Sequence[PartialDate]
) -> PartialDate | None:
    """The newest of the show's days that the text names without a year, as things of late are."""
    named = {(each.month, each.day) for _, each in phrases if each.day and each.year is None}
    return max((day for day in days if (day.month, day.day) in named), default=None)


def _as_of(
    phrases: Sequence[tuple[Passage, DatePhrase]], published: PartialDate | None
) -> tuple[DatePhrase, Passage] | None:
    """The date that the text gives for its own claim: "now that we are in 2025", "announced on"."""
    best: tuple[float, DatePhrase, Passage] | None = None
    for passage, phrase in phrases:
        score = premiere.said_on(passage, phrase)
        settled = dates.settle(phrase, Clues(published=published))
        if score > 0 and settled.value and (best is None or score > best[0]):
            best = (score, settled, passage)
    return (best[1], best[2]) if best else None


def _source(found: Sequence[Passage], passage: Passage | None) -> Sequence[Passage]:
    """The sentence and, where a pronoun goes on from the one before it, that too."""
    if passage is None:
        return ()
    at = found.index(passage)
    before = found[at - 1] if at else None
    goes_on = _GOES_ON.match(passage.folded) and before and before.paragraph == passage.paragraph
    return (passage, before) if before and goes_on else (passage,)


def _tier(status: Status, told_in: Sequence[Passage], quotes: Sequence[Quote]) -> Tier:
    """How near the claim is to the makers, by what its sentence names."""
    if status is Status.RUMOURED:
        return Tier.RUMOUR
    if any(cues.OFFICIAL.search(passage.folded) for passage in told_in):
        return Tier.OFFICIAL
    told = {quote.outlet.lower() for quote in quotes if quote.outlet}
    if told & TRADE_PRESS or any(outlets.OUTLET.search(each.flat) for each in told_in):
        return Tier.TRADE_PRESS
    return Tier.AGGREGATOR
