"""Who may press what, and a server in which there is something of everything to be pressed."""

import itertools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import discord
from discord import app_commands

from bot.reviews.history_views import VERSION
from bot.reviews.views import READ
from bot.shows.titles import digest, fold
from bot.ui.components import Pattern
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill
from tests.reviews import desk
from tests.world import Person, Seen, World

HERE = "zanzibar"
"""In every text that members of the first server read."""
PRIVATE = "quokka"
"""In every text that only whoever wrote it, or the moderators, may read."""
HERO_MASK, MOB = "anilist/105096", "anilist/21507"
REVIEW = f"""Hero Mask review

Story

The story of this {HERE} {PRIVATE} is tightly plotted and engaging from beginning to end.

Animation

The animation is lackluster and often stiff, says the {HERE} {PRIVATE}.

Conclusion

Overall, Hero Mask is a great thriller that I can only recommend. 8/10
"""
READING = (
    f"The {HERE} {PRIVATE} was planned as two seasons, 24 episodes in all, said Hero Mask's "
    "producer Mikio Ono to Anime News Network in September 2019."
)


class Who(Enum):
    """For whom a button, select or form is. For others it changes nothing, whatever is forged."""

    EVERYONE = "every member; it changes what is theirs, or what the server shares"
    OWNER = "the member who made the thing that it names, here Mia"
    AUTHOR = "the member whose words it is about, here Ben"
    MODERATOR = "moderators"
    ADMIN = "whoever manages the server"


@dataclass(frozen=True)
class Press:
    """For whom a pattern is; `picks` are what its select offers, `values` its fields' own. What it
    is on may be drawn anew by it where it `redraws`: the card of a question, by every press.
    """

    who: Who = Who.EVERYONE
    picks: Sequence[str] = ("",)
    redraws: bool = False
    values: Mapping[str, Sequence[int | str]] = field(default_factory=dict)


_EVERYONE, _ADMIN, _MODERATOR = Press(), Press(Who.ADMIN), Press(Who.MODERATOR)
_OWNER, _AUTHOR = Press(Who.OWNER), Press(Who.AUTHOR)
_DIGEST = {"number": (1, 2)}
_CALLS = {"call": (1, 2, 3), "outcome": ("no",)}

