"""The part of a faulty book that can still be judged: what is readable, and refers only to what is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimiser.book import Book, Contract, Policy, Site, Ticket
from optimiser.documents.kinds import FAULTY

Draft = Mapping[str, Any]
Refers = Callable[[Any], Iterable[tuple[str, str | None]]]

EMPTY = Book("", "UTC", (), (), (), (), (), ())


@dataclass(frozen=True)
class SoundPart:
    """The part of a book that is readable and refers to nothing but itself.

    Attributes
    ----------
    book : Book
        Only what promises are made of, and the tickets.
    places : mapping of str to sequence of int
        Where the items of each list stand in the document.
    """

    book: Book
    places: Mapping[str, Sequence[int]]


def readable(draft: Draft, key: str) -> Iterable[tuple[int, Any]]:
    """Go through what could be read of a list, each with its place in the document."""
    return ((i, item) for i, item in enumerate(draft.get(key, ())) if item is not FAULTY)


def _of_policy(policy: Policy) -> Iterable[tuple[str, str | None]]:
    return [("zones", zone) for zone in policy.zones]  # not its calendars: nothing is counted out here


def _of_contract(contract: Contract) -> Iterable[tuple[str, str | None]]:
    return [("policies", contract.policy)]


def _of_site(site: Site) -> Iterable[tuple[str, str | None]]:
    return [("contracts", site.contract), ("zones", site.zone)]


def _of_ticket(ticket: Ticket) -> Iterable[tuple[str, str | None]]:
    return [("sites", ticket.site)]


def _of_nothing(_: Any) -> Iterable[tuple[str, str | None]]:
    return ()


_REFERS: Mapping[str, Refers] = {
    "zones": _of_nothing,
    "policies": _of_policy,
    "contracts": _of_contract,
    "sites": _of_site,
    "tickets": _of_ticket,
}
"""The lists of a book, each after those that its items refer to, and to what an item refers."""


def sound_part(draft: Draft) -> SoundPart:
    """Take out of what was read all that is faulty, stands there twice, or refers to what is taken out."""
    known: dict[str, set[str]] = {}
    places: dict[str, list[int]] = {}
    kept: dict[str, Any] = {}
    for key, refers in _REFERS.items():
        known[key], places[key], kept[key] = set(), [], []
        for i, item in readable(draft, key):
            if item.id not in known[key] and all(name is None or name in known[of] for of, name in refers(item)):
                known[key].add(item.id)
                places[key].append(i)
                kept[key].append(item)
    return SoundPart(replace(EMPTY, **kept), places)
