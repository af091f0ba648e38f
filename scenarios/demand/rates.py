"""How much is to be expected: the rate of a stream by day, by hour and by site, without any chance."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scenarios.demand.model import Demand, Stream, Surge

Floats = NDArray[np.float64]

HOURS, WEEKDAYS = 24, 7


class Rates:
    """The rate of one stream, as its description has it.

    Parameters
    ----------
    stream : Stream
        Without faults, as :func:`scenarios.demand.checking.demand_faults` finds them.
    """

    def __init__(self, stream: Stream) -> None:
        weekdays = np.asarray(stream.weekdays, dtype=float)
        self._per_weekday = stream.per_day * weekdays / weekdays.mean()
        self._shapes = _day_shapes(stream.hours)
        self._season_from = sorted(stream.season)
        self._season = [stream.season[each] for each in self._season_from]

    def of_day(self, day: date) -> float:
        """Tell how many are expected on a day, before growth and surges."""
        return float(self._per_weekday[day.weekday()]) * self.season(day)

    def season(self, day: date) -> float:
        """Tell by what the season multiplies the rate of a day."""
        index = bisect_right(self._season_from, day)
        return self._season[index - 1] if index else 1.0

    def hours_of(self, weekday: int) -> Floats:
        """Tell how a day's tickets spread over its 24 hours: shares that add up to 1."""
        shares: Floats = self._shapes[weekday]
        return shares

    def of_days(self, days: Sequence[date]) -> Floats:
        """Tell how many are expected on each of some days, before growth and surges."""
        return np.array([self.of_day(day) for day in days])


def factor_of(demand: Demand, stream: Stream, day: date) -> float:
    """Tell by what growth and the surges of a day multiply a stream at all sites."""
    return float(np.prod([demand.growth, *(each.factor for each in _surges(demand, stream, day) if not each.sites)]))


def factors_by_site(demand: Demand, stream: Stream, day: date, sites: Sequence[str]) -> Floats:
    """Tell by what growth and the surges of a day multiply a stream, site by site."""
    factors = np.full(len(sites), factor_of(demand, stream, day))
    for surge in _surges(demand, stream, day):
        if surge.sites:
            factors[np.isin(np.asarray(sites, dtype=str), list(surge.sites))] *= surge.factor
    return factors


def day_shape(stream: Stream, mean: float) -> float:
    """Tell the shape of the gamma factor of mean 1 that makes good and bad days; infinite where all are alike.

    A count of mean ``mean × G``, G gamma of mean 1 and shape k, has mean² / k more variance than without G: the
    negative binomial's [1]_. With k = mean / (dispersion - bunching) and the bunches' own bunching × mean, that adds up
    to dispersion × mean, whatever the mean.

    References
    ----------
    .. [1] M. Greenwood, G. U. Yule (1920), An inquiry into the nature of frequency distributions representative of
       multiple happenings, Journal of the Royal Statistical Society 83, 255-279. doi:10.2307/2341080
    """
    return mean / (stream.dispersion - stream.bunching) if stream.dispersion > stream.bunching else np.inf


def week_shape(stream: Stream) -> float:
    """Tell the shape of the gamma factor of mean 1 that makes good and bad weeks; infinite where all are alike."""
    return stream.week_cv**-2 if stream.week_cv > 0 else np.inf


def bunch_mean(stream: Stream) -> float:
    """Tell how many tickets are reported together on average."""
    return (stream.bunching - 1) / np.log(stream.bunching) if stream.bunching > 1 else 1.0


def monday_of(day: date) -> date:
    """Tell the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _surges(demand: Demand, stream: Stream, day: date) -> list[Surge]:
    """The surges that touch a stream on a day."""
    return [
        each
        for each in demand.surges
        if each.first <= day <= each.last and (not each.streams or stream.id in each.streams)
    ]


def _day_shapes(hours: Sequence[float]) -> Floats:
    """Shares of the hours of each weekday, as 7 × 24, from 24 weights or from 168."""
    weights = np.asarray(hours, dtype=float)
    week = np.tile(weights, (WEEKDAYS, 1)) if weights.size == HOURS else weights.reshape(WEEKDAYS, HOURS)
    totals = week.sum(axis=1, keepdims=True)
    return np.where(totals > 0, week / np.where(totals > 0, totals, 1.0), 1.0 / HOURS)
