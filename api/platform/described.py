"""The OpenAPI document: with how to sign in, and for which operations."""

from typing import Any

from fastapi import FastAPI

from api.identity.permissions import OPEN, OPERATIONS
from api.schemas.answer_examples import add_answer_example
from api.schemas.path_examples import add_path_examples
from api.schemas.problems import problem_responses, problem_schemas, share_problems

_SCHEMES = {
    "password": {"type": "oauth2", "flows": {"password": {"tokenUrl": "v1/token", "scopes": {}}}},
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_SIGNED_IN: list[dict[str, list[str]]] = [{name: []} for name in _SCHEMES]


class DescribedApp(FastAPI):
    """An application whose document says how to sign in, and who may use what."""

    def openapi(self) -> dict[str, Any]:
        """Write the document, once."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document.setdefault("components", {})
            components["securitySchemes"] = _SCHEMES
            components["responses"] = problem_responses()
            components.setdefault("schemas", {}).update(problem_schemas())
            for path in document["paths"].values():
                for operation in path.values():
                    _describe(operation)
            add_path_examples(document)
        return super().openapi()


def _describe(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    share_problems(operation["responses"])
    add_answer_example(operation)
    if name in OPEN:
        operation["security"] = []
        return
    operation["security"] = _SIGNED_IN
    operation["x-roles"] = sorted(OPERATIONS[name])
