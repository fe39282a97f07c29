"""Posters and portraits, drawn by the demo itself: no picture in it comes from outside."""

import colorsys
import math
import random
import textwrap
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from bot.shows.models import Show

SIZE = (460, 650)
FACE = 160
"""Side of a portrait, in pixels."""
_FINE = 2  # shapes are drawn this much larger, then made small: Pillow draws hard edges
_INK = "#2b3a55"

Colour = tuple[int, int, int]


class Palette:
    """Tones around one colour, from night to paper, and one that answers it."""

    def __init__(self, hex_code: str | None) -> None:
        code = (hex_code or _INK).lstrip("#")
        red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
        self._hue, self._light, self._saturation = colorsys.rgb_to_hls(red, green, blue)
        self._saturation = min(max(self._saturation, 0.22), 0.72)

    def tone(self, light: float, *, turn: float = 0.0, saturation: float = 1.0) -> Colour:
        """The colour at that lightness (0 to 1), its hue turned by that part of a circle."""
        return _rgb(
            colorsys.hls_to_rgb((self._hue + turn) % 1, light, self._saturation * saturation)
        )

    @property
    def night(self) -> Colour:
        return self.tone(0.11)

    @property
    def body(self) -> Colour:
        return self.tone(min(max(self._light, 0.34), 0.6))

    @property
    def glow(self) -> Colour:
        return self.tone(0.8, turn=0.06)

    @property
    def answer(self) -> Colour:
        return self.tone(0.66, turn=0.46, saturation=0.62)


def _rgb(parts: Sequence[float]) -> Colour:
    red, green, blue = (round(part * 255) for part in parts)
    return red, green, blue


def cover(show: Show) -> bytes:
    """The show's poster: a PNG of `SIZE`, always the same one for the same show."""
    chance = random.Random(show.id)
    palette = Palette(show.color)
    width, height = (side * _FINE for side in SIZE)
    image = _gradient((width, height), palette.body, palette.night)
    chance.choice(_SCENES)(image, palette, chance)
    _shade(image, palette.night)
    image = image.resize(SIZE, Image.Resampling.LANCZOS)
    _letter(image, show, palette)
    return _png(image)


def portrait(name: str, hex_code: str) -> bytes:
    """A member's picture: their first letter on their colour."""
    palette = Palette(hex_code)
    side = FACE * _FINE
    image = _gradient((side, side), palette.tone(0.58), palette.tone(0.3, turn=0.06))
    draw = ImageDraw.Draw(image, "RGBA")
    draw.ellipse((side * 0.42, -side * 0.3, side * 1.3, side * 0.58), fill=(*palette.glow, 46))
    draw.text(
        (side / 2, side * 0.5),
        name[0].upper(),
        font=_font(round(side * 0.5), 600),
        fill=(255, 255, 255, 240),
        anchor="mm",
    )
    return _png(image.resize((FACE, FACE), Image.Resampling.LANCZOS))


def emblem() -> bytes:
    """Kansō's own picture: an ensō, the circle drawn in one stroke."""
    side = FACE * 4
    image = _gradient((side, side), (232, 93, 72), (158, 44, 49))
    stroke = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(stroke)
    for step in range(900):
        turn = step / 900
        angle = math.radians(118 + turn * 322)
        reach = side * (0.295 + 0.012 * math.sin(turn * 5))
        x, y = side / 2 + math.cos(angle) * reach, side / 2 + math.sin(angle) * reach
        thick = side * 0.052 * (math.sin(math.pi * min(turn * 1.9 + 0.12, 1) / 1.0) * 0.35 + 0.68)
        thick *= 1 - 0.72 * max(0.0, turn - 0.72) / 0.28
        draw.ellipse((x - thick, y - thick, x + thick, y + thick), fill=255)
    image.paste((255, 246, 238), mask=stroke)
    return _png(image.resize((FACE, FACE), Image.Resampling.LANCZOS))


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    column = Image.new("RGB", (1, 256))
    for y in range(256):
        part = y / 255
        column.putpixel((0, y), _mix(top, bottom, part * part * (3 - 2 * part)))
    return column.resize(size, Image.Resampling.BICUBIC)


