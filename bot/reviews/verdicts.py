"""What a review thinks of each aspect, and the sentences that it rests on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.reviews import aspects, given
from bot.reviews.aspects import Aspect
from bot.reviews.marks import Mark
from bot.reviews.outline import Kind, Section
from bot.reviews.scores import Score, Verdict
from bot.reviews.sentences import SUMS_UP, Quote, Sentence, clauses, quote, within
from bot.reviews.sentiment import Tone, tone
from bot.reviews.telling import AGAINST, CONCLUDES, Evidence, bare, is_bare_score, stand_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict on an aspect, the score that the review states for it, and one or two of its own
    sentences; the first is what the verdict rests on. One that gives the story away is there only
    where no other says it, and says so; never one of another aspect. None where a score alone says
    it.
    """

    verdict: Verdict
    mark: Mark | None = None
    sentences: Sequence[Quote] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A review cut into what its verdicts are read from: `sentences` in order, without facts,
    recommendations, where to watch and comments.
    """

    text: str
    sentences: Sequence[Sentence]
    sections: Sequence[Section]


GOOD = Score(70)
BAD = Score(45)
_SECTION, _NAMED, _TOPIC, _MINOR = 0.9, 1.0, 0.5, 0.3
_LONGEST_DESCRIPTION = 80


def of_score(score: Score) -> Verdict:
    """What a score of ten says: from 7 on positive, up to 4.5 negative."""
    if score >= GOOD:
        return Verdict.POSITIVE
    return Verdict.NEGATIVE if score <= BAD else Verdict.MIXED


_OPPOSITE = {Verdict.POSITIVE: Verdict.NEGATIVE, Verdict.NEGATIVE: Verdict.POSITIVE}
_GLOSS = 4
"""Words at most that are a name for a score; a sentence beside it may be misread."""


def _scored(mark: Mark, described: tuple[Quote, Verdict | None] | None) -> Verdict:
    """What a stated score says, as the words beside it mean it. They never turn it around: a few
    words to the contrary, or some in brackets, leave it mixed, and a sentence leaves it as it is.
    """
    own = of_score(mark.score)
    words, said = described or (None, None)
    if not words or said is None:
        return own
    if said is not _OPPOSITE.get(own):
        return said
    gloss = words.text[0] in "([" or len(words.text.split()) <= _GLOSS
    return Verdict.MIXED if gloss else own


def judge(
    reading: Reading, good: Sequence[Quote] = (), bad: Sequence[Quote] = ()
) -> dict[Aspect, Judgement]:
    """A verdict for each aspect that the review judges; what it doesn't speak of is left out.

    In the order of evidence: a stated score, what stands under its heading, conclusions, the
    topic of a paragraph, a clause; and what is listed as `good` or `bad`. No verdict is opposite
    to the score that the review states for it.
    """
    evidence = _evidence(reading)
    for listed, said in ((good, _WARM), (bad, _COLD)):
        for each in listed:
            _listed(reading, each, said, evidence)
    found: dict[Aspect, Judgement] = {}
    in_prose = given.to_parts(reading.text, reading.sentences)
    for aspect in Aspect:
        if aspect is Aspect.OVERALL:
            continue
        if judged := _stated(reading, aspect, evidence[aspect]):
            found[aspect] = judged
        elif mark := in_prose.get(aspect):
            own = of_score(mark.score)
            chosen = stand_for(aspect, evidence[aspect], own) or _carrying(reading, mark)
            found[aspect] = Judgement(verdict=own, mark=mark, sentences=chosen)
        elif (verdict := _weighed(evidence[aspect])) is not None:
            chosen = stand_for(aspect, evidence[aspect], verdict)
            found[aspect] = Judgement(verdict=verdict, sentences=chosen)
    if overall := _overall(reading, evidence):
        found[Aspect.OVERALL] = overall
    return {aspect: found[aspect] for aspect in Aspect if aspect in found}


def _stated(reading: Reading, aspect: Aspect, evidence: Sequence[Evidence]) -> Judgement | None:
    """The verdict of a score under the aspect's own heading; words beside the score say more."""
    for section in reading.sections:
        if section.mark is None or aspect not in section.aspects:
            continue
        described = description(reading.text, section)
        verdict = _scored(section.mark, described)
        chosen = stand_for(aspect, evidence, verdict)
        if not chosen and described and described[1] is not _OPPOSITE.get(verdict):
            chosen = [described[0]]
        return Judgement(verdict=verdict, mark=section.mark, sentences=chosen)
    return None


