"""The figures of ``python -m tests.bench text``, those of time aside, meet their targets."""

import pytest

from tests.bench import text_renewals


@pytest.mark.unmeasured
def test_the_labelled_texts_are_read_as_well_as_is_asked() -> None:
    if not text_renewals.LABELS.exists():
        pytest.skip("../shared/data/renewals/labels.jsonl is not here")
    figures = [figure for figure in text_renewals.renewals() if figure.unit != "ms"]
    assert len(figures) == 13
    missed = [f"{figure.name}: {figure.value:.3f}" for figure in figures if figure.met is False]
    assert not missed
