"""How much a bot holds: every object that can be reached from it, the simulation left out."""

import gc
import types
from dataclasses import dataclass
from typing import Any

_PASSED_BY = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType,
              types.FrameType, types.CodeType)  # fmt: skip
_OUTSIDE = ("simcord", "tests", "bot.demo", "asyncio", "_asyncio", "logging", "_pytest")
SLACK, EACH = 600, 14
"""How many objects more it may hold than at its first check: once, and for each thing it knows."""


@dataclass(frozen=True, slots=True)
class Held:
    """`objects` that a bot holds, and how many `things` it has to know.

    Things are threads, open votes, events, who is in its servers and who was written to, servers'
    settings; and what it keeps at hand, of which each has its bound: servers' nicknames and
    look-ups, members' preferences.
    """

    objects: int
    things: int

    @classmethod
    def by(cls, bot: Any) -> "Held":
        app = bot.app
        things = len(bot.users) + len(bot.private_channels) + len(app.discussions.ballot._posts)
        things += len(app.settings._held) + len(app.lore._held) + len(app.preferences._held)
        things += sum(
            len(guild.threads) + len(guild.members) + len(guild.scheduled_events)
            for guild in bot.guilds
        )
        return cls(_reachable(bot), things)

    def check(self, first: "Held") -> None:
        """Raises AssertionError where it holds more than `first` by more than what it knows."""
        more = max(self.things - first.things, 0)
        assert self.objects - first.objects <= SLACK + EACH * more, f"{first}, later {self}"


def _reachable(root: object) -> int:
    seen: set[int] = set()
    left = [root]
    while left:
        found = left.pop()
        outside = type(found).__module__.startswith(_OUTSIDE)
        if id(found) in seen or outside or isinstance(found, _PASSED_BY):
            continue
        seen.add(id(found))
        left.extend(gc.get_referents(found))
    return len(seen)
