"""Parts in depots and vans as a list: one line for each part that somebody holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.masters import stock
from api.masters.importing import Imported
from api.masters.soundness import Finding
from api.service import Service
from api.store import masters
from api.store.stock import DEPOT, VAN, Lying, visible_stock
from api.store.tables import Depot, Engineer, Part, Stock
from optimiser import describing

Document = dict[str, Any]


@dataclass(frozen=True)
class StockLine:
    """How many of a part a depot or a van holds."""

    holder_kind: str
    holder: str
    part: str
    count: int


LINE = describing.Record(
    "a line of stock",
    StockLine,
    "How many of a part a depot or a van holds.",
    [
        describing.Field("holder_kind", describing.Choice(["depot", "van"]), "Who holds them.", required=True),
        describing.Field(
            "holder", describing.Name("a depot or an engineer"), "Its id, or the engineer's.", required=True
        ),
        describing.Field("part", describing.Name("a part"), "The part's id.", required=True),
        describing.Field(
            "count", describing.Number("a whole number", most=1_000_000, whole=True), "How many.", required=True
        ),
    ],
)
KEY = ("holder_kind", "holder", "part")


def lines(session: Session, actor: Actor) -> Sequence[Document]:
    """Read what somebody may see."""
    query = visible_stock(actor).order_by(Stock.holder_kind, Stock.holder_id, Stock.part_id)
    return [
        {"holder_kind": row.holder_kind, "holder": row.holder_id, "part": row.part_id, "count": row.count}
        for row in session.scalars(query)
    ]


def write(
    session: Session, service: Service, given: Sequence[Document], actor: Actor
) -> tuple[Imported, Sequence[Finding]]:
    """Set what was counted; what no line names stays as it is."""
    counts = {(each["holder_kind"], each["holder"], each["part"]): each["count"] for each in given}
    findings = _strangers(session, list(counts), actor)
    if findings:
        return Imported(0, 0, 0), findings
    counted, added_count = stock.set_counts(session, counts, service.clock())
    changed_count = len(counted.rows) - added_count
    return Imported(added_count, changed_count, len(counts) - len(counted.rows), tuple(counted.warnings)), ()


def _strangers(session: Session, shelves: Sequence[Lying], actor: Actor) -> list[Finding]:
    """Parts that there are not, and holders that there are not for somebody's eyes."""
    parts = masters.by_id(session, Part, {part for _, _, part in shelves})
    tables: Mapping[str, type[Depot | Engineer]] = {DEPOT: Depot, VAN: Engineer}
    holders = {
        kind: masters.by_id(session, table, {id_ for of, id_, _ in shelves if of == kind})
        for kind, table in tables.items()
    }
    out = []
    for i, (kind, id_, part) in enumerate(shelves):
        row = holders[kind].get(id_)
        if row is None or not actor.sees_territory(row.territory_id):
            noun = "depot" if kind == DEPOT else "engineer"
            message = f"there is no {noun} {id_!r}; add it first"
            out.append(Finding(i, "$.holder", f"unknown_{noun}", message, id_))
        if part not in parts:
            out.append(Finding(i, "$.part", "unknown_part", f"there is no part {part!r}; add it first", part))
    return out
