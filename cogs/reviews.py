"""Is it any good, and why do you think so? `/review`."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import Outdated, Refusal
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import consensus_views, pictures, proposal_views, views
from bot.reviews.board import ReviewChannel
from bot.reviews.models import WHOLE, DraftChanged, Part, SavedUnseen, Thumb
from bot.reviews.subject import Subject
from bot.reviews.wall import DiscordWall
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import NeedsAgeRestriction, Show, ShowIsAdult
from bot.text.text import Markup
from bot.ui import links
from bot.ui.answer import acknowledge, answer, ask, attached, in_time, replace
from bot.ui.components import entered, pick
from bot.ui.outbox import TROUBLE
from cogs.options import ShowOption, adult
from cogs.review_moderation import ReviewModeration

Interaction = discord.Interaction[Kanso]
Reacted = (
    discord.RawReactionActionEvent
    | discord.RawReactionClearEvent
    | discord.RawReactionClearEmojiEvent
)


class ReviewsCog(ReviewModeration):
    review = app_commands.Group(
        name=_("review"), description=_("Write and read reviews"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.reviews = bot.app.reviews
        self.begin()
        self.cards = self.reviews.live(DiscordWall(bot, bot.governor, bot.guild_text))
        self.votes = self.cards.votes
        for pattern, run in (
            (views.WRITE, self.open_panel),
            (views.PANEL, self.back_to_panel),
            (views.FORM, self.open_form),
            (views.SAVE, self.save),
            (views.PUT_BACK, self.put_back),
            (views.POST, self.post),
            (views.DISCARD, self.ask_to_discard),
            (views.DISCARD_FOR_GOOD, self.discard),
            (views.PICK_DRAFT, self.open_picked_draft),
            (views.READ, self.open_text),
            (views.TURN, self.turn_text),
            (views.BESIDE, self.open_reviews_beside),
            (views.PICK, self.open_picked),
            (views.TURN_SHOW, self.turn_show_list),
            (views.TURN_MEMBER, self.turn_member_list),
            (links.SHOW_REVIEWS, self.open_show_list),
        ):
            bot.door.add(pattern, run)

    # Writing

    @review.command(name=_("write"), description=_("Write your review, or go on with your draft"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    @begins(Feature.REVIEWS)
    async def write(
        self, interaction: Interaction, show: app_commands.Transform[Show, ShowOption]
    ) -> None:
        await self.open_panel(interaction, show.id)

    @begins(Feature.REVIEWS)
    async def open_panel(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.panel(caller(interaction), self._visible(interaction, show).id)
        await answer(interaction, views.panel(panel, self.bot.text(interaction)), private=True)

    @review.command(name=_("digest"), description=_("Make a digest of a long review"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show; left out, I find it in the text"))
    @begins(Feature.REVIEWS)
    async def digest(
        self,
        interaction: Interaction,
        show: app_commands.Transform[Show, ShowOption] | None = None,
    ) -> None:
        caller(interaction)
        form = proposal_views.begin_form(show.id if show else "", self.bot.text(interaction))
        await ask(interaction, form)

    async def open_picked_draft(self, interaction: Interaction) -> None:
        await self.open_panel(interaction, pick(interaction))

    async def back_to_panel(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        await replace(interaction, views.panel(panel, self.bot.text(interaction)))

    async def open_form(self, interaction: Interaction, show: str, part: str) -> None:
        of = _part(part)
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        t = self.bot.text(interaction)
        await ask(interaction, views.form(panel.show, of, panel.writing[of], t))

    async def save(self, interaction: Interaction, show: str, part: str) -> None:
        who, of = caller(interaction), _part(part)
        await acknowledge(interaction)
        refused = await self.reviews.save(who, ShowId(show), of, entered(interaction))
        try:
            await self.back_to_panel(interaction, show)
        except (Refusal, *TROUBLE) as error:
            raise refused or SavedUnseen from error
        if refused:
            raise refused

    async def put_back(self, interaction: Interaction, show: str, part: str) -> None:
        who, of = caller(interaction), _part(part)
        await acknowledge(interaction)
        await self.reviews.put_back(who, ShowId(show), of)
        await self.back_to_panel(interaction, show)

    async def ask_to_discard(self, interaction: Interaction, show: str, revision: int) -> None:
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        view = views.discard_question(panel, self.bot.text(interaction), revision=revision)
        await replace(interaction, view)

    async def discard(self, interaction: Interaction, show: str, revision: int) -> None:
        who = caller(interaction)
        await acknowledge(interaction)
        panel = await self.reviews.discard(who, ShowId(show), revision)
        t = self.bot.text(interaction)
        await replace(interaction, views.discarded(panel, t, revision=revision))

    # Posting

    @begins(Feature.REVIEWS)
    async def post(self, interaction: Interaction, show: str, revision: int) -> None:
        who = caller(interaction)
        await self.bot.app.settings.require_reviewer(who)
        channel = await self.bot.channel_for(interaction, Purpose.REVIEWS)
        subject = self.reviews.subject(ShowId(show))
        if subject.adult and not channel.nsfw:
            raise NeedsAgeRestriction(title=subject.title, channel=Markup(channel.mention))
        await acknowledge(interaction)
        board = ReviewChannel(self.bot, channel, self.bot.guild_text(channel.guild))
        name, t = interaction.user.display_name, self.bot.text(interaction)
        try:
            review = await self.reviews.post(who, subject.id, name, board, revision=revision)
        except DraftChanged:
            panel = await self.reviews.panel(who, subject.id)
            await replace(interaction, views.panel(panel, t, changed=True))
        else:
            await replace(interaction, views.posted(review, t))

    # Reading

    @review.command(name=_("read"), description=_("Read what members think of a show"))
    @app_commands.rename(show=_("show"), member=_("member"))
    @app_commands.describe(show=_("Which show"), member=_("Whose review"))
    async def read(
        self,
        interaction: Interaction,
        show: app_commands.Transform[Show, ShowOption],
        member: discord.User | None = None,
    ) -> None:
        if member:
            await self.open_text(interaction, show.id, member.id)
        else:
            await self.open_show_list(interaction, show.id, 0)

    async def open_text(self, interaction: Interaction, show: str, user: int) -> None:
        await answer(interaction, await self._text(interaction, show, user, 0), private=True)

    async def open_picked(self, interaction: Interaction) -> None:
        values: dict[str, Any] | None = views.READ.unpack(pick(interaction))
        if values is None:
            raise Outdated
        await self.open_text(interaction, **values)

    async def turn_text(self, interaction: Interaction, show: str, user: int, page: int) -> None:
        await replace(interaction, await self._text(interaction, show, user, page))

    async def _text(
        self, interaction: Interaction, show: str, user: int, page: int
    ) -> discord.ui.LayoutView:
        guild, subject = caller(interaction).guild, self._visible(interaction, show)
        review = await self.reviews.review(guild, subject.id, UserId(user))
        if review.card:
            self.cards.look(guild, review.card.message)
        also = await self.beside(interaction, review)
        return views.full_text(review, self.bot.text(interaction), number=page, also=also)

    async def open_show_list(self, interaction: Interaction, show: str, page: int) -> None:
        await answer(interaction, await self._show_list(interaction, show, page), private=True)

    async def open_reviews_beside(self, interaction: Interaction, show: str, user: int) -> None:  # noqa: ARG002
        await self.open_show_list(interaction, show, 0)

    async def turn_show_list(self, interaction: Interaction, show: str, page: int) -> None:
        await replace(interaction, await self._show_list(interaction, show, page))

    async def _show_list(
        self, interaction: Interaction, show: str, page: int
    ) -> discord.ui.LayoutView:
        guild, subject = caller(interaction).guild, self._visible(interaction, show)
        held = await self.reviews.of_show(guild, subject.id, page)
        return views.show_list(subject, held, self.bot.text(interaction))

    @review.command(name=_("list"), description=_("A member's reviews, or your own and drafts"))
    @app_commands.rename(member=_("member"))
    @app_commands.describe(member=_("Whose reviews; yours without it"))
    async def list_(self, interaction: Interaction, member: discord.User | None = None) -> None:
        view = await self._member_list(interaction, member or interaction.user, 0)
        await answer(interaction, view, private=True)

    async def turn_member_list(self, interaction: Interaction, user: int, page: int) -> None:
        view = await self._member_list(interaction, discord.Object(user), page)
        await replace(interaction, view)

    async def _member_list(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member | discord.Object,
        page: int,
    ) -> discord.ui.LayoutView:
        who = caller(interaction)
        held = await self.reviews.of_member(who, UserId(member.id), page, adult=adult(interaction))
        name = getattr(member, "display_name", "")
        t = self.bot.text(interaction)
        return views.member_list(name, member.id, held, t, own=member.id == who.user)

    # What they come to

    @review.command(name=_("summary"), description=_("What the reviews of a show come to"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    async def summary(
        self, interaction: Interaction, show: app_commands.Transform[Show, ShowOption]
    ) -> None:
        guild, subject = caller(interaction).guild, self._visible(interaction, show.id)
        least = self.bot.app.settings.least_reviews(guild)
        counted = self.reviews.summary(guild, subject.id, least=least)
        held = await in_time(interaction, counted, private=False)
        t = self.bot.text(interaction, private=False)
        drawn = await in_time(interaction, pictures.consensus_of(held, t), private=False)
        view = consensus_views.summary(held, t, pictures=drawn)
        await answer(interaction, view, files=attached(drawn))

    def _visible(self, interaction: Interaction, show: str) -> Subject:
        """The show. Raises `ShowIsAdult` outside age-restricted channels."""
        subject = self.reviews.subject(ShowId(show))
        if subject.adult and not adult(interaction):
            raise ShowIsAdult
        return subject

    # What was posted

    @review.command(name=_("edit"), description=_("Change what you posted"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    @begins(Feature.REVIEWS)
    async def edit(
        self, interaction: Interaction, show: app_commands.Transform[Show, ShowOption]
    ) -> None:
        await self.open_posted(interaction, show.id)

    @review.command(name=_("delete"), description=_("Delete what you posted; you get it as a file"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    async def delete_(
        self, interaction: Interaction, show: app_commands.Transform[Show, ShowOption]
    ) -> None:
        await self.ask_to_delete(interaction, show.id)

    @review.command(
        name=_("export"), description=_("Take your reviews and drafts along, as a file")
    )
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Of which show; all of them without it"))
    async def export(
        self,
        interaction: Interaction,
        show: app_commands.Transform[Show, ShowOption] | None = None,
    ) -> None:
        await self.hand_over(interaction, show.id if show else None)

    @review.command(name=_("reports"), description=_("Reported reviews, for moderators"))
    async def reports(self, interaction: Interaction) -> None:
        await self.open_reports(interaction)

    # Helpful votes, and comments

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        if _helpful(payload.emoji) and payload.guild_id:
            bot = payload.member is not None and payload.member.bot
            await self.votes.added(*_place(payload), _thumb(payload), bot=bot)
        self._reacted(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        if _helpful(payload.emoji) and payload.guild_id:
            await self.votes.taken(*_place(payload), _thumb(payload))
        self._reacted(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        if payload.guild_id:
            await self.votes.cleared(*_place(payload))
        self._reacted(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        if _helpful(payload.emoji) and payload.guild_id:
            await self.votes.cleared(*_place(payload))
        self._reacted(payload)

    def _reacted(self, payload: Reacted) -> None:
        if self._may_be_comments(payload.guild_id, payload.channel_id):
            guild, message = _place(payload)
            self.cards.reacted(guild, ChannelId(payload.channel_id), message)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if self.bot.user and message.author.id != self.bot.user.id:
            self._commented(message.guild.id if message.guild else None, message.channel.id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self._commented(payload.guild_id, payload.channel_id)
        await self.votes.gone(GuildId(payload.guild_id or 0), MessageId(payload.message_id))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self._commented(payload.guild_id, payload.channel_id)
        for message in payload.message_ids:
            await self.votes.gone(GuildId(payload.guild_id or 0), MessageId(message))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.votes.channel_gone(GuildId(channel.guild.id), ChannelId(channel.id))

    def _commented(self, guild_id: int | None, channel_id: int) -> None:
        if self._may_be_comments(guild_id, channel_id):
            # A thread that begins at a message has that message's id.
            self.cards.look(GuildId(guild_id or 0), MessageId(channel_id))

    def _may_be_comments(self, guild_id: int | None, channel_id: int) -> bool:
        """Whether it is a thread that the bot opened at a message."""
        guild = self.bot.get_guild(guild_id or 0)
        thread = guild and guild.get_thread(channel_id)
        return bool(
            guild
            and thread
            and thread.owner_id == guild.me.id
            and isinstance(thread.parent, discord.TextChannel)
        )

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        # A thread that begins at a message has that message's id.
        self.cards.look(GuildId(thread.guild_id), MessageId(thread.thread_id))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self.cards.look_after_absence([GuildId(guild.id) for guild in self.bot.guilds])

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.cards.look_after_absence([GuildId(guild.id)])

    @commands.Cog.listener()
    async def on_permissions_changed(self, guild: discord.Guild) -> None:
        self.cards.look_after_absence([GuildId(guild.id)])

    async def cog_unload(self) -> None:
        await self.cards.close()


def _part(part: str) -> Part:
    if part not in set(Part) - set(WHOLE):
        raise Outdated
    return Part(part)


def _helpful(emoji: discord.PartialEmoji) -> bool:
    return emoji.id is None and emoji.name == views.HELPFUL


def _thumb(payload: discord.RawReactionActionEvent) -> Thumb:
    return Thumb(user=UserId(payload.user_id), burst=payload.burst)


def _place(payload: Reacted) -> tuple[GuildId, MessageId]:
    return GuildId(payload.guild_id or 0), MessageId(payload.message_id)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ReviewsCog(bot))
