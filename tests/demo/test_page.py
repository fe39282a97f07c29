"""The demo in a real browser, as a newcomer would meet it."""

import asyncio
import contextlib

import pytest
from playwright.async_api import Error, Route, expect

from tests.demo import newcomer
from tests.demo.newcomer import Newcomer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.skipif(newcomer.CHROMIUM is None, reason="there is no Chromium on this machine"),
]


async def test_a_newcomer_takes_the_tour() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        visitor = Newcomer(page)
        await visitor.arrive(address)
        await visitor.tour()
        await expect(page.get_by_text("There is more")).to_be_visible()


async def test_a_choice_that_was_taken_closes_its_list_and_enter_sends() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        visitor = Newcomer(page)
        await visitor.arrive(address)
        await visitor.type_command("/renewal evidence")
        for option, typed, pick in (
            ("show", "hero ma", "Hero Mask (2018)"),
            ("status", "no pl", "No plans"),
            ("source", "rumo", "Rumour"),
        ):
            await visitor.add(option)
            await visitor.choose(typed, pick)
        await expect(visitor.room.locator(".command-popup")).to_be_hidden()
        await expect(visitor.option("source")).to_have_value("Rumour")
        await expect(visitor.option("show")).to_have_value("Hero Mask (2018)")
        # Taken back by going through the list again, with a click this time.
        await page.keyboard.press("ArrowDown")
        await visitor.room.get_by_role("option", name="Trade press").click()
        await expect(visitor.room.locator(".command-popup")).to_be_hidden()
        await expect(visitor.option("source")).to_have_value("Trade press")
        await page.keyboard.press("Enter")
        await expect(visitor.room.locator(".modal-root")).to_contain_text("The sentence")


async def test_what_is_sent_while_the_room_is_read_anew_is_sent_after_it_and_once() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        visitor = Newcomer(page)
        await visitor.arrive(address)
        button = visitor.room.locator("#send-message")
        place = await button.bounding_box()
        assert place
        told = asyncio.Event()

        async def read(route: Route) -> None:
            await told.wait()
            with contextlib.suppress(Error):  # Preview drops what it asked for before
                await route.continue_()

        await page.route("**/api/state", read)
        for number in (1, 2):
            told.set()
            await visitor.type_command("/show")
            told.clear()
            await visitor.choose("hero ma", "Hero Mask (2018)")
            await expect(button).to_be_disabled()
            if number == 1:
                await page.keyboard.press("Enter")
                await page.keyboard.press("Enter")
            else:  # a phone's way
                await page.mouse.click(place["x"] + 4, place["y"] + 4)
            told.set()
            await expect(visitor.room.locator(".command-row")).to_have_count(0)
            # Yuki's is there before.
            await expect(visitor.room.get_by_text("used /show")).to_have_count(number + 1)
            await expect(visitor.newest).to_contain_text("Pierrot")


async def test_a_refused_command_leaves_the_composer() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        visitor = Newcomer(page)
        await visitor.arrive(address)
        await visitor.type_command("/show")
        await page.keyboard.type("asdfqwer")
        await page.keyboard.press("Enter")
        await expect(visitor.newest).to_contain_text("asdfqwer")
        await expect(visitor.room.locator(".command-row")).to_have_count(0)
        await visitor.type_command("/discuss close")
        await page.keyboard.press("Enter")
        await expect(visitor.newest).to_contain_text("Which discussion?")
        await expect(visitor.room.locator(".command-row")).to_have_count(0)
        await expect(visitor.room.locator("#channel-composer-input")).to_have_value("")
        await expect(page.locator("#notice")).to_be_empty()


async def test_a_tab_that_was_left_says_where_the_other_went() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        first = Newcomer(page)
        await first.arrive(address)
        other = await page.context.new_page()
        second = Newcomer(other)
        await second.arrive(address)
        await other.get_by_role("radio", name="Ada").click()
        await other.get_by_role("button", name="episodes").click()
        await expect(page.get_by_text("Another tab moved to #episodes, as Ada.")).to_be_visible()
        await expect(page.get_by_role("radio", name="Mia")).to_be_checked()
        await page.get_by_role("button", name="Come back here").click()
        await expect(first.newest).to_be_visible()
        await expect(page.get_by_role("radio", name="Mia")).to_be_checked()
        await expect(page.locator("#place")).to_have_text("# anime-talk")
        await expect(other.get_by_text("Another tab moved to #anime-talk, as Mia.")).to_be_visible()


async def test_a_messages_menu_opens_by_the_right_button_and_by_a_finger_that_stays() -> None:
    async with newcomer.demo() as address, newcomer.browser() as page:
        visitor = Newcomer(page)
        await visitor.arrive(address)
        said = visitor.message("masks that kill you slowly")
        await said.locator(".message-content").click(button="right")
        await expect(visitor.room.locator(".choices")).to_contain_text("Apps · Kansō")
        await visitor.room.get_by_role("menuitem", name="Add a reaction").click()
        await visitor.room.get_by_role("menuitem", name="🔥").click()
        await expect(said.locator(".reaction-chip")).to_contain_text("1")
        place = (
            await visitor.message("Finished Hero Mask").locator(".message-content").bounding_box()
        )
        assert place
        finger = await page.context.new_cdp_session(page)
        touch = {"x": place["x"] + 40, "y": place["y"] + 8}
        await finger.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]}
        )
        choice = visitor.room.get_by_role("menuitem", name="Look up show")
        await expect(choice).to_be_visible()
        await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await choice.click()
        await expect(visitor.newest).to_contain_text("Pierrot")
        await expect(visitor.newest.locator(".component-button").last).to_be_in_viewport()
