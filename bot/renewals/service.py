"""Will it return? Questions, evidence, and the moderators' decisions on it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.clock import Clock, to_epoch
from bot.errors import N_, Outdated
from bot.holding import Holding
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals import claims, rule
from bot.renewals.lines import NOTHING_TOLD, Line, Told
from bot.renewals.models import (
    STATE_WORDS,
    AlreadyDecided,
    AlreadySent,
    ConfirmOwn,
    Draft,
    Evidence,
    Exhibit,
    Found,
    Move,
    NeedsMending,
    NotApproved,
    NotAsked,
    NotYours,
    OwnEvidence,
    Post,
    Question,
    ReasonMissing,
    SeasonFact,
    SeasonIsOut,
    SeasonOut,
    Shift,
    Standing,
    State,
    Status,
    Subject,
    Tier,
    TooLong,
    Typed,
)
from bot.renewals.store import RenewalsStore
from bot.settings.models import Caller, Purpose
from bot.settings.service import ServerSettings
from bot.shows import models as shows_models
from bot.shows.models import SeasonEntry, ShowNotFound
from bot.shows.service import Shows
from bot.text.text import Phrase

LAST_SEASON = 50
DRAFT_KEPT = timedelta(days=30)
CLOCKS_DIFFER = timedelta(minutes=5)
# When a date begins at the first place on Earth, it is 14 hours early by UTC.
_AHEAD = timedelta(hours=14)
_AIRING = {shows_models.Status.RELEASING, shows_models.Status.HIATUS}
_OUT = _AIRING | {shows_models.Status.FINISHED}


class Renewals:
    """The questions of every server. Each id is looked up in the server that is given with it."""

    holding = Holding(
        name=N_("Renewals"),
        why=N_("Evidence that you gave or decided on, and what you asked: a status rests on them."),
        remains=N_("Questions and decisions on others' evidence stay, without your name."),
    )

    def __init__(
        self,
        store: RenewalsStore,
        shows: Shows,
        settings: ServerSettings,
        clock: Clock,
        bears: Callable[[EvidenceId], str],
    ) -> None:
        """`bears` tells the custom id of a button that only the post of that evidence has."""
        self._bears = bears
        self._store = store
        self._shows = shows
        self._settings = settings
        self._clock = clock

    # Asking

    def subject(self, show: ShowId, season: int | None = None) -> Subject:
        """What a question on that franchise is about; by default on the first season not yet out.

        Raises `ShowNotFound`, and `Outdated` for a season that no command offers.
        """
        root = self._shows.get(self._shows.root(show))
        facts = _facts(self._shows.franchise(root.id))
        if season is None:
            season = max((fact.number for fact in facts if fact.out), default=0) + 1
        if not 1 <= season <= LAST_SEASON:
            raise Outdated
        return Subject(
            show=root.id,
            season=season,
            title=root.title,
            adult=root.adult,
            facts=facts,
            episodes_in_all=self._shows.totals(root.id).episodes,
        )

    async def ask(self, who: Caller, show: ShowId, season: int | None = None) -> Found:
        """The question as it stands, opened where there was none; or that the season is out."""
        subject = self.subject(show, season)
        if subject.out:
            return SeasonOut(subject=subject, fact=subject.out)
        question = await self._store.open(
            who.guild, subject.show, subject.season, by=who.user, at=self._now()
        )
        return await self._standing(question)

    async def status(self, guild: GuildId, show: ShowId, season: int | None = None) -> Found:
        """The question as it stands, or why there is none."""
        subject = self.subject(show, season)
        if subject.out:
            return SeasonOut(subject=subject, fact=subject.out)
        question = await self._store.find(guild, subject.show, subject.season)
        return await self._standing(question) if question else NotAsked(subject=subject)

    async def standing(self, guild: GuildId, question: QuestionId) -> Standing:
        """Raises `Outdated` for a question that this server doesn't have."""
        return await self._standing(await self._store.question(guild, question))

    async def moves(self, standing: Standing) -> Sequence[Move]:
        """What moved the status and why, the newest first."""
        return await self._store.moves(standing.question.guild, standing.question.id)

    async def moved(
        self, guild: GuildId, since: datetime, until: datetime, *, adult: bool
    ) -> Sequence[tuple[Subject, Shift]]:
        """Which questions' statuses moved from `since` to before `until`, the newest first; those
        on adult shows only with `adult`. One that came back to where it stood is left out.
        """
        shifts = await self._store.shifts(guild, to_epoch(since), to_epoch(until))
        found = [(self._subject_of(shift.question), shift) for shift in shifts]
        return [(subject, shift) for subject, shift in found if adult or not subject.adult]

    async def remember_card(self, question: Question, card: Post) -> None:
        """Everybody sees that card of the question; the newest one is remembered."""
        await self._store.remember_card(question.guild, question.id, card)

    async def forget_card(self, question: Question, card: Post) -> None:
        """That card is gone."""
        await self._store.forget_card(question.guild, question.id, card)

    async def record_check(self, who: Caller, question: QuestionId) -> Standing:
        """A moderator looked and found nothing new. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        held = await self._store.question(who.guild, question)
        await self._store.record_check(who.guild, held.id, at=self._now())
        return await self.standing(who.guild, held.id)

    # Submitting

    async def form(
        self, who: Caller, show: ShowId, season: int | None, status: Status, tier: Tier
    ) -> Draft | SeasonOut:
        """The form to fill, with what the member typed for that season before and didn't send."""
        subject = self.subject(show, season)
        if subject.out:
            return SeasonOut(subject=subject, fact=subject.out)
        kept = await self.kept_draft(who, subject.show, subject.season)
        return Draft(
            show=subject.show,
            season=subject.season,
            status=status,
            tier=tier,
            typed=kept.typed if kept else Typed(),
        )

    async def draft(self, who: Caller, show: ShowId, season: int, *, refused_at: datetime) -> Draft:
        """What the member typed and has yet to correct.

        Raises `AlreadySent` where they sent it after the refusal at `refused_at`, by Discord's
        clock; `Outdated` where there is nothing.
        """
        if kept := await self.kept_draft(who, show, season):
            return kept
        since = to_epoch(refused_at - CLOCKS_DIFFER)
        sent = await self._store.newest_of(who.guild, who.user, show, season, since=since)
        raise AlreadySent(evidence=sent) if sent else Outdated

    async def kept_draft(self, who: Caller, show: ShowId, season: int) -> Draft | None:
        """As `draft`, None where there is nothing."""
        since = to_epoch(self._clock.now() - DRAFT_KEPT)
        return await self._store.draft(who.guild, who.user, show, season, since=since)

    @property
    def today(self) -> date:
        """The latest day that something may have been said on."""
        return (self._clock.now() + _AHEAD).date()

    async def submit(self, who: Caller, draft: Draft) -> Exhibit:
        """Keep the claim, to wait for a moderator.

        Raises `NeedsMending`, with the draft kept; `SeasonIsOut`, `ShowNotFound` and `Outdated`
        for a form that no command of now opens.
        """
        subject = self.subject(draft.show, draft.season)
        if subject.out:
            raise SeasonIsOut(season=subject.season, title=subject.title)
        draft = replace(draft, show=subject.show)
        now = self._clock.now()
        try:
            claim = claims.read(draft, today=self.today)
        except NeedsMending:
            await self._store.keep_draft(
                who.guild, who.user, draft, at=to_epoch(now), since=to_epoch(now - DRAFT_KEPT)
            )
            raise
        piece = await self._store.submit(
            who.guild, who.user, subject.show, subject.season, claim, at=to_epoch(now)
        )
        return await self._exhibit(piece)

    # Deciding

    async def exhibit(self, guild: GuildId, evidence: EvidenceId) -> Exhibit:
        """Raises `Outdated` for a piece that this server doesn't have."""
        return await self._exhibit(await self._store.evidence(guild, evidence))

    def source(self, standing: Standing, evidence: EvidenceId) -> Exhibit:
        """A piece that the standing rests on. Raises `Outdated` for any other."""
        if piece := next((p for p in standing.approved if p.id == evidence), None):
            return Exhibit(
                evidence=piece,
                subject=standing.subject,
                waiting=standing.waiting,
                told=Told(lines=[line for line in standing.lines if line.evidence == evidence]),
            )
        raise Outdated

    def line(self, standing: Standing, key: str) -> Line:
        """A line of the standing's card by its ``evidence.line``. Raises `Outdated`."""
        keys = {f"{line.evidence}.{line.number}": line for line in standing.lines}
        if found := keys.get(key):
            return found
        raise Outdated

    async def waiting(self, who: Caller, question: QuestionId) -> Sequence[Exhibit]:
        """What waits for a decision, the oldest first. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        standing = await self.standing(who.guild, question)
        told = await self._store.told_on(who.guild, question)
        return [
            Exhibit(
                evidence=piece,
                subject=standing.subject,
                waiting=standing.waiting,
                told=told.get(piece.id, NOTHING_TOLD),
            )
            for piece in await self._store.evidence_on(who.guild, question)
            if piece.state is State.PENDING
        ]

    async def may_decide(self, who: Caller, evidence: EvidenceId) -> Evidence:
        """The pending piece, where the caller may decide it.

        A moderator may from whom it doesn't come: who neither submitted it nor wrote the message
        that it was made of. Of those two whoever manages the server may, since there may be
        nobody else: whoever calls lets them confirm.

        Raises `NotModerator`, `OwnEvidence`, `AlreadyDecided`, `Outdated`.
        """
        await self._settings.require_moderator(who)
        piece = await self._store.evidence(who.guild, evidence)
        if piece.state is not State.PENDING:
            raise AlreadyDecided(evidence=piece.id, state=STATE_WORDS[piece.state])
        if not who.manages_server and await self._is_own(who, piece):
            raise OwnEvidence
        return piece

    async def _is_own(self, who: Caller, piece: Evidence) -> bool:
        return who.user in (
            piece.submitted_by,
            await self._store.author(piece.guild, piece.id),
        )

    async def approve(
        self, who: Caller, evidence: EvidenceId, *, confirmed: bool = False
    ) -> Exhibit:
        """Let the piece count. Raises as `may_decide` does, and `ConfirmOwn` on one's own piece
        until it is `confirmed`.
        """
        piece = await self.may_decide(who, evidence)
        if not confirmed and await self._is_own(who, piece):
            raise ConfirmOwn
        return await self._exhibit(
            await self._store.approve(who.guild, evidence, by=who.user, at=self._now())
        )

    async def reject(self, who: Caller, evidence: EvidenceId, reason: str) -> Exhibit:
        """Leave the piece out. Raises as `may_decide` does, `ReasonMissing` and `TooLong`."""
        await self.may_decide(who, evidence)
        _require_reason(reason)
        return await self._exhibit(
            await self._store.reject(who.guild, evidence, reason, by=who.user, at=self._now())
        )

    async def take_back(self, who: Caller, evidence: EvidenceId) -> Exhibit:
        """Its submitter withdraws a pending piece.

        Raises `NotYours`, `AlreadyDecided`, `Outdated`.
        """
        if (await self._store.evidence(who.guild, evidence)).submitted_by != who.user:
            raise NotYours
        return await self._exhibit(
            await self._store.take_back(who.guild, evidence, by=who.user, at=self._now())
        )

    async def may_withdraw(self, who: Caller, evidence: EvidenceId) -> Evidence:
        """The approved piece. Raises `NotModerator`, `NotApproved`, `Outdated`."""
        await self._settings.require_moderator(who)
        piece = await self._store.evidence(who.guild, evidence)
        if piece.state is not State.APPROVED:
            raise NotApproved(evidence=piece.id)
        return piece

    async def withdraw(self, who: Caller, evidence: EvidenceId, reason: str) -> Exhibit:
        """Let an approved piece count no longer; the status moves back by the rule.

        Raises as `may_withdraw` does, `ReasonMissing` and `TooLong`.
        """
        await self.may_withdraw(who, evidence)
        _require_reason(reason)
        return await self._exhibit(
            await self._store.withdraw(who.guild, evidence, reason, by=who.user, at=self._now())
        )

    # Posts

    async def unposted(self, guild: GuildId) -> Sequence[tuple[EvidenceId, Subject]]:
        """The pending pieces that no post shows, in the order in which to post them.

        Those never tried come first, the newest of them at the head; then those tried longest ago.
        """
        return [
            (evidence, self._subject_of(question))
            for evidence, question in await self._store.unposted(guild)
        ]

    async def owing_posts(self) -> Sequence[tuple[GuildId, ChannelId]]:
        """The servers with a pending piece that no post shows, each with its renewals channel."""
        found = []
        for guild in await self._store.servers_with_unposted():
            channel = (await self._settings.get(guild)).channel(Purpose.RENEWALS)
            if channel is not None:
                found.append((guild, channel))
        return found

    async def posting(self, evidence: Evidence, channel: ChannelId) -> None:
        """A post of the piece is about to be sent there, where no earlier one is known to be."""
        await self._store.posting(evidence.guild, evidence.id, channel, at=self._now())

    async def posted(self, evidence: Evidence, channel: ChannelId, message: MessageId) -> bool:
        """The piece is shown there. False where it was erased meanwhile."""
        return await self._store.posted(evidence.guild, evidence.id, channel, message)

    # A member's own

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What is kept of the member in that server, by kind; instants are epoch seconds."""
        return await self._store.of_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> Sequence[Post]:
        """Erase what the member submitted; what they decided stands, without their id.

        Statuses move by the rule in the same transaction. Returns the posts in channels that
        still show what was erased: whoever calls deletes them.
        """
        return await self._store.forget(guild, user, at=self._now(), bears=self._bears)

    def _now(self) -> int:
        return to_epoch(self._clock.now())

    def _subject_of(self, question: Question) -> Subject:
        try:
            return self.subject(question.show, question.season)
        except ShowNotFound:  # a catalogue may lose a show; what was asked of it stays
            return Subject(
                show=question.show,
                season=question.season,
                title=self._shows.title(question.show),
                adult=False,
                facts=(),
                episodes_in_all=None,
            )

    async def _standing(self, question: Question) -> Standing:
        evidence = await self._store.evidence_on(question.guild, question.id)
        told = await self._store.told_on(question.guild, question.id)
        counted = rule.approved(evidence)
        return Standing(
            question=question,
            subject=self._subject_of(question),
            decision=rule.decide(evidence),
            approved=counted,
            waiting=sum(piece.state is State.PENDING for piece in evidence),
            at=self._clock.now(),
            lines=[line for piece in counted for line in told.get(piece.id, NOTHING_TOLD).lines],
        )

    async def _exhibit(self, piece: Evidence) -> Exhibit:
        standing = await self.standing(piece.guild, piece.question)
        told = await self._store.told_on(piece.guild, piece.question)
        return Exhibit(
            evidence=piece,
            subject=standing.subject,
            waiting=standing.waiting,
            told=told.get(piece.id, NOTHING_TOLD),
        )


def _require_reason(reason: str) -> None:
    if not reason:
        raise ReasonMissing
    if len(reason) > claims.LONGEST_REASON:
        raise TooLong(field=Phrase(N_("The reason")), limit=claims.LONGEST_REASON)


def _facts(franchise: Sequence[SeasonEntry]) -> list[SeasonFact]:
    """One fact for each numbered season, its parts taken together."""
    seasons: defaultdict[int, list[shows_models.Show]] = defaultdict(list)
    for entry in franchise:
        if entry.number:
            seasons[entry.number].append(entry.show)
    return [
        SeasonFact(
            number=number,
            show=parts[0].id,
            first_aired=parts[0].first_aired,
            episodes=sum(counts) if all(counts := [part.episodes or 0 for part in parts]) else None,
            out=any(part.status in _OUT for part in parts),
            airing=any(part.status in _AIRING for part in parts),
        )
        for number, parts in sorted(seasons.items())
    ]
