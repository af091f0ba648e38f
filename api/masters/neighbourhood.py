"""What a change of masters touches: what they refer to, and what refers to them, as a small book."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.masters.kinds import KINDS
from api.store import master_rows, masters
from api.store.house import house_of
from optimiser import describing

Document = Mapping[str, Any]
LIST_OF: Mapping[str, str] = {kind.noun: name for name, kind in KINDS.items()}
"""The list where things of each noun stand: ``calendar`` in ``calendars``."""


class _References(describing.Findings):
    """Takes down what is referred to, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[str, str]] = []

    def refer(self, kind: str, name: str, at: describing.Steps) -> None:  # noqa: ARG002
        self.made.append((LIST_OF[kind], name))


def references(kind: str, document: Document) -> list[tuple[str, str]]:
    """List what a document of the book refers to, as (list, id)."""
    found = _References()
    record = describing.BOOK_RECORDS[kind]
    keys = {each.key for each in record.fields}
    record.draft({key: value for key, value in document.items() if key in keys}, (), found)
    return found.made


@dataclass
class Neighbourhood:
    """A small book on its way. ``written`` are the documents that are to be, by kind, in their order."""

    session: Session
    written: Mapping[str, Sequence[Document]]
    beside: dict[str, dict[str, Document]] = field(default_factory=dict)

    def book(self) -> dict[str, Any]:
        """Write it as a book document: what is written first, in each list."""
        for kind, documents in self.written.items():
            self._take_dependants(kind, documents)
        self._take_referred()
        lists = {
            kind: [self._part(kind, each) for each in (*self.written.get(kind, ()), *self._others(kind))]
            for kind in describing.BOOK_RECORDS
        }
        zone = house_of(self.session).document["time_zone"]
        return {"format": describing.BOOK_FORMAT, "id": "neighbourhood", "time_zone": zone, **lists}

    def _others(self, kind: str) -> Iterable[Document]:
        ids = {each["id"] for each in self.written.get(kind, ())}
        return (document for id_, document in self.beside.get(kind, {}).items() if id_ not in ids)

    @staticmethod
    def _part(kind: str, document: Document) -> Document:
        keys = {each.key for each in describing.BOOK_RECORDS[kind].fields} - {"history"}
        return {key: value for key, value in document.items() if key in keys}

    def _take(self, kind: str, documents: Iterable[tuple[str, Document]]) -> list[str]:
        here = self.beside.setdefault(kind, {})
        new = {id_: document for id_, document in documents if id_ not in here}
        here.update(new)
        return list(new)

    def _take_rows(self, kind: str, column: str, ids: Sequence[str]) -> list[str]:
        rows = master_rows.rows_where(self.session, KINDS[kind].table, column, ids)
        return self._take(kind, ((row.id, row.document) for row in rows))

    def _take_dependants(self, kind: str, documents: Sequence[Document]) -> None:
        """Take in what may no longer be sound once these are written; what is new has nobody yet."""
        ids = list(masters.by_id(self.session, KINDS[kind].table, [each["id"] for each in documents]))
        if kind == "rules":
            self._take_rows("rules", "site_id", sorted({each["site"] for each in documents}))
        if not ids:
            return
        if kind == "calendars":
            for id_ in ids:
                for other in ("policies", "engineers"):
                    rows = master_rows.naming(self.session, KINDS[other].table, id_)
                    self._take(other, ((row.id, row.document) for row in rows))
        elif kind == "zones":
            found = {
                row.id: row for id_ in ids for row in master_rows.naming(self.session, KINDS["policies"].table, id_)
            }
            self._take("policies", ((id_, row.document) for id_, row in found.items()))
            self._take_sites_of_policies(list(found))
        elif kind == "policies":
            self._take_sites_of_policies(ids)
        elif kind == "contracts":
            self._take_sites_of_contracts(ids)
        elif kind == "sites":
            self._take("tickets", master_rows.open_tickets(self.session, "site_id", ids))
        elif kind == "units":
            sites = [row.site_id for row in masters.by_id(self.session, KINDS[kind].table, ids).values()]  # type: ignore[attr-defined]
            self._take_rows("rules", "site_id", sorted(set(sites)))
            self._take("tickets", master_rows.open_tickets(self.session, "unit_id", ids))

    def _take_sites_of_policies(self, ids: Sequence[str]) -> None:
        self._take_sites_of_contracts(self._take_rows("contracts", "policy_id", ids))

    def _take_sites_of_contracts(self, ids: Sequence[str]) -> None:
        sites = self._take_rows("sites", "contract_id", ids)
        self._take("tickets", master_rows.open_tickets(self.session, "site_id", sites))

    def _take_referred(self) -> None:
        """Take in what is referred to, and what that refers to, until nothing new is named."""
        asked: set[tuple[str, str]] = set()
        fresh = [(kind, each) for kind, documents in self.written.items() for each in documents]
        fresh += [(kind, each) for kind, documents in self.beside.items() for each in documents.values()]
        while fresh:
            named = {each for kind, document in fresh for each in references(kind, document)} - asked
            asked |= named
            fresh = []
            for kind in {kind for kind, _ in named}:
                rows = masters.by_id(self.session, KINDS[kind].table, [id_ for of, id_ in sorted(named) if of == kind])
                taken = self._take(kind, ((id_, row.document) for id_, row in rows.items()))
                fresh += [(kind, self.beside[kind][id_]) for id_ in taken]
