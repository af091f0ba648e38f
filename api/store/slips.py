"""Queries of service slips and of what stands on them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import not_found
from api.store.tables import Contract, Customer, Engineer, Part, Policy, Site, Slip, Unit


@dataclass(frozen=True)
class SlipGround:
    """Where a slip is from: site, customer, policy; who was there."""

    site: Site
    customer: Customer
    policy: Policy
    engineer: Engineer | None


def slips_of(session: Session, visit: str) -> list[Slip]:
    """List a visit's slips, the latest first."""
    return list(
        session.scalars(select(Slip).where(Slip.visit_id == visit).order_by(Slip.issued_at.desc(), Slip.number.desc()))
    )


def find_slip(session: Session, number: str, lock: bool = False) -> Slip:
    """Read a slip; whether it is for who asks is seen by its visit.

    Raises
    ------
    Refused
        Where there is none.
    """
    asked = select(Slip).where(Slip.number == number)
    found = session.scalar(asked.with_for_update() if lock else asked)
    if found is None:
        raise not_found("slip", number)
    return found


def slip_ground(session: Session, site: str, engineer: str | None) -> SlipGround:
    """Read where a slip is from."""
    row = session.execute(
        select(Site, Customer, Policy)
        .join(Contract, Site.contract_id == Contract.id)
        .join(Customer, Contract.customer_id == Customer.id)
        .join(Policy, Contract.policy_id == Policy.id)
        .where(Site.id == site)
    ).one()
    return SlipGround(row[0], row[1], row[2], None if engineer is None else session.get(Engineer, engineer))


def units_by_id(session: Session, units: list[str]) -> list[Unit]:
    """Read some units."""
    return list(session.scalars(select(Unit).where(Unit.id.in_(units)).order_by(Unit.id)))


def names_of_parts(session: Session, parts: list[str]) -> dict[str, str]:
    """Read what some parts are called, by id."""
    found = session.scalars(select(Part).where(Part.id.in_(parts)))
    return {row.id: row.document["name"] for row in found if row.document.get("name")}
