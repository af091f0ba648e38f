"""The examples of the API's pages are one world: sent one after the other, in an order that makes sense, each works."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from jsonschema import Draft202012Validator

from api.masters.kinds import KINDS
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.working import done_here

MORNING = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
"""Eight o'clock of the day that the examples are about, where they are."""
BY_THEMSELVES = {
    "geocode": "a geocoder answers elsewhere",
    "use_setup_link": "the link is shown once",
    "change_password": "a password is a person's",
    "sign_in": "a password is a person's",
    "optimize": "it waits for a worker, and its examples have their own test",
    "put_book": "it puts all other masters into one document, and has its own test",
    "add_ticket_attachment": "a picture",
    "add_visit_attachment": "a picture",
}
"""What is not sent here, and why."""
NOUNS = [{"calendars": "working_calendar"}.get(kind.name, kind.noun) for kind in KINDS.values()]
STORY = [
    *(f"add_{noun}" for noun in NOUNS),
    *(f"put_{noun}" for noun in NOUNS),
    "put_house", "add_absence", "import_masters", "put_stock", "move_stock", "plan_on_call",
    "create_account", "change_account", "create_key",
    "create_ticket", "create_ticket_event", "update_ticket",
    "create_quote", "approve_quote", "create_quote", "reject_quote",
    "create_plan", "price_edit", "edit_plan", "publish_plan",
    "find_first_there", "find_slots", "hold_slot", "replan_day",
    "create_ping", "create_report", "create_signature", "create_rating", "write_paper",
    "create_complaint", "update_complaint", "create_subcontract", "update_subcontract",
    "create_study", "solve_problem",
]  # fmt: skip
"""In this order; what an answer names is put into the addresses behind it."""


class Teller:
    """Sends examples, and remembers what the service named."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.caller: Caller = running.as_("administrator")
        self.document = self.caller.get("/openapi.json").json()
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }
        self.named: dict[str, str] = {}

    def tell(self, name: str) -> None:
        """Send every example of one operation."""
        method, path, operation = self.operations[name]
        for media_type, body in self.bodies(operation):
            answer = self.caller.request(
                method.upper(),
                self.address(path, operation),
                content=body if isinstance(body, str) else json.dumps(body),
                headers={"Content-Type": media_type, "If-Match": "*"},
            )
            assert answer.status_code < 300, f"{name} {body}: {answer.text}"
            self.remember(name, answer)

    def bodies(self, operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """The examples of a body; one that is empty where there is none to send."""
        content = operation.get("requestBody", {}).get("content", {"": {"example": ""}})
        media_type, told = next(iter(content.items()))
        schema = self.resolved(told.get("schema", {}))
        examples = (
            [told["example"]] if "example" in told else [each["value"] for each in told.get("examples", {}).values()]
        )
        for example in examples or schema.get("examples", ()):
            hasty = isinstance(example, dict) and "seconds" in example
            yield media_type, {**example, "seconds": 0.2} if hasty else example

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self.document["components"]["schemas"][name] if name else schema
        return found

    def address(self, path: str, operation: dict[str, Any]) -> str:
        query = {}
        for each in operation.get("parameters", ()):
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", str(self.named.get(each["name"], each["example"])))
            elif each["in"] == "query" and each.get("required"):
                query[each["name"]] = each["schema"]["examples"][0]
        return f"{path}?{urlencode(query)}" if query else path

    def remember(self, name: str, answer: httpx.Response) -> None:
        """Note the id of what was made."""
        told = answer.json() if answer.content else {}
        if name == "create_plan":
            done_here(self.running)
            job = self.caller.get(answer.headers["Location"]).json()
            assert job["state"] == "done", job
            if job["plan"] and "plan" not in self.named:
                self.named["plan"] = job["plan"]
        kinds = {"account": "account_id", "complaint": "complaint", "subcontract": "subcontract", "quote": "quote"}
        kind = name.removeprefix("create_")
        if kind in kinds:
            self.named[kinds[kind]] = told.get("account", told)["id"]
        if name == "create_report":
            self.named["number"] = self.caller.post("/v1/visits/T-4711/slip").json()["number"]
            self.named["paper"] = self.caller.get("/v1/papers").json()["items"][0]["id"]


@pytest.fixture
def teller(running_on_sqlite: Running, monkeypatch: pytest.MonkeyPatch) -> Teller:
    for place in ("stateless", "vroom", "replans"):
        monkeypatch.setattr(f"api.endpoints.{place}._PATIENCE_S", 0.0)
    running_on_sqlite.clock.now = MORNING
    return Teller(running_on_sqlite)


def test_every_example_works_when_they_are_sent_one_after_the_other(teller: Teller) -> None:
    for name in STORY:
        if name == "create_report":
            teller.running.clock.move(hours=4)
        teller.tell(name)


def test_the_examples_of_answers_are_as_the_document_says(teller: Teller) -> None:
    components = {"components": teller.document["components"]}
    seen = 0
    for _, _, operation in teller.operations.values():
        for status, answer in operation["responses"].items():
            told = answer.get("content", {}).get("application/json", {})
            if status.startswith("2") and "example" in told and "$ref" in told["schema"]:
                Draft202012Validator({**told["schema"], **components}).validate(told["example"])
                seen += 1
    assert seen >= 7


def test_every_body_and_every_address_has_an_example(teller: Teller) -> None:
    for name, (_, path, operation) in teller.operations.items():
        if "requestBody" in operation and name not in BY_THEMSELVES:
            assert name in STORY, name
            assert list(teller.bodies(operation)), f"{name} has no example"
        parameters = [each for each in operation.get("parameters", ()) if each["in"] == "path"]
        assert all("example" in each for each in parameters), path
    assert set(BY_THEMSELVES) <= set(teller.operations)


def test_the_example_of_a_book_goes_into_an_empty_service(teller: Teller) -> None:
    teller.tell("put_book")
    assert teller.caller.get("/v1/sites").json()["items"]
