"""The queues that are held against theory, each with what theory says of it."""

from collections.abc import Sequence
from functools import partial

from scenarios.service import Service
from tests.scenarios.simulation.claims import Case, Reader, Span
from tests.scenarios.simulation.living import Drawn
from tests.scenarios.simulation.queues import HERE, MINUTE, alike, queue, spread_out, stream
from tests.scenarios.simulation.recursions import by_priority, kiefer_wolfowitz, lindley
from tests.scenarios.theory import Mmc, cobham, cobham_single, hypercube, pollaczek_khinchine

MINUTE_H = 1 / 60
"""A minute, in the hours in which waits are measured."""

SERVERS = (1, 2, 5, 20)
SPANS = {0.5: Span(1, 1), 0.8: Span(1, 1), 0.95: Span(2, 2)}
RARELY = Span(1, 4)
"""Where one ticket in 270 waits: twenty servers, half of them busy."""


def of_several(servers: int, tickets: Sequence[Drawn]):
    """Tell the waits of several servers, first come first served."""
    return kiefer_wolfowitz([each.reported_s for each in tickets], [each.work_s for each in tickets], servers)


def of_one(tickets: Sequence[Drawn]):
    """Tell the waits of one server, first come first served."""
    return lindley([each.reported_s for each in tickets], [each.work_s for each in tickets])


def of_classes(tickets: Sequence[Drawn]):
    """Tell the waits of one server with classes named by their urgency."""
    ranks = [CLASSES.index(each.severity) for each in tickets]
    return by_priority([each.reported_s for each in tickets], [each.work_s for each in tickets], ranks)


def erlang(queue_: Mmc, shares: Sequence[float], reader: Reader):
    """Claim what Erlang says; times in minutes, and the wait that these shares of those who wait exceed."""
    yield reader.ratio("mean wait, min", queue_.mean_wait, "wait_h", unit=MINUTE_H)
    yield reader.ratio("utilisation", queue_.utilisation, "utilisation")
    for share in shares:
        wait = queue_.wait_quantile(1.0 - queue_.waiting_share * share)
        yield reader.longer(60 * wait, lambda wait_s: queue_.longer_share(wait_s / 60))


def mmc(servers: int, load: float, shares: Sequence[float] = (0.5,)) -> Case:
    """Make a case of M/M/c.

    Long waits come in few bursts: over spans so short the interval of how many tickets wait longer than one in ten of
    those who wait misses the truth, worked out by the recursion alone, in 1 to 28 of 100 runs instead of 1, that of
    one in two in up to 7, that of the mean in up to 12, each the worse the more servers there are. So the tail is left
    to longer runs.
    """
    return Case(
        f"M/M/{servers} at {load:g}",
        alike(servers, load),
        "first_come",
        RARELY if (servers, load) == (20, 0.5) else SPANS[load],
        partial(erlang, Mmc(load, servers, servers), shares),
        partial(of_several, servers),
    )


MMC = {case.name: case for case in (mmc(servers, load) for servers in SERVERS for load in SPANS)}


def pollaczek(load: float, cv: float, reader: Reader):
    """Claim what Pollaczek and Khinchine say; service takes a minute."""
    yield reader.ratio("mean wait, min", pollaczek_khinchine(load, 1.0, cv), "wait_h", unit=MINUTE_H)
    yield reader.ratio("utilisation", load, "utilisation")


def _mg1(name: str, kind: str, cv: float, load: float = 0.7) -> Case:
    return Case(name, alike(1, load, kind, cv), "first_come", Span(1, 1), partial(pollaczek, load, cv), of_one)


MG1 = {
    case.name: case
    for case in (
        _mg1("M/D/1 at 0.7", "fixed", 0.0),
        _mg1("M/G/1 at 0.7, gamma of cv 0.5", "gamma", 0.5),
        _mg1("M/G/1 at 0.7, lognormal of cv 1.2", "lognormal", 1.2),
    )
}

CLASSES = ("a", "b", "c")


def cobhams(waits: list[float], load: float, reader: Reader):
    """Claim what Cobham says of each class."""
    for name, wait in zip(CLASSES, waits, strict=True):
        group = f"policy=p severity={name}"
        yield reader.ratio(f"mean wait of class {name}, min", wait, "wait_h", group, unit=MINUTE_H)
    yield reader.ratio("utilisation", load, "utilisation")


RATES, MEANS, KINDS = (0.25, 0.25, 0.2), (0.6, 1.0, 2.0), (("exponential", 1.0), ("fixed", 0.0), ("gamma", 0.5))
"""A minute, minutes, and their distributions, of the classes at one server."""
RATES_OF_THREE = (0.2, 0.3, 0.3)
"""A minute, at three servers of three minutes each."""


def _single() -> Service:
    facts = zip(CLASSES, RATES, MEANS, KINDS, strict=True)
    return queue([stream(name, 60 * rate, mean * MINUTE, *kind) for name, rate, mean, kind in facts], [HERE])


def _of_three() -> Service:
    streams = [stream(name, 60 * rate, 3 * MINUTE) for name, rate in zip(CLASSES, RATES_OF_THREE, strict=True)]
    return queue(streams, [HERE] * 3)


def _prioritised(name: str, service: Service, waits: list[float], load: float, recursion=None) -> Case:
    return Case(name, service, "severity_first", Span(1, 1), partial(cobhams, waits, load), recursion)


PRIORITIES = {
    case.name: case
    for case in (
        _prioritised(
            "M/G/1 at 0.8, three classes",
            _single(),
            cobham_single(RATES, MEANS, [cv for _, cv in KINDS]),
            sum(rate * mean for rate, mean in zip(RATES, MEANS, strict=True)),
            of_classes,
        ),
        _prioritised("M/M/3 at 0.8, three classes", _of_three(), cobham(RATES_OF_THREE, 3.0, 3), 0.8),
    )
}

HOMES = ((0.0, 0.0), (0.0, 0.031), (0.022, 0.013), (0.047, 0.041))
SITES = ((0.003, 0.004), (0.002, 0.026), (0.019, 0.020), (0.041, 0.033), (0.028, 0.003), (0.011, 0.014))
ATOM_RATES = (0.20, 0.15, 0.08, 0.07, 0.06, 0.09)
"""Calls a minute; a visit takes four minutes."""
UNIT_MIN = 4.0


def preferences() -> list[list[int]]:
    """Tell for each site who lives nearest, next, and so on; so near the equator the map is flat."""
    return [
        sorted(range(len(HOMES)), key=lambda k: (HOMES[k][0] - lat) ** 2 + (HOMES[k][1] - lon) ** 2)
        for lat, lon in SITES
    ]


def larson(reader: Reader):
    """Claim what the hypercube model says."""
    told = hypercube(ATOM_RATES, [1 / UNIT_MIN] * len(HOMES), preferences())
    yield reader.ratio("mean wait, min", told.mean_wait, "wait_h", unit=MINUTE_H)
    engineers, sites = [f"e{k}" for k in range(len(HOMES))], [f"s{k}" for k in range(len(SITES))]
    for engineer, busy in zip(engineers, told.utilisation, strict=True):
        yield reader.ratio(f"utilisation of {engineer}", busy, "load_h", f"engineer={engineer}", unit=24.0)
    yield from reader.sent(engineers, sites, told.dispatch_share)


HYPERCUBE = Case(
    "Four units, six sites, at 0.65",
    spread_out([60 * rate for rate in ATOM_RATES], UNIT_MIN * MINUTE, HOMES, SITES),
    "nearest_first",
    Span(1, 1),
    larson,
)
