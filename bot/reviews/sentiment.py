"""How warmly a clause of an anime review speaks: VADER with the words that reviewers use."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.reviews.words import lexicon

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_OTHERS = 0.35
"""What is left of the weight of words that anyone uses, not reviewers in their judgement."""
_MOST_WORDS = 120
_JUDGES = 0.95
"""A word that is worth less doesn't make a judgement by itself."""
_EDGES = "\"'“”‘’`*_()[]{}<>,;:.!?…~|/\\-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How warmly something speaks. `warmth` is between -1 and 1; `even`: how many words say that
    it is neither good nor bad; `judged`: it judges at all, rather than tells; `plainly`: in words
    that reviewers judge with.
    """

    warmth: float
    even: int
    judged: bool
    plainly: bool


@lru_cache(maxsize=1)
def _analyzer() -> "SentimentIntensityAnalyzer":
    # Imported when a first review is read: a bot that starts needs none of it.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    ours = lexicon()
    known: dict[str, float] = analyzer.lexicon
    for word in known:
        known[word] *= _OTHERS
    known.update(dict.fromkeys(ours.plot, 0.0))
    known.update({said.replace(" ", "_"): warmth for said, warmth in ours.warmth.items()})
    return analyzer


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, list[tuple[str, ...]]]:
    """The phrases of several words by their first, the longest before."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in {*lexicon().warmth, *lexicon().even}:
        parts = tuple(phrase.split())
        if len(parts) > 1:
            found.setdefault(parts[0], []).append(parts)
    for each in found.values():
        each.sort(key=len, reverse=True)
    return found


_DAMPED: Sequence[tuple[re.Pattern[str], float]] = tuple(
    (re.compile(pattern, re.IGNORECASE), share)
    for pattern, share in (
        # The story could have been so much better.
        (
            r"\b(?:could|should) (?:have|'ve) been (?:\w+ ){0,2}(?:better|more)\b|"
            r"\bi wish\b.{0,60}\b(?:better|more)\b",
            -0.9,
        ),
        # What isn't so: it would be great if; it was hyped to be.
        (
            r"\b(?:would(?:n't| not)? (?:have|be)\b(?! recommend)|(?:could|should)(?:n't|"
            r" not)? have|"
            r"supposed to|expected|expecting|expectations?|hyped|wish|if only|better if|instead of|"
            r"hoped|hoping|thought (?:it|this)|promised|tr(?:y|ies|ied|ying) to|attempt(?:s|ed)?|"
            r"rather (?:have|than)|seemed|pretends?|claims?|wants? to be)\b",
            0.35,
        ),
        # The only thing that it has going for it.
        (
            r"\bonly (?:\w+ )?(?:good|reason|thing|redeeming|unique|positive|decent|aspect|"
            r"exceptional|enjoy|interesting|saving|upside)\b",
            -0.2,
        ),
        (r"\b(?:nothing|nobody|none|hardly|neither|without any|no one)\b.{0,60}\b(?:about|is|are|"
         r"in|even|stands? out|stood out|that|interesting|unique|special|original|new|good|"
         r"great)\b", -0.5),
        # I don't see why people like it so much.
        (
            r"\bhow (?:anyone|people|can|could|someone)\b|"
            r"\b(?:don'?t|can'?t|cannot|do not|didn'?t|can not) (?:\w+ )?"
            r"(?:see|get|understand|believe|know|fathom|find|remember|recall|think of) (?:why|"
            r"how|what|the|any|anything)\b|baffl|"
            r"\bpeople (?:\w+ )?(?:say|claim|think|call|praise)",
            -0.3,
        ),
        # I can't say that I liked it.
        (r"\b(?:can't|cannot|can not|couldn't|wouldn't) (?:\w+ )?(?:say|claim)\b", -0.6),
        # Another show has better fights than this one; not: it has better ones than most.
        (
            r"\b(?:better|more \w+|greater|superior)\b.{0,60}\bthan th(?:is|at)\b|"
            r"\b(?:has|have|had|are|were) (?:much |far |way )?(?:better|superior)\b"
            r"(?!.{0,60}\bthan others\b)",
            -0.3,
        ),
        (r"\b(?:admit|sure,|granted|i know|i get (?:it|that)|to be fair|at best)", 0.5),
        (r"\bmy (?:first|own|other) reviews?\b|\bfeedback\b|\breading\b|\bthis review\b", 0.3),
        (r"\?\W*$", 0.3),
    )
)  # fmt: skip
"""What a warm word isn't meant by, and the share of its warmth that is left."""


