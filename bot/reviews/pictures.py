"""What reviews come to, drawn. Drawing takes milliseconds of a core, so it has a thread."""

import asyncio

from bot.reviews.consensus import Consensus, Middle
from bot.reviews.consensus_views import rows
from bot.text import Text
from bot.ui.charts import values
from bot.ui.charts.aspects import Aspect, aspects
from bot.ui.charts.values import Head, Picture


async def consensus_of(held: Consensus, t: Text) -> list[Picture]:
    """Overall and each aspect that has scores enough, sub and dub apart; none where nothing has."""
    if not held.middles:
        return []
    bars = [
        Aspect(label=label, middle=_points(middle)) for label, middle in rows(held, t) if middle
    ]
    colour = held.show.color
    head = Head(title=t.title(held.show.title), accent=int(colour[1:], 16) if colour else None)
    return [await asyncio.to_thread(aspects, bars, t, head, reviews=held.reviews)]


def _points(middle: Middle) -> values.Middle:
    """In points rather than tenths of them."""
    return values.Middle(
        n=middle.n, median=middle.median / 10, low=middle.low / 10, high=middle.high / 10
    )
