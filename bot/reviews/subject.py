"""The show that a review is about, as far as its cards need it."""

import re
from dataclasses import dataclass

from bot.errors import Outdated
from bot.ids import ShowId
from bot.shows.models import ShowNotFound
from bot.shows.service import Shows
from bot.text.titles import Title

_SHOW_ID = re.compile(r"[a-z]{1,12}/[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A show's name and looks. `color` and `cover` as in `bot.shows.models.Show`."""

    id: ShowId
    title: Title
    color: str | None = None
    cover: str | None = None
    adult: bool = False


def subject_of(shows: Shows, show: ShowId) -> Subject:
    """The show as it is held; by its id where it isn't any more, for its reviews stay readable.

    Raises `Outdated` for what never was a show's id, as in a forged button.
    """
    if not _SHOW_ID.fullmatch(show):
        raise Outdated
    try:
        held = shows.get(show)
    except ShowNotFound:
        return Subject(id=show, title=Title(romaji=show))
    return Subject(id=show, title=held.title, color=held.color, cover=held.cover, adult=held.adult)