_ENOUGH = re.compile(
    r"\b(?:can't|cannot|can not) (?:recommend|praise)\b.{0,40}?\benough\b", re.IGNORECASE
)


_NOT_BAD = re.compile(
    r"\b(?:\w+n't|not|never|cannot) (?:(?:be|a|an|that|too|so|really|all that|all|particularly|"
    r"exactly|even|ever|actually|the) ){0,2}(?:bad|terrible|awful|horrible|worst)\b",
    re.IGNORECASE,
)


_MOST = r"(?:almost |nearly )?(?:most|many|any|anything|all|every|everything|plenty|half)"
_REST = r"(?:(?! (?:but|and|though|although|yet|while|even)\b)[^,;:.!?()–—])*"
_THAN_MOST = re.compile(rf"\bthan {_MOST}\b(?! (?:of )?th(?:is|at)\b){_REST}", re.IGNORECASE)
_SURELY = r"(?: (?:easily|clearly|still|really|even|simply|just|much|far|way|also|so much|a lot))?"
_IT_IS_BETTER = re.compile(
    r"\b(?P<it>it|this|(?:this|the) (?:show|anime|series|season|film|movie|adaptation|sequel))"
    rf"(?:(?:'s| is| was){_SURELY} better than (?!th(?:is|at|e rest)\b|it\b|i\b|nothing\b|"
    r"expected|expectations|anticipated|its reputation)"
    rf"|{_SURELY} (?:beats|outshines|outclasses|outdoes|surpasses) (?=(?:{_MOST}|others?|"
    r"the (?:competition|original|manga|source|first season)|its (?:predecessors?|rivals|peers))"
    rf"\b)){_REST}",
    re.IGNORECASE,
)
"""What others are like says nothing of this one: *better than most that are better written*."""
_COMPARES = (" than ", " beats ", " outshines ", " outclasses ", " outdoes ", " surpasses ")


@lru_cache(maxsize=4096)
def tone(clause: str) -> Tone:
    """How a clause or sentence speaks; words of the story itself weigh nothing."""
    if "&" in clause:
        clause = html.unescape(clause)
    clause = _ENOUGH.sub("highly recommend", clause.replace("’", "'"))
    clause = _NOT_BAD.sub("not bad", clause)
    if any(word in clause for word in _COMPARES):
        clause = _THAN_MOST.sub("than others", clause)
        clause = _IT_IS_BETTER.sub(r"\g<it> is better than others", clause)
    written = clause.split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]
    bare = [word.strip(_EDGES).lower() for word in written]
    joined: list[str] = []
    even, plainly = 0, False
    at = 0
    held, ours = _phrases(), lexicon()
    while at < len(bare):
        for phrase in held.get(bare[at], ()):
            if tuple(bare[at : at + len(phrase)]) == phrase:
                joined.append("_".join(phrase))
                at += len(phrase)
                break
        else:
            joined.append(_loud(written[at]))
            at += 1
            if not bare[at - 1]:
                continue
        said = joined[-1].strip(_EDGES).lower().replace("_", " ")
        even += said in ours.even
        plainly = plainly or said in ours.even or abs(ours.warmth.get(said, 0)) >= _JUDGES
    warmth: float = _analyzer().polarity_scores(" ".join(joined))["compound"]
    if warmth > 0:
        for pattern, share in _DAMPED:
            if pattern.search(clause):
                warmth *= share if warmth > 0 else 1
    judged = plainly or abs(warmth) > 0.25
    return Tone(warmth=warmth, even=even, judged=judged, plainly=plainly)


_LETTERS = re.compile(r"[^\W\d_]")


def _loud(written: str) -> str:
    """A word with its capitals and its exclamation mark, without the rest that stands around."""
    core = written.strip(_EDGES)
    if not core or not _LETTERS.search(core):
        return core or "—"
    return f"{core}!" if "!" in written[-3:] else core
