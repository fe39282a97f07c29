"""What Discord refuses: every request body that the tests make is held against this.

Two nets. Discord's own OpenAPI document (`tests.openapi`) knows each request's shape, and is
skipped where the document isn't there. The rules written here know what that document can't say:
sums over a whole message, fields that exclude or need one another, the pattern of names. They come
from Discord's written documentation, and hold with or without the document.

Lengths are counted in code points. A place is written as in `body.components[0].label`.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeAlias

import discord

from tests import openapi
from tests.openapi import openapi_available

__all__ = ["check_request", "check_requests", "openapi_available"]

CONTENT_LIMIT = 2_000
EMBEDS_LIMIT = 6_000
POLL_ANSWER_LIMIT = 55
COMPONENTS_LIMIT = 40
COMPONENT_TEXT_LIMIT = 4_000
ACTION_ROWS_LIMIT = 5
CUSTOM_ID_LIMIT = 100
SELECT_OPTIONS_LIMIT = 25
MODAL_ITEMS_LIMIT = 5
MODAL_TITLE_LIMIT = 45
TEXT_INPUT_LIMIT = 4_000
LABEL_LIMIT = 45
LABEL_DESCRIPTION_LIMIT = 100
CHOICES_LIMIT = 25
CHOICE_LIMIT = 100
COMMANDS_LIMITS = {1: 100, 2: 15, 3: 15, 4: 1}
COMMAND_NAME_LIMIT = 32
COMMAND_DESCRIPTION_LIMIT = 100
COMMAND_OPTIONS_LIMIT = 25
COMMAND_SIZE_LIMIT = 8_000

# Discord's ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$: Python's \w is \p{L}, \p{N} and the
# underscore, but not the vowel signs that Devanagari and Thai words can't be written without.
COMMAND_NAME = re.compile(
    r"[-'\w\u0900-\u0950\u0955-\u0963\u0966-\u097F\uA8E0-\uA8FF\U00011B00-\U00011B09"
    r"\u0E01-\u0E3A\u0E40-\u0E5B]{1,32}"
)
# "Filenames must be alphanumeric with underscores, dashes, or dots" to be referred to.
ATTACHMENT = re.compile(r"attachment://[A-Za-z0-9_.-]+")
SCHEMES = ("http://", "https://", "attachment://", "discord://")
LOCALES = frozenset(locale.value for locale in discord.Locale)

IS_COMPONENTS_V2 = 1 << 15
ACTION_ROW, BUTTON, TEXT_INPUT, SECTION, TEXT_DISPLAY, LABEL = 1, 2, 4, 9, 10, 18
STRING_SELECT = 3
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})
V1_COMPONENTS = SELECTS | {ACTION_ROW, BUTTON}
LINK, PREMIUM = 5, 6
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2
FORWARD = 1

Object: TypeAlias = dict[str, Any]
Found: TypeAlias = Iterator[str]


class Request(Protocol):
    """A request that a bot made: what SimCord's log keeps of one is enough."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def json(self) -> Any: ...


def check_requests(entries: Iterable[Request]) -> None:
    """Raise AssertionError with everything that Discord would refuse in these requests."""
    wrong = []
    for entry in entries:
        found = check_request(entry.method, entry.path, entry.json)
        if found:
            wrong.append("\n  ".join([f"{entry.method} {entry.path}", *found]))
    if wrong:
        raise AssertionError("Discord would refuse:\n" + "\n".join(wrong))


def pings(method: str, path: str, body: object) -> list[str]:
    """Whom the message in a request's body may ping: ``users: 1``, ``everybody`` where it doesn't
    say. An interaction's answer holds its message in ``data``, a forum post in ``message``. An edit
    of a message in a channel pings nobody, whatever it says; what fills a deferred answer does.
    """
    if method.upper() == "PATCH" and path.startswith("/channels/"):
        return []
    sent = _object(body)
    if sent.get("type") in (4, 7):
        sent = _object(sent.get("data"))
    sent = _object(sent.get("message")) or sent
    if "title" in sent or not {"content", "components", "embeds"} & sent.keys():
        return []
    allowed = sent.get("allowed_mentions")
    if not isinstance(allowed, dict) or "parse" not in allowed:
        return ["everybody"]
    listed = [f"{kind}: {each}" for kind in ("users", "roles") for each in allowed.get(kind) or []]
    return [*_items(allowed["parse"]), *listed]


