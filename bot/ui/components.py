"""What a button, select or form means, kept in its custom id.

A `Pattern` packs values into a versioned custom id (``vote:1:42:5``) and reads them back. A view
only draws; the cog registers one `Handler` for each pattern; `Door` finds the handler for an
interaction. So components and open forms work after a restart with nothing to restore.

discord.py's own DynamicItem rebuilds the whole message's view for each press, leaves out forms
and swallows errors; one door on ``on_interaction`` does all three.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import discord

from bot.errors import N_, Outdated, Refusal

Value = int | str


LONGEST_ID = 100
LONGEST = 4_000
"""Characters that Discord takes in one field of a form."""


class FileGone(Refusal):
    message = N_("That file is no longer there for me to read. Attach it once more.")


@dataclass(frozen=True, slots=True)
class Pattern:
    """``<name>:<version>:<field>:<field>``. Raise `version` when the fields change their meaning.

    `fields` maps each field's name to int or str, in order.
    """

    name: str
    fields: Mapping[str, type[int] | type[str]]
    version: int = 1

    def pack(self, **values: Value) -> str:
        """The custom id. Raises ValueError past Discord's 100 characters or for other fields."""
        if set(values) != set(self.fields):
            raise ValueError(f"{self.name} takes {', '.join(self.fields) or 'no fields'}")
        parts = [self.name, str(self.version)]
        parts += [quote(str(values[field]), safe="/ ") for field in self.fields]
        packed = ":".join(parts)
        if len(packed) > LONGEST_ID:
            raise ValueError(
                f"a custom id has {LONGEST_ID} characters at most, this one {len(packed)}"
            )
        return packed

    def unpack(self, custom_id: str) -> dict[str, Value] | None:
        """The values, or None for a custom id of another pattern, another version or forged."""
        name, *parts = custom_id.split(":") if len(custom_id) <= LONGEST_ID else ("",)
        if name != self.name or len(parts) != len(self.fields) + 1 or parts[0] != str(self.version):
            return None
        values: dict[str, Value] = {}
        for (field, kind), part in zip(self.fields.items(), parts[1:], strict=True):
            if kind is str:
                values[field] = unquote(part)
            elif (whole := _whole(part)) is not None:
                values[field] = whole
            else:
                return None
        return values


def _whole(text: str) -> int | None:
    """A number that a database can keep."""
    if re.fullmatch(r"-?[0-9]{1,19}", text) and -(2**63) <= int(text) < 2**63:
        return int(text)
    return None


@dataclass(frozen=True, slots=True)
class Handler:
    """Answers the components, or the form, of one pattern.

    `run` is called with the interaction and the pattern's fields by name; `chosen` and `entered`
    read what was picked or typed.
    """

    pattern: Pattern
    run: Callable[..., Awaitable[None]]


class Door:
    """The handlers by the name and version of their pattern."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], Handler] = {}

    def add(self, pattern: Pattern, run: Callable[..., Awaitable[None]]) -> None:
        """Lead a pattern's custom ids to `run`. Raises ValueError when they lead elsewhere."""
        key = (pattern.name, str(pattern.version))
        if key in self._handlers:
            raise ValueError(f"{':'.join(key)} has a handler already")
        self._handlers[key] = Handler(pattern, run)

    @property
    def patterns(self) -> list[Pattern]:
        return [handler.pattern for handler in self._handlers.values()]

    def find(self, custom_id: str) -> tuple[Handler, dict[str, Value]] | None:
        """The handler for a custom id and the values in it; None for one that nobody knows."""
        name, _, rest = custom_id.partition(":")
        handler = self._handlers.get((name, rest.partition(":")[0]))
        values = handler.pattern.unpack(custom_id) if handler else None
        return (handler, values) if handler and values is not None else None


def chosen(interaction: discord.Interaction[Any]) -> list[str]:
    """The values picked in the select that was used: option values or ids of entities."""
    data: Any = interaction.data or {}
    values = data.get("values")
    values = values if isinstance(values, list) else []
    return [_sound(each) for each in values if isinstance(each, str)]


def pick(interaction: discord.Interaction[Any]) -> str:
    """The one value that was picked. Raises `Outdated` where a forged select brings none."""
    if values := chosen(interaction):
        return values[0]
    raise Outdated


def number(interaction: discord.Interaction[Any]) -> int:
    """The one number that was picked, of 64 bits. Raises `Outdated` for a forged one."""
    whole = _whole(pick(interaction))
    if whole is None:
        raise Outdated
    return whole


def entered(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """What was typed or picked in a submitted form, by the custom id of each field, stripped."""
    data: Any = interaction.data or {}
    found: dict[str, str] = {}
    for row in _objects(data.get("components")):
        for item in _objects(row.get("components")) or _objects([row.get("component")]):
            if isinstance(name := item.get("custom_id"), str):
                values = item.get("values") or [item.get("value") or ""]
                first = str(values[0]) if isinstance(values, list) else ""
                found[_sound(name)] = _sound(first).strip()[:LONGEST]
    return found


def _sound(text: str) -> str:
    """Without half characters, which can't be kept."""
    return text.encode(errors="replace").decode()


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def attached(interaction: discord.Interaction[Any]) -> list[discord.Attachment]:
    """The files that came with a submitted form."""
    data: Any = interaction.data or {}
    files = (data.get("resolved") or {}).get("attachments") or {}
    return [discord.Attachment(data=file, state=interaction._state) for file in files.values()]  # noqa: SLF001


async def fetched(file: discord.Attachment) -> bytes:
    """What is in a file. Raises `FileGone` where Discord has it no more: its message was deleted,
    or its address is too old.
    """
    try:
        return await file.read()
    except (discord.NotFound, discord.Forbidden) as error:
        raise FileGone from error
