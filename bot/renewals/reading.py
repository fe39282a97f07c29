"""From what was read out of a text to evidence that a member corrects and sends. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from bot.errors import N_, Outdated, Refusal
from bot.ids import EvidenceId, GuildId, ShowId, UserId
from bot.renewals import background, claims, evidence, outlets
from bot.renewals.background import Earlier, Run
from bot.renewals.claims import LIMITS
from bot.renewals.dates import DatePhrase
from bot.renewals.evidence import Part, Reading
from bot.renewals.lines import Kind, Line
from bot.renewals.models import (
    CLAIMABLE,
    DateUnreadable,
    Draft,
    NeedsMending,
    SentenceMissing,
    Status,
    Subject,
    Tier,
    Typed,
)
from bot.renewals.passages import Passage
from bot.renewals.people import SAYING
from bot.renewals.speakers import Quote
from bot.renewals.verdict import Verdict
from bot.shows.models import PartialDate

MOST = {
    Kind.STATUS: 2,
    Kind.DATE: 1,
    Kind.AS_OF: 1,
    Kind.RUN: 1,
    Kind.SEASON: 4,
    Kind.QUOTE: 6,
    Kind.REASON: 5,
    Kind.SPIN_OFF: 4,
}
"""How many lines of each kind are kept of a text. A select has room for 25."""
NAME_LIMIT = 80
_FOUND_BY: Mapping[Kind, Callable[[list[Passage]], Sequence[Passage]]] = {
    Kind.REASON: background.reasons,
    Kind.SPIN_OFF: background.spin_offs,
}
_CLAUSE = re.compile(r"\b(?:but|while|although|though|however|yet|whereas)\b")
LAST_SEASON = 50
_LAST_EPISODE = 2000
_LONGEST_QUOTE = 1000
_OF_THE_CLAIM = {Kind.STATUS, Kind.AS_OF}
_SENTENCES = {Kind.REASON, Kind.SPIN_OFF}


class WhichShowFirst(Refusal):
    kept = True
    message = N_("Say which show this is about: *Show and season*, under *Correct a line*.")


class WhichStatusFirst(Refusal):
    kept = True
    message = N_("Say what the text says on a return: press what fits, or *Status and sentence*.")


class DateFirst(Refusal):
    kept = True
    message = N_("Say when it was said: *Who, when and where*, under *Correct a line*.")


class NotANumber(Refusal):
    message = N_("“{typed}” isn't a number from 1 to {limit}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What was read out of a text, as its member has corrected it.

    `show`, `season` and `status` are None where they are still to be said. `author` is the member
    whose message it was, where another one reads it; `corrects` the piece that it is to replace;
    `evidence` the piece that it became. `lines` holds also those that were left out.
    """

    guild: GuildId
    number: int
    by: UserId
    author: UserId | None
    show: ShowId | None
    season: int | None
    status: Status | None
    tier: Tier
    typed: Typed
    lines: Sequence[Line]
    read_at: datetime
    corrects: EvidenceId | None = None
    evidence: EvidenceId | None = None

    @property
    def likeliest(self) -> Sequence[Line]:
        """The statuses that the text may mean, the likelier first."""
        return [line for line in self.lines if line.kind is Kind.STATUS]

    @property
    def further(self) -> Sequence[Line]:
        """What comes along with the claim."""
        return [line for line in self.lines if line.kind not in _OF_THE_CLAIM]

    def line(self, number: int) -> Line:
        """One of `further`. Raises `Outdated`."""
        if found := next((line for line in self.further if line.number == number), None):
            return found
        raise Outdated


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A proposal with what it is about, as far as that is said, and what keeps it from being
    sent.
    """

    proposal: Proposal
    subject: Subject | None
    problems: Sequence[Refusal]


def status_of(reading: Reading) -> Status | None:
    """The status, where the text is clear on one that evidence may claim."""
    return reading.status if not reading.unclear and reading.status in CLAIMABLE else None


def typed_of(reading: Reading, link: str) -> Typed:
    """The claim's fields as the text fills them. An unclear one's sentence is yet to be chosen."""
    typed = reading.typed
    return replace(
        typed,
        sentence=typed.sentence if status_of(reading) else "",
        outlet=typed.outlet or _outlet(reading.likeliest[0].passage),
        link=link[: LIMITS["link"]],
    )


def lines_of(reading: Reading) -> list[Line]:
    """What the text says, line by line, each with its sentence; `MOST` of each kind."""
    kept: dict[Kind, int] = dict.fromkeys(Kind, 0)
    found: list[Line] = []
    for told in reading.lines:
        kind = Kind(told.part.value)
        if kept[kind] < MOST[kind]:
            kept[kind] += 1
            found.append(_line(len(found) + 1, kind, told, reading.quotes))
    return found


def _line(number: int, kind: Kind, of: evidence.Line, quotes: Sequence[Quote]) -> Line:
    passage = of.passage
    line = Line(
        number=number, kind=kind, sentence=passage.text, start=passage.start, end=passage.end
    )
    if of.part in (Part.PLANNED_RUN, Part.REASON, Part.SPIN_OFF):
        line = _voiced(line, passage, quotes)
    if find := _FOUND_BY.get(kind):
        begin, end = _clause(passage, find)
        line = replace(line, words=passage.text[begin:end], words_start=passage.start + begin)
    match of.told:
        case Verdict(status=status):
            return replace(line, words=status.value)
        case DatePhrase() as phrase:
            return _dated(line, phrase)
        case Run(seasons=seasons, episodes=episodes):
            return replace(line, season=seasons, episodes=episodes)
        case Earlier(season=season, date=phrase, episodes=episodes):
            line = replace(line, season=season, episodes=episodes)
            return _dated(line, phrase) if phrase else line
        case Quote() as quote:
            return replace(
                line,
                words=quote.text[:_LONGEST_QUOTE],
                words_start=quote.start,
                speaker=quote.speaker[:NAME_LIMIT],
                role=(quote.role or "")[:NAME_LIMIT],
                outlet=(quote.outlet or "")[:NAME_LIMIT],
            )
    return line


def _clause(
    passage: Passage, find: Callable[[list[Passage]], Sequence[Passage]]
) -> tuple[int, int]:
    """The first clause of a sentence for which the sentence is found, as places in it."""
    ends = {0, *(match.start() for match in _CLAUSE.finditer(passage.folded)), len(passage.text)}
    return next(
        (
            (begin, end)
            for begin, end in pairwise(sorted(ends))
            if find([replace(passage, folded=passage.folded[begin:end])])
        ),
        (0, len(passage.text)),
    )


def _dated(line: Line, phrase: DatePhrase) -> Line:
    day = str(phrase.value) if phrase.value else ""
    return replace(line, words=phrase.text, day=day, inferred=phrase.inferred or "")


def _voiced(line: Line, passage: Passage, quotes: Sequence[Quote]) -> Line:
    """The line with whoever says it: who is quoted in its sentence, else who is named there in full
    and says something.
    """
    said = next((each for each in quotes if each.passage is passage), None)
    if said is None and SAYING.search(passage.flat):
        said = next((each for each in quotes if each.speaker in passage.flat), None)
    if said is None:
        return line
    return replace(
        line,
        speaker=said.speaker[:NAME_LIMIT],
        role=(said.role or "")[:NAME_LIMIT],
        outlet=_outlet(passage) or (said.outlet or "")[:NAME_LIMIT],
    )


def _outlet(passage: Passage | None) -> str:
    found = outlets.OUTLET.search(passage.flat) if passage else None
    return found.group() if found else ""


# Corrections


def chosen(held: Proposal) -> Proposal:
    """Resting on the sentence that the text has for its status, where it has one."""
    rests_on = next((line for line in held.likeliest if line.words == held.status), None)
    sentence = " ".join(rests_on.sentence.split()) if rests_on else held.typed.sentence
    typed = replace(held.typed, sentence=sentence[: LIMITS["sentence"]])
    return replace(held, typed=typed)


def claimed(held: Proposal, entered: Mapping[str, str]) -> Proposal:
    """With what the claim's forms brought. Raises `Outdated` for what no form offers."""
    try:
        status = Status(entered["status"]) if "status" in entered else held.status
        tier = Tier(entered.get("tier", held.tier))
    except ValueError as error:
        raise Outdated from error
    if status and status not in CLAIMABLE:
        raise Outdated
    changed = {field: entered[field][: LIMITS[field]] for field in LIMITS if field in entered}
    return replace(held, status=status, tier=tier, typed=replace(held.typed, **changed))


