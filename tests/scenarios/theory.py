"""What queueing theory knows exactly, to hold simulations against. Rates and times are in one unit of time, any.

Nothing here uses the package; each formula is checked in test_theory.py.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Mmc:
    """The queue M/M/c, first come first served (Erlang 1917).

    Attributes
    ----------
    rate : float
        How many arrive per time.
    mean_service : float
    servers : int
    """

    rate: float
    mean_service: float
    servers: int

    @property
    def utilisation(self) -> float:
        """The share of time in which a server is busy."""
        return self.rate * self.mean_service / self.servers

    @property
    def waiting_share(self) -> float:
        """How many must wait: Erlang's C, by way of his B, whose recursion does not overflow."""
        load, blocked = self.rate * self.mean_service, 1.0
        for servers in range(1, self.servers + 1):
            blocked = load * blocked / (servers + load * blocked)
        return blocked / (1.0 - self.utilisation * (1.0 - blocked))

    @property
    def mean_wait(self) -> float:
        """Until service begins, of all, those who do not wait included."""
        return self.waiting_share / (self.servers / self.mean_service - self.rate)

    def longer_share(self, wait: float) -> float:
        """Tell how many wait longer than that."""
        return self.waiting_share * math.exp(-(self.servers / self.mean_service - self.rate) * wait)

    def wait_quantile(self, share: float) -> float:
        """Give the wait that this share does not exceed."""
        waiting = self.waiting_share
        if share <= 1.0 - waiting:
            return 0.0
        return math.log(waiting / (1.0 - share)) / (self.servers / self.mean_service - self.rate)


def pollaczek_khinchine(rate: float, mean_service: float, cv: float) -> float:
    """Give the mean wait in M/G/1, first come first served, by the coefficient of variation of its service."""
    load = rate * mean_service
    return rate * mean_service**2 * (1.0 + cv**2) / (2.0 * (1.0 - load))


def cobham_single(rates: Sequence[float], mean_services: Sequence[float], cvs: Sequence[float]) -> list[float]:
    """Give the mean waits in M/G/1 with non-preemptive priorities, most urgent first (Cobham 1954).

    doi:10.1287/opre.2.1.70
    """
    facts = zip(rates, mean_services, cvs, strict=True)
    residual = sum(rate * mean**2 * (1.0 + cv**2) for rate, mean, cv in facts) / 2.0
    return _by_priority(residual, [rate * mean for rate, mean in zip(rates, mean_services, strict=True)])


def cobham(rates: Sequence[float], mean_service: float, servers: int) -> list[float]:
    """Give the mean waits in M/M/c with non-preemptive priorities, most urgent first, all served alike (Cobham)."""
    residual = Mmc(sum(rates), mean_service, servers).waiting_share * mean_service / servers
    return _by_priority(residual, [rate * mean_service / servers for rate in rates])


def _by_priority(residual: float, loads: Sequence[float]) -> list[float]:
    upto = np.concatenate([[0.0], np.cumsum(loads)])
    return [float(residual / ((1.0 - above) * (1.0 - here))) for above, here in pairwise(upto)]


@dataclass(frozen=True)
class Hypercube:
    """What Larson's hypercube queueing model says of units that serve atoms from afar.

    Attributes
    ----------
    states : array of float, 2^N
        How likely each set of busy units is, as a number whose bit n is 1 where unit n is busy; the last, in which
        all are busy, with any number waiting.
    utilisation : array of float, N
    dispatch_share : array of float, N × atoms
        Of all dispatches, how many send unit n to atom j; they add up to 1.
    waiting_share : float
        How many find all units busy; without a queue, they are lost.
    mean_wait : float
        Until a unit is sent, of all that are served.
    """

    states: NDArray[np.float64]
    utilisation: NDArray[np.float64]
    dispatch_share: NDArray[np.float64]
    waiting_share: float
    mean_wait: float


def hypercube(
    atom_rates: Sequence[float],
    service_rates: Sequence[float],
    preferences: Sequence[Sequence[int]],
    *,
    has_queue: bool = True,
) -> Hypercube:
    """Solve the hypercube queueing model exactly, by its 2^N balance equations (Larson 1974).

    Calls come as Poisson processes; the first free unit in the atom's list is sent at once; where none is free they
    wait, first come first served, or are lost. Service is exponential, its rate the unit's own, travel included.
    doi:10.1016/0305-0548(74)90076-8

    Parameters
    ----------
    atom_rates : sequence of float
        Calls per time, of each atom.
    service_rates : sequence of float
        Of each unit.
    preferences : sequence of sequence of int
        Of each atom, all units by number, the one to send first at the beginning.
    has_queue : bool
        Whether calls wait where all units are busy.
    """
    rates, served = np.asarray(atom_rates, dtype=float), np.asarray(service_rates, dtype=float)
    units, calls, capacity = len(served), float(rates.sum()), float(served.sum())
    if has_queue and calls >= capacity:
        raise ValueError(f"{calls} calls are more than {capacity} served; the queue grows for ever")
    states = _balanced(_generator(rates, served, preferences))
    full = states[-1]
    if has_queue:
        # With all busy the queue is a birth and death process, which multiplies the time spent so by a geometric sum.
        full = full / (1.0 - calls / capacity)
        states = np.append(states[:-1], full) / (1.0 - states[-1] + full)
    waiting = float(states[-1])
    busy = (np.arange(2**units)[:, None] >> np.arange(units)) & 1
    shares = np.zeros((units, len(rates)))
    for state in range(2**units - 1):
        for atom, rate in enumerate(rates):
            shares[_first_free(state, preferences[atom]), atom] += states[state] * rate / calls
    if has_queue:
        shares += waiting * np.outer(served / capacity, rates / calls)
    return Hypercube(
        states=states,
        utilisation=states @ busy,
        dispatch_share=shares / shares.sum(),
        waiting_share=waiting,
        mean_wait=waiting / (capacity - calls) if has_queue else 0.0,
    )


def _generator(
    rates: NDArray[np.float64], served: NDArray[np.float64], preferences: Sequence[Sequence[int]]
) -> NDArray[np.float64]:
    """Give the rates between sets of busy units, as if there was no queue."""
    count = 2 ** len(served)
    moves = np.zeros((count, count))
    for state in range(count):
        for unit, rate in enumerate(served):
            if state >> unit & 1:
                moves[state, state ^ 1 << unit] += rate
        if state < count - 1:
            for atom, rate in enumerate(rates):
                moves[state, state | 1 << _first_free(state, preferences[atom])] += rate
    np.fill_diagonal(moves, -moves.sum(axis=1))
    return moves


def _balanced(generator: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve the balance equations, one of which says no more than the others and gives way to the sum of 1."""
    equations = generator.T.copy()
    equations[-1] = 1.0
    return np.linalg.solve(equations, np.eye(len(equations))[-1])


def _first_free(state: int, preference: Sequence[int]) -> int:
    return next(unit for unit in preference if not state >> unit & 1)
