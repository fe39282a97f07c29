"""A test post: everything that a purpose needs is done once in its channel, and taken back."""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TypeVar

import discord

from bot.ids import ChannelId
from bot.settings import doctor_views as views
from bot.settings.doctor import Step, Trial
from bot.settings.models import Purpose
from bot.settings.permissions import FORUM_TAGS, NEEDED, TAG_WANTED
from bot.text import Text
from bot.ui.outbox import TROUBLE

log = logging.getLogger(__name__)
T = TypeVar("T")

EMOJI = "👍"
_TAKES = {
    Step.POST: ("view_channel", "send_messages"),
    Step.THREAD: ("create_public_threads",),
    Step.REACTION: ("add_reactions", "read_message_history"),
}
CLEANING = ("manage_threads", "read_message_history")
"""What deleting a thread takes, and finding Discord's note of it."""
NOTES = 10
"""How many messages after the test's are looked through for Discord's note of its thread."""


async def run_trial(
    channel: discord.TextChannel | discord.ForumChannel, purpose: Purpose, t: Text
) -> Trial:
    """Post, react and open a thread where `purpose` needs it, then delete it all.

    A thread in a text channel is opened only where the bot may delete it. Raises nothing that
    Discord answers: the trial says it. `t` is the language of the server.
    """
    return await _Rehearsal(channel, purpose, t).run()


class _Rehearsal:
    def __init__(
        self, channel: discord.TextChannel | discord.ForumChannel, purpose: Purpose, t: Text
    ) -> None:
        self.channel = channel
        self.needed = NEEDED[purpose]
        self.t = t
        self.worked: list[Step] = []
        self.refused: dict[Step, tuple[str, ...]] = {}
        self.unanswered: list[Step] = []
        self.tag_wanted = False
        self.spared: tuple[str, ...] = ()
        self.left: list[str] = []

    async def run(self) -> Trial:
        forum = isinstance(self.channel, discord.ForumChannel)
        post = await self._try(Step.POST, self._in_forum if forum else self._in_channel)
        if post:
            message, thread = post
            try:
                if "add_reactions" in self.needed:
                    await self._try(Step.REACTION, lambda: message.add_reaction(EMOJI))
                if "create_public_threads" in self.needed and thread is None:
                    thread = await self._thread(message)
            finally:
                await self._clean(message, thread, within=forum)
        return Trial(
            channel=ChannelId(self.channel.id),
            worked=tuple(self.worked),
            refused=self.refused,
            unanswered=tuple(self.unanswered),
            spared=self.spared,
            tag_wanted=self.tag_wanted,
            left=tuple(self.left),
        )

    async def _try(self, step: Step, work: Callable[[], Awaitable[T]]) -> T | None:
        try:
            done = await work()
        except discord.Forbidden:
            self.refused[step] = tuple(name for name in _TAKES[step] if not self._may(name))
            return None
        except TROUBLE as error:
            if getattr(error, "code", 0) == TAG_WANTED:
                self.tag_wanted = True
            else:
                log.warning("A test post failed: %r", error)
                self.unanswered.append(step)
            return None
        self.worked.append(step)
        return done

    async def _in_channel(self) -> tuple[discord.Message, discord.Thread | None]:
        assert isinstance(self.channel, discord.TextChannel)  # noqa: S101  (`run` looked)
        view = views.test_post(self.t)
        view.stop()
        return await self.channel.send(view=view), None

    async def _in_forum(self) -> tuple[discord.Message, discord.Thread | None]:
        assert isinstance(self.channel, discord.ForumChannel)  # noqa: S101  (`run` looked)
        view = views.test_post(self.t)
        view.stop()
        made = await self.channel.create_thread(
            name=views.test_name(self.t),
            view=view,
            applied_tags=tags(self.channel, [self.t(tag) for tag in FORUM_TAGS]),
        )
        return made.message, made.thread

    async def _thread(self, message: discord.Message) -> discord.Thread | None:
        if self._may("create_public_threads"):
            self.spared = tuple(name for name in CLEANING if not self._may(name))
            if self.spared:
                return None
        name = views.test_name(self.t)
        return await self._try(Step.THREAD, lambda: message.create_thread(name=name))

    def _may(self, permission: str) -> bool:
        allowed = self.channel.permissions_for(self.channel.guild.me)
        return bool(getattr(allowed, permission))

    async def _clean(
        self, message: discord.Message, thread: discord.Thread | None, *, within: bool
    ) -> None:
        """Delete what was made. A forum's post goes with its thread."""
        if thread:
            await self._delete(thread.delete, thread.jump_url)
            if not within:
                await self._delete_note(message, thread)
        if not within:
            await self._delete(message.delete, message.jump_url)

    async def _delete(self, work: Callable[[], Awaitable[None]], link: str) -> None:
        try:
            await work()
        except discord.NotFound:
            pass
        except TROUBLE as error:
            log.warning("A test post stayed: %r", error)
            self.left.append(link)

    async def _delete_note(self, message: discord.Message, thread: discord.Thread) -> None:
        """Discord's own message in the channel that a thread was started, where there is one."""
        try:
            async for said in message.channel.history(after=message, limit=NOTES):
                note = said.type is discord.MessageType.thread_created
                if note and said.author.id == message.author.id and said.content == thread.name:
                    await self._delete(said.delete, said.jump_url)
        except TROUBLE as error:
            log.warning("Nobody looked for the note of a test's thread: %r", error)


def tags(forum: discord.ForumChannel, names: Collection[str]) -> list[discord.ForumTag]:
    """One of those tags, else any where the forum wants one."""
    wanted = {name.casefold() for name in names}
    known = [tag for tag in forum.available_tags if tag.name.casefold() in wanted]
    free = [tag for tag in forum.available_tags if not tag.moderated]
    return known[:1] or (free[:1] if forum.flags.require_tag else [])
