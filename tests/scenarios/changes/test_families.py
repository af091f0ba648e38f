"""What each family of changes does."""

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser import Book, describing, read_book, write_book
from scenarios.changes import (
    AddCustomer,
    AddEngineer,
    BeginRota,
    ChangePolicy,
    ChangePromise,
    ChangeRota,
    DropEngineer,
    EndRota,
    GrowStream,
    LimitOvertime,
    MoveShifts,
    RenewCertificates,
    SetStock,
    SetTerritory,
    SetWages,
    SolveRemotely,
    Train,
    then,
)
from scenarios.changes.promises import overlap
from scenarios.service import Service, Stock
from tests.scenarios.changes.services import small_service

SERVICE = small_service()
HOUR = timedelta(hours=1)


def ids(service: Service) -> list[str]:
    """Name the engineers."""
    return [each.id for each in service.book.engineers]


def test_somebody_new_is_like_somebody_who_is_there_but_is_no_resident_and_not_away() -> None:
    changed = then(AddEngineer("n", "e0", (36.0, 120.0), on_call=False), AddEngineer("m", "e1"))(SERVICE)
    e0, _, m, n = changed.book.engineers
    assert ids(changed) == ["e0", "e1", "m", "n"]
    assert (n.lat, n.skills, n.certificates, n.duties) == (36.0, e0.skills, e0.certificates, e0.duties)
    assert (n.on_call, n.absences, m.resident_at) == (False, (), None)
    assert changed.territories["n"] == SERVICE.territories["e0"]


def test_own_skills_come_without_the_certificates_of_another() -> None:
    changed = AddEngineer("n", "e0", skills={"cctv": 1})(SERVICE)
    assert changed.book.engineers[2].skills == {"cctv": 1}
    assert changed.book.engineers[2].certificates == {}


def test_whoever_leaves_is_mentioned_nowhere_any_more() -> None:
    changed = DropEngineer("e0")(SERVICE)
    assert ids(changed) == ["e1"]
    assert "e0" not in changed.territories
    assert all(rule.preferred_engineer is None for rule in changed.book.rules)
    assert all(ticket.owner is None for ticket in changed.book.tickets)
    assert read_book(write_book(changed.book)) == changed.book


def test_training_ends_the_end_of_a_certificate() -> None:
    engineer = Train("e0", "cctv", 4)(SERVICE).book.engineers[0]
    assert engineer.skills["cctv"] == 4
    assert "cctv" not in engineer.certificates


def test_certificates_are_never_shortened() -> None:
    for until in (date(2020, 1, 1), date(2030, 1, 1)):
        engineer = RenewCertificates(until)(SERVICE).book.engineers[0]
        assert engineer.certificates["cctv"] == max(until, SERVICE.book.engineers[0].certificates["cctv"])


def test_what_is_said_of_one_comes_after_what_is_said_of_all() -> None:
    moved = MoveShifts(None, {"from_": time(7)})
    changed = then(LimitOvertime("e0", HOUR), LimitOvertime(None, 3 * HOUR), moved, AddEngineer("n", "e0"))(SERVICE)
    limits = {each.id: {duty.overtime_limit for duty in each.duties} for each in changed.book.engineers}
    assert limits == {"e0": {HOUR}, "e1": set(), "n": {3 * HOUR}}
    assert {duty.from_ for each in changed.book.engineers for duty in each.duties} == {time(7)}


def test_a_rota_begins_changes_and_ends() -> None:
    ended = EndRota()(SERVICE)
    assert ended.book.on_call is None
    rota = describing.ON_CALL.build("office", time(8), time(22))
    changed = ChangeRota({"people": 2})(BeginRota(rota)(ended))
    assert changed.book.on_call == replace(rota, people=2)
    with pytest.raises(ValueError, match="no rota"):
        ChangeRota({"people": 2})(ended)


def test_an_empty_territory_is_every_site() -> None:
    assert SetTerritory("e0", ())(SERVICE).territories == {}
    assert SetTerritory("e1", ("s2",))(SERVICE).territories == {"e0": ("s0", "s1"), "e1": ("s2",)}


FACTS = {"severity": ("1", "2"), "zone": ("city", "suburbs", "elsewhere"), "kind": ("fault", "question")}
TICKETS = [
    {"severity": severity, "zone": zone, "kind": kind}
    for severity in FACTS["severity"]
    for zone in FACTS["zone"]
    for kind in FACTS["kind"]
]


