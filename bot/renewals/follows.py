"""Following: who is told of a franchise, through its finale and on to its sequel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock, from_epoch, to_epoch
from bot.errors import N_, Refusal
from bot.holding import Holding
from bot.ids import ChannelId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals import watch
from bot.renewals.models import Move, Standing
from bot.renewals.service import Renewals
from bot.renewals.watch import Premiere
from bot.renewals.watch_store import Announcement, Follow, Target, Trouble, WatchStore
from bot.renewals.watcher import Watch
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.shows import anilist_answers as answers
from bot.shows.models import ShowNotFound
from bot.shows.service import Shows
from bot.text.titles import Title

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
TOLD_AT_ONCE = 20


class NotListed(Refusal):
    message = N_("AniList doesn't list {title}, so I would learn of nothing new. Nothing changed.")


class NotAChannel(Refusal):
    message = N_("I post news in text channels alone, not in threads. Use this in a channel.")


class AdultNotByMessage(Refusal):
    message = N_(
        "{title} is for adults, so I don't write of it in direct messages. A moderator can let an "
        "age-restricted channel follow it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """What stood in the way of telling a target, since when, and how much news waited."""

    trouble: Trouble
    since: datetime
    waited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of a follow. `on` is whether the target is told now; `watched`, by anybody."""

    show: ShowId
    title: Title
    target: Target
    on: bool
    watched: bool = True
    barred: Barred | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a member and the server's channels follow, with titles; `barred` is the member's."""

    own: Sequence[tuple[Follow, Title]]
    channels: Sequence[tuple[Follow, Title]]
    watched: bool
    barred: Barred | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A question on a server's board, with what changed last: its status by `move`, or else that
    evidence came, or that it was asked.
    """

    standing: Standing
    changed_at: datetime
    move: Move | None = None

    @property
    def asked(self) -> bool:
        return self.move is None and self.changed_at == self.standing.question.opened_at


