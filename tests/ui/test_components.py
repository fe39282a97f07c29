"""Custom ids: what goes in comes out, and nothing else does."""

import re
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Outdated
from bot.ui.components import Door, Pattern, entered, number, pick

VOTE = Pattern("vote", {"discussion": int, "score": int})
NAME = Pattern("name", {"who": str}, version=2)


def test_an_id_reads_as_design_says() -> None:
    assert VOTE.pack(discussion=42, score=5) == "vote:1:42:5"


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 10))
def test_numbers_come_back(discussion: int, score: int) -> None:
    packed = VOTE.pack(discussion=discussion, score=score)
    assert VOTE.unpack(packed) == {"discussion": discussion, "score": score}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=10))
def test_words_come_back_whatever_is_in_them(who: str) -> None:
    try:
        packed = NAME.pack(who=who)
    except ValueError:
        return
    assert NAME.unpack(packed) == {"who": who}
    assert len(packed) <= 100


@given(st.one_of(st.text(), st.from_regex(re.compile(r"vote:\d:[^:]*(:[^:]*)*"))))
def test_forged_ids_are_none_or_well_typed(custom_id: str) -> None:
    values = VOTE.unpack(custom_id)
    assert values is None or all(type(value) is int for value in values.values())


@pytest.mark.parametrize(
    "custom_id",
    ["", "vote", "vote:1", "vote:1:2", "vote:1:2:3:4", "vote:2:2:3", "vote:1:x:3", "vote:1:2:٣",
     "vote:1:2:", "vote:1:2:99999999999999999999",
     "vote:1:2:9223372036854775808"],
)  # fmt: skip
def test_other_ids_are_refused(custom_id: str) -> None:
    assert VOTE.unpack(custom_id) is None


def test_other_fields_and_long_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="discussion, score"):
        VOTE.pack(discussion=1)
    with pytest.raises(ValueError, match="100 characters"):
        NAME.pack(who="x" * 100)


async def test_the_door_leads_to_one_handler_a_pattern() -> None:
    async def run(interaction: discord.Interaction, **values: object) -> None:
        raise AssertionError

    door = Door()
    door.add(VOTE, run)
    found = door.find("vote:1:42:5")
    assert found is not None
    assert found[1] == {"discussion": 42, "score": 5}
    for unknown in ("vote:2:42:5", "vote:1:42", "other:1", "", "vote"):
        assert door.find(unknown) is None
    with pytest.raises(ValueError, match="handler already"):
        door.add(VOTE, run)


def test_a_form_is_read_by_its_fields() -> None:
    class Submitted:
        data = {  # noqa: RUF012
            "components": [
                {"type": 18, "component": {"type": 4, "custom_id": "a", "value": "  typed "}},
                {"type": 18, "component": {"type": 3, "custom_id": "b", "values": ["picked"]}},
                {"type": 18, "component": {"type": 3, "custom_id": "c", "values": []}},
                {"type": 1, "components": [{"type": 4, "custom_id": "d", "value": "old"}]},
                {"type": 10, "content": "words"},
            ]
        }

    assert entered(Submitted()) == {"a": "typed", "b": "picked", "c": "", "d": "old"}  # type: ignore[arg-type]


def picking(*values: str) -> Any:
    class Picked:
        data = {"values": list(values)} if values else {}

    return Picked()


def test_what_was_picked() -> None:
    assert pick(picking("mine")) == "mine"
    assert number(picking("-42")) == -42
    assert number(picking(str(2**63 - 1))) == 2**63 - 1


@pytest.mark.parametrize(
    "values", [(), ("",), ("x",), ("٣",), ("1.5",), (str(2**63),), ("9" * 99,)]
)
def test_a_forged_select_is_outdated(values: tuple[str, ...]) -> None:
    with pytest.raises(Outdated):
        number(picking(*values))
    if not values:
        with pytest.raises(Outdated):
            pick(picking())


def test_a_custom_id_that_is_longer_than_discord_s_is_forged() -> None:
    pattern = Pattern("show", {"show": str})
    assert pattern.unpack("show:1:" + "a" * 93) == {"show": "a" * 93}
    assert pattern.unpack("show:1:" + "a" * 94) is None
