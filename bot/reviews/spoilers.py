"""Sentences that give a story away."""

import re
from collections.abc import Sequence

from bot.reviews.outline import Kind, Section
from bot.reviews.sentences import Sentence

_WHO = r"(?:him|her|them|his|their|the|a|an|one|everyone|everybody|all|most|both|[A-Z]\w+)"
_REVEALS = re.compile(
    "|".join(
        (
            # What it comes to, and who it was.
            r"\bturn(?:s|ed|ing) out\b",
            r"\b(?:is|was|are|were|gets?|been|being|be) revealed\b|\breveals? (?:that|(?:him|her|"
            r"it)self)\b",
            r"\brevealed (?:that|to be)\b|\btwist (?:is|was) that\b|\ball along\b|"
            r"\bthe whole time\b",
            r"\b(?:real|true) (?:identity|killer|culprit|villain|mastermind|murderer|traitor|"
            r"father|"
            r"mother|enemy|form)\b|\bbehind it all\b",
            r"\b(?:mastermind|killer|murderer|culprit|traitor|imposter|impostor|(?:masked|hooded|"
            r"mysterious) (?:man|woman|figure|killer|stranger|girl|boy)) (?:is|was) (?:\w+ )?[A-Z]",
            r"\b(?:is|was) (?:actually|secretly|really|in fact) (?:the|a|an|his|her|their|"
            r"[A-Z]\w+)\b",
            # Who lives and who dies.
            r"\b(?:is|was|were|are|gets?|got|being|been) (?:\w+ )?(?:killed|murdered|executed|"
            r"poisoned|"
            r"assassinated|beheaded|devoured|eaten|resurrected|decapitated|stabbed|shot dead)\b",
            r"\b(?:kills?|killed|murders?|murdered|executes?|executed|stabs?|stabbed|betrays?|betrayed|"
            r"sacrifices?|sacrificed|beheads?|poisons|poisoned|assassinates?|assassinated|"
            r"devours?) "
            rf"{_WHO}",
            r"\b(?:dies|died|demise|survives|(?:his|her|their|\w+['’]s) (?:death|suicide|betrayal|"
            r"sacrifice))\b|\bdeaths? of\b|\bdoes(?:n['’]t| not) survive\b|"
            r"\bcommit(?:s|ted)? suicide\b|\bc[ao]mes? back to life\b",
            # How it ends.
            r"\b[Ii]n the (?:very )?(?:final|last) (?:few )?(?:episodes?|scenes?|moments?|battle|"
            r"fight|"
            r"minutes|shot)\b",
            r"\b(?:last|final) (?:episode|scene|shot|moments?) (?:shows?|sees?|has|reveals?|"
            r"ends?)\b",
            r"\b[Ii]n the end,? (?:he|she|they|[A-Z]\w+) (?!is worth|was worth)\w+",
            r"\b(?:series|show|anime|story|season|film|movie|it) ends with\b|\bfinale (?:shows|"
            r"reveals|sees)\b",
            r"\bend(?:s|ed|ing)? up (?:together|dating|dead|married|marrying|dying|killing|"
            r"with (?:him|"
            r"her|them|[A-Z])|alone|losing)\b",
            r"\b(?:gets?|got|getting) (?:back )?together\b|\b(?:gets?|got) married\b|\bmarries\b|"
            r"\bbreaks? up\b|\bbroke up\b",
            r"\bbec[ao]mes? (?:an? |the )?(?:god|goddess|king|queen|witch|titan|demon|villain|"
            r"vampire|"
            r"ghoul|ghost|traitor|killer)\b",
            r"\b[Ss]poilers?\b|\bSPOILERS?\b|\|\||\[/?(?:spoiler|SPOILER)|>!|!<",
        )
    )
)
# A show that turned out great, or somebody who died laughing, gives nothing away.
_HARMLESS = re.compile(
    r"\b(?:turn(?:s|ed)? out (?:to be )?(?:[\w-]+ )?(?:great|good|well|fine|better|amazing|bad|"
    r"alright|okay|ok|fantastic|decent|boring|disappointing|pretty|quite|very|really|so|one of|"
    r"an? [\w-]+ (?:anime|show|series|watch|experience|adaptation))|"
    r"spoilers?[- ]free|no spoilers?|without (?:any )?(?:spoil\w+|giving)|avoid(?:ing)? spoil\w*|"
    r"(?:not|never) (?:going to )?spoil|(?:don|won)['’]t (?:want to )?spoil|died laughing|"
    r"to die for|"
    r"kill(?:s|ed)? (?:the |any |all )?(?:mood|tension|pacing|vibe|momentum|time|joke|humou?r|"
    r"enjoyment)|"
    r"(?:is|was) (?:actually|really|in fact) (?:a|an|the) (?:[\w-]+ )?(?:good|great|best|worst|bad|"
    r"fun|show|anime|series|treat|masterpiece|very|really|pretty|well|nice|solid|amazing|joy|delight|"
    r"pleasure|shame|problem|issue|strength|weakness|highlight))\b",
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
