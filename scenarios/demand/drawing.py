"""Tickets as they come in: drawn day by day, stream by stream, from a description of demand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from optimiser import Book, FaultyInput, Ticket
from scenarios.demand.chance import bunch_sizes, gamma_factor, generator_of, poisson_count
from scenarios.demand.checking import demand_faults
from scenarios.demand.fates import COLUMNS, draw_fates
from scenarios.demand.model import Demand, Fate, Reported, Stream
from scenarios.demand.places import Places
from scenarios.demand.rates import Floats, Rates, bunch_mean, day_shape, factors_by_site, monday_of, week_shape

BUNCH_GAP_S = 150.0
"""Mean time between two tickets of a bunch. Our assumption; of Boston's street lights, three in four that are reported
within two minutes of the one before are from the same neighbourhood, where one in fourteen would be by chance."""

_BUNCH_COLUMNS = 5  # kept, hour, which of two passes of an hour, site, size
_TICKET_COLUMNS = 2 + COLUMNS  # unit, how long after the ticket before, fate
_LAST_SECOND = 86_399
_DAY = timedelta(days=1)


class Drawing:
    """What one replication reports.

    A stream's numbers for a day depend on (seed, replication, stream, day) and on nothing else: neither on other
    streams nor on which days were asked for. Growth and surges keep or leave out tickets but never change them: what
    is reported at a factor of 0.7 is also reported at 1, and what is reported at 1 also at 1.3.

    Parameters
    ----------
    demand : Demand
    book : Book
        Whose sites report, in whose time zone days begin and end.
    seed, replication : int

    Raises
    ------
    FaultyInput
        Where the demand contradicts itself or the book; with every fault.
    """

    def __init__(self, demand: Demand, book: Book, seed: int, replication: int) -> None:
        faults = demand_faults(demand, book)
        if faults:
            raise FaultyInput(faults)
        self._zone = ZoneInfo(book.time_zone)
        self._names = (seed, replication)
        self._sources = [_Source(demand, stream, book) for stream in demand.streams]

    def of_day(self, day: date) -> list[Reported]:
        """Draw what is reported on a day.

        Returns
        -------
        list of Reported
            In the order of their instants. Times are whole seconds, in the book's time zone.
        """
        found = [each for source in self._sources for each in self._of_source(source, day)]
        found.sort(key=lambda each: (each.ticket.reported_at.timestamp(), each.ticket.id))
        return found

    def _of_source(self, source: "_Source", day: date) -> list[Reported]:
        """Draw a stream in layers: each as much as it has at factor 1, of which some are kept."""
        mean = source.rates.of_day(day)
        factors = factors_by_site(source.surges, source.stream, day, source.places.sites)
        if mean <= 0 or not factors.size or factors.max() <= 0:
            return []
        mean *= self._mood(source.stream, day, mean)
        return [
            each
            for layer in range(int(np.ceil(factors.max())))
            for each in self._layer(source, day, mean, factors - layer, layer)
        ]

    def _mood(self, stream: Stream, day: date, mean: float) -> float:
        """How good or bad the day and its week are."""
        of_week = self._generator(stream, "week", monday_of(day)).random() if stream.week_cv > 0 else 0.0
        of_day = self._generator(stream, "day", day).random() if stream.dispersion > stream.bunching else 0.0
        return gamma_factor(of_week, week_shape(stream)) * gamma_factor(of_day, day_shape(stream, mean))

    def _layer(self, source: "_Source", day: date, mean: float, keep: Floats, layer: int) -> list[Reported]:
        """Draw bunches, keep some of them, and draw their tickets; the tickets of those left out are drawn too."""
        stream, places = source.stream, source.places
        generator = self._generator(stream, layer, day)
        bunches = generator.random((poisson_count(generator.random(), mean / bunch_mean(stream)), _BUNCH_COLUMNS))
        site = places.draw_sites(bunches[:, 3])
        sizes = bunch_sizes(bunches[:, 4], stream.bunching)
        starts = _seconds(source.rates.hours_of(day.weekday()), bunches[:, 1])
        own = self._generator(stream, f"{layer} tickets", day).random((int(sizes.sum()), _TICKET_COLUMNS))
        bunch = np.repeat(np.arange(len(sizes)), sizes)
        names = np.flatnonzero((bunches[:, 0] < keep[site])[bunch])
        if not names.size:
            return []
        at = np.minimum(starts[bunch] + _after_first(own[:, 1], sizes), _LAST_SECOND)[names]
        own, bunch = own[names], bunch[names]
        found = zip(
            names.tolist(),
            site[bunch].tolist(),
            self._times(day, at, bunches[bunch, 2]),
            places.draw_units(site[bunch], own[:, 0]),
            draw_fates(stream, own[:, 2:]),
            strict=True,
        )
        prefix = f"{stream.id}:{day.isoformat()}:" + (f"{layer}." if layer else "")
        return [
            _reported(stream, f"{prefix}{name:03d}", places.sites[where], when, unit, fate)
            for name, where, when, unit, fate in found
        ]

    def _times(self, day: date, seconds: NDArray[np.int64], passes: Floats) -> list[datetime]:
        """Place seconds of the clock on a day; on a day of 23 or 25 hours, where the clock really shows them.

        What falls into an hour that is skipped comes as much later; an hour that is shown twice gets its tickets in
        both passes.
        """
        midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        times = [midnight + timedelta(seconds=each) for each in seconds.tolist()]
        if midnight.utcoffset() == (midnight + _DAY).utcoffset():
            return times
        folded = [at.replace(fold=int(second)) for at, second in zip(times, passes >= 0.5, strict=True)]
        return [_shown(at, self._zone) for at in folded]

    def _generator(self, stream: Stream, what: object, day: date) -> np.random.Generator:
        return generator_of(*self._names, stream.id, what, day.isoformat())


class _Source:
    """A stream with what is worked out of it once."""

    def __init__(self, demand: Demand, stream: Stream, book: Book) -> None:
        self.stream = stream
        self.rates = Rates(stream)
        self.places = Places(stream, book)
        own = [surge for surge in demand.surges if not surge.streams or stream.id in surge.streams]
        self.surges = replace(demand, surges=own)


def _seconds(shares: Floats, uniforms: Floats) -> NDArray[np.int64]:
    """Turn numbers into seconds of the day, by the inverse of what the day has reported by then."""
    by_then = np.concatenate([[0.0], np.cumsum(shares)])
    # Hours without any share are left out, or the inverse would not be a function.
    rising = np.concatenate([[True], np.diff(by_then) > 0])
    starts = np.flatnonzero(rising[1:])
    index = np.clip(np.searchsorted(by_then[1:][rising[1:]], uniforms, side="right"), 0, len(starts) - 1)
    hour = starts[index]
    inside = (uniforms - by_then[hour]) / shares[hour]
    seconds: NDArray[np.int64] = np.clip(3600 * (hour + inside), 3600 * hour, 3600 * hour + 3599).astype(np.int64)
    return seconds


def _after_first(uniforms: Floats, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell how many seconds after the first of its bunch each ticket comes."""
    gaps = -BUNCH_GAP_S * np.log1p(-uniforms)
    running = np.cumsum(gaps)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    after: NDArray[np.int64] = (running - running[first]).astype(np.int64)
    return after


def _shown(at: datetime, zone: ZoneInfo) -> datetime:
    """Go by way of universal time, which moves a time that the clock skips to one that it shows."""
    return at.astimezone(UTC).astimezone(zone)


def _reported(stream: Stream, name: str, site: str, at: datetime, unit: str | None, fate: Fate) -> Reported:
    ticket = Ticket(
        id=name,
        site=site,
        reported_at=at,
        severity=stream.severity,
        duration=stream.work.planned,
        kind=stream.kind,
        unit=unit,
        fault=name,
        complexity=stream.complexity,
        skills=stream.skills,
    )
    return Reported(ticket, fate)
