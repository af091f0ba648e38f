"""Chance that is named: the same seed, replication, stream and day give the same numbers, whatever else is drawn.

That is what common random numbers are made of [1]_: scenarios that differ in one stream see the same tickets in all
others, so that their difference is the scenario's and not chance's.

References
----------
.. [1] P. Glasserman, D. D. Yao (1992), Some guidelines and guarantees for common random numbers, Management Science
   38(6), 884-908. doi:10.1287/mnsc.38.6.884
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, pdtr, pdtrik

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_BUNCH = 200


def generator_of(*names: object) -> np.random.Generator:
    """Make the generator that belongs to some names: a seed, a replication, a stream, a day."""
    digest = blake2b("\x1f".join(map(str, names)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def gamma_factor(uniform: float, shape: float) -> float:
    """Turn a number between 0 and 1 into a gamma variable of mean 1; an infinite shape is no chance at all."""
    return float(gammaincinv(shape, uniform) / shape) if np.isfinite(shape) else 1.0


def poisson_count(uniform: float, mean: float) -> int:
    """Turn a number between 0 and 1 into a Poisson count, by the inverse of its distribution."""
    if mean <= 0 or uniform <= np.exp(-mean):
        return 0
    count = np.ceil(pdtrik(uniform, mean))
    return int(count - 1 if count > 0 and pdtr(count - 1, mean) >= uniform else count)


def bunch_sizes(uniforms: Floats, bunching: float) -> Ints:
    """Turn numbers between 0 and 1 into sizes of bunches, which are logarithmic [1]_.

    A Poisson number of bunches of such sizes holds a negative binomial number of tickets, with `bunching` times as much
    variance as mean [2]_.

    References
    ----------
    .. [1] R. A. Fisher, A. S. Corbet, C. B. Williams (1943), The relation between the number of species and the number
       of individuals in a random sample of an animal population, Journal of Animal Ecology 12, 42-58.
       doi:10.2307/1411
    .. [2] M. H. Quenouille (1949), A relation between the logarithmic, Poisson, and negative binomial series,
       Biometrics 5(2), 162-164
    """
    if bunching == 1:
        return np.ones(len(uniforms), dtype=np.int64)
    share = 1 - 1 / bunching
    sizes = np.arange(1, LARGEST_BUNCH + 1)
    up_to = np.cumsum(share**sizes / sizes) / np.log(bunching)
    return np.minimum(np.searchsorted(up_to, uniforms, side="right") + 1, LARGEST_BUNCH)
