"""What Kansō needs to be allowed in each place, in Discord's own words."""

from collections.abc import Collection

import discord

from bot.errors import N_
from bot.ids import ChannelId, GuildId
from bot.settings.doctor import (
    Checkup,
    Cure,
    Overwrite,
    Report,
    RoleTrouble,
    Rules,
    State,
    cures,
)
from bot.settings.models import Purpose, Settings
from bot.text import Text

NEEDED = {
    Purpose.REVIEWS: (
        "view_channel",
        "send_messages",
        "create_public_threads",
        "send_messages_in_threads",
        "add_reactions",
        "read_message_history",
    ),
    Purpose.RENEWALS: ("view_channel", "send_messages", "read_message_history"),
    Purpose.NEWS: ("view_channel", "send_messages", "read_message_history"),
    Purpose.DISCUSSIONS: (
        "view_channel",
        "send_messages",
        "attach_files",
        "create_public_threads",
        "send_messages_in_threads",
        "add_reactions",
        "read_message_history",
    ),
}

_WORDS = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "attach_files": N_("Attach Files"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "add_reactions": N_("Add Reactions"),
    "read_message_history": N_("Read Message History"),
    "manage_threads": N_("Manage Threads"),
    "manage_roles": N_("Manage Roles"),
    "create_events": N_("Create Events"),
}


_NOT_THERE = {
    discord.ForumChannel: {"create_public_threads"},
    discord.Thread: {"send_messages", "create_public_threads"},
}
"""What a place of that kind has no use for: a forum's posts are sent, a thread is one already."""


def missing(channel: discord.abc.GuildChannel | discord.Thread, purpose: Purpose) -> list[str]:
    """The permissions that the bot lacks in `channel` for `purpose`, by Discord's API names."""
    allowed = channel.permissions_for(channel.guild.me)
    spare = _NOT_THERE.get(type(channel), set())
    return [name for name in NEEDED[purpose] if name not in spare and not getattr(allowed, name)]


def withheld(
    channel: discord.abc.GuildChannel | discord.Thread, purpose: Purpose
) -> tuple[Cure, ...]:
    """Where each permission that `missing` finds has to be allowed."""
    held = channel.parent if isinstance(channel, discord.Thread) else channel
    if held is None:
        return ()
    spare = _NOT_THERE.get(type(channel), set())
    flags = discord.Permissions.VALID_FLAGS
    return cures({n: flags[n] for n in NEEDED[purpose] if n not in spare}, _rules(held))


def _rules(channel: discord.abc.GuildChannel) -> Rules:
    guild, me = channel.guild, channel.guild.me
    return Rules(
        server=_by_roles(me),
        bot=me.display_name,
        own_role=(guild.self_role or me.top_role).name,
        everyone=_row(channel, guild.default_role, guild.default_role.name),
        roles=tuple(_row(channel, r, r.name) for r in reversed(me.roles) if not r.is_default()),
        member=_row(channel, me, me.display_name),
    )


def _row(
    channel: discord.abc.GuildChannel, target: discord.Role | discord.Member, name: str
) -> Overwrite:
    allow, deny = channel.overwrites_for(target).pair()
    return Overwrite(name=name, allow=allow.value, deny=deny.value)


def _by_roles(me: discord.Member) -> int:
    """What its roles allow together, whatever a time-out takes away meanwhile."""
    value = 0
    for role in me.roles:
        value |= role.permissions.value
    return value


FIT: dict[Purpose, tuple[type[discord.abc.GuildChannel], ...]] = {
    Purpose.REVIEWS: (discord.TextChannel,),
    Purpose.RENEWALS: (discord.TextChannel,),
    Purpose.NEWS: (discord.TextChannel,),
    Purpose.DISCUSSIONS: (discord.TextChannel, discord.ForumChannel),
}
"""The kinds of channel that serve each purpose."""
FORUM_TAGS = EPISODE_TAG, SHOW_TAG = N_("Episode"), N_("Whole show")
"""What discussions file their posts in a forum under."""
MOST_TAGS = 20
"""Of a forum."""
TAG_WANTED = 40067
"""Discord's code for a post that came without a tag into a forum that requires one."""


