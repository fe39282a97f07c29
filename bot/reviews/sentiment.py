"""How warmly a clause of an anime review speaks: VADER with the words that reviewers use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.reviews.words import lexicon

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_OTHERS = 0.35
"""What is left of the weight of words that anyone uses, not reviewers in their judgement."""
_MOST_WORDS = 120
_EDGES = "\"'“”‘’`*_()[]{}<>,;:.!?…~|/\\-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How warmly something speaks. `warmth` is between -1 and 1; `even`: how many words say that
    it is neither good nor bad; `judged`: it judges at all, rather than tells.
    """

    warmth: float
    even: int
    judged: bool


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


@lru_cache(maxsize=4096)
def tone(clause: str) -> Tone:
    """How a clause or sentence speaks; words of the story itself weigh nothing."""
    written = clause.replace("’", "'").split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]
    bare = [word.strip(_EDGES).lower() for word in written]
    joined: list[str] = []
    even, judged = 0, False
    at = 0
    held, ours = _phrases(), lexicon()
    while at < len(bare):
        for phrase in held.get(bare[at], ()):
            if tuple(bare[at : at + len(phrase)]) == phrase:
                joined.append("_".join(phrase))
                at += len(phrase)
                break
        else:
            joined.append(_loud(written[at], bare[at]))
            at += 1
            if not bare[at - 1]:
                continue
        said = joined[-1].strip(_EDGES).lower()
        plain = said.replace("_", " ")
        even += plain in ours.even
        judged = judged or plain in ours.even or ours.warmth.get(plain, 0) != 0
    warmth = _analyzer().polarity_scores(" ".join(joined))["compound"]
    return Tone(warmth=warmth, even=even, judged=judged or abs(warmth) > 0.25)


_LETTERS = re.compile(r"[^\W\d_]")


def _loud(written: str, bare: str) -> str:
    """A word with its capitals and its exclamation mark, without the rest that stands around."""
    core = written.strip(_EDGES)
    if not core or not _LETTERS.search(core):
        return "—" if not core else core
    return f"{core}!" if "!" in written[-3:] else core
