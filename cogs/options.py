"""Options that several commands take, and the card that several answer with."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _

from bot.client import Kanso, completing, in_server
from bot.discussions import views as discussions
from bot.ids import GuildId
from bot.shows import views
from bot.shows.lore import Lore
from bot.shows.models import Show, ShowCard, ShowIsAdult

Interaction = discord.Interaction[Kanso]
DUBS_OFFERED = [
    app_commands.Choice(name=_(label), value=tag)
    for tag, label in discussions.LANGUAGES.items()
    if tag != discussions.OTHER
]


class ShowOption(app_commands.Transformer):
    """A show, offered by title; the value is its id, so that the pick one saw is the show one gets.

    What was typed without picking is taken where it is sure. Raises `ShowNotFound`, `WhichShow`
    and, outside age-restricted channels, `ShowIsAdult`.
    """

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Show:
        show: Show = interaction.client.app.shows.only(value, lore=await lore(interaction))
        if show.adult and not adult(interaction):
            raise ShowIsAdult
        return show

    @completing
    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Any], value: str, /
    ) -> list[app_commands.Choice[str]]:
        return await offered(interaction, value)


async def offered(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The shows that `typed` may mean, with their ids as values."""
    shows = interaction.client.app.shows.suggest(
        typed, adult=adult(interaction), lore=await lore(interaction)
    )
    t = interaction.client.text(interaction)
    return [app_commands.Choice(name=views.label(show, t), value=show.id) for show in shows]


async def lore(interaction: discord.Interaction[Any]) -> Lore:
    """What the server knows by itself; nothing elsewhere, so that none of it leaves the server."""
    here = (
        GuildId(interaction.guild_id) if interaction.guild_id and in_server(interaction) else None
    )
    held: Lore = await interaction.client.app.lore.of(here)
    return held


def drawn(
    interaction: Interaction,
    held: ShowCard,
    known_here: Lore,
    *also: discord.ui.Button[Any],
    private: bool,
) -> discord.ui.LayoutView:
    """A show's card for whoever asks, with what the server put right, and `also` under it."""
    return views.show_card(
        held,
        interaction.client.text(interaction, private=private),
        in_server=in_server(interaction),
        scores=interaction.client.scores_shown(interaction),
        corrections=known_here.of(held.show.id),
        also=also,
    )


def may_see(interaction: discord.Interaction[Any], channel: int | None) -> bool:
    """Whether whoever asks may see a channel of the server, or it is gone."""
    server, who = interaction.guild, interaction.user
    place = server.get_channel(channel) if server and channel else None
    return place is None or (
        isinstance(who, discord.Member) and place.permissions_for(who).view_channel
    )


def adult(interaction: discord.Interaction[Any]) -> bool:
    """Whether the place is age-restricted; a thread is as its channel is."""
    channel = interaction.channel
    place = getattr(channel, "parent", None) or channel
    return bool(getattr(place, "nsfw", False))
