"""Who says what in a text: quotes with their speaker, role and outlet. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.renewals import outlets
from bot.renewals.outlets import Told
from bot.renewals.passages import Passage, flatten
from bot.renewals.people import NAME, ROLE, SAYING, SAYS, Person, last_named

MOST = 60
_SHORTEST = 5
"""Words from which on a quotation with nobody saying it is taken for the last speaker's."""
_MARK = re.compile(r"[“”\"]")
_STOP = re.compile(r"[.!?](?=\s|$)")
_SENTENCE_BEGINS = re.compile(r"[.!?][”\"]?\s+(?=[A-Z])")
_PRONOUN = re.compile(
    rf"\b(?:he|she|they)(?: \w+)? {SAYS}\b|\b{SAYS} (?:he|she|they)\b|\b(?:he|she) (?:has|had)\b",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(rf"[”\"]?,? ?(?:[^“\".]{{0,60}} )?{SAYS}\b")
_BETWEEN = re.compile(
    rf"[”\"]?,? ?(?:{SAYS} (?:{NAME}|[A-Z][\w'’-]+|he|she|they)|(?:{NAME}|[A-Z][\w'’-]+|he|she|"
    rf"they)"
    rf" {SAYS})[^“\".]{{0,40}}[,.]? ?[“\"]"
)
_JOINED = re.compile(r",? (?:and|&) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody says: their own words where `direct`, else the sentence that reports them.

    ``text`` stands in the text at [start, end), without its quotation marks; `passage` is what
    it stands in.
    """

    text: str
    start: int
    end: int
    speaker: str
    role: str | None
    outlet: str | None
    passage: Passage
    direct: bool = True


def quotes(text: str, passages: Sequence[Passage], known: Mapping[str, Person]) -> list[Quote]:
    """The quotes that somebody says, in the text's order: the direct ones, and for those who have
    none the first sentence that reports them. At most `MOST`.
    """
    told = outlets.told(passages, known)
    found: list[Quote] = []
    last: Person | None = None
    for number, begin, end in _paragraphs(passages):
        line = flatten(text[begin:end])
        marked = list(_whole(_quoted(line), line))[:MOST]
        previous: Person | None = None
        for place, (first, stop) in enumerate(marked):
            around = _Around(
                line=line,
                first=first,
                stop=stop,
                after=marked[place - 1][1] if place else 0,
                until=marked[place + 1][0] if place + 1 < len(marked) else len(line),
            )
            who = last_named(known, line[:first]) or previous or last
            said_by = _speakers(around, known, who)
            if not said_by and previous and len(line[first:stop].split()) >= _SHORTEST:
                said_by = [previous]
            if said_by:
                previous = last = said_by[0]
            elif unnamed := _unnamed(around):
                said_by = [unnamed]
            else:
                continue
            at = begin + first
            outlet = outlets.of_quote(told, said_by[0], paragraph=number, at=at)
            passage = next(each for each in passages if each.start <= at < each.end)
            found += [
                Quote(
                    text=text[at : begin + stop],
                    start=at,
                    end=begin + stop,
                    speaker=each.name,
                    role=each.role,
                    outlet=outlet,
                    passage=passage,
                )
                for each in said_by
            ]
        last = last_named(known, line) or last
        if len(found) >= MOST:
            break
    spoken = {quote.speaker for quote in found}
    found += _reported(passages, known, spoken, told)
    return sorted(found, key=lambda quote: quote.start)[:MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """A quotation at [first, stop) of a line, and how far its surroundings reach."""

    line: str
    first: int
    stop: int
    after: int
    until: int


def _paragraphs(passages: Sequence[Passage]) -> Iterator[tuple[int, int, int]]:
    number, begin, end = -1, 0, 0
    for passage in passages:
        if passage.paragraph != number:
            if number >= 0:
                yield number, begin, end
            number, begin = passage.paragraph, passage.start
        end = passage.end
    if number >= 0:
        yield number, begin, end


def _quoted(line: str) -> Iterator[tuple[int, int]]:
    """Where quotations stand, without their marks. A curly close too many ends the one before it;
    one that is never closed ends with its sentence.
    """
    found: list[list[int]] = []
    opened: int | None = None
    for match in _MARK.finditer(line):
        place, mark = match.start(), match.group()
        if mark == "“" or (mark == '"' and opened is None):
            if opened is not None:
                found.append([opened, place])
            opened = place + 1
        elif opened is not None:
            found.append([opened, place])
            opened = None
        elif mark == "”" and found and line[found[-1][1]] == "”":
            found[-1][1] = place
    if opened is not None and (stop := _STOP.search(line, opened)):
        found.append([opened, stop.end()])
    for first, stop_ in found:
        while first < stop_ and line[first].isspace():
            first += 1
        if stop_ - first > 1:
            yield first, stop_


def _whole(quoted: Iterator[tuple[int, int]], line: str) -> Iterator[tuple[int, int]]:
    """Quotations that are one, parted only by who says it: ``“Well,” says Ono, “I think …”``."""
    held: tuple[int, int] | None = None
    for first, stop in quoted:
        near = held and line[held[1] - 1] == "," and first - held[1] < 90
        if held and near and _BETWEEN.fullmatch(line, held[1], first):
            held = (held[0], stop)
            continue
        if held:
            yield held
        held = (first, stop)
    if held:
        yield held


def _speakers(
    around: _Around, known: Mapping[str, Person], who: Person | None
) -> list[Person]:  # fmt: skip
    """Who is said to say it; `who` is meant by a pronoun."""
    line = around.line
    inside = line[around.first : around.stop]
    behind = line[around.stop : min(around.until, around.stop + 120)]
    stop = _STOP.search(behind, 1)
    behind = behind[: stop.end()] if stop else behind
    if _SAID_BEHIND.match(behind):
        if named := _in_order(known, behind):
            return _joined(named, behind)
        if who and _PRONOUN.search(behind):
            return [who]
    for between in _BETWEEN_SAYS.finditer(inside):
        if named := _in_order(known, between.group()):
            return named[:1]
    before = line[max(around.after, around.first - 320) : around.first]
    begins = [match.end() for match in _SENTENCE_BEGINS.finditer(before)]
    sentence = before[begins[-1] :] if begins else before
    if SAYING.search(sentence):
        if named := _in_order(known, sentence):
            return named[-1:]
        if who and (_PRONOUN.search(sentence) or ROLE.search(sentence)):
            return [who]
    if who and begins and who.surname in before and _PRONOUN.search(before):
        return [who]
    return []


_UNNAMED = re.compile(
    rf"\b(?P<who>(?:[Aa]n?|[Tt]he|[Oo]ne) (?:[\w'’-]+ ){{0,3}}?(?:spokes(?:person|man|woman)|"
    rf"representative|executive)) {SAYS}\b"
)


def _unnamed(around: _Around) -> Person | None:
    """A spokesperson without a name who is said to say it, as the text calls them."""
    behind = around.line[around.stop : min(around.until, around.stop + 120)]
    before = around.line[max(around.after, around.first - 120) : around.first]
    told = _UNNAMED.match(behind.lstrip('”", ')) or _UNNAMED.search(
        _SENTENCE_BEGINS.split(before)[-1]
    )
    return Person(name=told["who"][0].lower() + told["who"][1:]) if told else None


_BETWEEN_SAYS = re.compile(
    rf"[”\"]?,? (?:{SAYS} [A-Z][\w'’ -]{{1,40}}|[A-Z][\w'’ -]{{1,40}} {SAYS})\b"
)


def _in_order(known: Mapping[str, Person], text: str) -> list[Person]:
    named = [person for person in known.values() if person.surname in text]
    return sorted(named, key=lambda person: text.rfind(person.surname))


def _joined(named: Sequence[Person], clause: str) -> list[Person]:
    """The first named, and those joined to them by *and*."""
    found = [named[0]]
    at = clause.find(named[0].surname) + len(named[0].surname)
    for other in named[1:]:
        place = clause.find(other.surname)
        if place - at < 60 and _JOINED.match(clause, at):
            found.append(other)
            at = place + len(other.surname)
    return found


def _reported(
    passages: Sequence[Passage],
    known: Mapping[str, Person],
    spoken: set[str],
    told: Sequence[Told],
) -> Iterator[Quote]:
    """For everybody without a direct quote, the first sentence that has them say something."""
    for person in known.values():
        if person.name in spoken:
            continue
        own = re.escape(person.surname)
        says = re.compile(
            rf"{own}(?:,[^.;]{{2,90}}?,| of(?: [A-Z]\w*){{1,4}})? (?:(?!(?:when|that|fans|"
            rf"who)\b)[\w'’-]{{1,12}} ){{0,5}}{SAYS}\b"
            rf"|\b(?:said|says|wrote|interview with|[Aa]ccording to) [^.;,]{{0,60}}{own}"
        )
        passage = next((each for each in passages if says.search(each.flat)), None)
        if passage:
            yield Quote(
                text=passage.text,
                start=passage.start,
                end=passage.end,
                speaker=person.name,
                role=person.role,
                outlet=outlets.of_quote(
                    told, person, paragraph=passage.paragraph, at=passage.start
                ),
                passage=passage,
                direct=False,
            )
