"""Spaces and samplers whose truth is known: noise around a measure that grows with every engineer."""

from collections.abc import Callable, Sequence

import numpy as np

from scenarios.selection import Axis, Choice, Sample, Space

Sampler = Callable[[Sequence[Sample]], list[float]]


def unchanged(service):
    return service


def space(*prices: Sequence[float], ordered: Sequence[bool] | None = None) -> Space:
    """An axis for each list of prices."""
    return Space(
        tuple(
            Axis(f"a{k}", tuple(Choice(f"{n} of a{k}", unchanged, price) for n, price in enumerate(costs)), is_ordered)
            for k, (costs, is_ordered) in enumerate(zip(prices, ordered or [True] * len(prices), strict=True))
        )
    )


def crew_space(*counts: int) -> Space:
    """Heads of some types, each a little dearer than the one before."""
    return space(*([n * (500 + 130 * k) for n in range(count)] for k, count in enumerate(counts)))


def share_on_time(of: Space, *worth: float) -> np.ndarray:
    """A share that grows with every head and saturates, as waiting does in a queue."""
    return 1 - 0.45 * np.exp(-(of.levels @ np.array(worth)))


def normal(of: Space, truth: np.ndarray, deviation: float, seed: int, common: float = 0.5) -> Sampler:
    """Normal noise, of whose variance candidates have a part in common."""
    random = np.random.default_rng(seed)
    shared, own = random.normal(size=200), random.normal(size=(len(of), 200))
    noise = deviation * (np.sqrt(common) * shared + np.sqrt(1 - common) * own)
    return lambda samples: [float(truth[of.number(c)] + noise[of.number(c), r]) for c, r in samples]


def shares_of_tickets(of: Space, truth: np.ndarray, tickets: int, seed: int) -> Sampler:
    """The share of so many tickets that are on time, each by its own luck, which is the same for every candidate."""
    luck = np.random.default_rng(seed).random((200, tickets))
    return lambda samples: [float(np.mean(luck[r] < truth[of.number(c)])) for c, r in samples]
