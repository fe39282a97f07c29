"""A newcomer in a browser: some of the tour's steps, taken as the page invites to.

Needs Chromium (`CHROMIUM` below tells where it is, None where there is none) and waits on what the
page shows, never on time.
"""

import asyncio
import contextlib
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from playwright.async_api import FrameLocator, Locator, Page, async_playwright, expect

from bot.demo.tour import CHAPTERS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Chromium's own traffic switched off: it speaks to the demo alone."""
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15_000.0  # milliseconds; two cores may be busy with other tests

Show = Callable[[str], Awaitable[None]]


async def _nothing(name: str) -> None:
    """Take no picture."""


@contextlib.asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The address of ``python -m bot demo``, run as a process and ended as by Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout
    try:
        said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        assert "http://" in said, said
        yield next(word for word in said.split() if word.startswith("http://"))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(2)
        assert await asyncio.wait_for(process.wait(), 20) == 0


@contextlib.asynccontextmanager
async def browser(width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """A page in headless Chromium. An error in its scripts, or in another tab's, fails the end."""
    assert CHROMIUM
    broken: list[str] = []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        tabs = await chromium.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=1, locale="en-GB"
        )
        tabs.on("weberror", lambda error: broken.append(str(error.error)))
        page = await tabs.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        await chromium.close()
    assert broken == []


