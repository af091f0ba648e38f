"""What is wrong with a request is told in sentences for people: what, its value, what to do."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.app import ROUTERS
from api.wrong_input import SENTENCES, sentence
from tests.service.conftest import Running
from tests.service.examples import add_examples, codes
from tests.service.working import fill

JUNK: tuple[Any, ...] = (
    None, True, 7, -1, 1.5, 10**30, 1e300, float("nan"), "", "x", "x" * 600_000, "2026", [], [1] * 20_000, {}, {"y": 1},
)  # fmt: skip
DURATIONS = "a duration is of days, hours, minutes and seconds; write it as in PT45M, PT1H30M or P1DT2H"
OF_THE_FRAMEWORK = ("input should", "should have", "should match", "value error", "valid ", "extra inputs", "permitted")


def asked() -> Iterator[tuple[str, TypeAdapter[Any], bool]]:
    """Everything that the service takes from requests: fields of bodies, and parameters."""
    for router in ROUTERS:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            if route.body_field is not None:
                annotation: Any = route.body_field.field_info.annotation
                yield f"{route.name} body", TypeAdapter(annotation), True
            for field in get_flat_params(route.dependant):
                adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.field_info.annotation, field.field_info])  # type: ignore[arg-type]
                yield f"{route.name} {field.alias}", adapter, False


def wrong(adapter: TypeAdapter[Any], value: Any) -> list[Any]:
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def bodies(model: Any) -> Iterator[dict[str, Any]]:
    """Bodies with junk in each field."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        for name, field in model.model_fields.items():
            yield from ({field.alias or name: junk} for junk in JUNK)
        yield {"colour": "red"}


def test_whatever_is_sent_is_answered_in_words_of_ours() -> None:
    count = 0
    for place, adapter, is_body in asked():
        for value in (*JUNK, *(bodies(adapter._type) if is_body else ())):
            for found in wrong(adapter, value):
                told = sentence(found)
                assert found["type"] in SENTENCES or found["type"] == "value_error", (place, found["type"], told)
                assert not any(each in told.lower() for each in OF_THE_FRAMEWORK), (place, told)
                assert len(told) < 500, (place, told)
                count += 1
    assert count > 1000


@pytest.mark.parametrize(
    ("body", "path", "told"),
    [
        ({"site": 7, "severity": "1"}, "$.site", "7 stands where text belongs; write it in quotes"),
        ({"site": "s"}, "$.severity", "is missing; it is needed here"),
        (
            {"site": "s", "severity": "1", "duration": "an hour"},
            "$.duration",
            f'"an hour" does not do here; {DURATIONS}',
        ),
        (
            {"site": "s", "severity": "1", "colour": "red"},
            "$.colour",
            'is no field here, and holds "red"; take it out, or mend its name',
        ),
        (
            {"site": "s", "severity": "1", "parts": [{"part": "p", "count": 0}]},
            "$.parts[0].count",
            "0 is too small; give 1 or more",
        ),
        (
            {"site": "s", "severity": "1", "reported_at": "today"},
            "$.reported_at",
            '"today" does not do here; give a time with its offset, as in 2026-12-07T08:30:00+08:00',
        ),
        ([1], "$", "[1] stands where an object belongs; write its fields between braces"),
    ],
)
def test_a_fault_says_what_is_wrong_its_value_and_what_to_do(
    running_on_sqlite: Running, body: Any, path: str, told: str
) -> None:
    answer = running_on_sqlite.as_("dispatcher").post("/v1/tickets", json=body)
    assert answer.status_code == 422
    assert {fault["path"]: fault["message"] for fault in answer.json()["faults"]}[path] == told


def test_a_date_in_an_address_and_a_number_in_a_query_are_told_likewise(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.as_("dispatcher")
    (day,) = caller.get("/v1/kpis?first=7&last=2026-12-31").json()["faults"]
    assert (day["path"], day["message"]) == ("query first", '"7" does not do here; give a date, as in 2026-12-07')
    (limit,) = caller.get("/v1/tickets?limit=many").json()["faults"]
    assert (limit["path"], limit["message"]) == ("query limit", '"many" is no whole number; write one, as in 5')


def test_what_is_not_json_is_told_with_its_line_and_column(running_on_sqlite: Running) -> None:
    content = b'{\n  "site": "s1",\n  "severity" "1"\n}'
    answer = running_on_sqlite.as_("dispatcher").post(
        "/v1/tickets", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["message"].startswith("is not JSON at line 3, column 14: ")


def test_a_password_is_not_repeated(running_on_sqlite: Running) -> None:
    answer = running_on_sqlite.with_key(None).post("/v1/setup", json={"token": "t", "password": 4711})
    assert answer.status_code == 422
    assert "4711" not in answer.text


def test_an_address_that_there_is_not_and_a_method_that_it_does_not_take_are_told(running_on_sqlite: Running) -> None:
    caller = running_on_sqlite.as_("dispatcher")
    nowhere = caller.get("/v1/tikets")
    assert nowhere.status_code == 404
    assert nowhere.json()["detail"] == "there is nothing at /v1/tikets; all addresses are listed at /docs"
    other = caller.delete("/v1/sites")
    assert other.status_code == 405
    assert other.headers["Allow"] == "GET, POST"
    assert other.json()["detail"] == "/v1/sites does not take DELETE; it takes GET, POST"


@pytest.mark.parametrize(("said", "status"), [("text/xml", 415), ("application/json; charset=utf-8", 201), (None, 415)])
def test_a_body_is_of_the_type_that_is_taken(running_on_sqlite: Running, said: str | None, status: int) -> None:
    add_examples(running_on_sqlite.as_("administrator"))
    content = json.dumps({"site": "hb-zhongshan", "severity": "1"}).encode()
    headers = {} if said is None else {"Content-Type": said}
    answer = running_on_sqlite.as_("dispatcher").post("/v1/tickets", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    if status == 415:
        told = f"the body comes as {said or 'nothing'!r}; send it as application/json, and say so in Content-Type"
        assert answer.json()["detail"] == told


def test_every_fault_of_a_plan_that_is_asked_for_is_told_at_once(running_on_sqlite: Running) -> None:
    asked = {"territory": "main", "first": "2026-12-09", "last": "2026-12-08", "seconds": -1}
    answer = running_on_sqlite.as_("dispatcher").post("/v1/plans", json=asked)
    assert codes(answer) == {"$.last": "bad_value", "$.seconds": "bad_value"}


def test_days_that_are_over_are_refused_before_a_job_is_begun(running_on_sqlite: Running) -> None:
    fill(running_on_sqlite)
    caller = running_on_sqlite.as_("dispatcher")
    over = running_on_sqlite.clock().date() - timedelta(days=3)
    answer = caller.post("/v1/plans", json={"territory": "main", "first": over.isoformat()})
    assert answer.status_code == 422
    assert codes(answer) == {"$.first": "in_the_past"}
    assert caller.get("/v1/jobs").json()["items"] == []


def test_an_id_that_a_table_has_twice_is_told_with_its_row(running_on_sqlite: Running) -> None:
    table = b"id,name\nfuse,Fuse\nfuse,Lamp\n"
    answer = running_on_sqlite.as_("administrator").post(
        "/v1/imports/parts", content=table, headers={"Content-Type": "text/csv"}
    )
    (fault,) = answer.json()["faults"]
    assert (fault["path"], fault["code"]) == ("row 3, column id", "duplicate_id")
    assert "row 2, column id" in fault["message"]
    assert "$" not in fault["message"]
