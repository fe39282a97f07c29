"""How good a forecast was, and what a crowd says. Pure.

The score is Brier's (Monthly Weather Review 78, 1950) for a question of yes or no: the square of
what separates the probability from what happened (1 or 0). 0 is perfect, 1 the worst; who always
says 50 % gets 0.25. It is averaged over the time for which each forecast stood, from a member's
first one until the question closed, as Good Judgment Open averages it over days
(https://www.gjopen.com/faq): who sees it coming early is better than who says so at the end.

The crowd's figure is a trimmed mean of log-odds. Means of log-odds pool probabilities better than
means of the probabilities themselves (Satopää et al., International Journal of Forecasting 30,
2014), and trimming both ends makes a mean robust at little cost (Jose and Winkler, the same 24,
2008). A fifth is cut off at each end, at least one: so many accounts, whatever they say, never
bring the figure past what the others say.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST_IN_A_CROWD = 3
"""Forecasters that the crowd's figure needs: one is cut off at each end."""
CUT_OFF = 5
"""One of so many is cut off at each end."""
LEAST, MOST = 1, 99
"""What can be forecast, in percent: nobody is surer than that, and log-odds know no 0 and 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A forecast: `percent` (1 to 99) from `at` on, in epoch seconds."""

    at: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Forecasts of about `percent`, the mean of what was said: `true` of `n` came true."""

    percent: float
    true: int
    n: int


def brier(percent: float, came_true: bool) -> float:
    """The score of one forecast, 0 (perfect) to 1."""
    return (percent / 100 - came_true) ** 2


def score(history: Iterable[Said], came_true: bool, *, closed: int) -> float | None:
    """The score of a member's forecasts on one question, averaged over the time that each stood.

    What was said after `closed` doesn't count; None where nothing else was said. What stood for no
    second is scored as it was said.
    """
    counted = _before(history, closed)
    if not counted:
        return None
    if counted[0].at == closed:
        return brier(counted[-1].percent, came_true)
    ends = [*(said.at for said in counted[1:]), closed]
    weighed = sum(
        brier(said.percent, came_true) * (end - said.at)
        for said, end in zip(counted, ends, strict=True)
    )
    return weighed / (closed - counted[0].at)


def last(history: Iterable[Said], *, closed: int) -> int | None:
    """What a member said last before the question closed, in percent."""
    counted = _before(history, closed)
    return counted[-1].percent if counted else None


def _before(history: Iterable[Said], closed: int) -> list[Said]:
    return sorted((said for said in history if said.at <= closed), key=lambda said: said.at)


def crowd(percents: Sequence[float]) -> float | None:
    """The crowd's figure in percent; None where too few have forecast."""
    if len(percents) < FEWEST_IN_A_CROWD:
        return None
    odds = sorted(math.log(percent / (100 - percent)) for percent in percents)
    cut = max(1, len(odds) // CUT_OFF)
    kept = odds[cut:-cut]
    return 100 / (1 + math.exp(-math.fsum(kept) / len(kept)))


def calibration(calls: Iterable[tuple[int, bool]]) -> list[Calls]:
    """What came true of what was said, by tens, the lowest first.

    Each is what a member said last on a question, in percent, and whether it came true; a forecast
    belongs to the ten that is nearest, the upper one of two.
    """
    tens: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for percent, came_true in calls:
        tens[(percent + 5) // 10].append((percent, came_true))
    return [
        Calls(
            percent=sum(percent for percent, _ in each) / len(each),
            true=sum(came_true for _, came_true in each),
            n=len(each),
        )
        for _, each in sorted(tens.items())
    ]
