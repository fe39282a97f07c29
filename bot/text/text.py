"""`Text` puts what the bot says into a reader's language.

Message ids are the English sentences, with ``{named}`` places. A catalogue lies at
``locales/<locale>/LC_MESSAGES/kanso.mo``; where there is none, English is shown.
"""

import functools
import gettext
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.errors import Refusal
from bot.text.languages import NAMES
from bot.text.plain import plain
from bot.text.titles import Title, TitleLanguage

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "kanso"

TimeStyle = Literal["t", "T", "d", "D", "f", "F", "R"]


class Text:
    """A reader's language, and the one in which they want titles. Call it with a message id and
    its facts.
    """

    def __init__(
        self,
        locale: str,
        catalogue: gettext.NullTranslations,
        titles: TitleLanguage = TitleLanguage.ENGLISH,
    ) -> None:
        self.locale = locale
        self.titles = titles
        self._catalogue = catalogue

    def with_titles(self, titles: TitleLanguage) -> "Text":
        """The same language, with titles in that one."""
        return self if titles is self.titles else Text(self.locale, self._catalogue, titles)

    def __call__(self, message: str, /, **facts: object) -> str:
        """The message in this language. Facts are put in as they are: escape foreign text first."""
        return self._catalogue.gettext(message).format(**facts)

    def n(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The plural form for `n`, which the messages may name as ``{n}``."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **facts)

    def name(self, name: str) -> str:
        """What a command or an option is called in this language."""
        return self._catalogue.pgettext("name", name)

    def command(self, path: str) -> str:
        """A command as a reader of this language calls it: ``/review write`` for English."""
        return f"/{' '.join(map(self.name, path.split()))}"

    def title(self, title: Title) -> str:
        """The title as this reader wants it; foreign text, to be escaped."""
        return title.in_(self.titles)

    def other_titles(self, title: Title) -> list[str]:
        """Those that stand small beside it."""
        return title.beside(self.titles)

    def refusal(self, refusal: Refusal) -> str:
        """A refusal's sentence. Facts that people typed are shown as plain text."""
        return self(refusal.message, **{k: self._fact(v) for k, v in refusal.facts.items()})

    def _fact(self, fact: object) -> object:
        if isinstance(fact, Phrase):
            return self(fact)
        if isinstance(fact, Title):
            return plain(self.title(fact), 200)
        if isinstance(fact, tuple):
            return "; ".join(str(self._fact(each)) for each in fact)
        return plain(fact, 200) if isinstance(fact, str) and not isinstance(fact, Markup) else fact


class Phrase(str):
    """A fact that is itself a message id, put into the reader's language when it is shown."""

    __slots__ = ()


class Markup(str):
    """A fact that is Discord's own markup, such as a mention, to be shown as it is."""

    __slots__ = ()


class Texts:
    """Every language that there is a catalogue for."""

    def __init__(self, locales: Path = LOCALES) -> None:
        # Looked for once: whoever asks for a text waits for no disk.
        self._files = {
            file.parent.parent.name.replace("_", "-"): file
            for file in locales.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
        }
        self._held = {"en": Text("en", gettext.NullTranslations())}

    def __contains__(self, locale: object) -> bool:
        """Whether there is a catalogue for a locale, or for its language; none is for English."""
        name = str(locale)
        return name in self._files or name.partition("-")[0] in self._files

    @property
    def locales(self) -> list[str]:
        """What can be chosen: English first, then each that there is a catalogue for."""
        found = {"en", *self._files}
        return [*(name for name in NAMES if name in found), *sorted(found - NAMES.keys())]

    def choose(self, *wanted: str | None) -> Text:
        """The first of `wanted` that there is a catalogue for, by locale and then by language.

        Give the member's locale first, then the server's. English needs no catalogue, so it ends
        the search, whether it is asked for or left over.
        """
        for locale in wanted:
            if locale:
                for name in (locale, locale.partition("-")[0]):
                    if name == "en" or name in self._files:
                        return self._text(name)
        return self._text("en")

    def _text(self, name: str) -> Text:
        if name not in self._held:
            self._held[name] = Text(name, _catalogue(self._files[name]))
        return self._held[name]


@functools.cache
def _catalogue(file: Path) -> gettext.GNUTranslations:
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)


def stamp(at: datetime, style: TimeStyle = "R") -> str:
    """Discord's timestamp markup: every reader sees `at` in their own zone and language."""
    return f"<t:{int(at.timestamp())}:{style}>"
