"""Why an edit by hand is not done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimiser.explanation.diagnosis import CODES as REASON_CODES
from optimiser.explanation.diagnosis import Cause, Diagnosis
from optimiser.explanation.nearest import Nearest
from optimiser.explanation.sentences import cause_told
from optimiser.offers import OpenPlan

OWN_CODES = ("UNDER_WAY", "PINNED", "MUST_BE_SERVED", "POSITION", "ROUTE_CANNOT_HOLD")
CODES = (*REASON_CODES, *OWN_CODES)
"""Every code of a refusal; the docstrings of this package and of the explanation say what each means."""


@dataclass(frozen=True)
class Refusal:
    """One rule that an edit would break.

    Attributes
    ----------
    visit : str
    engineer, shift : str or None
        Where the visit would be, or is.
    code : str
        One of `CODES`.
    message : str
        The same in a sentence.
    numbers : mapping of str to float
        What the code is about, unit in the name.
    """

    visit: str
    engineer: str | None
    shift: str | None
    code: str
    message: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """An edit that is not done: everything that speaks against it."""

    refusals: tuple[Refusal, ...]


class Refusing(Exception):
    """Ends the work on an edit; becomes a :class:`Refused`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def under_way(opened: OpenPlan, visit: str) -> Refusal:
    """The visit stays where it is."""
    engineer, shift = opened.ids(opened.kept.under_way[visit])
    message = f"{visit} is under way with {engineer}: it stays where it is."
    return Refusal(visit, engineer, shift, "UNDER_WAY", message)


def pinned(opened: OpenPlan, u: int, s: int) -> Refusal:
    """A pinned visit is not left out."""
    visit, (engineer, shift) = opened.kept.visit(u), opened.ids(s)
    message = f"{visit.id} is pinned to {engineer}; unlock it before it is left out."
    return Refusal(visit.id, engineer, shift, "PINNED", message)


def must_be_served(opened: OpenPlan, u: int, s: int) -> Refusal:
    """A visit without a skip price is not left out."""
    visit, (engineer, shift) = opened.kept.visit(u), opened.ids(s)
    message = f"{visit.id} must be served; move it to another shift, or give it a price for leaving it out."
    return Refusal(visit.id, engineer, shift, "MUST_BE_SERVED", message)


def route_cannot_hold(opened: OpenPlan, u: int, s: int) -> Refusal:
    """What an edit leaves of a route breaks a rule."""
    visit, (engineer, shift) = opened.kept.visit(u), opened.ids(s)
    message = f"With {visit.id} elsewhere, no timing of the route of {shift} keeps the rules."
    return Refusal(visit.id, engineer, shift, "ROUTE_CANNOT_HOLD", message)


def position(opened: OpenPlan, u: int, s: int, asked: int, nearest: int) -> Refusal:
    """The visit fits elsewhere in the route."""
    visit, (engineer, shift) = opened.kept.visit(u), opened.ids(s)
    message = f"{visit.id} does not fit at position {asked} of {shift}; at position {nearest} it does."
    return Refusal(visit.id, engineer, shift, "POSITION", message, {"position": asked, "nearest_position": nearest})


def caused(opened: OpenPlan, u: int, s: int, cause: Cause) -> Refusal:
    """A refusal with the code and the sentence of the explanation."""
    visit, (engineer, shift) = opened.kept.visit(u), opened.ids(s)
    return Refusal(visit.id, engineer, shift, cause.code, cause_told(cause), dict(cause.numbers))


def unfit(opened: OpenPlan, u: int, s: int) -> Refusal:
    """Why a visit fits at no position of a shift that may serve it."""
    visit = opened.kept.visit(u)
    diagnosis = Diagnosis(opened.grounds, Nearest(opened.grounds))
    cause = diagnosis.causes(u, visit, [s])[s]
    return caused(opened, u, s, Cause("PIN_CANNOT_HOLD", cause.numbers, cause) if visit.pin else cause)