def promised(book: Book, kind: str, ticket: dict[str, str]) -> object:
    """Say what a ticket is promised: by the first target that matches."""
    for target in book.policies[0].targets:
        if target.kind == kind and all(ticket[fact] in values for fact, values in target.where.items()):
            return target.span
    return None


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sets(st.sampled_from(values), min_size=1).map(tuple) for name, values in FACTS.items()}
    ),
    st.sampled_from(["on_site", "restore"]),
)
def test_a_new_promise_is_made_to_the_tickets_that_are_meant_and_no_others(
    facts: dict[str, tuple[str, ...]], kind: str
) -> None:
    changed = ChangePromise("care", kind, facts, {"within": 7 * HOUR})(SERVICE)
    for ticket in TICKETS:
        before, after = promised(SERVICE.book, kind, ticket), promised(changed.book, kind, ticket)
        is_meant = all(ticket[fact] in values for fact, values in facts.items())
        if is_meant and before is not None:
            assert after == replace(before, within=7 * HOUR, working_days=None)  # type: ignore[type-var]
        else:
            assert after == before
    assert read_book(write_book(changed.book)) == changed.book


def test_facts_that_exclude_each_other_overlap_nowhere() -> None:
    assert overlap({"zone": ["city"]}, {"zone": ("suburbs",)}) is None
    assert overlap({"zone": ["city"]}, {"severity": ("1",)}) == {"zone": ("city",), "severity": ("1",)}


def test_prices_that_are_not_named_stay() -> None:
    policy = ChangePolicy("care", {"wait_cost_per_day": 9.0}, {"1": 1.0})(SERVICE).book.policies[0]
    assert (policy.skip_costs, policy.wait_cost_per_day, policy.on_time_share) == ({"1": 1.0, "": 800}, 9.0, 0.95)


def test_stock_and_wages_that_are_not_named_stay() -> None:
    assert SetStock("lens", level=0)(SERVICE).stock == {"lens": Stock(0, timedelta(days=5))}
    paid = SetWages(skills={"cctv": 5.0})(SetWages(400.0, {"teaching": 2.0})(SERVICE)).wages
    assert (paid.per_day, paid.skills) == (400.0, {"teaching": 2.0, "cctv": 5.0})


def test_streams_that_are_not_named_stay() -> None:
    changed = then(GrowStream("doors", 3), SolveRemotely("pictures", 0.5))(SERVICE).demand.streams
    assert [each.per_day for each in changed] == [2.5, 3.0, 1.0]
    assert [each.remote_share for each in changed] == [0.5, 0.0, 0.0]


@pytest.mark.parametrize("demand", [1.0, 2.5])
def test_a_new_customer_reports_on_top_of_what_the_others_report(demand: float) -> None:
    changed = AddCustomer("x", "s0", (36.2, 120.3), demand)(SERVICE)
    for before, after in zip(SERVICE.demand.streams, changed.demand.streams, strict=True):
        weights = {site: after.sites[site] for site in after.sites}
        rates = {site: after.per_day * weight / sum(weights.values()) for site, weight in weights.items()}
        assert rates["x"] == pytest.approx(demand * rates["s0"])
        assert sum(rates.values()) - rates["x"] == pytest.approx(before.per_day)


def test_a_new_customer_has_sites_units_rules_and_a_contract_of_its_own() -> None:
    book = AddCustomer("x", "s0")(SERVICE).book
    assert read_book(json.loads(json.dumps(write_book(book)))) == book
    assert [(each.id, each.contract) for each in book.sites][-1] == ("x", "x")
    assert [(each.id, each.kind, each.count) for each in book.units if each.site == "x"] == [("u0@x", "camera", 117)]
    assert [(each.id, each.units) for each in book.rules if each.site == "x"] == [("r0@x", ("u0@x",))]


def test_whoever_serves_the_site_that_a_new_one_is_like_serves_it_too() -> None:
    assert AddCustomer("x", "s0")(SERVICE).territories == {"e0": ("s0", "s1", "x")}
    assert AddCustomer("x", "s2")(SERVICE).territories == SERVICE.territories


def test_a_new_customer_without_demand_takes_none_from_the_others() -> None:
    changed = AddCustomer("x", "s0", demand=0.0)(SERVICE)
    assert [each.per_day for each in changed.demand.streams] == [each.per_day for each in SERVICE.demand.streams]
    assert all("x" not in each.sites for each in changed.demand.streams)
    assert all(each.sites for each in changed.demand.streams)
