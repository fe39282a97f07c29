"""What a figure is, and the list of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; `target` is what it should be at most, or at least."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None for a figure without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def __str__(self) -> str:
        wanted = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:g}"
        met = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"{self.name:<28} {self.value:>12,.3f} {self.unit:<8} {wanted:<12} {met}".rstrip()


Bench = Callable[[], Iterator[Figure]]
BENCHES: dict[str, Bench] = {}
OF_TEXT: list[Bench] = []
"""The parts of ``text``: what is read out of texts, each by its own engine."""


def bench(measure: Bench) -> Bench:
    """Register a measurement under its function's name."""
    BENCHES[measure.__name__] = measure
    return measure


def of_text(measure: Bench) -> Bench:
    """Register a part of ``text``."""
    OF_TEXT.append(measure)
    return measure
