"""Work that nobody can do: a skill at a level that no engineer has who could be sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scenarios.service import Service

_NAMED_COUNT = 3
_CLOSING = ("restored", "solved_remotely", "cancelled")


@dataclass(frozen=True)
class Unmet:
    """What is needed and nobody has.

    Attributes
    ----------
    skills : mapping of str to float
        Levels that one engineer needs, all of them together.
    needed_by : tuple of str
        What needs them: ``stream "cameras"``.
    sites : tuple of str
        Where nobody who serves the site has them; none: whoever is on call lacks them.
    best : mapping of str to float
        The highest level of each of the skills among those who could be sent.
    """

    skills: Mapping[str, float]
    needed_by: tuple[str, ...]
    sites: tuple[str, ...]
    best: Mapping[str, float] = field(default_factory=dict)

    def sentence(self) -> str:
        """Say it, with what to do."""
        if not any(level > 0 for level in self.skills.values()):
            return f"nobody {self._who()}, and {self._needed()} needs somebody: send somebody there"
        wanted = " and ".join(f'"{name}" at level {level:g}' for name, level in self.skills.items())
        best = ", ".join(f'"{name}" {level:g}' for name, level in self.best.items())
        needed = self._needed()
        return f"nobody who {self._who()} has {wanted}, needed by {needed}; there the most is {best}: train somebody"

    def _who(self) -> str:
        others = f" and {len(self.sites) - 1} more" if len(self.sites) > 1 else ""
        return f'serves "{self.sites[0]}"{others}' if self.sites else "is on call"

    def _needed(self) -> str:
        more = f" and {len(self.needed_by) - _NAMED_COUNT} more" if len(self.needed_by) > _NAMED_COUNT else ""
        return ", ".join(self.needed_by[:_NAMED_COUNT]) + more


@dataclass(frozen=True)
class _Need:
    by: str
    skills: Mapping[str, float]
    sites: tuple[str, ...]
    is_trip: bool = True


@dataclass(frozen=True)
class _Lacking:
    """What lacks the same, and where: those who could be sent have the same levels at most."""

    best: dict[str, float]
    by: dict[str, None] = field(default_factory=dict)
    sites: dict[str, None] = field(default_factory=dict)


def unmet_needs(service: Service, on: date) -> Iterator[Unmet]:
    """Find the work that nobody can do on a day, going by skills, certificates, territories and residents.

    Parameters
    ----------
    service : Service
    on : date
        Certificates must be valid on it.
    """
    crew = _Crew(service, on)
    lacking: dict[tuple[Any, ...], _Lacking] = {}
    for need in _needs(service, on):
        for site in need.sites:
            if not crew.can(need.skills, site, need.is_trip):
                best = crew.best(need.skills, site, need.is_trip)
                alike = lacking.setdefault((_key(need.skills), need.is_trip, _key(best)), _Lacking(best))
                alike.by[need.by] = alike.sites[site] = None
    for (skills, *_), each in lacking.items():
        yield Unmet(dict(skills), tuple(each.by), tuple(each.sites), each.best)
    yield from _unmet_on_call(service, on)


def _key(skills: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((name, level) for name, level in skills.items() if level > 0))


def _unmet_on_call(service: Service, on: date) -> Iterator[Unmet]:
    rota = service.book.on_call
    if rota is None:
        return
    levels = [_levels(each, on) for each in service.book.engineers if each.on_call]
    if not any(_suffices(own, rota.skills) for own in levels):
        best = {name: max((own.get(name, 0.0) for own in levels), default=0.0) for name in rota.skills}
        yield Unmet(rota.skills, ("the on-call rota",), (), best)


class _Crew:
    """Who could be sent where, and what they can do."""

    def __init__(self, service: Service, on: date) -> None:
        self._levels = {each.id: _levels(each, on) for each in service.book.engineers if each.duties or each.on_call}
        self._resident_at = {each.id: each.resident_at for each in service.book.engineers}
        self._territories = {name: frozenset(sites) for name, sites in service.territories.items()}
        self._known: dict[tuple[Any, ...], bool] = {}
        moving = [name for name in self._levels if self._resident_at[name] is None]
        self._anywhere = frozenset(name for name in moving if name not in self._territories)

    def can(self, skills: Mapping[str, float], site: str, is_trip: bool) -> bool:
        """Whether anybody who could be sent to a site has the skills; without a trip, territories do not matter."""
        if self._some(self._anywhere, skills):
            return True
        return self._some(self._serving(site, is_trip), skills)

    def best(self, skills: Mapping[str, float], site: str, is_trip: bool) -> dict[str, float]:
        """The highest levels among those who could be sent to a site."""
        levels = [self._levels[name] for name in self._serving(site, is_trip)]
        return {skill: max((own.get(skill, 0.0) for own in levels), default=0.0) for skill in skills}

    def _serving(self, site: str, is_trip: bool) -> frozenset[str]:
        return frozenset(
            name
            for name in self._levels
            if self._resident_at[name] in (None, site) and (not is_trip or site in self._territories.get(name, (site,)))
        )

    def _some(self, names: frozenset[str], skills: Mapping[str, float]) -> bool:
        key = names, _key(skills)
        if key not in self._known:
            self._known[key] = any(_suffices(self._levels[name], skills) for name in names)
        return self._known[key]


def _levels(engineer: Any, on: date) -> dict[str, float]:
    """An engineer's skills whose certificates are valid on a day."""
    return {name: level for name, level in engineer.skills.items() if on <= engineer.certificates.get(name, date.max)}


def _suffices(own: Mapping[str, float], skills: Mapping[str, float]) -> bool:
    return all(level <= 0 or own.get(name, 0.0) >= level for name, level in skills.items())


def _needs(service: Service, on: date) -> Iterator[_Need]:
    book = service.book
    for stream in service.demand.streams:
        if stream.remote_share < 1 and stream.per_day > 0:
            yield _Need(f'stream "{stream.id}"', stream.skills, _reporting(stream, book))
    yield from _of("rule", (each for each in book.rules if each.until is None or on <= each.until))
    yield from _of("appointment", (each for each in book.appointments if on <= each.latest.date()))
    yield from _of("ticket", (each for each in book.tickets if not any(e.kind in _CLOSING for e in each.history)))
    for cover in book.covers:
        if on <= cover.end.date():
            yield _Need(f'cover "{cover.id}"', cover.skills, (cover.site,), is_trip=False)


def _of(noun: str, items: Iterable[Any]) -> Iterator[_Need]:
    for item in items:
        yield _Need(f'{noun} "{item.id}"', item.skills, (item.site,), is_trip=not item.remote)


def _reporting(stream: Any, book: Any) -> tuple[str, ...]:
    """The sites that a stream may report from."""
    if stream.sites:
        return tuple(site for site, weight in stream.sites.items() if weight > 0)
    units = {unit.site for unit in book.units if stream.unit_kind in (None, unit.kind)}
    return tuple(site.id for site in book.sites if not units or site.id in units)
