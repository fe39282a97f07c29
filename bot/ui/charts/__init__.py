"""Charts. Small ones in text here, pictures in the modules beside.

The text bars read on a phone, in dark and light, and to a screen reader. Each picture has a module
named for it. Importing one is cheap: Pillow is first imported when a picture is drawn, which takes
some ten milliseconds of a processor, so draw off the event loop.
"""

_BAR = "▏▎▍▌▋▊▉█"


def bar(share: float, width: int = 10) -> str:
    """A bar of `share` (0 to 1) of `width` characters, in steps of an eighth of one."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_BAR[rest - 1] if rest else "")) or "▏"
