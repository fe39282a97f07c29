"""Reviews that are changed, deleted, reported, removed or taken along: what is behind `/review`."""

import io
from typing import Any

import discord
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import Outdated
from bot.ids import GuildId, ShowId, UserId
from bot.reviews import history_views, markdown, moderation_views, views
from bot.reviews.archive import Archive
from bot.reviews.board import HungCards
from bot.reviews.history import Record
from bot.reviews.models import Draft, DraftChanged, Review
from bot.reviews.moderation import Moderation
from bot.reviews.reports import NothingPosted
from bot.reviews.service import Reviews
from bot.shows.models import ShowIsAdult
from bot.ui.answer import acknowledge, answer, ask, promise, replace
from bot.ui.components import entered, pick
from cogs.options import adult

Interaction = discord.Interaction[Kanso]


class ReviewModeration(commands.Cog):
    """What comes after a review is posted. `ReviewsCog` is built on it."""

    bot: Kanso
    reviews: Reviews

    def begin(self) -> None:
        """Find the services and lead this part's buttons and forms to its methods."""
        self.archive: Archive = self.bot.app.archive
        self.moderation: Moderation = self.bot.app.moderation
        self.wall = HungCards(self.bot)
        for pattern, run in (
            (moderation_views.DELETE, self.delete),
            (moderation_views.LEAVE, self.leave),
            (views.REPORT, self.ask_report),
            (moderation_views.REPORT_FORM, self.report),
            (moderation_views.REPORTS, self.turn_reports),
            (moderation_views.KEEP, self.keep),
            (moderation_views.REMOVE, self.ask_removal),
            (moderation_views.REMOVE_FORM, self.remove),
            (moderation_views.TAKE_DOWN, self.take_down),
            (moderation_views.LOG, self.turn_log),
            (history_views.HISTORY, self.turn_history),
            (history_views.PICK_VERSION, self.open_picked_version),
            (history_views.VERSION, self.turn_version),
        ):
            self.bot.door.add(pattern, run)

    # One's own

    async def open_posted(self, interaction: Interaction, show: ShowId) -> None:
        who = caller(interaction)
        await self.moderation.own(who, show)
        panel = await self.reviews.panel(who, show)
        await answer(interaction, views.panel(panel, self.bot.text(interaction)), private=True)

    async def ask_to_delete(self, interaction: Interaction, show: ShowId) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        await promise(interaction, private=True)
        tried, stays = await self.moderation.retry(who, show, self.wall)
        try:
            record = await self._own(interaction, show)
        except NothingPosted:
            if not tried:
                raise
            subject = self.reviews.subject(show)
            await answer(interaction, moderation_views.retried(subject, stays, t), private=True)
        else:
            view = moderation_views.delete_question(record, t)
            await answer(interaction, view, private=True, files=[self._file(interaction, [record])])

    async def delete(self, interaction: Interaction, show: str, revision: int) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        await acknowledge(interaction)
        record = await self._own(interaction, ShowId(show))
        files = [self._file(interaction, [record])]
        try:
            outcome = await self.moderation.delete(
                who, ShowId(show), revision=revision, wall=self.wall
            )
        except DraftChanged:
            view = moderation_views.delete_question(record, t, changed=True)
        else:
            view = moderation_views.deleted(outcome, t)
        await replace(interaction, view, files=files)

    async def leave(self, interaction: Interaction, show: str) -> None:
        await acknowledge(interaction)
        view = moderation_views.left(self.reviews.subject(ShowId(show)), self.bot.text(interaction))
        await replace(interaction, view, files=[])

    async def hand_over(self, interaction: Interaction, show: ShowId | None) -> None:
        who = caller(interaction)
        await promise(interaction, private=True)
        items = await self.archive.own(who, show, adult=adult(interaction))
        view = moderation_views.exported(len(items), self.bot.text(interaction))
        await answer(
            interaction, view, private=True, files=[self._file(interaction, items, in_full=False)]
        )

    async def _own(self, interaction: Interaction, show: ShowId) -> Record:
        who = caller(interaction)
        return await self.archive.record(who.guild, (await self.moderation.theirs(who, show))[0])

    def _file(
        self, interaction: Interaction, items: list[Draft | Record], *, in_full: bool = True
    ) -> discord.File:
        text = markdown.document(
            interaction.user.display_name,
            items,
            self.bot.clock.now(),
            self.bot.text(interaction),
            in_full=in_full,
        )
        return discord.File(io.BytesIO(text), markdown.NAME)

    # Reports

    async def ask_report(self, interaction: Interaction, show: str, user: int) -> None:
        review = await self.moderation.may_report(caller(interaction), ShowId(show), UserId(user))
        await ask(interaction, moderation_views.report_form(review, self.bot.text(interaction)))

    async def report(self, interaction: Interaction, show: str, user: int) -> None:
        who, typed = caller(interaction), _reason(interaction)
        await promise(interaction, private=True)
        await self.moderation.report(who, ShowId(show), UserId(user), typed)
        view = moderation_views.thanks(self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def open_reports(self, interaction: Interaction) -> None:
        await answer(interaction, await self._desk(interaction, 0), private=True)

    async def turn_reports(self, interaction: Interaction, page: int) -> None:
        view = await self._desk(interaction, page)
        await acknowledge(interaction)
        await replace(interaction, view)

    async def _desk(
        self, interaction: Interaction, page: int, said: str = ""
    ) -> discord.ui.LayoutView:
        held = await self.moderation.desk(caller(interaction), page)
        t = self.bot.text(interaction)
        return moderation_views.desk(held, t, adult=adult(interaction), said=said)

    async def keep(self, interaction: Interaction, show: str, user: int, newest: int) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        await acknowledge(interaction)
        closed = await self.moderation.keep(who, ShowId(show), UserId(user), newest=newest)
        view = await self._desk(interaction, 0, moderation_views.kept(closed, t))
        await replace(interaction, view)

    async def ask_removal(self, interaction: Interaction, show: str, user: int) -> None:
        review = await self.moderation.may_remove(caller(interaction), ShowId(show), UserId(user))
        await ask(interaction, moderation_views.removal_form(review, self.bot.text(interaction)))

    async def remove(self, interaction: Interaction, show: str, user: int) -> None:
        who, typed = caller(interaction), _reason(interaction)
        await acknowledge(interaction)
        outcome = await self.moderation.remove(who, ShowId(show), UserId(user), typed, self.wall)
        t = self.bot.text(interaction)
        view = moderation_views.removed(outcome, t, adult=adult(interaction))
        await replace(interaction, view)

    async def take_down(self, interaction: Interaction) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        await acknowledge(interaction)
        stays = await self.moderation.retry_all(who, self.wall)
        view = await self._desk(interaction, 0, moderation_views.taken_down(stays, t))
        await replace(interaction, view)

    async def turn_log(self, interaction: Interaction, page: int) -> None:
        held = await self.moderation.log(caller(interaction), page)
        await acknowledge(interaction)
        t = self.bot.text(interaction)
        await replace(interaction, moderation_views.log(held, t, adult=adult(interaction)))

    # History

    async def turn_history(self, interaction: Interaction, show: str, user: int, page: int) -> None:
        guild = self._seen(interaction, show)
        review, held = await self.archive.history(guild, ShowId(show), UserId(user), page)
        await acknowledge(interaction)
        await replace(interaction, history_views.versions(review, held, self.bot.text(interaction)))

    async def open_picked_version(self, interaction: Interaction) -> None:
        values: dict[str, Any] | None = history_views.VERSION.unpack(pick(interaction))
        if values is None:
            raise Outdated
        await self.turn_version(interaction, **values)

    async def turn_version(
        self, interaction: Interaction, show: str, user: int, version: int, page: int
    ) -> None:
        guild = self._seen(interaction, show)
        found = await self.archive.version(guild, ShowId(show), UserId(user), version)
        await acknowledge(interaction)
        view = history_views.version(*found, page, self.bot.text(interaction))
        await replace(interaction, view)

    async def beside(
        self, interaction: Interaction, review: Review
    ) -> list[discord.ui.Button[Any]]:
        """The buttons under a review's full text: its history, and for moderators its removal."""
        who, t = caller(interaction), self.bot.text(interaction)
        buttons = []
        if await self.reviews.changed(who.guild, review.show.id, review.user):
            buttons.append(history_views.to_history(review, t))
        if review.user != who.user and await self.bot.app.settings.is_moderator(who):
            buttons.append(moderation_views.to_removal(review, t))
        return buttons

    def _seen(self, interaction: Interaction, show: str) -> GuildId:
        """The server. Raises `ShowIsAdult` outside age-restricted channels."""
        if self.reviews.subject(ShowId(show)).adult and not adult(interaction):
            raise ShowIsAdult
        return caller(interaction).guild


def _reason(interaction: Interaction) -> str:
    return entered(interaction).get("reason", "")
