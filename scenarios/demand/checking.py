"""What is wrong with a description of demand: every fault at once, before anything is drawn."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from optimiser import Book, Fault
from scenarios.demand.model import Demand, Stream, Surge

_SHARES = ("remote_share", "repeat_share", "cancel_share", "part_share")
_TIMES = ("answer", "remote_work", "cancel_after")
_KINDS = ("lognormal", "gamma", "exponential", "fixed")


def demand_faults(demand: Demand, book: Book) -> list[Fault]:
    """Find what is wrong with a demand, by itself and with its book.

    Returns
    -------
    list of Fault
        With paths as ``demand.streams[2].hours``; empty where all is well.
    """
    faults = [*_number("demand.growth", demand.growth, 0.0)]
    for index, stream in enumerate(demand.streams):
        faults += _stream_faults(f"demand.streams[{index}]", stream, book)
    names = [stream.id for stream in demand.streams]
    for name, count in Counter(names).items():
        if count > 1:
            message = f"{count} streams are called {name!r}; give each its own id"
            faults.append(Fault("demand.streams", "duplicate_id", message, name))
    for index, surge in enumerate(demand.surges):
        faults += _surge_faults(f"demand.surges[{index}]", surge, names, book)
    return faults


def _stream_faults(path: str, stream: Stream, book: Book) -> Iterator[Fault]:
    yield from _number(f"{path}.per_day", stream.per_day, 0.0)
    yield from _number(f"{path}.dispersion", stream.dispersion, 1.0)
    yield from _number(f"{path}.bunching", stream.bunching, 1.0, max(1.0, stream.dispersion))
    yield from _number(f"{path}.week_cv", stream.week_cv, 0.0)
    yield from _number(f"{path}.work.cv", stream.work.cv, 0.0)
    for name in _SHARES:
        yield from _number(f"{path}.{name}", getattr(stream, name), 0.0, 1.0)
    for name in _TIMES:
        yield from _number(f"{path}.{name}", getattr(stream, name).total_seconds(), 0.0)
    yield from _number(f"{path}.work.planned", stream.work.planned.total_seconds(), 1.0)
    yield from _known(f"{path}.work.kind", stream.work.kind, _KINDS, "unknown_choice", "a distribution of work times")
    yield from _weights(f"{path}.weekdays", stream.weekdays, (7,))
    yield from _weights(f"{path}.hours", stream.hours, (24, 168))
    for day, factor in stream.season.items():
        yield from _number(f"{path}.season.{day}", factor, 0.0)
    yield from _place_faults(path, stream, book)
    if stream.part is None and stream.part_share > 0:
        message = f"{stream.part_share:g} of the tickets need a part, but `part` does not say which; name it"
        yield Fault(f"{path}.part", "missing", message)


def _place_faults(path: str, stream: Stream, book: Book) -> Iterator[Fault]:
    sites = [site.id for site in book.sites]
    for name, weight in stream.sites.items():
        yield from _known(f"{path}.sites", name, sites, "unknown_site", "a site of the book")
        yield from _number(f"{path}.sites.{name}", weight, 0.0)
    if stream.sites and not any(weight > 0 for weight in stream.sites.values()):
        yield Fault(f"{path}.sites", "no_weight", "all weights are 0; give some site more, or leave `sites` out")
    if not sites:
        yield Fault(f"{path}.sites", "no_sites", "the book has no site that could report; add one")
    if stream.unit_kind is not None:
        kinds = sorted({unit.kind for unit in book.units})
        yield from _known(
            f"{path}.unit_kind", stream.unit_kind, kinds, "unknown_unit_kind", "a kind of the book's units"
        )


def _surge_faults(path: str, surge: Surge, streams: list[str], book: Book) -> Iterator[Fault]:
    yield from _number(f"{path}.factor", surge.factor, 0.0)
    if surge.last < surge.first:
        message = f"ends on {surge.last}, before it begins on {surge.first}; swap them"
        yield Fault(f"{path}.last", "wrong_order", message, surge.last.isoformat())
    sites = [site.id for site in book.sites]
    for name in surge.streams:
        yield from _known(f"{path}.streams", name, streams, "unknown_stream", "a stream of this demand")
    for name in surge.sites:
        yield from _known(f"{path}.sites", name, sites, "unknown_site", "a site of the book")


def _number(path: str, value: float, low: float, high: float = math.inf) -> Iterator[Fault]:
    if not (math.isfinite(value) and low <= value <= high):
        span = f"of {low:g} or more" if high == math.inf else f"from {low:g} to {high:g}"
        yield Fault(path, "out_of_range", f"is {value:g}; write a number {span}", value)


def _weights(path: str, weights: Iterable[float], lengths: tuple[int, ...]) -> Iterator[Fault]:
    values = list(weights)
    if len(values) not in lengths:
        wanted = " or ".join(map(str, lengths))
        yield Fault(path, "wrong_length", f"has {len(values)} weights; write {wanted}", len(values))
    elif not all(math.isfinite(each) and each >= 0 for each in values):
        yield Fault(path, "out_of_range", "has weights that are negative; write numbers of 0 or more", values)
    elif not any(values):
        yield Fault(path, "no_weight", "all weights are 0; give some of them more", values)


def _known(path: str, name: str, names: Iterable[str], code: str, what: str) -> Iterator[Fault]:
    known = list(names)
    if name not in known:
        yield unknown(path, name, known, code, what)


def unknown(path: str, name: str, known: Iterable[str], code: str, what: str) -> Fault:
    """Make the fault of a name that is not known, with the nearest that is."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names[:8]) or 'none'}"
    return Fault(path, code, f"{name!r} is not {what}; {hint}", name)
