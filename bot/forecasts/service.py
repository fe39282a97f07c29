"""Will it return by then? What members forecast, what became of it, how good they were."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import Clock, to_epoch
from bot.errors import N_, Outdated
from bot.forecasts import scoring, typed
from bot.forecasts.base_rates import BaseRates, Outlook
from bot.forecasts.models import (
    LEAST_RESOLVED,
    AlreadyResolved,
    Call,
    Case,
    Crowd,
    Ground,
    NoGround,
    NotBegun,
    Outcome,
    Piece,
    Place,
    Post,
    Record,
    Resolution,
    SeasonIsHere,
    Sight,
    Topic,
    Verdict,
)
from bot.forecasts.scoring import Said
from bot.forecasts.store import ForecastsStore
from bot.holding import Holding
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.settings.models import Caller, Purpose
from bot.settings.service import ServerSettings

ON_EARTH = timedelta(hours=12)
"""How long after its end by UTC a day lasts at the last place on Earth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the form that begins a round, as they were typed."""

    percent: str
    deadline: str
    rule: str


class Forecasts:
    """The forecasts of every server. Each number is looked up in the server given with it.

    No score is kept: each follows from what was said and from the resolutions that stand, so
    undoing one puts every score back.
    """

    holding = Holding(
        name=N_("Forecasts"),
        why=N_("What you forecast and when: scores follow from it. What you resolved or undid."),
        remains=N_(
            "Rounds that others forecast too or that were decided, and what you resolved, "
            "stay nameless."
        ),
    )

    def __init__(
        self, store: ForecastsStore, settings: ServerSettings, rates: BaseRates, clock: Clock
    ) -> None:
        self._store = store
        self._settings = settings
        self._rates = rates
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock.now()

    # Forecasting

    def outlook(self, topic: Topic) -> Outlook:
        """How often shows of that kind had another season."""
        return self._rates.outlook(
            season=topic.season, aired=topic.aired, format=topic.format, source=topic.source
        )

    async def round(self, guild: GuildId, show: ShowId, season: int) -> Call | None:
        """The round on that season that members see: the open one, else the last one that waits
        for a resolution, else the one that was decided last.
        """
        return await self._store.round(guild, show, season, at=self._now())

    async def call(self, guild: GuildId, number: int) -> Call:
        """Raises `Outdated` for one that this server doesn't have."""
        return await self._store.call(guild, number)

    async def sight(self, who: Caller, topic: Topic) -> Sight:
        """The `round` on the topic as that member may see it: no figure of the crowd's until
        they have forecast themselves.
        """
        outlook, at = self.outlook(topic), self.now
        call = await self.round(who.guild, topic.show, topic.season)
        if call is None:
            return Sight(topic=topic, call=None, outlook=outlook, at=at)
        said = await self._store.said(who.guild, call.number)
        history = await self._store.resolutions(who.guild, call.number)
        resolution = _standing(history)
        own = said.get(who.user, ())
        closed = closes(call, resolution)
        crowd = _crowd(said.values(), closed)
        score = None
        if resolution and resolution.outcome is not Outcome.VOID:
            came_true = resolution.outcome is Outcome.YES
            score = scoring.score(own, came_true, closed=closed)
        return Sight(
            topic=topic,
            call=call,
            outlook=outlook,
            at=at,
            own=own,
            alone=bool(own) and len(said) == 1 and not history,
            crowd=crowd if own or resolution else Crowd(n=crowd.n, percent=None),
            resolution=resolution,
            score=score,
        )

    def read(self, fields: Typed, held: datetime | None = None) -> tuple[int, datetime, str]:
        """Percentage, deadline and rule. Raises as `bot.forecasts.typed` does."""
        return (
            typed.percent(fields.percent),
            typed.deadline(fields.deadline, now=self.now, held=held),
            typed.rule(fields.rule),
        )

    async def begin(self, who: Caller, topic: Topic, question: QuestionId, fields: Typed) -> None:
        """Begin a round of a question with its first forecast.

        Raises as `read` does, `SeasonIsHere`, and `BegunMeanwhile` where one is open.
        """
        percent, deadline, rule = self.read(fields)
        _require_open(topic)
        await self._store.begin(
            who.guild,
            who.user,
            question,
            topic.show,
            topic.season,
            deadline=to_epoch(deadline),
            rule=rule,
            percent=percent,
            at=self._now(),
        )

    async def change_terms(self, who: Caller, topic: Topic, call: Call, fields: Typed) -> None:
        """What the only forecaster of a round says, and by which rule and deadline.

        Where those change it begins anew: what they said by the old ones is gone. Raises as
        `forecast` and `read` do, and `TermsStand`.
        """
        percent, deadline, rule = self.read(fields, call.deadline)
        _require_open(topic)
        if (deadline, rule) == (call.deadline, call.rule):
            await self._store.forecast(who.guild, call.number, who.user, percent, at=self._now())
            return
        await self._store.change_terms(
            who.guild,
            call.number,
            who.user,
            deadline=to_epoch(deadline),
            rule=rule,
            percent=percent,
            at=self._now(),
        )

    async def forecast(self, who: Caller, topic: Topic, number: int, percent: str) -> None:
        """What the member says from now on, in the open round of the topic.

        Raises as `bot.forecasts.typed.percent` does, `SeasonIsHere`,
        `bot.forecasts.models.TakesNoMore` and `Outdated`.
        """
        value = typed.percent(percent)
        _require_open(topic)
        await self._store.forecast(who.guild, number, who.user, value, at=self._now())

    # Resolving

    async def to_resolve(self, who: Caller, show: ShowId, season: int | None) -> Call:
        """What a moderator is to decide next on that show, or decided last.

        Raises `NotModerator` and `NotBegun`.
        """
        await self._settings.require_moderator(who)
        call = await self._store.round(who.guild, show, season, at=self._now(), overdue_first=True)
        if call is None:
            raise NotBegun
        return call

    async def case(self, who: Caller, call: Call, topic: Topic) -> Case:
        """All that a moderator decides by. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        said = await self._store.said(who.guild, call.number)
        history = await self._store.resolutions(who.guild, call.number)
        return Case(
            topic=topic,
            call=call,
            crowd=_crowd(said.values(), closes(call, _standing(history))),
            own=who.user in said,
            at=self.now,
            history=history,
        )

    def grounds(self, case: Case, outcome: Outcome) -> list[Ground]:
        """What that outcome may rest on. Raises `AlreadyResolved`; `NoGround` where nothing is
        there.
        """
        if case.resolution:
            raise AlreadyResolved
        if outcome is Outcome.VOID:
            return [Ground.UNDECIDABLE]
        found = [Ground.EVIDENCE] if case.topic.saying(outcome) else []
        if outcome is Outcome.YES and case.topic.out:
            found.append(Ground.OUT)
        if outcome is Outcome.NO and case.passed:
            found.append(Ground.DEADLINE)
        if not found:
            raise NoGround
        return found

    def rest(
        self, case: Case, outcome: Outcome, ground: Ground, evidence: EvidenceId | None = None
    ) -> Piece | None:
        """The piece that the outcome would rest on, where evidence is the ground.

        Raises `AlreadyResolved`, `NoGround`, and `Outdated` for a ground that it can't rest on.
        """
        if ground not in self.grounds(case, outcome):
            raise Outdated
        piece = case.topic.piece(evidence)
        if (piece is None) is (ground is Ground.EVIDENCE) or (piece and piece.says is not outcome):
            raise Outdated
        return piece

    async def resolve(
        self,
        who: Caller,
        call: Call,
        topic: Topic,
        outcome: Outcome,
        ground: Ground,
        evidence: EvidenceId | None = None,
    ) -> Verdict:
        """Decide a call. `evidence` is an approved piece that says so, where that is the ground.

        Raises `NotModerator`, and as `rest` does.
        """
        piece = self.rest(await self.case(who, call, topic), outcome, ground, evidence)
        day = piece.day if piece else topic.out_on if ground is Ground.OUT else None
        resolution = await self._store.resolve(
            call,
            outcome,
            ground,
            evidence=piece.id if piece else None,
            known_at=_known_at(day, call),
            by=who.user,
            at=self._now(),
        )
        return await self.verdict(resolution, topic)

    async def undo(self, who: Caller, number: int, entry: int) -> Resolution:
        """The resolution counts no more, and nor do the scores by it.

        Raises `NotModerator`, `AlreadyUndone`, `Outdated`, and `AnotherRound` where its round would
        be open beside another: of a season, one is open at most.
        """
        await self._settings.require_moderator(who)
        return await self._store.undo(who.guild, number, entry, by=who.user, at=self._now())

    async def verdict(self, resolution: Resolution, topic: Topic) -> Verdict:
        """The resolution with what its post tells."""
        call = await self._store.call(resolution.guild, resolution.call)
        said = await self._store.said(resolution.guild, resolution.call)
        crowd = _crowd(said.values(), closes(call, resolution))
        return Verdict(topic=topic, call=call, resolution=resolution, crowd=crowd)

    # Scores

    async def leaderboard(self, guild: GuildId) -> list[Place]:
        """Who has forecast enough that was resolved: the lowest mean score first, of two the one
        over more calls.
        """
        scores: defaultdict[UserId, list[float]] = defaultdict(list)
        for call, resolution, user, said in await self._store.settled(guild):
            came_true = resolution.outcome is Outcome.YES
            score = scoring.score(said, came_true, closed=closes(call, resolution))
            if score is not None:
                scores[user].append(score)
        ranked = sorted(
            (round(sum(each) / len(each), 6), -len(each), user)
            for user, each in scores.items()
            if len(each) >= LEAST_RESOLVED
        )
        keys = [(score, n) for score, n, _ in ranked]
        return [
            Place(rank=keys.index((score, n)) + 1, user=user, score=score, n=-n)
            for score, n, user in ranked
        ]

    async def record(self, guild: GuildId, user: UserId) -> Record:
        """What a member's forecasts came to."""
        scores, calls = [], []
        for call, resolution, _, said in await self._store.settled(guild, user):
            came_true, closed = resolution.outcome is Outcome.YES, closes(call, resolution)
            score = scoring.score(said, came_true, closed=closed)
            last = scoring.last(said, closed=closed)
            if score is not None and last is not None:
                scores.append(score)
                calls.append((last, came_true))
        return Record(
            n=len(scores),
            score=sum(scores) / len(scores) if scores else None,
            calls=scoring.calibration(calls),
        )

    # Posts

    async def unposted(self, guild: GuildId) -> Sequence[tuple[Resolution, QuestionId]]:
        """The resolutions that no post shows yet, with their questions, the oldest first."""
        return [
            (each, (await self._store.call(guild, each.call)).question)
            for each in await self._store.unposted(guild)
        ]

    async def owing_posts(self) -> Sequence[tuple[GuildId, ChannelId]]:
        """The servers with such a resolution, each with its renewals channel."""
        found = []
        for guild in await self._store.servers_with_unposted():
            channel = (await self._settings.get(guild)).channel(Purpose.RENEWALS)
            if channel is not None:
                found.append((guild, channel))
        return found

    async def posting(self, one: Resolution, channel: ChannelId) -> None:
        """A post of it is about to be sent there, where no earlier one is known to be."""
        await self._store.posting(one, channel, at=self._now())

    async def posted(self, one: Resolution, channel: ChannelId, message: MessageId) -> None:
        """It is shown there."""
        await self._store.posted(one, channel, message)

    # A member's own

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What is kept of the member in that server, by kind; instants are epoch seconds."""
        return await self._store.of_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> Sequence[Post]:
        """Erase what the member forecast; what they began or decided stands, without their id.

        Returns the posts that name them: whoever calls deletes them.
        """
        return await self._store.forget(guild, user)

    def _now(self) -> int:
        return to_epoch(self.now)


def closes(call: Call, resolution: Resolution | None) -> int:
    """When a call closed or is to close, in epoch seconds: at its deadline, when it was resolved,
    or when the evidence was out, whatever came first. What is said later counts for no score, so
    nobody gains by forecasting what was in the news.
    """
    ends = [call.deadline]
    if resolution:
        ends.append(resolution.resolved_at)
        ends += [resolution.known_at] if resolution.known_at else []
    return to_epoch(min(ends))


def _known_at(day: date | None, call: Call) -> int | None:
    """The end of that day wherever one is, where the call was open by then."""
    if day is None:
        return None
    ends = datetime.combine(day, time(), UTC) + timedelta(days=1) + ON_EARTH
    return to_epoch(ends) if day > call.opened_at.date() else None


def _standing(history: Sequence[Resolution]) -> Resolution | None:
    return next((each for each in history if not each.undone), None)


def _crowd(said: Iterable[Sequence[Said]], closed: int) -> Crowd:
    last = [each for own in said if (each := scoring.last(own, closed=closed)) is not None]
    return Crowd(n=len(last), percent=scoring.crowd(last))


def _require_open(topic: Topic) -> None:
    if topic.out:
        raise SeasonIsHere(season=topic.season, title=topic.title)
