"""Whole months in minutes, with everything going wrong that can.

A few days with fixed seeds in each test run; ``python -m pytest -m soak`` lives months. Seeds are
printed; ``KANSO_MONTHS`` gives one.
"""

import os
import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.months import season  # noqa: F401  (its deeds are among them)
from tests.months.deeds import DEEDS
from tests.months.faults import FAULTS, a_restart, killed_at_a_commit, killed_at_a_request
from tests.months.life import Deed, Fault, Life, Survived, told

pytestmark = pytest.mark.unmeasured


ENDS = {a_restart, killed_at_a_request, killed_at_a_commit}
"""The faults after which a new process begins."""


async def lived(
    folder: Path,
    seed: int,
    *,
    places: int,
    members: int,
    deeds: int,
    days: float,
    trouble: float,
    faults: Mapping[Fault, int] = FAULTS,
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
                bag.extend(one for one, often in faults.items() for _ in range(often))
                life.rng.shuffle(bag)
            return bag.pop()

        await life.live(deeds, deed, fault, days=days, trouble=trouble)
        return life.survived


async def test_a_few_days(tmp_path: Path) -> None:
    """With a fixed seed: what fails here fails again."""
    survived = await lived(tmp_path, 3, places=2, members=4, deeds=160, days=2, trouble=0.6)
    assert set(survived.faults) == {told(fault) for fault in FAULTS}


def seed() -> int:
    found = int(os.environ.get("KANSO_MONTHS") or random.getrandbits(32))
    print(f"months {found}")  # noqa: T201
    return found


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("places", "members", "deeds", "days", "trouble"),
    [(1, 40, 10_000, 30, 0.15), (1_000, 3, 5_000, 10, 0.1)],
    ids=["a busy server", "a thousand servers"],
)
async def test_months(
    tmp_path: Path, places: int, members: int, deeds: int, days: float, trouble: float
) -> None:
    survived = await lived(
        tmp_path, seed(), places=places, members=members, deeds=deeds, days=days, trouble=trouble
    )
    print(survived)  # noqa: T201


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_a_process_that_never_ends(tmp_path: Path) -> None:
    """So that a leak has its time to show."""
    faults = {fault: often for fault, often in FAULTS.items() if fault not in ENDS}
    survived = await lived(
        tmp_path, seed(), places=1, members=40, deeds=4_000, days=10, trouble=0.1, faults=faults
    )
    print(survived)  # noqa: T201
