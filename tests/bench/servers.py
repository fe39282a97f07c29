"""Servers as Discord's gateway sends them to a bot without privileged intents.

A usual one has 40 channels, 20 roles and 10 threads, every fiftieth 200, 60 and 50: more than most
servers in the world have.
"""

import random
from typing import Any

from tests.wire import BOT_ID

Json = dict[str, Any]

FIRST = 110_000_000_000_000_000
APART = 1 << 22
"""From one server's id to the next: neighbours are on different shards."""
WITHIN = 1_000_000
"""What a server's own things have ids of their own in, above its own."""
BIG = 50
TEXT, VOICE, CATEGORY, NEWS, FORUM, PUBLIC_THREAD = 0, 2, 4, 5, 15, 11
KINDS = (CATEGORY, TEXT, TEXT, TEXT, TEXT, VOICE, TEXT, VOICE, TEXT, TEXT)
EVERYBODY, INVITED = 2248473465835073, 309237746752
LET_IN = (1 << 10, 3 << 10, 1 << 10 | 1 << 20, 1 << 11 | 1 << 38)
KEPT_OUT = (1 << 10, 1 << 11, 1 << 11 | 1 << 38, 1 << 10 | 1 << 20, 1 << 35 | 1 << 36)
WORDS = (
    *("anime", "manga", "spoilers", "general", "announcements", "welcome", "rules", "music", "art"),
    *("cosplay", "memes", "bots", "games", "seasonal", "episodes", "reviews", "movies", "staff"),
    *("support", "feedback", "events", "voice", "lounge", "news", "clips", "library"),
)


def guild_id(number: int) -> int:
    return FIRST + number * APART


def channel_id(number: int, nth: int = 1) -> int:
    """A channel's; the first is a category, the second one of text."""
    return guild_id(number) + 1_000 + nth


def role_id(number: int) -> int:
    """Some role's that isn't the bot's."""
    return guild_id(number) + 20


def thread_id(number: int, nth: int = 0) -> int:
    return guild_id(number) + 100_000 + nth


def server(number: int) -> Json:
    """GUILD_CREATE of the `number`th server."""
    rng = random.Random(number)
    here, big = guild_id(number), number % BIG == BIG - 1
    channels, roles, threads = (200, 60, 50) if big else (40, 20, 10)
    own_role = here + 11
    ids = [here, own_role, *(here + 20 + nth for nth in range(roles - 2))]
    return {
        "id": str(here),
        "name": _name(rng),
        "icon": f"{rng.getrandbits(128):032x}",
        "banner": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "owner_id": str(here + 5),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 2,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "features": ["COMMUNITY", "NEWS", "SOUNDBOARD"] if number % 3 == 0 else ["SOUNDBOARD"],
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": str(channel_id(number)),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "max_members": 25_000_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "vanity_url_code": None,
        "premium_tier": number % 4,
        "premium_subscription_count": number % 15,
        "premium_progress_bar_enabled": False,
        "preferred_locale": rng.choice(["en-US", "en-US", "en-US", "de", "fr", "ja", "pt-BR"]),
        "hub_type": None,
        "lazy": True,
        "large": big,
        "unavailable": False,
        "joined_at": "2026-03-01T12:00:00.000000+00:00",
        "member_count": 12_000 if big else 180,
        "roles": [_role(rng, id_, nth, own=id_ == own_role) for nth, id_ in enumerate(ids)],
        "emojis": [_emoji(rng, here + 2_000 + nth) for nth in range(40 if big else 8)],
        "stickers": [],
        "channels": _channels(rng, number, channels, ids),
        "threads": [_thread(rng, number, nth, channels) for nth in range(threads)],
        "members": [_own_member(own_role)],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "embedded_activities": [],
    }


def _name(rng: random.Random) -> str:
    """Every second one is what such a thing is called elsewhere too."""
    word = rng.choice(WORDS)
    return word if rng.random() < 0.5 else f"{word}-{rng.randrange(10_000_000)}"


def _role(rng: random.Random, id_: int, nth: int, *, own: bool) -> Json:
    colour = rng.randrange(1 << 24)
    return {
        "id": str(id_),
        "name": "@everyone" if nth == 0 else _name(rng),
        "description": None,
        "permissions": str(INVITED if own else EVERYBODY if nth == 0 else rng.getrandbits(49)),
        "position": nth,
        "color": colour,
        "colors": {"primary_color": colour, "secondary_color": None, "tertiary_color": None},
        "hoist": nth % 4 == 1,
        "managed": own,
        "mentionable": nth % 5 == 0,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        "version": 0,
        **({"tags": {"bot_id": str(BOT_ID)}} if own else {}),
    }


