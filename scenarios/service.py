"""What is simulated, as frozen dataclasses: a service with its demand, and how far the world keeps to plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from optimiser import Book
from scenarios.demand import Demand


@dataclass(frozen=True)
class Reality:
    """How far the world keeps to plans.

    Attributes
    ----------
    travel_cv : float
        Coefficient of variation of travel: each leg of each day takes a lognormal factor of mean 1 times its plan.
    speed_factor : float
        By what speeds on the road differ from what plans reckon with: 0.8 is a fifth slower.
    inspection_cv : float
        Coefficient of variation of the time that inspections and appointments take; lognormal around the plan.
    sick_share : float
        How likely somebody who is well falls ill on a working day.
    sick_days : float
        How many days that lasts on average, 1 or more; geometric.
    flu : sequence of Flu
    """

    travel_cv: float = 0.2
    speed_factor: float = 1.0
    inspection_cv: float = 0.2
    sick_share: float = 0.0
    sick_days: float = 3.0
    flu: Sequence["Flu"] = ()


@dataclass(frozen=True)
class Flu:
    """Days on which people fall ill `factor` times as often."""

    first: date
    last: date
    factor: float


@dataclass(frozen=True)
class Operations:
    """How the day is run.

    Attributes
    ----------
    plan_before : timedelta
        How long before the first shift of a day its plan is made, at midnight at the earliest.
    replan_for : sequence of str
        Severities whose tickets are urgent: each makes the rest of the day be planned anew. Empty: the policies' most
        severe, which their `skip_costs` price highest.
    idle_at_home : bool
        Whether whoever has nothing to do waits at home; else where the last work was.
    morning_iterations, replan_iterations : int
        The effort of the search: iterations of the morning's plan, and of each plan anew.
    """

    plan_before: timedelta = timedelta(minutes=30)
    replan_for: Sequence[str] = ()
    idle_at_home: bool = False
    morning_iterations: int = 400
    replan_iterations: int = 100


@dataclass(frozen=True)
class Stock:
    """A part on the shelf: how many there are at most, and how long one that was used takes to be replaced."""

    level: int
    lead_time: timedelta


@dataclass(frozen=True)
class Wages:
    """What people cost whether or not they work, in the currency of the book.

    Attributes
    ----------
    per_day : float
        Of each shift that somebody is rostered for, or away from as ill.
    skills : mapping of str to float
        What each skill adds to that, by name.
    """

    per_day: float = 0.0
    skills: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """A service as it is simulated.

    Attributes
    ----------
    book : Book
        What is promised and who there is, and the tickets that are open when a simulation begins.
    demand : Demand
    reality : Reality
    operations : Operations
    stock : mapping of str to Stock
        Parts by name; a part that is not in it is always there.
    territories : mapping of str to sequence of str
        Sites that an engineer serves, by the engineer's id; whoever is not in it serves all.
    wages : Wages
    """

    book: Book
    demand: Demand = field(default_factory=Demand)
    reality: Reality = field(default_factory=Reality)
    operations: Operations = field(default_factory=Operations)
    stock: Mapping[str, Stock] = field(default_factory=dict)
    territories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wages: Wages = field(default_factory=Wages)
