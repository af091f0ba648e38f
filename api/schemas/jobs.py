"""Jobs as they are shown."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.problems import ProblemFault
from api.schemas.times import Instant

JobState = Literal["queued", "running", "done", "failed", "stopped"]
JobKind = Literal["solve", "replan", "horizon", "stateless", "vroom", "study"]


class JobProgress(BaseModel):
    """How far a job is; what is not known yet is missing. Kinds of jobs may tell more."""

    model_config = ConfigDict(strict=True, extra="allow")
    phase: Annotated[str | None, Field(description="What it is at.", examples=["search"])] = None
    elapsed_s: float | None = None
    cost: Annotated[float | None, Field(description="Of the best plan so far.")] = None
    served: Annotated[int | None, Field(description="Visits that it serves.")] = None
    late: Annotated[int | None, Field(description="Visits that it starts late.")] = None
    bound: Annotated[
        float | None,
        Field(
            description="What no plan can cost less than that serves every visit which must be served and can be. "
            "It rises as the search goes on; missing where it is not known: for replanning, which is answered in "
            "a second and pays prices for changes besides, and for requests in VROOM's JSON, whose costs are others."
        ),
    ] = None
    gap: Annotated[
        float | None,
        Field(description="(cost − bound) ÷ cost, once the search has ended.", examples=[0.18]),
    ] = None
    cases: Annotated[int | None, Field(description="Of a study: how many cases are to be lived through, at most.")] = (
        None
    )
    cases_done: Annotated[int | None, Field(description="How many of them are.")] = None
    left_s: Annotated[float | None, Field(description="How long it will take yet, as it looks now.")] = None


class JobError(BaseModel):
    """Why a job failed."""

    model_config = ConfigDict(strict=True)
    code: str = Field(description="Stable: as in refusals, and `job_lost`, `job_limit`.", examples=["faulty_input"])
    message: str
    faults: list[ProblemFault] = []


class JobShown(BaseModel):
    """A job: work done in the background."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "job-01a2012065c0b929b14dee",
                    "kind": "solve",
                    "state": "running",
                    "urgent": False,
                    "territory": "main",
                    "position": None,
                    "stop_asked": False,
                    "attempts": 1,
                    "progress": {"phase": "search", "elapsed_s": 3.2, "cost": 1840.5, "served": 97, "late": 2},
                    "plan": None,
                    "study": None,
                    "error": None,
                    "created_by": "key:k1",
                    "created_at": "2026-12-07T06:00:00Z",
                    "started_at": "2026-12-07T06:00:01Z",
                    "ended_at": None,
                }
            ]
        },
    )
    id: str
    kind: JobKind
    state: Annotated[
        JobState,
        Field(description="The last three are ends; one that was stopped early has a plan if it had begun to search."),
    ]
    urgent: Annotated[bool, Field(description="Urgent jobs do not wait behind others.")]
    territory: str | None
    position: Annotated[int | None, Field(description="In the queue: 1 is next; null where it does not wait.")]
    stop_asked: bool
    attempts: Annotated[int, Field(description="How often it was begun; again where a worker died.")]
    progress: JobProgress
    plan: Annotated[str | None, Field(description="The plan that it made, once it has ended.")]
    study: Annotated[str | None, Field(description="The study that it works at.")]
    error: JobError | None
    created_by: str
    created_at: Instant
    started_at: Instant | None
    ended_at: Instant | None


class JobList(BaseModel):
    """Jobs, the latest first."""

    model_config = ConfigDict(strict=True)
    items: list[JobShown]
    next: Annotated[str | None, Field(description="Ask with `after=` this for more; null at the end.")]
