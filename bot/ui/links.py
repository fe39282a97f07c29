"""Custom ids of buttons that lead from one feature to another, so that none imports the other."""

from bot.ui.components import Pattern

SHOW_CARD = Pattern("show", {"show": str})
SHOW_SEASONS = Pattern("seasons", {"show": str, "page": int})
SHOW_REVIEWS = Pattern("reviews", {"show": str, "page": int})
SHOW_RENEWAL = Pattern("return", {"show": str})
SHOW_FOLLOW = Pattern("follow", {"show": str})
SHOW_DISCUSS = Pattern("discuss", {"show": str})
SHOW_FORECAST = Pattern("forecast", {"show": str, "season": int})
