"""Sentences that give a story away."""

import re
from collections.abc import Sequence

from bot.reviews.outline import Kind, Section
from bot.reviews.sentences import Sentence

_REVEALS = re.compile(
    r"\b(?:turns out|turned out|it(?:'s| is| was) revealed|is revealed|was revealed|are revealed|"
    r"reveals? that|revealed that|revealed to be|reveals? (?:him|her|it)self|plot twist is|"
    r"twist is that|"
    r"all along|the whole time|(?:real|true) (?:identity|killer|culprit|villain|mastermind|"
    r"murderer|traitor|father|mother)|was behind it all|is behind it all|the mastermind is|"
    r"the killer is|the murderer is|the culprit is|the traitor is|"
    r"(?:is|was|were|are|gets?|got|being|been) (?:\w+ )?(?:killed|murdered|executed|assassinated|"
    r"beheaded|poisoned|devoured|resurrected|decapitated|stabbed to death|shot dead|shot to death)|"
    r"(?:kills?|killed|murders?|murdered|executes|executed|stabs|stabbed|betrays|betrayed|"
    r"sacrifices|sacrificed) (?:him|her|them|it)?(?:self|selves)?(?: |$|[.,!?;])|"
    r"(?:dies|died|death of|deaths of|demise|his death|her death|their death|\w+['’]s death)|"
    r"commits? suicide|committed suicide|in the (?:very )?(?:end|final episode|last episode|"
    r"final scene|last scene|finale),? (?:he|she|they|it|[A-Z]\w+)|"
    r"ends? (?:up )?with (?:him|her|them|[A-Z]\w+ \w+ing)|(?:the )?(?:series|show|anime|story|"
    r"season) ends with|final scene (?:shows|sees|has)|last scene (?:shows|sees|has)|"
    r"end(?:s|ed|ing)? up (?:together|dating|dead|married|marrying|dying|killing|being the)|"
    r"gets? together with|gets? married|marries|comes? back to life|came back to life|"
    r"sacrific(?:es|ed|ing) (?:him|her|them)|"
    r"(?:is|was) (?:actually|really|secretly|in fact) (?:the|a|an|his|her|their|[A-Z]\w+)['’ ]|"
    r"turn(?:s|ed) (?:out|into the) |spoilers?)\b|\|\||(?i:\[/?spoiler|>!|!<)",
)
# A show that turned out great, or somebody who was killed by boredom, gives nothing away.
_HARMLESS = re.compile(
    r"\b(?:turn(?:s|ed)? out (?:to be )?(?:[\w-]+ )?(?:great|good|well|fine|better|amazing|bad|"
    r"alright|okay|ok|fantastic|decent|boring|disappointing|pretty|quite|very|really|so|one of|"
    r"an? [\w-]+ (?:anime|show|series|watch|experience|adaptation))|"
    r"(?:spoilers?[- ]free|no spoilers?|without (?:any |giving |spoilers?)|avoid(?:ing)? spoil\w*|"
    r"not (?:going to )?spoil|don['’]t want to spoil|won['’]t spoil)|"
    r"(?:is|was) (?:actually|really) (?:a|an|the) (?:[\w-]+ )?(?:good|great|best|worst|bad|fun|"
    r"show|anime|series|treat|masterpiece|very|really|pretty|well|nice|solid|amazing))\b",
    re.IGNORECASE,
)
_FINDS = re.compile(r"\|\||\[/?spoiler|>!|!<", re.IGNORECASE)


def spoiling(
    text: str, held: Sequence[Sentence], sections: Sequence[Section]
) -> frozenset[Sentence]:
    """The sentences that reveal: deaths, killers, identities, endings, what stands behind bars,
    and all under a heading that warns of spoilers.
    """
    hidden = [(each.start, each.end) for each in sections if each.kind is Kind.SPOILERS]
    hidden += _barred(text)
    return frozenset(
        sentence
        for sentence in held
        if any(sentence.start < end and start < sentence.end for start, end in hidden)
        or reveals(sentence.text)
    )


def reveals(sentence: str) -> bool:
    """Whether a sentence by itself gives something away."""
    rest = _HARMLESS.sub(" ", sentence)
    return _REVEALS.search(rest) is not None


def _barred(text: str) -> list[tuple[int, int]]:
    """What stands between bars or spoiler marks. A bar that is never closed hides its paragraph."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _FINDS.finditer(text):
        said = mark[0].lower()
        opens = said in (">!", "[spoiler") or (said == "||" and opened is None)
        if opens and opened is None:
            opened = mark.start()
        elif not opens and opened is not None:
            found.append((opened, mark.end()))
            opened = None
        if len(found) == 500:
            break
    if opened is not None:
        stop = text.find("\n\n", opened)
        found.append((opened, len(text) if stop < 0 else stop))
    return found
