"""How far spam moves a summary: ``python -m tests.bench consensus``.

Sincere scores are drawn 2,000 times, seeded, as members' scores are: most of them 7 to 9. Then so
many accounts give the lowest score, one review each, which is all that an account has. *Median* and
*mean* are how far each moves down on average, *at worst* how far the median does in any draw;
*still sincere* is the share of draws in which it stays within the sincere scores' middle half.
"""

import statistics
from collections.abc import Iterator
from random import Random

from bot.reviews.consensus import Middle, middle
from bot.reviews.scores import Score
from tests.bench.figure import Figure, bench

DRAWS = 2000
SCORES = range(10, 101, 10)
WEIGHTS = (1, 1, 2, 4, 7, 12, 22, 27, 16, 8)
"""How often members give 1 to 10."""

CASES = ((20, 1), (20, 3), (20, 5), (50, 5))
"""So many sincere reviews, and so many of spam."""


@bench
def consensus() -> Iterator[Figure]:
    for n, spam in CASES:
        chance = Random(n * 1000 + spam)
        draws = [list(map(Score, chance.choices(SCORES, WEIGHTS, k=n))) for _ in range(DRAWS)]
        pairs = [(_middle(held), _middle([*held, *[Score(10)] * spam])) for held in draws]
        medians = [(before.median - after.median) / 10 for before, after in pairs]
        means = [statistics.mean(held) - statistics.mean([*held, *[10] * spam]) for held in draws]
        within = sum(before.low <= after.median for before, after in pairs) / DRAWS
        name = f"{spam} spam, {n} sincere"
        yield Figure(name=f"{name}: median", value=statistics.mean(medians), unit="points")
        yield Figure(name=f"{name}: at worst", value=max(medians), unit="points")
        yield Figure(name=f"{name}: mean", value=statistics.mean(means) / 10, unit="points")
        yield Figure(
            name=f"{name}: still sincere", value=100 * within, unit="%", target=100, at_least=True
        )


def _middle(scores: list[Score]) -> Middle:
    found = middle(scores)
    assert found is not None
    return found
