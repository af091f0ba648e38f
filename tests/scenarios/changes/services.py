"""A small service to be changed, and changes of every kind."""

import json
from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import strategies as st

from optimiser import read_book
from scenarios.changes import (
    AddCustomer,
    AddEngineer,
    AddFlu,
    AddSurge,
    Change,
    ChangePolicy,
    ChangePromise,
    ChangeRota,
    DropEngineer,
    EndRota,
    Grow,
    GrowStream,
    LimitOvertime,
    MoveHome,
    MoveShifts,
    RenewCertificates,
    SetOperations,
    SetReality,
    SetShifts,
    SetStock,
    SetTerritory,
    SetWages,
    SolveRemotely,
    TakeTurns,
    Train,
)
from scenarios.demand import Demand, Stream, Surge, WorkTime
from scenarios.service import Flu, Service, Stock

_BOOK = Path(__file__).parents[2] / "documents" / "small_book.json"


def small_service() -> Service:
    """Make a service with two engineers, three sites and two streams."""
    return Service(
        book=read_book(json.loads(_BOOK.read_text(encoding="utf-8"))),
        demand=Demand(
            (
                Stream("pictures", 2.5, "1", WorkTime(timedelta(hours=1)), skills={"cctv": 2}, unit_kind="camera"),
                Stream("doors", 1.0, "2", WorkTime(timedelta(minutes=30)), sites={"s0": 2, "s1": 1}),
                Stream("questions", 1.0, "2", WorkTime(timedelta(minutes=10))),
            )
        ),
        stock={"lens": Stock(2, timedelta(days=5))},
        territories={"e0": ("s0", "s1")},
    )


_SERVICE = small_service()
_ENGINEERS = st.sampled_from([each.id for each in _SERVICE.book.engineers])
_SITES = st.sampled_from([each.id for each in _SERVICE.book.sites])
_STREAMS = st.sampled_from([each.id for each in _SERVICE.demand.streams])
_FACTORS = st.sampled_from([0.5, 0.8, 1.25, 2.0])
_SEVERITY = st.sampled_from(["1", "2"])
_DAYS = st.dates(date(2026, 12, 1), date(2026, 12, 28))
_LIMITS = st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(hours=3)])
_DUTIES = st.sampled_from([each.duties for each in _SERVICE.book.engineers])
_FACTS = st.fixed_dictionaries(
    {}, optional={"severity": st.tuples(_SEVERITY), "zone": st.sampled_from([("city",), ("city", "suburbs")])}
)

CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(AddEngineer, st.sampled_from(["n1", "n2", "a0"]), _ENGINEERS, st.none() | st.just((36.0, 120.0))),
    st.builds(DropEngineer, _ENGINEERS),
    st.builds(Train, _ENGINEERS, st.sampled_from(["cctv", "teaching"]), st.sampled_from([4.0, 5.0])),
    st.builds(RenewCertificates, st.sampled_from([date(2029, 1, 1), date(2030, 1, 1)])),
    st.builds(MoveHome, _ENGINEERS, st.sampled_from([36.0, 36.5]), st.just(120.0)),
    st.builds(SetShifts, _ENGINEERS, _DUTIES),
    st.builds(MoveShifts, st.none() | _ENGINEERS, st.sampled_from([{"from_": time(7)}, {"until": time(19)}])),
    st.builds(LimitOvertime, st.none() | _ENGINEERS, _LIMITS),
    st.builds(ChangeRota, st.sampled_from([{"people": 2}, {"turn": "day"}, {"people": 3}])),
    st.just(EndRota()),
    st.builds(TakeTurns, _ENGINEERS, st.booleans()),
    st.builds(SetTerritory, _ENGINEERS, st.lists(_SITES, unique=True).map(tuple)),
    st.builds(
        ChangePromise, st.just("care"), st.just("on_site"), _FACTS, _LIMITS.map(lambda limit: {"within": 2 * limit})
    ),
    st.builds(ChangePolicy, st.just("care"), st.just({"on_time_share": 0.9}), st.just({"1": 9.0})),
    st.builds(SetStock, st.sampled_from(["lens", "lock"]), st.integers(0, 3), _LIMITS),
    st.builds(Grow, _FACTORS),
    st.builds(GrowStream, _STREAMS, _FACTORS),
    st.builds(SolveRemotely, _STREAMS, st.sampled_from([0.0, 0.5, 1.0])),
    st.builds(AddCustomer, st.sampled_from(["x1", "x2"]), _SITES, st.none(), _FACTORS),
    st.builds(lambda day, factor: AddSurge(Surge(day, day, factor)), _DAYS, _FACTORS),
    st.builds(lambda day, factor: AddFlu(Flu(day, day, factor)), _DAYS, _FACTORS),
    st.builds(SetReality, st.sampled_from([{"speed_factor": 0.8}, {"sick_share": 0.1}, {"speed_factor": 0.9}])),
    st.builds(SetOperations, st.just({"replan_for": ("1",)})),
    st.builds(SetWages, st.none() | st.just(500.0), st.sampled_from([{}, {"cctv": 20.0}])),
)
