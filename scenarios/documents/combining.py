"""Scenarios that combine others: whose changes each of them makes, and which of them cannot be made together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optimiser import describing as of
from scenarios.changes import AddEngineer, contradictions
from scenarios.documents.change_making import UNNAMED, Placed


def flattened(name: str, combine: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[Placed]]) -> list[Placed]:
    """List all changes that a scenario makes: those of the scenarios that it combines, then its own; each once.

    Parameters
    ----------
    name : str
    combine : mapping of str to sequence of str
        Which others each scenario combines, none of them itself, by whatever way.
    own : mapping of str to sequence of (steps, change)
        What each scenario says itself.
    """
    placed: dict[int, Placed] = {}  # by identity: what is combined by two ways is the same change, and made once
    for other in combine.get(name, ()):
        placed.update((id(each), each) for each in flattened(other, combine, own))
    placed.update((id(each), each) for each in own.get(name, ()))
    return list(placed.values())


def loops(combine: Mapping[str, Sequence[str]]) -> set[str]:
    """Name the scenarios that combine themselves, by whatever way, or combine one that does."""
    sound: set[str] = set()
    waiting = set(combine)
    while ready := {name for name in waiting if all(other in sound or other not in combine for other in combine[name])}:
        sound |= ready
        waiting -= ready
    return waiting


def christened(placed: Iterable[Placed], taken: Iterable[str]) -> list[Placed]:
    """Give new engineers who are not called anything a name that nobody has: such as ``e01+1``."""
    names = set(taken)
    named: list[Placed] = []
    for steps, change in placed:
        if isinstance(change, AddEngineer) and change.id == UNNAMED:
            number = 1
            while f"{change.like}+{number}" in names:
                number += 1
            names.add(f"{change.like}+{number}")
            named.append((steps, replace(change, id=f"{change.like}+{number}")))
        else:
            named.append((steps, change))
    return named


def note_contradictions(placed: Sequence[Placed], at: of.Steps, found: of.Findings) -> None:
    """Note changes that cannot be made together; those within one other scenario are noted there."""
    for clash in contradictions(placed):
        if _is_within(at, clash.second):
            message = f"contradicts what stands at {of.path_text(clash.first)} about {clash.about}; keep one of them"
            found.add(clash.second, "contradiction", message)
        elif clash.first[:2] != clash.second[:2]:
            both = f"{of.path_text(clash.first)} and {of.path_text(clash.second)}"
            message = f"{both} contradict each other about {clash.about}; do not combine them, or mend one"
            found.add((*at, "combine"), "contradiction", message)


def _is_within(at: of.Steps, steps: of.Steps) -> bool:
    return steps[: len(at)] == at
