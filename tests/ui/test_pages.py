"""Pages cover a list once each, and no page is out of reach."""

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.pages import page


@given(st.lists(st.integers()), st.integers(1, 10))
def test_pages_hold_everything_once(items: list[int], size: int) -> None:
    count = page(items, 0, size).count
    assert [item for n in range(count) for item in page(items, n, size).items] == items


@given(st.lists(st.integers(), min_size=1), st.integers(), st.integers(1, 10))
def test_a_page_that_is_not_there_is_the_nearest(items: list[int], number: int, size: int) -> None:
    found = page(items, number, size)
    assert 0 <= found.number < found.count
    assert found.items
    assert found.has_previous == (found.number > 0)
    assert found.has_next == (found.number < found.count - 1)
