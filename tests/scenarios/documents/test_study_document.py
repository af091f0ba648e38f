"""Studies are read as they are meant, from TOML, from JSON, with their book beside or inside."""

import dataclasses
import json
import pickle
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimiser import FaultyInput, describing, read_book
from scenarios.changes import AddEngineer
from scenarios.demand import Stream, Surge, WorkTime
from scenarios.documents import load_study, parse_study, read_study
from scenarios.documents.service_records import FLU, OPERATIONS, REALITY, STOCK, STREAM, SURGE, WAGES, WORK_TIME
from scenarios.documents.study_record import PRECISION, REPLICATIONS
from scenarios.selection import Search
from scenarios.service import Flu, Operations, Reality, Service, Stock, Wages
from scenarios.studies.study import BASELINE, Precision, Replications, Study
from tests.scenarios.documents.whole_study import BOOK, small_study, whole_study

TOML = """
format = "roundsman-study/1"
name = "In TOML"
book = "ciq_shandong"
from = 2026-12-07
days = 7
demand = [{ id = "a", per_day = 1, severity = "3", skills = { cctv = 1 }, work = "PT1H" }]
[[scenarios]]
name = "early"
shifts = { from = 07:30:00, until = 16:30:00 }
"""


def test_every_field_is_read() -> None:
    study = read_study(whole_study())
    assert (study.id, study.name, study.first, study.days) == ("two-or-three", study.name, date(2026, 11, 30), 28)
    assert (study.warm_up, study.seed, study.policies) == (7, 5, ("optimiser", "nearest_first"))
    assert study.replications.at_most == 9
    assert study.replications.precision[0].group == "severity=1"
    assert study.service.operations.plan_before == timedelta(minutes=45)
    assert study.service.reality.flu == (Flu(date(2026, 12, 1), date(2026, 12, 5), 2),)
    assert study.service.stock["lens"].lead_time == timedelta(days=5)
    assert study.service.demand.growth == 1.1
    assert study.service.demand.streams[1].work.planned == timedelta(minutes=30)
    assert study.service.wages.skills == {"teaching": 30}