def examine(guild: discord.Guild, settings: Settings, t: Text) -> Report:
    """How it is in a server with those settings, without asking Discord. `t` is its language."""
    tags = [t(tag) for tag in FORUM_TAGS]
    moderators, reviewers = settings.moderator_role, settings.reviewer_role
    pinged = guild.get_role(settings.episode_role) if settings.episode_role else None
    return Report(
        guild=GuildId(guild.id),
        checkups=tuple(_examine(guild, settings, purpose, tags) for purpose in Purpose),
        moderators=moderators,
        moderators_gone=moderators is not None and guild.get_role(moderators) is None,
        reviewers=reviewers,
        reviewers_gone=reviewers is not None and guild.get_role(reviewers) is None,
        pinged=settings.episode_role,
        pinged_gone=settings.episode_role is not None and pinged is None,
        ping_troubles=role_troubles(pinged, settings) if pinged else (),
        events_forbidden=settings.events and not may_make_events(guild),
        weekly_unplaced=settings.weekly and settings.news_channel is None,
        silent_until=guild.me.timed_out_until if guild.me.is_timed_out() else None,
    )


ELEVATED = discord.Permissions.elevated() | discord.Permissions(
    mention_everyone=True, view_audit_log=True, manage_nicknames=True, manage_events=True,
    mute_members=True, deafen_members=True, move_members=True,
)  # fmt: skip
"""What nobody may give themselves by a button."""


def role_troubles(role: discord.Role, settings: Settings) -> tuple[RoleTrouble, ...]:
    """What keeps the bot from giving a role that members may take, or from pinging it."""
    me = role.guild.me
    found = []
    own = (settings.moderator_role, settings.reviewer_role)
    if role.id in own or (role.permissions & ELEVATED).value:
        found.append(RoleTrouble.POWER)
    if not me.guild_permissions.manage_roles:
        found.append(RoleTrouble.MANAGE)
    if role >= me.top_role:
        found.append(RoleTrouble.ABOVE)
    if not role.mentionable and not me.guild_permissions.mention_everyone:
        found.append(RoleTrouble.SILENT)
    return tuple(found)


def may_make_events(guild: discord.Guild) -> bool:
    """Whether the bot may make events in a server, and change those that it made."""
    return guild.me.guild_permissions.create_events


def _examine(
    guild: discord.Guild, settings: Settings, purpose: Purpose, tags: Collection[str]
) -> Checkup:
    chosen = settings.channel(purpose)
    if chosen is None:
        return Checkup(purpose=purpose, state=State.UNSET)
    channel = guild.get_channel(chosen)
    if channel is None:
        return Checkup(purpose=purpose, state=State.GONE, channel=chosen)
    here = ChannelId(channel.id)
    if not isinstance(channel, FIT[purpose]):
        return Checkup(purpose=purpose, state=State.UNFIT, channel=here, name=channel.name)
    return Checkup(
        purpose=purpose,
        state=State.HERE,
        channel=here,
        name=channel.name,
        cures=withheld(channel, purpose),
        tags=_lacking(channel, tags) if isinstance(channel, discord.ForumChannel) else (),
    )


def _lacking(forum: discord.ForumChannel, tags: Collection[str]) -> tuple[str, ...]:
    """The tags that a forum lacks where it takes no post without one, unless the bot makes them."""
    if not forum.flags.require_tag:
        return ()
    known = {tag.name.casefold() for tag in forum.available_tags}
    lacking = tuple(tag for tag in tags if tag.casefold() not in known)
    may = forum.permissions_for(forum.guild.me).manage_channels
    return () if may and len(known) + len(lacking) <= MOST_TAGS else lacking


def words(names: Collection[str], text: Text) -> str:
    """Permissions as Discord's settings call them, in a row."""
    return ", ".join(f"*{text(_WORDS[name])}*" for name in names)


def needed_in_all() -> discord.Permissions:
    """Everything that any feature needs: the permissions of the invitation."""
    return discord.Permissions(
        **dict.fromkeys({n for names in NEEDED.values() for n in names}, True)
    )
