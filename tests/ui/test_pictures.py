"""Pictures: nothing leaves its card, everything can be read, and the words say what is drawn."""

import io
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.text import Text, Texts
from bot.ui.charts import canvas, palette
from bot.ui.charts.aspects import Aspect, aspects
from bot.ui.charts.calibration import Bin, calibration
from bot.ui.charts.canvas import FONTS, drawable, fit, width_of
from bot.ui.charts.curve import Episode, curve
from bot.ui.charts.distribution import distribution
from bot.ui.charts.palette import CARD, INK, QUIET, TRACK, Colour, contrast
from bot.ui.charts.splits import Group, splits
from bot.ui.charts.values import ALT_LIMIT, Head, Middle, Picture, compact, number, percent, ticks
from tests.fakes import PseudoTexts
from tests.test_words import unbracketed

Box = tuple[float, float, float, float]

FIVE = ["Hated it", "Disliked it", "It was fine", "Liked it", "Loved it"]
TEN = [str(score) for score in range(1, 11)]
HERO = Head(title="Hero Mask", part="Episode 3", accent=0xE0603A)
LIKED = Middle(n=134, median=4, low=3, high=5)
VOTES = [4, 9, 27, 53, 41]


@pytest.fixture
def t() -> Text:
    return Texts().choose("en")


T = Texts().choose("en")


def samples(t: Text = T) -> dict[str, Picture]:
    first = Group(label="First-timers", counts=VOTES, middle=LIKED)
    nobody = Group(label="Dub", counts=[0] * 5, middle=None)
    season = [Episode(label=str(n), middle=LIKED if n % 7 else None) for n in range(1, 61)]
    story = Aspect(label="Story", middle=Middle(n=12, median=7.5, low=6, high=8.5))
    return {
        "five": distribution(VOTES, FIVE, LIKED, t, HERO),
        "ten": distribution([*VOTES, *VOTES], TEN, LIKED, t, HERO),
        "none": distribution([0] * 5, FIVE, None, t),
        "no steps": distribution([], [], None, t),
        "one vote": distribution([0, 0, 0, 0, 1], FIVE, Middle(n=1, median=5, low=5, high=5), t),
        "splits": splits([first, nobody] * 4, FIVE, t, HERO),
        "no groups": splits([], [], t),
        "season": curve(season, t, HERO, top=5, current=59),
        "no season": curve([], t, top=10),
        "aspects": aspects([story, Aspect(label="Sound", middle=None)] * 4, t, HERO, reviews=12),
        "no aspects": aspects([], t, reviews=0),
        "calibration": calibration([Bin(stated=0.7, true=5, n=8)] * 10, t),
        "no forecasts": calibration([Bin(stated=0.5, true=0, n=0)], t),
    }


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.png))
    image.load()
    return image.convert("RGBA")


def test_each_is_a_small_png_of_a_phone_s_width_with_words_beside_it() -> None:
    for picture in samples().values():
        image = opened(picture)
        assert image.width == canvas.WIDTH
        assert 150 < image.height < 1400
        assert len(picture.png) < 60_000
        assert 0 < len(picture.alt) <= ALT_LIMIT


def test_corners_are_cut_round_and_the_rest_is_solid() -> None:
    image = opened(samples()["five"])
    right, bottom = image.width - 1, image.height - 1
    for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        assert image.getpixel(corner) == (*CARD, 0)
    assert image.getpixel((image.width // 2, 0)) == (*CARD, 255)
    solid = image.getchannel("A").histogram()[255]
    assert solid > image.width * image.height - 4 * canvas.CORNER**2


def test_colours_are_the_ones_asked_for() -> None:
    """The palette of the file is made before the pixels are seen; nothing may drift."""
    image = opened(distribution(VOTES, FIVE, LIKED, T, HERO)).convert("RGB")
    colours = image.getcolors(1 << 20)
    assert colours is not None
    seen = {colour: count for count, colour in colours}
    for colour in (CARD, TRACK, palette.accent(HERO.accent)):
        assert seen[colour] > 5000


@contextmanager
def words_drawn() -> Iterator[list[tuple[str, Box]]]:
    """What is written while this is open, each with the box of its ink."""
    drawn: list[tuple[str, Box]] = []
    write = ImageDraw.ImageDraw.text

    def text(self: ImageDraw.ImageDraw, xy, words, **how):  # type: ignore[no-untyped-def]
        write(self, xy, words, **how)
        where = {k: how[k] for k in ("font", "anchor", "stroke_width")}
        drawn.append((words, self.textbbox(xy, words, **where)))

    with patch.object(ImageDraw.ImageDraw, "text", text):
        yield drawn


def assert_fits(picture: Picture, drawn: list[tuple[str, Box]]) -> None:
    image = Image.open(io.BytesIO(picture.png))
    for words, (left, above, right, below) in drawn:
        assert left >= 20, words
        assert above >= 20, words
        assert right <= image.width - 20, words
        assert below <= image.height - 20, words
    for index, (words, one) in enumerate(drawn):
        for other_words, other in drawn[:index]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (words, other_words)
    assert len(picture.png) < 100_000
    assert len(picture.alt) <= ALT_LIMIT


LABELS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Großartig", "Ça m’a plu", "最高！", "😍", "W" * 80, "a b " * 40, "مرحبا", "\u202e\u0301"]
    ),
    st.text("Wij １葬", max_size=200),
)
COUNTS = st.one_of(st.integers(0, 20), st.sampled_from([999, 9_999, 999_499, 1_000_000, 10**9]))
HEADS = st.builds(
    Head,
    title=LABELS,
    part=LABELS,
    accent=st.one_of(st.none(), st.integers(0, 0xFFFFFF)),
)


