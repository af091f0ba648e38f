"""How a day's tickets spread over its hours, by type and weekday, from few counts."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenarios.demand.estimates import shrunk
from scenarios.demand.watched import Bools, Floats, Watched

_WORKING_DAYS = 5


def profiles_of(
    hourly: Mapping[str, Floats], usual: Mapping[str, Bools], bunching: Mapping[str, float], days: Watched
) -> dict[str, Floats]:
    """Estimate the shares of the hours of each weekday, by type.

    A weekday is pulled towards the type's other weekdays, Monday to Friday or the weekend, and these towards all types
    together: each by as much as they are alike, so that a type with three tickets a week gets the hours of all.

    Parameters
    ----------
    hourly : mapping of str to array of float, days × 24
    usual : mapping of str to array of bool
        The days to look at, by type.
    bunching : mapping of str to float
        By what counts are divided, since tickets of one bunch tell as much as one.
    days : Watched

    Returns
    -------
    mapping of str to array of float, 7 × 24
    """
    weekly = {name: _by_weekday(counts, usual[name], days) / bunching[name] for name, counts in hourly.items()}
    found = {name: np.empty((7, 24)) for name in hourly}
    for group in (slice(0, _WORKING_DAYS), slice(_WORKING_DAYS, 7)):
        of_types = np.array([each[group].sum(axis=0) for each in weekly.values()])
        of_all = of_types.sum(axis=0) + 0.5
        centres = shrunk(of_types, of_all / of_all.sum())
        for centre, (name, each) in zip(centres, weekly.items(), strict=True):
            found[name][group] = shrunk(each[group], centre)
    return found


def _by_weekday(hourly: Floats, usual: Bools, days: Watched) -> NDArray[np.float64]:
    return np.array([hourly[usual & (days.weekday == weekday)].sum(axis=0) for weekday in range(7)], dtype=float)
