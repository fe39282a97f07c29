"""Discord's own OpenAPI document, compiled into checks of request bodies.

The document is read from the file that `DISCORD_OPENAPI` names, else from `../shared/data/discord/
openapi.json` beside the checkout. It isn't part of this project; where it isn't there,
`openapi_available()` is False and `complaints()` has nothing to say.

Plain JSON Schema would catch little here: its objects are open, and a failed `oneOf` of seven
components tells no more than that none of them fits. So objects are closed, a union is entered by
its discriminator (`type`, `entity_type`, `trigger_type`), and a complaint names the place in the
body where it belongs.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

NO_DOCUMENT = (
    "Discord's OpenAPI document is neither at ../shared/data/discord/openapi.json nor named by "
    "DISCORD_OPENAPI"
)

# Known differences: what discord.py 2.7.1 sends, Discord takes, and the document doesn't have.
#
# Keys, by the schema or the request that lacks them:
TAKEN_KEYS: Mapping[str, frozenset[str]] = {
    # In Discord's written documentation ("nsfw?: Indicates whether the command is age-restricted").
    "ApplicationCommandUpdateRequest": frozenset({"nsfw"}),
    "ApplicationCommandCreateRequest": frozenset({"nsfw"}),
    "ApplicationCommandPatchRequestPartial": frozenset({"nsfw"}),
    # discord.http.handle_message_parameters writes "tts": False into every message, edits and
    # forum posts too.
    "MessageEditRequestPartial": frozenset({"tts"}),
    "BaseCreateMessageCreateRequest": frozenset({"tts"}),
    "IncomingWebhookUpdateRequestPartial": frozenset({"tts"}),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": frozenset({"tts"}),
    # discord.Embed.to_dict writes the flags that a received embed has, 0 for one of our own.
    "RichEmbed": frozenset({"flags"}),
    # An edit that keeps an attachment hands back the whole of it (discord.Attachment.to_dict).
    "MessageAttachmentRequest": frozenset(
        {"content_type", "height", "proxy_url", "size", "spoiler", "url", "width"}
    ),
    # discord.ForumChannel.create_thread says that a post is a public thread.
    "CreateForumThreadRequest": frozenset({"type"}),
    # The id stands in the path already.
    "PUT /channels/{channel_id}/permissions/{overwrite_id}": frozenset({"id"}),
}
# Values: forwarding (1) is documented, the document knows replies (0) alone.
TAKEN_VALUES: Mapping[str, list[object]] = {"MessageReferenceType": [1]}
# Permissions are integers in the document; as decimal strings, which JSON readers everywhere can
# hold, is how Discord writes them itself.
PERMISSION_KEYS = frozenset({"allow", "default_member_permissions", "deny", "permissions"})
# A snowflake is a string in the document. discord.py sends some as JSON numbers (an attachment's
# index, a reply's message id, a select's default values), and Discord reads those as well.
SNOWFLAKE_TYPES = ("string", "integer")

SCHEMA_PREFIX = "#/components/schemas/"
JSON_TYPES: Mapping[str, Callable[[object], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: (
        not isinstance(value, bool)
        and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    ),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
INTEGER_BITS = {"int32": 32, "int64": 64}
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s]+")
DISCRIMINATORS = ("type", "entity_type", "trigger_type")

Schema: TypeAlias = Mapping[str, Any]
# What is wrong with the value that stands at this place of the body.
Check: TypeAlias = Callable[[object, str], Iterator[str]]


def openapi_path() -> Path:
    """Where the document is looked for, whether or not it is there."""
    named = os.environ.get("DISCORD_OPENAPI")
    if named:
        return Path(named)
    checkout = Path(__file__).resolve().parent.parent
    return checkout.parent / "shared" / "data" / "discord" / "openapi.json"


def openapi_available() -> bool:
    """Whether Discord's document is there to check against."""
    return openapi_path().is_file()


def complaints(method: str, path: str, body: object) -> list[str]:
    """What Discord's document has against this body of a request, [] when nothing.

    `path` is the API path without its base (`/channels/1/messages`); `body` is JSON as Python
    reads it, None for no body at all. Also [] where the document isn't there.
    """
    if not openapi_available():
        return []
    operation = _operation(method.upper(), path)
    if operation is None:
        return [] if body is None else [f"Discord's document has no {method} {path}"]
    check = _body_check(*operation)
    if check is None:
        return [] if body is None else ["this request takes no body"]
    if body is None:
        return ["this request needs a body"]
    return list(check(body, "body"))