@pytest.mark.parametrize(
    ("record", "built"),
    [
        (STREAM, Stream),
        (SURGE, Surge),
        (WORK_TIME, WorkTime),
        (REALITY, Reality),
        (FLU, Flu),
        (OPERATIONS, Operations),
        (STOCK, Stock),
        (WAGES, Wages),
        (REPLICATIONS, Replications),
        (PRECISION, Precision),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_the_description_has_every_field_of_its_dataclass(record: describing.Record, built: type[Any]) -> None:
    assert {item.name for item in dataclasses.fields(built)} <= {field.name for field in record.fields}


def test_the_first_scenario_is_always_the_one_that_changes_nothing() -> None:
    study = read_study(whole_study())
    assert [each.name for each in study.scenarios][:2] == [BASELINE, "everything"]
    assert study.scenarios[0].change(study.service) is study.service


def test_a_scenario_keeps_what_it_was_read_from() -> None:
    study = read_study(whole_study())
    assert study.scenarios[3].document == {"name": "slow", "speed_factor": 0.8}


def test_a_study_can_be_sent_to_another_process() -> None:
    study: Study = pickle.loads(pickle.dumps(read_study(whole_study())))  # noqa: S301
    assert study.scenarios[1].change(study.service) == read_study(whole_study()).scenarios[1].change(study.service)


def test_toml_dates_and_times_need_no_quotation_marks() -> None:
    study = read_study(parse_study(TOML))
    changed = study.scenarios[1].change(study.service)
    assert study.first == date(2026, 12, 7)
    assert {duty.from_.isoformat() for each in changed.book.engineers for duty in each.duties} == {"07:30:00"}
    json.dumps(study.document)


def test_a_book_may_lie_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(json.dumps(BOOK), encoding="utf-8")
    (tmp_path / "study.toml").write_text(
        TOML.replace("ciq_shandong", "own.json").replace('"3"', '"2"'), encoding="utf-8"
    )
    assert load_study(str(tmp_path / "study.toml")).service.book == read_book(BOOK)


def test_the_id_is_made_of_the_name_where_none_is_given() -> None:
    document = {**small_study({"name": "x", "growth": 2}), "name": "Is 1 enough? 够吗"}
    assert read_study(document).id == "is-1-enough-够吗"


def test_the_starting_point_holds_for_all_scenarios() -> None:
    document = small_study(
        {"name": "train", "train": {"n": {"network": 1}}, "storm": {"on": "2026-12-02", "factor": 2}},
        as_it_is={"add_engineers": {"like": "e0", "id": "n", "skills": {"network": 0.5}}},
    )
    study = read_study(document)
    assert [each.id for each in study.service.book.engineers] == ["e0", "e1", "n"]
    changed = study.scenarios[1].change(study.service)
    assert changed.book.engineers[2].skills == {"network": 1}


def test_what_was_combined_is_what_both_say() -> None:
    study = read_study(whole_study())
    _, _, fewer, slow, both = study.scenarios
    combined = both.change(study.service)
    assert combined.book == fewer.change(study.service).book
    assert combined.reality == slow.change(study.service).reality
    assert combined.demand.growth == 1.2


def test_combined_scenarios_that_each_add_somebody_unnamed_add_both() -> None:
    one, two = ({"name": name, "add_engineers": {"like": "e0"}} for name in "ab")
    study = read_study(small_study(one, two, {"name": "both", "combine": ["a", "b"]}))
    changes = study.scenarios[3].change.changes  # type: ignore[attr-defined]
    assert [change.id for change in changes if isinstance(change, AddEngineer)] == ["e0+1", "e0+2"]


def test_a_scenario_that_is_combined_by_two_ways_is_made_once() -> None:
    a = {"name": "a", "add_engineers": {"like": "e0"}}
    b, c = ({"name": name, "combine": ["a"], key: 0.5} for name, key in (("b", "growth"), ("c", "speed_factor")))
    study = read_study(small_study(a, b, c, {"name": "d", "combine": ["b", "c"]}))
    assert len(study.scenarios[4].change(study.service).book.engineers) == 3


def test_demand_may_be_fitted_to_the_tickets_of_a_file(tmp_path: Path) -> None:
    rows = [f"2026-{10 + d // 28}-{1 + d % 28:02d}T{8 + d % 9:02d}:15:00,gate,s0" for d in range(56) for _ in range(3)]
    (tmp_path / "h.csv").write_text("\n".join(["opened,what,where", *rows]), encoding="utf-8")
    document = small_study({"name": "more", "growth": {"gate": 2}}) | {
        "demand": [],
        "demand_from": {
            "file": "h.csv",
            "at": "opened",
            "type": "what",
            "site": "where",
            "streams": {"gate": {"severity": "2", "work": "PT30M", "part": "lens"}},
        },
    }
    streams = read_study(document, tmp_path).service.demand.streams
    assert [(each.id, each.severity, dict(each.sites)) for each in streams] == [("gate", "2", {"s0": 168.0})]
    assert streams[0].per_day == pytest.approx(3, rel=0.2)


def test_nothing_of_the_given_document_is_changed() -> None:
    document = whole_study()
    read_study(document)
    assert document == whole_study()


def test_reading_says_the_same_twice() -> None:
    def services(study: Study) -> list[Service]:
        return [each.change(study.service) for each in study.scenarios]

    assert services(read_study(whole_study())) == services(read_study(whole_study()))


def test_a_search_for_the_cheapest_staffing_is_read_with_the_study_and_its_faults_told_with_the_others() -> None:
    asked = {
        "measure": "on_time",
        "at_least": 0.95,
        "axes": [{"name": "who joins", "like": "e0", "counts": [0, 1, 2]}],
    }
    study = read_study({**small_study(), "wages": {"per_day": 300}, "search": asked})
    assert isinstance(study.search, Search)
    assert (study.search.goal.bound, len(study.search.space)) == (0.95, 3)
    wrong = {**asked, "measure": "on_tme", "axes": [{"name": "who joins", "like": "e99", "counts": [0, 1]}]}
    with pytest.raises(FaultyInput) as refused:
        read_study({**small_study(), "days": 0, "search": wrong})
    paths = {fault.path for fault in refused.value.faults}
    assert {"$.days", "$.search.measure"} <= paths


def test_open_tickets_are_those_of_the_book_unless_a_study_wants_none() -> None:
    kept = read_study(small_study()).service.book.tickets
    assert kept == read_study(small_study(open_tickets="book")).service.book.tickets == read_book(BOOK).tickets
    assert len(kept) > 0
    assert read_study(small_study(open_tickets="none")).service.book.tickets == ()
