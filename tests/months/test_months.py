"""Whole months in minutes, with everything going wrong that can.

A few days with fixed seeds in each test run; ``python -m pytest -m soak`` lives months. Seeds are
printed; ``KANSO_MONTHS`` gives one.
"""

import os
import random
from pathlib import Path

import pytest

from tests.months.deeds import DEEDS
from tests.months.faults import FAULTS
from tests.months.life import Deed, Fault, Life, Survived, told

pytestmark = pytest.mark.unmeasured


async def lived(
    folder: Path, seed: int, *, places: int, members: int, deeds: int, days: float, trouble: float
) -> Survived:
    """A life with that seed, and what was survived in it. Each fault comes as often as it should
    before the bag of them is filled again.
    """
    async with Life.begin(folder, seed, places=places, members=members) as life:
        bag: list[Fault] = []

        def deed() -> Deed:
            return life.rng.choices(list(DEEDS), list(DEEDS.values()))[0]

        def fault() -> Fault:
            if not bag:
                bag.extend(one for one, often in FAULTS.items() for _ in range(often))
                life.rng.shuffle(bag)
            return bag.pop()

        await life.live(deeds, deed, fault, days=days, trouble=trouble)
        return life.survived


async def test_a_few_days(tmp_path: Path) -> None:
    """With a fixed seed: what fails here fails again."""
    survived = await lived(tmp_path, 3, places=2, members=4, deeds=160, days=2, trouble=0.6)
    assert set(survived.faults) == {told(fault) for fault in FAULTS}


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("places", "members", "deeds", "days", "trouble"),
    [(1, 40, 10_000, 30, 0.15), (1_000, 3, 5_000, 10, 0.1)],
    ids=["a busy server", "1,000 servers"],
)
async def test_months(
    tmp_path: Path, places: int, members: int, deeds: int, days: float, trouble: float
) -> None:
    seed = int(os.environ.get("KANSO_MONTHS") or random.getrandbits(32))
    print(f"months {seed}")  # noqa: T201
    survived = await lived(
        tmp_path, seed, places=places, members=members, deeds=deeds, days=days, trouble=trouble
    )
    print(survived)  # noqa: T201
