"""Accounts of people; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.dependencies import AskedBy, IfMatch, etag, require_match
from api.endpoints.shown_once import SHOWN_ONCE
from api.identity import accounts
from api.identity.links import LINK_LIFETIME, link_address
from api.identity.scope import Scope
from api.schemas.identity import AccountGiven, AccountPage, AccountShown, Invitation
from api.schemas.problems import PROBLEMS
from api.store import identity as queries
from api.store.tables import Account
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1/accounts", tags=["accounts"], responses=PROBLEMS, route_class=TransactionalRoute)

AccountId = Annotated[str, Path(max_length=200)]


@router.get("")
def list_accounts(
    turn: AskedBy,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> AccountPage:
    """List the accounts."""
    rows = queries.accounts_after(turn.session, after, limit + 1)
    items = [AccountShown.model_validate(row) for row in rows[:limit]]
    return AccountPage(items=items, next=items[-1].id if len(rows) > limit else None)


@router.post("", status_code=201, dependencies=[SHOWN_ONCE])
def create_account(turn: AskedBy, request: Request, response: Response, given: AccountGiven) -> Invitation:
    """Make an account. Its person sets the password with the link in the answer, which is shown once."""
    account, token = accounts.make_account(turn.session, turn.service, _wanted(given))
    response.headers["Location"] = f"/v1/accounts/{account.id}"
    return _invitation(turn, request, account, token)


@router.get("/{account_id}")
def read_account(turn: AskedBy, response: Response, account_id: AccountId) -> AccountShown:
    """Show an account."""
    account = accounts.account_of(turn.session, account_id)
    response.headers["ETag"] = etag(account.revision)
    return AccountShown.model_validate(account)


@router.put("/{account_id}")
def change_account(
    turn: AskedBy, response: Response, account_id: AccountId, given: AccountGiven, if_match: IfMatch = None
) -> AccountShown:
    """Change an account. Where this changes what its person may do, open sessions end."""
    account = accounts.account_of(turn.session, account_id, for_update=True)
    require_match(if_match, account.revision)
    accounts.change_account(turn.session, account, _wanted(given))
    turn.session.flush()
    response.headers["ETag"] = etag(account.revision)
    return AccountShown.model_validate(account)


@router.delete("/{account_id}", status_code=204)
def delete_account(turn: AskedBy, account_id: AccountId, if_match: IfMatch = None) -> Response:
    """Delete an account; the audit log keeps what it did."""
    account = accounts.account_of(turn.session, account_id, for_update=True)
    require_match(if_match, account.revision)
    accounts.delete_account(turn.session, account)
    return Response(status_code=204)


@router.post("/{account_id}/invitation", status_code=201, dependencies=[SHOWN_ONCE])
def invite_account(turn: AskedBy, request: Request, account_id: AccountId) -> Invitation:
    """Make a new one-time link: for who lost the first one, forgot the password, or is locked."""
    account = accounts.account_of(turn.session, account_id)
    return _invitation(turn, request, account, accounts.invite(turn.session, turn.service, account))


def _wanted(given: AccountGiven) -> accounts.Wanted:
    scope = Scope(given.role, given.territories, given.engineer_id, given.customer_id)
    return accounts.Wanted(given.name, given.full_name, scope, given.active)


def _invitation(turn: Turn, request: Request, account: Account, token: str) -> Invitation:
    base = turn.service.settings.public_url or str(request.base_url)
    return Invitation(
        account=AccountShown.model_validate(account),
        link=link_address(base, token),
        token=token,
        expires_at=turn.service.clock() + LINK_LIFETIME,
    )
