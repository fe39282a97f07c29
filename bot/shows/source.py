"""Where facts on a show come from."""

from typing import Protocol

from bot.ids import ShowId
from bot.shows.catalogue import Catalogue
from bot.shows.models import Show


class Source(Protocol):
    """A place to ask. It fails by raising `bot.errors.SourceDown`, never otherwise."""

    @property
    def name(self) -> str:
        """As people call it, for the card's small print."""
        ...

    async def show(self, show_id: ShowId) -> Show | None:
        """The show's facts, or None where the source has no such show."""
        ...


class CatalogueSource:
    """The embedded catalogue: in memory, so it is always there."""

    name = "Kansō's catalogue"

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def show(self, show_id: ShowId) -> Show | None:
        return self._catalogue.get(show_id)
