"""What a review speaks of, and the words for it."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache


class Aspect(StrEnum):
    """What a verdict is about, in reading order."""

    STORY = "story"
    CHARACTERS = "characters"
    VISUALS = "visuals"
    ANIMATION = "animation"
    SOUND = "sound"
    VOICE = "voice"
    OVERALL = "overall"


_WORDS = {
    Aspect.STORY: """story plot storyline storytelling narrative writing pacing premise script
        plotline plotlines subplots worldbuilding storylines plots mystery stories plotting plotted
        twist twists concept finale dialogue ending endings plotholes""",
    Aspect.CHARACTERS: """character characters cast protagonist protagonists heroine heroines
        villain villains antagonist antagonists mc personality personalities cast
        characterization characterisation""",
    Aspect.VISUALS: """art artwork visuals visual visually backgrounds graphics artstyle
        cinematography designs drawings drawn scenery design aesthetics aesthetic landscapes""",
    Aspect.ANIMATION: "animation animations animated sakuga cgi cg choreography choreographed",
    Aspect.SOUND: """music soundtrack soundtracks ost osts opening openings bgm song songs sound
        audio musical composer""",
    Aspect.VOICE: "voice voices dub dubs dubbing seiyuu seiyuus va vas dubbed voiced",
}
_PHRASES: dict[str, Aspect | None] = {
    "voice acting": Aspect.VOICE,
    "voice actors": Aspect.VOICE,
    "voice actor": Aspect.VOICE,
    "voice actresses": Aspect.VOICE,
    "voice cast": Aspect.VOICE,
    "vocal performances": Aspect.VOICE,
    "character design": Aspect.VISUALS,
    "character designs": Aspect.VISUALS,
    "character art": Aspect.VISUALS,
    "art direction": Aspect.VISUALS,
    "art style": Aspect.VISUALS,
    "shot composition": Aspect.VISUALS,
    "production values": Aspect.VISUALS,
    "production value": Aspect.VISUALS,
    "drawn anime": Aspect.VISUALS,
    "fight scenes": Aspect.ANIMATION,
    "action scenes": Aspect.ANIMATION,
    "action sequences": Aspect.ANIMATION,
    "fight choreography": Aspect.ANIMATION,
    "background music": Aspect.SOUND,
    "sound effects": Aspect.SOUND,
    "sound design": Aspect.SOUND,
    "opening theme": Aspect.SOUND,
    "ending theme": Aspect.SOUND,
    "ending theme song": Aspect.SOUND,
    "ending song": Aspect.SOUND,
    "ending songs": Aspect.SOUND,
    "ending themes": Aspect.SOUND,
    "openings and endings": Aspect.SOUND,
    "opening and ending": Aspect.SOUND,
    "male lead": Aspect.CHARACTERS,
    "female lead": Aspect.CHARACTERS,
    "main lead": Aspect.CHARACTERS,
    "the leads": Aspect.CHARACTERS,
    "two leads": Aspect.CHARACTERS,
    "both leads": Aspect.CHARACTERS,
    "lead characters": Aspect.CHARACTERS,
    "sound direction": Aspect.SOUND,
    "camera work": Aspect.VISUALS,
    "color palette": Aspect.VISUALS,
    "sword art": None,
    "visual novel": None,
    "visual novels": None,
    "happy ending": None,
    "opening scene": None,
    "opening episode": None,
    "opening episodes": None,
    "sound like": None,
    "sounds like": None,
    "word play": None,
    "original work": None,
    "martial art": None,
    "martial arts": None,
    "art form": None,
    "work of art": Aspect.OVERALL,
    "piece of art": Aspect.OVERALL,
    "main story": Aspect.STORY,
    "character development": Aspect.CHARACTERS,
    "love story": Aspect.STORY,
    "world building": Aspect.STORY,
}
_LOOKS_SAID = """amazing great gorgeous beautiful stunning good fine nice fantastic incredible cheap
    dated bland ugly terrible bad awful horrible rough pretty"""
_PHRASES |= {
    f"{verb} {how}": Aspect.VISUALS
    for verb in ("look", "looks", "looked", "looking")
    for how in _LOOKS_SAID.split()
}
MINOR = frozenset(
    ("opening", "openings", "opening theme", "op", "ops", "ending theme", "ending themes", "ed",
     "eds", "ending song", "ending songs", "openings and endings")
)  # fmt: skip
"""Words for a small part of the sound."""
_ASPECT_OF = {word: aspect for aspect, words in _WORDS.items() for word in words.split()}
WORDS = frozenset(_ASPECT_OF)
"""The single words that name an aspect."""
_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|/")


@lru_cache(maxsize=8192)
def named(text: str) -> Sequence[tuple[Aspect, int, int]]:
    """The aspects that a piece of text names, and where."""
    return tuple(_named(text))


def _named(text: str) -> Iterator[tuple[Aspect, int, int]]:
    tokens = list(_TOKEN.finditer(text.lower()))
    skip = 0
    for number, token in enumerate(tokens):
        if token[0] in ("op", "ed", "ops", "eds") and text[token.start()].isupper():
            yield Aspect.SOUND, token.start(), token.end()
            continue
        if skip:
            skip -= 1
            continue
        for length in (3, 2):
            several = tokens[number : number + length]
            phrase = " ".join(each[0] for each in several)
            if len(several) == length and phrase in _PHRASES:
                if aspect := _PHRASES[phrase]:
                    yield aspect, token.start(), several[-1].end()
                skip = length - 1
                break
        else:
            word = token[0].removesuffix("'s").removesuffix("’s")
            if word in _ASPECT_OF:
                yield _ASPECT_OF[word], token.start(), token.end()
