"""Where a review says that its show can be watched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reviews.sentences import Quote, Sentence

_SERVICES = {
    "netflix": "Netflix",
    "crunchyroll": "Crunchyroll",
    "funimation": "Funimation",
    "hidive": "HIDIVE",
    "hulu": "Hulu",
    "amazon prime": "Amazon Prime Video",
    "prime video": "Amazon Prime Video",
    "amazon's prime": "Amazon Prime Video",
    "amazon video": "Amazon Prime Video",
    "disney+": "Disney+",
    "disney plus": "Disney+",
    "animelab": "AnimeLab",
    "wakanim": "Wakanim",
    "vrv": "VRV",
    "tubi": "Tubi",
    "bilibili": "Bilibili",
    "muse asia": "Muse Asia",
    "ani-one": "Ani-One",
    "hbo max": "HBO Max",
    "adult swim": "Adult Swim",
    "toonami": "Toonami",
    "youtube": "YouTube",
    "retrocrush": "RetroCrush",
    "daisuki": "Daisuki",
    "apple tv": "Apple TV",
    "anime strike": "Anime Strike",
    "adn": "ADN",
    "max": "Max",
}
_SERVICE = re.compile(
    r"(?<![\w-])(?:" + "|".join(map(re.escape, _SERVICES)) + r")(?![\w])", re.IGNORECASE
)
_WATCH = re.compile(
    r"\b(?:stream\w*|watch\w*|available|simulcast\w*|exclusive\w*|licen[sc]ed|catch (?:it|this)|"
    r"find it|found on|airs on|aired on|original|originals|can be (?:seen|found)|released on|"
    r"hosted)\b",
    re.IGNORECASE,
)
_EXCLUSIVE = re.compile(r"\bexclusive(?:ly)?\b|\bonly (?:available )?on\b", re.IGNORECASE)
_DISC = re.compile(
    r"\b(?:dvds?|blu-?rays?|physical (?:release|media|copy)|home video|bds?)\b", re.IGNORECASE
)
_DISC_CONTEXT = re.compile(
    r"\b(?:release\w*|announced|available|buy|bought|licen[sc]ed|out on|sold|order|set|own|"
    r"purchase)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:no|not|never|n['’]t|without|yet to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Services that stream the show, whether one has it alone, whether it is out on disc; None
    where the review doesn't say.
    """

    services: Sequence[str] = ()
    exclusive: bool | None = None
    physical: bool | None = None
    sentences: Sequence[Quote] = ()


def availability(held: Sequence[Sentence]) -> Availability:
    """What sentences say of where to watch: a service beside a word for watching."""
    services: list[str] = []
    exclusive = physical = None
    resting: list[Quote] = []
    for sentence in held:
        text = sentence.text
        found = [_SERVICES[match[0].lower()] for match in _SERVICE.finditer(text)]
        # A word that is also a name is written like one.
        found = [name for name in found if name not in ("Max", "ADN") or name in text]
        used = False
        if found and _WATCH.search(text):
            services += found
            used = True
            if _EXCLUSIVE.search(text):
                exclusive = True
        if _DISC.search(text) and _DISC_CONTEXT.search(text) and physical is None:
            physical = not _NONE.search(text[: _DISC.search(text).end() + 60])  # type: ignore[union-attr]
            used = True
        if used:
            resting.append(sentence.quote)
    return Availability(
        services=list(dict.fromkeys(services))[:8],
        exclusive=exclusive,
        physical=physical,
        sentences=resting[:3],
    )


def is_about(sentence: str) -> bool:
    """Whether a sentence tells where to watch rather than how it was."""
    return (
        _SERVICE.search(sentence) is not None
        and re.search(r"\b(?:stream\w*|available|exclusively)\b", sentence, re.IGNORECASE)
        is not None
    )
