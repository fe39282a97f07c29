"""Colours of the pictures, as (red, green, blue) of 0 to 255, and how they stand apart."""

import colorsys
from functools import cache

Colour = tuple[int, int, int]

CARD: Colour = (0x1A, 0x1F, 0x2E)
TRACK: Colour = (0x29, 0x30, 0x44)
"""Where a bar would be: seen, but no value."""

RULE: Colour = (0x3A, 0x42, 0x5A)
INK: Colour = (0xF3, 0xF5, 0xFA)
QUIET: Colour = (0xB1, 0xB9, 0xCB)
NIGHT: Colour = (0x12, 0x15, 0x1F)
"""Text on a light step of the scale."""

ACCENT = 0x8CB4FF
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
"""What WCAG 2.1 asks of text, and of shapes that mean something."""

# Orange and blue stay apart for every common kind of colour blindness, and their lightness goes
# down to either side, so that the middle is told from the ends without any colour.
_STEPS: tuple[Colour, ...] = (
    (0xE8, 0x7A, 0x30),
    (0xF6, 0xBF, 0x8C),
    (0xE4, 0xE6, 0xEC),
    (0x9C, 0xC3, 0xF7),
    (0x4F, 0x8F, 0xEE),
)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@cache
def accent(number: int | None) -> Colour:
    """``0xRRGGBB`` made light enough to be read as text on the card; None is the house's own."""
    number = ACCENT if number is None else number
    colour = (number >> 16 & 255, number >> 8 & 255, number & 255)
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    while contrast(colour, CARD) < TEXT_CONTRAST:
        light += 0.01
        red, green, blue = (
            round(part * 255) for part in colorsys.hls_to_rgb(hue, min(light, 1), saturation)
        )
        colour = (red, green, blue)
    return colour


@cache
def soft(colour: Colour) -> Colour:
    """A calmer tone of it for what stands behind, which still stands out from the card."""
    share = 0.5
    while contrast(tone := mix(colour, CARD, share), CARD) < SHAPE_CONTRAST and share > 0:
        share -= 0.02
    return tone


@cache
def steps(count: int) -> tuple[Colour, ...]:
    """A colour for each step of a scale, the lowest first: orange, pale in the middle, blue."""
    last = len(_STEPS) - 1
    tones = []
    for step in range(count):
        below, part = divmod(step * last / (count - 1) if count > 1 else last / 2, 1)
        tones.append(mix(_STEPS[int(below)], _STEPS[min(int(below) + 1, last)], part))
    return tuple(tones)


def on(colour: Colour) -> Colour:
    """The text colour that reads best on it."""
    return max(NIGHT, INK, key=lambda text: contrast(text, colour))


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