PRESSES: Mapping[str, Press] = {
    # Shows and what is on
    "show": _EVERYONE,
    "seasons": _EVERYONE,
    "pick": Press(picks=(HERO_MASK,)),
    "aliases": _EVERYONE,
    "alias-anyway": Press(Who.MODERATOR, values={"title": (str(digest(fold("Mob Psycho 100"))),)}),
    "airing": _EVERYONE,
    "season": _EVERYONE,
    "another": _EVERYONE,
    # Reviews. A draft is found by whoever asks: it can't be somebody else's.
    "reviews": _EVERYONE,
    "review-write": _EVERYONE,
    "review-panel": _EVERYONE,
    "review-form": _EVERYONE,
    "review-save": _EVERYONE,
    "review-put-back": _EVERYONE,
    "review-post": _EVERYONE,
    "review-discard": _EVERYONE,
    "review-discarded": _EVERYONE,
    "review-delete": _EVERYONE,
    "review-leave": _EVERYONE,
    "review-read": _EVERYONE,
    "review-beside": _EVERYONE,
    "review-turn": _EVERYONE,
    "review-pick": Press(picks=("read",)),
    "review-pick-draft": Press(picks=(MOB,)),
    "reviews-turn": _EVERYONE,
    "reviews-of": _EVERYONE,
    "review-history": _EVERYONE,
    "review-version": _EVERYONE,
    "review-pick-version": Press(picks=("version",)),
    "review-report": _EVERYONE,
    "review-reported": _EVERYONE,
    "review-reports": _MODERATOR,
    "review-keep": _MODERATOR,
    "review-remove": _MODERATOR,
    "review-removed": _MODERATOR,
    "review-take-down": _MODERATOR,
    "review-log": _MODERATOR,
    # Digests
    "digest-form": _EVERYONE,
    "digest": _OWNER,
    "digest-resume": Press(Who.OWNER, picks=("1", "2")),
    "digest-turn": _OWNER,
    "digest-pick": Press(Who.OWNER, picks=("show", "author", "story", "animation")),
    "digest-line": _OWNER,
    "digest-show": _OWNER,
    "digest-pick-show": Press(Who.OWNER, picks=(HERO_MASK,)),
    "digest-author": _OWNER,
    "digest-mine": _OWNER,
    "digest-post": _OWNER,
    "digest-discard": _OWNER,
    "digest-discarded": _OWNER,
    "digest-ask": _OWNER,
    "digest-see": _AUTHOR,
    "digest-agree": _AUTHOR,
    "digest-decline": _AUTHOR,
    # Renewals
    "return": _EVERYONE,
    "renewal-ask": _EVERYONE,
    "renewal-add": Press(redraws=True),
    "renewal-says": Press(picks=("no_plans",)),
    "renewal-tier": Press(picks=("official",)),
    "renewal-form": _EVERYONE,
    "renewal-mend": _EVERYONE,
    "renewal-history": _EVERYONE,
    "renewal-source": Press(picks=("1", "2")),
    "renewal-line": Press(picks=("1.1", "1.2")),
    "renewal-full": _EVERYONE,
    "renewal-checked": _EVERYONE,
    "renewal-read": _EVERYONE,
    "renewal-read-new": _EVERYONE,
    "renewal-waiting": _MODERATOR,
    "renewal-take-back": _OWNER,
    "renewal-approve": _MODERATOR,
    "renewal-confirm": _MODERATOR,
    "renewal-reject": _MODERATOR,
    "renewal-reject-form": _MODERATOR,
    "renewal-correct": _EVERYONE,
    "renewal-withdraw": _MODERATOR,
    "renewal-withdraw-form": _MODERATOR,
    "renewal-unsent": Press(Who.OWNER, picks=("1",)),
    "renewal-reading": _OWNER,
    "renewal-reading-says": _OWNER,
    "renewal-reading-pick": Press(Who.OWNER, picks=("show", "status", "source", "2")),
    "renewal-reading-show": _OWNER,
    "renewal-reading-claim": _OWNER,
    "renewal-reading-line": _OWNER,
    "renewal-reading-send": _OWNER,
    "renewal-reading-drop": _OWNER,
    "follow": _EVERYONE,
    "renewal-follow": _EVERYONE,
    "renewal-leave": _MODERATOR,
    "renewal-following": _EVERYONE,
    "renewal-stop": Press(picks=(HERO_MASK,)),
    "renewal-board": _EVERYONE,
    "renewal-open": Press(picks=("1",)),
    # Forecasts. What somebody said is found by whoever asks: it can't be somebody else's.
    "forecast": _EVERYONE,
    "forecast-enter": _EVERYONE,
    "forecast-form": _EVERYONE,
    "forecast-change": Press(values={"call": (1, 2, 3)}),
    "forecast-terms": Press(values={"call": (1, 2, 3)}),
    "forecast-terms-form": Press(values={"call": (1, 2, 3)}),
    "forecast-resolve": Press(Who.MODERATOR, values=_CALLS),
    "forecast-ground": Press(Who.MODERATOR, picks=("1", "deadline"), values=_CALLS),
    "forecast-decide": Press(Who.MODERATOR, values={**_CALLS, "ground": ("1", "deadline")}),
    "forecast-case": Press(Who.MODERATOR, values={"call": (1, 2, 3)}),
    "forecast-void": Press(Who.MODERATOR, values={"call": (1, 2, 3)}),
    "forecast-undo": Press(Who.MODERATOR, values={"call": (1, 2, 3)}),
    "forecast-leaders": _EVERYONE,
    # Discussions
    "discuss": _EVERYONE,
    "discuss-form": _EVERYONE,
    "discussion-close": _OWNER,
    "discussion-close-now": _OWNER,
    "discussion-results": _EVERYONE,
    "discussion-curve": _EVERYONE,
    "discussions": _EVERYONE,
    "episode-ping": Press(values={"dub": ("",)}),
    "airings": _EVERYONE,
    "airing-stop": Press(Who.MODERATOR, picks=(f"{HERO_MASK}|",)),
    "airing-date": Press(Who.MODERATOR, picks=(f"{HERO_MASK}|en|5",)),
    "vote": _EVERYONE,
    "voter": _EVERYONE,
    "voter-viewing": Press(picks=("first",)),
    "voter-track": Press(picks=("dub-en",)),
    "voter-aspects": _EVERYONE,
    "voter-aspects-form": _EVERYONE,
    "weekly": Press(values={"week": ("2026-01-05",)}),
    # Settings, and what is kept
    "config-section": Press(Who.ADMIN, picks=("data",)),
    "config-channel": Press(Who.ADMIN, picks=("channel",)),
    "config-moderators": Press(Who.ADMIN, picks=("role",)),
    "config-reviewers": Press(Who.ADMIN, picks=("role",)),
    "config-episode-role": Press(Who.ADMIN, picks=("role",)),
    "config-delay": Press(Who.ADMIN, picks=("60",)),
    "config-want": Press(Who.ADMIN, values={"setting": ("weekly",), "on": (1,)}),
    "config-minimum": Press(Who.ADMIN, picks=("5",)),
    "config-spoilers": Press(Who.ADMIN, picks=("open",)),
    "config-language": Press(Who.ADMIN, picks=("de",)),
    "config-feature": Press(Who.ADMIN, values={"feature": ("reviews",), "on": (1,)}),
    "config-try": _ADMIN,
    "config-ballot": Press(Who.ADMIN, picks=("blind-ten",)),
    "config-renewals": _ADMIN,
    "config-titles": Press(Who.ADMIN, picks=("native",)),
    "config-scores": _ADMIN,
    "config-zone": _ADMIN,
    "config-zone-form": _ADMIN,
    "config-undo": Press(Who.ADMIN, values={"entry": (5, 1)}),
    "config-export": _ADMIN,
    "prefer-titles": Press(picks=("native",)),
    "prefer-scores": _EVERYONE,
    "prefer-zone": _EVERYONE,
    "prefer-zone-form": _EVERYONE,
    "privacy": _EVERYONE,
    "privacy-export": _EVERYONE,
    "privacy-ask": _EVERYONE,
    "privacy-erase": _EVERYONE,
}

