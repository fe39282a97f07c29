"""The guided tour: each feature once, in chapters, ticked off by what happened in the server.

The chapters are the README's questions. A step may put a command into the composer, or point at a
message; what it asks for is the visitor's to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.demo.world import World, command_path
from bot.discussions import views as discussions
from bot.errors import Refusal
from bot.forecasts import views as forecasts
from bot.renewals import views as renewals
from bot.ui.components import Pattern

_COMMAND, _COMPONENT, _FORM = 2, 3, 5  # the interaction's types
LOOK_UP, DIGEST, EVIDENCE = "Look up show", "Make a review digest", "Use as renewal evidence"
"""The bot's commands on messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What the visitor's people did since they arrived."""

    used: frozenset[tuple[str, str]] = frozenset()
    """(person, command) for each command that the bot answered, those on messages too."""
    pressed: frozenset[tuple[str, str]] = frozenset()
    """(person, the name of its pattern) for each button and form that the bot answered."""
    seen: frozenset[str] = frozenset()
    """The channels that were opened."""
    reviews: int = 0
    """Reviews whose cards the bot posted in #reviews."""
    votes: int = 0
    """Reactions to the bot's posts in #episodes."""


Done = Callable[[Deeds], bool]


def used(*commands: str, by: str | None = None) -> Done:
    """One of the commands was answered, to anybody or to `by`."""
    return lambda deeds: any(
        command in commands and by in (None, person) for person, command in deeds.used
    )


