"""The kinds of masters: what each is described by, in which table its rows lie, and what is looked up by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.masters.described import Described
from api.masters.records import DESCRIBED
from api.store import tables
from api.store.tables.masters import Master

Document = Mapping[str, Any]


@dataclass(frozen=True)
class MasterKind:
    """One kind of master.

    Attributes
    ----------
    name : str
        As in addresses and in the book: ``sites``.
    noun : str
        One of them: ``site``.
    columns : callable
        What of a document stands in columns of its row.
    """

    name: str
    noun: str
    table: type[Master]
    columns: Callable[[Document], dict[str, Any]]

    @property
    def described(self) -> Described:
        """How it is read and written."""
        return DESCRIBED[self.name]


def _nothing(_: Document) -> dict[str, Any]:
    return {}


def _of_contract(document: Document) -> dict[str, Any]:
    return {"customer_id": document["customer"], "policy_id": document["policy"]}


def _of_site(document: Document) -> dict[str, Any]:
    place = {"lat": document["lat"], "lon": document["lon"]}
    return {"contract_id": document["contract"], "territory_id": document["territory"], **place}


def _of_unit(document: Document) -> dict[str, Any]:
    return {"site_id": document["site"], "serial": document.get("serial")}


def _of_engineer(document: Document) -> dict[str, Any]:
    return {"territory_id": document["territory"], "resident_at": document.get("resident_at")}


def _of_rule(document: Document) -> dict[str, Any]:
    last = document.get("last_done_on")
    return {"site_id": document["site"], "last_done_on": None if last is None else date.fromisoformat(last)}


def _of_appointment(document: Document) -> dict[str, Any]:
    return {"site_id": document["site"], "latest_at": datetime.fromisoformat(document["latest"])}


def _of_cover(document: Document) -> dict[str, Any]:
    return {"site_id": document["site"], "ends_at": datetime.fromisoformat(document["end"])}


def _of_depot(document: Document) -> dict[str, Any]:
    return {"territory_id": document["territory"]}


_ALL = (
    MasterKind("territories", "territory", tables.Territory, _nothing),
    MasterKind("customers", "customer", tables.Customer, _nothing),
    MasterKind("calendars", "calendar", tables.Calendar, _nothing),
    MasterKind("zones", "zone", tables.Zone, _nothing),
    MasterKind("policies", "policy", tables.Policy, _nothing),
    MasterKind("contracts", "contract", tables.Contract, _of_contract),
    MasterKind("sites", "site", tables.Site, _of_site),
    MasterKind("units", "unit", tables.Unit, _of_unit),
    MasterKind("engineers", "engineer", tables.Engineer, _of_engineer),
    MasterKind("rules", "rule", tables.Rule, _of_rule),
    MasterKind("appointments", "appointment", tables.Appointment, _of_appointment),
    MasterKind("covers", "cover", tables.Cover, _of_cover),
    MasterKind("parts", "part", tables.Part, _nothing),
    MasterKind("depots", "depot", tables.Depot, _of_depot),
    MasterKind("subcontractors", "subcontractor", tables.Subcontractor, _nothing),
)
KINDS: Mapping[str, MasterKind] = {kind.name: kind for kind in _ALL}
"""All of them, each after those that it refers to."""
