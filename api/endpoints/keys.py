"""API keys of machines; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import AskedBy
from api.endpoints.shown_once import SHOWN_ONCE
from api.identity import keys
from api.identity.scope import Scope
from api.schemas.identity import KeyGiven, KeyMade, KeyPage, KeyShown
from api.schemas.problems import PROBLEMS
from api.store import identity as queries
from api.transaction import TransactionalRoute

router = APIRouter(prefix="/v1/keys", tags=["keys"], responses=PROBLEMS, route_class=TransactionalRoute)


@router.get("")
def list_keys(
    turn: AskedBy,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> KeyPage:
    """List the keys, those that have ended as well."""
    rows = queries.keys_after(turn.session, after, limit + 1)
    items = [KeyShown.model_validate(row) for row in rows[:limit]]
    return KeyPage(items=items, next=items[-1].id if len(rows) > limit else None)


@router.post("", status_code=201, dependencies=[SHOWN_ONCE])
def create_key(turn: AskedBy, given: KeyGiven) -> KeyMade:
    """Make a key. The answer shows it, once."""
    scope = Scope(given.role, given.territories, given.engineer_id, given.customer_id)
    row, shown = keys.make_key(turn.session, given.name, scope, turn.actor.id, turn.service.clock(), given.expires_at)
    return KeyMade(key=shown, about=KeyShown.model_validate(row))


@router.delete("/{key_id}", status_code=204)
def revoke_key(turn: AskedBy, key_id: Annotated[str, Path(max_length=200)]) -> Response:
    """End a key for good."""
    keys.revoke_key(turn.session, key_id, turn.service.clock())
    return Response(status_code=204)