TYPED = {
    "sentence": "The studio says that there are no plans.",
    "said_on": "2020-05",
    "said_by": "",
    "outlet": "",
    "link": "",
    "text": "A line that somebody typed.",
    "name": "Somebody",
    "source": "",
    "reason": "It gives the ending away.",
    "zone": "Tokyo",
    "episode": "5",
    "score": "7",
    "title": "Hero Mask",
    "season": "3",
    "status": "no_plans",
    "tier": "official",
    "percent": "40",
    "deadline": "2027-12-31",
    "rule": "Yes, if somebody says so.",
}
"""What a forged form says in every field that there is."""


# Commands, as they are used

SAMPLES = {"show": "anilist/105096", "title": "Hero Mask", "name": "Frieren"}


def commands(world: World) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """The commands as the bot registers them, by their full name."""
    return {
        command.qualified_name: command
        for command in world.bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }


def filled(command: app_commands.Command[Any, ..., Any], person: Person) -> dict[str, Any]:
    """A plain value for each option that the command requires."""
    values: dict[str, Any] = {}
    for option in command.parameters:
        if not option.required:
            continue
        if option.choices:
            values[option.name] = option.choices[0].value
        elif option.type is discord.AppCommandOptionType.string:
            values[option.name] = SAMPLES.get(option.name, "2018-12-03")
        elif option.type is discord.AppCommandOptionType.integer:
            values[option.name] = int(option.min_value or 1)
        elif option.type is discord.AppCommandOptionType.boolean:
            values[option.name] = False
        elif option.type is discord.AppCommandOptionType.user:
            values[option.name] = person.actor
        else:
            raise NotImplementedError(f"give /{command.qualified_name} a sample of {option.name}")
    return values


def typed(form: Seen) -> dict[str, Any]:
    """Something plausible for each field of a form."""
    return {
        name: "2019" if field.get("max_length", 4000) < 20 else "Two seasons, as planned"
        for name, field in form.fields.items()
        if field["type"] == 4
    }


def everything(command: app_commands.Command[Any, ..., Any], about: Person) -> dict[str, Any]:
    """A value for every option that is no channel or role; a member is whom it is `about`."""
    values = filled(command, about)
    places = {discord.AppCommandOptionType.channel, discord.AppCommandOptionType.role}
    for option in command.parameters:
        if option.display_name in values or option.type in places:
            continue
        if option.choices:
            values[option.display_name] = option.choices[0].value
        elif option.type is discord.AppCommandOptionType.string:
            values[option.display_name] = OPTIONAL.get(option.display_name, "Hero Mask")
        elif option.type is discord.AppCommandOptionType.integer:
            values[option.display_name] = NUMBERS.get(option.name, int(option.min_value or 1))
        elif option.type is discord.AppCommandOptionType.boolean:
            values[option.display_name] = True
        else:
            values[option.display_name] = about.actor.user
    return values


FOR = {
    "config": Who.ADMIN,
    "correct fact": Who.ADMIN,
    "correct undo": Who.ADMIN,
    "alias set": Who.MODERATOR,
    "alias remove": Who.MODERATOR,
    "review reports": Who.MODERATOR,
    "renewal resolve": Who.MODERATOR,
    "discuss dub": Who.MODERATOR,
}
"""Commands that are not for every member."""
NUMBERS = {"episode": 3, "season": 3}
OPTIONAL = {"show": HERO_MASK, "zone": "Tokyo", "year": "2018", "date": "2018-12-03"}


