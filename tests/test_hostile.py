"""Payloads that nobody means well with, as Discord's gateway could hand them over.

Each is sent by somebody who manages a server of their own, or by a mere member of the furnished
one. Whatever is in it: it is answered once, in words; nobody is pinged; nothing of the other server
changes; and the work is bounded.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import discord
import pytest
from discord import app_commands
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ui import live
from tests import discord_rules
from tests.access import HERO_MASK, TYPED, Server, commands
from tests.troubles import NEVER
from tests.world import Seen, World

pytestmark = pytest.mark.unmeasured
T = TypeVar("T")

SECONDS = 1.0
"""Of the processor's time for one payload: more than any needs, less than a runaway takes."""
REQUESTS = 40
COMMAND, COMPONENT, COMPLETION, FORM = 2, 3, 4, 5


class Stage:
    """The furnished server, somebody else's, and a loop to play in."""

    def __init__(self, folder: Path) -> None:
        self._runner, self._folder = asyncio.Runner(), folder

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def __enter__(self) -> "Stage":
        self._runner.__enter__()
        try:
            self.run(self._open())
        except BaseException:
            self.run(self._opened.__aexit__(None, None, None))
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self.run(self._opened.__aexit__(None, None, None))
        self._runner.__exit__(None, None, None)

    async def _open(self) -> None:
        self._opened = World.open(self._folder)
        self.world = world = await self._opened.__aenter__()
        server = await Server.furnished(world)
        olga, self.talk = world.elsewhere()
        rita = world.member("Rita")
        post = await server.ben.slash("show", title="Hero Mask")
        self.people = {
            olga: await olga.slash("show", at=self.talk, title="Hero Mask"),
            rita: post,
            server.mia: await server.mia.slash("help"),
        }
        self.stranger = olga
        self.ben = server.ben
        self.commands = [command for _, command in sorted(commands(world).items())]
        cells = [cell for pattern in world.bot.door.patterns for cell in server.cells(pattern)]
        self.cells = sorted({custom_id for custom_id, _ in cells})
        self.picks = sorted({pick for _, picks in cells for pick in picks})
        self._file = sqlite3.connect(world.config.database)
        self._tables = [
            name
            for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if any(c[1] == "guild_id" for c in self._file.execute(f"PRAGMA table_info({name})"))
        ]
        self._rows = self.rows()
        self.judge()

    def rows(self) -> list[set[Any]]:
        """All that is kept of the furnished server."""
        every, here = "SELECT * FROM {} WHERE guild_id = ?", (self.world.guild_id,)
        return [set(self._file.execute(every.format(t), here)) for t in self._tables]

    def send(self, number: int, kind: int, data: dict[str, Any]) -> Seen:
        """Have one of the people send it, and see that nothing of what is promised is broken."""
        who, card = list(self.people.items())[number % len(self.people)]
        place = {"on": card} if kind in (COMPONENT, FORM) else {}
        if who is self.stranger:
            place["at"] = self.talk
        log = self.world.env.http_requests
        log.clear()
        began = time.process_time()
        seen = self.run(who.deliver(kind, data, **place))
        assert time.process_time() - began < SECONDS
        answers = [each for each in log if each.path.endswith("/callback")]
        assert [each.json["type"] for each in answers][1:] == [], "answered more than once"
        assert seen.result.acknowledged
        assert kind == COMPLETION or seen.text.strip()
        assert kind != FORM or answers[0].json["type"] != 9, "Discord opens no form on a form"
        self.judge(stranger=who is self.stranger)
        return seen

    def judge(self, *, stranger: bool = False) -> None:
        """Nothing unforeseen; what went out is allowed, and pings nobody; what is of the other
        server is as it was, if a `stranger` did it.
        """
        assert self.world.incidents() == []
        log = self.world.env.http_requests
        assert len(log) < REQUESTS or not stranger
        discord_rules.check_requests(log)
        for request in log:
            self.world.check_pings(request)
            assert "@everyone" not in shown(request.json)
            assert "@here" not in shown(request.json)
        log.clear()
        self.world.env.backend.transcript.clear()
        before, self._rows = self._rows, self.rows()
        assert self._rows == before or not stranger


def shown(body: Any) -> str:
    """What a request's body shows as text."""
    if isinstance(body, dict):
        words = str(body.get("content") or "") if body.get("type") == 10 else ""
        return words + "".join(shown(value) for value in body.values())
    return "".join(map(shown, body)) if isinstance(body, list) else ""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "PAUSE", NEVER)
        with Stage(tmp_path_factory.mktemp("stage")) as opened:
            yield opened


DEEP: list[Callable[[Stage], None]] = []
DEEPER = 25


