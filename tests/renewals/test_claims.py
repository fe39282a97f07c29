"""From what was typed to a claim."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.ids import ShowId
from bot.renewals import claims
from bot.renewals.models import (
    Claim,
    DateInFuture,
    DateTooEarly,
    DateUnreadable,
    Draft,
    LinkUnusable,
    NeedsMending,
    SentenceMissing,
    Status,
    Tier,
    TooLong,
    Typed,
)

TODAY = date(2026, 1, 1)


def read(**fields: str) -> Claim:
    typed = replace(Typed(sentence="It is over.", said_on="2019"), **fields)
    draft = Draft(
        show=ShowId("anilist/1"), season=3, status=Status.NO_PLANS, tier=Tier.OFFICIAL, typed=typed
    )
    return claims.read(draft, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2019", "2019"),
        ("2019-08", "2019-08"),
        ("2019/08", "2019-08"),
        ("2019/8/3", "2019-08-03"),
        ("23.08.2019", "2019-08-23"),
        ("08.2019", "2019-08"),
        ("2019-8-3", "2019-08-03"),
        ("2026-01-01",) * 2,
    ],
)
def test_a_date_as_far_as_it_is_known(typed: str, kept: str) -> None:
    assert str(claims.day(typed, today=TODAY)) == kept


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", DateUnreadable),
        ("yesterday", DateUnreadable),
        ("08/23/2019", DateUnreadable),
        ("32.08.2019", DateUnreadable),
        ("0000", DateUnreadable),
        ("1850", DateTooEarly),
        ("23.08.1819", DateTooEarly),
        ("19-08-23", DateUnreadable),
        ("2019-02-30", DateUnreadable),
        ("2019-13", DateUnreadable),
        ("2019-08-", DateUnreadable),
        ("٢٠١٩", DateUnreadable),
        ("2026-01-02", DateInFuture),
        ("2026-02", DateInFuture),
        ("2027", DateInFuture),
    ],
)
def test_a_date_that_is_refused(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        claims.day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://Example.ORG:8080/x", "http://example.org:8080/x"),
        ("https://example.org/a) [b](c", "https://example.org/a%29%20%5Bb%5D%28c"),
        ("https://例え.jp/é", "https://xn--r8jz45g.jp/%C3%A9"),
        ("https://example.org/%E3%81%82", "https://example.org/%E3%81%82"),
    ],
)
def test_a_link_that_is_kept(typed: str, kept: str) -> None:
    assert claims.address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["ftp://example.org", "javascript:alert(1)", "example.org", "https://", "https://localhost",
     "https://netflix.com@example.org", "https://[::1]/", "https://exa mple.org", "https://a..b",
     "https://example.org:99999/", "http://[", "https://example.org/" + "é" * 90],
)  # fmt: skip
def test_a_link_that_is_refused(typed: str) -> None:
    with pytest.raises(LinkUnusable):
        claims.address(typed)


@given(st.text(max_size=60), st.sampled_from(["https://example.org/", "http://", "https:", ""]))
def test_a_kept_link_stays_inside_its_brackets(rest: str, start: str) -> None:
    try:
        link = claims.address(start + rest)
    except LinkUnusable:
        return
    assert urlsplit(link).scheme in ("http", "https")
    assert link.isascii()
    assert not set(link) & set("()[]<>|`*\\ \n\r\t\"'")


def test_speaker_and_role_are_two_things() -> None:
    claim = read(said_by="Hiroyasu Aoki, creator, director", outlet="Anime News Network")
    assert (claim.speaker, claim.role) == ("Hiroyasu Aoki", "creator, director")
    assert claim.outlet == "Anime News Network"
    assert (read(said_by="Mikio Ono").speaker, read(said_by="Mikio Ono").role) == (
        "Mikio Ono",
        None,
    )
    assert read().speaker is None


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NeedsMending) as refused:
        read(sentence="", said_on="soon", link="no")
    kinds = [type(problem) for problem in refused.value.problems]
    assert kinds == [SentenceMissing, DateUnreadable, LinkUnusable]


@pytest.mark.parametrize("field", claims.LIMITS)
def test_a_field_that_is_too_long(field: str) -> None:
    with pytest.raises(NeedsMending) as refused:
        read(**{field: "x" * (claims.LIMITS[field] + 1)})
    (problem,) = refused.value.problems
    assert isinstance(problem, TooLong)
    assert problem.facts["limit"] == claims.LIMITS[field]
