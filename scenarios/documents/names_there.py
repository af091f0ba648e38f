"""Which names there are: what a study may refer to in its book and in its demand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from optimiser import Book
from optimiser import describing as of
from scenarios.demand import Stream
from scenarios.service import Service

OF_THE_BOOK = ("engineer", "site", "policy", "calendar", "zone", "contract", "unit", "skill", "severity")
OF_THE_DEMAND = ("stream", "part")


class NamesThere:
    """The things of a service, by name; asking for one that is not there is noted as a fault, once.

    Parameters
    ----------
    service : Service
    found : Findings
    """

    def __init__(self, service: Service, found: of.Findings) -> None:
        book = service.book
        self._found = found
        self.engineers = {each.id: each for each in book.engineers}
        self.sites = {each.id: each for each in book.sites}
        self.policies = {each.id: each for each in book.policies}
        self.streams = {each.id: each for each in service.demand.streams}
        self._names: Mapping[str, Iterable[str]] = names_of(book, service.demand.streams)

    def has(self, kind: str, name: str, at: of.Steps) -> bool:
        """Whether there is such a thing; if not, that is noted."""
        known = self._names[kind]
        if name in known:
            return True
        if not self._found.is_noted(at):
            hint = self._found.guess(name, known) or f"name one of the {len(list(known))} there are"
            self._found.add(at, f"unknown_{kind}", f"there is no {kind} {of.shown(name)}; {hint}", name)
        return False

    def is_new(self, kind: str, name: str, at: of.Steps) -> bool:
        """Whether there is no such thing yet; if there is, that is noted."""
        if name not in self._names[kind]:
            return True
        if not self._found.is_noted(at):
            article = "an" if kind[0] in "aeio" else "a"
            message = f"{of.shown(name)} is the id of {article} {kind} that is there already; give another"
            self._found.add(at, "duplicate_id", message, name)
        return False

    def are_facts(self, facts: Mapping[str, Sequence[str]], at: of.Steps) -> bool:
        """Whether there are these severities and zones; those that are not are noted."""
        known = [
            self.has(fact, value, (*at, fact, k))
            for fact in ("severity", "zone")
            for k, value in enumerate(facts.get(fact, ()))
        ]
        return all(known)


def names_of(book: Book, streams: Iterable[Stream]) -> dict[str, dict[str, None]]:
    """Collect the names of a book and its demand, by kind."""
    named: dict[str, Iterable[str]] = {
        "engineer": (each.id for each in book.engineers),
        "site": (each.id for each in book.sites),
        "policy": (each.id for each in book.policies),
        "calendar": (each.id for each in book.calendars),
        "zone": (each.id for each in book.zones),
        "contract": (each.id for each in book.contracts),
        "unit": (each.id for each in book.units),
        "skill": _skills(book, streams),
        "severity": severities_of(book),
        "stream": (each.id for each in streams),
        "part": parts_of(streams),
    }
    return {kind: dict.fromkeys(names) for kind, names in named.items()}


def parts_of(streams: Iterable[Stream]) -> dict[str, None]:
    """Name the parts that repairs may need."""
    return {each.part: None for each in streams if each.part is not None}


def severities_of(book: Book) -> list[str]:
    """Name the severities that the policies of a book, and its tickets, tell apart."""
    named = [name for policy in book.policies for name in (*policy.severities, *policy.skip_costs) if name]
    for policy in book.policies:
        named += [name for target in policy.targets for name in target.where.get("severity", ())]
    return list(dict.fromkeys([*named, *(ticket.severity for ticket in book.tickets)]))


def _skills(book: Book, streams: Iterable[Stream]) -> Iterable[str]:
    holders: tuple[Any, ...] = (*book.engineers, *book.tickets, *book.rules, *book.appointments, *book.covers, *streams)
    for holder in holders:
        yield from holder.skills
    if book.on_call is not None:
        yield from book.on_call.skills