class Follows:
    """Who follows what. A follow is of a franchise, by its first show, and ends when it is ended.

    `changed` is called when there is something new to watch or to tell.
    """

    holding = Holding(
        name=N_("Channels that follow"),
        why=N_("Which shows you let a channel here follow."),
        remains=N_("The channels go on following: that is the server's. Your name is taken off."),
    )

    def __init__(
        self,
        store: WatchStore,
        watch: Watch,
        renewals: Renewals,
        shows: Shows,
        settings: ServerSettings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._watch = watch
        self._renewals = renewals
        self._shows = shows
        self._settings = settings
        self._clock = clock

    @staticmethod
    def changed() -> None:
        """Replaced by whoever watches."""

    # Following

    async def follow(
        self, target: Target, show: ShowId, *, by: Caller, locale: str | None, on: bool = True
    ) -> Followed:
        """Tell the target of that franchise from now on, or where not `on`, no longer.

        Raises `NotModerator` for a channel, `NotListed`, `AdultNotByMessage` and `ShowNotFound`.
        """
        root = self._shows.get(self._shows.root(show))
        if not target.direct:
            await self._settings.require_moderator(by)
        barred = await self._reopened(target)
        if not on:
            await self._store.unfollow(target, root.id)
            return self._followed(target, root.id, on=False, barred=barred)
        if not self._watch.listed(root.id):
            raise NotListed(title=root.title)
        if target.direct and root.adult:
            raise AdultNotByMessage(title=root.title)
        await self._store.follow(target, root.id, by=by.user, locale=locale, at=self._now())
        await self._watch.enrol(root.id)
        self.changed()
        return self._followed(target, root.id, on=True, barred=barred)

    async def turn(
        self, target: Target, show: ShowId, *, by: Caller, locale: str | None
    ) -> Followed:
        """Follow what isn't followed, and no longer what is. Raises as `follow` does."""
        root = self._shows.root(show)
        on = not await self._store.follows(target, root)
        return await self.follow(target, show, by=by, locale=locale, on=on)

    async def leave(self, target: Target, root: ShowId) -> Followed:
        """As `follow` with `on` False, for a member's own and where the show isn't known now."""
        await self._store.unfollow(target, root)
        return self._followed(target, root, on=False, barred=None)

    async def following(self, who: Caller) -> Following:
        """What the member follows, and the channels of this server. Closed messages are tried
        again from now on.
        """
        mine = Target.member(who.user)
        barred = await self._reopened(mine)
        own = await self._store.following(mine.guild, mine.id)
        channels = await self._store.following(who.guild)
        return Following(
            own=[(one, self._shows.title(one.root)) for one in own],
            channels=[(one, self._shows.title(one.root)) for one in channels],
            watched=self._watch.active,
            barred=barred,
        )

    async def premieres_of(self, user: UserId) -> list[Premiere]:
        """What isn't out yet of that which a member follows."""
        return await self._premieres(Target.member(user))

    async def premieres_in(self, guild: GuildId) -> list[Premiere]:
        """The same of a server's channels, each with those that follow it."""
        return await self._premieres(guild)

    async def _premieres(self, whose: Target | GuildId) -> list[Premiere]:
        one = whose if isinstance(whose, Target) else None
        guild = whose.guild if isinstance(whose, Target) else whose
        found = await self._store.entries(guild, one.id if one else None)
        coming = []
        for id_, record, at, targets in found:
            told = from_epoch(at)
            show = answers.show(record, asked=id_, as_of=told.date())
            channels = () if one else (ChannelId(target) for target in targets)
            if premiere := watch.premiere(show, told, channels):
                coming.append(premiere)
        return coming

    async def _reopened(self, target: Target) -> Barred | None:
        ended = await self._store.end_trouble(target, at=self._now())
        if ended is None:
            return None
        self.changed()
        trouble, since, waited = ended
        return Barred(trouble=trouble, since=since, waited=waited)

    def _followed(
        self, target: Target, root: ShowId, *, on: bool, barred: Barred | None
    ) -> Followed:
        return Followed(
            show=root,
            title=self._shows.title(root),
            target=target,
            on=on,
            watched=self._watch.active,
            barred=barred,
        )

    # Announcing

    async def due(self) -> list[Announcement]:
        """What is to be told now, the oldest first, so many at a time."""
        return await self._store.due(now=self._now(), limit=TOLD_AT_ONCE)

    async def next_due(self) -> datetime | None:
        """When something is to be told next."""
        due = await self._store.next_due()
        return from_epoch(due) if due is not None else None

    async def trying(self, one: Announcement, *, first: bool) -> bool:
        """It is about to be sent, for the first time or where no earlier attempt arrived.

        False where that isn't wanted any more.
        """
        return await self._store.trying(one, at=self._now(), first=first)

    async def told(self, one: Announcement, message: MessageId) -> None:
        """It stands there."""
        await self._store.told(one, message, at=self._now())

    async def leave_out(self, one: Announcement) -> None:
        """It is never told."""
        await self._store.told(one, None, at=self._now())

    async def again(self, one: Announcement, *, arrived_not: bool) -> None:
        """Try again after a pause, each longer than the one before."""
        pause = min(FIRST_PAUSE * 2 ** min(one.tries, 10), LONGEST_PAUSE)
        due = to_epoch(self._clock.now() + pause)
        await self._store.again(one, due=due, arrived_not=arrived_not)

    async def barred(self, target: Target, trouble: Trouble) -> None:
        """Nothing can be told there; what is to be told waits until the follow is used again."""
        await self._store.note_trouble(target, trouble, at=self._now())

    def title(self, root: ShowId) -> Title:
        return self._shows.title(root)

    # The board of a server

    async def board(self, guild: GuildId, *, adult: bool) -> list[tuple[QuestionId, datetime]]:
        """The questions of a server that are open, the newest change first."""
        found = []
        for question, show, season, changed_at in await self._store.latest(guild):
            try:
                asked = self._renewals.subject(show, season)
                if asked.out or (asked.adult and not adult):
                    continue
            except ShowNotFound:  # a catalogue may lose a show; what was asked of it stays
                pass
            found.append((question, from_epoch(changed_at)))
        return found

    async def listed(
        self, guild: GuildId, page: Sequence[tuple[QuestionId, datetime]]
    ) -> list[Listed]:
        """A page of the board, each question as it stands."""
        found = []
        for question, at in page:
            standing = await self._renewals.standing(guild, question)
            move = next(iter(await self._renewals.moves(standing)), None)
            last = move if move and move.at == at else None
            found.append(Listed(standing=standing, changed_at=at, move=last))
        return found

    # A member's own

    async def export_member(
        self, guild: GuildId | None, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """A member's own follows, which belong to no server; or, of a server, the follows of its
        channels that they chose. Instants are epoch seconds.
        """
        return {"follows": await self._store.of_member(guild, user)}

    async def forget_member(self, guild: GuildId | None, user: UserId) -> None:
        """Erase a member's own follows with all that was to be told; or, of a server, their name
        from its channels' follows, which are the server's.
        """
        await self._store.forget(guild, user)

    def _now(self) -> int:
        return to_epoch(self._clock.now())


class OwnFollows:
    """What a member follows by direct message, wherever they are."""

    holding = Holding(
        name=N_("Follows"),
        why=N_("Which shows I tell you about by direct message, in which language."),
    )

    def __init__(self, follows: Follows) -> None:
        self._follows = follows

    async def export_member(self, user: UserId) -> dict[str, list[dict[str, object]]]:
        """As `Follows.export_member`, of what belongs to no server."""
        return await self._follows.export_member(None, user)

    async def forget_member(self, user: UserId) -> None:
        """Erase it, with all that was to be told."""
        await self._follows.forget_member(None, user)
