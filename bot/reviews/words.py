"""The lexicon: how anime reviewers judge, in words. ``lexicon.txt`` says what its parts are. And
whether a text is in words that are known at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.reviews.aspects import WORDS

_FILE = Path(__file__).with_name("lexicon.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """`warmth` by word or phrase, from -4 to 4; `even` ones are neither good nor bad, and `plot`
    is what a story is about. All in small letters, phrases with single spaces.
    """

    warmth: Mapping[str, float]
    even: frozenset[str]
    plot: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """What the file holds."""
    parts: dict[str, list[str]] = {}
    for piece in _FILE.read_text(encoding="utf-8").split("\n= ")[1:]:
        name, _, held = piece.partition("\n")
        parts[name] = [" ".join(word.split()) for word in held.split(",") if word.strip()]
    even, plot = frozenset(parts.pop("even")), frozenset(parts.pop("plot"))
    warmth = {word: float(name) for name, held in parts.items() for word in held}
    return Lexicon(warmth=warmth, even=even, plot=plot)


_COMMON_SAID = """the and that this with it but not are its have has you they their from which for
    what when there were just very really would could should it's don't i'm doesn't because about"""
_COMMON = frozenset(_COMMON_SAID.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST, _LEAST, _READ = 4, 0.12, 20_000
"""No member's review in English has less than 0.2 of such words; other languages reach 0.1."""


def is_english(text: str) -> bool:
    """Whether a text is in the words that are known here: those that every English text is full of,
    those for aspects, and those that judge. So is what has too few words to tell.
    """
    said = text[:_READ]
    words = [word.lower().replace("’", "'") for word in _WORD.findall(said)]
    # Two signs of a script without spaces are about a word.
    many = len(words) + len(_UNSPACED.findall(said)) // 2
    if many < _FEWEST and said.isascii():
        return True
    known = lexicon()
    ours = sum(w in _COMMON or w in WORDS or w in known.warmth or w in known.even for w in words)
    return ours >= _LEAST * max(many, 1)
