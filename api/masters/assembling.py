"""A book put together from rows: of all of a territory, or of what some tickets need."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from api.masters.book_import import X_BOOK
from api.masters.described import is_carried
from api.masters.records import DESCRIBED
from api.store.book_rows import BookRows
from optimiser import Book, Ticket, describing

_REMEMBERED = 50_000
_EVENT = describing.CLOCK_EVENT
_EVENT_KINDS = frozenset(_EVENT.fields[0].kind.words)  # type: ignore[attr-defined]


def book_of_rows(rows: BookRows) -> Book:
    """Put a book together from rows that were read: all of a territory, or what some tickets need."""
    about = dict(rows.territory.get(X_BOOK, {}))
    lists: dict[str, Any] = {kind: [_thing(kind, text) for text in texts] for kind, texts in rows.documents.items()}
    lists["rules"] = [_done(rule, rows) for rule in lists["rules"]]
    names = {engineer.id for engineer in lists["engineers"]}
    lists["tickets"] = [_ticket(text, rows.events.get(id_, ()), names) for id_, text in rows.tickets]
    found = describing.Findings()
    travel = describing.TRAVEL.read(rows.house["travel"], ("travel",), found)
    on_call = rows.house.get("on_call")
    return Book(
        id=about.pop("id", rows.house["id"]),
        time_zone=rows.house["time_zone"],
        travel=travel,
        on_call=None if on_call is None else describing.ON_CALL.read(on_call, ("on_call",), found),
        carried=about,
        **lists,
    )


@lru_cache(maxsize=_REMEMBERED)
def _thing(kind: str, text: str) -> Any:
    """Read one object of the book; most are the same from one plan to the next, so they are remembered by their text.

    The store holds nothing that was not read before: a fault here is a mistake of ours.
    """
    found = describing.Findings()
    record = describing.BOOK_RECORDS[kind]
    thing = record.read(_book_part(kind, json.loads(text)), (kind,), found)
    found.raise_any({})
    return thing


def _book_part(kind: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind in DESCRIBED:
        return DESCRIBED[kind].book_part(document)
    keys = {field.key for field in describing.BOOK_RECORDS[kind].fields} - {"history"}
    return {key: value for key, value in document.items() if key in keys or is_carried(key)}


def _done(rule: Any, rows: BookRows) -> Any:
    """A rule with the day on which it was last done, which the row knows best."""
    last = rows.last_done_on.get(rule.id)
    return rule if rule.last_done_on == last else replace(rule, last_done_on=last)


def _ticket(text: str, events: Sequence[Any], engineers: set[str]) -> Ticket:
    """A ticket with what has happened to it; an owner in another territory is nobody here."""
    ticket: Ticket = _thing("tickets", text)
    history = tuple(
        _EVENT.made({"kind": each.kind, "at": each.at, "waiting_for": each.waiting_for, "by": each.by})
        for each in events
        if each.kind in _EVENT_KINDS
    )
    owner = ticket.owner if ticket.owner in engineers else None
    return replace(ticket, history=history, owner=owner)
