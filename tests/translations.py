"""The catalogues of translations: ``python -m tests.translations`` brings them up to date.

It gathers every message of the code, writes what is new into each language's ``kanso.po`` (to be
translated there), drops what is gone, and compiles ``kanso.mo``, which the bot reads.

In a ``.po`` commands are written as in English, ``/review write``; compiling puts in what they are
called in that language. What commands and options are called stands under the context ``name``.
"""

import ast
import asyncio
import functools
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot import __version__
from bot.client import create_bot
from bot.config import ROOT, Config
from bot.text.text import DOMAIN, LOCALES

LANGUAGES = ("de", "es", "fr", "ja", "pt_BR")
CODE = ("bot", "cogs")
WITHOUT = ROOT / "bot" / "demo"
NAME = re.compile(r"[a-z]+")
"""What commands and options are called: Discord takes lower case alone, and sentences begin big."""

Id = str | tuple[str, str]
Key = tuple[str | None, Id]


def messages(folder: Path = ROOT) -> dict[Key, list[tuple[str, int]]]:
    """Every message of the code: its context and id (singular and plural), and where it stands.

    What is marked: `t(...)`, `text(...)`, `N_(...)`, `_(...)`, and `.n(one, many, …)`.
    """
    found: dict[Key, list[tuple[str, int]]] = {}
    files = sorted(file for name in CODE for file in (folder / name).rglob("*.py"))
    for file in files:
        if WITHOUT not in file.parents:
            for key, line in _marked(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(key, []).append((str(file.relative_to(folder)), line))
    # One that is said of several too stands with its plural, and is found there.
    several = {(context, key[0]) for context, key in found if isinstance(key, tuple)}
    return {key: places for key, places in found.items() if key not in several}


def _marked(tree: ast.Module) -> Iterator[tuple[Key, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = _called(node.func)
        words = [
            arg.value
            for arg in node.args[:2]
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if called in ("t", "text", "N_", "_") and words:
            name = called == "_" and NAME.fullmatch(words[0])
            yield ("name" if name else None, words[0]), node.lineno
        elif called == "n" and len(words) == 2:
            yield (None, (words[0], words[1])), node.lineno


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr if function.attr != "t" else ""
    return function.id if isinstance(function, ast.Name) else ""


def path(language: str, ending: str = "po", locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def read(language: str) -> Catalog:
    with path(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(old: Catalog, found: dict[Key, list[tuple[str, int]]]) -> Catalog:
    """The messages of the code with the translations that there are; what is gone is gone."""
    new = Catalog(
        locale=old.locale,
        domain=DOMAIN,
        project="Kansō",
        version=__version__,
        msgid_bugs_address="see README.md",
        header_comment=old.header_comment,
        last_translator=old.last_translator,
        language_team=old.language_team,
        fuzzy=False,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
    )
    for (context, key), places in sorted(found.items(), key=lambda item: item[1][0]):
        held = old.get(key if isinstance(key, str) else key[0], context)
        # Without lines: they would change with every edit.
        files: Any = [(file, None) for file in sorted({file for file, _ in places})]
        new.add(key, held.string if held else "", files, context=context)
    return new


def paths_of_commands(catalogue: Catalog) -> dict[str, str]:
    """What each command is called, by its English path: ``review write``."""
    paths = {}
    for english in _commands():
        words = (_string(catalogue.get(word, "name")) or word for word in english.split())
        paths[english] = " ".join(words)
    return paths


@functools.cache
def _commands() -> list[str]:
    """The paths of all commands, the longest first."""

    async def walked() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            bot = create_bot(Config(database=Path(folder) / "kanso.db"))
            async with bot:
                await bot.open()
                return [command.qualified_name for command in bot.tree.walk_commands()]

    return sorted(asyncio.run(walked()), key=len, reverse=True)


def _string(message: Message | None) -> str:
    return str(message.string) if message else ""


def compiled(catalogue: Catalog) -> bytes:
    """What the bot reads, commands called as they are in the language."""
    called = paths_of_commands(catalogue)
    pattern = re.compile(rf"(?<![\w/])/({'|'.join(map(re.escape, called))})(?![\w/])")
    named = Catalog(
        locale=catalogue.locale,
        domain=DOMAIN,
        creation_date=catalogue.creation_date,  # else now, and no two files would be the same
        revision_date=catalogue.revision_date,
    )
    for message in catalogue:
        if not message.id:
            continue
        put = tuple(
            pattern.sub(lambda hit: f"/{called[hit[1]]}", each) for each in strings(message)
        )
        named.add(message.id, put if message.pluralizable else put[0], context=message.context)
    written = io.BytesIO()
    write_mo(written, named)
    return written.getvalue()


def untranslated(catalogue: Catalog) -> Iterable[Message]:
    return [message for message in catalogue if message.id and not all(strings(message))]


def ids(message: Message) -> tuple[str, ...]:
    """The English: singular and plural, or the one sentence."""
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def main() -> None:
    found = messages()
    for language in LANGUAGES:
        catalogue = updated(read(language), found)
        with path(language).open("wb") as file:
            write_po(file, catalogue, width=100, omit_header=False)
        path(language, "mo").write_bytes(compiled(catalogue))
        left = len(list(untranslated(catalogue)))
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {left} to translate\n")


if __name__ == "__main__":
    main()
