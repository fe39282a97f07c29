"""Shall we rate this episode and talk about it? `/discuss`, the vote on its posts, their upkeep."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.discussions import views
from bot.discussions.live import LiveTally, retry
from bot.discussions.models import (
    MARKS,
    SCALE,
    Discussion,
    Key,
    Lists,
    Mark,
    NotForThisChannel,
    PartForbidden,
    PartNotTaken,
    PostDeleted,
    PostNotTaken,
    ResultNotShown,
    SummaryNotTaken,
    score_of,
)
from bot.errors import N_, ChannelGone, DatabaseBusy, MissingPermission, Refusal
from bot.ids import ChannelId, MessageId, ShowId, UserId, nonce
from bot.settings import permissions
from bot.settings.models import Caller, Purpose
from bot.shows.models import Show
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui import links, pages
from bot.ui.answer import answer, ask, replace
from bot.ui.components import entered
from cogs.options import ShowOption, adult

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Kanso]
Episode = app_commands.Range[int, 1, 99999]
ShowChoice = app_commands.Transform[Show, ShowOption]

THREAD_EXISTS = 160004
TRIES = 8
LAST_WRITE = 5.0
NONCE_KEPT = timedelta(minutes=1)
"""Discord sends back the first message for a nonce seen within minutes; after this, look first."""
TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)


class DiscussionsCog(commands.Cog):
    discuss = app_commands.Group(
        name=_("discuss"), description=_("Rate an episode and talk about it"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.discussions = bot.app.discussions
        self.board = Board(bot)
        self.live = LiveTally(bot.clock, self.board.show)
        self.discussions.changed = self.live.touch
        self._session = 0
        bot.door.add(links.SHOW_DISCUSS, self.ask_episode)
        bot.door.add(views.FORM, self.start_from_form)
        bot.door.add(views.CLOSE, self.close_from_post)
        bot.door.add(views.LIST, self.turn_page)

    async def cog_load(self) -> None:
        await self.discussions.load()

    async def cog_unload(self) -> None:
        try:
            await asyncio.wait_for(self.discussions.ballot.settled(), LAST_WRITE)
        except TimeoutError:
            log.error("The last votes couldn't be written; their reactions are found at the start")
        await self.live.close()

    # Opening

    @discuss.command(name=_("start"), description=_("Open a vote and a thread on an episode"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show"), episode=_("Which episode; leave it out for the whole show")
    )
    async def start(
        self, interaction: Interaction, show: ShowChoice, episode: Episode | None = None
    ) -> None:
        await self._start(interaction, show, self.discussions.episode(show, episode))

    async def ask_episode(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        await ask(interaction, views.form(known.id, known.title.main, self.bot.text(interaction)))

    async def start_from_form(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        typed = entered(interaction).get(views.EPISODE)
        await self._start(interaction, known, self.discussions.episode(known, typed))

    async def _start(self, interaction: Interaction, show: Show, episode: int | None) -> None:
        who = caller(interaction)
        channel = await self.bot.channel_for(interaction, Purpose.DISCUSSIONS)
        if show.adult and not channel.nsfw:
            raise NotForThisChannel(title=show.title.main, channel=Markup(channel.mention))
        await interaction.response.defer(ephemeral=True, thinking=True)
        t = self.bot.text(interaction)
        async with self.discussions.lock(who.guild, show.id, episode):
            discussion, new = await self._opened(who, channel, show, episode, t)
        result = await self.discussions.result(discussion)
        await answer(interaction, views.started(result, t, new=new), private=True)

    async def _opened(
        self, who: Caller, channel: discord.TextChannel, show: Show, episode: int | None, t: Text
    ) -> tuple[Discussion, bool]:
        """The discussion with all that belongs to it, and whether any of that was missing."""
        place = ChannelId(channel.id)
        discussion = await self.discussions.open(who, show, episode, channel=place)
        if discussion.message is not None and not await self._stands(discussion):
            discussion = await self.discussions.open(who, show, episode, channel=place)
        if discussion.complete:
            return discussion, False
        discussion = await self.board.complete(discussion, channel, t)
        await self._stands(discussion)  # and count who reacted before the post was noted
        return discussion, True

    # Looking

    @discuss.command(name=_("list"), description=_("The open discussions of this server"))
    async def show_list(self, interaction: Interaction) -> None:
        await answer(interaction, await self._page(interaction, 0), private=True)

    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, await self._page(interaction, page))

    async def _page(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        found = await self.discussions.all_open(caller(interaction).guild, adult=adult(interaction))
        page = pages.page(found, number, views.LISTED_A_PAGE)
        return views.open_list(page, self.bot.text(interaction))

    @discuss.command(name=_("results"), description=_("What a discussion's vote came to"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show"), episode=_("Which episode; leave it out for the newest")
    )
    async def results(
        self, interaction: Interaction, show: ShowChoice, episode: Episode | None = None
    ) -> None:
        result = await self.discussions.results(caller(interaction).guild, show, episode)
        view = views.result_card(result, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    # Closing

    @discuss.command(name=_("close"), description=_("Close the vote and post its result"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show; not needed in the discussion's thread"), episode=_("Which episode")
    )
    async def close(
        self,
        interaction: Interaction,
        show: ShowChoice | None = None,
        episode: Episode | None = None,
    ) -> None:
        guild, place = caller(interaction).guild, ChannelId(interaction.channel_id or 0)
        await self._close(interaction, await self.discussions.to_close(guild, place, show, episode))

    async def close_from_post(self, interaction: Interaction, discussion: int) -> None:
        guild = caller(interaction).guild
        await self._close(interaction, await self.discussions.get(guild, discussion))

    async def _close(self, interaction: Interaction, discussion: Discussion) -> None:
        await self.discussions.require_host(discussion, caller(interaction))
        await interaction.response.defer(ephemeral=True, thinking=True)
        t = self.bot.text(interaction)
        if discussion.open and discussion.message is not None:
            await self._stands(discussion)  # and count what an absence may have left uncounted
        async with self.discussions.lock(discussion.key):
            new = await self.discussions.close(discussion)
            shown = not new or await self.live.now(discussion.key, discussion.opened_at)
            discussion = await self.discussions.get(discussion.guild, discussion.id)
            if discussion.owes_summary:
                new = True
                await self.board.summarise(discussion)
        if not shown:
            raise ResultNotShown(link=Markup(discussion.link))
        self.live.drop(discussion.key)
        result = await self.discussions.result(discussion)
        await answer(interaction, views.closed(result, t, new=new), private=True)

    # Voting

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        if event.member is None or not event.member.bot:
            self._react(event, added=True)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        self._react(event, added=False)

    def _react(self, event: discord.RawReactionActionEvent, *, added: bool) -> None:
        user = self.bot.user
        if event.emoji.id is None and (user is None or event.user_id != user.id):
            self.discussions.ballot.reacted(
                event.message_id, event.user_id, event.emoji.name, burst=event.burst, added=added
            )

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        self.discussions.ballot.cleared(event.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        if event.emoji.id is None:
            self.discussions.ballot.cleared(event.message_id, event.emoji.name or "")

    # After an absence

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        self.discussions.ballot.begin_session()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: what was missed isn't replayed (it is on RESUME, which isn't this)."""
        self._session += 1
        session = self._session
        for discussion in await self.discussions.unshown():
            self.live.touch(discussion.key, discussion.opened_at)
        for discussion in await self.discussions.owing_summary():
            await self._summarise(discussion)
        todo = [d for d in await self.discussions.to_catch_up() if self.bot.get_guild(d.guild)]
        for tries in range(1, TRIES + 1):
            again = []
            for discussion in todo:
                if session != self._session:
                    return
                if not await self._caught_up(discussion):
                    again.append(discussion)
            if not again:
                return
            todo = again
            await asyncio.sleep(retry(tries))

    async def _summarise(self, discussion: Discussion) -> None:
        async with self.discussions.lock(discussion.key):
            try:
                await self.board.summarise(discussion)
            except (SummaryNotTaken, DatabaseBusy):
                log.warning("A summary is still owed", extra={"discussion": discussion.key})

    async def _caught_up(self, discussion: Discussion) -> bool:
        """Whether there is nothing to try again."""
        try:
            await self._catch_up(discussion)
        except discord.Forbidden:
            log.warning("A post is hidden from me", extra={"discussion": discussion.key})
        except (*TROUBLE, DatabaseBusy) as error:
            log.warning("A vote waits: %s", error, extra={"discussion": discussion.key})
            return False
        return True

    async def _stands(self, discussion: Discussion) -> bool:
        """Whether its post is there, as far as Discord can be asked."""
        try:
            return await self._catch_up(discussion)
        except TROUBLE:
            return True

    async def _catch_up(self, discussion: Discussion) -> bool:
        """Count what Discord's lists tell. False: the post is gone, and the discussion lost.

        Raises discord.py's errors with nothing changed.
        """
        lists: Lists = {}
        async with self.discussions.lock(discussion.key):
            try:
                held = await self.discussions.hold(discussion)
                lists = await self.board.lists(discussion, held)
            except discord.NotFound:
                await self.discussions.lose(discussion)
                return False
            finally:
                self.discussions.release(discussion, lists)
        return True


