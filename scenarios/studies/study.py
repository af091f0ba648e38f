"""What a study asks, as frozen dataclasses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from scenarios.service import Service

PolicyName = Literal["optimiser", "nearest_first", "first_come", "by_hand", "severity_first"]
"""How work is given out: by the optimiser that plans the real day; to the nearest engineer who is free; in the order in
which it was reported; by hand, own sites first and by deadline; the most severe first."""

BASELINE = "as it is"
"""The scenario that changes nothing; every study has it, first."""


@dataclass(frozen=True)
class Scenario:
    """A named, pure change to the inputs.

    Attributes
    ----------
    name, line : str
        What it is called, and what it is, on one line.
    change : callable
        From a service to the changed service; it can be pickled.
    document : mapping
        What it was read from.
    """

    name: str
    line: str
    change: Callable[[Service], Service]
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Precision:
    """When there are enough replications: the interval of a measure is no wider than this on either side."""

    measure: str
    half_width: float
    group: str = ""


@dataclass(frozen=True)
class Replications:
    """How many times each case is lived through."""

    at_least: int = 10
    at_most: int = 20
    precision: Sequence[Precision] = ()
    confidence: float = 0.95


@dataclass(frozen=True)
class Study:
    """Scenarios × policies × replications.

    Attributes
    ----------
    id, name : str
    service : Service
        As it is.
    first : date
        The first simulated day.
    days : int
        How many days each replication lives through, the warm-up included.
    warm_up : int or None
        How many days to leave out at the beginning; None: found from the runs.
    scenarios : sequence of Scenario
        The first of them changes nothing.
    policies : sequence of str
    replications : Replications
    seed : int
    search : Search or None
        The search for the cheapest staffing that it asks for besides: a :class:`scenarios.selection.Search`.
    goal : float or None
        The share of tickets that is to be on time; None: what the SLA policies say, as far as they do.
    document : mapping
        What it was read from.
    """

    id: str
    name: str
    service: Service
    first: date
    days: int
    scenarios: Sequence[Scenario]
    policies: Sequence[PolicyName] = ("optimiser",)
    warm_up: int | None = None
    replications: Replications = field(default_factory=Replications)
    seed: int = 1
    search: object | None = None
    goal: float | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
