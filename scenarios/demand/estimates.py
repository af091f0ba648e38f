"""Estimators that fitting is made of: each takes arrays of counts, and knows nothing of tickets."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

Floats = NDArray[np.float64]

REACHES_W = (0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 1e6)
"""How far, in weeks, what one week had tells about another: the reaches that are tried."""

WEEK_CVS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3)
_STRENGTHS = np.geomspace(1.0, 10_000.0, 33)


def dispersion(counts: Floats, shares: Floats) -> float:
    """Estimate the variance over mean of counts within groups, whatever the groups' own levels are.

    In a group of level L and shares p the counts have means L·p. Products of different counts tell L², without the
    variance of any of them; what squares have beyond that is the dispersion. Unlike Pearson's statistic divided by its
    degrees of freedom this is not pulled to 1 where most groups have one ticket or none.

    Parameters
    ----------
    counts, shares : array of float, groups × parts
        Shares of a group add up to 1.

    Returns
    -------
    float
        1 at least.
    """
    total = counts.sum()
    if total == 0:
        return 1.0
    squares = (shares**2).sum(axis=1)
    across = counts.sum(axis=1) ** 2 - (counts**2).sum(axis=1)
    of_levels = np.where(squares < 1, across * squares / np.where(squares < 1, 1 - squares, 1.0), 0.0)
    usable = squares < 1 - 1e-9
    within = (counts * (counts - 1)).sum(axis=1)
    return float(max(1.0, 1.0 + (within - of_levels)[usable].sum() / max(1.0, counts[usable].sum())))


def smoothed(counts: Floats, exposures: Floats, reach_w: float, *, own: bool) -> Floats:
    """Estimate the level of each week from all weeks, the nearer the more: two-sided exponential smoothing.

    That is what the best smoother of a level that wanders as a random walk comes to [1]_. Weeks without exposure, left
    out or still to come, get their level from their neighbours.

    Parameters
    ----------
    counts, exposures : array of float, one a week
        How many were counted, and how many a level of 1 would have had.
    reach_w : float
        After so many weeks the weight has fallen to 1/e.
    own : bool
        Whether a week's own count counts for it.

    References
    ----------
    .. [1] A. C. Harvey (1989), Forecasting, structural time series models and the Kalman filter, Cambridge University
       Press. doi:10.1017/CBO9781107049994
    """
    weeks = np.arange(len(counts))
    apart = np.abs(weeks[:, None] - weeks[None, :]).astype(float)
    seen = exposures > 0
    if not own:
        np.fill_diagonal(apart, np.inf)
    apart = np.where(seen[None, :], apart, np.inf)
    nearest = np.min(apart, axis=1, keepdims=True)
    weights = np.exp(-(apart - np.where(np.isfinite(nearest), nearest, 0.0)) / reach_w)  # or far weeks would underflow
    overall = counts.sum() / max(exposures.sum(), 1e-9)
    # Half a ticket at the overall level keeps weeks without any from being sure that there are none.
    level: Floats = (weights @ counts + 0.5) / (weights @ exposures + 0.5 / max(overall, 1e-9))
    return level


def wander(counts: Floats, exposures: Floats, spread: float) -> tuple[float, float]:
    """Choose how far weeks tell about each other, and how much a week departs from what the others say.

    Each week is foretold from all others, and the pair is taken under which what came was likeliest.

    Parameters
    ----------
    counts, exposures : array of float, one a week
    spread : float
        Variance over mean of the days within a week.

    Returns
    -------
    reach_w, week_cv : float
    """
    seen = exposures > 0
    others = np.array([smoothed(counts, exposures, reach_w, own=False)[seen] for reach_w in REACHES_W])
    means = (exposures[seen] * others)[:, None, :]
    variances = spread * means + (np.array(WEEK_CVS)[:, None] * means) ** 2
    likelihoods = log_likelihood(counts[seen], means, variances).sum(axis=2)
    reach, cv = np.unravel_index(np.argmax(likelihoods), likelihoods.shape)
    return REACHES_W[reach], WEEK_CVS[cv]


def log_likelihood(counts: Floats, means: Floats, variances: Floats) -> Floats:
    """Tell the logarithm of the probability of counts under negative binomials."""
    size, share = _negative_binomial(means, variances)
    found: Floats = (
        gammaln(counts + size) - gammaln(size) - gammaln(counts + 1) + size * np.log(share) + counts * np.log1p(-share)
    )
    return found


def upper_tail(counts: Floats, means: Floats, variances: Floats) -> Floats:
    """Tell how likely so many or more are under negative binomials."""
    size, share = _negative_binomial(means, variances)
    # Of none or more it is certain, which the incomplete beta function cannot say.
    found: Floats = np.where(counts > 0, betainc(np.maximum(counts, 1), size, 1 - share), 1.0)
    return found


def lower_tail(counts: Floats, means: Floats, variances: Floats) -> Floats:
    """Tell how likely so many or fewer are under negative binomials."""
    size, share = _negative_binomial(means, variances)
    found: Floats = betainc(size, counts + 1, share)
    return found


def shrunk(counts: Floats, towards: Floats) -> Floats:
    """Estimate shares of rows from few counts, pulled towards common shares by as much as the rows are alike.

    The strength of the pull is that under which the rows, as Dirichlet-multinomial counts [1]_, are likeliest.

    Parameters
    ----------
    counts : array of float, rows × parts
    towards : array of float, parts
        Above 0, adding up to 1.

    References
    ----------
    .. [1] J. E. Mosimann (1962), On the compound multinomial distribution, Biometrika 49, 65-82.
       doi:10.1093/biomet/49.1-2.65
    """
    totals = counts.sum(axis=1)
    filled = totals > 0
    if not filled.any():
        return np.tile(towards, (len(counts), 1))
    likelihoods = [_dirichlet_multinomial(counts[filled], strength * towards) for strength in _STRENGTHS]
    strength = _STRENGTHS[int(np.argmax(likelihoods))]
    found: Floats = (counts + strength * towards) / (totals + strength)[:, None]
    return found


def _dirichlet_multinomial(counts: Floats, prior: Floats) -> float:
    """Log-likelihood of rows of counts, without what does not depend on the prior."""
    rows = gammaln(prior.sum()) - gammaln(counts.sum(axis=1) + prior.sum())
    return float(rows.sum() + (gammaln(counts + prior) - gammaln(prior)).sum())


def _negative_binomial(means: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Size and share of negative binomials with these moments; nearly Poisson where there is no excess."""
    means = np.maximum(means, 1e-9)
    excess = np.maximum(variances - means, 1e-6 * means)
    size = means**2 / excess
    return size, size / (size + means)
