"""What the tests put in the place of the world outside: sources and languages."""

import gettext
import struct
from collections.abc import Mapping
from pathlib import Path

from bot.errors import SourceDown
from bot.ids import ShowId
from bot.shows.models import Held
from bot.text import Text, Texts


class DownSource:
    """A source that never answers."""

    name = "AniList"

    async def held(self, show_id: ShowId) -> Held | None:
        raise SourceDown(source=self.name)


class _Pseudo(gettext.NullTranslations):
    """English in brackets, longer, with accents: what isn't in brackets didn't pass gettext."""

    _accents = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")

    def gettext(self, message: str) -> str:
        pieces = message.replace("{", "\0{").replace("}", "}\0").split("\0")
        accented = (p if p.startswith("{") else p.translate(self._accents) for p in pieces)
        return f"⟦{''.join(accented)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class PseudoTexts(Texts):
    """Every reader reads the pseudo-locale."""

    def choose(self, *wanted: str | None) -> Text:
        return Text("qps-ploc", _Pseudo())


def write_catalogue(locales: Path, locale: str, messages: Mapping[str, str]) -> None:
    """A compiled gettext catalogue, as msgfmt writes one. Plural ids are joined by NUL."""
    entries = sorted({"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; "
                      "plural=(n != 1);\n", **messages}.items())  # fmt: skip
    ids = [key.encode() for key, _ in entries]
    strings = [value.encode() for _, value in entries]
    start = 28 + 16 * len(entries)
    tables, blob = b"", b""
    for texts in (ids, strings):
        for text in texts:
            tables += struct.pack("<II", len(text), start + len(blob))
            blob += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    folder = locales / locale / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kanso.mo").write_bytes(header + tables + blob)
