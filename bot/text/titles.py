"""Titles of works, which have one in several languages, and which of them a reader wants."""

from dataclasses import dataclass
from enum import StrEnum


class TitleLanguage(StrEnum):
    ENGLISH = "english"
    ROMAJI = "romaji"
    NATIVE = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    romaji: str
    english: str | None = None
    native: str | None = None

    @property
    def main(self) -> str:
        """English where there is one, else romaji: for logs, and readers who chose nothing."""
        return self.in_(TitleLanguage.ENGLISH)

    @property
    def others(self) -> list[str]:
        """The titles beside `main`, each once."""
        return self.beside(TitleLanguage.ENGLISH)

    def in_(self, language: TitleLanguage) -> str:
        """The title in that language, romaji where it has none."""
        return {
            TitleLanguage.ENGLISH: self.english,
            TitleLanguage.ROMAJI: self.romaji,
            TitleLanguage.NATIVE: self.native,
        }[language] or self.romaji

    def beside(self, language: TitleLanguage) -> list[str]:
        """The other languages' titles, each once."""
        shown = self.in_(language).casefold()
        every = dict.fromkeys(filter(None, (self.english, self.romaji, self.native)))
        return [title for title in every if title.casefold() != shown]

    def __str__(self) -> str:
        return self.main