@cache
def _document() -> Schema:
    document: Schema = json.loads(openapi_path().read_text(encoding="utf-8"))
    return document


@cache
def _templates() -> Mapping[tuple[str, int], Sequence[tuple[list[str], str]]]:
    found: dict[tuple[str, int], list[tuple[list[str], str]]] = {}
    for template, item in _document()["paths"].items():
        segments = template.strip("/").split("/")
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            found.setdefault((method.upper(), len(segments)), []).append((segments, template))
    for templates in found.values():
        # "/messages/@original" before "/messages/{message_id}".
        templates.sort(key=lambda entry: sum(part.startswith("{") for part in entry[0]))
    return found


def _operation(method: str, path: str) -> tuple[str, str] | None:
    segments = path.partition("?")[0].strip("/").split("/")
    for parts, template in _templates().get((method, len(segments)), ()):
        if all(
            part.startswith("{") or part == given
            for part, given in zip(parts, segments, strict=True)
        ):
            return method.lower(), template
    return None


@cache
def _body_check(method: str, template: str) -> Check | None:
    request_body = _document()["paths"][template][method].get("requestBody")
    if request_body is None:
        return None
    content = request_body["content"]
    if "application/json" not in content:
        # A form of files (stickers): there is no JSON to look at.
        return lambda value, at: iter(())
    taken_keys = TAKEN_KEYS.get(f"{method.upper()} {template}", frozenset())
    return _compile(content["application/json"]["schema"], taken_keys)


def _schema(name: str) -> Schema:
    schema: Schema = _document()["components"]["schemas"][name]
    return schema


@cache
def _named(name: str) -> Check:
    return _compile(_schema(name), TAKEN_KEYS.get(name, frozenset()), TAKEN_VALUES.get(name, []))


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "")).removeprefix(SCHEMA_PREFIX)


def _resolved(schema: Schema) -> Schema:
    return _schema(_name(schema)) if "$ref" in schema else schema


def _types(schema: Schema) -> Sequence[str]:
    if schema.get("format") == "snowflake":
        return SNOWFLAKE_TYPES
    given = schema.get("type", ())
    return (given,) if isinstance(given, str) else given


def _compile(
    schema: Schema,
    taken_keys: frozenset[str] = frozenset(),
    taken_values: Sequence[object] = (),
) -> Check:
    if "$ref" in schema:
        name = _name(schema)
        return lambda value, at: _named(name)(value, at)

    types, union = _types(schema), _union(schema)
    constants = _constants(schema)
    # Beside an `enum`, `allOf` only names the enumeration that it is a part of.
    parts = [] if constants else [_compile(part) for part in schema.get("allOf", ())]
    by_type: dict[type, Check] = {
        str: _string_check(schema),
        int: _number_check(schema),
        float: _number_check(schema),
        list: _array_check(schema),
        dict: _object_check(schema, taken_keys),
    }

    def check(value: object, at: str) -> Iterator[str]:
        if types and not any(JSON_TYPES[name](value) for name in types):
            yield f"{at} is {_shown(value)}, not of type {' or '.join(types)}"
            return
        if constants and value is not None and value not in (*constants, *taken_values):
            yield f"{at} is {_shown(value)}, not one of {constants}"
            return
        if type(value) in by_type:
            yield from by_type[type(value)](value, at)
        for part in parts:
            yield from part(value, at)
        if union is not None:
            yield from union(value, at)

    return check


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _branches(schema: Schema) -> list[Schema]:
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def _constants(schema: Schema) -> list[object]:
    """The values of an enumeration, which the document writes as `enum` or as titled constants."""
    if schema.get("enum"):
        return list(schema["enum"])
    branches = _branches(schema)
    if branches and all("const" in branch for branch in branches):
        return [branch["const"] for branch in branches]
    return []


def _union(schema: Schema) -> Check | None:
    branches = [branch for branch in _branches(schema) if "const" not in branch]
    nullable = {"type": "null"} in branches
    branches = [branch for branch in branches if branch != {"type": "null"}]
    if not branches:
        return None
    checks = [_compile(branch) for branch in branches]
    key, by_kind = _discriminated([_resolved(branch) for branch in branches])

    def check(value: object, at: str) -> Iterator[str]:
        if value is None and nullable:
            return
        if key is not None and isinstance(value, dict):
            kind = value.get(key)
            if isinstance(kind, int | str) and kind in by_kind:
                yield from checks[by_kind[kind]](value, at)
            else:
                yield f"{at}.{key} is {_shown(kind)}; here it may be {list(by_kind)}"
            return
        misfits = [_misfit(branch, value) for branch in branches]
        outcomes = []
        for one, misfit in zip(checks, misfits, strict=True):
            if misfit == min(misfits):
                outcomes.append(list(one(value, at)))
        yield from min(outcomes, key=len)

    return check


