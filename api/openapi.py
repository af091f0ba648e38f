"""The API's document, with the objects that no endpoint's function names."""

from typing import Any

from fastapi import FastAPI

from api.schemas.masters import components
from api.schemas.vroom import vroom_components


def describe_documents(app: FastAPI) -> None:
    """Put the schemas of masters and of VROOM's JSON into the document that the application makes of itself."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        document.setdefault("components", {}).setdefault("schemas", {}).update(components() | vroom_components())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
