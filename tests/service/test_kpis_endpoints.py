"""Key figures as they are asked for: the table, territories, days, definitions."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from api.kpis.question import MOST_DAYS, Question
from tests.service.conftest import Running
from tests.service.past import DECEMBER, a_plan, a_route, a_slip, at, kpis, lay, put, ticket


@pytest.fixture
def house(running: Running) -> Running:
    lay(running)
    return running


def test_every_number_is_in_the_table_with_its_unit(house: Running) -> None:
    put(house, a_plan(), a_route("e1", 7, shift_s=28800, work_s=14400, driving_s=3600, visits=4))
    put(house, *ticket("a", at(7), ("arrived", at(7, 9))), a_slip("1", at(2), "good"))
    answer = house.as_("dispatcher").get("/v1/kpis.csv", params=DECEMBER)
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    told = {(line["measure"], line["group"]): (float(line["value"]), line["unit"]) for line in lines}
    assert told["work_by_engineer.planned.driving_s", "engineer=e1"] == (3600, "s")
    assert told["on_time_by_policy.missed_count", "policy=gold"] == (2, "count")
    assert told["ratings_by_word.count", "engineer=e1;word=good"] == (1, "count")
    assert told["penalties.amount", "customer=c1"][1] == "money"
    assert len(told) == len(lines) == sum(_numbers(kpis(house)))


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float):
        yield 1


def test_only_own_territories_count(house: Running) -> None:
    put(house, *ticket("a", at(7)), *ticket("b", at(7), customer=2))
    assert kpis(house)["tickets"][0]["reported_count"] == 2
    northern = house.as_("planner", territories=["north"])
    told = northern.get("/v1/kpis", params=DECEMBER).json()
    assert (told["territories"], told["tickets"][0]["reported_count"]) == (["north"], 1)
    assert northern.get("/v1/kpis", params={**DECEMBER, "territory": "main"}).status_code == 404
    assert house.as_("engineer", engineer_id="e1").get("/v1/kpis", params=DECEMBER).status_code == 403


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-02", "2026-12-01"),
        ("2000-01-01", "2026-12-01"),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-31", "9999-12-31"),
        ("0", "1"),
    ],
    ids=["backwards", "too many", "too early", "too late", "no dates"],
)
def test_days_that_cannot_be_asked_for_are_refused(running_on_sqlite: Running, first: str, last: str) -> None:
    answer = running_on_sqlite.as_("planner").get("/v1/kpis", params={"first": first, "last": last})
    assert answer.status_code == 422
    assert answer.json()["code"] == "faulty_input"


def test_months_at_the_ends_may_be_cut_off() -> None:
    question = Question(("main",), date(2026, 1, 31), date(2026, 3, 1), "UTC", at(1), "month")
    assert question.slices.names == ("2026-01", "2026-02", "2026-03")
    assert question.slices.days == (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2))
    longest = replace(question, last=question.first + timedelta(days=MOST_DAYS - 1))
    assert len(longest.slices.names) == 122


def test_every_number_has_its_definition(running_on_sqlite: Running) -> None:
    schemas = running_on_sqlite.app.openapi()["components"]["schemas"]
    sections = {
        each["items"]["$ref"].rsplit("/", 1)[1]
        for each in schemas["Kpis"]["properties"].values()
        if "$ref" in each.get("items", {})
    }
    for name in {*sections, "PlannedWork", "DoneWork"}:
        for field, told in schemas[name]["properties"].items():
            assert "$ref" in told or told.get("description"), (name, field)
