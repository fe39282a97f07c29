"""Digests of long reviews: read, confirmed or corrected line by line, agreed to, posted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock, to_epoch
from bot.errors import N_, Outdated, Refusal
from bot.ids import GuildId, ShowId, UserId
from bot.reviews import digest, proposal, scores, texts
from bot.reviews.models import (
    DRAFT_DAYS,
    NO_SHOW,
    POINTS,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    Draft,
    DraftChanged,
    NotAScore,
    Origin,
    Part,
    Passage,
    Review,
    ScoreOutOfRange,
    VerdictSpoils,
    spoils,
    written,
)
from bot.reviews.proposal import Proposal
from bot.reviews.proposal_store import ProposalStore
from bot.reviews.service import Board, Reviews
from bot.reviews.store import ReviewStore
from bot.reviews.subject import Subject
from bot.settings.models import Caller
from bot.shows.models import Show, ShowNotFound
from bot.shows.service import Shows

PATIENCE = 10.0
"""Seconds that reading a review may take."""

NAME_LIMIT = 80
SOURCE_LIMIT = 300
OFFERED = 5


class TookTooLong(Refusal):
    message = N_(
        "I couldn't read that review in time. Leave out what isn't the review, and try again."
    )


class NotYourDigest(Refusal):
    message = N_("Somebody else is making this digest: only they can change or post it.")


class NotYourWords(Refusal):
    message = N_("Only the one who wrote it decides about that.")


class NoDigest(Refusal):
    message = N_(
        "This digest was posted or put away since. `/review digest` begins a new one, and "
        "`/review list` has those that you began."
    )


class NotInReview(Refusal):
    kept = False
    message = N_(
        "“{line}” isn't in the review word for word. Others' words are only ever quoted: copy a "
        "sentence from the review, or leave the line blank."
    )


class WhichShowFirst(Refusal):
    message = N_("Say which show this review is about first: press *Which show?*.")


class FileAndText(Refusal):
    message = N_("You gave a file and a text. Give one of them, so that I know which to read.")


class NotALink(Refusal):
    message = N_("That isn't a link I can show: it begins with https:// and has no spaces.")


class NotAgreed(Refusal):
    message = N_("Whoever wrote this hasn't agreed yet to see it posted.")


class Proposals:
    """Digests in the making, server by server."""

    def __init__(
        self,
        store: ProposalStore,
        drafts: ReviewStore,
        reviews: Reviews,
        shows: Shows,
        clock: Clock,
    ) -> None:
        self._store = store
        self._drafts = drafts
        self._reviews = reviews
        self._shows = shows
        self._clock = clock
        self._reading = asyncio.Semaphore(1)

    async def propose(
        self,
        who: Caller,
        text: str,
        *,
        show: Show | None = None,
        author: UserId | None = None,
        name: str = "",
        source: str = "",
        adult: bool = False,
    ) -> int:
        """Read a review and keep what it comes to. The digest's number.

        `show` is what it is about, where whoever asks says so; `author` the member whose message
        it is. Shows for adults are found only with `adult`. Raises what `digest.digest` raises,
        `NotALink` and `TookTooLong`.
        """
        source = link_in(source)
        found = await self._read(text)
        likely = [each.show for each in found.candidates if each.show]
        if found.show and found.show.show:
            likely.insert(0, found.show.show)
        fitting = {each.id: each for each in likely if adult or not each.adult}
        sure = found.show.show if found.show and found.show.show else None
        picked = show or (sure if sure and sure.id in fitting else None)
        return await self._store.begin(
            who.guild,
            who.user,
            picked.id if picked else NO_SHOW,
            proposal.proposed(found, text),
            author=author,
            name=written(" ".join((name or found.reviewer or "").split()), NAME_LIMIT),
            source=source,
            candidates=list(fitting)[:OFFERED],
            at=self._now,
            since=self._oldest,
        )

    async def _read(self, text: str) -> digest.Digest:
        """One review at a time: a thread of its own can't be stopped, but kept from piling up."""
        texts.checked(text)
        try:
            async with asyncio.timeout(PATIENCE), self._reading:
                return await asyncio.to_thread(digest.digest, text, self._shows.likeliest)
        except TimeoutError as error:
            raise TookTooLong from error

    async def get(self, guild: GuildId, number: int) -> Proposal:
        """A digest in the making. Raises `NoDigest`."""
        draft, origin = await self._draft(guild, number)
        disagreements, comments = proposal.known(draft.writing, self._show(draft.show.id))
        held = Proposal(
            draft=draft,
            origin=origin,
            disagreements=disagreements,
            comments=comments,
            most_liked=proposal.most_liked(comments),
            removal=await self._drafts.removal(guild, draft.show.id, origin.voice),
        )
        if not origin.own or draft.show.id == NO_SHOW:
            return held
        panel = await self._reviews.panel(Caller(guild=guild, user=origin.by), draft.show.id)
        return replace(held, review=panel.review, other=panel.draft)

    async def mine(self, who: Caller, number: int) -> Proposal:
        """As `get`, for its maker. Raises `NotYourDigest` for others."""
        held = await self.get(who.guild, number)
        if held.origin.by != who.user:
            raise NotYourDigest
        return held

    async def to_post(self, who: Caller, number: int) -> Proposal | None:
        """As `mine`, or None where it is posted already: something around it may be missing."""
        origin = await self._drafts.origin(who.guild, UserId(-number))
        if origin and origin.by == who.user and await self._store.posted(who.guild, number):
            return None
        return await self.mine(who, number)

    async def about(self, guild: GuildId, number: int) -> Subject:
        """The show that a digest is of, posted or not. Raises `NoDigest`."""
        show = await self._store.show(guild, number) or await self._store.posted(guild, number)
        if not show:
            raise NoDigest
        return self._reviews.subject(show)

    def candidates(self, held: Proposal) -> Sequence[Show]:
        """The shows that it may be about, the likeliest first."""
        return list(filter(None, map(self._show, held.origin.candidates)))

    # Correcting

    async def turn(self, who: Caller, number: int, part: Part) -> None:
        """The next verdict for one side of the show. Raises `Outdated` for what has none."""
        mine = await self.mine(who, number)
        if not part.scored:
            raise Outdated
        held = mine.draft.writing[part]
        stance = proposal.next_stance(held.stance)
        await self._save(who, mine, part, replace(held, stance=stance))

    async def correct(
        self, who: Caller, number: int, part: Part, entered: Mapping[str, str]
    ) -> NotAScore | VerdictSpoils | None:
        """Keep what a line's form brought: ``score`` and ``text``. As `Reviews.save`.

        Others' words are quoted: raises `NotInReview` where a line isn't in the review.
        """
        mine = await self.mine(who, number)
        draft = mine.draft
        free = (Part.RECOMMENDATIONS, Part.FACTS)
        if not (part.scored or part in POINTS or part in free):
            raise Outdated
        held = draft.writing[part]
        text = written(entered.get("text", ""), TEXT_LIMIT)
        if part is Part.VERDICT:
            text = written(" ".join(text.split()), VERDICT_LIMIT)
        quoted = part not in free and not mine.origin.own
        wrong = proposal.not_in(text, draft.writing[Part.TEXT].text) if quoted else None
        if wrong:
            raise NotInReview(line=wrong[:80])
        typed = entered.get("score", "").strip()
        score = scores.parse(typed) if part.scored else None
        refused = bool(typed) and part.scored and score is None
        passage = replace(held, text=text, score=held.score if refused else score)
        await self._save(who, mine, part, passage)
        if refused:
            kind = ScoreOutOfRange if scores.outside(typed) else NotAScore
            return kind(typed=typed, part=part.label)
        return VerdictSpoils() if part is Part.VERDICT and spoils(text) else None

    async def name_show(self, who: Caller, number: int, show: Show) -> None:
        """It is about that show."""
        origin = (await self.mine(who, number)).origin
        await self._store.move(who.guild, number, show=show.id, to=origin.voice, at=self._now)

    async def name_author(self, who: Caller, number: int, name: str, source: str) -> None:
        """Who wrote it, where that is no member of the server. Raises `NotALink`."""
        origin = (await self.mine(who, number)).origin
        if origin.author and not origin.own:
            raise Outdated
        await self._store.claim(
            who.guild,
            number,
            author=origin.author,
            name=written(" ".join(name.split()), NAME_LIMIT),
            source=link_in(source),
        )

    async def claim(self, who: Caller, number: int, *, own: bool) -> None:
        """Its maker says whether they wrote it. Not for a message that another member wrote."""
        origin = (await self.mine(who, number)).origin
        if origin.author and not origin.own:
            raise Outdated
        await self._store.claim(
            who.guild,
            number,
            author=who.user if own else None,
            name=origin.name,
            source=origin.source,
        )

    async def discard(self, who: Caller, number: int) -> None:
        """Let go of it."""
        await self.mine(who, number)
        await self._store.drop(who.guild, number)

    # Agreeing

    async def to_decide(self, who: Caller, number: int) -> Proposal:
        """As `get`, for whoever wrote the words. Raises `NotYourWords` for others."""
        held = await self.get(who.guild, number)
        if held.origin.author != who.user:
            raise NotYourWords
        return held

    async def agree(self, who: Caller, number: int, revision: int) -> None:
        """The author agrees to what was shown. Raises `DraftChanged` where it changed since."""
        held = await self.to_decide(who, number)
        if held.draft.revision != revision:
            raise DraftChanged
        await self._store.agree(who.guild, number, revision)

    async def agreed(self, who: Caller, number: int, revision: int) -> bool:
        """Whether that is posted as `who` agreed to it: something around it may be missing."""
        origin = await self._drafts.origin(who.guild, UserId(-number))
        if origin is None or (origin.author, origin.consent) != (who.user, revision):
            return False
        return await self._store.posted(who.guild, number) is not None

    async def decline(self, who: Caller, number: int) -> None:
        """The author would rather not: nothing is kept of it."""
        await self.to_decide(who, number)
        await self._store.drop(who.guild, number)

    # Posting

    def ready(self, held: Proposal) -> None:
        """Raises `WhichShowFirst` and `VerdictSpoils` where it can't be posted as it is."""
        if held.draft.show.id == NO_SHOW:
            raise WhichShowFirst
        if spoils(held.draft.writing.verdict):
            raise VerdictSpoils

    async def post(
        self, guild: GuildId, number: int, name: str, board: Board, *, revision: int
    ) -> Review:
        """Publish it for its maker, whose name `name` is. As `Reviews.post`.

        One's own becomes one's review of the show, in place of what was there. Raises `NotAgreed`
        where another member wrote it and hasn't agreed to this state, `WhichShowFirst`, and
        `DraftChanged`.
        """
        show = (await self.about(guild, number)).id
        origin = await self._drafts.origin(guild, UserId(-number))
        if not origin:
            raise NoDigest
        maker = Caller(guild=guild, user=origin.by)
        if show == NO_SHOW:
            raise WhichShowFirst
        if origin.author and not origin.own and origin.consent != revision:
            raise NotAgreed
        if not origin.own:
            return await self._reviews.post(
                maker, show, origin.name, board, revision=revision, voice=origin.voice
            )
        draft, _ = await self._draft(guild, number)
        if draft.revision != revision:
            raise DraftChanged
        if spoils(draft.writing.verdict):
            raise VerdictSpoils
        await self._store.move(guild, number, show=show, to=origin.by, at=self._now)
        return await self._reviews.post(maker, show, name, board)

    async def _draft(self, guild: GuildId, number: int) -> tuple[Draft, Origin]:
        show = await self._store.show(guild, number)
        found = show and await self._drafts.draft(
            guild, self._reviews.subject(show), UserId(-number), since=self._oldest
        )
        if not found or not found.origin:
            raise NoDigest
        return found, found.origin

    async def _save(self, who: Caller, held: Proposal, part: Part, passage: Passage) -> None:
        await self._drafts.save_part(
            who.guild,
            held.draft.show.id,
            held.origin.voice,
            part,
            passage,
            keep_score=False,
            at=self._now,
            since=self._oldest,
        )

    def _show(self, show: ShowId) -> Show | None:
        try:
            return self._shows.get(show)
        except ShowNotFound:
            return None

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())

    @property
    def _oldest(self) -> int:
        return to_epoch(self._clock.now() - timedelta(days=DRAFT_DAYS))


def link_in(typed: str) -> str:
    """A link as it may be shown, empty for none. Raises `NotALink`."""
    typed = typed.strip()
    if not typed:
        return ""
    plain = typed.startswith(("https://", "http://")) and len(typed) <= SOURCE_LIMIT
    if not plain or any(char.isspace() or char in "<>()[]|" for char in typed):
        raise NotALink
    return typed