FITTING: dict[str, dict[str, Any]] = {
    "correct fact": {"fact": "episodes", "value": "12", "date": "2018-12-03"},
    "correct undo": {"fact": "episodes"},
    "alias set": {"nickname": "the masked one", "show": HERO_MASK},
    "alias remove": {"nickname": "the masked one"},
    "discuss dub": {"show": HERO_MASK, "date": "2026-06-01 18:30"},
}
"""Options with which whoever may use the command gets somewhere."""


@dataclass
class Server:
    """The first server, full of what can be pressed; Mia made it, Ben's words are in a digest."""

    world: World
    mia: Person
    ben: Person

    @classmethod
    async def furnished(cls, world: World) -> "Server":
        await world.configure()
        mia, ben, noor = (world.member(name) for name in ("Mia", "Ben", "Noor"))
        here = cls(world, mia, ben)
        for score in ("8", "6"):
            await desk.post(mia, score, f"A {HERE} ride.")
        await desk.fill(mia, "Story", text=f"The {HERE} comes home.")
        await desk.press_post(mia)
        await desk.write(mia, verdict=f"A {HERE} {PRIVATE}.", show=desk.OTHER_SHOW)
        form = await noor.click(desk.card(world), "Report")
        await noor.submit(form, reason=f"{HERE} {PRIVATE}")
        await approved(
            world, mia, {**NO_PLANS, "sentence": f"The {HERE} says two seasons, 24 episodes."},
            "no_plans", "trade_press",
        )  # fmt: skip
        for _ in range(4):
            await fill(mia, {**ANNOUNCED, "sentence": f"The {HERE} returns."}, "announced")
        await fill(mia, {"sentence": f"{HERE} {PRIVATE}", "said_on": "never"})
        await mia.submit(await mia.slash("renewal evidence"), text=READING)
        await mia.submit(await mia.slash("review digest"), text=REVIEW, name=f"K. {HERE}")
        await mia.menu("Make a review digest", await ben.say(REVIEW))
        for episode in (3, 4, 5):
            await mia.slash("discuss start", show="Hero Mask", episode=episode, vote="blind-five")
        post = next(seen for seen in world.posts(world.discussions) if seen.components)
        for voter in (mia, ben, noor):
            for discussion in (1, 2, 3):
                await voter.forge(post, f"vote:1:{discussion}:5")
        await world.admin.slash("alias set", show="Hero Mask", nickname=f"{HERE} mask")
        panel = await world.admin.slash("config", section="titles")
        await world.admin.click(panel, "Hide them")
        for show in ("Hero Mask", "One Piece", "Frieren"):
            form = await mia.slash("renewal forecast", show=show, percent=20)
            await mia.submit(
                form, percent="20", deadline="2028-01-01", rule=f"Yes, if {HERE} says so."
            )
        await ben.slash("renewal forecast", show="Hero Mask", percent=30)
        panel = await world.mod.slash("renewal resolve", show="Frieren")
        panel = await world.mod.click(panel, "Can't be decided")
        await world.mod.click(panel, "Make it void")
        await mia.slash("renewal follow", show="Hero Mask")
        await world.mod.slash("renewal follow", show="Hero Mask", here=True, at=world.general)
        await mia.slash("preferences", zone="Tokyo")
        await mia.slash("progress", show="Hero Mask", episode=3)
        await world.settle()
        return here

    @property
    def people(self) -> set[int]:
        """Of whom something is kept."""
        world = self.world
        return {each.id for each in (self.mia, self.ben, world.admin, world.mod)}

    def for_whom(self, press: Press) -> Person:
        """Somebody for whom it is."""
        world = self.world
        people = {Who.MODERATOR: world.mod, Who.ADMIN: world.admin, Who.AUTHOR: self.ben}
        return people.get(press.who, self.mia)

    def cells(self, pattern: Pattern) -> Iterator[tuple[str, list[str]]]:
        """Custom ids of the pattern that name what is there, each with every pick."""
        press, user = PRESSES[pattern.name], self.mia.id
        whole: dict[str, Sequence[int | str]] = {
            "page": (0,), "season": (3,), "user": (user,), "question": (1,),
            "evidence": (1, 2, 3, 4, 5), "discussion": (1, 2), "number": (1, 2), "revision": (),
            "newest": (1,), "version": (1,), "score": (0, 4), "here": (0, 1), "on": (1, 0),
            "news": (1,), "hidden": (1, 0), "itself": (1,), "entry": (1,), "private": (0,),
            "own": (0, 1), "over": (0, 1), "line": (1, 2), "year": (2018,), "first": (0,),
            "last": (0,),
        }  # fmt: skip
        words: dict[str, Sequence[int | str]] = {
            "show": (HERO_MASK, MOB), "status": ("no_plans",), "tier": ("official",),
            "part": ("story",), "purpose": ("review",), "section": ("channels",),
            "scope": ("here", "own"), "day": ("2026-01-01",), "zone": ("UTC",),
            "season": ("WINTER",), "genre": ("",), "length": ("",), "shown": (HERO_MASK,),
        }  # fmt: skip
        known: dict[type, Mapping[str, Sequence[int | str]]] = {int: whole, str: words}
        ranges = [
            press.values.get(name)
            or (self._revisions() if name == "revision" else known[kind][name])
            for name, kind in pattern.fields.items()
        ]
        entities = {
            "read": READ.pack(show=HERO_MASK, user=user),
            "version": VERSION.pack(show=HERO_MASK, user=user, version=1, page=0),
            "channel": str(self.world.general.id),
            "role": str(self.world.admins.id),
        }
        for values in itertools.product(*ranges):
            custom_id = pattern.pack(**dict(zip(pattern.fields, values, strict=True)))
            for pick in press.picks:
                yield custom_id, [entities.get(pick, pick)] if pick else []

    def _revisions(self) -> list[int]:
        """Those of every draft, post and digest that there is."""
        with sqlite3.connect(self.world.config.database) as file:
            every = "SELECT revision FROM review_drafts UNION SELECT revision FROM reviews"
            found = [row[0] for row in file.execute(every) if row[0] is not None]
        file.close()
        return found


