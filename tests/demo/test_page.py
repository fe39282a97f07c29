"""The demo in a real browser, as a newcomer would meet it."""

import pytest
from playwright.async_api import expect

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
        await expect(page.get_by_text("That was all of it.")).to_be_visible()
