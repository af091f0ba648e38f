"""Schemathesis over the whole document, as every role, on a service in which much has happened.

No answer is a mistake of ours, none is missing in the document, and nobody reads of others what is not for them.
``ROUNDSMAN_FUZZ_EXAMPLES`` says how many requests each operation gets: a few, unless said. With 20 and more they differ
from run to run, and the chains of requests are longer.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, CheckContext, CheckFunction, Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from api.identity.permissions import OPEN, OPERATIONS
from api.store.jobs import LANES
from api.store.tables import Job
from tests.service.conftest import Running
from tests.service.three_houses import ACTORS, Actor, Ids, known_ids, marks_in
from tests.service.working import done_here

EXAMPLES = int(os.environ.get("ROUNDSMAN_FUZZ_EXAMPLES", "2"))
IS_LONG = EXAMPLES >= 20
ENDLESS = frozenset({"read_warning_events", "read_job_events"})
"""Streams that end when their reader goes; their own tests read them."""
_FREE = frozenset({"kind", "first"})
"""They mean something else in some places."""


AnyCase = Case[Any]


def no_mistake_of_ours(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """Being busy is the only trouble of ours that may be told."""
    del ctx, case
    assert response.status_code < 500 or response.status_code == 503, (
        f"{response.status_code}: {response.content!r:.500}"
    )


CHECKS = [
    no_mistake_of_ours,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


NewHouses = Callable[[], tuple[Running, Ids]]


@dataclass
class Siege:
    """One actor's requests to a service, and what was wrong with the answers."""

    new_houses: NewHouses
    actor: Actor
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begin()
        self.schema: BaseSchema = schemathesis.openapi.from_asgi("/openapi.json", self._app)
        self.schema.config.generation.with_security_parameters = False  # the key is the actor's own

    def begin(self) -> None:
        """Begin anew with a fresh service: the same requests get the same answers."""
        self.running, self.ids = self.new_houses()
        self.key = self.running.key(self.actor.role, **self.actor.scope)

    def asked(self) -> dict[str, Any]:
        """What each request of the actor goes with."""
        return {"headers": {"X-API-Key": self.key}}

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        """The application without what runs beside it: jobs are done between the requests."""
        if scope["type"] == "lifespan":
            raise NotImplementedError
        await self.running.app(scope, receive, send)

    def may(self, operation: str) -> bool:
        """Whether it is asked: others are in the table of permissions, which has its own test."""
        return operation not in ENDLESS and (operation in OPEN or self.actor.role in OPERATIONS[operation])

    def ask(self, case: AnyCase) -> None:
        """Send a request, and judge its answer."""
        asked = self.asked()
        response = case.call(**asked)
        self.judge(case, response, [*CHECKS, ignored_auth])

    def judge(self, case: AnyCase, response: Response, checks: list[CheckFunction]) -> None:
        """Note what is wrong with an answer."""
        told = f"{case.method} {response.request.url} {response.request.body!r:.500} → {response.status_code}"
        if marks := marks_in(response.content.decode(errors="replace"), self.actor):
            self.wrong.append(f"{told} tells the {self.actor.role} of others: {', '.join(marks)}")
        try:
            asked = self.asked()
            case.validate_response(response, checks=checks, headers=asked["headers"], transport_kwargs=asked)
        except BaseExceptionGroup as failures:
            self.wrong += [f"{told}\n{failure}" for failure in failures.exceptions]


def tamed(case: AnyCase) -> None:
    """Let searches be short: what they find is not asked for here."""
    limits = (("seconds", 0.01), ("iterations", 5))
    boxes: list[dict[str, Any]] = [case.query, *([case.body] if isinstance(case.body, dict) else [])]
    for box in boxes:
        for key, most in limits:
            if isinstance(box.get(key), int | float) and box[key] > most:
                box[key] = most
    if case.operation.definition.raw["operationId"] == "create_plan" and isinstance(case.body, dict):
        case.body.setdefault("iterations", 5)


def with_known_ids(case: AnyCase, ids: Ids, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Let most ids be of something that there is, whoever it belongs to: random ones get no further than 404."""
    boxes = [case.path_parameters, case.query, *([case.body] if isinstance(case.body, dict) else [])]
    for box in boxes:
        for name in list(box):
            known = known_ids(case.path, name, ids) if name not in _FREE else []
            if known and draw(st.integers(0, 9)) < 8:
                box[name] = draw(st.sampled_from(known))
    if case.method in ("PUT", "DELETE", "POST", "PATCH") and draw(st.integers(0, 9)) < 8:
        case.headers["If-Match"] = "*"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a search: it is answered with its job, which is done later."""
    for place in ("stateless", "vroom", "replans"):
        monkeypatch.setattr(f"api.endpoints.{place}._PATIENCE_S", 0.0)


def no_job_broke(running: Running) -> None:
    """Do what was asked for in the background, and see to it that nothing of it was a mistake of ours."""
    with running.service.store.reading() as session:
        waiting = list(session.scalars(select(Job).where(Job.state == "queued", Job.kind == "vroom")))
    for job in waiting:
        running.as_("administrator").post(f"/v1/jobs/{job.id}/stop")
    for lane in LANES:
        if lane != "patient":  # of studies, which take long, their own tests tell
            done_here(running, lane)
    with running.service.store.reading() as session:
        errors = {row.id: (row.kind, row.params, row.error) for row in session.scalars(select(Job)) if row.error}
    assert not [each for each in errors.values() if each[2]["code"] == "internal_error"]


@pytest.mark.long
@pytest.mark.parametrize("who", ACTORS)
def test_every_answer_is_in_the_document_and_tells_nothing_of_others(new_houses: NewHouses, who: str) -> None:
    siege = Siege(new_houses, ACTORS[who])
    for result in siege.schema.get_all_operations():
        operation = cast("Any", result).ok()
        if siege.may(operation.definition.raw["operationId"]):
            _ask_much(siege, operation)
    assert not siege.wrong, "\n\n".join(siege.wrong)
    no_job_broke(siege.running)


def _ask_much(siege: Siege, operation: APIOperation[Any, Any, Any, Any]) -> None:
    @given(case=operation.as_strategy(), data=st.data())
    @settings(
        max_examples=EXAMPLES if siege.actor.role == "administrator" else -(-EXAMPLES // 2),
        derandomize=not IS_LONG,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def ask(case: AnyCase, data: st.DataObject) -> None:
        with_known_ids(case, siege.ids, data.draw)
        tamed(case)
        siege.ask(case)

    ask()


@pytest.mark.long
@pytest.mark.parametrize("who", ACTORS)
def test_chains_of_requests_hold_as_well(new_houses: NewHouses, who: str) -> None:
    siege = Siege(new_houses, ACTORS[who])
    allowed = [name for name in sorted({*OPERATIONS, *OPEN}) if siege.may(name)]
    machine = siege.schema.include(operation_id=allowed).as_state_machine()

    class Chains(machine):  # type: ignore[misc,valid-type]
        def setup(self) -> None:
            siege.begin()

        def before_call(self, case: AnyCase) -> None:
            tamed(case)

        def get_call_kwargs(self, case: AnyCase) -> dict[str, Any]:
            del case
            return siege.asked()

        def validate_response(self, response: Response, case: AnyCase, **rest: Any) -> None:
            del rest
            siege.judge(case, response, CHECKS)

    Chains.run(
        settings=settings(
            max_examples=EXAMPLES * 2,
            stateful_step_count=20 if IS_LONG else 8,
            derandomize=not IS_LONG,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
    )
    assert not siege.wrong, "\n\n".join(siege.wrong)
    no_job_broke(siege.running)
