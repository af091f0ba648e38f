"""Scenarios: pure changes of a service, a file for each family of them.

::

    change       what a change is; combining them, and where two contradict each other
    people       the one way in which changes alter single engineers
    engineers    who joins, who leaves
    skills       training, certificates
    homes        where people set out from
    hours        shifts and overtime
    on_call      the rota
    territories  who serves which sites
    promises     deadlines and prices of policies
    stock        parts on the shelf
    demand       growth, what is solved at the desk, storms
    customers    new customers
    settings     speeds, illness, when the day is planned anew, wages

Each is a frozen dataclass that is called with a service, and returns a changed one. ``then`` combines them::

    service = then(DropEngineer("e03"), Train("e02", "network", 2))(service)
"""

from scenarios.changes.change import Change, Contradiction, Together, contradictions, then
from scenarios.changes.customers import AddCustomer
from scenarios.changes.demand import AddSurge, Grow, GrowStream, SolveRemotely
from scenarios.changes.engineers import AddEngineer, DropEngineer
from scenarios.changes.homes import MoveHome
from scenarios.changes.hours import LimitOvertime, MoveShifts, SetShifts
from scenarios.changes.on_call import BeginRota, ChangeRota, EndRota, TakeTurns
from scenarios.changes.promises import ChangePolicy, ChangePromise
from scenarios.changes.settings import AddFlu, SetOperations, SetReality, SetWages
from scenarios.changes.skills import RenewCertificates, Train
from scenarios.changes.stock import SetStock
from scenarios.changes.territories import SetTerritory

__all__ = [
    "AddCustomer",
    "AddEngineer",
    "AddFlu",
    "AddSurge",
    "BeginRota",
    "Change",
    "ChangePolicy",
    "ChangePromise",
    "ChangeRota",
    "Contradiction",
    "DropEngineer",
    "EndRota",
    "Grow",
    "GrowStream",
    "LimitOvertime",
    "MoveHome",
    "MoveShifts",
    "RenewCertificates",
    "SetOperations",
    "SetReality",
    "SetShifts",
    "SetStock",
    "SetTerritory",
    "SetWages",
    "SolveRemotely",
    "TakeTurns",
    "Together",
    "Train",
    "contradictions",
    "then",
]
