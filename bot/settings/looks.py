"""How shows look to whom: what a member prefers, what the server decided, what else. Pure."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.settings.models import Preferences
from bot.text.titles import TitleLanguage


def titles(server: Preferences, member: Preferences, *, private: bool) -> TitleLanguage:
    """A private answer has titles as its member wants them; what others see never does."""
    return (member.titles if private else None) or server.titles or TitleLanguage.ENGLISH


def scores_shown(server: Preferences, member: Preferences) -> bool:
    """Unless the server hides scores, or the member whose command is answered does."""
    return not (server.hide_scores or member.hide_scores)


def zone(server: Preferences, member: Preferences) -> ZoneInfo:
    """The member's zone, else the server's, else UTC."""
    return chosen_zone(server, member) or ZoneInfo("UTC")


def chosen_zone(server: Preferences, member: Preferences) -> ZoneInfo | None:
    """The member's zone, else the server's. One that the host knows no more is none."""
    for name in filter(None, (member.zone, server.zone)):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return None
