"""Will it return? `/renewal`, its cards, its evidence and the moderators' decisions."""

import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller, in_server
from bot.errors import DatabaseBusy, Outdated, Refusal
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId
from bot.renewals import line_views, reading_views, views
from bot.renewals.board import Board
from bot.renewals.models import (
    CLAIMABLE,
    AlreadyDecided,
    ConfirmOwn,
    Draft,
    EvidenceWaits,
    Exhibit,
    Found,
    NeedsMending,
    NotApproved,
    Post,
    SeasonOut,
    Standing,
    State,
    Status,
    Subject,
    Tier,
    Typed,
)
from bot.renewals.watch_board import Lookout
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import Show, ShowIsAdult
from bot.ui import links, pages
from bot.ui.answer import acknowledge, answer, ask, promise, replace
from bot.ui.components import Pattern, entered, number, pick
from bot.ui.outbox import TROUBLE, custom_ids
from cogs.options import ShowOption, adult

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Kanso]
Season = app_commands.Range[int, 1, 50]
ChosenShow = app_commands.Transform[Show, ShowOption]
Word = TypeVar("Word", bound=StrEnum)


class RenewalsCog(commands.Cog):
    renewal = app_commands.Group(
        name=_("renewal"), description=_("Will a show return?"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.renewals = bot.app.renewals
        self.readings = bot.app.readings
        self.board = Board(bot, self.renewals, bot.clock, bot.guild_text)
        app = bot.app
        self.lookout = Lookout(
            bot, app.watch, app.follows, self.renewals, app.settings, self.board, bot.clock,
            language=bot.guild_text, members=bot.member_text,
        )  # fmt: skip
        for pattern, method in (
            (links.SHOW_RENEWAL, self.open_next),
            (views.ASK, self.ask_it),
            (views.SAYS, self.say),
            (views.TIER, self.attribute),
            (views.MEND, self.mend),
            (views.FORM, self.submit),
            (views.FULL, self.open_full),
            (views.TAKE_BACK, self.take_back),
            (views.APPROVE, self.approve),
            (views.CONFIRM, self.confirm),
            (views.REJECT, self.ask_rejection),
            (views.REJECT_FORM, self.reject),
            (views.WITHDRAW, self.ask_withdrawal),
            (views.WITHDRAW_FORM, self.withdraw),
            (reading_views.SEND, self.send),
        ):
            bot.door.add(pattern, method)
        on_card: tuple[tuple[Pattern, Callable[..., Awaitable[None]]], ...] = (
            (views.ADD, self.add),
            (views.HISTORY, self.turn_history),
            (views.SOURCE, self.open_source),
            (views.WAITING, self.open_waiting),
            (views.CHECKED, self.record_check),
            (line_views.OPEN, self.open_line),
        )
        for pattern, answered in on_card:
            on = functools.partial(self._on_card, answered)
            bot.door.add(pattern, functools.update_wrapper(on, answered))

    # Asking

    @renewal.command(name=_("ask"), description=_("Ask whether a show will return"))
    @app_commands.rename(show=_("show"), season=_("season"))
    @app_commands.describe(show=_("Which show"), season=_("Which season; the next one if left out"))
    @begins(Feature.RENEWALS)
    async def ask(
        self, interaction: Interaction, show: ChosenShow, season: Season | None = None
    ) -> None:
        self._require_place(interaction, self.renewals.subject(show.id, season))
        await self._ask(interaction, show.id, season)

    @begins(Feature.RENEWALS)
    async def ask_it(self, interaction: Interaction, show: str, season: int) -> None:
        self._require_place(interaction, self.renewals.subject(ShowId(show), season))
        await self._ask(interaction, ShowId(show), season)

    @renewal.command(name=_("status"), description=_("Where the question of a return stands"))
    @app_commands.rename(show=_("show"), season=_("season"), private=_("private"))
    @app_commands.describe(
        show=_("Which show"),
        season=_("Which season; the next one if left out"),
        private=_("Show the answer to you alone"),
    )
    async def status(
        self,
        interaction: Interaction,
        show: ChosenShow,
        season: Season | None = None,
        private: bool = False,
    ) -> None:
        self._require_place(interaction, self.renewals.subject(show.id, season))
        found = await self.renewals.status(caller(interaction).guild, show.id, season)
        await self._show(interaction, found, private=private or not isinstance(found, Standing))

    @renewal.command(name=_("history"), description=_("What moved the question, when and why"))
    @app_commands.rename(show=_("show"), season=_("season"), private=_("private"))
    @app_commands.describe(
        show=_("Which show"),
        season=_("Which season; the next one if left out"),
        private=_("Show the answer to you alone"),
    )
    async def history(
        self,
        interaction: Interaction,
        show: ChosenShow,
        season: Season | None = None,
        private: bool = False,
    ) -> None:
        self._require_place(interaction, self.renewals.subject(show.id, season))
        found = await self.renewals.status(caller(interaction).guild, show.id, season)
        if isinstance(found, Standing):
            view = await self._history(interaction, found, 0, private=private)
            await answer(interaction, view, private=private)
        else:
            await self._show(interaction, found, private=True)

    @begins(Feature.RENEWALS)
    async def open_next(self, interaction: Interaction, show: str) -> None:
        subject = self.renewals.subject(ShowId(show))
        self._require_place(interaction, subject)
        if not in_server(interaction):
            view = views.outlook_card(subject, self.bot.text(interaction))
            await answer(interaction, view, private=True)
            return
        found = await self.renewals.ask(caller(interaction), ShowId(show))
        await self._show(interaction, found, private=True)

    async def turn_history(self, interaction: Interaction, question: int, page: int) -> None:
        standing = await self._standing(interaction, question)
        await self._turn(interaction, await self._history(interaction, standing, page))

    async def open_source(self, interaction: Interaction, question: int) -> None:
        standing = await self._standing(interaction, question)
        exhibit = self.renewals.source(standing, EvidenceId(number(interaction)))
        moderator = await self.bot.app.settings.is_moderator(caller(interaction))
        view = views.source_card(exhibit, self.bot.text(interaction), moderator=moderator)
        await answer(interaction, view, private=True)

    async def open_line(self, interaction: Interaction, question: int) -> None:
        standing = await self._standing(interaction, question)
        line = self.renewals.line(standing, pick(interaction))
        view = reading_views.opened(line, standing, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def record_check(self, interaction: Interaction, question: int) -> None:
        await self._standing(interaction, question)
        await promise(interaction, private=True)
        found = await self.renewals.record_check(caller(interaction), QuestionId(question))
        await self._show(interaction, found, private=True)
        await self._refresh_card(interaction, found.question.id)

    # Submitting

    @renewal.command(name=_("evidence"), description=_("Add what a source says on a return"))
    @app_commands.rename(show=_("show"), status=_("status"), source=_("source"), season=_("season"))
    @app_commands.describe(
        show=_("Which show; left out, I find it in the text"),
        status=_("What the source says; left out, I read its text"),
        source=_("Whose word it is; left out, I read its text"),
        season=_("Which season; the next one if left out"),
    )
    @app_commands.choices(
        status=[
            app_commands.Choice(name=_(views.STATUS_NAMES[status]), value=status.value)
            for status in CLAIMABLE
        ],
        source=[
            app_commands.Choice(name=_(views.TIER_NAMES[tier]), value=tier.value) for tier in Tier
        ],
    )
    @begins(Feature.RENEWALS)
    async def evidence(
        self,
        interaction: Interaction,
        show: ChosenShow | None = None,
        status: str | None = None,
        source: str | None = None,
        season: Season | None = None,
    ) -> None:
        if show and status and source:
            subject = self.renewals.subject(show.id, season)
            await self._ask_form(interaction, subject, claimable(status), known(Tier, source))
        else:
            await self._ask_text(
                interaction,
                show=show.id if show else "",
                season=season or 0,
                status=status or "",
                tier=source or "",
            )

    async def _ask_text(self, interaction: Interaction, **said: Any) -> None:
        """Ask for a text to be read, or what to go on with where something waits to be sent."""
        unsent, t = await self.readings.unsent(caller(interaction)), self.bot.text(interaction)
        if unsent:
            await answer(interaction, reading_views.unsent_card(unsent, t, **said), private=True)
        else:
            await ask(interaction, reading_views.read_form(t, **said))

    @begins(Feature.RENEWALS)
    async def send(self, interaction: Interaction, number: int) -> None:
        await acknowledge(interaction)
        exhibit = await self.readings.send(caller(interaction), number)
        await self._show_saved(interaction, exhibit.evidence.id)
        await self._refresh_card(interaction, exhibit.evidence.question)

    @begins(Feature.RENEWALS)
    async def add(self, interaction: Interaction, question: int) -> None:
        standing = await self._standing(interaction, question)
        subject = standing.subject
        draft = await self.renewals.kept_draft(caller(interaction), subject.show, subject.season)
        view = views.add_card(standing, self.bot.text(interaction), draft=draft)
        await answer(interaction, view, private=True)

    @begins(Feature.RENEWALS)
    async def say(self, interaction: Interaction, question: int) -> None:
        standing = await self._standing(interaction, question)
        status = claimable(pick(interaction))
        await replace(interaction, views.tier_card(standing, status, self.bot.text(interaction)))

    @begins(Feature.RENEWALS)
    async def attribute(self, interaction: Interaction, question: int, status: str) -> None:
        standing = await self._standing(interaction, question)
        tier = known(Tier, pick(interaction))
        await self._ask_form(interaction, standing.subject, claimable(status), tier)

    @begins(Feature.RENEWALS)
    async def mend(self, interaction: Interaction, show: str, season: int) -> None:
        subject = self.renewals.subject(ShowId(show), season)
        self._require_place(interaction, subject)
        draft = await self.renewals.draft(
            caller(interaction),
            subject.show,
            subject.season,
            refused_at=(interaction.message or interaction).created_at,
        )
        t = self.bot.text(interaction)
        await ask(interaction, views.evidence_form(draft, subject.title, t))

    @begins(Feature.RENEWALS)
    async def submit(
        self, interaction: Interaction, show: str, season: int, status: str, tier: str
    ) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        draft = Draft(
            show=ShowId(show),
            season=season,
            status=claimable(status),
            tier=known(Tier, tier),
            typed=typed(interaction),
        )
        await acknowledge(interaction)
        try:
            exhibit = await self.renewals.submit(who, draft)
        except NeedsMending as refused:
            await replace(interaction, views.mend_card(refused, draft, t))
        else:
            await self._show_saved(interaction, exhibit.evidence.id)
            await self._refresh_card(interaction, exhibit.evidence.question)

    async def _show_saved(self, interaction: Interaction, evidence: EvidenceId) -> None:
        """Raises `EvidenceWaits`: whatever fails from here on, the evidence is saved."""
        t = self.bot.text(interaction)
        try:
            refusal = await self._post_waiting(interaction, evidence)
            shown = await self.renewals.exhibit(caller(interaction).guild, evidence)
            trouble = t.refusal(refusal) if refusal else None
            await replace(interaction, views.saved_card(shown, t, trouble=trouble))
        except (DatabaseBusy, *TROUBLE) as error:
            log.warning("Evidence was saved, and then: %s", error, extra={"evidence": evidence})
            raise EvidenceWaits(evidence=evidence) from error

    async def take_back(self, interaction: Interaction, evidence: int) -> None:
        await acknowledge(interaction)
        async with self._repairing(interaction, evidence):
            exhibit = await self.renewals.take_back(caller(interaction), EvidenceId(evidence))
        await self._show_outcome(interaction, exhibit)

    # Deciding

    async def open_full(self, interaction: Interaction, evidence: int) -> None:
        who = caller(interaction)
        exhibit = await self.renewals.exhibit(who.guild, EvidenceId(evidence))
        self._require_place(interaction, exhibit.subject)
        moderator = await self.bot.app.settings.is_moderator(who)
        view = views.source_card(exhibit, self.bot.text(interaction), moderator=moderator)
        await answer(interaction, view, private=True)

    async def open_waiting(self, interaction: Interaction, question: int, page: int) -> None:
        await self._standing(interaction, question)
        waiting = await self.renewals.waiting(caller(interaction), QuestionId(question))
        of = pages.page(waiting, page, 1)
        await self._turn(interaction, views.waiting_card(of, self.bot.text(interaction)))
        await self._post_waiting(interaction)

    async def approve(self, interaction: Interaction, evidence: int) -> None:
        await acknowledge(interaction)
        try:
            async with self._repairing(interaction, evidence):
                exhibit = await self.renewals.approve(caller(interaction), EvidenceId(evidence))
        except ConfirmOwn as refusal:
            t = self.bot.text(interaction)
            view = views.confirm_card(t.refusal(refusal), evidence, t)
            await answer(interaction, view, private=True)
        else:
            await self._show_outcome(interaction, exhibit)

    async def confirm(self, interaction: Interaction, evidence: int) -> None:
        await acknowledge(interaction)
        async with self._repairing(interaction, evidence):
            exhibit = await self.renewals.approve(
                caller(interaction), EvidenceId(evidence), confirmed=True
            )
        await self._show_outcome(interaction, exhibit)

    async def ask_rejection(self, interaction: Interaction, evidence: int) -> None:
        async with self._repairing(interaction, evidence):
            piece = await self.renewals.may_decide(caller(interaction), EvidenceId(evidence))
        form = views.reason_form(views.REJECT_FORM, piece.id, self.bot.text(interaction))
        await ask(interaction, form)

    async def reject(self, interaction: Interaction, evidence: int) -> None:
        who, reason = caller(interaction), entered(interaction).get("reason", "")
        await acknowledge(interaction)
        async with self._repairing(interaction, evidence):
            exhibit = await self.renewals.reject(who, EvidenceId(evidence), reason)
        await self._show_outcome(interaction, exhibit)

    async def ask_withdrawal(self, interaction: Interaction, evidence: int) -> None:
        async with self._repairing(interaction, evidence):
            piece = await self.renewals.may_withdraw(caller(interaction), EvidenceId(evidence))
        form = views.reason_form(views.WITHDRAW_FORM, piece.id, self.bot.text(interaction))
        await ask(interaction, form)

    async def withdraw(self, interaction: Interaction, evidence: int) -> None:
        who, reason = caller(interaction), entered(interaction).get("reason", "")
        await acknowledge(interaction)
        async with self._repairing(interaction, evidence):
            exhibit = await self.renewals.withdraw(who, EvidenceId(evidence), reason)
        await self._show_outcome(interaction, exhibit)

    # After an absence

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self.board.catch_up()
        self.lookout.begin()

    async def cog_unload(self) -> None:
        await self.lookout.close()

    # What several of them do

    def _require_place(self, interaction: Interaction, subject: Subject) -> None:
        """Raises `ShowIsAdult` where the question's show has no place."""
        if subject.adult and not adult(interaction):
            raise ShowIsAdult

    async def _standing(self, interaction: Interaction, question: int) -> Standing:
        guild = caller(interaction).guild
        standing = await self.renewals.standing(guild, QuestionId(question))
        self._require_place(interaction, standing.subject)
        return standing

    async def _show(self, interaction: Interaction, found: Found, *, private: bool = False) -> None:
        view = views.found_card(found, self.bot.text(interaction, private=private))
        await answer(interaction, view, private=private)
        if isinstance(found, Standing) and not private:
            try:
                card = await interaction.original_response()
            except TROUBLE as error:
                log.warning("Nobody knows which message a card became: %s", error)
            else:
                place = Post(channel=ChannelId(card.channel.id), message=MessageId(card.id))
                await self.board.shown(found.question, place)

    async def _ask(self, interaction: Interaction, show: ShowId, season: int | None) -> None:
        """Open the question for all to see; or lead to where they see it already."""
        found = await self.renewals.ask(caller(interaction), show, season)
        server = interaction.guild
        if isinstance(found, Standing) and server and await self.board.stands(found, server):
            t = self.bot.text(interaction)
            await answer(interaction, views.asked_card(found, t), private=True)
        else:
            await self._show(interaction, found)

    async def _on_card(
        self,
        method: Callable[..., Awaitable[None]],
        interaction: Interaction,
        /,
        question: int,
        **values: int,
    ) -> None:
        """A press on a question's card. One that everybody sees is brought up to date by it."""
        await method(interaction, question=question, **values)
        card, server = interaction.message, interaction.guild
        if not (card and server) or _private(interaction):
            return
        if views.ADD.pack(question=question) in custom_ids(card):
            with _best_effort(question):
                standing = await self.renewals.standing(GuildId(server.id), QuestionId(question))
                await self.board.pressed(standing, server, card)

    async def _refresh_card(self, interaction: Interaction, question: QuestionId) -> None:
        """Its newest card shows what has changed."""
        if server := interaction.guild:
            with _best_effort(question):
                standing = await self.renewals.standing(GuildId(server.id), question)
                await self.board.refresh(standing, server)

    async def _turn(self, interaction: Interaction, view: discord.ui.LayoutView) -> None:
        """Turn the page of an answer that is seen by one person; beside what all see, open one."""
        if _private(interaction):
            await replace(interaction, view)
        else:
            await answer(interaction, view, private=True)

    async def _history(
        self, interaction: Interaction, standing: Standing, page: int, *, private: bool = True
    ) -> discord.ui.LayoutView:
        of = pages.page(await self.renewals.moves(standing), page, views.MOVES_A_PAGE)
        return views.history_card(standing, of, self.bot.text(interaction, private=private))

    async def _ask_form(
        self, interaction: Interaction, subject: Subject, status: Status, tier: Tier
    ) -> None:
        self._require_place(interaction, subject)
        who, t = caller(interaction), self.bot.text(interaction)
        form = await self.renewals.form(who, subject.show, subject.season, status, tier)
        if isinstance(form, SeasonOut):
            await answer(interaction, views.found_card(form, t), private=True)
        else:
            await ask(interaction, views.evidence_form(form, subject.title, t))

    @contextlib.asynccontextmanager
    async def _repairing(self, interaction: Interaction, evidence: int) -> AsyncIterator[None]:
        """Where something was decided meanwhile, let the message that was pressed say so."""
        try:
            yield
        except (AlreadyDecided, NotApproved):
            guild = caller(interaction).guild
            exhibit = await self.renewals.exhibit(guild, EvidenceId(evidence))
            await self._show_outcome(interaction, exhibit)
            raise

    async def _show_outcome(self, interaction: Interaction, exhibit: Exhibit) -> None:
        """On the post where that was pressed; else on both the private card and the post.

        The question's newest card follows.
        """
        message = interaction.message
        if message and not message.flags.ephemeral and interaction.guild:
            t = self.bot.guild_text(interaction.guild)
            await replace(interaction, views.exhibit_card(exhibit, t), public=True)
        else:
            t = self.bot.text(interaction)
            await replace(interaction, views.outcome_card(exhibit, t))
            if interaction.guild:
                await self.board.show(exhibit, interaction.guild)
        corrects = exhibit.told.corrects
        if corrects and exhibit.evidence.state is State.APPROVED and interaction.guild:
            old = await self.renewals.exhibit(exhibit.evidence.guild, corrects)
            await self.board.show(old, interaction.guild)
        await self._refresh_card(interaction, exhibit.evidence.question)

    async def _post_waiting(
        self, interaction: Interaction, evidence: EvidenceId | None = None
    ) -> Refusal | None:
        """Post what waits without a post; what stood in the way of `evidence`."""
        try:
            channel = await self.bot.channel_for(interaction, Purpose.RENEWALS)
        except Refusal as refusal:
            return refusal
        troubles = await self.board.post_waiting(channel)
        return troubles.get(evidence) if evidence else None


def _private(interaction: Interaction) -> bool:
    """Whether the message that was used is seen by one person alone."""
    return bool(interaction.message and interaction.message.flags.ephemeral)


@contextlib.contextmanager
def _best_effort(question: int) -> Iterator[None]:
    """What was asked for is done; its traces on a card may wait for the next press."""
    try:
        yield
    except (Refusal, *TROUBLE) as error:
        log.warning("A card was left as it was: %s", error, extra={"question": question})


def known(kind: type[Word], value: str) -> Word:
    """A word of the enumeration. Raises `Outdated` for one that a forged component made up."""
    try:
        return kind(value)
    except ValueError as error:
        raise Outdated from error


def claimable(value: str) -> Status:
    """A status that evidence may claim. Raises `Outdated`."""
    status = known(Status, value)
    if status not in CLAIMABLE:
        raise Outdated
    return status


def typed(interaction: Interaction) -> Typed:
    """The fields of the evidence form."""
    fields = entered(interaction)
    return Typed(
        sentence=fields.get("sentence", ""),
        said_on=fields.get("said_on", ""),
        said_by=fields.get("said_by", ""),
        outlet=fields.get("outlet", ""),
        link=fields.get("link", ""),
    )


async def setup(bot: Kanso) -> None:
    await bot.add_cog(RenewalsCog(bot))
