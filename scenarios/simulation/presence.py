"""One shift of one engineer as it is lived."""

from dataclasses import dataclass

import simpy

from optimiser import Engineer, Shift
from scenarios.simulation.work import Work


@dataclass(frozen=True)
class Pause:
    """A break that is owed: it begins between `earliest_s` and `latest_s`."""

    earliest_s: int
    latest_s: int
    length_s: int


@dataclass(frozen=True)
class Go:
    """The next step of a shift: set out for a piece of work; so many breaks are taken there before it."""

    work: Work
    rests: int = 0


@dataclass(frozen=True)
class Rest:
    """The next step of a shift: take the next break, once it may begin."""


@dataclass(frozen=True)
class Wait:
    """Nothing to do for now, until somebody calls or `until_s` comes."""

    until_s: int | None = None


Step = Go | Rest | Wait


@dataclass(eq=False)
class Presence:
    """Who is on, where, since when, and what they have done so far; times are seconds of simulated time.

    Attributes
    ----------
    place : str
        Where they are, by its id in the agenda; `node` is the point at which it lies.
    busy_until_s : int
        When whoever is travelling, at work or resting is expected to be free, as far as anybody can know.
    out_s : int or None
        When they left home; None: not yet.
    waits_since_s : int or None
        Since when they stand by; None: they do not.
    stood_by_s : int
        How long they have stood by since they left home, the wait that lasts left aside.
    rested_s : int
        How long they have rested since their last work: a break is part of work only where work follows.
    pauses : list of Pause
        Those that are still owed, in order.
    """

    engineer: Engineer
    shift: Shift
    day: int
    start_s: int
    end_s: int
    limit_s: int
    home: int
    node: int
    place: str
    serves: frozenset[int] | None
    pauses: list[Pause]
    call: simpy.Event
    ended: simpy.Event
    free: bool = False
    free_since_s: int = 0
    is_over: bool = False
    is_leaving: bool = False
    has_left: bool = False
    out_s: int | None = None
    waits_since_s: int | None = None
    stood_by_s: int = 0
    rested_s: int = 0
    busy_until_s: int = 0
    worked_s: int = 0
    travelled_s: int = 0
    metres: int = 0
    visits_count: int = 0