def description(text: str, section: Section) -> tuple[Quote, Verdict | None] | None:
    """The few words beside a score, ``80 (Acceptable)``, and what they say."""
    stop = text.find("\n", section.body, section.end)
    stop = section.end if stop < 0 else stop
    if stop - section.body > _LONGEST_DESCRIPTION or stop <= section.body:
        return None
    words = quote(text, section.body, stop)
    said = tone(words.text)
    if not words.text or not (said.judged and (said.even or said.warmth)):
        return None
    if abs(said.warmth) < (0, 0.45, 0.75)[min(said.even, 2)]:
        return words, Verdict.MIXED
    if abs(said.warmth) < 0.2:
        return words, Verdict.MIXED
    return words, Verdict.POSITIVE if said.warmth > 0 else Verdict.NEGATIVE


def _evidence(reading: Reading) -> dict[Aspect, list[Evidence]]:
    """What is said of each aspect: clause by clause where a clause names it, else by heading or by
    the topic of its paragraph.
    """
    found: dict[Aspect, list[Evidence]] = {aspect: [] for aspect in Aspect}
    under = _headed(reading)
    topic: Aspect | None = None
    paragraph = -1
    for sentence in reading.sentences:
        if sentence.paragraph != paragraph:
            paragraph, topic = sentence.paragraph, None
        if SUMS_UP.match(sentence.text):
            topic = None
        headed = under.get(sentence.start, ())
        concludes = 2.0 if CONCLUDES.search(sentence.text) else 1.0
        cut = [sentence.text[first:end] for first, end in clauses(sentence.text)]
        tones = _turned(cut)
        faulted = AGAINST.search(sentence.text) is not None
        contrast = _contrast(sentence.text, tones)
        last: Aspect | None = None
        spoken_of: set[Aspect] = set()
        opening = False
        for clause, said in zip(cut, tones, strict=True):
            places = list(aspects.named(clause))
            named = list(dict.fromkeys(aspect for aspect, _, _ in places))
            small = [clause[first:end].lower() in aspects.MINOR for _, first, end in places]
            opening = opening or any(small)
            minor = all(
                is_small
                for (aspect, _, _), is_small in zip(places, small, strict=True)
                if aspect is Aspect.SOUND
            )
            if named:
                last = named[0]
                topic = topic or named[0]
                spoken_of.update(named)
            if not said.judged:
                continue
            of = named or ([last] if last else [])
            parts = _parts(clause) if len(named) > 1 else None
            for aspect in of:
                heard = parts.get(aspect, said) if parts else said
                if faulted and heard.even and heard.warmth <= 0:
                    heard = _COLD
                weight = _NAMED if aspect in named else 0.6
                if minor if aspect is Aspect.SOUND else opening and aspect in _SEEN:
                    weight *= _MINOR
                if headed and aspect not in headed:
                    weight *= 0.35
                found[aspect].append(
                    Evidence(
                        sentence=sentence,
                        tone=heard,
                        weight=weight * concludes,
                        heading=headed if aspect in headed else (),
                    )
                )
            for aspect in headed:
                if aspect not in of:
                    weight = 0.35 if of else _SECTION
                    found[aspect].append(
                        Evidence(sentence=sentence, tone=said, weight=weight, heading=headed)
                    )
            if not of and not headed and topic:
                found[topic].append(Evidence(sentence=sentence, tone=said, weight=_TOPIC))
        if contrast and (len(spoken_of) == 1 or not spoken_of):
            for aspect in headed if spoken_of <= set(headed) else spoken_of:
                found[aspect].append(
                    Evidence(
                        sentence=sentence,
                        tone=_EVEN,
                        weight=_CONTRAST,
                        heading=headed if aspect in headed else (),
                    )
                )
    return found