def hostile(
    examples: int, *strategies: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test with so many examples, and in `DEEP` the same with `DEEPER` times as many."""

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        body_given: Any = given(*strategies)
        common: Any = {"deadline": None, "suppress_health_check": list(HealthCheck)}
        DEEP.append(settings(max_examples=examples * DEEPER, **common)(body_given(body)))
        usual: Callable[..., None] = settings(max_examples=examples, **common)(body_given(body))
        return usual

    return decorate


# What can be in a text, in a number, and where either is expected

PIECES = st.sampled_from(
    ("@everyone", "@here", "<@1>", "<@&1>", "<#1>", "</show:1>", "<t:1:R>", "||", "```", "**",
     "[a](https://e.org)", "https://e.org/" + "a" * 90, "\u202e", "\u2066", "\u200b", "\u200d",
     "\0", "\x1b[0m", "Z\u0341\u0357\u0300\u0489" * 30, "👍🏽" * 9, "İ", "ß",
     "\ufeff", "{", "}", "{title}", "%s", "%00", ":", "\n", "\r\n", "\u2028", "\t", " ", "-1",
     "1e999", "NaN", "١٢٣", "²", "0x10", "2018-02-30", "Hero Mask", "hero mask 2", HERO_MASK,
     "anilist/-1", "anilist/99999999999999999999", "season 99999999999999999999", "Etc/UTC",
     "'; DROP TABLE reviews; --", "../../etc/passwd", "\\", "'", '"', "面白い。", "a" * 4000)
)  # fmt: skip
LENGTHS = [1, 40, 41, 99, 100, 101, 200, 201, 1000, 1001, 2000, 3999, 4000, 4001, 6000]
TEXT = st.one_of(
    PIECES,
    st.lists(PIECES, max_size=6).map("".join),
    st.tuples(PIECES, st.sampled_from(LENGTHS)).map(lambda of: (of[0] * of[1])[: of[1]]),
    st.text(max_size=40),
)
HALF = st.sampled_from(("\ud800", "x\udfff"))
"""Half a character, which no UTF-8 can say."""
NUMBER = st.one_of(
    st.sampled_from([-1, 0, 1, 2, 3, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**40]),
    st.integers(-3, 60),
)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    TEXT, HALF, NUMBER, st.booleans(), st.none(), st.floats(), st.lists(TEXT, max_size=2),
    st.dictionaries(st.sampled_from(("id", "name", "value")), TEXT, max_size=2),
)  # fmt: skip
PEOPLE = st.sampled_from(range(3))


def seldom(times: int) -> st.SearchStrategy[int]:
    """Each number as often: of integers Hypothesis tries the smallest more often."""
    return st.sampled_from(range(times))


@st.composite
def options(draw: st.DrawFn, command: app_commands.Command[Any, ..., Any]) -> list[Any]:
    """A command's options: fitting, odd in their values, of other types, missing or unknown."""
    found: list[Any] = []
    for parameter in command.parameters:
        if not draw(st.booleans()) and not parameter.required:
            continue
        kind = parameter.type.value
        usual: dict[int, st.SearchStrategy[Any]] = {3: TEXT, 4: NUMBER, 5: st.booleans()}
        value = draw(usual.get(kind, st.sampled_from(("1", "x", "-1"))))
        if draw(seldom(5)):
            if parameter.choices:
                value = draw(st.sampled_from([choice.value for choice in parameter.choices]))
            elif kind == 3:
                known = st.sampled_from(("Hero Mask", HERO_MASK, "2018-12-03", "Tokyo"))
                value = draw(st.one_of(st.just(value), known))[: int(parameter.max_value or 6000)]
            elif kind == 4:
                value = draw(st.integers(int(parameter.min_value or 0), 2000))
                value = min(value, int(parameter.max_value or value))
        option = {"name": parameter.display_name, "type": kind, "value": value}
        match draw(seldom(30)):
            case 0:
                option["type"] = draw(seldom(13))
            case 1:
                option["value"] = draw(ANYTHING)
            case 2:
                del option[draw(st.sampled_from(sorted(option)))]
            case 3:
                option["name"] = draw(TEXT)
            case 4:
                found.append(dict(option))
            case 5:
                continue
        found.append(option)
    return found


@st.composite
def used(draw: st.DrawFn, every: Sequence[app_commands.Command[Any, ..., Any]]) -> dict[str, Any]:
    """The data of a slash command, whole or broken."""
    command = draw(st.sampled_from(every))
    data: dict[str, Any] = {"options": draw(options(command))}
    path = command.qualified_name.split()
    for depth, name in enumerate(reversed(path[1:])):
        data = {"options": [{"name": name, "type": 1 + (depth > 0), **data}]}
    data |= {"id": "1", "type": 1, "name": path[0]}
    match draw(seldom(30)):
        case 0:
            data["options"] = draw(st.one_of(ANYTHING, st.lists(ANYTHING, max_size=2)))
        case 1:
            data["name"] = draw(TEXT)
        case 2:
            data["options"] = [{"name": draw(TEXT), "type": draw(st.integers(1, 2))}]
        case 3:
            data["resolved"] = {"users": {"1": {}}, "channels": {"x": {}}}
        case 4:
            data["options"] = [{"type": 1, "name": "ask", "options": data["options"]}]
        case 5:
            data["guild_id"] = "1"
    return data


@hostile(150, st.data(), PEOPLE)
def test_whatever_options_a_command_has(stage: Stage, data: st.DataObject, who: int) -> None:
    stage.send(who, COMMAND, data.draw(used(stage.commands)))


def completions(stage: Stage) -> list[tuple[list[str], str, int]]:
    return [
        (command.qualified_name.split(), option.display_name, option.type.value)
        for command in stage.commands
        for option in command.parameters
        if option.autocomplete
    ]


@hostile(60, st.data(), PEOPLE, st.one_of(TEXT, TEXT, ANYTHING))
def test_whatever_is_typed_is_completed(
    stage: Stage, data: st.DataObject, who: int, typed: Any
) -> None:
    path, name, kind = data.draw(st.sampled_from(completions(stage)))
    option = {"name": name, "type": kind, "value": typed, "focused": True}
    used: dict[str, Any] = {"options": [option]}
    for part in reversed(path[1:]):
        used = {"options": [{"name": part, "type": 1, **used}]}
    stage.send(who, COMPLETION, {"id": "1", "type": 1, "name": path[0], **used})


@st.composite
def custom_ids(draw: st.DrawFn, cells: Sequence[str]) -> str:
    """A custom id that is there, or that has something else in a field, is of another version, too
    long, or none.
    """
    parts = draw(st.sampled_from(cells)).split(":")
    odd = st.one_of(
        TEXT.map(lambda text: quote(text.encode(errors="replace"))),
        NUMBER.map(str),
        st.sampled_from(("0", "1", "2", "3", HERO_MASK, "anilist/1", "story", "here", "dated")),
    )
    for number in range(2, len(parts)):
        if not draw(seldom(5)):
            parts[number] = draw(odd)
    match draw(seldom(40)):
        case 0:
            parts[1] = draw(st.sampled_from(("0", "2", "", "१", "1 ")))
        case 1:
            parts.append("1")
        case 2:
            parts.pop()
        case 3:
            return draw(TEXT)
        case 4:
            parts[-1] = "%ED%A0%80%00%"
    return ":".join(parts)


PICKED = st.one_of(
    st.lists(st.one_of(TEXT, NUMBER.map(str), st.just(HERO_MASK)), max_size=3),
    st.lists(ANYTHING, max_size=2),
    ANYTHING,
)


@hostile(200, st.data(), PEOPLE, st.one_of(st.none(), PICKED), st.sampled_from([2, 3, 5, 6, 8, 99]))
def test_whatever_custom_id_and_values_a_component_has(
    stage: Stage, data: st.DataObject, who: int, values: Any, kind: int
) -> None:
    custom_id = data.draw(custom_ids(stage.cells))
    if data.draw(seldom(4)):
        values = data.draw(st.lists(st.sampled_from(stage.picks), max_size=2))
    stage.send(who, COMPONENT, {"custom_id": custom_id, "component_type": kind, "values": values})


@st.composite
def filled_in(draw: st.DrawFn) -> Any:
    """A form's fields: those that there are and others, once, twice, or of another shape."""
    fields = []
    for name in draw(st.lists(st.sampled_from(sorted(TYPED)), max_size=6)):
        field: dict[str, Any] = {"type": 4, "custom_id": name, "value": draw(TEXT)}
        match draw(seldom(10)):
            case 0:
                field["value"] = draw(ANYTHING)
            case 1:
                del field[draw(st.sampled_from(sorted(field)))]
            case 2:
                field["values"] = draw(PICKED)
            case 3:
                field["custom_id"] = draw(ANYTHING)
        row = {"type": 18, "component": field} if draw(st.booleans()) else None
        fields.append(row or {"type": 1, "components": [field]})
    return draw(st.one_of(st.just(fields), st.just(fields), st.just(fields), ANYTHING))


FILE = st.fixed_dictionaries(
    {
        "id": st.just("1"),
        "filename": st.sampled_from(("a.txt", "../a.txt", "\u202etxt.exe", "a" * 300)),
        "size": st.sampled_from((0, 5, 60_000, 10**12)),
        "url": st.just("https://cdn.simcord.invalid/gone"),
        "proxy_url": st.just("https://cdn.simcord.invalid/gone"),
    }
)


@hostile(200, st.data(), PEOPLE, filled_in(), st.lists(FILE, max_size=2))
def test_whatever_a_form_brings(
    stage: Stage, data: st.DataObject, who: int, fields: Any, files: list[Any]
) -> None:
    sent = {"custom_id": data.draw(custom_ids(stage.cells)), "components": fields}
    if files:
        sent["resolved"] = {"attachments": {str(n): file for n, file in enumerate(files)}}
    stage.send(who, FORM, sent)


@hostile(30, st.data(), PEOPLE, TEXT, st.lists(FILE, max_size=3), st.booleans())
def test_whatever_message_a_menu_is_used_on(
    stage: Stage, data: st.DataObject, who: int, text: str, files: list[Any], there: bool
) -> None:
    world = stage.world
    kind = discord.AppCommandType.message
    name = data.draw(st.sampled_from([m.name for m in world.bot.tree.get_commands(type=kind)]))
    author = {"id": str(stage.ben.id), "username": "ben", "discriminator": "0", "avatar": None}
    message = {
        "id": "5", "channel_id": str(world.general.id), "author": author, "content": text,
        "timestamp": "2024-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False,
        "mention_everyone": True, "mentions": [], "mention_roles": [], "attachments": files,
        "embeds": [{"type": "rich", "title": text, "description": text}], "pinned": False,
        "type": 0, "components": [], "reactions": [],
    }  # fmt: skip
    resolved = {"resolved": {"messages": {"5": message}}} if there else {}
    stage.send(who, COMMAND, {"id": "1", "type": 3, "name": name, "target_id": "5", **resolved})


# What else the gateway says

IDS = st.one_of(st.sampled_from([1, 2**63 - 1]), st.integers(1, 2**63 - 1))
"""A snowflake has a 64th bit from the year 2084 on."""
EMOJI = st.fixed_dictionaries(
    {
        "id": st.one_of(st.none(), IDS.map(str)),
        "name": st.one_of(st.none(), TEXT, st.sampled_from(("👍", "1️⃣", "🔟"))),
    }
)


@hostile(
    80,
    st.data(),
    st.sampled_from(("ADD", "REMOVE", "REMOVE_ALL", "REMOVE_EMOJI")),
    EMOJI,
    st.integers(0, 3),
)
def test_whatever_is_reacted_with(
    stage: Stage, data: st.DataObject, how: str, emoji: Any, where: int
) -> None:
    """Known and unknown messages of known and unknown servers; without a member."""
    world = stage.world
    post = world.posts(world.discussions)[0].message
    payload: dict[str, Any] = {
        "user_id": str(data.draw(IDS)),
        "channel_id": str(world.discussions.id if where < 3 else data.draw(IDS)),
        "message_id": str(post.id if where < 2 else data.draw(IDS)),
        "emoji": emoji,
        "burst": data.draw(st.booleans()),
        "type": data.draw(seldom(3)),
    }
    if where < 3:
        payload["guild_id"] = str(world.guild_id if where else data.draw(IDS))
    stage.run(world.event(f"MESSAGE_REACTION_{how}", payload))
    stage.judge()


@hostile(20, TEXT, IDS, st.booleans())
def test_whatever_is_said(stage: Stage, text: str, somewhere: int, known: bool) -> None:
    """In a thread of ours or anywhere, by somebody of whom nothing is known."""
    world = stage.world
    thread = world.reviews.threads[0]
    author = {"id": "7", "username": text or "x", "discriminator": "0", "avatar": None}
    message: dict[str, Any] = {
        "id": str(somewhere), "channel_id": str(thread.id if known else somewhere),
        "author": author, "content": text, "timestamp": "2024-01-01T00:00:00+00:00",
        "edited_timestamp": None, "tts": False, "mention_everyone": True, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0,
        "components": [], "guild_id": str(world.guild_id if known else somewhere),
    }  # fmt: skip
    stage.run(world.event("MESSAGE_CREATE", message))
    for name in ("MESSAGE_DELETE", "THREAD_DELETE", "CHANNEL_DELETE", "GUILD_ROLE_DELETE"):
        gone = {"id": str(somewhere), "guild_id": str(somewhere), "role_id": "1", "type": 0}
        gone |= {"channel_id": str(somewhere), "parent_id": "1"}
        stage.run(world.event(name, gone))
    stage.judge()


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("test", DEEP, ids=lambda test: test.__name__)
def test_more_of_it(stage: Stage, test: Callable[[Stage], None]) -> None:
    test(stage)
