"""Following shows as they air: their schedules, what opens when, what became of it."""

import contextlib
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock, to_epoch
from bot.discussions import airing
from bot.discussions.airing import CATCH_UP, Expected, Named, Odd, Slot
from bot.discussions.airing_store import (
    AiringStore,
    HandDate,
    Line,
    State,
    Trouble,
)
from bot.discussions.programme import Facts, Programme, delay_of, role_of
from bot.errors import N_, Refusal, SourceDown
from bot.holding import Holding
from bot.ids import ChannelId, GuildId, RoleId, ShowId, UserId
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.shows.models import RelationType, Show, Status
from bot.shows.service import Shows
from bot.text.text import Markup
from bot.text.titles import Title

log = logging.getLogger(__name__)

TOLD_OF = timedelta(days=14)
"""How long it is told what was passed over."""
MOST_FOLLOWED = 100
UTC = ZoneInfo("UTC")
LONGEST_SOURCE = 200
ENDED = (Status.FINISHED, Status.CANCELLED)


class NotScheduled(Refusal):
    message = N_("AniList doesn't list {title}, so I wouldn't know when it airs. Nothing changed.")


class NobodyAsked(Refusal):
    message = N_(
        "This bot's host doesn't let me ask AniList, so I don't know when shows air. Nothing "
        "changed."
    )


class TooManyFollowed(Refusal):
    message = N_(
        "This server follows {most} shows already. Stop one with /discuss following first."
    )


class NotFollowed(Refusal):
    message = N_("{title} isn't followed here any more, so nobody is pinged for it.")


class NoPings(Refusal):
    message = N_("Nobody is pinged for {title}: no role is chosen for it. A moderator can.")


class HasPost(Refusal):
    message = N_("Episode {n}'s dub has its post already: {link} Nothing was changed.")


