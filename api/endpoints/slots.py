"""Who can be there first, and which slots can be offered to a customer: answered without planning anew."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.dependencies import AskedBy
from api.errors import Refused, not_found
from api.plans.offering import arrivals, hindrances, question, work_of
from api.plans.opened import opened_plans
from api.plans.slots import hold_slot as hold
from api.plans.slots import offers, state_of
from api.plans.slots import release_slot as release
from api.plans.slots import take_slot as take
from api.schemas.problems import PROBLEMS
from api.schemas.slots import Arrivals, FirstThereAsked, HoldAsked, SlotList, SlotOffers, SlotsAsked, SlotShown
from api.schemas.times import Day
from api.store.house import house_of
from api.store.slots import locked_slot, published_plans, visible_slots
from api.store.tables import HeldSlot
from api.transaction import AskingRoute, TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["offers"], route_class=TransactionalRoute, responses=PROBLEMS)
asking_router = APIRouter(prefix="/v1", tags=["offers"], route_class=AskingRoute, responses=PROBLEMS)

Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Territory = Annotated[str | None, Query(min_length=1, max_length=200)]


@asking_router.post("/first-there")
def find_first_there(turn: AskedBy, asked: FirstThereAsked) -> Arrivals:
    """Ask who can be there first today, with what that does to the others: the plan that is published holds."""
    now = turn.service.clock()
    work = work_of(turn.session, turn.actor, asked, now)
    today = now.astimezone(ZoneInfo(house_of(turn.session).document["time_zone"])).date()
    row = published_plans(turn.session, asked.territory, today, today).get(today)
    if row is None:
        raise Refused("wrong_state", f"no plan is published for {today}; publish one first")
    with opened_plans(turn.service).of(turn.session, row).asked() as plan:
        put = question(turn.session, plan, row, work, now)
        found = arrivals(put, asked.most)
        reasons = [] if found else hindrances(put, asked.most)
    return Arrivals(plan=row.id, items=list(found), reasons=list(reasons))


@asking_router.post("/slots")
def find_slots(turn: AskedBy, asked: SlotsAsked) -> SlotOffers:
    """Ask which slots can be offered to a customer, each with what it costs."""
    work = work_of(turn.session, turn.actor, asked, turn.service.clock())
    return offers(turn.session, turn.service, asked, work)


@router.get("/slots")
def list_slots(
    turn: AskedBy, territory: Territory = None, on: Day | None = None, limit: Limit = 50, after: After = None
) -> SlotList:
    """List slots that were held, the latest first."""
    rows = visible_slots(turn.session, turn.actor, territory, on, limit + 1, after)
    page = rows[:limit]
    return SlotList(items=[_shown(turn, row) for row in page], next=page[-1].id if len(rows) > limit else None)


@router.post("/slots/hold", status_code=201)
def hold_slot(turn: AskedBy, asked: HoldAsked) -> SlotShown:
    """Keep a slot free while the customer decides; it expires by itself."""
    work = work_of(turn.session, turn.actor, asked, turn.service.clock())
    return _shown(turn, hold(turn.session, turn.service, asked, work, turn.actor))


@router.post("/slots/{slot}/take")
def take_slot(turn: AskedBy, slot: str) -> SlotShown:
    """Let the customer have a slot: every plan made from now on keeps it."""
    row = _found(turn, slot)
    take(turn.session, row, turn.actor, turn.service.clock)
    return _shown(turn, row)


@router.delete("/slots/{slot}", status_code=204)
def release_slot(turn: AskedBy, slot: str) -> None:
    """Give a slot back."""
    release(turn.session, _found(turn, slot))


def _found(turn: Turn, id_: str) -> HeldSlot:
    row = locked_slot(turn.session, turn.actor, id_)
    if row is None:
        raise not_found("slot", id_)
    return row


def _shown(turn: Turn, row: HeldSlot) -> SlotShown:
    return SlotShown(
        id=row.id,
        territory=row.territory_id,
        site=row.site_id,
        ticket=row.ticket_id,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        engineer=row.engineer_id,
        price=row.price,
        state=state_of(row, turn.service.clock()),  # type: ignore[arg-type]
        expires_at=row.expires_at,
        duration=row.document["duration"],
        skills=row.document.get("skills", {}),
        held_by=row.held_by,
    )