class Newcomer:
    """Somebody who follows the tour. `show` is called with a name at each thing worth a picture."""

    def __init__(self, page: Page, show: Show = _nothing) -> None:
        self.page = page
        self._show = show

    @property
    def room(self) -> FrameLocator:
        """The conversation."""
        return self.page.frame_locator("iframe.here")

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.room.locator("#channel-message-list article:not(.thread-note)").last

    @property
    def count(self) -> Locator:
        """How far the tour is."""
        return self.page.locator("#count")

    async def arrive(self, address: str) -> None:
        await self.page.goto(address)
        await expect(self.room.locator("#channel-message-list article").first).to_be_visible()
        await self._show("arrival")

    async def tour(self) -> None:
        """A step of each chapter and each kind, each ticked off by the page before the next."""
        steps = (
            self.look_up, self.look_up_in_a_message, self.write, self.ask, self.vote, self.read,
            self.configure,
        )  # fmt: skip
        for number, step in enumerate(steps, start=1):
            await step()
            await expect(self.count).to_have_text(re.compile(rf"^{number} of \d+ seen$"))

    async def look_up(self) -> None:
        """/show Hero Mask, picked from what autocomplete offers, and its seasons."""
        await self.step("Look up a show")
        await self._command("Hero Mask (2018)")
        await expect(self.newest).to_contain_text("Pierrot")
        await self._show("show")
        await self.newest.get_by_role("button", name="Seasons").click()
        await expect(self.newest).to_contain_text("In all: 2 seasons, 24 episodes")
        await self._show("seasons")

    async def look_up_in_a_message(self) -> None:
        """The message that the page points at, and what its menu offers."""
        await self.use_menu("Look it up where it is named", "Look up show")
        await expect(self.newest).to_contain_text("Pierrot")

    async def use_menu(self, step: str, name: str) -> None:
        """What a step asks to be used in the menu of the message that it points at."""
        await self.step(step)
        pointed = self.room.locator("article.pointed")
        await expect(pointed).to_be_in_viewport()
        await pointed.locator(".message-content").click(button="right")
        await self.room.get_by_role("menuitem", name=name).click()
        await expect(self._conversation).to_contain_text(f"used {name}")

    async def write(self) -> None:
        """A review: the draft that was kept, its score and verdict by the form, posted."""
        await self.step("Post a review")
        await self._command("Cowboy Bebop (1998)")
        await expect(self.newest).to_contain_text("Your review of Cowboy Bebop")
        await self._show("draft")
        await self.newest.get_by_role("button", name="Score & verdict").click()
        fields = self.room.locator(".modal-root input, .modal-root textarea")
        await fields.nth(0).fill("9.5")
        await self._show("form")
        await self.room.locator(".modal-actions button").last.click()
        await expect(self.newest).to_contain_text("9.5")
        await self.newest.get_by_role("button", name="Post", exact=True).click()
        await expect(self.newest).to_contain_text("Reviewed by @Mia")
        await self._show("review")

    async def ask(self) -> None:
        """Will Hero Mask return?"""
        await self.step("Ask the question")
        await self._command("Hero Mask (2018)")
        await expect(self.newest).to_contain_text("Will Hero Mask return for season 3?")
        await expect(self.newest).to_contain_text("No plans")
        await self._show("renewal")

    async def vote(self) -> None:
        """A face under the episode's post, which the page points at; the tally follows."""
        await self.step("Vote on an episode")
        post = self.room.locator("article.pointed")
        await expect(post).to_contain_text("votes · mean")
        before = int((await post.inner_text()).partition(" votes · mean")[0].split()[-1])
        await post.locator(".reaction-chip").first.click()
        await expect(post).to_contain_text(f"{before + 1} votes · mean")
        await self._show("vote")

    async def read(self) -> None:
        """The week's summary: to be there is enough."""
        await self.step("How the week went")
        await expect(self.newest).to_contain_text("How the week went")

    async def configure(self) -> None:
        """As the admin, /config, and what it says."""
        await self.step("You are Ada now")
        await self.page.keyboard.press("Enter")
        await self.page.keyboard.press("Enter")
        await expect(self.newest).to_contain_text("Kansō in this server")
        await expect(self.newest).to_contain_text("I may do everything that I need there.")
        await self._show("config")

    async def go(self, channel: str, person: str) -> None:
        """To a channel, as somebody; on a phone both are behind a button."""
        drawer = self.page.locator("#open-server")
        for choice in (
            self.page.get_by_role("radio", name=person),
            self.page.locator("#channels")
            .get_by_role("button", name=re.compile(rf"^{channel}\b"))
            .first,
        ):
            if await drawer.is_visible() and await drawer.get_attribute("aria-expanded") != "true":
                await drawer.click()
            await choice.click()
        await expect(self.page.locator("#place")).to_have_text(f"# {channel}")
        await expect(self.newest).to_be_visible()

    async def step(self, title: str) -> None:
        """Unfold a step, with its chapter, and do what its button says."""
        tour = self.page.locator("#open-tour")
        if await tour.is_visible():
            await tour.click()
        titles = [[step.title for step in chapter.steps] for chapter in CHAPTERS]
        index = next(number for number, each in enumerate(titles) if title in each)
        chapter = self.page.locator(".chapter").nth(index)
        await self._unfold(chapter.locator("h3 button"))
        step = chapter.locator(".step", has_text=title)
        await self._unfold(step.locator("button").first)
        await step.locator(".go").click()
        await expect(self.page.locator("iframe.here")).to_be_visible()
        await expect(self.newest).to_be_visible()

    async def _unfold(self, button: Locator) -> None:
        if await button.get_attribute("aria-expanded") != "true":
            await button.click()
        await expect(button).to_have_attribute("aria-expanded", "true")

    async def _command(self, pick: str) -> None:
        """The step has typed the command and a title: take what is offered for it, and send."""
        offered = self.room.get_by_role("option", name=pick)
        await expect(offered).to_have_attribute("aria-selected", "true")
        await self.page.keyboard.press("Enter")
        await expect(self.room.locator(".command-popup")).to_be_hidden()
        await self.page.keyboard.press("Enter")

    def message(self, words: str) -> Locator:
        """The newest message that says so."""
        return self.room.locator("article[data-message-id]", has_text=words).last

    async def type_command(self, name: str) -> None:
        """Type a command's name and take it from the list."""
        await self._composer.press_sequentially(name)
        offered = self.room.locator(".command-entry").first
        await expect(offered).to_contain_text(name)
        await self.page.keyboard.press("Enter")

    async def use(self, name: str, *options: str | tuple[str, str]) -> None:
        """Use a command: for each option what is typed, and what is picked if anything is offered.
        Its answer is shown.
        """
        await self.type_command(name)
        for option in options:
            if isinstance(option, str):
                await self.page.keyboard.type(option, delay=20)
            else:
                await self.choose(*option)
        await self.page.keyboard.press("Enter")
        await expect(self._conversation).to_contain_text(f"used {name}")

    async def add(self, name: str) -> None:
        """Take one of the options that may be left out."""
        offered = self.room.locator(".command-suggestion-label").get_by_text(name, exact=True)
        if not await offered.is_visible():
            await self.room.locator(".command-ghost").click()
        await offered.click()
        await expect(self.option(name)).to_be_focused()

    async def choose(self, typed: str, pick: str) -> None:
        """Type into the option that has the focus, and take what is offered, with Enter."""
        await self.page.keyboard.type(typed, delay=20)
        offered = self.room.get_by_role("option", name=pick)
        await expect(offered).to_have_attribute("aria-selected", "true")
        await self.page.keyboard.press("Enter")
        await expect(offered).to_be_hidden()

    def option(self, name: str) -> Locator:
        """The field of a command's option."""
        return self.room.locator(f'.command-option-input[data-option="{name}"]')

    @property
    def _conversation(self) -> Locator:
        return self.room.locator("#channel-message-list")

    @property
    def _composer(self) -> Locator:
        return self.room.locator("#channel-composer-input")