def _listed(
    reading: Reading, point: Quote, said: Tone, evidence: Mapping[Aspect, list[Evidence]]
) -> None:
    """A strength or weakness is evidence for the aspects that it names and nothing else judges."""
    sentence = next((s for s in reading.sentences if s.start <= point.start < s.end), None)
    for aspect in {each for each, _, _ in aspects.named(point.text)}:
        if sentence and all(each.tone is said for each in evidence[aspect]):
            evidence[aspect].append(Evidence(sentence=sentence, tone=said, weight=_NAMED))


_EVEN = Tone(warmth=0.0, even=1, judged=True, plainly=True)
_CONTRAST = 1.0
_SEEN = (Aspect.VISUALS, Aspect.ANIMATION)
TURNS = re.compile(r"\b(?:but|although|though|while|however|yet)\b", re.IGNORECASE)


def _turned(cut: Sequence[str]) -> list[Tone]:
    """The tones of a sentence's clauses. *But it is …* in words that aren't known turns praise."""
    found: list[Tone] = []
    for clause in cut:
        said = tone(clause)
        if found and not said.judged and found[-1].warmth > 0.4 and _BUT_IS.match(clause):
            said = _COLD if aspects.named(clause) else said
        found.append(said)
    return found


_BUT_IS = re.compile(
    r"\W*(?:but|yet|however)\b,? [^.!?]{2,40}?\b(?:is|are|was|were|feels?|felt|looks?|looked)\b",
    re.IGNORECASE,
)
_WARM = Tone(warmth=0.4, even=0, judged=True, plainly=True)
_COLD = Tone(warmth=-0.4, even=0, judged=True, plainly=True)


def _contrast(sentence: str, tones: Sequence[Tone]) -> bool:
    """Whether a sentence holds something good against something bad."""
    warm = max((said.warmth for said in tones), default=0)
    cold = min((said.warmth for said in tones), default=0)
    return warm > 0.15 and cold < -0.1 and TURNS.search(sentence) is not None


def _parts(clause: str) -> dict[Aspect, Tone]:
    """The tone of each part of a list: the lackluster animation, unremarkable soundtrack and …"""
    found: dict[Aspect, Tone] = {}
    for piece in re.split(r", | and | or ", clause):
        named = list(dict.fromkeys(aspect for aspect, _, _ in aspects.named(piece)))
        said = tone(piece)
        for aspect in named:
            if said.judged:
                found.setdefault(aspect, said)
    return found


def _headed(reading: Reading) -> dict[int, Sequence[Aspect]]:
    """Which aspects' heading a sentence stands under, by where it begins."""
    found: dict[int, Sequence[Aspect]] = {}
    for section in reading.sections:
        if section.kind is Kind.ASPECT:
            last = section is reading.sections[-1]
            for sentence in within(reading.sentences, section.body, section.end):
                if last and SUMS_UP.match(sentence.text):
                    break
                found[sentence.start] = section.aspects
    return found


def _weighed(evidence: Iterable[Evidence]) -> Verdict | None:
    """A verdict from what is said for and against; None where too little is."""
    good = bad = even = 0.0
    for each in evidence:
        good += each.weight * max(each.tone.warmth, 0)
        bad += each.weight * max(-each.tone.warmth, 0)
        even += each.weight * min(each.tone.even, 2) * 0.45
    total = good + bad + even
    if total < 0.2:
        return None
    balance = (good - bad) / total
    if even / total > 0.3 and abs(balance) < 0.7:
        return Verdict.MIXED
    if balance > 0.2:
        return Verdict.POSITIVE
    return Verdict.NEGATIVE if balance < -0.25 else Verdict.MIXED


