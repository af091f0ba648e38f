"""Travel as a document states it, cell by cell."""

import numpy as np

from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Matrix
from optimiser.travel.times import TravelTimes, whole_times


def given_times(travel: Matrix, count: int) -> TravelTimes:
    """Take a given matrix over, its diagonal read as 0.

    Parameters
    ----------
    travel : Matrix
        Numbers of at least 0; the reader of documents has looked at each of them.
    count : int
        How many places there are.

    Raises
    ------
    FaultyInput
        Where a matrix is not square in the number of places.
    """
    faults = []
    for name in ("seconds", "metres"):
        rows = getattr(travel, name)
        if len(rows) != count or any(len(row) != count for row in rows):
            message = f"must have one row and one column for each of the {count} places"
            faults.append(Fault(f"$.travel.{name}", "wrong_size", message))
    if faults:
        raise FaultyInput(faults)
    shape = (count, count)  # also where there are no places, and so no rows to tell the columns by
    return whole_times(
        np.array(travel.seconds, np.float64).reshape(shape), np.array(travel.metres, np.float64).reshape(shape)
    )