@st.composite
def middles(draw: st.DrawFn, top: int = 10) -> Middle:
    quarters = st.integers(4, top * 4).map(lambda quarter: quarter / 4)
    low, median, high = sorted(draw(st.tuples(quarters, quarters, quarters)))
    return Middle(n=draw(COUNTS.filter(bool)), median=median, low=low, high=high)


@st.composite
def votes(draw: st.DrawFn, steps: int) -> tuple[list[int], Middle | None]:
    counts = draw(st.lists(COUNTS, min_size=steps, max_size=steps))
    return counts, draw(middles(steps)) if any(counts) else None


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([5, 10]), HEADS)
def test_any_distribution_fits(data: st.DataObject, steps: int, head: Head) -> None:
    counts, middle = data.draw(votes(steps))
    labels = data.draw(st.lists(LABELS, min_size=steps, max_size=steps))
    with words_drawn() as drawn:
        picture = distribution(counts, labels, middle, T, head)
    assert_fits(picture, drawn)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([5, 10]), HEADS)
def test_any_splits_fit(data: st.DataObject, steps: int, head: Head) -> None:
    labels = data.draw(st.lists(LABELS, min_size=steps, max_size=steps))
    groups = [
        Group(label=data.draw(LABELS), counts=counts, middle=middle)
        for counts, middle in data.draw(st.lists(votes(steps), max_size=5))
    ]
    with words_drawn() as drawn:
        picture = splits(groups, labels, T, head)
    assert_fits(picture, drawn)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([5, 10]), st.integers(0, 70), HEADS)
def test_any_season_fits(data: st.DataObject, top: int, count: int, head: Head) -> None:
    held = data.draw(st.lists(st.one_of(st.none(), middles(top)), min_size=count, max_size=count))
    specials = data.draw(st.dictionaries(st.integers(0, 70), LABELS, max_size=4))
    season = [
        Episode(label=specials.get(index, str(index + 1)), middle=middle)
        for index, middle in enumerate(held)
    ]
    current = data.draw(st.one_of(st.none(), st.integers(0, count - 1))) if count else None
    with words_drawn() as drawn:
        picture = curve(season, T, head, top=top, current=current)
    assert_fits(picture, drawn)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.builds(Aspect, label=LABELS, middle=st.none() | middles()), max_size=8), HEADS)
def test_any_aspects_fit(rows: list[Aspect], head: Head) -> None:
    with words_drawn() as drawn:
        picture = aspects(rows, T, head, reviews=len(rows))
    assert_fits(picture, drawn)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), COUNTS, COUNTS), max_size=10), HEADS)
def test_any_calibration_fits(rows: list[tuple[float, int, int]], head: Head) -> None:
    bins = [Bin(stated=stated, true=min(a, b), n=max(a, b)) for stated, a, b in rows]
    with words_drawn() as drawn:
        picture = calibration(bins, T, head)
    assert_fits(picture, drawn)


def test_the_words_say_the_numbers() -> None:
    pictures = samples()
    assert pictures["five"].alt == (
        "Hero Mask · Episode 3. 134 votes · median 4 · The middle half: 3 to 5. "
        "Hated it: 4, Disliked it: 9, It was fine: 27, Liked it: 53, Loved it: 41."
    )
    assert pictures["none"].alt.startswith("No vote yet. Hated it: 0,")
    assert "First-timers: median 4 · 134 votes (Hated it: 4, " in pictures["splits"].alt
    assert "60: 4 · The middle half: 3 to 5 · 134 votes. 1: 4; 2: 4" in pictures["season"].alt
    assert "7: –" in pictures["season"].alt
    assert "Story: 7.5 (6–8.5), 12; Sound: –" in pictures["aspects"].alt
    assert "70\u00a0%: 5 of 8 came true" in pictures["calibration"].alt


