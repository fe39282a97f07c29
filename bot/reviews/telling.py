"""Which sentences of a review stand for a verdict: what says it of the thing itself, in brief."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.reviews import aspects, marks
from bot.reviews.aspects import Aspect
from bot.reviews.scores import Verdict
from bot.reviews.sentences import Quote, Sentence
from bot.reviews.sentiment import Tone

MOST = 2
BRIEF = 160
"""What a card shows whole, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a clause says of an aspect. `heading`: the aspects of the heading that its sentence
    stands under, if this one is among them.
    """

    sentence: Sentence
    tone: Tone
    weight: float
    heading: Sequence[Aspect] = ()


CONCLUDES = re.compile(
    r"\b(?:(?<!the )(?<!an )overall|all in all|in conclusion|to conclude|in the end|"
    r"to sum|in summary|in short|"
    r"ultimately|downsides?|drawbacks?|upsides?|strengths?|weakness(?:es)?|highlights?|"
    r"biggest (?:problem|issue|flaw|strength|complaint)|main (?:problem|issue|flaw|complaint)|"
    r"only (?:real )?(?:problem|issue|flaw|complaint|gripe)|where (?:it|the (?:show|series|"
    r"anime)) \w+|"
    r"(?:weakest|strongest) (?:part|point|aspect|link|suit|element)|real star|lets? it down|"
    r"what (?:holds|lets|brings|makes)|best part|worst part|at the end of the day)\b",
    re.IGNORECASE,
)
AGAINST = re.compile(
    r"\b(?:(?:only|main|biggest|real|other|few|one) ){1,2}(?:(?:down|draw)(?:sides?|backs?)|"
    r"flaws?|weak(?:ness(?:es)?| points?)|complaints?|gripes?|issues?|problems?|negatives?|"
    r"criticisms?|shortcomings?)\b[^.!?:]{0,40}?(?:\b(?:is|are|was|were|would be)\b|:)",
    re.IGNORECASE,
)
"""What stands behind it is meant as a fault."""

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|feels?|felt|makes?|made|gets?|got|"
    r"gives?|gave|takes?|took|thinks?|thought|finds?|found|loved?|likes?|liked|enjoy(?:ed)?|"
    r"can|could|will|would|may|might|says?|said|keeps?|kept|brings?|comes?|came|goes|went|"
    r"knows?|knew|wants?|needs?|seems?|looks?)\b|\w['’](?:s|re|ve|m|ll|d)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whose|where|when|because|since|if|until|as)\b"
    r"(?! (?:the|its|his|her|this|these|those|their|all|both|most|every|i|it)\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?<!\bone )\b(?:into|in|for|to|from|about|of|than|on|at|by|like|through|during|between|"
    r"towards?)\b(?: [\w'’-]+){0,3} $",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:[,;:–—] ?(?:but|and|yet|so)|[;–—])\s", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\W*(?:it|this|that|these|those|they|he|she|another|here)\b", re.IGNORECASE
)
_ONE_OF_THEM = re.compile(
    r"(?:character|protagonist|antagonist|heroine|villain|(?:fe)?male lead|main lead)"
    r"(?! (?:development|growth|writing|work|depth|arcs|interactions?|dynamics?))\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"\b(?:one of the (?:most|best|worst|\w+est)|easily|by far|on the whole|as a whole|"
    r"for the most part|in general|generally|all in all|overall)\b",
    re.IGNORECASE,
)
_OF_A_PIECE = re.compile(r"\b\w+ (?:arc|episode|scene|sequence|chapter)\b", re.IGNORECASE)
_OF_THE_SHOW = re.compile(
    r"(?:\b(?:is|was|remains|makes)\b|['’]s\b)[^.!?;]{0,60}?\b(?:shows?|anime|series|films?|"
    r"movies?|seasons?|watch(?:ing)?|masterpiece|worth)\b|\brecommend",
    re.IGNORECASE,
)
_NEARLY = 0.5
_WORD = re.compile(r"[^\W\d_]{2,}")


def stand_for(aspect: Aspect, evidence: Sequence[Evidence], verdict: Verdict) -> list[Quote]:
    """One or two sentences of the verdict's own tone that say it most clearly, the clearest first.
    *Mixed* is what is mixed in itself, else something for it and something against.

    Each speaks of that aspect, never of another one alone. One that gives the story away is given
    only where no other is there; none where nothing of that tone is said but by a score.
    """
    said = _heard(aspect, evidence)
    warm, cold = _best(said, _Heard.praise), _best(said, _Heard.blame)
    if verdict is not Verdict.MIXED:
        best = warm if verdict is Verdict.POSITIVE else cold
    else:
        best = _best(said, _Heard.torn)
        if not _open(best):
            best = [*_open(warm)[:1], *_open(cold)[:1], *best, *warm, *cold]
        best = best or [each.sentence for each in said if each.even]
    best = list(dict.fromkeys(best))
    return [bare(each) for each in _open(best)[:MOST] or best[:1]]


def bare(sentence: Sentence) -> Quote:
    """A sentence without the bullet before it."""
    whole, bullet = sentence.quote, _BULLET.match(sentence.text)
    if not bullet:
        return whole
    return replace(whole, text=whole.text[bullet.end() :], start=whole.start + bullet.end())


_BULLET = re.compile(r"[-+*•·‣▪–—−]\s+(?=\S)")


def is_bare_score(sentence: str) -> bool:
    """Whether a sentence is but a score: ``7/10``, ``Score: 85 %``."""
    rest, at = [], 0
    for mark in marks.find(sentence[:200]):
        rest.append(sentence[at : mark.start])
        at = mark.end
    words = _WORD.findall("".join([*rest, sentence[at:]]))
    return at > 0 and (len(words) < 2 or all(word.lower() in _SCORING for word in words))


_SCORING_SAID = "score rating grade overall final total my verdict stars star out of"
_SCORING = frozenset(_SCORING_SAID.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What a sentence says of one aspect in all: for, against, and how often neither."""

    sentence: Sentence
    worth: float
    warm: float = 0.0
    cold: float = 0.0
    even: float = 0.0

    def praise(self) -> float:
        return self.warm - self.cold - 0.5 * self.even

    def blame(self) -> float:
        return self.cold - self.warm - 0.5 * self.even

    def torn(self) -> float:
        if AGAINST.search(self.sentence.text):
            return 0.0
        both = min(self.warm, self.cold) if self.cold > 0.1 and self.warm > 0.15 else 0.0
        return max(self.even + both - 0.3 * abs(self.warm - self.cold), 0.0)


