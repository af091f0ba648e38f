"""Edits of plans by hand, each with its price before it is done."""

from fastapi import APIRouter, Response

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.endpoints.plans import found_plan
from api.plans.amending import edit, price
from api.plans.summaries import summary
from api.schemas.edits import EditAsked, EditDone, EditPrice
from api.schemas.problems import PROBLEMS
from api.transaction import AskingRoute, TransactionalRoute

router = APIRouter(prefix="/v1", tags=["plans"], route_class=TransactionalRoute, responses=PROBLEMS)
asking_router = APIRouter(prefix="/v1", tags=["plans"], route_class=AskingRoute, responses=PROBLEMS)


@asking_router.post("/plans/{plan}/edits/price")
def price_edit(turn: AskedBy, plan: str, asked: EditAsked) -> EditPrice:
    """Ask what an edit would cost, or which rules speak against it; nothing is changed."""
    return price(turn.session, turn.service, found_plan(turn, plan), asked.edit)


@router.post("/plans/{plan}/edits")
def edit_plan(turn: AskedBy, plan: str, asked: EditAsked, response: Response, if_match: IfMatch = None) -> EditDone:
    """Edit a plan: a draft in place; of what is published a new draft is made, which can be published."""
    row = found_plan(turn, plan)
    require_match(if_match, row.revision)
    paid, row = edit(turn.session, turn.service, row, asked.edit, turn.actor)
    response.headers["ETag"] = etag(row.revision)
    response.headers["Location"] = f"/v1/plans/{row.id}"
    return EditDone(price=paid, plan=summary(row))