def test_words_too_many_for_discord_leave_out_what_matters_least(t: Text) -> None:
    crowd = [Group(label=f"{n}" * 55, counts=VOTES, middle=LIKED) for n in range(10)]
    alt = splits(crowd, FIVE, t).alt
    assert "median 4 · 134 votes" in alt
    assert "Hated it" not in alt
    long = [Episode(label=f"Special {n}", middle=LIKED) for n in range(400)]
    alt = curve(long, t, top=5, current=3).alt
    assert len(alt) <= ALT_LIMIT
    assert alt.endswith("…")


def test_all_words_pass_gettext_and_a_language_without_glyphs_leaves_numbers() -> None:
    given_in = {"Hero", "Mask", "Episode", *["Hated", "Disliked", "Liked", "Loved", "was", "fine"]}
    given_in |= {"First", "timers", "Dub", "Story", "Sound"}
    with words_drawn() as drawn:
        pictures = samples(PseudoTexts().choose("de"))
    for picture in pictures.values():
        assert set(re.findall(r"[A-Za-z]{3,}", unbracketed(picture.alt))) <= given_in
    for words, _ in drawn:
        assert set(re.findall(r"[A-Za-z]{3,}", words)) <= given_in
        assert "⟦" not in words


def test_a_part_gives_way_to_the_facts() -> None:
    for part, shown in (
        ("Episode 3", "Episode 3 · 134 votes"),
        ("An arc of a very long name that goes on " * 3, "… · 134 votes"),
        ("Пламя", "Пламя · 134 votes"),
        ("第3話 Пламя", "134 votes"),
    ):
        with words_drawn() as drawn:
            distribution(VOTES, FIVE, LIKED, T, Head(part=part))
        assert drawn[0][0].endswith(shown)


def test_what_is_drawn(t: Text) -> None:
    with words_drawn() as drawn:
        distribution([0, 1, 0, 2, 999_997], FIVE, Middle(n=10**6, median=5, low=5, high=5), t, HERO)
    words = [word for word, _ in drawn]
    assert words[:2] == ["Hero Mask", "Episode 3 · 1000000 votes"]
    assert {"Loved it", "1M", "100 %", "<1 %", "median 5"} <= set(words)


def test_a_label_without_letters_in_the_fonts_is_its_number(t: Text) -> None:
    with words_drawn() as drawn:
        distribution(VOTES, ["مرحبا", *FIVE[1:]], LIKED, t)
    words = [word for word, _ in drawn]
    assert "1" in words
    assert "مرحبا" not in words


def test_the_current_episode_is_named_before_the_others(t: Text) -> None:
    season = [Episode(label=str(n), middle=LIKED) for n in range(1, 61)]
    with words_drawn() as drawn:
        curve(season, t, top=5, current=58)
    names = [
        word for word, (_, above, _, _) in drawn if word.isdigit() and above > 495
    ]  # below the plot
    assert names[0] == "59"
    assert "60" not in names
    assert {"1", "5", "10", "50"} <= set(names)


def test_gaps_stay_empty(t: Text) -> None:
    """Between two episodes with votes and one without between them, nothing joins the two."""
    held, gap = Episode(label="1", middle=LIKED), Episode(label="2")

    def inked(season: list[Episode]) -> int:
        image = opened(curve(season, t, top=5)).convert("RGB")
        middle = image.crop((470, 0, 480, image.height - 150))
        colours = middle.getcolors(1 << 20)
        assert colours is not None
        return sum(n for n, colour in colours if colour == palette.accent(None))

    assert inked([held, gap, held]) == 0
    assert inked([held, held, held]) > 0


@pytest.mark.parametrize(
    "words",
    [
        "Loved it",
        "¿Te gustó? ¡Me encantó, señor!",
        "Não gostei, coração",
        "Ça m’a plu : « œuvre », garçon naïf",
        "Größe, Übermaß, schön",
        "最高！ 良かった 普通 いまいち 最低 中央値 票 初見 原作既読 字幕 吹替 作画 音楽 声優 物語",
        "葬送のフリーレン 第2期",
        "Пламя, έργον",
    ],
)
def test_the_fonts_have_the_letters_of_six_languages(words: str) -> None:
    assert drawable(words) == words
    assert width_of(words) > 0


