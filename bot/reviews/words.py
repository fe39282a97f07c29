"""The lexicon: how anime reviewers judge, in words. ``lexicon.txt`` says what its parts are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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