async def press(who: Person, on: Seen, custom_id: str, picks: list[str]) -> list[Seen]:
    """Forge it as a component, and as a form."""
    return [
        await who.forge(on, custom_id, values=picks or None),
        await who.forge_submit(on, custom_id, **TYPED),
    ]


Row = tuple[Any, ...]
COUNTED = {
    "discussions": {"changes", "shown"},
    "discussion_tally": {"votes"},
    "renewal_questions": {"checked_at", "card_channel_id", "card_message_id"},
    "renewal_numbers": {"last_evidence", "last_reading"},
    "show_picks": {"picks"},
}
"""Columns that go on as members use the bot, in rows that are nobody's or somebody else's."""


@dataclass(frozen=True)
class Change:
    """A row that came, or is gone; one that was changed is both."""

    table: str
    row: Mapping[str, Any]
    gone: bool

    @property
    def uncounted(self) -> tuple[str, Row]:
        counted = COUNTED.get(self.table, set())
        return self.table, tuple(v for name, v in self.row.items() if name not in counted)


def trespasses(changes: Sequence[Change], by: int, people: set[int]) -> list[tuple[str, Row]]:
    """What somebody did beyond their own: rows of others or of nobody that are gone or are not what
    they were, and rows that came in somebody else's name.
    """
    others = [
        change
        for change in changes
        if by not in change.row.values() or change.row.get("target_id", by) != by
    ]
    gone = {change.uncounted for change in others if change.gone}
    came = {change.uncounted for change in others if not change.gone}
    named = {(table, row) for table, row in came - gone if people & set(row)}
    return sorted((gone - came) | named, key=repr)


class Watched:
    """The rows of a database that belong to servers or members, before and after something."""

    def __init__(self, world: World) -> None:
        self._file = sqlite3.connect(world.config.database)
        self.tables = {
            name: columns
            for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if {"guild_id", "user_id"}
            & set(columns := [c[1] for c in self._file.execute(f"PRAGMA table_info({name})")])
        }
        self._seen, self._version = self.rows(), self._now()

    def close(self) -> None:
        self._file.close()

    def rows(self) -> dict[str, set[Row]]:
        return {
            table: set(self._file.execute(f"SELECT * FROM {table}").fetchall())
            for table in self.tables
        }

    def changes(self) -> list["Change"]:
        """What came or went since it was asked last."""
        version = self._now()
        if version == self._version:
            return []
        before, self._seen, self._version = self._seen, self.rows(), version
        return [
            Change(table, dict(zip(columns, row, strict=True)), gone=row in before[table])
            for table, columns in self.tables.items()
            for row in before[table] ^ self._seen[table]
        ]

    def _now(self) -> int:
        version: int = self._file.execute("PRAGMA data_version").fetchone()[0]
        return version
