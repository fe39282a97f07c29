"""The card that every picture is drawn on: its head, its text, its shapes.

Twice the size that a phone shows, so `TEXT` is the smallest size of text. Pillow draws shapes with
hard edges; those here are masks, drawn larger and made smaller, so that edges are smooth. Only this
module knows Pillow, and imports it when the first picture is drawn.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.text.plain import clean
from bot.ui.charts import palette
from bot.ui.charts.palette import CARD, INK, QUIET, RULE, Colour
from bot.ui.charts.values import Head

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parents[1] / "fonts"
REGULAR, SEMIBOLD = "NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"
JAPANESE = "NotoSansCJKjp-Regular.otf"
WIDTH = 880
EDGE = 48
"""Between the card's edge and what is on it."""

LEFT, RIGHT = EDGE, WIDTH - EDGE
TEXT, LABEL, TITLE = 26, 28, 38
CORNER = 32
Box = tuple[float, float, float, float]
Point = tuple[float, float]
_FINE = 4
"""How many times larger the mask of a shape is drawn."""

_SHADES = 12
_CLEAR = 256 - _SHADES
"""The palette's first index that is more or less transparent: the corners' edges."""

_DEPTH = 10
"""Tones from one colour to another, for smooth edges."""

_RUNS = 3
"""zlib's Z_RLE: flat colours are runs, and it is five times as fast as looking further."""

_LONGEST = 160
"""Characters of a text that are looked at: more than fit on any line."""


