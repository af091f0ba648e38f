"""Parts in depots and vans as a list: one line for each part that somebody holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.masters import stock
from api.masters.importing import Imported
from api.masters.soundness import Finding
from api.masters.stock import Holder
from api.service import Service
from api.store import masters
from api.store.stock import is_holder, visible_stock
from api.store.tables import Part, Stock
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
    counted = {(Holder(each["holder_kind"], each["holder"]), each["part"]): each["count"] for each in given}
    findings = _strangers(session, counted, actor)
    if findings:
        return Imported(0, 0, 0), findings
    before = {key: _count(session, *key) for key in counted}
    changed = {key: count for key, count in counted.items() if before[key] != count}
    warnings: list[str] = []
    for holder, part in sorted(changed, key=lambda each: (each[0].kind, each[0].id, each[1])):  # as whoever moves some
        count = changed[holder, part]
        warnings += stock.set_count(session, holder, part, count, actor, service.clock()).warnings
    added_count = sum(before[key] is None for key in changed)
    return Imported(added_count, len(changed) - added_count, len(counted) - len(changed), tuple(warnings)), ()


def _count(session: Session, holder: Holder, part: str) -> int | None:
    row = session.get(Stock, (holder.kind, holder.id, part))
    return None if row is None else row.count


def _strangers(session: Session, counted: Mapping[tuple[Holder, str], int], actor: Actor) -> list[Finding]:
    """Parts that there are not, and holders that there are not for somebody's eyes."""
    parts = masters.by_id(session, Part, {part for _, part in counted})
    there = {holder: is_holder(session, holder.kind, holder.id, actor) for holder, _ in counted}
    out = []
    for i, (holder, part) in enumerate(counted):
        if not there[holder]:
            noun = "depot" if holder.kind == "depot" else "engineer"
            message = f"there is no {noun} {holder.id!r}; add it first"
            out.append(Finding(i, "$.holder", f"unknown_{noun}", message, holder.id))
        if part not in parts:
            out.append(Finding(i, "$.part", "unknown_part", f"there is no part {part!r}; add it first", part))
    return out
