"""How the OpenAPI document describes VROOM's JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.interop.vroom.document import DocumentIn

_PREFIX = "vroom."
_TEMPLATE = "#/components/schemas/" + _PREFIX + "{model}"
VROOM_REQUEST: dict[str, Any] = {"$ref": _TEMPLATE.format(model="DocumentIn")}


class VroomFault(BaseModel):
    """Why there are no routes, as VROOM tells it: 1 is a fault of the service, 2 of the request, 3 of travel."""

    model_config = ConfigDict(strict=True)
    code: int = Field(ge=1, le=3, examples=[2])
    error: str = Field(examples=["$.jobs[0].location: [8.68] holds too few entries, 1; give at least 2"])


class VroomAnswer(BaseModel):
    """Routes, as VROOM writes them."""

    model_config = ConfigDict(strict=True, extra="allow")
    code: int = Field(ge=0, le=0)
    summary: dict[str, Any]
    routes: list[dict[str, Any]]
    unassigned: list[dict[str, Any]]


VROOM_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": VroomAnswer, "description": "The routes."},
    **{
        status: {"model": VroomFault, "description": meaning}
        for status, meaning in {
            400: "The request cannot be planned: every fault is told, a line each.",
            401: "Nobody is signed in.",
            403: "The role may not do this.",
            413: "It is too large.",
            429: "Too many requests.",
            500: "Travel cannot be had, or it is a mistake of ours.",
            503: "The service is busy.",
        }.items()
    },
}


def vroom_components() -> dict[str, Any]:
    """Describe a request and its parts, for the document's components."""
    schema = DocumentIn.model_json_schema(ref_template=_TEMPLATE)
    parts = schema.pop("$defs", {})
    return {_PREFIX + name: part for name, part in {**parts, "DocumentIn": schema}.items()}
