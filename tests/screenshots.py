"""The README's pictures: ``python -m tests.screenshots`` takes them anew, from the demo.

Each step of the newcomer's tour and every other card, at a desktop's and at a phone's width, into
data/screenshots/.
"""

import asyncio
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from tests.demo.newcomer import CHROMIUM, ROOT, Newcomer, browser, demo

FOLDER = ROOT / "data" / "screenshots"
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
LOADED = """() => [...document.querySelectorAll("#channel-message-list img")]
    .every((image) => image.complete && image.naturalWidth)"""
TAKEN = {"show", "draft", "review", "renewal", "vote", "config"}
MASK, FRIEREN = (
    ("hero mask", "Hero Mask (2018)"),
    ("frieren", "Frieren: Beyond Journey's End (2023)"),
)
MENUS = {
    "digest": ("A long review, in short", "Make a review digest"),
    "evidence": ("Read a source", "Use as renewal evidence"),
}
"""Cards by name that a message's menu opens: the step that points at it, and what is used."""
CARDS: Mapping[str, tuple[str, str, str, Sequence[str | tuple[str, str]]]] = {
    "news": ("news", "Mia", "", []),
    "character": ("anime-talk", "Mia", "/character", ["Frieren"]),
    "staff": ("anime-talk", "Mia", "/staff", ["Hiroyasu Aoki"]),
    "studio": ("anime-talk", "Mia", "/studio", ["Madhouse"]),
    "reviews": ("reviews", "Mia", "/review list", []),
    "summary": ("reviews", "Mia", "/review summary", [FRIEREN]),
    "history": ("renewals", "Mia", "/renewal history", [MASK]),
    "board": ("renewals", "Mia", "/renewal board", []),
    "forecast": ("renewals", "Mia", "/renewal forecast", [MASK]),
    "calibration": ("renewals", "Ken", "/renewal calibration", []),
    "leaderboard": ("renewals", "Ken", "/renewal leaderboard", []),
    "resolve": ("renewals", "Max", "/renewal resolve", [MASK]),
    "results": ("episodes", "Mia", "/discuss results", [FRIEREN]),
    "curve": ("episodes", "Mia", "/discuss curve", [FRIEREN]),
    "following": ("episodes", "Ada", "/discuss following", []),
    "calendar": ("anime-talk", "Mia", "/calendar", []),
    "random": ("anime-talk", "Mia", "/random", []),
    "preferences": ("anime-talk", "Mia", "/preferences", []),
    "privacy": ("anime-talk", "Mia", "/privacy", []),
    "about": ("anime-talk", "Mia", "/about", []),
    "help": ("anime-talk", "Mia", "/help", []),
}
"""Further cards by name: where, as whom, by which command, with which options typed, and picked."""


async def take(device: str, folder: Path) -> None:
    """Take the tour on a device and a picture of each of its steps."""
    width, height = WIDTHS[device]
    async with demo() as address, browser(width, height) as page:

        async def show(name: str) -> None:
            if name in TAKEN:
                _save(await _picture(page), folder / f"{name}-{device}.png")

        visitor = Newcomer(page, show)
        await visitor.arrive(address)
        await visitor.tour()
        await visitor.step("You are Max now")
        _save(await _picture(page), folder / f"waiting-{device}.png")
        for name, (step, entry) in MENUS.items():
            await visitor.use_menu(step, entry)
            _save(await _picture(page), folder / f"{name}-{device}.png")
        for name, (channel, person, command, picks) in CARDS.items():
            await visitor.go(channel, person)
            if command:
                await visitor.use(command, *picks)
            _save(await _picture(page), folder / f"{name}-{device}.png")


async def _picture(page: Page) -> bytes:
    await page.evaluate("document.fonts.ready")
    await page.mouse.move(0, 0)  # away from the message whose tools it would show
    conversation = next(frame for frame in page.frames if "/room/" in frame.url)
    await conversation.wait_for_function(LOADED)
    picture: bytes = await page.screenshot(animations="disabled")
    return picture


def _save(picture: bytes, file: Path) -> None:
    """With 256 colours, which is a third of the size and looks the same."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for device in WIDTHS:
        await take(device, FOLDER)


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("This needs Chromium: install it from your system's packages.")
    asyncio.run(main())
