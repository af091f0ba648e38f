"""New customers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from optimiser import Book
from scenarios.changes.change import ADDING, Change, Key
from scenarios.demand import Stream
from scenarios.service import Service


@dataclass(frozen=True)
class AddCustomer(Change):
    """A customer comes: with a site, units, inspection rules and a contract like those of a customer who is there.

    Attributes
    ----------
    id : str
        Of the new site, and of the new contract.
    like : str
        The site that it is like.
    at : tuple of float or None
        Latitude and longitude; None: where `like` is.
    demand : float
        How many tickets it reports for each of `like`.
    """

    stage = ADDING

    id: str
    like: str
    at: tuple[float, float] | None = None
    demand: float = 1.0

    def __call__(self, service: Service) -> Service:
        """Add the customer. Engineers with a territory that holds the site that it is like serve the new one too."""
        book = self._book(service.book)
        streams = tuple(self._stream(stream, service.book, book) for stream in service.demand.streams)
        territories = {
            name: (*sites, self.id) if self.like in sites else sites for name, sites in service.territories.items()
        }
        demand = replace(service.demand, streams=streams)
        return replace(service, book=book, demand=demand, territories=territories)

    def _book(self, book: Book) -> Book:
        site = next(each for each in book.sites if each.id == self.like)
        contract = next(each for each in book.contracts if each.id == site.contract)
        lat, lon = self.at or (site.lat, site.lon)
        # The new id is put after the old ones, which stay unique: those of one customer are its own.
        new = {unit.id: f"{unit.id}@{self.id}" for unit in book.units if unit.site == self.like}
        units = [replace(unit, id=new[unit.id], site=self.id) for unit in book.units if unit.site == self.like]
        rules = [
            replace(rule, id=f"{rule.id}@{self.id}", site=self.id, units=tuple(new[unit] for unit in rule.units))
            for rule in book.rules
            if rule.site == self.like
        ]
        return replace(
            book,
            contracts=(*book.contracts, replace(contract, id=self.id, customer=self.id)),
            sites=(*book.sites, replace(site, id=self.id, contract=self.id, lat=lat, lon=lon)),
            units=(*book.units, *units),
            rules=(*book.rules, *rules),
        )

    def _stream(self, stream: Stream, before: Book, after: Book) -> Stream:
        """The stream with what the new site reports on top: its rate grows by as much as its weights do."""
        weights = _weights(stream, before)
        own = weights.get(self.like, 0.0) * self.demand
        if own == 0:
            # Where weights come from units, the new units would draw tickets away from the others.
            return stream if stream.sites or _weights(stream, after) == weights else replace(stream, sites=weights)
        total = sum(weights.values())
        return replace(stream, per_day=stream.per_day * (total + own) / total, sites={**weights, self.id: own})

    def sets(self) -> Mapping[Key, Any]:
        """It sets what this site is."""
        return {("site", self.id): self}


def _weights(stream: Stream, book: Book) -> dict[str, float]:
    """How often each site reports, as :class:`scenarios.demand.Stream` says it."""
    if stream.sites:
        return {site: float(weight) for site, weight in stream.sites.items() if weight > 0}
    counts = {site.id: 0.0 for site in book.sites}
    for unit in book.units:
        if stream.unit_kind in (None, unit.kind):
            counts[unit.site] += unit.count
    found = {site: count for site, count in counts.items() if count}
    return found or {site.id: 1.0 for site in book.sites}
