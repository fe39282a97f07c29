"""Whole months in minutes, with everything going wrong that can."""

from pathlib import Path

import pytest

from tests.months.deeds import DEEDS
from tests.months.faults import FAULTS
from tests.months.life import Deed, Fault, Life


async def lived(folder: Path, seed: int, *, places: int, members: int, deeds: int, days: float,
                trouble: float) -> Life:  # fmt: skip
    async with Life.begin(folder, seed, places=places, members=members) as life:

        def pick() -> Deed:
            return life.rng.choices(list(DEEDS), list(DEEDS.values()))[0]

        def fault() -> Fault:
            return life.rng.choices(list(FAULTS), list(FAULTS.values()))[0]

        await life.live(deeds, pick, fault, days=days, trouble=trouble)
        return life


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_few_days(tmp_path: Path, seed: int) -> None:
    life = await lived(tmp_path, seed, places=2, members=5, deeds=250, days=3, trouble=0.3)
    print(f"seed {seed}: {life.survived}")  # noqa: T201
