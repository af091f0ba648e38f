"""Queries of the sites whose promises rest on some masters."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select

from api.store.tables import Contract, Policy, Site

_MOST_NAMED = 500
"""So many ids go into one query; of more masters than these, every site is asked about."""


def sites_resting_on(kind: str, ids: Collection[str]) -> Select[Any] | None:
    """Select the sites on whose promises some masters may bear; None: on none, whatever is written of that kind.

    Parameters
    ----------
    kind : str
        The list of the masters, as in the book.
    """
    if kind not in _RESTING:
        return None
    return select(Site.id) if len(ids) > _MOST_NAMED else select(Site.id).where(_RESTING[kind](ids))


def _under(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Site.contract_id.in_(select(Contract.id).join(Policy, Contract.policy_id == Policy.id).where(condition))


def _naming(ids: Collection[str]) -> ColumnElement[bool]:
    """Ask for sites that name one of some ids, and for those under policies that do; and perhaps for more."""
    quoted = sorted({json.dumps(id_, ensure_ascii=False) for id_ in ids} | {json.dumps(id_) for id_ in ids})
    policies, sites = (
        or_(*(cast(table.document, Text).contains(each, autoescape=True) for each in quoted))
        for table in (Policy, Site)
    )
    return or_(_under(policies), sites)


_RESTING: Mapping[str, Callable[[Collection[str]], ColumnElement[bool]]] = {
    "calendars": _naming,
    "zones": _naming,
    "policies": lambda ids: _under(Policy.id.in_(ids)),
    "contracts": lambda ids: Site.contract_id.in_(ids),
    "sites": lambda ids: Site.id.in_(ids),
}
