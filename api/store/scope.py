"""Which rows are for whom: the part that is the same for everything that lies in a territory."""

from typing import Any

from sqlalchemy import ColumnElement, true

from api.identity.actor import Actor


def in_territories(actor: Actor, territory: Any) -> ColumnElement[bool]:
    """Limit a column of territories to those of who asks; whoever has none named sees all."""
    limited: ColumnElement[bool] = territory.in_(actor.territories)
    return limited if actor.territories else true()