def check_request(method: str, path: str, body: object) -> list[str]:
    """What Discord would refuse in this request, one sentence for each fault, [] when nothing.

    `path` is the API path without its base, as in `/channels/123/messages` or
    `/webhooks/1/abc/messages/@original`. `body` is what goes out as JSON (of a multipart request
    its `payload_json`), None where there is none.
    """
    try:
        # As it arrives: tuples are lists, enumerations numbers, keys strings.
        sent = json.dumps(body, allow_nan=False)
    except (TypeError, ValueError) as error:
        return [f"body can't be written as JSON: {error}"]
    return list(_judged(method, path, sent))


@functools.lru_cache(maxsize=100)
def _judged(method: str, path: str, sent: str) -> tuple[str, ...]:
    """Judged once: each world begins by sending the same long list of commands."""
    body = json.loads(sent)
    return (*openapi.complaints(method, path, body), *_rules(method.upper(), path, body))


def _rules(method: str, path: str, body: object) -> Found:
    for of_method, of_path, rule in RULES:
        if method == of_method and of_path.fullmatch(path.partition("?")[0]):
            yield from rule(body)


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Object]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object, otherwise: int = 0) -> int:
    return value if isinstance(value, int) else otherwise


def _kind(of: Object) -> int:
    return _number(of.get("type"))


def _length(value: object, at: str, low: int, high: int) -> Found:
    if not low <= len(_text(value)) <= high:
        yield f"{at} has {len(_text(value))} characters, not {low} to {high}"


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]


# Messages


def _new_message(body: object) -> Found:
    yield from _message(_object(body), "body", new=True)


def _edited_message(body: object) -> Found:
    yield from _message(_object(body), "body", new=False)


def _thread(body: object) -> Found:
    # A forum post brings its first message along, a thread in a text channel has none.
    if "message" in _object(body):
        yield from _message(_object(_object(body)["message"]), "body.message", new=True)


def _message(body: Object, at: str, *, new: bool) -> Found:
    v2 = bool(_number(body.get("flags")) & IS_COMPONENTS_V2)
    components = list(_walk(body.get("components"), f"{at}.components"))
    yield from _emptiness(body, at, new=new, v2=v2)
    yield from _length(body.get("content"), f"{at}.content", 0, CONTENT_LIMIT)
    yield from _embeds(body, at)
    yield from _mentions(_object(body.get("allowed_mentions")), f"{at}.allowed_mentions")
    yield from _files(body, at, new=new)
    for index, answer in enumerate(_objects(_object(body.get("poll")).get("answers"))):
        text = _object(answer.get("poll_media")).get("text")
        yield from _length(text, f"{at}.poll.answers[{index}]", 0, POLL_ANSWER_LIMIT)
    if v2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(name):
                yield f"{at}.{name} can't stand beside Components V2"
        if len(components) > COMPONENTS_LIMIT:
            yield f"{at} has {len(components)} components in all, more than {COMPONENTS_LIMIT}"
        shown = sum(len(_text(part.get("content"))) for _, part in components)
        if shown > COMPONENT_TEXT_LIMIT:
            yield f"{at} shows {shown} characters, more than {COMPONENT_TEXT_LIMIT}"
    else:
        for place, part in components:
            if _kind(part) not in V1_COMPONENTS:
                yield f"{place} needs the flag IS_COMPONENTS_V2, which {at}.flags lacks"
        rows = len(_items(body.get("components")))
        if rows > ACTION_ROWS_LIMIT:
            yield f"{at}.components has {rows} rows, more than {ACTION_ROWS_LIMIT}"
    yield from _components(components, in_modal=False)


def _emptiness(body: Object, at: str, *, new: bool, v2: bool) -> Found:
    filled = {
        "content": bool(_text(body.get("content")).strip()),
        "embeds": any(_objects(body.get("embeds"))),
        "components": bool(body.get("components")),
        "attachments": bool(body.get("attachments")),
        "sticker_ids": bool(body.get("sticker_ids")),
        "poll": bool(body.get("poll")),
    }
    if new:
        forwards = _kind(_object(body.get("message_reference"))) == FORWARD
        empty = not forwards and not (filled["components"] if v2 else any(filled.values()))
    else:
        # An edit leaves alone what it doesn't name.
        named = ("components",) if v2 else ("content", "embeds", "components", "attachments")
        empty = all(name in body and not filled[name] for name in named)
    if empty:
        yield f"{at} is an empty message"


