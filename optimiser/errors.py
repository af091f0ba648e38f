"""What can go wrong, as a tree.

::

    RoundsmanError                 anything that a person is told in one sentence
    ├── FaultyInput                a document or file that cannot be used: every fault at once
    │     └── .faults              each with its path, its value and what to try
    ├── TravelUnavailable          a routing service that is down, or a road extract that cannot be read
    └── ImpossiblePlan             what is under way cannot be kept: no valid plan exists

Work that cannot be done is no error but data: see :class:`optimiser.plan.Unserved`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


class RoundsmanError(Exception):
    """Anything that a person is told in one sentence."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input.

    Attributes
    ----------
    path : str
        Where it is, as a JSON path: ``$.visits[3].windows[0].close``.
    code : str
        What kind of fault it is; stable, listed in ``docs/format.md``.
    message : str
        What is wrong, with the value, and what to try.
    value : object
        The value that was found there, as it stood in the input; None where nothing was found.
    """

    path: str
    code: str
    message: str
    value: Any = None

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class FaultyInput(RoundsmanError):
    """A document or file that cannot be used.

    Parameters
    ----------
    faults : iterable of Fault
        Every fault that was found, in the order of the document.
    """

    faults: Sequence[Fault]

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class TravelUnavailable(RoundsmanError):
    """A routing service that does not answer, or a road extract that cannot be read."""


class ImpossiblePlan(RoundsmanError):
    """No valid plan exists: what is under way cannot be kept."""
