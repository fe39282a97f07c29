"""Whether the options that came with a command fit it.

Discord checks them before it sends them, against the command as its client knew it. For as long as
a client knows an older one, or where somebody talks to Discord without one, this stands between
what was sent and what commands may rely on: types, limits and choices as they were declared.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Protocol

import orjson

LONGEST = 6_000
"""Characters that Discord takes in an option of text where nothing else is said."""
LARGEST = 2**53


class Kind(IntEnum):
    """Discord's types of options."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8


_RESOLVED = {Kind.USER: "users", Kind.CHANNEL: "channels", Kind.ROLE: "roles"}


class Choice(Protocol):
    @property
    def value(self) -> Any: ...


class Parameter(Protocol):
    """What a command says of one of its options."""

    @property
    def display_name(self) -> str: ...
    @property
    def type(self) -> Any: ...
    @property
    def choices(self) -> Sequence[Choice]: ...
    @property
    def min_value(self) -> int | float | None: ...
    @property
    def max_value(self) -> int | float | None: ...


def sound(data: Any) -> bool:
    """Whether it can have come from Discord, and can be kept: half a character or a number of more
    than 64 bits can't be written anywhere.
    """
    try:
        orjson.dumps(data)
    except TypeError:
        return False
    return True


def fits(data: Any, parameters: Iterable[Parameter], *, completing: bool) -> bool:
    """Whether every option in an interaction's data is one of `parameters`, of its type and within
    its limits. While one is completed, what was typed so far needs be nothing but text.
    """
    known = {parameter.display_name: parameter for parameter in parameters}
    resolved = data.get("resolved") or {}
    options = _leaves(data)
    if options is None or not all(isinstance(option, dict) for option in options):
        return False
    names = [option.get("name") for option in options]
    if len(set(map(str, names))) < len(names) or not all(name in known for name in names):
        return False
    if completing:
        focused = [option.get("value") for option in options if option.get("focused")]
        return len(focused) == 1 and isinstance(focused[0], str)
    return all(_fits(option, known[str(option["name"])], resolved) for option in options)


def _leaves(data: Any) -> list[Any] | None:
    """The options of the command itself, under its group and its name; None for what is none."""
    options = data.get("options") or []
    while isinstance(options, list):
        first = options[0] if options else None
        if not isinstance(first, dict) or first.get("type") not in (Kind.SUBCOMMAND, Kind.GROUP):
            return options
        options = first.get("options") or []
    return None


def _fits(option: Mapping[str, Any], parameter: Parameter, resolved: Any) -> bool:
    value, kind = option.get("value"), parameter.type.value
    if option.get("type") != kind:
        return False
    if parameter.choices and value not in [choice.value for choice in parameter.choices]:
        return False
    least, most = parameter.min_value, parameter.max_value
    if kind == Kind.STRING:
        return isinstance(value, str) and (least or 0) <= len(value) <= (most or LONGEST)
    if kind == Kind.INTEGER:
        whole = isinstance(value, int) and not isinstance(value, bool)
        low, high = (-LARGEST if least is None else least), (LARGEST if most is None else most)
        return whole and low <= value <= high  # type: ignore[operator]
    if kind == Kind.BOOLEAN:
        return isinstance(value, bool)
    if kind in _RESOLVED:
        return isinstance(value, str) and value in (resolved.get(_RESOLVED[kind]) or {})
    return True