def _embeds(body: Object, at: str) -> Found:
    total = 0
    for index, embed in enumerate(_objects(body.get("embeds"))):
        fields = _objects(embed.get("fields"))
        total += sum(len(_text(embed.get(name))) for name in ("title", "description"))
        total += len(_text(_object(embed.get("footer")).get("text")))
        total += len(_text(_object(embed.get("author")).get("name")))
        for number, field in enumerate(fields):
            for name in ("name", "value"):
                total += len(_text(field.get(name)))
                if not _text(field.get(name)).strip():
                    yield f"{at}.embeds[{index}].fields[{number}].{name} is blank"
    if total > EMBEDS_LIMIT:
        yield f"{at}.embeds have {total} characters in all, more than {EMBEDS_LIMIT}"


def _mentions(mentions: Object, at: str) -> Found:
    for name in ("users", "roles"):
        if mentions.get(name) and name in _items(mentions.get("parse")):
            yield f"{at} parses all {name} and lists some"


def _files(body: Object, at: str, *, new: bool) -> Found:
    """Web addresses, and whether what they say is attached is so."""
    attachments = _objects(body.get("attachments"))
    attached = [attachment.get("filename") for attachment in attachments]
    # An edit that keeps files without naming them may refer to any of those.
    all_known = new or ("attachments" in body and None not in attached)
    for name in ("embeds", "components"):
        for place, url in _addresses(body.get(name), f"{at}.{name}"):
            if not url.startswith(SCHEMES):
                yield f"{place} is {url[:60]!r}, not of a scheme that Discord takes"
            elif url.startswith("attachment://"):
                if not ATTACHMENT.fullmatch(url):
                    yield f"{place} is {url[:60]!r}: only letters, digits, _, - and . can be used"
                elif all_known and url.removeprefix("attachment://") not in attached:
                    yield f"{place} is {url[:60]!r}, which isn't attached"


