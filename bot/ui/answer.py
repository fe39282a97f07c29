"""Answers: the first response, an edit of a deferred one, or a follow-up, whichever is right."""

import asyncio
import io
import logging
import zlib
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import discord

from bot.errors import Outdated
from bot.ui import theme
from bot.ui.charts.values import Picture
from bot.ui.outbox import TROUBLE

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
T = TypeVar("T")
Pictures = Sequence[Picture]

AT_ONCE = 1.2
"""Seconds after which an answer is promised rather than given; Discord's patience is three."""


ANSWERED = 40060
"""Discord's code for a first response where it has one: its answer to that one was lost."""
_PROMISED = "promised"


async def promise(interaction: Interaction, *, private: bool) -> None:
    """Tell Discord within its three seconds that `answer` will follow, `private` or not."""
    await _defer(interaction, thinking=True, private=private)


async def acknowledge(interaction: Interaction) -> None:
    """Tell Discord within its three seconds that `replace` will follow. Where nothing was used that
    could be replaced, which is a form of a command's, it will be a private message of its own.
    """
    await _defer(interaction, thinking=interaction.message is None, private=True)


async def _defer(interaction: Interaction, *, thinking: bool, private: bool) -> None:
    """What a form brings is kept even where Discord can't be told: the form is closed by then."""
    interaction.extras[_PROMISED] = thinking
    try:
        await interaction.response.defer(ephemeral=private and thinking, thinking=thinking)
    except TROUBLE as error:
        if interaction.type is not discord.InteractionType.modal_submit and not _answered(error):
            raise
        log.info("Discord wasn't told that an answer follows: %s", error)


def _answered(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code == ANSWERED


async def _first(interaction: Interaction, response: Awaitable[Any]) -> bool:
    """Whether Discord took that as the first response. False: a deferral had come through before,
    though nobody heard of it.
    """
    try:
        await response
    except discord.HTTPException as error:
        if not _answered(error):
            raise
        return _PROMISED not in interaction.extras  # else it was this very one
    return True


async def answer(
    interaction: Interaction,
    view: discord.ui.LayoutView,
    *,
    private: bool = False,
    files: Sequence[discord.File] = (),
) -> None:
    """Show `view` as the answer. After a deferral, `private` is what the deferral said."""
    view.stop()
    response, promised = interaction.response, interaction.extras.get(_PROMISED)
    if response.is_done():
        promised = response.type is discord.InteractionResponseType.deferred_channel_message
    elif await _first(
        interaction, response.send_message(view=view, ephemeral=private, files=list(files))
    ):
        return
    for file in files:
        file.reset()
    if promised:
        await interaction.edit_original_response(view=view, attachments=list(files))
    else:
        await interaction.followup.send(view=view, ephemeral=private, files=list(files))


async def in_time(interaction: Interaction, work: Awaitable[T], *, private: bool) -> T:
    """What `work` comes to. Where that takes a while, Discord is told within its three seconds
    that an answer is on its way, `private` or not.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=AT_ONCE)
        if not done and not interaction.response.is_done():
            await promise(interaction, private=private)
        return await task
    finally:
        task.cancel()


async def replace(
    interaction: Interaction,
    view: discord.ui.LayoutView,
    *,
    files: Sequence[discord.File] | None = None,
    public: bool = False,
) -> None:
    """Show `view` in place of the message whose component, or whose form, was used. Its files stay
    unless others are given.

    What others see as well stays as it is unless `public` says that they shall see `view` there:
    a component can be forged. It is then shown beside that, to whoever asked alone.
    """
    view.stop()
    message = interaction.message
    if message and not message.flags.ephemeral and not public:
        await answer(interaction, view, private=True, files=files or ())
        return
    attachments: Any = discord.utils.MISSING if files is None else list(files)
    response = interaction.response
    if not response.is_done() and await _first(
        interaction, response.edit_message(view=view, attachments=attachments)
    ):
        return
    for file in files or ():
        file.reset()
    await interaction.edit_original_response(view=view, attachments=attachments)


async def turn(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Show another page to whoever pressed: in place of what they alone see, else to them alone,
    so that nobody turns a page that others are reading.
    """
    message = interaction.message
    if message and message.flags.ephemeral and not interaction.response.is_done():
        await replace(interaction, view)
    else:
        await answer(interaction, view, private=True)


async def ask(interaction: Interaction, modal: discord.ui.Modal) -> None:
    """Open a form. Its submit reaches the handler of its custom id, even after a restart.

    Raises `Outdated` for a form that was sent with a button's custom id: Discord opens no form on
    a form.
    """
    modal.stop()
    if interaction.type is discord.InteractionType.modal_submit:
        raise Outdated
    await _first(interaction, interaction.response.send_modal(modal))


def note(text: str, *, colour: int = theme.CALM, file: str | None = None) -> discord.ui.LayoutView:
    """A short message of the bot's own, as a card, with the attachment of that name on it."""
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(text)]
    if file:
        items.append(discord.ui.File(f"attachment://{file}"))
    return card(*items, colour=colour)


def gallery(pictures: Pictures) -> list[discord.ui.MediaGallery[Any]]:
    """Pictures on a card, with their words for who can't see them; `attached` sends them along.

    Each has a gallery of its own: two in one stand side by side, and Discord crops them.
    """
    return [
        discord.ui.MediaGallery(
            discord.MediaGalleryItem(f"attachment://{_picture(n)}", description=picture.alt)
        )
        for n, picture in enumerate(pictures)
    ]


def attached(pictures: Pictures) -> list[discord.File]:
    """The files that a card with `gallery` needs beside it."""
    return [
        discord.File(io.BytesIO(picture.png), _picture(n), description=picture.alt)
        for n, picture in enumerate(pictures)
    ]


def _picture(number: int) -> str:
    return f"picture-{number + 1}.png"


def card(*items: discord.ui.Item[Any], colour: int = theme.INK) -> discord.ui.LayoutView:
    """A card with an accent colour, holding `items` in order."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*items, accent_colour=colour))
    return view


def small(text: str) -> discord.ui.TextDisplay[Any]:
    """Small print: sources and ages, under a card's facts."""
    return discord.ui.TextDisplay("\n".join(f"-# {line}" for line in text.split("\n")))


def rule() -> discord.ui.Separator[Any]:
    """A thin line between parts of a card."""
    return discord.ui.Separator(spacing=discord.SeparatorSpacing.small)


def button(
    label: str,
    custom_id: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button that a `Handler` answers."""
    return discord.ui.Button(
        label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=disabled
    )


def link(label: str, url: str) -> discord.ui.Button[Any]:
    """A button that opens an address."""
    return discord.ui.Button(label=label, url=url, style=discord.ButtonStyle.link)


_SELECTS = (
    discord.ui.Select,
    discord.ui.ChannelSelect,
    discord.ui.RoleSelect,
    discord.ui.UserSelect,
    discord.ui.MentionableSelect,
)


def row(*items: discord.ui.Item[Any]) -> discord.ui.ActionRow[Any]:
    """Up to five buttons, or one select, side by side.

    A select has an id of its own, made from its custom id: what is shown as chosen then stays with
    it where an edit puts another in its place.
    """
    for item in items:
        if isinstance(item, _SELECTS) and item.id is None:
            item.id = zlib.crc32(item.custom_id.encode()) % 2**31 or 1
    return discord.ui.ActionRow(*items)
