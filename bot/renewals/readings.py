"""Texts read for evidence: proposed line by line, corrected by a member, sent to the moderators."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock, to_epoch
from bot.errors import N_, Outdated, Refusal
from bot.ids import EvidenceId, ShowId, UserId
from bot.renewals import claims, evidence, reading
from bot.renewals.models import (
    CLAIMABLE,
    AlreadySent,
    Exhibit,
    NotApproved,
    SeasonIsOut,
    State,
    Status,
    Subject,
    Tier,
    Typed,
)
from bot.renewals.passages import MOST_CHARACTERS
from bot.renewals.reading import Held, Proposal, WhichShowFirst
from bot.renewals.reading_store import ReadingStore
from bot.renewals.service import Renewals
from bot.settings.models import Caller
from bot.shows.models import Show, ShowNotFound
from bot.shows.service import Shows
from bot.text import files

PATIENCE = 10.0
"""Seconds that reading a text may take, waiting for the one before included."""
KEPT = timedelta(days=30)
MOST_BYTES = 4 * MOST_CHARACTERS + 4
"""Bytes that so many characters may take; a file with more is too long."""


class TextTooLong(Refusal):
    message = N_("That is longer than {limit:,} characters. Leave out what says nothing on it.")


class TookTooLong(Refusal):
    message = N_("I couldn't read that in time. Leave out what says nothing on it, and try again.")


class NotYourReading(Refusal):
    message = N_("Somebody else is putting this together: only they can change or send it.")


class Readings:
    """What texts say, server by server. One text is read at a time, on a thread of its own."""

    def __init__(self, store: ReadingStore, renewals: Renewals, shows: Shows, clock: Clock) -> None:
        self._store = store
        self._renewals = renewals
        self._shows = shows
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")

    # Reading

    async def propose(
        self,
        who: Caller,
        text: str,
        *,
        show: ShowId | None = None,
        season: int | None = None,
        status: Status | None = None,
        tier: Tier | None = None,
        link: str = "",
        author: UserId | None = None,
        published: datetime | None = None,
        adult: bool = False,
    ) -> int:
        """Read a text and keep what it comes to, not the text. The proposal's number.

        What `show`, `season`, `status` and `tier` say goes before what the text says. `author` is
        the member whose message it is, where that is somebody else; `published` when it appeared.
        Shows for adults are found only with `adult`; of a text on a film a human says which season
        it speaks of, if any. Raises `TextTooLong`, `NothingInIt` and
        `TookTooLong`.
        """
        if status and status not in CLAIMABLE:
            raise Outdated
        if len(text) > MOST_CHARACTERS:
            raise TextTooLong(limit=MOST_CHARACTERS)
        if not text.strip():
            raise files.NothingInIt
        # What a database doesn't keep, replaced place by place.
        text = text.replace("\0", "\ufffd").encode(errors="replace").decode()
        found = await self._read(text, published)
        named = found.show.show if found.show and not found.season.film else None
        about = show or (named.id if named and (adult or not named.adult) else None)
        told = found.season.number if found.season.mentioned else None
        held = Proposal(
            guild=who.guild,
            number=0,
            by=who.user,
            author=author,
            show=about,
            season=season or told,
            status=reading.status_of(found),
            tier=tier or found.tier,
            typed=reading.typed_of(found, link),
            lines=reading.lines_of(found),
            read_at=self._clock.now(),
        )
        return await self._store.begin(
            reading.chosen(replace(held, status=status)) if status else held, since=self._oldest
        )

    async def _read(self, text: str, published: datetime | None) -> evidence.Reading:
        """Whoever waits too long for their turn is taken out of the queue; a text that is being
        read can't be stopped, and those behind it wait for it.
        """
        on = reading.published_on(published) if published else None
        running = asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: evidence.read(text, self._shows, published=on)
        )
        try:
            async with asyncio.timeout(PATIENCE):
                return await running
        except TimeoutError as error:
            raise TookTooLong from error

    async def correction(self, who: Caller, piece: EvidenceId) -> int:
        """Begin one that is to take the place of an approved piece. Its number.

        Raises `NotApproved` and `Outdated`.
        """
        exhibit = await self._renewals.exhibit(who.guild, piece)
        claim = exhibit.evidence.claim
        if exhibit.evidence.state is not State.APPROVED:
            raise NotApproved(evidence=piece)
        return await self._store.begin(
            Proposal(
                guild=who.guild,
                number=0,
                by=who.user,
                author=exhibit.told.author,
                show=exhibit.subject.show,
                season=exhibit.subject.season,
                status=claim.status,
                tier=claim.tier,
                typed=Typed(
                    sentence=claim.sentence,
                    said_on=str(claim.said_on),
                    said_by=", ".join(filter(None, (claim.speaker, claim.role))),
                    outlet=claim.outlet or "",
                    link=claim.link or "",
                ),
                lines=exhibit.told.lines,
                read_at=self._clock.now(),
                corrects=piece,
            ),
            since=self._oldest,
        )

    async def mine(self, who: Caller, number: int) -> Held:
        """One that waits to be sent. Raises `Outdated`, `NotYourReading` and `AlreadySent`."""
        held = await self._store.get(who.guild, number, since=self._oldest)
        if held is None:
            raise Outdated
        if held.by != who.user:
            raise NotYourReading
        if held.evidence:
            raise AlreadySent(evidence=held.evidence)
        subject = self._subject(held)
        wrong = reading.problems(held, subject, today=self._renewals.today)
        if subject and subject.out:
            wrong = [SeasonIsOut(season=subject.season, title=subject.title), *wrong]
        return Held(proposal=held, subject=subject, problems=wrong)

    async def unsent(self, who: Caller) -> Sequence[Held]:
        """What the member has read and not sent, the newest first, without lines."""
        return [
            Held(proposal=each, subject=self._subject(each), problems=())
            for each in await self._store.unsent(who.guild, who.user, since=self._oldest)
        ]

    # Correcting

    async def name_show(self, who: Caller, number: int, show: Show, season: str) -> None:
        """It is about that show and that season, the next one where `season` is empty.

        Raises `NotANumber`.
        """
        held = (await self.mine(who, number)).proposal
        which = reading.season_number(season)
        await self._store.save(replace(held, show=show.id, season=which))

    async def choose(self, who: Caller, number: int, status: str) -> None:
        """It says that. Raises `Outdated` for what evidence may not claim."""
        held = (await self.mine(who, number)).proposal
        await self._store.save(reading.chosen(reading.claimed(held, {"status": status})))

    async def claim(self, who: Caller, number: int, entered: Mapping[str, str]) -> None:
        """Keep what a form of the claim brought, be it right or not: the panel says what isn't."""
        held = (await self.mine(who, number)).proposal
        await self._store.save(reading.claimed(held, entered))

    async def correct(
        self, who: Caller, number: int, line: int, entered: Mapping[str, str]
    ) -> None:
        """Keep what a line's form brought. Raises as `reading.corrected` does."""
        held = (await self.mine(who, number)).proposal
        await self._store.save_line(held, reading.corrected(held.line(line), entered))

    async def discard(self, who: Caller, number: int) -> None:
        """Let go of it."""
        await self.mine(who, number)
        await self._store.drop(who.guild, number)

    # Sending

    async def send(self, who: Caller, number: int) -> Exhibit:
        """Make it evidence that waits for a moderator, with its lines.

        Raises what keeps it from being sent, as `mine` lists it, and `AlreadySent`.
        """
        held = await self.mine(who, number)
        if held.problems:
            raise held.problems[0]
        if held.subject is None:
            raise WhichShowFirst
        proposal = held.proposal
        claim = claims.read(reading.draft(proposal, held.subject), today=self._renewals.today)
        piece = await self._store.send(
            proposal,
            held.subject.show,
            held.subject.season,
            claim,
            reading.sent_lines(proposal),
            at=to_epoch(self._clock.now()),
        )
        return await self._renewals.exhibit(who.guild, piece.id)

    def _subject(self, held: Proposal) -> Subject | None:
        if held.show is None:
            return None
        try:
            return self._renewals.subject(held.show, held.season)
        except (ShowNotFound, Outdated):
            return None

    @property
    def _oldest(self) -> int:
        return to_epoch(self._clock.now() - KEPT)