def _addresses(value: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _addresses(item, f"{at}[{index}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in ("url", "icon_url") and isinstance(item, str):
                yield f"{at}.{name}", item
            else:
                yield from _addresses(item, f"{at}.{name}")


# Components


def _walk(components: object, at: str) -> Iterator[tuple[str, Object]]:
    """Every component with its place, nested ones after what holds them."""
    for index, part in enumerate(_items(components)):
        yield from _walk_into(part, f"{at}[{index}]")


def _walk_into(part: object, at: str) -> Iterator[tuple[str, Object]]:
    if isinstance(part, dict):
        yield at, part
        yield from _walk(part.get("components"), f"{at}.components")
        for name in ("accessory", "component"):
            yield from _walk_into(part.get(name), f"{at}.{name}")


def _components(components: list[tuple[str, Object]], *, in_modal: bool) -> Found:
    custom_ids = [part["custom_id"] for _, part in components if _text(part.get("custom_id"))]
    for custom_id in _twice(custom_ids):
        yield f"the custom id {custom_id!r} is there twice"
    for number in _twice(part["id"] for _, part in components if _number(part.get("id"))):
        yield f"the component id {number} is there twice"
    for place, part in components:
        if part.get("custom_id") is not None:
            yield from _length(part["custom_id"], f"{place}.custom_id", 1, CUSTOM_ID_LIMIT)
        kind = _kind(part)
        if kind == ACTION_ROW:
            yield from _action_row(part, place)
        elif kind == BUTTON:
            yield from _button(part, place)
        elif kind in SELECTS:
            yield from _select(part, place, in_modal=in_modal)
        elif kind == TEXT_INPUT:
            yield from _text_input(part, place)
        elif kind == LABEL:
            yield from _length(part.get("label"), f"{place}.label", 1, LABEL_LIMIT)
            if part.get("description") is not None:
                limit = LABEL_DESCRIPTION_LIMIT
                yield from _length(part["description"], f"{place}.description", 1, limit)


def _action_row(row: Object, at: str) -> Found:
    inside = [_kind(part) for part in _objects(row.get("components"))]
    room = 5 if all(kind == BUTTON for kind in inside) else 1
    if not 1 <= len(inside) <= room:
        yield f"{at} has {len(inside)} components; a row has 1 to 5 buttons, or 1 select"


def _button(button: Object, at: str) -> Found:
    style = button.get("style")
    needs, excludes = {
        LINK: ("url", ("custom_id", "sku_id")),
        PREMIUM: ("sku_id", ("custom_id", "url", "label", "emoji")),
    }.get(_number(style), ("custom_id", ("url", "sku_id")))
    if not button.get(needs):
        yield f"{at} is a button of style {style} without {needs}"
    for name in excludes:
        if button.get(name) is not None:
            yield f"{at} is a button of style {style} with {name}"
    if style != PREMIUM and not button.get("label") and not button.get("emoji"):
        yield f"{at} is a button with neither label nor emoji"


def _select(select: Object, at: str, *, in_modal: bool) -> Found:
    least, most = _number(select.get("min_values"), 1), _number(select.get("max_values"), 1)
    chosen = len(_items(select.get("default_values")))
    if not select.get("custom_id"):
        yield f"{at} is a select without custom_id"
    if in_modal and select.get("disabled"):
        yield f"{at} is disabled, which a select in a modal can't be"
    if least > most:
        yield f"{at} wants {least} values at least and {most} at most"
    if _kind(select) == STRING_SELECT:
        options = _objects(select.get("options"))
        chosen = sum(bool(option.get("default")) for option in options)
        if not 1 <= len(options) <= SELECT_OPTIONS_LIMIT:
            yield f"{at} has {len(options)} options, not 1 to {SELECT_OPTIONS_LIMIT}"
        if most > len(options):
            yield f"{at} lets {most} of {len(options)} options be chosen"
        for value in _twice(_text(option.get("value")) for option in options):
            yield f"{at} has two options of the value {value!r}"
    if chosen > most:
        yield f"{at} has {chosen} values chosen beforehand, more than {most}"


def _text_input(text_input: Object, at: str) -> Found:
    least = _number(text_input.get("min_length"))
    most = _number(text_input.get("max_length"), TEXT_INPUT_LIMIT)
    if not text_input.get("custom_id"):
        yield f"{at} is a text input without custom_id"
    if not 0 <= least <= most <= TEXT_INPUT_LIMIT:
        yield f"{at} wants {least} to {most} characters, of {TEXT_INPUT_LIMIT} that there may be"
    # A value stands for itself when it is empty: nothing is filled in beforehand.
    if text_input.get("value"):
        yield from _length(text_input["value"], f"{at}.value", least, most)


# Interactions


def _callback(body: object) -> Found:
    kind, data = _kind(_object(body)), _object(_object(body).get("data"))
    if kind == discord.InteractionResponseType.channel_message.value:
        yield from _message(data, "body.data", new=True)
    elif kind == discord.InteractionResponseType.message_update.value:
        yield from _message(data, "body.data", new=False)
    elif kind == discord.InteractionResponseType.modal.value:
        yield from _modal(data, "body.data")
    elif kind == discord.InteractionResponseType.autocomplete_result.value:
        yield from _choices(data.get("choices"), "body.data.choices")


def _modal(modal: Object, at: str) -> Found:
    yield from _length(modal.get("custom_id"), f"{at}.custom_id", 1, CUSTOM_ID_LIMIT)
    yield from _length(modal.get("title"), f"{at}.title", 1, MODAL_TITLE_LIMIT)
    items = _objects(modal.get("components"))
    if not 1 <= len(items) <= MODAL_ITEMS_LIMIT:
        yield f"{at} has {len(items)} items, not 1 to {MODAL_ITEMS_LIMIT}"
    for index, item in enumerate(items):
        if _kind(item) == ACTION_ROW:
            for text_input in _objects(item.get("components")):
                place = f"{at}.components[{index}].components[0].label"
                yield from _length(text_input.get("label"), place, 1, LABEL_LIMIT)
    yield from _components(list(_walk(items, f"{at}.components")), in_modal=True)


def _choices(choices: object, at: str) -> Found:
    if len(_items(choices)) > CHOICES_LIMIT:
        yield f"{at} has {len(_items(choices))} choices, more than {CHOICES_LIMIT}"
    for index, choice in enumerate(_objects(choices)):
        place = f"{at}[{index}]"
        yield from _length(choice.get("name"), f"{place}.name", 1, CHOICE_LIMIT)
        yield from _localizations(choice, "name", place, 1, CHOICE_LIMIT)
        # 6,000 in the document; Discord's written documentation says 100.
        yield from _length(choice.get("value"), f"{place}.value", 0, CHOICE_LIMIT)


def _localizations(of: Object, field: str, at: str, low: int, high: int) -> Found:
    for locale, text in _object(of.get(f"{field}_localizations")).items():
        place = f"{at}.{field}_localizations.{locale}"
        if locale not in LOCALES:
            yield f"{place} is for no locale that Discord has"
        yield from _length(text, place, low, high)


# Commands


def _command_kind(command: Object) -> int:
    return _number(command.get("type"), CHAT_INPUT)


def _command_list(body: object) -> Found:
    commands = _objects(body)
    kinds = Counter(_command_kind(command) for command in commands)
    for kind, count in kinds.items():
        if count > COMMANDS_LIMITS.get(kind, count):
            yield f"body has {count} commands of type {kind}, more than {COMMANDS_LIMITS[kind]}"
    named = [(_command_kind(item), _text(item.get("name"))) for item in commands]
    for _, name in _twice(named):
        yield f"body has two commands called {name!r}"
    for index, command in enumerate(commands):
        yield from _command(command, f"body[{index}]", new=True)


def _new_command(body: object) -> Found:
    yield from _command(_object(body), "body", new=True)


def _edited_command(body: object) -> Found:
    yield from _command(_object(body), "body", new=False)


def _command(command: Object, at: str, *, new: bool) -> Found:
    if _command_kind(command) in (USER_MENU, MESSAGE_MENU):
        if new or "name" in command:
            yield from _length(command.get("name"), f"{at}.name", 1, COMMAND_NAME_LIMIT)
        yield from _localizations(command, "name", at, 1, COMMAND_NAME_LIMIT)
        for name in ("description", "options"):
            if command.get(name):
                yield f"{at}.{name} can't be in a context menu's command"
    else:
        if new or "name" in command:
            yield from _command_name(command, at)
        if new or "description" in command:
            yield from _description(command, at)
        yield from _options(command.get("options"), f"{at}.options")
    size = _size(command)
    if size > COMMAND_SIZE_LIMIT:
        yield f"{at} has {size} characters in all, more than {COMMAND_SIZE_LIMIT}"


def _command_name(named: Object, at: str) -> Found:
    localized = _object(named.get("name_localizations"))
    places = {f"{at}.name": named.get("name")}
    places |= {f"{at}.name_localizations.{locale}": name for locale, name in localized.items()}
    for place, name in places.items():
        if not COMMAND_NAME.fullmatch(_text(name)) or _text(name) != _text(name).lower():
            yield f"{place} is {name!r}: 1 to 32 lower-case letters, digits, -, _ and ' make a name"
    yield from _localizations(named, "name", at, 1, COMMAND_NAME_LIMIT)


def _description(described: Object, at: str) -> Found:
    limit = COMMAND_DESCRIPTION_LIMIT
    yield from _length(described.get("description"), f"{at}.description", 1, limit)
    yield from _localizations(described, "description", at, 1, limit)


def _options(given: object, at: str) -> Found:
    options = _objects(given)
    if len(options) > COMMAND_OPTIONS_LIMIT:
        yield f"{at} has {len(options)} options, more than {COMMAND_OPTIONS_LIMIT}"
    for name in _twice(_text(option.get("name")) for option in options):
        yield f"{at} has two options called {name!r}"
    nested = [_kind(option) in (SUBCOMMAND, SUBCOMMAND_GROUP) for option in options]
    if any(nested) and not all(nested):
        yield f"{at} has subcommands beside options"
    optional_before = False
    for index, option in enumerate(options):
        place = f"{at}[{index}]"
        yield from _command_name(option, place)
        yield from _description(option, place)
        if option.get("required") and optional_before:
            yield f"{place} is required, after one that is optional"
        optional_before = optional_before or not option.get("required")
        yield from _choices(option.get("choices"), f"{place}.choices")
        if option.get("choices") and option.get("autocomplete"):
            yield f"{place} has both choices and autocomplete"
        for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
            least, most = option.get(low), option.get(high)
            if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
                yield f"{place} has a {low} above its {high}"
        yield from _options(option.get("options"), f"{place}.options")


def _size(of: Object) -> int:
    """Names, descriptions and values in all; of a translated one the longest counts."""
    size = 0
    for field in ("name", "description", "value"):
        texts = [of.get(field), *_object(of.get(f"{field}_localizations")).values()]
        size += max(len(_text(text)) for text in texts)
    for name in ("options", "choices"):
        size += sum(_size(part) for part in _objects(of.get(name)))
    return size


RULES: list[tuple[str, re.Pattern[str], Callable[[object], Found]]] = [
    (method, re.compile(path), rule)
    for method, path, rule in (
        ("POST", r"/channels/\d+/messages", _new_message),
        ("PATCH", r"/channels/\d+/messages/\d+", _edited_message),
        ("POST", r"/channels/\d+/threads", _thread),
        ("POST", r"/webhooks/\d+/[^/]+", _new_message),
        ("PATCH", r"/webhooks/\d+/[^/]+/messages/[^/]+", _edited_message),
        ("POST", r"/interactions/\d+/[^/]+/callback", _callback),
        ("PUT", r"/applications/\d+(/guilds/\d+)?/commands", _command_list),
        ("POST", r"/applications/\d+(/guilds/\d+)?/commands", _new_command),
        ("PATCH", r"/applications/\d+(/guilds/\d+)?/commands/\d+", _edited_command),
    )
]
