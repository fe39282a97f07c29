"""SimCord lets timers that are shorter than its patience fire by themselves, in real time."""

import math
from typing import Any

from simcord import _settlement
from simcord.env import Env


def fires(state: Any, record: Any) -> float:
    """When a timer fires while nobody lets time pass: never, unless it is due. SimCord would let a
    short one fire in real time, and wait for that.
    """
    return -math.inf if record.when is None or record.when <= state.virtual_time else math.inf


STILL: tuple[tuple[Any, str, Any], ...] = (
    (_settlement, "_callback_fire_time", fires),
    (Env, "_schedule_timer", lambda *_: None),
)
"""What to put in which attribute's place, so that no timer fires but as time is let pass."""
