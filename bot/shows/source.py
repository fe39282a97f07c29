"""Where facts on a show come from."""

from dataclasses import fields, replace
from typing import Any, Protocol

from bot.ids import ShowId
from bot.shows.catalogue import Catalogue
from bot.shows.models import Format, Held, Profile, Show, Status


class Source(Protocol):
    """A place to ask. It fails by raising `bot.errors.SourceDown`, never otherwise."""

    @property
    def name(self) -> str:
        """As people call it, for the card's small print."""
        ...

    async def held(self, show_id: ShowId) -> Held | None:
        """The show's facts and their age, or None where the source has no such show."""
        ...


class People(Protocol):
    """Who is asked about people and studios, as `bot.shows.anilist.AniList`: whom or what a name
    fits best, None where there is nobody. Everything raises `bot.errors.SourceDown`.
    """

    @property
    def name(self) -> str: ...

    async def character(self, name: str, /) -> Profile | None: ...

    async def staff(self, name: str, /) -> Profile | None: ...

    async def studio(self, name: str, /) -> Profile | None: ...


class CatalogueSource:
    """The catalogue itself: in memory, so it is always there."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def name(self) -> str:
        return self._catalogue.about.name

    async def held(self, show_id: ShowId) -> Held | None:
        show = self._catalogue.get(show_id)
        return Held(show=show, source=self.name) if show else None


_JOINED = ("synonyms", "short_titles", "minutes")
_OURS = ("id", "mal", "also", "relations")
"""By these the bot's own rows and the seasons hang together."""
_UNTOLD = (None, (), Format.UNKNOWN, Status.UNKNOWN)


def together(ours: Show, told: Show) -> Show:
    """What a source told of a show, completed by what the catalogue holds on it."""
    facts: dict[str, Any] = {}
    for field in fields(Show):
        mine, theirs = getattr(ours, field.name), getattr(told, field.name)
        if field.name in _JOINED:
            facts[field.name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif field.name in _OURS:
            facts[field.name] = mine or theirs
        else:
            facts[field.name] = mine if theirs in _UNTOLD else theirs
    return replace(told, **facts)
