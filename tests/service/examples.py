"""The examples of the API's pages, put into a service: one of each kind, which fit together."""

from copy import deepcopy
from typing import Any

from api.masters.examples import EXAMPLES
from api.masters.kinds import KINDS
from tests.service.calling import Caller


def example(kind: str, **changed: Any) -> dict[str, Any]:
    """One of them, with some fields changed."""
    return {**deepcopy(dict(EXAMPLES[kind])), **changed}


def add_examples(caller: Caller) -> None:
    """Add one of each kind."""
    for kind in KINDS:
        answer = caller.post(f"/v1/{kind}", json=EXAMPLES[kind])
        assert answer.status_code == 201, answer.text


def codes(answer: Any) -> dict[str, str]:
    """The faults of an answer: codes by path."""
    return {fault["path"]: fault["code"] for fault in answer.json()["faults"]}
