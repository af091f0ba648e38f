"""Queries for the on-call rota, month by month."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import Engineer, Rota


def rotas_of(session: Session, territory_id: str, months: Iterable[str]) -> Sequence[Rota]:
    """Read the rotas of some months, in order."""
    wanted = Rota.month.in_(list(months))
    return session.scalars(select(Rota).where(Rota.territory_id == territory_id, wanted).order_by(Rota.month)).all()


def people(session: Session, ids: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """Read the names and numbers of some engineers."""
    rows = session.scalars(select(Engineer).where(Engineer.id.in_(list(ids))))
    return {row.id: (row.document.get("name"), row.document.get("phone")) for row in rows}