_OF_IT = re.compile(
    r"\b(?:this|the|it['’]?s|it is|whole|entire) (?:\w+ )?(?:anime|show|series|season|adaptation|"
    r"sequel|masterpiece|watch|film|movie|ova|ona)\b|\boverall\b|\brecommend|\bworth\b|"
    r"\b(?:i|my) (?:\w+ )?(?:loved?|enjoy(?:ed)?|hated?|like[ds]?|dropped|think|opinion|"
    r"favou?rite)\b",
    re.IGNORECASE,
)


def overall_mark(reading: Reading) -> Mark | None:
    """The score that the review gives the whole show: under its heading, alone on a line or behind
    the title, or in a sentence that gives it. The last one said of the best kind.
    """
    headed = [
        section.mark
        for section in reading.sections
        if section.mark and section.kind is Kind.CLOSING
    ]
    if headed:
        return headed[-1]
    taken = {section.mark.start for section in reading.sections if section.mark}
    return given.to_whole(reading.text, reading.sentences, taken)


def _overall(reading: Reading, parts: Mapping[Aspect, Sequence[Evidence]]) -> Judgement | None:
    """The verdict on the whole show."""
    mark = overall_mark(reading)
    evidence = _of_whole(reading)
    if mark:
        section = next((s for s in reading.sections if s.mark == mark), None)
        verdict = _scored(mark, description(reading.text, section) if section else None)
    else:
        closing = (each for each in reversed(reading.sections) if each.kind is Kind.CLOSING)
        section = next(closing, None)
        said = description(reading.text, section) if section else None
        weighed = said[1] if said else _graded(evidence, parts)
        if weighed is None:
            return None
        verdict = weighed
    chosen = _stand_for_whole(reading, evidence, verdict, mark)
    return Judgement(verdict=verdict, mark=mark, sentences=chosen)


def _opposes(sentence: str, verdict: Verdict) -> bool:
    """Whether all that a sentence says is to the contrary of a verdict."""
    every = [tone(sentence), *(tone(sentence[first:end]) for first, end in clauses(sentence))]
    side = {Verdict.POSITIVE: 1, Verdict.NEGATIVE: -1}.get(verdict, 0)
    said = [each.warmth * side for each in every if each.judged]
    return min(said, default=0) < -0.2 and max(said) < 0.15 and not any(e.even for e in every)


def _carrying(reading: Reading, mark: Mark) -> list[Quote]:
    """The sentence that states a score, where it has words of its own."""
    held = (each for each in reading.sentences if each.start <= mark.start < each.end)
    return [bare(each) for each in held if not each.spoiler and not is_bare_score(each.text)]


def _stand_for_whole(
    reading: Reading, evidence: Sequence[Evidence], verdict: Verdict, mark: Mark | None
) -> Sequence[Quote]:
    """What stands for the verdict on the whole show: of its own section, else what is said of it
    anywhere. Never what is said of a part of it alone; where a score decided, nothing to the
    contrary, but the sentence that states it where no other is there.
    """
    closing = _under(reading, Kind.CLOSING)
    last = set(last_paragraphs(reading.sentences, 4))
    headed = _headed(reading)
    whole = [
        replace(each, weight=1.5 if each.sentence.paragraph in last else 1.0)
        for each in evidence
        if _is_whole(each.sentence.text)
        and (each.sentence.start not in headed or _OF_IT.search(each.sentence.text))
    ]
    own = [each for each in whole if each.sentence.start in closing]
    of_it = [each for each in whole if _OF_IT.search(each.sentence.text)]
    tones = list(dict.fromkeys((verdict, Verdict.MIXED)))
    choices = [stand_for(Aspect.OVERALL, own, tone) for tone in tones]
    choices += [stand_for(Aspect.OVERALL, held, verdict) for held in (of_it, whole)]
    if mark:
        choices = [[q for q in each if not _opposes(q.text, verdict)] for each in choices]
    shown = next((each for each in choices if each and not each[0].spoiler), None)
    if shown:
        return shown
    plain = (
        each.quote
        for each in reading.sentences
        if len(closing) <= _CONCLUSION
        and each.start in closing
        and not each.spoiler
        and _may_stand_alone(each.text)
        and not (mark and _opposes(each.text, verdict))
    )
    stated = _carrying(reading, mark) if mark else []
    return list(plain)[:1] or stated or next(filter(None, choices), ())