def corrected(line: Line, entered: Mapping[str, str]) -> Line:
    """The line with what its form brought. Its sentence stays: it is the text's own.

    Raises `NotANumber` and as `claims.day` does; a date may lie ahead.
    """
    kind = entered.get("kind", line.kind.value)
    if kind == "none":
        return replace(line, left_out=True)
    if kind != line.kind and not (line.kind in _SENTENCES and kind in _SENTENCES):
        raise Outdated
    line = replace(line, kind=Kind(kind), left_out=False)
    line = replace(
        line,
        speaker=entered.get("speaker", line.speaker)[:NAME_LIMIT],
        role=entered.get("role", line.role)[:NAME_LIMIT],
        outlet=entered.get("outlet", line.outlet)[:NAME_LIMIT],
    )
    if "season" in entered:
        line = replace(line, season=_number(entered["season"], LAST_SEASON))
    if "episodes" in entered:
        line = replace(line, episodes=_number(entered["episodes"], _LAST_EPISODE))
    if "day" in entered and entered["day"] != line.day:
        typed = entered["day"]
        line = replace(
            line, day=str(claims.day(typed, today=date.max)) if typed else "", inferred=""
        )
    return line


def season_number(typed: str) -> int | None:
    """A season as it was typed; None for none. Raises `NotANumber`."""
    return _number(typed, LAST_SEASON)