class Board:
    """Discussions on Discord's side: posts, threads, reactions, summaries."""

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.discussions = bot.app.discussions

    def _text(self, discussion: Discussion) -> Text:
        guild = self.bot.get_guild(discussion.guild)
        return self.bot.guild_text(guild) if guild else self.bot.app.texts.choose()

    def _place(self, discussion: Discussion, channel: int) -> discord.PartialMessageable:
        return self.bot.get_partial_messageable(channel, guild_id=discussion.guild)

    def _post(self, discussion: Discussion) -> discord.PartialMessage:
        assert discussion.message is not None  # noqa: S101
        place = self._place(discussion, discussion.channel)
        return place.get_partial_message(discussion.message)

    async def complete(
        self, discussion: Discussion, channel: discord.TextChannel, t: Text
    ) -> Discussion:
        """Make what the discussion lacks: the post, its thread, its reactions.

        Raises, naming what stands and what to do, in the words of `t`.
        """
        if discussion.message is None:
            discussion = await self._send(discussion, channel)
        failed: dict[str, Exception] = {}
        if discussion.thread is None:
            try:
                thread = await self._thread(discussion)
                discussion = await self.discussions.threaded(discussion, thread)
            except TROUBLE as error:
                failed["create_public_threads"] = error
        if not discussion.reactions_ready:
            try:
                for step in SCALE:
                    await self._post(discussion).add_reaction(step.emoji)
                discussion = await self.discussions.reactions_ready(discussion)
            except TROUBLE as error:
                failed["add_reactions"] = error
        if failed:
            raise await self._unfinished(discussion, failed, t)
        return discussion

    async def _send(self, discussion: Discussion, channel: discord.TextChannel) -> Discussion:
        close = views.CLOSE.pack(discussion=discussion.id)
        where = Markup(channel.mention)
        try:
            message = await self._sent_before(
                channel,
                discussion.opened_at,
                lambda found: any(
                    getattr(item, "custom_id", None) == close
                    for item in discord.ui.LayoutView.from_message(found).walk_children()
                ),
            )
            if message is None:
                result = await self.discussions.result(discussion)
                view = views.post(result, self._text(discussion))
                view.stop()
                message = await channel.send(view=view, nonce=nonce("discussion", *discussion.key))
        except discord.NotFound:
            raise ChannelGone(purpose=Purpose.DISCUSSIONS.label) from None
        except discord.Forbidden:
            words = Phrase(N_("a permission that this needs"))
            raise MissingPermission(permissions=words, channel=where) from None
        except TROUBLE:
            raise PostNotTaken(channel=where) from None
        place, number = ChannelId(channel.id), MessageId(message.id)
        return await self.discussions.sent(discussion, place, number)

    async def _sent_before(
        self,
        place: discord.abc.Messageable,
        since: datetime,
        meant: Callable[[discord.Message], bool] = lambda _: True,
    ) -> discord.Message | None:
        """A message of the bot's own from an attempt that Discord took, but the bot never heard of.

        Looked for only once Discord has forgotten the nonce of that attempt.
        """
        if self.bot.clock.now() - since < NONCE_KEPT:
            return None
        async for message in place.history(limit=100, after=since - NONCE_KEPT, oldest_first=True):
            if message.author == self.bot.user and meant(message):
                return message
        return None

    async def _thread(self, discussion: Discussion) -> ChannelId:
        result = await self.discussions.result(discussion)
        name = views.thread_name(result, self._text(discussion))
        try:
            thread = await self._post(discussion).create_thread(
                name=name,
                auto_archive_duration=10080,  # minutes: a week
            )
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS or discussion.message is None:
                raise
            return ChannelId(discussion.message)  # a thread under a message has its number
        return ChannelId(thread.id)

    async def _unfinished(
        self, discussion: Discussion, failed: Mapping[str, Exception], t: Text
    ) -> Refusal:
        link, channel = Markup(discussion.link), Markup(f"<#{discussion.channel}>")
        what = Phrase(
            N_("the thread and the reactions")
            if len(failed) > 1
            else N_("the thread")
            if "create_public_threads" in failed
            else N_("the reactions")
        )
        errors = failed.values()
        if any(isinstance(error, discord.NotFound) for error in errors):
            await self.discussions.lose(discussion)
            return PostDeleted()
        if all(isinstance(error, discord.Forbidden) for error in errors):
            words = Markup(permissions.words(list(failed), t))
            return PartForbidden(link=link, what=what, permissions=words, channel=channel)
        return PartNotTaken(link=link, what=what)

    async def show(self, key: Key) -> bool:
        """Bring a post up to date. False: try again later."""
        result = await self.discussions.refreshed(key)
        if result is None or result.discussion.message is None or result.discussion.lost_at:
            return True
        discussion = result.discussion
        if self.bot.get_guild(discussion.guild) is None:  # not here (any more): the post stays
            return True
        view = views.post(result, self._text(discussion))
        view.stop()
        try:
            await self._post(discussion).edit(view=view)
        except discord.NotFound:
            await self.discussions.lose(discussion)
            return True
        except TROUBLE as error:
            log.warning("A tally waits: %s", error, extra={"discussion": key})
            return False
        await self.discussions.shown(discussion)
        return True

    async def summarise(self, discussion: Discussion) -> None:
        """Tell a closed discussion's thread what it came to. Raises `SummaryNotTaken`."""
        if discussion.thread is None or discussion.closed_at is None:
            return
        result = await self.discussions.result(discussion)
        view = views.summary(result, self._text(discussion))
        view.stop()
        thread = self._place(discussion, discussion.thread)
        try:
            message = await self._sent_before(thread, discussion.closed_at)
            if message is None:
                message = await thread.send(view=view, nonce=nonce("summary", *discussion.key))
        except discord.NotFound:
            await self.discussions.threaded(discussion, None)
        except TROUBLE:
            raise SummaryNotTaken(link=Markup(discussion.link)) from None
        else:
            await self.discussions.summarised(discussion, MessageId(message.id))

    async def lists(self, discussion: Discussion, held: Mapping[Mark, int]) -> Lists:
        """Who has each reaction whose count differs from `held`. Raises discord.py's errors."""
        message = await self._post(discussion).fetch()
        there = {score_of(str(reaction.emoji)): reaction for reaction in message.reactions}
        lists: dict[Mark, frozenset[UserId]] = {}
        for mark in MARKS:
            reaction = there.get(mark.score)
            count = 0
            if reaction is not None:
                count = (
                    reaction.burst_count - reaction.me_burst
                    if mark.burst
                    else reaction.normal_count - reaction.me
                )
            if count == held.get(mark, 0):
                continue
            kind = discord.ReactionType.burst if mark.burst else discord.ReactionType.normal
            lists[mark] = frozenset(
                [
                    UserId(user.id)
                    async for user in reaction.users(limit=None, type=kind)
                    if not user.bot
                ]
                if reaction is not None and count
                else []
            )
        return lists


async def setup(bot: Kanso) -> None:
    await bot.add_cog(DiscussionsCog(bot))