_CONCLUSION = 8
"""Sentences of a conclusion at most: under *Score: 3/5* at the top stands the whole review."""


def _may_stand_alone(sentence: str) -> bool:
    words = len(sentence.split())
    return words > 2 and _is_whole(sentence) and not is_bare_score(sentence)


def _is_whole(sentence: str) -> bool:
    """Whether a sentence speaks of no part of a show alone, or sums up several."""
    parts = {aspect for aspect, _, _ in aspects.named(sentence)} - {Aspect.OVERALL}
    return not parts or (len(parts) > 2 and _OF_IT.search(sentence) is not None)


def _under(reading: Reading, kind: Kind) -> set[int]:
    """Where the sentences under headings of that kind begin."""
    return {
        sentence.start
        for section in reading.sections
        if section.kind is kind
        for sentence in within(reading.sentences, section.body, section.end)
    }


def _of_whole(reading: Reading) -> list[Evidence]:
    """What counts for the whole show: all that is judged, its beginning and end the most."""
    held = reading.sentences
    final = set(last_paragraphs(held, 2))
    closing = _under(reading, Kind.CLOSING)
    found = []
    for number, sentence in enumerate(held):
        said = tone(sentence.text)
        weight = 1.0 + (sentence.paragraph in final) + (number < 3) + (sentence.start in closing)
        if _OF_IT.search(sentence.text):
            weight *= 1.5
        elif not aspects.named(sentence.text):
            weight *= 0.6
        if said.judged:
            found.append(Evidence(sentence=sentence, tone=said, weight=weight))
    return found


_GRADE, _WHOLE, _STORY, _CHARACTERS, _LAST = 5.65, 2.0, 1.45, 1.15, 0.6
"""What members' scores of ten come to where all stands even, and what the balance of the whole,
of story and characters and the warmth of the last sentences add: fitted to scored reviews.
"""
_GRADED_GOOD, _GRADED_BAD = 6.6, 4.5
_ENOUGH = 3
"""Judging sentences that a grade can be fitted to; a few on parts of a show say nothing of it."""


def _graded(
    evidence: Sequence[Evidence], parts: Mapping[Aspect, Sequence[Evidence]]
) -> Verdict | None:
    """The verdict of a review that states no score: by how all that it says weighs up, by its
    story and characters, which members' scores follow most, and by how it ends.
    """
    if sum(each.weight * (abs(each.tone.warmth) + each.tone.even) for each in evidence) < 0.4:
        return None
    if len(evidence) < _ENOUGH:
        parted = all(aspects.named(each.sentence.text) for each in evidence)
        return None if parted else _weighed(evidence)
    last = [each.tone.warmth for each in evidence[-3:]]
    grade = (
        _GRADE
        + _WHOLE * _balance(evidence, even=0.2, doubt=0.3)
        + _STORY * _balance(parts[Aspect.STORY], even=0.3, doubt=0.6)
        + _CHARACTERS * _balance(parts[Aspect.CHARACTERS], even=0.3, doubt=0.6)
        + _LAST * sum(last) / len(last)
    )
    if grade >= _GRADED_GOOD:
        return Verdict.POSITIVE
    return Verdict.NEGATIVE if grade < _GRADED_BAD else Verdict.MIXED


def _balance(evidence: Iterable[Evidence], *, even: float, doubt: float) -> float:
    """From -1, all against, to 1, all for; `doubt` draws what is hardly spoken of to 0."""
    good = bad = neither = 0.0
    for each in evidence:
        good += each.weight * max(each.tone.warmth, 0)
        bad += each.weight * max(-each.tone.warmth, 0)
        neither += each.weight * min(each.tone.even, 2) * even
    return (good - bad) / (good + bad + neither + doubt)


def last_paragraphs(held: Sequence[Sentence], most: int) -> list[int]:
    """The numbers of the last paragraphs that are read."""
    return list(dict.fromkeys(each.paragraph for each in held))[-most:]