def _heard(aspect: Aspect, evidence: Iterable[Evidence]) -> list[_Heard]:
    said: dict[Sentence, list[Evidence]] = {}
    for each in evidence:
        said.setdefault(each.sentence, []).append(each)
    found = []
    for sentence, every in said.items():
        # What a clause says of a neighbour under its heading doesn't blur what is said of itself.
        least = 0.5 * max(each.weight for each in every)
        held = [each for each in every if each.weight >= least]
        warmth = [each.tone.warmth * (1.0 if each.tone.plainly else 0.3) for each in held]
        heard = _Heard(
            sentence=sentence,
            worth=max(each.weight for each in held)
            * _worth(aspect, sentence.text, next((e.heading for e in held if e.heading), ())),
            warm=max(*warmth, 0.0),
            cold=max(*(-each for each in warmth), 0.0),
            even=max(min(each.tone.even, 2) for each in held),
        )
        if heard.worth:
            found.append(heard)
    return found


def _best(said: Iterable[_Heard], strength: Callable[[_Heard], float]) -> list[Sentence]:
    """The sentences that have of that strength, and not much less than the clearest, that first."""
    clear = [(strength(each) * each.worth, each.sentence) for each in said]
    least = max((worth for worth, each in clear if not each.spoiler), default=0.0) * _NEARLY
    ranked = sorted((each for each in clear if each[0] > 0), key=lambda each: -each[0])
    return [sentence for worth, sentence in ranked if worth >= least]


def _open(held: Iterable[Sentence]) -> list[Sentence]:
    return [each for each in held if not each.spoiler]


def _worth(aspect: Aspect, text: str, heading: Sequence[Aspect]) -> float:
    """How well a sentence stands for what is said of an aspect; 0: it speaks of another."""
    if is_bare_score(text):
        return 0.0
    others = {named for named, _, _ in aspects.named(text)} - {aspect, Aspect.OVERALL}
    manner = 0.4 if text.endswith("?") else 1.3 if _IN_ALL.search(text) else 1.0
    manner *= 0.6 if _OF_A_PIECE.search(text) else 1.0
    return manner * _length(text) * about(aspect, text, heading) / math.sqrt(1 + len(others))


def _length(text: str) -> float:
    if len(text) <= BRIEF:
        return 1.0 if len(text) >= 30 else 0.8
    return 0.6 if len(text) <= 240 else 0.35 if len(text) < 320 else 0.2


def about(aspect: Aspect, text: str, heading: Sequence[Aspect] = ()) -> float:
    """How much a sentence is about an aspect, from 1, its subject, to 0, another's."""
    if aspect is Aspect.OVERALL:
        return 1.0 if _OF_THE_SHOW.search(text) else 0.6
    places = aspects.named(text)
    named = {each for each, _, _ in places}
    if aspect in named:
        held = [
            _place(text[:first]) * (0.4 if _ONE_OF_THEM.match(text, first) else 1.0)
            for first in islice((first for each, first, _ in places if each is aspect), 3)
        ]
        return max(held) * (1 + 0.15 * (len(held) - 1))
    if named - {Aspect.OVERALL}:
        return 0.3 if heading and named <= {*heading, Aspect.OVERALL} else 0.0
    return 0.7 if heading else 0.5


def _place(lead: str) -> float:
    """What the place of a word is worth, by what stands before it in its sentence."""
    if not _VERB.search(lead) and not _SUBORDINATE.search(lead) and len(lead) <= 60:
        return 1.0
    back = 0.85 if _POINTS_BACK.match(lead) else 1.0
    if _SUBORDINATE.search(lead):
        return 0.4 * back
    if _WITHIN.search(lead):
        return 0.5 * back
    return (0.45 if _GOES_ON.search(lead) else 0.85) * back