def test_marks_that_no_font_has_are_left_out_and_other_letters_are_not_guessed() -> None:
    assert drawable("😍 Loved it ❤️") == "Loved it"
    assert drawable("Rise\u0301") == "Risé"
    assert drawable("Rise\u0301\u0301\u0301") == "Risé"
    assert drawable("0\U0001e130") == "0"  # shaped, it looks like a letter that the font has
    assert drawable("★ 最高") == "★ 最高"
    for words in ("مرحبا", "안녕", "😍", "", " \n", "a\ue000מ"):
        assert drawable(words) is None
        assert width_of(words) == 0


@given(LABELS, st.integers(0, 900), st.booleans())
def test_a_text_is_cut_to_its_room(words: str, room: int, bold: bool) -> None:
    line = fit(words, canvas.TEXT, bold=bold, room=room)
    assert width_of(line, bold=bold) <= room or not line
    assert line in (drawable(words), "") or line.endswith("…")


def test_the_fonts_are_small_and_have_their_licence_beside_them() -> None:
    files = list(FONTS.iterdir())
    assert sum(file.stat().st_size for file in files) < 700_000
    licence = (FONTS / "LICENSE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for file in files:
        assert file.suffix not in {".ttf", ".otf"} or file.name in licence


@pytest.mark.parametrize("colour", [INK, QUIET])
def test_text_can_be_read_on_the_card(colour: Colour) -> None:
    assert contrast(colour, CARD) >= palette.TEXT_CONTRAST


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_can_be_read_on_the_card(number: int) -> None:
    accent = palette.accent(number)
    assert contrast(accent, CARD) >= palette.TEXT_CONTRAST
    assert contrast(palette.soft(accent), CARD) >= palette.SHAPE_CONTRAST
    assert all(0 <= part <= 255 for part in accent)


def test_an_accent_that_can_be_read_stays_as_it_is() -> None:
    assert palette.accent(0xE0603A) == (0xE0, 0x60, 0x3A)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("count", range(1, 11))
def test_text_can_be_read_on_every_step(count: int) -> None:
    for tone in palette.steps(count):
        assert contrast(tone, CARD) >= palette.SHAPE_CONTRAST
        assert contrast(palette.on(tone), tone) >= palette.TEXT_CONTRAST


# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}  # fmt: skip


def lab(colour: Colour, eyes: str) -> tuple[float, float, float]:
    """How a colour looks to those eyes, in CIE L*a*b*."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    seen = [min(max(sum(a * b for a, b in zip(r, linear, strict=True)), 0), 1) for r in BLIND[eyes]]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        f ** (1 / 3) if f > 0.008856 else 7.787 * f + 16 / 116
        for row, w in zip(to_xyz, white, strict=True)
        for f in [sum(a * b for a, b in zip(row, seen, strict=True)) / w]
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", BLIND)
def test_steps_stay_apart_for_colour_blind_eyes(eyes: str) -> None:
    """A difference of 10 is plain at a glance; the two ends are far apart."""
    seen = [lab(tone, eyes) for tone in palette.steps(5)]
    for index, one in enumerate(seen):
        for other in seen[:index]:
            assert math.dist(one, other) > 10
    assert math.dist(seen[0], seen[-1]) > 40


def test_numbers() -> None:
    assert [number(value) for value in (4, 4.5, 4.25, 10.0)] == ["4", "4.5", "4.25", "10"]
    shown = [compact(n) for n in (0, 9_999, 10_000, 12_345, 999_499, 999_500, 1_234_567, 2 * 10**9)]
    assert shown == ["0", "9999", "10k", "12k", "999k", "1M", "1.2M", "2G"]
    assert percent(0.41) == "41\u00a0%"
    assert [list(ticks(top)) for top in (1, 5, 10)] == [[1], [1, 2, 3, 4, 5], [1, 4, 7, 10]]


@given(st.integers(0, 10**13))
def test_counts_stay_short(n: int) -> None:
    assert len(compact(n)) <= 4


def test_threads_draw_the_same() -> None:
    alone = samples()
    with ThreadPoolExecutor(4) as threads:
        for together in threads.map(lambda _: samples(), range(4)):
            assert together == alone


def test_importing_a_picture_leaves_pillow_alone() -> None:
    modules = ("aspects", "calibration", "curve", "distribution", "splits")
    imports = "; ".join(f"import bot.ui.charts.{module}" for module in modules)
    code = f"import sys; {imports}; print('PIL' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_no_size_of_text_is_too_small_for_a_phone() -> None:
    sizes = re.findall(r"size=(\d+)", "".join(file.read_text() for file in
                       (FONTS.parent / "charts").glob("*.py")))  # fmt: skip
    assert min([canvas.TEXT, canvas.LABEL, canvas.TITLE, *map(int, sizes)]) >= 26
