"""What the choice of days and engineers weighs, and how long it searches."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HorizonParams:
    """Prices and limits; all prices are ours to choose, in the book's currency.

    One limit on the search holds: `iterations` where it is given, else `seconds`.

    Attributes
    ----------
    seconds, iterations, seed, threads
        As in :class:`optimiser.solver.SolveParams`. The same iterations and seed give the same plan.
    room_share : float or None
        The share of each shift that is left free for tickets; None: what the book's past tickets took, or
        `DEFAULT_ROOM_SHARE` where it has none.
    km_cost, travel_hour_cost : float
        Prices of travel for engineers that state neither of their own.
    over_room_hour_cost : float
        For every hour by which an engineer's day reaches into the room for tickets.
    day_level_cost, engineer_level_cost : float
        The price of an uneven load: of each day, and of each engineer, the hours are squared, divided by the hours
        that there are, and multiplied by this.
    other_engineer_cost : float
        For every engineer of a customer beyond the first.
    preferred_engineer_cost : float
        For not sending the engineer that a rule prefers.
    day_off_ideal_cost : float
        For every day away from the ideal one.
    late_day_cost : float
        For every day after the last that the tolerance allows; for what is missed already, for every day of waiting.
    unplaced_cost : float
        For leaving an inspection out, on top of what its rule says that costs.
    moved_cost : float
        For moving what was promised for the first day; it falls to nothing over `promise_days`.
    promise_days : int
        How many days ahead a promised day is held.
    late_days : int
        How many days after its last allowed one an inspection may still be put, where it fits nowhere else.
    """

    seconds: float | None = 60.0
    iterations: int | None = None
    seed: int = 0
    threads: int | None = None
    room_share: float | None = None
    km_cost: float = 1.2
    travel_hour_cost: float = 24.0
    over_room_hour_cost: float = 120.0
    day_level_cost: float = 30.0
    engineer_level_cost: float = 30.0
    other_engineer_cost: float = 40.0
    preferred_engineer_cost: float = 60.0
    day_off_ideal_cost: float = 0.5
    late_day_cost: float = 200.0
    unplaced_cost: float = 10_000.0
    moved_cost: float = 400.0
    promise_days: int = 28
    late_days: int = 30


DEFAULT_ROOM_SHARE = 0.3
"""The share of a shift that tickets are expected to take where nothing is known of the past: our assumption."""

MOST_ROOM_SHARE = 0.7
"""However many tickets there were, inspections keep the rest of a shift."""
