"""What a change is: a pure function from a service to a service that says what it sets, so that contradictions show."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Generic, TypeVar

from scenarios.service import Service

Key = tuple[str, ...]
"""The way to what a change sets: ``("engineer", "e01", "home")``."""

ADDING, REMOVING, FOR_ALL, FOR_ONE = range(4)
"""When a change is made: what is added is there for what follows, and what holds for one comes after what holds for
all of them."""


class Change(ABC):
    """One pure change of a service: a frozen dataclass that can be pickled and compared."""

    @property
    def stage(self) -> int:
        """When it is made among others: ADDING, REMOVING, FOR_ALL or FOR_ONE."""
        return FOR_ONE

    @abstractmethod
    def __call__(self, service: Service) -> Service:
        """Return the changed service; the one that is given stays as it is."""

    @abstractmethod
    def sets(self) -> Mapping[Key, Any]:
        """Say what it sets, and to what."""

    def contradicts(self, other: "Change") -> bool:  # noqa: ARG002 (what most changes set says it all)
        """Whether it cannot hold together with another change, beyond what both :meth:`sets` say."""
        return False


@dataclass(frozen=True)
class Together:
    """Several changes, made one after the other: by stage, and within a stage in an order that is always the same."""

    changes: tuple[Change, ...] = ()

    def __call__(self, service: Service) -> Service:
        """Make all the changes."""
        for change in self.changes:
            service = change(service)
        return service


def then(*changes: Callable[[Service], Service]) -> Together:
    """Combine changes into one; the order in which they are given makes no difference, and what is said twice is once.

    Parameters
    ----------
    changes : Change or Together

    Returns
    -------
    Together

    Raises
    ------
    TypeError
        For a function that does not say what it sets.
    """
    flat: list[Change] = []
    for change in changes:
        if isinstance(change, Together):
            flat += change.changes
        elif isinstance(change, Change):
            flat.append(change)
        else:
            raise TypeError(f"{change!r} is no change of a service; make it one of scenarios.changes")
    turns = {(change.stage, repr(change)): change for change in flat}
    return Together(tuple(turns[turn] for turn in sorted(turns)))


Where = TypeVar("Where")


@dataclass(frozen=True)
class Contradiction(Generic[Where]):
    """Two changes that cannot both be made: where each of them stands, and what they disagree about."""

    first: Where
    second: Where
    about: str


def contradictions(placed: Sequence[tuple[Where, Change]]) -> Iterator[Contradiction[Where]]:
    """Find the changes that cannot be made together.

    Two contradict each other where they set the same thing to different values, or where one does away with what the
    other changes.

    Parameters
    ----------
    placed : sequence of (where, change)

    Yields
    ------
    Contradiction
        One for each later change, with the first that it contradicts.
    """
    held: dict[Key, tuple[Where, Any]] = {}
    inside: dict[Key, tuple[Where, Key]] = {}
    for where, change in placed:
        found = None
        for key, value in change.sets().items():
            found = found or _met(key, value, held, inside)
            held.setdefault(key, (where, value))
            for length in range(1, len(key)):
                inside.setdefault(key[:length], (where, key))
        if found is not None:
            yield Contradiction(found[0], where, " ".join(found[1]))
    # Most changes say all in what they set, and are not asked in pairs, of which there may be many.
    asked = [each for each in placed if type(each[1]).contradicts is not Change.contradicts]
    for (first, one), (second, other) in combinations(asked, 2):
        if one.contradicts(other):
            yield Contradiction(first, second, " ".join(next(iter(other.sets()))))


def _met(
    key: Key, value: Any, held: Mapping[Key, tuple[Where, Any]], inside: Mapping[Key, tuple[Where, Key]]
) -> tuple[Where, Key] | None:
    """What was set before and contradicts this: the same to another value, or the whole or a part of it."""
    if key in held:
        return None if held[key][1] == value else (held[key][0], key)
    if key in inside:
        return inside[key]
    for length in range(1, len(key)):
        if key[:length] in held:
            return held[key[:length]][0], key
    return None
