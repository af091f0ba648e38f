"""What every endpoint may answer when something is wrong."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ProblemFault(BaseModel):
    """Something wrong with a request, and where."""

    model_config = ConfigDict(strict=True)
    path: str = Field(examples=["$.duration"])
    code: str = Field(examples=["bad_duration"])
    message: str
    value: Any = None


class Problem(BaseModel):
    """Why a request was refused, as RFC 9457 has it. ``code`` is stable; ``detail`` is for people."""

    model_config = ConfigDict(strict=True)
    type: str = Field(examples=["urn:roundsman:problem:not_found"])
    title: str
    status: int
    code: str = Field(examples=["not_found"])
    detail: str
    request_id: str | None = None
    faults: list[ProblemFault] | None = None


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, meaning in {
        400: "The request cannot be read.",
        401: "Nobody is signed in.",
        403: "The role may not do this.",
        404: "There is no such thing, or it is not for who asks.",
        409: "It does not fit the state of things.",
        412: "It was changed meanwhile.",
        413: "It is too large.",
        415: "It is of a type that is not taken.",
        422: "Something in it is wrong: every fault is listed.",
        428: "If-Match is missing.",
        429: "Too many requests.",
        503: "The service is busy.",
    }.items()
}
"""For ``responses=`` of an endpoint or a router. They name the schema only: a model for each takes seconds to build."""


def problem_responses() -> dict[str, Any]:
    """Describe the same once for all operations, for the components of an OpenAPI document."""
    return {_name(status): answer for status, answer in PROBLEMS.items()}


def share_problems(responses: dict[str, Any]) -> None:
    """Let an operation's answers refer to those that are described for all: the document is a third as long then."""
    for status, answer in PROBLEMS.items():
        if responses.get(str(status)) == answer:
            responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int | str) -> str:
    return f"Problem{status}"


def problem_schemas() -> dict[str, Any]:
    """Describe problems for the components of an OpenAPI document."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
