"""An answer that takes a while is promised in time."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.ui import answer


class Response:
    """What is told to Discord, and when."""

    def __init__(self, told: asyncio.Event) -> None:
        self.told = told
        self.private: bool | None = None

    def is_done(self) -> bool:
        return self.private is not None

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        assert thinking
        self.private = ephemeral
        self.told.set()


@pytest.mark.parametrize("private", [True, False])
async def test_what_takes_a_while_is_promised_as_private_as_it_will_be(
    monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    monkeypatch.setattr(answer, "AT_ONCE", 0.01)
    told = asyncio.Event()
    interaction: Any = SimpleNamespace(response=Response(told), extras={})

    async def slow() -> int:
        await told.wait()
        return 7

    assert await answer.in_time(interaction, slow(), private=private) == 7
    assert interaction.response.private is private


async def test_what_is_quick_is_not_promised_and_a_refusal_comes_through() -> None:
    interaction: Any = SimpleNamespace(response=Response(asyncio.Event()))

    async def quick() -> int:
        return 7

    async def refuses() -> int:
        raise LookupError

    assert await answer.in_time(interaction, quick(), private=False) == 7
    with pytest.raises(LookupError):
        await answer.in_time(interaction, refuses(), private=False)
    assert not interaction.response.is_done()
