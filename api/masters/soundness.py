"""Whether masters may be written: every fault of theirs at once, and of what they touch."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.masters.kinds import KINDS, MasterKind
from api.masters.neighbourhood import LIST_OF, Neighbourhood, references
from api.masters.texts import unaddressable, unkeepable
from api.store import master_rows, masters
from api.store.house import house_of
from api.store.tables.masters import Master
from optimiser import Fault, FaultyInput, describing, read_book

Document = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One fault of one of the documents that are to be written.

    Attributes
    ----------
    index : int
        Which of them.
    path : str
        Where in it: ``$.lat``.
    """

    index: int
    path: str
    code: str
    message: str
    value: Any = None

    def fault(self) -> Fault:
        """The fault, of the only document."""
        return Fault(self.path, self.code, self.message, self.value)


@dataclass
class Judged:
    """What was found: the documents as they are to be kept, by their index, and everything that is wrong."""

    documents: dict[int, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def judge(session: Session, kind: MasterKind, documents: Sequence[Any], actor: Actor) -> Judged:
    """Read documents of one kind, and see whether the store would still make a sound book with them."""
    judged = Judged()
    found = describing.Findings()
    with suppress(describing.EnoughFaults):
        for i, each in enumerate(documents):
            read = kind.described.read(each, (i,), found)
            if read is not None:
                judged.documents[i] = read
    judged.findings += found_in(found, documents)
    for i, each in enumerate(documents):
        bad = [*unkeepable(each), *unaddressable(each.get("id") if isinstance(each, Mapping) else None)]
        judged.findings += [Finding(i, fault.path, fault.code, fault.message, fault.value) for fault in bad]
        if bad:
            judged.documents.pop(i, None)
    _check_service(session, kind, judged, actor)
    if kind.described.book is not None:
        _check_book(session, kind, judged)
    judged.findings.sort(key=lambda each: each.index)
    return judged


def found_in(found: describing.Findings, documents: Sequence[Any]) -> list[Finding]:
    """List what was noted while documents were read, each at its index."""
    try:
        found.raise_any(list(documents))
    except FaultyInput as faulty:
        return [_at_index(fault) for fault in faulty.faults]
    return []


def _at_index(fault: Fault) -> Finding:
    match = re.match(r"\$\[(\d+)\]", fault.path)
    if match is None:
        return Finding(0, fault.path, fault.code, fault.message, fault.value)
    return Finding(int(match[1]), "$" + fault.path[match.end() :], fault.code, fault.message, fault.value)


def _check_service(session: Session, kind: MasterKind, judged: Judged, actor: Actor) -> None:
    """See to what no book knows: territories and customers."""
    for key, of in (("territory", "territories"), ("customer", "customers")):
        if not (kind.name in ("sites", "engineers", "depots") if key == "territory" else kind.name == "contracts"):
            continue
        named = {document[key] for document in judged.documents.values()}
        seen = {
            id_
            for id_, row in masters.by_id(session, KINDS[of].table, named).items()
            if of != "territories" or actor.sees_territory(row.id)
        }
        judged.findings += [
            Finding(
                i, f"$.{key}", f"unknown_{key}", f"there is no {key} {document[key]!r}; add it first", document[key]
            )
            for i, document in judged.documents.items()
            if document[key] not in seen
        ]
    _check_contracts(session, kind, judged, actor)
    _check_homes(session, kind, judged, actor)


def _check_contracts(session: Session, kind: MasterKind, judged: Judged, actor: Actor) -> None:
    """A site under a contract opens that contract and its customer to a territory: only who sees them may do that."""
    if kind.name == "sites" and actor.territories:
        named = list(dict.fromkeys(document["contract"] for document in judged.documents.values()))
        seen = master_rows.seen(session, KINDS["contracts"].table, named, actor)
        for i, document in judged.documents.items():
            if document["contract"] not in seen:
                judged.findings.append(_unknown(i, "contract", document["contract"]))


def _check_homes(session: Session, kind: MasterKind, judged: Judged, actor: Actor) -> None:
    """What is at a site is where its site is; what is in a territory stays there."""
    if kind.name in ("sites", "engineers"):
        known = masters.by_id(session, kind.table, [each["id"] for each in judged.documents.values()])
        for i, document in judged.documents.items():
            row = known.get(document["id"])
            if row is not None and row.document["territory"] != document["territory"]:
                message = f"a {kind.noun} stays in its territory, {row.document['territory']!r}; add another one there"
                judged.findings.append(Finding(i, "$.territory", "contradiction", message, document["territory"]))
    sites = _named(session, "sites", "site", judged) if kind.name not in ("sites", "engineers") else {}
    for i, document in judged.documents.items():
        site = sites.get(document.get("site", ""))
        if site is not None and not actor.sees_territory(site.territory_id):
            judged.findings.append(_unknown(i, "site", document["site"]))
    _check_same_territory(session, kind, judged, sites)


def _check_same_territory(session: Session, kind: MasterKind, judged: Judged, sites: Mapping[str, Any]) -> None:
    if kind.name == "rules":
        engineers = _named(session, "engineers", "preferred_engineer", judged)
        for i, document in judged.documents.items():
            site, engineer = sites.get(document["site"]), engineers.get(document.get("preferred_engineer", ""))
            if site is not None and engineer is not None and site.territory_id != engineer.territory_id:
                judged.findings.append(_elsewhere(i, "preferred_engineer", document["preferred_engineer"]))
    elif kind.name == "engineers":
        homes = _named(session, "sites", "resident_at", judged)
        for i, document in judged.documents.items():
            home = homes.get(document.get("resident_at", ""))
            if home is not None and home.territory_id != document["territory"]:
                judged.findings.append(_elsewhere(i, "resident_at", document["resident_at"]))


def _elsewhere(index: int, key: str, value: str) -> Finding:
    message = f"{value!r} is in another territory; name one of the same"
    return Finding(index, f"$.{key}", "other_territory", message, value)


def _unknown(index: int, key: str, value: str) -> Finding:
    return Finding(index, f"$.{key}", f"unknown_{key}", f"there is no {key} {value!r}; add it first", value)


def _named(session: Session, of: str, key: str, judged: Judged) -> Mapping[str, Any]:
    ids = [document[key] for document in judged.documents.values() if document.get(key) is not None]
    return masters.by_id(session, KINDS[of].table, ids)


def _check_book(session: Session, kind: MasterKind, judged: Judged) -> None:
    """Read what is written with its neighbourhood as a book, and tell its faults where they are caused."""
    indices = list(judged.documents)
    book = Neighbourhood(session, {kind.name: list(judged.documents.values())}).book()
    try:
        read_book(book)
    except FaultyInput as faulty:
        told = {(each.index, each.path, each.code) for each in judged.findings}
        for fault in faulty.faults:
            finding = _where(fault, kind, indices, book)
            if (finding.index, finding.path, finding.code) not in told:
                judged.findings.append(finding)


def _where(fault: Fault, kind: MasterKind, indices: Sequence[int], book: Mapping[str, Any]) -> Finding:
    """Find the written document that a fault of the small book is about."""
    list_, item, rest = _split(fault.path)
    if list_ == kind.name and item is not None and item < len(indices):
        message = fault.message
        if fault.code.startswith("unknown_") and fault.code[8:] in LIST_OF:
            message = f"there is no {fault.code[8:]} {describing.shown(fault.value)}; add it first, or name another"
        return Finding(indices[item], "$" + rest, fault.code, message, fault.value)
    if item is not None and list_ in book:
        id_ = book[list_][item]["id"]
        message = f"{KINDS[list_].noun if list_ in KINDS else 'ticket'} {id_!r} would not fit any more: {fault.message}"
        return Finding(indices[0] if indices else 0, "$", fault.code, message, fault.value)
    return Finding(indices[0] if indices else 0, "$", fault.code, fault.message, fault.value)


def _split(path: str) -> tuple[str, int | None, str]:
    match = re.match(r"\$\.(\w+)(?:\[(\d+)\])?", path)
    if match is None:
        return "", None, path
    return match[1], None if match[2] is None else int(match[2]), path[match.end() :]


def referrers(session: Session, kind: MasterKind, id_: str, most: int = 10) -> list[str]:
    """Name what refers to a thing: it must not be deleted before them."""
    out: list[str] = []
    if kind.name == "calendars" and (house_of(session).document.get("on_call") or {}).get("working") == id_:
        out.append("the rota of the house")
    for other in _REFERRING.get(kind.name, ()):
        rows = master_rows.naming(session, KINDS[other].table, id_)
        out += [f"{KINDS[other].noun} {row.id!r}" for row in rows if _refers(row, KINDS[other], kind, id_)]
    if kind.name in ("sites", "units", "contracts"):
        out += [f"ticket {name!r}" for name in master_rows.tickets_naming(session, kind.name, id_, most)]
    return out[:most]


_REFERRING: Mapping[str, tuple[str, ...]] = {
    "territories": ("sites", "engineers", "depots"),
    "customers": ("contracts",),
    "calendars": ("policies", "sites", "engineers", "rules"),
    "zones": ("policies", "sites"),
    "policies": ("contracts",),
    "contracts": ("sites",),
    "sites": ("units", "engineers", "rules", "appointments", "covers"),
    "units": ("rules",),
    "engineers": ("rules",),
}


def _refers(row: Master, other: MasterKind, kind: MasterKind, id_: str) -> bool:
    document = row.document
    if kind.name in ("territories", "customers"):
        return bool(document.get(kind.noun) == id_)
    return (kind.name, id_) in references(other.name, document)