def _number(typed: str, limit: int) -> int | None:
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", typed) or not 1 <= int(typed) <= limit:
        raise NotANumber(typed=typed, limit=limit)
    return int(typed)


# Sending


def draft(held: Proposal, subject: Subject) -> Draft:
    """The evidence form, filled. Raises what is still to be said."""
    if held.status is None:
        raise WhichStatusFirst
    if not held.typed.said_on:
        raise DateFirst
    return Draft(
        show=subject.show,
        season=subject.season,
        status=held.status,
        tier=held.tier,
        typed=held.typed,
    )


def problems(held: Proposal, subject: Subject | None, *, today: date) -> list[Refusal]:
    """What keeps it from being sent, in the order of its lines."""
    found: list[Refusal] = [] if subject else [WhichShowFirst()]
    if held.status is None:
        found.append(WhichStatusFirst())
    if not held.typed.said_on:
        found.append(DateFirst())
    whole = Draft(
        show=held.show or ShowId(""),
        season=held.season or 1,
        status=held.status or Status.UNKNOWN,
        tier=held.tier,
        typed=held.typed,
    )
    try:
        claims.read(whole, today=today)
    except NeedsMending as refused:
        empty = not held.typed.said_on
        unsaid = held.status is None and not held.typed.sentence
        found += [
            each for each in refused.problems
            if not (empty and isinstance(each, DateUnreadable))
            and not (unsaid and isinstance(each, SentenceMissing))
        ]  # fmt: skip
    return found


def sent_lines(held: Proposal) -> list[Line]:
    """What comes along with the piece: without what was left out, and without sentences that the
    claim no longer rests on.
    """
    flat = " ".join(held.typed.sentence.split())
    said = held.typed.said_on
    return [
        line
        for line in held.lines
        if not line.left_out
        and not (
            line.kind is Kind.STATUS
            and (line.words != held.status or not " ".join(line.sentence.split()).startswith(flat))
        )
        and not (line.kind is Kind.AS_OF and line.day != said)
    ]


def first_link(text: str) -> str:
    """The first link in a message that evidence can carry, empty for none."""
    for found in re.finditer(r"https?://[^\s<>|`\[\]()*]{1,300}", text):
        try:
            return claims.address(found.group().rstrip(".,;:!?'\""))
        except Refusal:
            continue
    return ""


def published_on(at: datetime) -> PartialDate:
    return PartialDate(year=at.year, month=at.month, day=at.day)
