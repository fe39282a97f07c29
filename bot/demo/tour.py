"""The guided tour: five things to try, each ticked off by what happened in the server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.world import World, command_path

_COMMAND = 2  # the interaction's type


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to try: what, where and as whom, and whether it has been done."""

    title: str
    words: str
    channel: str
    person: str
    command: str | None
    """What to type; None where nothing is typed."""
    done: Callable[["Deeds"], bool]


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the visitor's people did since they arrived."""

    used: frozenset[tuple[str, str]]
    """(person, command) for each command that the bot answered."""
    reviews: int
    """Reviews whose cards the bot posted in #reviews."""
    votes: int
    """Reactions to the bot's posts in #episodes."""

    def anybody_used(self, command: str) -> bool:
        return any(used == command for _, used in self.used)


STEPS = (
    Step(
        title="Look up a show",
        words="Type /show, press Enter, write Hero Mask and pick it from the list. "
        "Then try the buttons under its card.",
        channel="anime-talk",
        person="Mia",
        command="/show",
        done=lambda deeds: deeds.anybody_used("show"),
    ),
    Step(
        title="Write a review",
        words="Choose a show you know. Fill in as much as you like; whatever you submit is kept. "
        "Post it, and the card appears here.",
        channel="reviews",
        person="Mia",
        command="/review write",
        done=lambda deeds: deeds.reviews > 0,
    ),
    Step(
        title="Ask the question",
        words="Will Hero Mask return? See what is known, who said it, and when.",
        channel="renewals",
        person="Ken",
        command="/renewal status",
        done=lambda deeds: deeds.anybody_used("renewal status"),
    ),
    Step(
        title="Vote on an episode",
        words="Click one of the faces under the post. The tally follows within seconds. "
        "Talk goes into the thread.",
        channel="episodes",
        person="Ken",
        command=None,
        done=lambda deeds: deeds.votes > 0,
    ),
    Step(
        title="You are Ada now",
        words="Ada runs this server. One command shows every setting, and what is missing.",
        channel="welcome",
        person="Ada",
        command="/config",
        done=lambda deeds: ("Ada", "config") in deeds.used,
    ),
)


class Tour:
    """Watches the world for the visitor's deeds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read = len(world.env.backend.transcript)
        self._used: dict[int, tuple[str, str]] = {}
        self._votes = 0
        self._names = {p.id: p.name for p in world.people.values() if p.playable}

    def deeds(self) -> Deeds:
        backend = self._world.env.backend
        for _, kind, payload in backend.transcript[self._read :]:
            if kind == "INTERACTION_CREATE" and payload["type"] == _COMMAND:
                name = self._names.get(int(payload["member"]["user"]["id"]))
                if name is not None:
                    self._used[int(payload["id"])] = (name, command_path(payload["data"]))
            elif kind == "MESSAGE_REACTION_ADD" and int(payload["user_id"]) in self._names:
                self._votes += int(payload["message_id"]) in self._posts(self._world.episodes)
        self._read = len(backend.transcript)
        return Deeds(
            used=frozenset(
                used for key, used in self._used.items() if backend.interactions[key].responded
            ),
            reviews=self._reviews(),
            votes=self._votes,
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
