"""Small charts in text: they read on a phone, in dark and light, and to a screen reader."""

_BAR = "▏▎▍▌▋▊▉█"


def bar(share: float, width: int = 10) -> str:
    """A bar of `share` (0 to 1) of `width` characters, in steps of an eighth of one."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_BAR[rest - 1] if rest else "")) or "▏"
