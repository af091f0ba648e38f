"""A random generator for the kernels: one per lane, in an array, so that nothing depends on threads.

SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
"""

import numpy as np
from numpy.typing import NDArray

from optimiser.compiled import inlined, kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0  # 2 ** -53


def generator(seed: int, lane: int) -> NDArray[np.uint64]:
    """The generator of a lane."""
    return np.array([np.random.SeedSequence([seed, lane]).generate_state(1, np.uint64)[0]], dtype=np.uint64)


@inlined
def uniform(state):
    """A float in [0, 1)."""
    state[0] += _GOLDEN
    z = state[0]
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return np.float64((z ^ (z >> _S31)) >> _S11) * _UNIT


@inlined
def below(state, n):
    """An integer in [0, n)."""
    return int(uniform(state) * n)


@kernel
def shuffle(state, items, n):
    """Shuffle the first n items in place (Fisher & Yates)."""
    for k in range(n - 1, 0, -1):
        j = below(state, k + 1)
        items[k], items[j] = items[j], items[k]
