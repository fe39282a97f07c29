"""The lines that come along with a piece of evidence, each with the sentence it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.ids import EvidenceId, UserId
from bot.shows.models import PartialDate


class Kind(StrEnum):
    """What a line tells. `DATE` is the season's, `AS_OF` the claim's own."""

    STATUS = "status"
    DATE = "date"
    AS_OF = "as_of"
    RUN = "planned_run"
    SEASON = "season"
    QUOTE = "quote"
    REASON = "reason"
    SPIN_OFF = "spin_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that a text says. `sentence` is ``text[start:end]``, word for word.

    `words`: a quote's own, or the clause that gives a reason or a hint, from `words_start` on; a
    date's wording; a status's value.
    `season`: which one; of a planned run, how many. `day`: ISO 8601, cut to what is known.
    `inferred`: what a year rests on that isn't stated. `evidence`: the piece that it came with.
    """

    number: int
    kind: Kind
    sentence: str
    start: int
    end: int
    words: str = ""
    words_start: int | None = None
    speaker: str = ""
    role: str = ""
    outlet: str = ""
    season: int | None = None
    episodes: int | None = None
    day: str = ""
    inferred: str = ""
    left_out: bool = False
    evidence: EvidenceId | None = None

    @property
    def date(self) -> PartialDate | None:
        return PartialDate.parse(self.day) if self.day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came with a piece: its lines, whose message it was, which piece it is to replace."""

    lines: Sequence[Line] = ()
    author: UserId | None = None
    corrects: EvidenceId | None = None


NOTHING_TOLD = Told()
"""What came with a piece that was typed into the form."""
