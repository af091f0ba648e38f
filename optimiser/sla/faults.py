"""What is wrong with the promises of a book: sites without a zone, histories and targets that contradict themselves."""

from collections.abc import Iterator, Mapping

from optimiser.book import Book, Policy, Target, Ticket
from optimiser.errors import Fault, FaultyInput
from optimiser.sla.history import faults_of_history
from optimiser.sla.promises import Promises

FAULT_CODES: Mapping[str, str] = {
    "no_zone": "A site lies in no zone of its policy, or names a zone that its policy does not have.",
    "impossible_history": "An event of a ticket's history contradicts what came before it.",
    "wrong_order": "Something ends before it starts, closes before it opens, or comes before what it stands after.",
    "never_holds": "A target that can never hold: one before it, of the same kind, is for all of its tickets.",
    "unknown_severity": "A ticket has a severity that its policy says nothing about.",
}
"""The codes of the faults that are found here, and what they mean."""


def faults_of_promises(book: Book) -> list[Fault]:
    """List what is wrong with a book's policies, sites and tickets where the pieces are put together.

    Returns
    -------
    list of Fault
        Every fault once, with JSON paths: ``$.policies[0].targets[2]``, ``$.sites[4]``, ``$.tickets[3].history[1]``.
        The book's ids must refer to things that exist.
    """
    promises = Promises(book)
    faults = [fault for index, policy in enumerate(book.policies) for fault in _never_holding(index, policy)]
    faults += promises.faults_of_zones()
    for index, ticket in enumerate(book.tickets):
        faults += _unknown_severity(promises, ticket, f"$.tickets[{index}]")
        faults += faults_of_history(ticket, f"$.tickets[{index}]")
    return faults


def _never_holding(index: int, policy: Policy) -> Iterator[Fault]:
    """Find targets for whose tickets an earlier one of the same kind holds."""
    for later, target in enumerate(policy.targets):
        for earlier, other in enumerate(policy.targets[:later]):
            if other.kind == target.kind and _includes(other, target):
                message = (
                    f"Policy {policy.id}: this {target.kind} target never holds; targets[{earlier}] comes before it "
                    "and is for all of its tickets: put the narrower one first, or leave one out."
                )
                yield Fault(f"$.policies[{index}].targets[{later}]", "never_holds", message, target.kind)
                break


def _includes(wide: Target, narrow: Target) -> bool:
    """Tell whether a target is for every ticket that another is for."""
    return all(name in narrow.where and set(narrow.where[name]) <= set(values) for name, values in wide.where.items())


def _unknown_severity(promises: Promises, ticket: Ticket, path: str) -> Iterator[Fault]:
    """Find a ticket that is promised nothing since its severity is none of those that the policy tells apart."""
    try:
        if promises.targets(ticket):
            return
    except FaultyInput:  # without a zone nothing is promised: that is a fault of its own
        return
    policy = promises.ground(ticket.site).policy
    named = dict.fromkeys(value for target in policy.targets for value in target.where.get("severity", ()))
    if named and ticket.severity not in named and all("severity" in target.where for target in policy.targets):
        message = (
            f"Ticket {ticket.id} has severity {ticket.severity}, for which policy {policy.id} promises nothing; "
            f"it knows {', '.join(named)}."
        )
        yield Fault(f"{path}.severity", "unknown_severity", message, ticket.severity)
