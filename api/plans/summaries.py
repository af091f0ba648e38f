"""Plans as they are listed and read."""

from sqlalchemy.orm import Session

from api.schemas.plans import PlanSummary
from api.store.plans import plan_text
from api.store.tables import Plan


def summary(plan: Plan) -> PlanSummary:
    """Show a plan without its routes."""
    return PlanSummary(
        id=plan.id,
        kind=plan.kind,  # type: ignore[arg-type]
        territory=plan.territory_id,
        first=plan.first_on,
        last=plan.last_on,
        state=plan.state,  # type: ignore[arg-type]
        version=plan.version,
        origin=plan.origin,
        parent=plan.parent_id,
        based_on=plan.based_on,
        cost=plan.cost,
        figures=plan.figures,
        created_at=plan.created_at,
        created_by=plan.created_by,
        published_at=plan.published_at,
        published_by=plan.published_by,
        revision=plan.revision,
    )


def plan_body(session: Session, plan: Plan) -> bytes:
    """Write a plan with its routes as JSON text.

    The documents are put in as they lie in the store: taking a day of 800 visits apart, only to put it together
    again, would cost more than all the rest.
    """
    head = summary(plan).model_dump_json().encode().removesuffix(b"}")
    document, matter = plan_text(session, plan.id, "document"), plan_text(session, plan.id, "matter")
    return b'%s,"plan":%s,"matter":%s}' % (head, document, matter)
