"""What a dispatcher may do to a plan by hand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lock:
    """Pin a visit to the engineer and the shift that serve it, and to its start where `start` says so."""

    visit: str
    start: bool = False


@dataclass(frozen=True)
class Unlock:
    """Take a visit's pin away."""

    visit: str


@dataclass(frozen=True)
class Move:
    """Give a visit that is served to a shift, or another position in its own.

    `position` says how many visits come before it, those under way among them, itself left aside; None: where it is
    cheapest.
    """

    visit: str
    shift: str
    position: int | None = None


@dataclass(frozen=True)
class Assign:
    """Give a visit that is left out to a shift; `position` as in :class:`Move`."""

    visit: str
    shift: str
    position: int | None = None


@dataclass(frozen=True)
class Unassign:
    """Leave a visit out."""

    visit: str


@dataclass(frozen=True)
class Swap:
    """Exchange the shifts of two visits, each where it is cheapest there; of one shift, their positions."""

    visit: str
    other: str


Edit = Lock | Unlock | Move | Assign | Unassign | Swap