def _overwrites(rng: random.Random, ids: list[int]) -> list[Json]:
    """None to four, two on average: everybody is kept out of something, a few roles are let in."""
    chosen = [ids[0], *rng.sample(ids[1:], 3)][: rng.randrange(5)]
    return [
        {
            "id": str(id_),
            "type": 0,
            "allow": str(rng.choice(LET_IN) if nth else 0),
            "deny": str(rng.choice(KEPT_OUT) if nth == 0 or rng.random() < 0.2 else 0),
        }
        for nth, id_ in enumerate(chosen)
    ]


def _channels(rng: random.Random, number: int, count: int, ids: list[int]) -> list[Json]:
    """A category every ten, and two channels in three permit what their category does."""
    made: list[Json] = []
    for nth in range(count):
        shown = _channel(rng, number, nth)
        category = made[nth // 10 * 10] if nth % 10 else None
        synced = category is not None and rng.random() < 2 / 3
        shown["permission_overwrites"] = (
            category["permission_overwrites"] if category and synced else _overwrites(rng, ids)
        )
        made.append(shown)
    made[1]["permission_overwrites"] = []  # where the bot is at home
    return made


def _channel(rng: random.Random, number: int, nth: int) -> Json:
    kind = KINDS[nth % len(KINDS)]
    kind = FORUM if nth == 13 else NEWS if nth == 24 else kind
    shown: Json = {
        "id": str(channel_id(number, nth)),
        "type": kind,
        "name": _name(rng),
        "position": nth,
        "flags": 0,
        "version": 1_700_000_000_000 + nth,
        "parent_id": None if kind == CATEGORY else str(channel_id(number, nth // 10 * 10)),
        "permission_overwrites": [],
    }
    if kind in (TEXT, NEWS, FORUM):
        topic = " ".join(rng.choices(WORDS, k=8)) if nth % 2 else None
        shown |= {"topic": topic, "nsfw": False, "rate_limit_per_user": 0}
        shown |= {"last_message_id": str(channel_id(number, nth) + (nth << 22))}
        shown |= {"icon_emoji": {"id": None, "name": "📺"}, "theme_color": None}
    if kind == FORUM:
        tag = {"id": str(channel_id(number, nth) + 500), "name": "Episode", "moderated": False}
        shown |= {"available_tags": [{**tag, "emoji_id": None, "emoji_name": "📺"}]}
        shown |= {"default_sort_order": None, "default_forum_layout": 0, "template": ""}
        shown |= {"default_reaction_emoji": None, "default_thread_rate_limit_per_user": 0}
    if kind == VOICE:
        shown |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None, "nsfw": False}
        shown |= {"last_message_id": None, "rate_limit_per_user": 0}
    return shown


def _thread(rng: random.Random, number: int, nth: int, channels: int) -> Json:
    texts = [at for at in range(channels) if KINDS[at % len(KINDS)] == TEXT and at not in (13, 24)]
    id_ = thread_id(number, nth)
    return {
        "id": str(id_),
        "type": PUBLIC_THREAD,
        "guild_id": str(guild_id(number)),
        "parent_id": str(channel_id(number, rng.choice(texts))),
        "owner_id": str(guild_id(number) + 300_000 + nth),
        "name": " ".join(rng.choices(WORDS, k=4)),
        "last_message_id": str(id_ + (3 << 22)),
        "rate_limit_per_user": 0,
        "message_count": rng.randrange(500),
        "member_count": rng.randrange(50),
        "total_message_sent": rng.randrange(500),
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": "2026-10-01T12:00:00.000000+00:00",
            "auto_archive_duration": 4320,
            "locked": False,
            "create_timestamp": "2026-10-01T12:00:00.000000+00:00",
        },
    }


def _emoji(rng: random.Random, id_: int) -> Json:
    return {
        "id": str(id_),
        "name": rng.choice(WORDS),
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
    }


def _own_member(role: int) -> Json:
    return {
        "user": {
            "id": str(BOT_ID),
            "username": "kanso",
            "global_name": None,
            "discriminator": "0",
            "avatar": None,
            "bot": True,
            "public_flags": 0,
        },
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role)],
        "joined_at": "2026-03-01T12:00:00.000000+00:00",
        "premium_since": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
