"""The API's document, with the objects that are described by the optimiser's records."""

from typing import Any

from fastapi import FastAPI

from api.schemas.masters import components


def describe_masters(app: FastAPI) -> None:
    """Put the masters' schemas into the document that the application makes of itself."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        document.setdefault("components", {}).setdefault("schemas", {}).update(components())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
