"""A faulty study is refused before anything runs: every fault at once, where it is, with what to do."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import Fault, FaultyInput
from scenarios import library
from scenarios.documents import MOST_STUDY_BYTES, load_study, parse_study, read_study
from scenarios.documents.needs import unmet_needs
from scenarios.documents.study_reference import STUDY_FAULT_CODES
from scenarios.service import Service
from tests.documents.damaging import GONE, put
from tests.scenarios.documents.whole_study import small_study, whole_study

Document = dict[str, Any]


def faults_of(document: Document, folder: Path | None = None) -> list[Fault]:
    """Read a faulty study; its faults."""
    with pytest.raises(FaultyInput) as faulty:
        read_study(document, folder)
    return list(faulty.value.faults)


def the_fault(document: Document) -> tuple[str, str, str]:
    """Read a study with one fault."""
    (fault,) = faults_of(document)
    return fault.path, fault.code, fault.message


@pytest.mark.parametrize(
    ("path", "value", "at", "code"),
    [
        ("format", "roundsman-study/2", "$.format", "wrong_format"),
        ("book", "ciq_shandnog", "$.book", "unknown_regime"),
        ("book", 5, "$.book", "wrong_type"),
        ("from", "2026-02-30", "$.from", "bad_date"),
        ("days", 0, "$.days", "out_of_range"),
        ("days", 3661, "$.days", "out_of_range"),
        ("warm_up", 28, "$.warm_up", "out_of_range"),
        ("policies", ["optimizer"], "$.policies[0]", "unknown_choice"),
        ("policies", [], "$.policies", "wrong_count"),
        ("replications.at_least", 10, "$.replications.at_least", "wrong_order"),
        ("replications.at_most", 10_001, "$.replications.at_most", "out_of_range"),
        ("replications.precision.0.measure", "on_tine", "$.replications.precision[0].measure", "unknown_measure"),
        ("replications.precision.0.group", "severty=1", "$.replications.precision[0].group", "unknown_group"),
        ("operations.replan_for.0", "one", "$.operations.replan_for[0]", "unknown_severity"),
        ("operations.morning_iteration", 5, "$.operations.morning_iteration", "unknown_field"),
        ("reality.sick_share", -0.1, "$.reality.sick_share", "out_of_range"),
        ("reality.flu.0.to", "2026-11-01", "$.reality.flu[0].to", "wrong_order"),
        ("reality.flu.0.on", "2026-12-01", "$.reality.flu[0]", "one_of_two"),
        ("wages.skills.teahcing", 5, "$.wages.skills.teahcing", "unknown_skill"),
        ("stock.lense", {"level": 1, "lead_time": "P1D"}, "$.stock.lense", "unknown_part"),
        ("territories.e9", ["s0"], "$.territories.e9", "unknown_engineer"),
        ("territories.e0.0", "s9", "$.territories.e0[0]", "unknown_site"),
        ("demand.0.remote_share", 1.5, "$.demand[0].remote_share", "out_of_range"),
        ("demand.0.weekdays", [1, 1], "$.demand[0].weekdays", "wrong_length"),
        ("demand.0.hours", [0] * 24, "$.demand[0].hours", "no_weight"),
        ("demand.0.work.planned", "1h", "$.demand[0].work.planned", "bad_duration"),
        ("demand.1.work", "PT0S", "$.demand[1].work", "out_of_range"),
        ("demand.0.severity", "9", "$.demand[0].severity", "unknown_severity"),
        ("demand.0.unit_kind", "camera s", "$.demand[0].unit_kind", "unknown_unit_kind"),
        ("demand.0.part", None, "$.demand[0].part", "missing"),
        ("demand.0.bunching", 2, "$.demand[0].bunching", "out_of_range"),
        ("demand.1.id", "pictures", "$.demand[1].id", "duplicate_id"),
        ("surges.0.streams", ["door"], "$.surges[0].streams[0]", "unknown_stream"),
        ("demand_from", {"file": "h.csv", "at": "t"}, "$.demand_from", "one_of_two"),
        ("as_it_is.drop_engineers", ["e7"], "$.as_it_is.drop_engineers[0]", "unknown_engineer"),
        ("scenarios.1.drop_engineers.0", "e11", "$.scenarios[1].drop_engineers[0]", "unknown_engineer"),
        ("scenarios.2.sped_factor", 1, "$.scenarios[2].sped_factor", "unknown_field"),
        ("scenarios.2.name", "as it is", "$.scenarios[2].name", "duplicate_id"),
        ("scenarios.2.name", "everything", "$.scenarios[2].name", "duplicate_id"),
        ("scenarios.3.combine.0", "one fewre", "$.scenarios[3].combine[0]", "unknown_scenario"),
        ("scenarios.2.speed_factor", GONE, "$.scenarios[2]", "no_change"),
        ("scenarios.0.add_engineers.0.like", "e5", "$.scenarios[0].add_engineers[0].like", "unknown_engineer"),
        ("scenarios.0.train.e1.teaching", 2, "$.scenarios[0].train.e1.teaching", "no_effect"),
        ("scenarios.0.train.e1.teachign", 2, "$.scenarios[0].train.e1.teachign", "unknown_skill"),
        ("scenarios.0.move_home.e0", "s8", "$.scenarios[0].move_home.e0", "unknown_site"),
        ("scenarios.0.shifts.0.from", "09:00", "$.scenarios[0].shifts[0]", "one_of_two"),
        ("scenarios.0.on_call.working", "ofice", "$.scenarios[0].on_call.working", "unknown_calendar"),
        ("scenarios.0.on_call", True, "$.scenarios[0].on_call", "wrong_type"),
        ("scenarios.0.promises.working_days", 3, "$.scenarios[0].promises", "one_of_two"),
        ("scenarios.0.promises.kind", "send", "$.scenarios[0].promises", "no_such_promise"),
        ("scenarios.0.promises.where.zone.0", "cty", "$.scenarios[0].promises.where.zone[0]", "unknown_zone"),
        ("scenarios.0.prices.car", {}, "$.scenarios[0].prices.car", "unknown_policy"),
        ("scenarios.0.stock.lenz", {"level": 1}, "$.scenarios[0].stock.lenz", "unknown_part"),
        ("scenarios.0.growth.picture", 2, "$.scenarios[0].growth.picture", "unknown_stream"),
        ("scenarios.0.remote_share", 2, "$.scenarios[0].remote_share", "out_of_range"),
        ("scenarios.0.new_customer.id", "s1", "$.scenarios[0].new_customer.id", "duplicate_id"),
        ("scenarios.0.new_customer.like", "s00", "$.scenarios[0].new_customer.like", "unknown_site"),
        ("scenarios.0.flu.0.on", "2027-12-12", "$.scenarios[0].flu[0]", "outside_days"),
        ("scenarios.0.replan_for.0", "3", "$.scenarios[0].replan_for[0]", "unknown_severity"),
        ("scenarios.0.certificates_until", "soon", "$.scenarios[0].certificates_until", "bad_date"),
        ("book.engineers.0.lat", 99, "$.book.engineers[0].lat", "out_of_range"),
        ("book.rules.0.site", "s7", "$.book.rules[0].site", "unknown_site"),
    ],
)
def test_one_damaged_field_is_one_fault_at_its_place(path: str, value: Any, at: str, code: str) -> None:
    document = whole_study()
    put(document, path, value)
    found = [(fault.path, fault.code) for fault in faults_of(document)]
    assert (at, code) in found
    assert all(each.startswith(at) or code in {"out_of_range", "unknown_site", "duplicate_id"} for each, _ in found)


@pytest.mark.parametrize("key", ["demand", "surges", "book", "scenarios", "demand_from"])
def test_what_cannot_be_read_at_all_is_told_once(key: str) -> None:
    assert [fault.path for fault in faults_of({**whole_study(), key: 5})] == [f"$.{key}"]


def test_all_faults_come_at_once_in_the_order_of_the_document() -> None:
    document = whole_study()
    for path, value in {"days": 0, "demand.1.per_day": -1, "scenarios.1.drop_engineers.0": "e9"}.items():
        put(document, path, value)
    assert [fault.path for fault in faults_of(document)] == [
        "$.days",
        "$.demand[1].per_day",
        "$.scenarios[1].drop_engineers[0]",
    ]


@pytest.mark.parametrize(
    ("path", "value", "hint"),
    [
        ("scenarios.1.drop_engineer", ["e1"], 'did you mean "drop_engineers"?'),
        ("scenarios.3.combine.0", "one fewr", 'did you mean "one fewer"?'),
        ("replications.precision.0.measure", "on_tme", 'did you mean "on_time"?'),
        ("book", "elv_kampus", "did you mean 'elv_campus'?"),
        ("surges.0.streams", ["picture"], 'did you mean "pictures"?'),
        ("policies.0", "nearest", 'did you mean "nearest_first"?'),
    ],
)
def test_the_nearest_known_name_is_told(path: str, value: Any, hint: str) -> None:
    document = whole_study()
    put(document, path, value)
    assert any(hint in fault.message for fault in faults_of(document))


def _fields(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inside = [(*way, key) for key, _ in items if key != "book"]
    return inside + [deeper for key, item in items if key != "book" for deeper in _fields(item, (*way, key))]


@pytest.mark.parametrize("junk", [object(), -1e300, [[[]]]], ids=["object", "number", "list"])
def test_every_field_that_holds_junk_is_told_where_it_is(junk: Any) -> None:
    for way in _fields(whole_study()):
        document = whole_study()
        place: Any = document
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = junk
        text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way)
        assert any(_plain(fault.path).startswith(_plain(f"${text}")) for fault in faults_of(document)), text


def _plain(path: str) -> str:
    return path.replace('["', ".").replace('"]', "")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_to_a_study_it_is_read_or_refused(data: st.DataObject) -> None:
    document = whole_study()
    for way in data.draw(st.lists(st.sampled_from(_fields(document)), min_size=1, max_size=3)):
        place: Any = document
        for step in way[:-1]:
            place = place[step] if isinstance(place, dict | list) and step in _steps(place) else None
        if isinstance(place, dict | list) and way[-1] in _steps(place):
            others = data.draw(st.sampled_from(_fields(whole_study())))
            other: Any = whole_study()
            for step in others:
                other = other[step]
            place[way[-1]] = data.draw(st.sampled_from([None, "", 0, True, [], {}, "e0", "s0", copy.deepcopy(other)]))
    assert all(fault.path.startswith("$") and fault.message for fault in _faults(document))


def _faults(document: Document) -> Sequence[Fault]:
    """Read a study that may be faulty."""
    try:
        read_study(document)
    except FaultyInput as faulty:
        return faulty.faults
    return ()


def _steps(place: Any) -> Any:
    return place if isinstance(place, dict) else range(len(place))


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        ({"drop_engineers": ["e1"]}, {"train": {"e1": {"teaching": 4}}}, "engineer e1 skill teaching"),
        ({"drop_engineers": ["e1"]}, {"move_home": {"e1": "s0"}}, "engineer e1 home"),
        ({"speed_factor": 0.8}, {"speed_factor": 0.9}, "reality speed_factor"),
        ({"on_call": False}, {"on_call": {"people": 2}}, "on_call people"),
        ({"growth": 1.1}, {"growth": 1.2}, "growth"),
        ({"stock": {"lens": {"level": 1}}}, {"stock": {"lens": {"level": 2}}}, "stock lens level"),
        (
            {"add_engineers": {"like": "e0", "id": "x"}},
            {"add_engineers": {"like": "e1", "id": "x", "skills": {"cctv": 1}}},
            "engineer x",
        ),
        (
            {"promises": {"policy": "care", "kind": "on_site", "where": {"severity": ["1"]}, "within": "PT1H"}},
            {"promises": {"policy": "care", "kind": "on_site", "where": {"zone": ["city"]}, "within": "PT3H"}},
            "policy care on_site",
        ),
    ],
    ids=["drop-train", "drop-move", "speed", "rota", "growth", "stock", "same-id", "promises"],
)
def test_what_contradicts_itself_is_refused(first: Document, second: Document, about: str) -> None:
    apart = small_study({"name": "a", **first}, {"name": "b", **second})
    read_study(apart)
    path, code, message = the_fault(small_study(*apart["scenarios"], {"name": "c", "combine": ["a", "b"]}))
    assert (path, code) == ("$.scenarios[2].combine", "contradiction")
    assert about in message
    assert "$.scenarios[0]" in message
    assert "$.scenarios[1]" in message
    if not first.keys() & second.keys():
        path, code, _ = the_fault(small_study({"name": "c", **first, **second}))
        assert path.startswith("$.scenarios[0].")
        assert code == "contradiction"


def test_what_two_scenarios_say_alike_is_no_contradiction() -> None:
    a, b = ({"name": name, "speed_factor": 0.8, "growth": growth} for name, growth in (("a", 1.2), ("b", 1.2)))
    study = read_study(small_study(a, b, {"name": "c", "combine": ["a", "b"]}))
    assert study.scenarios[3].change == study.scenarios[1].change


def test_promises_to_different_tickets_are_no_contradiction() -> None:
    promises = [
        {"policy": "care", "kind": "on_site", "where": {"severity": [severity]}, "within": within}
        for severity, within in (("1", "PT1H"), ("2", "PT3H"))
    ]
    read_study(small_study({"name": "a", "promises": promises}))


def test_scenarios_that_combine_each_other_are_refused() -> None:
    document = small_study(
        {"name": "a", "combine": ["b"], "growth": 2}, {"name": "b", "combine": ["a"]}, {"name": "c", "combine": ["c"]}
    )
    assert [(fault.path, fault.code) for fault in faults_of(document)] == [
        (f"$.scenarios[{i}].combine", "combines_itself") for i in range(3)
    ]


def test_a_skill_that_nobody_has_is_told_with_its_level_and_who_needs_it() -> None:
    document = small_study({"name": "x", "growth": 2})
    document["demand"][0]["skills"] = {"cctv": 4}
    path, code, message = the_fault(document)
    assert (path, code) == ("$", "nobody_can")
    assert '"cctv" at level 4' in message
    assert 'stream "pictures"' in message
    assert '"cctv" 3' in message


def test_a_scenario_in_which_nobody_has_a_needed_skill_is_refused() -> None:
    found = faults_of(small_study({"name": "x", "drop_engineers": ["e0"], "on_call": False}))
    assert {(fault.path, fault.code) for fault in found} == {("$.scenarios[0]", "nobody_can")}
    assert any('nobody who serves "s0" has "cctv" at level 2' in fault.message for fault in found)
    assert any('nobody serves "s0" and 2 more' in fault.message for fault in found)


def test_sites_that_lack_the_same_are_told_together() -> None:
    book = load_study(library.study_path("office_care")).service.book
    told = list(unmet_needs(Service(replace(book, engineers=())), date(2026, 11, 23)))
    assert len(told) < 12 < len(book.sites)
    assert {site for unmet in told for site in unmet.sites} == {rule.site for rule in book.rules}


def test_who_leaves_twice_is_told() -> None:
    path, code, message = the_fault(small_study({"name": "x", "drop_engineers": ["e1", "e1"]}))
    assert (path, code) == ("$.scenarios[0].drop_engineers[1]", "duplicate_id")
    assert "stands in this list already" in message


@pytest.mark.parametrize(
    ("change", "needed_by"),
    [
        ({"drop_engineers": ["e0"]}, "the on-call rota"),
        ({"on_call": {"skills": {"cctv": 9}}}, "the on-call rota"),
        ({"on_call": {"engineers": []}}, "the on-call rota"),
        ({"territories": {"e0": ["s1", "s2"]}}, 'stream "pictures"'),
    ],
    ids=["dropped", "level", "nobody-in-turn", "territory"],
)
def test_territories_and_the_rota_count(change: Document, needed_by: str) -> None:
    found = faults_of(small_study({"name": "x", **change}))
    assert {(fault.path, fault.code) for fault in found} == {("$.scenarios[0]", "nobody_can")}
    assert any(needed_by in fault.message for fault in found)


def test_what_nobody_could_do_before_is_told_once() -> None:
    document = small_study({"name": "x", "growth": 2}, {"name": "y", "speed_factor": 0.5})
    document["demand"][0]["skills"] = {"magic": 1}
    assert the_fault(document)[0] == "$"


def test_changed_shifts_that_overlap_are_refused() -> None:
    change = {"name": "x", "shifts": {"engineers": ["e0"], "calendar": "office", "from": "08:00", "until": "17:00"}}
    found = faults_of(small_study(change))
    assert {fault.path for fault in found} == {"$.scenarios[0]"}
    assert any("in the changed book" in fault.message for fault in found)


def test_a_study_without_a_folder_names_no_files() -> None:
    assert the_fault({**small_study(), "book": "/etc/book.json"})[:2] == ("$.book", "no_files_here")
    history = {"demand": [], "stock": {}, "demand_from": {"file": "h.csv", "at": "t"}}
    assert the_fault({**small_study(), **history})[:2] == ("$.demand_from.file", "no_files_here")


def test_a_book_that_is_not_there_is_told_with_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "books.json").write_text("{", encoding="utf-8")
    (fault,) = faults_of({**small_study(), "book": "book.json"}, tmp_path)
    assert (fault.path, fault.code) == ("$.book", "no_such_file")
    assert "did you mean 'books.json'?" in fault.message
    (fault,) = faults_of({**small_study(), "book": "books.json"}, tmp_path)
    assert (fault.path, fault.code) == ("$.book", "not_json")
    assert fault.message.startswith("in books.json: ")


def test_a_history_of_one_day_is_too_short(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("opened\n2026-10-01T08:00:00\n2026-10-01T09:00:00\n", encoding="utf-8")
    history = {"file": "h.csv", "at": "opened", "others": {"severity": "2", "work": "PT1H"}}
    document = {**small_study(), "demand": [], "stock": {}, "demand_from": history}
    (fault,) = faults_of(document, tmp_path)
    assert (fault.path, fault.code) == ("$.demand_from", "short_history")


def test_types_of_a_history_of_which_nothing_is_said_are_named(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("opened,what\n2026-10-01T08:00:00,gate\n", encoding="utf-8")
    history = {"file": "h.csv", "at": "opened", "type": "what"}
    document = {**small_study(), "demand": [], "stock": {}, "demand_from": history}
    (fault,) = faults_of(document, tmp_path)
    assert (fault.path, fault.code) == ("$.demand_from.streams", "missing")
    assert '"gate"' in fault.message


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (b'name = "x"\ndays = = 3\n', "not_toml", "line 2"),
        (b"days = 3\ndays = 4\n", "not_toml", "line 2"),
        (b"name = \xff", "not_text", "byte 7"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "not_toml", "nested"),
        (b"x = " + b"[" * 150 + b"]" * 150, "too_deep", "100"),
        (b"#" * (MOST_STUDY_BYTES + 1), "too_large", str(MOST_STUDY_BYTES)),
    ],
    ids=["syntax", "twice", "not-utf-8", "deep", "too-deep", "large"],
)
def test_text_that_is_no_study_is_refused_with_its_line(text: bytes, code: str, said: str) -> None:
    with pytest.raises(FaultyInput) as faulty:
        parse_study(text)
    (fault,) = faulty.value.faults
    assert fault.code == code
    assert said in fault.message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.toml", "no_such_file"), (tmp_path, "not_a_file")):
        with pytest.raises(FaultyInput) as faulty:
            load_study(path)
        assert [fault.code for fault in faulty.value.faults] == [code]


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(FaultyInput):
        read_study([])  # type: ignore[arg-type]


def test_every_code_of_the_reference_is_used() -> None:
    """Each code stands in the code of these packages, so that the list does not outlive what it lists."""
    root = Path(__file__).parents[3] / "scenarios"
    text = "\n".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py") if "reference" not in file.name)
    referred = {"unknown_stream", "unknown_part", "unknown_skill", "unknown_severity", "unknown_scenario"}
    assert not [code for code in STUDY_FAULT_CODES if f'"{code}"' not in text and code not in referred]
