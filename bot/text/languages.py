"""Languages by the names that their speakers give them."""

NAMES = {
    "en": "English",
    "ja": "日本語",
    "es": "Español",
    "pt-BR": "Português (Brasil)",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "pt": "Português",
}


def own_name(locale: str) -> str:
    """A language as it calls itself; the locale's own code where nobody wrote its name down."""
    return NAMES.get(locale, locale)