def pressed(pattern: Pattern, *, by: str | None = None) -> Done:
    """A button or form of that pattern was answered, to anybody or to `by`."""
    return lambda deeds: any(
        name == pattern.name and by in (None, person) for person, name in deeds.pressed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to try: what, where and as whom, and whether it has been done."""

    title: str
    words: str
    channel: str
    person: str
    done: Done
    command: str | None = None
    """What is put into the composer; None where nothing is typed."""
    option: str = ""
    """What is put into the command's first field."""
    mark: str | None = None
    """The message that is pointed at, by its name in `World.marks`."""
    invitation: str = ""
    """What the button says, where no command is typed."""

    @property
    def button(self) -> str:
        return f"Try {self.command}" if self.command else self.invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A question, and the steps that answer it."""

    title: str
    steps: Sequence[Step]


CHAPTERS = (
    Chapter(
        title="What is this show?",
        steps=(
            Step(
                title="Look up a show",
                words="Send the command. Makers, dates, episodes and where to watch are on one "
                "card; Seasons, below it, draws the whole story in order.",
                channel="anime-talk",
                person="Mia",
                command="/show",
                option="Hero Mask",
                done=used("show"),
            ),
            Step(
                title="Look it up where it is named",
                words="Noor's message is marked. Open its menu, with the right mouse button or by "
                f"holding a finger on it, and choose {LOOK_UP}.",
                channel="anime-talk",
                person="Mia",
                mark="train",
                invitation="Go to the message",
                done=used(LOOK_UP),
            ),
            Step(
                title="Who is that?",
                words="Send it: who she is, and where one meets her. Ask for Himmel as well, whose "
                "secret stays behind bars. /staff and /studio do the same for who made it.",
                channel="anime-talk",
                person="Mia",
                command="/character",
                option="Frieren",
                done=used("character", "staff", "studio"),
            ),
            Step(
                title="Something to watch",
                words="Nothing on for tonight? Send it, and press Another until you like one.",
                channel="anime-talk",
                person="Mia",
                command="/random",
                done=used("random"),
            ),
        ),
    ),
    Chapter(
        title="Is it any good?",
        steps=(
            Step(
                title="Post a review",
                words="Mia began one last night, and her draft was kept. Send the command, add "
                "what you like, and press Post. The card stands here, and a thread under it.",
                channel="reviews",
                person="Mia",
                command="/review write",
                option="Cowboy Bebop",
                done=lambda deeds: deeds.reviews > 0,
            ),
            Step(
                title="What the club thinks",
                words="Medians, drawn; where opinions differ most; a sentence for and one "
                "against, behind bars if they tell the plot.",
                channel="reviews",
                person="Mia",
                command="/review summary",
                option="Frieren",
                done=used("review summary"),
            ),
            Step(
                title="A long review, in short",
                words="Ken wrote his as a plain message, which is marked. Open its menu and "
                f"choose {DIGEST}. Verdicts and strengths come in his own sentences, and a fact "
                "that is off is pointed out.",
                channel="reviews",
                person="Ken",
                mark="long review",
                invitation="Go to the review",
                done=used(DIGEST, "review digest"),
            ),
        ),
    ),
    Chapter(
        title="Will it return?",
        steps=(
            Step(
                title="Ask the question",
                words="Will Hero Mask have a third season? See what is known, who said it, and "
                "when.",
                channel="renewals",
                person="Ken",
                command="/renewal status",
                option="Hero Mask",
                done=used("renewal status", "renewal ask"),
            ),
            Step(
                title="Say how likely it is",
                words="Send it, press Forecast on the card, and give a percentage. What the four "
                "others say is hidden until you do; how often such shows return is not.",
                channel="renewals",
                person="Ken",
                command="/renewal forecast",
                option="Hero Mask",
                done=pressed(forecasts.CHANGE),
            ),
            Step(
                title="Who was right before?",
                words="The club's five calls of 2025 are settled. Ken is third: "
                "/renewal calibration draws why, for him alone.",
                channel="renewals",
                person="Ken",
                command="/renewal leaderboard",
                done=used("renewal leaderboard", "renewal calibration"),
            ),
            Step(
                title="Read a source",
                words="Ines pasted what she found; it is marked. Open its menu and choose "
                f"{EVIDENCE}. Show, season, status and date are read out of it, for you to "
                "correct.",
                channel="renewals",
                person="Mia",
                mark="source",
                invitation="Go to the source",
                done=used(EVIDENCE, "renewal evidence"),
            ),
            Step(
                title="You are Max now",
                words="Max is a moderator. What Yuki found waits for him. Press Approve, and the "
                "question moves from Unknown to Concluded as planned. Withdraw, with a reason, "
                "moves it back.",
                channel="renewals",
                person="Max",
                mark="waiting",
                invitation="Go and decide",
                done=pressed(renewals.APPROVE, by="Max"),
            ),
        ),
    ),
    Chapter(
        title="Shall we rate this episode?",
        steps=(
            Step(
                title="Vote on an episode",
                words="This post opened by itself when the episode aired. Click one of the faces "
                "under it; the tally follows within seconds. Talk goes into its thread.",
                channel="episodes",
                person="Ken",
                mark="episode",
                invitation="Go and vote",
                done=lambda deeds: deeds.votes > 0,
            ),
            Step(
                title="Vote without looking",
                words="Leo wants to know what you really think: nobody sees how the others voted "
                "before they have voted themselves. Press a button.",
                channel="episodes",
                person="Ken",
                mark="blind vote",
                invitation="Go to Leo's vote",
                done=pressed(discussions.VOTE),
            ),
            Step(
                title="The season so far",
                words="Four weeks with Frieren, drawn. /discuss results shows one of them in "
                "full: with episode 9, first-timers and source readers apart.",
                channel="episodes",
                person="Ken",
                command="/discuss curve",
                option="Frieren",
                done=used("discuss curve", "discuss results"),
            ),
            Step(
                title="What opens by itself",
                words="Ada follows Frieren here. See what comes when. The English dub's post opens "
                "by itself a few minutes after you came: it is the newest one in this channel.",
                channel="episodes",
                person="Ken",
                command="/discuss following",
                done=used("discuss following"),
            ),
            Step(
                title="How the week went",
                words="On Mondays the bot sums the week up: which episode was rated best, and what "
                "moved since. There is nothing to do here but read.",
                channel="news",
                person="Ken",
                invitation="Go and read",
                done=lambda deeds: "news" in deeds.seen,
            ),
        ),
    ),
    Chapter(
        title="How do I set it up?",
        steps=(
            Step(
                title="You are Ada now",
                words="Ada runs this server. One command has every setting. Choose Doctor in its "
                "list to see what may be missing, or Language for one of six.",
                channel="welcome",
                person="Ada",
                command="/config",
                done=used("config", by="Ada"),
            ),
            Step(
                title="What does it keep of me?",
                words="What, why and how much; take it along as a file, or erase it. And "
                "/preferences sets how it answers you.",
                channel="welcome",
                person="Mia",
                command="/privacy",
                done=used("privacy", "preferences"),
            ),
        ),
    ),
)
STEPS = tuple(step for chapter in CHAPTERS for step in chapter.steps)

MORE = (
    ("/staff, /studio", "who made what: try Shinichiro Watanabe, or Madhouse"),
    ("/airing", "what airs on a day: here Frieren, once a week"),
    ("/season", "what starts in a season: try 2018, Fall"),
    ("/calendar", "a file for your calendar, with the dates of what is followed"),
    ("/progress", "how far you are; results past that stay shut until you ask once more"),
    ("/alias", "what your server calls a show"),
    ("/correct", "put a fact right, with who says so"),
    ("/review", "list, read, edit, delete, export; reports, for moderators"),
    ("/renewal", "board, history, follow; resolve, for moderators"),
    ("/discuss", "start one yourself, list, close; follow and dub, for moderators"),
    ("/help, /about", "all commands; version and sources"),
)
"""What the tour has no step for: commands, and what they are good for."""


class Tour:
    """Watches the world for the visitor's deeds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read = len(world.env.backend.transcript)
        self._used: dict[int, tuple[str, str]] = {}
        self._pressed: dict[int, tuple[str, str]] = {}
        self._refused: set[int] = set()
        self._seen: set[str] = set()
        self._votes = 0
        self._names = {p.id: p.name for p in world.people.values() if p.playable}
        world.bot.answered = self._hear

    def _hear(self, interaction: discord.Interaction[Any], refusal: Refusal | None) -> None:
        if refusal:
            self._refused.add(interaction.id)

    def deeds(self) -> Deeds:
        backend, room = self._world.env.backend, self._world.room
        for _, kind, payload in backend.transcript[self._read :]:
            if kind == "INTERACTION_CREATE":
                self._note(payload)
            elif kind == "MESSAGE_REACTION_ADD" and int(payload["user_id"]) in self._names:
                self._votes += int(payload["message_id"]) in self._posts(self._world.episodes)
        self._read = len(backend.transcript)
        if room is not None:
            self._seen.add(room.channel.name)
        return Deeds(
            used=self._answered(self._used),
            pressed=self._answered(self._pressed),
            seen=frozenset(self._seen),
            reviews=self._reviews(),
            votes=self._votes,
        )

    def _note(self, payload: dict[str, Any]) -> None:
        """What somebody asked of the bot, where it was the visitor."""
        name, key = self._names.get(int(payload["member"]["user"]["id"])), int(payload["id"])
        if name is None:
            return
        if payload["type"] == _COMMAND:
            self._used[key] = (name, command_path(payload["data"]))
        elif payload["type"] in (_COMPONENT, _FORM):
            pattern, _, _ = payload["data"]["custom_id"].partition(":")
            self._pressed[key] = (name, pattern)

    def _answered(self, asked: dict[int, tuple[str, str]]) -> frozenset[tuple[str, str]]:
        held = self._world.env.backend.interactions
        return frozenset(
            what for key, what in asked.items() if held[key].responded and key not in self._refused
        )

    def _reviews(self) -> int:
        """Cards with a thread: its id is that of the message that it began at.

        Other cards stand in #reviews too, wherever somebody uses a command there.
        """
        reviews = self._world.reviews
        begun = {int(thread.id) for thread in reviews.threads} & self._posts(reviews)
        return sum(key > self._world.began for key in begun)

    def _posts(self, channel: Any) -> set[int]:
        """The ids of what the bot posted there for everybody."""
        bot = self._world.env.backend.bot_user.id
        return {
            message.id
            for message in self._world.messages(channel)
            if message.author_id == bot and not message.is_ephemeral
        }
