"""What servers know of shows by themselves, held ready for whoever types."""

import logging
from collections import OrderedDict
from dataclasses import replace
from datetime import date

from bot.clock import Clock, to_epoch
from bot.errors import N_, DatabaseBusy
from bot.holding import Holding
from bot.ids import GuildId, ShowId, UserId
from bot.shows.lore import (
    MOST_PICKS,
    NOTHING,
    Correction,
    Fact,
    Lore,
    Nickname,
    NicknameUnusable,
    NoSuchNickname,
    NothingToUndo,
    read,
)
from bot.shows.lore_store import LoreStore
from bot.shows.models import Show
from bot.shows.search import fold

log = logging.getLogger(__name__)

SERVERS_HELD = 1000


class ServerLore:
    """The lore of each server. Read once, then held in memory and kept in step with what is set."""

    holding = Holding(
        name=N_("Nicknames and corrections of shows"),
        why=N_("Those that you set, with your name: so that others can ask you."),
        remains=N_("The nicknames and corrections themselves stay, without your name."),
    )

    def __init__(self, store: LoreStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._held: OrderedDict[GuildId, Lore] = OrderedDict()
        self._changes = 0

    async def of(self, guild: GuildId | None) -> Lore:
        """A server's lore; none outside of servers."""
        if guild is None:
            return NOTHING
        if held := self._held.get(guild):
            self._held.move_to_end(guild)
            return held
        changes = self._changes
        lore = await self._store.lore(guild)
        if changes == self._changes:  # else it may have been read before the change
            self._keep(guild, lore)
        return lore

    async def name(self, guild: GuildId, nickname: str, show: ShowId, *, by: UserId) -> Nickname:
        """Call a show so. Raises `NicknameUnusable` and `TooManyNicknames`."""
        folded = fold(nickname)
        if len(folded.replace(" ", "")) < 2:
            raise NicknameUnusable(nickname=nickname)
        named = Nickname(name=" ".join(nickname.split()), show=show)
        await self._store.set_nickname(guild, folded, named, by=by, at=self._now())
        self._drop(guild)
        return named

    async def unname(self, guild: GuildId, nickname: str) -> None:
        """Take a nickname back. Raises `NoSuchNickname`."""
        if not await self._store.remove_nickname(guild, fold(nickname)):
            raise NoSuchNickname(nickname=nickname)
        self._drop(guild)

    async def picked(self, guild: GuildId, show: ShowId) -> None:
        """Note that somebody looked the show up; left out while the database is busy."""
        try:
            await self._store.count_pick(guild, show)
        except DatabaseBusy:
            log.info("A pick wasn't counted: the database is busy")
            return
        if held := self._held.get(guild):
            picks = {**held.picks, show: held.picks.get(show, 0) + 1}
            while len(picks) > MOST_PICKS:
                del picks[min(set(picks) - {show}, key=lambda other: picks[other])]
            self._keep(guild, replace(held, picks=picks))

    async def correct(
        self,
        guild: GuildId,
        show: Show,
        fact: Fact,
        value: str,
        *,
        source: str,
        as_of: date | None,
        by: UserId,
    ) -> Correction:
        """Put a fact right here. Raises `UnreadableFact`."""
        read(fact, value)
        today = self._clock.now().date()
        correction = Correction(
            fact=fact, value=value.strip(), source=source.strip(), as_of=as_of or today
        )
        await self._store.correct(guild, show.id, correction, by=by, at=self._now())
        self._drop(guild)
        return correction

    async def undo_correction(self, guild: GuildId, show: Show, fact: Fact) -> None:
        """Show the source's fact again. Raises `NothingToUndo`."""
        if not await self._store.undo_correction(guild, show.id, fact):
            raise NothingToUndo(title=show.title)
        self._drop(guild)

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What a member set, as plain values."""
        return await self._store.of_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off what they set; nicknames and corrections are the server's."""
        await self._store.forget_member(guild, user)

    def forget_server(self, guild: GuildId) -> None:
        """Hold nothing of it in memory any more: it was erased."""
        self._drop(guild)

    def _now(self) -> int:
        return to_epoch(self._clock.now())

    def _drop(self, guild: GuildId) -> None:
        self._changes += 1
        self._held.pop(guild, None)

    def _keep(self, guild: GuildId, lore: Lore) -> None:
        self._held[guild] = lore
        while len(self._held) > SERVERS_HELD:
            self._held.popitem(last=False)