def _mix(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _shade(image: Image.Image, colour: Colour) -> None:
    """Darken the lower part, where the title stands."""
    mask = Image.linear_gradient("L").point(lambda v: max(0, v - 96) * 235 // 159)
    image.paste(colour, mask=mask.resize(image.size, Image.Resampling.BICUBIC))


def _disc(image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    """A disc with a halo."""
    x, y = centre
    halo = Image.new("L", image.size, 0)
    spread = radius * 1.45
    ImageDraw.Draw(halo).ellipse((x - spread, y - spread, x + spread, y + spread), fill=110)
    small = halo.resize((image.width // 8, image.height // 8))
    small = small.filter(ImageFilter.GaussianBlur(radius / 22))
    image.paste(colour, mask=small.resize(image.size, Image.Resampling.BICUBIC))
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _hills(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """A sun over ridges that fade with their distance."""
    width, height = image.size
    side = chance.choice((0.32, 0.68))
    _disc(image, (width * side, height * 0.3), width * chance.uniform(0.15, 0.22), palette.glow)
    draw = ImageDraw.Draw(image)
    ridges = 5
    for ridge in range(ridges):
        part = ridge / (ridges - 1)
        base = height * (0.4 + 0.13 * ridge)
        waves = [
            (chance.uniform(0.6, 2.4) * (1 + part), chance.uniform(0, 6.3), chance.uniform(0.3, 1))
            for _ in range(4)
        ]
        line = [
            (
                x,
                base
                - height
                * 0.045
                * sum(w * math.sin(f * x / width * 2 * math.pi + p) for f, p, w in waves),
            )
            for x in range(0, width + 8, 8)
        ]
        tone = _mix(palette.tone(0.5, turn=-0.04), palette.night, 0.25 + 0.7 * part)
        draw.polygon([*line, (width, height), (0, height)], fill=tone)


def _waves(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """Seigaiha, the sea as overlapping fans, under a moon."""
    width, height = image.size
    _disc(image, (width * chance.uniform(0.3, 0.7), height * 0.22), width * 0.13, palette.glow)
    draw = ImageDraw.Draw(image)
    radius = width / chance.choice((5, 6, 7))
    rows = math.ceil(height * 0.66 / (radius / 2)) + 2
    for row in range(rows):
        y = height * 0.42 + row * radius / 2
        part = row / rows
        for column in range(-1, math.ceil(width / (2 * radius)) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0)
            for ring in range(4):
                reach = radius * (1 - ring * 0.24)
                light = palette.tone(0.66 - 0.4 * part) if ring % 2 else palette.tone(0.3)
                tone = _mix(light, palette.night, part * 0.7)
                draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=tone)


def _rays(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """Light that fans out of one point."""
    width, height = image.size
    centre = (width * chance.choice((0.24, 0.5, 0.76)), height * chance.uniform(0.4, 0.52))
    rays, start = chance.choice((18, 22, 28)), chance.uniform(0, 1)
    layer = Image.new("RGB", image.size, palette.body)
    draw = ImageDraw.Draw(layer)
    for ray in range(rays):
        one, other = (2 * math.pi * (start + ray + turn) / rays for turn in (0.0, 0.5))
        far = height * 1.6
        draw.polygon(
            [
                centre,
                (centre[0] + math.cos(one) * far, centre[1] + math.sin(one) * far),
                (centre[0] + math.cos(other) * far, centre[1] + math.sin(other) * far),
            ],
            fill=palette.glow,
        )
    image.paste(layer, mask=Image.new("L", image.size, 62))
    _disc(image, centre, width * 0.19, palette.answer)
    draw = ImageDraw.Draw(image, "RGBA")
    for ring in (0.27, 0.36, 0.47):
        reach = width * ring
        draw.ellipse(
            (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach),
            outline=(*palette.glow, 120),
            width=3,
        )


def _rain(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """A town's lit windows through slanting rain."""
    width, height = image.size
    draw = ImageDraw.Draw(image, "RGBA")
    for layer in range(3):
        x = -chance.uniform(0, width * 0.1)
        while x < width:
            wide = width * chance.uniform(0.1, 0.2)
            top = height * (chance.uniform(0.26, 0.5) + 0.12 * layer)
            tone = _mix(palette.tone(0.36), palette.night, 0.3 + 0.32 * layer)
            draw.rectangle((x, top, x + wide, height), fill=tone)
            step = width * 0.032
            rows, columns = int((height * 0.8 - top) / (step * 1.5)), int(wide / step) - 1
            for row in range(max(rows, 0)):
                for column in range(max(columns, 0)):
                    if chance.random() < 0.2:
                        left, high = x + step * (column + 0.8), top + step * (1.5 * row + 1)
                        colour = palette.glow if chance.random() < 0.8 else palette.answer
                        draw.rectangle(
                            (left, high, left + step * 0.42, high + step * 0.62),
                            fill=(*colour, 90 + 45 * layer),
                        )
            x += wide * 1.02
    for _ in range(170):
        x, y = chance.uniform(-0.2, 1) * width, chance.uniform(0, 1) * height
        long = height * chance.uniform(0.03, 0.11)
        draw.line((x, y, x + long * 0.34, y + long), fill=(*palette.glow, 64), width=2)


def _threads(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """Many lines that swing together."""
    width, height = image.size
    _disc(image, (width * 0.5, height * 0.34), width * 0.24, palette.answer)
    draw = ImageDraw.Draw(image, "RGBA")
    count, phase, swing = 46, chance.uniform(0, 6.3), chance.uniform(0.07, 0.13)
    for thread in range(count):
        part = thread / count
        colour = _mix(palette.glow, palette.tone(0.42, turn=0.1), part)
        draw.line(
            [
                (
                    x,
                    height * (0.1 + 0.62 * part)
                    + height * swing * math.sin(x / width * 4.2 + phase + part * 4.6)
                    + height * 0.03 * math.sin(x / width * 9 - part * 7),
                )
                for x in range(-8, width + 16, 8)
            ],
            fill=(*colour, 150),
            width=3,
        )


def _blocks(image: Image.Image, palette: Palette, chance: random.Random) -> None:
    """Quarter circles in a grid, as on a printed cloth."""
    width, height = image.size
    columns = chance.choice((3, 4))
    cell = width / columns
    colours = [
        palette.glow,
        palette.answer,
        palette.tone(0.52),
        palette.tone(0.36, turn=-0.05),
        palette.tone(0.24),
    ]
    canvas = Image.new("RGB", image.size, palette.tone(0.3))
    draw = ImageDraw.Draw(canvas)
    for row in range(math.ceil(height / cell)):
        for column in range(columns):
            x, y = column * cell, row * cell
            back, front = chance.sample(colours, 2)
            draw.rectangle((x, y, x + cell, y + cell), fill=back)
            kind = chance.randrange(5)
            if kind < 4:
                cx, cy = x + cell * (kind % 2), y + cell * (kind // 2)
                draw.pieslice(
                    (cx - cell, cy - cell, cx + cell, cy + cell),
                    (0, 90, 270, 180)[kind],
                    (90, 180, 360, 270)[kind],
                    fill=front,
                )
            else:
                draw.ellipse(
                    (x + cell * 0.2, y + cell * 0.2, x + cell * 0.8, y + cell * 0.8), fill=front
                )
    image.paste(ImageChops.soft_light(canvas, Image.new("RGB", image.size, palette.body)))


Scene = Callable[[Image.Image, Palette, random.Random], None]
_SCENES: Sequence[Scene] = (_hills, _waves, _rays, _rain, _threads, _blocks)


@cache
def _font(size: int, weight: int = 400, *, han: bool = False) -> ImageFont.FreeTypeFont:
    """Noto Sans out of SimCord's Preview; the one with kana and kanji for `han`."""
    name = "noto-sans-sc-v2.004.ttf" if han else "noto-sans-latin-v2.015.ttf"
    with as_file(files("simcord.preview") / "static" / "fonts" / name) as path:
        font = ImageFont.truetype(Path(path), size)
    axes = font.get_variation_axes()
    # Noto has one axis here, or two with the width: only the weight is chosen.
    font.set_variation_by_axes(
        [weight if (axis["maximum"] or 0) >= 700 else axis["default"] or 0 for axis in axes]
    )
    return font


def _letter(image: Image.Image, show: Show, palette: Palette) -> None:
    """The title at the foot, the native one upright at the right, year and studio under a rule."""
    width, height = image.size
    margin, foot = 32, height - 36
    draw = ImageDraw.Draw(image, "RGBA")
    made = " · ".join(filter(None, [str(show.year or ""), *show.studios[:1]]))
    draw.text(
        (margin, foot), made.upper(), font=_font(17, 500), fill=(*palette.glow, 235), anchor="ls"
    )
    draw.line((margin, foot - 29, margin + 44, foot - 29), fill=(*palette.answer, 255), width=3)
    lines, font = _fitted(show.title.main, width - 2 * margin)
    leading = round(font.size * 1.1)
    for index, line in enumerate(lines):
        y = foot - 48 - leading * (len(lines) - 1 - index)
        draw.text((margin, y), line, font=font, fill=(255, 255, 255, 250), anchor="ls")
    native = _upright(show.title.native or "")
    for index, char in enumerate(native):
        draw.text(
            (width - 36, 34 + index * 27),
            char,
            font=_font(22, 500, han=True),
            fill=(255, 255, 255, 225),
            anchor="mt",
        )


def _fitted(title: str, width: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The title broken into at most four lines, as large as fits."""
    for size in (56, 50, 44, 38, 33, 29, 25, 22):
        font = _font(size, 750)
        for wrap in range(28, 5, -1):
            lines = textwrap.wrap(title, wrap, break_long_words=False)
            if len(lines) <= (3 if size > 33 else 4) and all(
                font.getlength(line) <= width for line in lines
            ):
                return lines, font
    return textwrap.wrap(title, 24)[:4], _font(22, 750)


def _upright(native: str) -> str:
    """The first part of a Japanese title, to be set from top to bottom; nothing for Latin ones."""
    if not any("\u3040" <= char <= "\u9fff" for char in native):
        return ""
    return native.translate(str.maketrans("ー〜～", "｜｜｜")).split(" ")[0][:13]
