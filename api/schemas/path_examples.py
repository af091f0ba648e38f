"""Examples of what stands in addresses, for the API's pages: things of the one world that all examples are of."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.masters.examples import EXAMPLES

_LATEST = "01a2012065c0b929b14dee"
_OF_ANY_ADDRESS: Mapping[str, Any] = {
    "account_id": f"account-{_LATEST}",
    "attachment": f"attachment-{_LATEST}",
    "complaint": f"complaint-{_LATEST}",
    "engineer": EXAMPLES["engineers"]["id"],
    "first": "2026-12-24",
    "holder_id": EXAMPLES["depots"]["id"],
    "holder_kind": "depot",
    "job": f"job-{_LATEST}",
    "key_id": f"key-{_LATEST}",
    "kind": "parts",
    "number": "S-2026-000001",
    "on": "2026-12-07",
    "other": f"plan-{_LATEST[:-1]}f",
    "paper": f"paper-{_LATEST}",
    "part_id": EXAMPLES["parts"]["id"],
    "plan": f"plan-{_LATEST}",
    "quote": f"quote-{_LATEST}",
    "rows": "days",
    "slot": f"slot-{_LATEST}",
    "stop": "T-4711",
    "study": f"study-{_LATEST}",
    "subcontract": f"subcontract-{_LATEST}",
    "ticket": "T-4711",
    "unit": EXAMPLES["units"]["id"],
    "visit": "T-4711",
    "warning": 12,
}
"""By the parameter's name; what the service itself names looks like this."""


def add_path_examples(document: Mapping[str, Any]) -> None:
    """Give every parameter of an address its example."""
    for address, parameter in _parameters(document):
        parameter["example"] = _example(address, parameter["name"])


def _parameters(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for address, operations in document["paths"].items():
        for operation in operations.values():
            yield from ((address, each) for each in operation.get("parameters", ()) if each["in"] == "path")


def _example(address: str, name: str) -> Any:
    if name == "id":  # of a master: /v1/sites/{id}
        return EXAMPLES[address.split("/")[2]]["id"]
    return _OF_ANY_ADDRESS[name]
