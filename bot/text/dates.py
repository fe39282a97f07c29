"""Calendar dates in words. An air date is a day and no instant, so it is no ``<t:…>``."""

from bot.errors import N_
from bot.text.text import Text

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def spoken(text: Text, year: int, month: int | None = None, day: int | None = None) -> str:
    """``3 December 2018``, ``December 2018`` or ``2018``, as far as the date is known."""
    if month is None:
        return str(year)
    name = text(_MONTHS[month - 1])
    if day is None:
        return text("{month} {year}", month=name, year=year)
    return text("{day} {month} {year}", day=day, month=name, year=year)