class HadPost(Refusal):
    message = N_(
        "Episode {n}'s dub had its post already, and that is gone. `/discuss start` opens another. "
        "Nothing was changed."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Which dates of a dub were entered just now, in the order of their episodes.

    `before`: what stood until then, of those that had another one. `zone` is whose hours they are,
    None for UTC since nobody chose. `odd`: what is out of order by them.
    """

    dates: Sequence[HandDate]
    before: Mapping[int, HandDate]
    zone: str | None
    odd: Odd | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A show that aired its last episode: in which year, and whether it was called off."""

    year: int | None
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a line stands. `channel` and `role` are those that its posts have, `delay` in minutes.

    `next` is its next post, `posted` whether there was one before. `trouble` is what is in the way
    of one that is due, with more on it; `passed` are posts that never came, each with when it
    should have opened and why. `over`: the show has `ended`, and nothing is left of it; `sequel`
    is whether one is coming. `dates`: a dub's, by hand, that are yet to come.
    """

    line: Line
    title: Title
    adult: bool
    channel: ChannelId | None
    role: RoleId | None
    delay: int
    next: Slot | None = None
    posted: bool = False
    trouble: tuple[Trouble, str] | None = None
    passed: Sequence[tuple[Slot, Trouble]] = ()
    over: bool = False
    ended: Ended | None = None
    sequel: bool = False
    dates: Sequence[HandDate] = ()
    looked_at: datetime | None = None
    after: Title | None = None


class Airings:
    """What opens by itself, in every server: what is followed, and how it stands.

    `changed` is called when there is something new to look at or to open.
    """

    holding = Holding(
        name=N_("Shows whose posts open by themselves"),
        why=N_("Which shows you had me follow here, and which dates of dubs you entered."),
        remains=N_("The server goes on following them. Your name is taken off."),
    )

    def __init__(
        self,
        store: AiringStore,
        programme: Programme,
        shows: Shows,
        settings: ServerSettings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._programme = programme
        self._shows = shows
        self._settings = settings
        self._clock = clock

    @staticmethod
    def changed() -> None:
        """Replaced by whoever opens."""

    @property
    def active(self) -> bool:
        """Whether anybody is asked when shows air."""
        return self._programme.active

    # Following

    async def follow(
        self,
        who: Caller,
        show: Show,
        *,
        channel: ChannelId | None,
        role: RoleId | None,
        delay: int | None,
    ) -> Standing:
        """Open a post at each of the show's airings from now on, or as it is said now.

        Raises `NotModerator`, `NobodyAsked`, `NotScheduled` and `TooManyFollowed`.
        """
        await self._settings.require_moderator(who)
        if not self.active:
            raise NobodyAsked
        if show.anilist is None:
            raise NotScheduled(title=show.title)
        line = Line(
            guild=who.guild, show=show.id, channel=channel, role=role, delay=delay,
            since=self._clock.now(),
        )  # fmt: skip
        return await self._keep(line, by=who.user)

    async def enter(
        self,
        who: Caller,
        show: Show,
        dub: str,
        *,
        episode: int,
        through: int | None,
        typed: str,
        zone: ZoneInfo | None,
        source: str,
        role: RoleId | None,
    ) -> tuple[Standing, Entered]:
        """Open posts on a dub's episodes at dates that somebody enters: of one, or a week apart
        up to `through`. Hours are UTC where no zone was chosen.

        Raises `NotModerator`, `NotAMoment`, `MomentPast`, `MomentFar`, `RunBackwards`,
        `RunTooLong`, `HasPost`, `HadPost` and `TooManyFollowed`.
        """
        await self._settings.require_moderator(who)
        now = self._clock.now()
        begins = airing.moment(typed, zone or UTC, now)
        dates = airing.weekly(episode, through or episode, begins, zone or UTC)
        held = await self._store.line(who.guild, show.id, dub)
        line = held or Line(guild=who.guild, show=show.id, dub=dub, since=now)
        line = replace(line, role=role or line.role)
        if found := await self._programme.posted(line, dates):
            n, post = found
            raise HasPost(n=n, link=Markup(post.link)) if post else HadPost(n=n)
        before = {one.episode: one for one in await self._store.dates(*line.key)}
        await self._keep(line, by=who.user)
        said = source.strip()[:LONGEST_SOURCE]
        await self._store.enter(line, dates, said, by=who.user, at=self._now())
        self.changed()
        now_held = {one.episode: one for one in await self._store.dates(*line.key)}
        original = await self._store.schedule(show.id)
        entered = Entered(
            dates=[now_held[each] for each in dates],
            before={
                each: old for each, new in dates.items()
                if (old := before.get(each)) and (old.at, old.day) != (new.at, new.day)
            },
            zone=zone.key if zone else None,
            odd=airing.odd(now_held, dates, original),
        )  # fmt: skip
        return await self._standing(line), entered

    async def _keep(self, line: Line, *, by: UserId) -> Standing:
        followed = await self._store.lines(line.guild)
        if len(followed) >= MOST_FOLLOWED and all(one.key != line.key for one in followed):
            raise TooManyFollowed(most=MOST_FOLLOWED)
        kept = await self._store.follow(line, by=by, at=self._now())
        if line.dub is None:
            with contextlib.suppress(SourceDown):  # the loop asks again
                await self._programme.look_at(line.show)
        self.changed()
        return await self._standing(kept)

    async def unfollow(self, who: Caller, show: ShowId, dub: str | None) -> bool:
        """Open nothing more of it. Whether it was followed. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        for one in await self._store.lines(who.guild):
            if (one.show, one.dub) == (show, dub):
                await self._programme.lose_unsent(one)
        return await self._store.unfollow(who.guild, show, dub)

    async def take_back(
        self, who: Caller, show: ShowId, dub: str, episodes: Collection[int]
    ) -> None:
        """Open nothing for these episodes of a dub: their dates are none. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        if line := await self._store.line(who.guild, show, dub):
            await self._programme.lose_unsent(line)
            await self._store.take_back(who.guild, show, dub, episodes, at=self._now())
            self.changed()

    async def following(self, guild: GuildId) -> list[Standing]:
        """What a server follows, the longest first."""
        return [await self._standing(line) for line in await self._store.lines(guild)]

    async def role(self, guild: GuildId, show: ShowId, dub: str | None) -> RoleId:
        """Who is pinged of a show or its dub, or of what its line went on with.

        Raises `NotFollowed` and `NoPings`.
        """
        every = await self._store.lines(guild)
        line = next((one for one in every if (one.show, one.dub) == (show, dub)), None)
        line = line or next((one for one in every if (one.after, one.dub) == (show, dub)), None)
        if line is None:
            raise NotFollowed(title=self._shows.title(show))
        role = role_of(line, await self._settings.get(guild))
        if role is None:
            raise NoPings(title=self._shows.title(show))
        return role

    async def coming(self, guild: GuildId) -> list[Expected]:
        """Every post that is to open in a server as far as is known, the next first."""
        found = []
        for line in await self._store.lines(guild):
            facts = await self._programme.facts(line)
            channel = await self._programme.channel(line, facts.settings)
            if channel is None:
                continue
            late = self._clock.now() - CATCH_UP
            hand = {d.episode: d for d in await self._dates(line)}
            found += [
                self._expected(line, slot, channel, hand.get(slot.first))
                for slot in facts.slots()
                if slot.opens_at > late
            ]
        return sorted(found, key=lambda one: (one.opens_at, one.show, one.episode))

    async def shows(self, guild: GuildId) -> set[ShowId]:
        """What a server follows."""
        return {line.show for line in await self._store.lines(guild)}

    async def lapsed(self, guild: GuildId, told: Iterable[Named]) -> list[Expected]:
        """What of it won't be then: a dub's date that was removed, or what AniList lists no more
        although it was asked about that time. Shows that nobody follows any more still air.
        """
        lines = {(one.show, one.dub): one for one in await self._store.lines(guild)}
        every: dict[tuple[ShowId, str | None], Facts] = {}
        found = []
        for one in told:
            line = lines.get((one.show, one.dub))
            if line is None and one.dub is None:
                continue
            line = line or Line(guild=guild, show=one.show, dub=one.dub, since=self._clock.now())
            if (one.show, one.dub) not in every:
                every[one.show, one.dub] = await self._programme.facts(line)
            facts = every[one.show, one.dub]
            if one.episode in facts.schedule or not (one.dub or facts.asked_about(one.at)):
                continue
            if channel := await self._programme.channel(line, facts.settings):
                found.append(self._expected(line, Slot.of(one.episode, one.at), channel))
        return found

    def _expected(
        self, line: Line, slot: Slot, channel: ChannelId, said: HandDate | None = None
    ) -> Expected:
        show = self._shows.known(line.show)
        return Expected(
            show=line.show,
            title=self._shows.title(line.show),
            episode=slot.first,
            through=slot.through,
            dub=line.dub,
            at=slot.airs_at,
            opens_at=slot.opens_at,
            channel=channel,
            minutes=max(show.minutes, default=None) if show else None,
            day=said.day if said else None,
            source=said.source if said else None,
        )

    async def _standing(self, line: Line) -> Standing:
        facts, now = await self._programme.facts(line), self._clock.now()
        show = self._shows.known(line.show)
        slots, status = facts.slots(), facts.known.status
        if status is Status.UNKNOWN and show and not line.dub:
            status = show.status  # AniList wasn't asked yet
        waiting = next((e for e in facts.begun() if e.trouble), None)
        passed = [
            (entry.slot, entry.trouble or Trouble.AWAY)
            for entry in facts.entries
            if entry.state is State.PASSED and entry.episode == entry.slot.first
            if entry.ended_at and now - entry.ended_at < TOLD_OF
        ]
        dates = await self._dates(line)
        left = {episode for slot in slots for episode in slot.episodes}
        return Standing(
            line=line,
            title=self._shows.title(line.show),
            adult=show.adult if show else True,
            channel=await self._programme.channel(line, facts.settings),
            role=role_of(line, facts.settings),
            delay=delay_of(line, facts.settings),
            next=next(iter(slots), None),
            trouble=(waiting.trouble, waiting.detail) if waiting and waiting.trouble else None,
            passed=passed,
            posted=any(entry.state is State.OPENED for entry in facts.entries),
            over=not slots and status in ENDED,
            ended=_ended(show, status) if status in ENDED else None,
            sequel=bool(facts.known.sequels) or self._goes_on(show),
            dates=[date for date in dates if date.episode in left],
            looked_at=facts.known.looked_at,
            after=self._shows.title(line.after) if line.after else None,
        )

    async def _dates(self, line: Line) -> list[HandDate]:
        return await self._store.dates(*line.key) if line.dub else []

    def _goes_on(self, show: Show | None) -> bool:
        """Whether a sequel of it is listed that isn't over."""
        sequels = map(self._shows.known, show.related(RelationType.SEQUEL) if show else ())
        return any(
            one is not None and one.status not in (*ENDED, Status.UNKNOWN) for one in sequels
        )

    # A member's own

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What a member had opened by itself, and which dates they entered; epoch seconds."""
        return await self._store.of_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off it."""
        await self._store.forget(guild, user)

    def _now(self) -> int:
        return to_epoch(self._clock.now())


def _ended(show: Show | None, status: Status) -> Ended:
    last = show.last_aired.year if show and show.last_aired else None
    return Ended(year=last, cancelled=status is Status.CANCELLED)