def _discriminated(branches: Sequence[Schema]) -> tuple[str | None, Mapping[int | str, int]]:
    """The key whose value says which branch is meant, and the branch's index for each value."""
    if len(branches) == 1:
        return None, {}
    for key in DISCRIMINATORS:
        by_kind: dict[int | str, int] = {}
        for index, branch in enumerate(branches):
            if key not in branch.get("required", ()):
                break
            kinds = _constants(_resolved(branch["properties"][key]))
            if not kinds or by_kind.keys() & set(kinds):
                break
            by_kind.update(dict.fromkeys(kinds, index))  # type: ignore[arg-type]
        else:
            return key, by_kind
    return None, {}


def _misfit(branch: Schema, value: object) -> int:
    """How far a value is from a branch's outline, deeper faults left aside.

    Without this, a forum post with two faults in its message would be taken for a thread without
    one, and called wrong for having a message at all.
    """
    schema = _resolved(branch)
    types = _types(schema)
    if types and not any(JSON_TYPES[name](value) for name in types):
        return 1000
    if not isinstance(value, dict):
        return 0
    known = schema.get("properties", {}).keys() | TAKEN_KEYS.get(_name(branch), frozenset())
    return len(value.keys() - known) + len(set(schema.get("required", ())) - value.keys())


def _string_check(schema: Schema) -> Check:
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    pattern = re.compile(schema["pattern"]) if "pattern" in schema else None
    form = schema.get("format")

    def check(value: Any, at: str) -> Iterator[str]:
        if len(value) < low:
            yield f"{at} has {len(value)} characters, fewer than {low}"
        if high is not None and len(value) > high:
            yield f"{at} has {len(value)} characters, more than {high}"
        if pattern is not None and not pattern.search(value):
            yield f"{at} is {_shown(value)}, which doesn't match {pattern.pattern}"
        if form == "uri" and not URI.fullmatch(value):
            yield f"{at} is {_shown(value)}, not a web address"
        if form == "date-time" and not _is_time(value):
            yield f"{at} is {_shown(value)}, not an ISO 8601 time"

    return check


def _is_time(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value


def _number_check(schema: Schema) -> Check:
    low, high = schema.get("minimum"), schema.get("maximum")
    bits = INTEGER_BITS.get(schema.get("format", ""))
    if bits is not None:
        low = -(2 ** (bits - 1)) if low is None else low
        high = 2 ** (bits - 1) - 1 if high is None else high

    def check(value: Any, at: str) -> Iterator[str]:
        if low is not None and value < low:
            yield f"{at} is {value}, less than {low}"
        if high is not None and value > high:
            yield f"{at} is {value}, more than {high}"

    return check


def _array_check(schema: Schema) -> Check:
    low, high = schema.get("minItems", 0), schema.get("maxItems")
    unique = schema.get("uniqueItems", False)
    item_check = _compile(schema["items"]) if "items" in schema else None

    def check(value: Any, at: str) -> Iterator[str]:
        if len(value) < low:
            yield f"{at} has {len(value)} items, fewer than {low}"
        if high is not None and len(value) > high:
            yield f"{at} has {len(value)} items, more than {high}"
        if unique and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
            yield f"{at} has an item twice"
        if item_check is not None:
            for index, item in enumerate(value):
                yield from item_check(item, f"{at}[{index}]")

    return check


def _object_check(schema: Schema, taken_keys: frozenset[str]) -> Check:
    properties = {name: _compile(part) for name, part in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    others = schema.get("additionalProperties")
    other_check = _compile(others) if isinstance(others, dict) else None
    closed = bool(properties) and other_check is None
    low, high = schema.get("minProperties", 0), schema.get("maxProperties")

    def check(value: Any, at: str) -> Iterator[str]:
        for name in required:
            if name not in value:
                yield f"{at}.{name} is missing"
        if len(value) < low or (high is not None and len(value) > high):
            yield f"{at} has {len(value)} keys, not {low} to {high}"
        for name, item in value.items():
            if name in PERMISSION_KEYS and isinstance(item, str) and item.isdecimal():
                item = int(item)
            if name in properties:
                yield from properties[name](item, f"{at}.{name}")
            elif other_check is not None:
                yield from other_check(item, f"{at}.{name}")
            elif closed and name not in taken_keys:
                yield f"{at}.{name} is not in Discord's document"

    return check
