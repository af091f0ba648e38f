"""What being late costs, in the form in which the search pays it: per hour, per started day, to at most a cap."""

import math
from datetime import timedelta
from typing import NamedTuple

from optimiser.book import Contract, Late

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class LatePrices(NamedTuple):
    """What lateness costs: the parts add up, to at most ``cap`` (None: no cap)."""

    per_hour: float
    per_started_day: float
    cap: float | None


def late_prices(late: Late | None, contract: Contract) -> LatePrices:
    """Turn what a policy says of lateness into prices: shares of a contract's value become money.

    Parameters
    ----------
    late : Late or None
        None: lateness costs nothing.
    contract : Contract
        Whose value the shares are of.
    """
    if late is None:
        return LatePrices(0.0, 0.0, None)
    caps = [] if late.cap is None else [late.cap]
    if late.cap_contract_share is not None:
        caps.append(late.cap_contract_share * contract.value)
    per_day = late.per_started_day + late.contract_share_per_day * contract.value
    return LatePrices(late.per_hour, per_day, min(caps, default=None))


def penalty(prices: LatePrices, late_by: timedelta) -> float:
    """Price a lateness: hours count to the second, a day from its first second (24 hours, not a date)."""
    if late_by <= timedelta(0):
        return 0.0
    amount = prices.per_hour * (late_by / _HOUR) + prices.per_started_day * math.ceil(late_by / _DAY)
    return amount if prices.cap is None else min(amount, prices.cap)