class Canvas:
    """A card with `head` and, under its title, `facts`; `body` pixels high below that.

    Coordinates are pixels from the top left; text stands on its baseline `y`.
    """

    def __init__(self, head: Head, facts: str, body: float) -> None:
        from PIL import Image, ImageDraw

        title = _lines(drawable(head.title) or "", RIGHT - LEFT - 28, 2)
        facts = _beside(head.part, facts, RIGHT - LEFT - 28)
        self.top = EDGE + 50 * len(title) + (44 if facts else 0) + 28
        self.height = round(self.top + body + EDGE - 8)
        self.accent = palette.accent(head.accent)
        self.image = Image.new("RGB", (WIDTH, self.height), CARD)
        self._draw = ImageDraw.Draw(self.image)
        self._blends: dict[tuple[Colour, Colour], None] = {(CARD, INK): None}
        for row, line in enumerate(title):
            self.text(LEFT + 28, EDGE + 34 + 50 * row, line, size=TITLE, bold=True)
        if title:
            self.bar((LEFT, EDGE + 4, LEFT + 8, self.top - (28 if facts else 40)), self.accent)
        indent = 28 if title else 0
        self.text(
            LEFT + indent, self.top - 36, facts, QUIET, size=LABEL, room=RIGHT - LEFT - indent
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        colour: Colour = INK,
        *,
        size: int = TEXT,
        bold: bool = False,
        anchor: str = "l",
        room: float = WIDTH,
        ground: Colour = CARD,
        halo: int = 0,
    ) -> None:
        """Draw one line that begins, has its middle or ends (l, m, r) at `x`, cut to `room` pixels.

        Nothing is drawn where the fonts lack a character. `ground` is the colour below; `halo`
        pixels of it around each letter keep lines apart that run behind it.
        """
        if line := fit(words, size, bold=bold, room=room):
            self._blends[ground, colour] = None
            face = _face(line, bold=bold)
            weight = 0.6 if bold and face == JAPANESE else 0  # it comes in one weight only
            self._draw.text(
                (round(x), round(y)),
                line,
                fill=colour,
                font=_font(face, size),
                anchor=f"{anchor}s",
                stroke_width=halo or weight,
                stroke_fill=ground if halo else colour,
            )

    def bar(self, box: Box, colour: Colour, radius: int = 8) -> None:
        """A rectangle with round corners."""
        x, y, right, bottom = (round(edge) for edge in box)
        self._blends[CARD, colour] = None
        _rounded(self.image, (x, y, right, bottom), colour, radius)

    def disc(self, x: float, y: float, radius: int, colour: Colour, ring: Colour = CARD) -> None:
        """A disc with a ring of 4 pixels around it, so that it stands out from what is below."""
        self._blends[ring, colour] = None
        for size, fill in ((radius + 4, ring), (radius, colour)):
            box = (round(x) - size, round(y) - size, round(x) + size, round(y) + size)
            _rounded(self.image, box, fill, size)

    def tick(self, x: float, y: float, height: int) -> None:
        """An upright mark with a gap around it, so that it stands out from what is below."""
        for wide, tall, colour in ((8, height, CARD), (4, height, INK)):
            self.bar((x - wide, y - tall / 2, x + wide, y + tall / 2), colour, wide // 2)

    def rule(self, x: float, y: float, right: float, colour: Colour = RULE) -> None:
        """A hairline."""
        self._blends[CARD, colour] = None
        self._draw.rectangle((round(x), round(y) - 1, round(right), round(y)), fill=colour)

    def stack(self, box: Box, parts: Iterable[tuple[float, float, Colour]]) -> None:
        """Parts of a bar, each from and to a share (0 to 1) of it, a gap between them."""
        from PIL import Image, ImageDraw

        x, y, right, bottom = (round(edge) for edge in box)
        width, height = right - x, bottom - y
        strip = Image.new("RGB", (width, height), CARD)
        draw = ImageDraw.Draw(strip)
        for begin, end, colour in parts:
            first, last = round(begin * width), round(end * width)
            last = max(first, last - 1 - (3 if end < 1 else 0))
            self._blends[CARD, colour] = None
            draw.rectangle((min(first, width - 1), 0, last, height), fill=colour)
        mask = Image.new("L", strip.size)
        _rounded(mask, (0, 0, width, height), 255, 10)
        self.image.paste(strip, (x, y), mask)

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """A polygon with smooth edges."""
        self._smooth(points, colour, 0)

    def line(self, points: Sequence[Point], colour: Colour, width: int) -> None:
        """A line through `points`, with smooth edges and round joints."""
        self._smooth(points, colour, width)

    def _smooth(self, points: Sequence[Point], colour: Colour, width: int) -> None:
        from PIL import Image, ImageDraw

        fine = 3
        self._blends[CARD, colour] = None
        pad = width + 2
        left, top = (int(min(axis)) - pad for axis in zip(*points, strict=True))
        right, bottom = (int(max(axis)) + pad for axis in zip(*points, strict=True))
        mask = Image.new("L", ((right - left) * fine, (bottom - top) * fine))
        draw = ImageDraw.Draw(mask)
        path = [((x - left) * fine, (y - top) * fine) for x, y in points]
        if width:
            draw.line(path, fill=255, width=width * fine, joint="curve")
        else:
            draw.polygon(path, fill=255)
        self.image.paste(colour, (left, top), mask.reduce(fine))

    def legend(self, y: float, entries: Sequence[tuple[str, Colour, str]]) -> None:
        """Marks with what they mean, on one line: a "dot", "line", "bar" or "tick" each."""
        x = float(LEFT)
        for mark, colour, words in entries:
            if x + 100 > RIGHT or not (size := width_of(words)):
                continue
            if mark == "dot":
                self.disc(x + 12, y - 9, 10, colour)
            else:
                width, height = {"line": (28, 6), "bar": (28, 20), "tick": (6, 28)}[mark]
                self.bar((x, y - 9 - height / 2, x + width, y - 9 + height / 2), colour, 3)
            x += 22 if mark == "tick" else 40
            self.text(x, y, words, QUIET, room=RIGHT - x)
            x += size + 36

    def png(self) -> bytes:
        """The card with its corners cut round, as a PNG of few colours.

        They are known beforehand, so that nobody has to look for them among the pixels: full
        colour is three times the size and takes four times as long.
        """
        from PIL import Image

        colours = self._colours()
        colours += [CARD] * (_CLEAR - len(colours))
        tones = Image.new("P", (1, 1))
        tones.putpalette([part for colour in colours for part in colour])
        flat = self.image.quantize(palette=tones, dither=Image.Dither.NONE)
        for left in (0, WIDTH - CORNER):
            for above in (0, self.height - CORNER):
                indexes, mask = _corner(left > 0, above > 0)
                flat.paste(indexes, (left, above), mask)
        shades = [(*CARD, step * 255 // _SHADES) for step in range(_SHADES)]
        rgba = [*((*colour, 255) for colour in colours), *shades]
        flat.putpalette([part for colour in rgba for part in colour], "RGBA")
        file = io.BytesIO()
        flat.save(file, "PNG", compress_type=_RUNS)
        return file.getvalue()

    def _colours(self) -> list[Colour]:
        """What is drawn with, and the tones between each and what is below it."""
        pure = list(dict.fromkeys(colour for blend in self._blends for colour in blend))
        depth = max(2, min(_DEPTH, (_CLEAR - len(pure)) // len(self._blends) + 1))
        between = [
            palette.mix(ground, colour, step / depth)
            for step in range(1, depth)
            for ground, colour in self._blends
        ]
        return list(dict.fromkeys([*pure, *between]))[:_CLEAR]


@lru_cache(1024)
def drawable(words: str) -> str | None:
    """`words` as they can be drawn, on one line; None where a character that matters can't be.

    Emoji and other marks that the fonts lack are left out.
    """
    line = " ".join(unicodedata.normalize("NFC", clean(words[: _LONGEST * 4])).split())[:_LONGEST]
    if _covered(line):
        return line or None
    line = " ".join("".join(char for char in line if not _mark(char)).split())
    return line if line and _covered(line) else None


def width_of(words: str, size: int = TEXT, *, bold: bool = False) -> float:
    """Pixels that `words` take on a line; 0 where they can't be drawn."""
    return _length(line, size, bold) if (line := drawable(words)) else 0


def fit(words: str, size: int, *, bold: bool, room: float) -> str:
    """As much of `words` as takes `room` pixels, ended by an ellipsis where it is cut."""
    line = drawable(words)
    if line is None or _length(line, size, bold) <= room:
        return line or ""
    short, long = 0, len(line)
    while long - short > 1:
        middle = (short + long) // 2
        fits = _length(line[:middle].rstrip() + "…", size, bold) <= room
        short, long = (middle, long) if fits else (short, middle)
    return line[:short].rstrip() + "…" if short else ""


def _beside(part: str, facts: str, room: float) -> str:
    """Both on one line, the part cut if need be; the facts alone where no font has both."""
    facts = drawable(facts) or ""
    part = fit(part, LABEL, bold=False, room=room - width_of(facts, LABEL) - 30)
    both = " · ".join(filter(None, (part, facts)))
    return both if drawable(both) else facts


def _lines(words: str, room: float, most: int) -> list[str]:
    """`words` on up to `most` lines of the title, broken at a space or, in Japanese, anywhere."""
    lines: list[str] = []
    while words:
        line = fit(words, TITLE, bold=True, room=room)
        if line == words or len(lines) == most - 1 or not line:
            return [*lines, line] if line else lines
        cut = len(line) - 1
        space = words.rfind(" ", 0, cut + 1)
        cut = space if space > cut // 2 else cut
        lines.append(words[:cut].rstrip())
        words = words[cut:].lstrip()
    return lines


def _mark(char: str) -> bool:
    return char in "\u200d\ufe0f" or (
        unicodedata.category(char) in {"So", "Sk", "Cn", "Mn", "Me"} and not _has(JAPANESE, char)
    )


def _covered(line: str) -> bool:
    return any(all(_has(face, char) for char in line) for face in (REGULAR, JAPANESE))


def _face(line: str, *, bold: bool) -> str:
    if all(_has(REGULAR, char) for char in line):
        return SEMIBOLD if bold else REGULAR
    return JAPANESE


@lru_cache(1024)
def _length(line: str, size: int, bold: bool) -> float:
    return _font(_face(line, bold=bold), size).getlength(line)


@cache
def _font(face: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / face, size)


@lru_cache(4096)
def _has(face: str, char: str) -> bool:
    """Whether the font has it. Pillow doesn't say, but draws the same box for all that it lacks,
    unless letters are shaped: a mark alone then gets a ring beside the box, and looks like one.
    """
    return char == " " or _drawn(face, char) != _drawn(face, "\uffff")


def _drawn(face: str, char: str) -> tuple[tuple[int, int], bytes]:
    mask = _plain(face).getmask(char)
    return mask.size, bytes(mask)


@cache
def _plain(face: str) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / face, TEXT, layout_engine=ImageFont.Layout.BASIC)


@cache
def _quarters(radius: int) -> "Image":
    """The mask of a disc, whose quarters are the corners of everything round."""
    from PIL import Image, ImageDraw

    side = 2 * radius * _FINE
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    return mask.reduce(_FINE)


@cache
def _corner(right: bool, below: bool) -> "tuple[Image, Image]":
    """A corner of the card as indexes of its transparency, and where they go."""
    from PIL import Image

    left, above = CORNER * right, CORNER * below
    shape = _quarters(CORNER).crop((left, above, left + CORNER, above + CORNER))
    shade = shape.point([_CLEAR + min(a * _SHADES // 255, _SHADES - 1) for a in range(256)])
    mask = shape.point([255] * 255 + [0])
    return Image.frombytes("P", shape.size, shade.tobytes()), mask


def _rounded(
    image: "Image", box: tuple[int, int, int, int], colour: Colour | int, radius: int
) -> None:
    x, y, right, bottom = box
    r = min(radius, (right - x) // 2, (bottom - y) // 2)
    if r < 1:
        image.paste(colour, (x, y, max(right, x + 1), max(bottom, y + 1)))
        return
    image.paste(colour, (x + r, y, right - r, bottom))
    image.paste(colour, (x, y + r, right, bottom - r))
    disc = _quarters(r)
    for left, above in ((0, 0), (r, 0), (0, r), (r, r)):
        corner = disc.crop((left, above, left + r, above + r))
        at = (right - r if left else x, bottom - r if above else y)
        image.paste(colour, at, corner)
