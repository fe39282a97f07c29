"""Every refusal of this feature finds its words, and the facts for them."""

import ast
import string

import pytest

from bot.config import ROOT
from bot.errors import Refusal
from bot.ids import ShowId
from bot.renewals import models, views
from bot.renewals.models import DateUnreadable, Draft, NeedsMending, Status, Tier, Typed
from bot.shows.models import NeedsAgeRestriction
from bot.text import Texts
from tests.world import Seen

T = Texts().choose("en")
OURS = {
    name: kind
    for name, kind in vars(models).items()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
}
FILES = [*(ROOT / "bot" / "renewals").glob("*.py"), ROOT / "cogs" / "renewals.py"]


def places(kind: type[Refusal]) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(kind.message) if field}


@pytest.mark.parametrize("kind", OURS.values(), ids=OURS)
def test_a_refusal_can_be_made_of_its_facts_and_said(kind: type[Refusal]) -> None:
    refusal = kind(**dict.fromkeys(places(kind), "*x*"))
    again = type(refusal)(**refusal.facts)
    assert T.refusal(again) == kind.message.format(**dict.fromkeys(places(kind), "\\*x\\*"))


def test_whoever_refuses_gives_every_fact() -> None:
    kinds = OURS | {"NeedsAgeRestriction": NeedsAgeRestriction}
    given = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            call = node if isinstance(node, ast.Call) else getattr(node, "exc", None)
            name = getattr(getattr(call, "func", call), "id", "")
            if kind := kinds.get(name):
                facts = {keyword.arg for keyword in getattr(call, "keywords", [])}
                assert facts == places(kind), f"{file.name} refuses with {name}"
                given.add(name)
    assert {name for name, kind in kinds.items() if places(kind)} <= given


async def test_what_is_to_be_mended_is_quoted_as_it_was_typed() -> None:
    draft = Draft(show=ShowId("anilist/1"), season=2, status=Status.DATED,
                  tier=Tier.OFFICIAL, typed=Typed())  # fmt: skip
    refused = NeedsMending([DateUnreadable(typed="{soon} *x*")])
    card = views.mend_card(refused, draft, T)
    seen = Seen(None)
    seen.message = type("Message", (), {"components": card.to_components(), "content": ""})  # type: ignore[no-untyped-call]
    assert "“{soon} \\*x\\*”" in seen.text
