"""What a member's calibration looks like drawn. Drawing takes milliseconds of a core, so it has a
thread.
"""

import asyncio

from bot.forecasts.models import Record
from bot.text import Text
from bot.ui.charts.calibration import Bin, calibration
from bot.ui.charts.values import Head, Picture


async def calibration_of(record: Record, t: Text) -> list[Picture]:
    """How sure a member was and how often they were right; none below the fewest that are shown."""
    if record.missing:
        return []
    bins = [Bin(stated=each.percent / 100, true=each.true, n=each.n) for each in record.calls]
    head = Head(title=t("Your forecasts"))
    return [await asyncio.to_thread(calibration, bins, t, head)]
