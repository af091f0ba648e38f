"""Studies as they are shown."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.jobs import JobShown, JobState
from api.schemas.times import Instant


class StudyOutline(BaseModel):
    """What a study compares."""

    model_config = ConfigDict(strict=True)
    days: int
    scenarios: Annotated[list[str], Field(description="By name; the first changes nothing.")]
    policies: Annotated[list[str], Field(description="How work is given out.", examples=[["optimiser"]])]
    replications: Annotated[int, Field(description="How many of each scenario and policy there are at most.")]
    seed: int


class StudyWarning(BaseModel):
    """Why the answer of a study says less than it seems to: nobody is paid, nothing is reported, nobody works."""

    model_config = ConfigDict(strict=True)
    path: Annotated[str, Field(description="Where in the study document.", examples=["$.wages"])]
    code: Annotated[str, Field(description="Stable: see docs/study-format.md.", examples=["no_wages"])]
    message: str


Warnings = Annotated[
    list[StudyWarning],
    Field(description="Why its answer says less than it seems to; it is lived through all the same."),
]


class StudyAsked(JobShown):
    """The job that lives through a study, and what is strange about the study."""

    warnings: Warnings


class StudySummary(BaseModel):
    """A study without its results."""

    model_config = ConfigDict(strict=True)
    id: str = Field(examples=["study-01a2012065c0b929b14dee"])
    name: str
    territory: str | None
    state: Annotated[
        JobState, Field(description="Of its job; one that was stopped, or ran out of time, has what was done by then.")
    ]
    job: Annotated[str, Field(description="The last job that worked at it.")]
    first: date
    last: date
    outline: StudyOutline
    warnings: Warnings
    cases: Annotated[int | None, Field(description="How many cases there are at most, once that is known.")]
    cases_done: Annotated[int | None, Field(description="How many of them were lived through.")]
    created_at: Instant
    created_by: str
    revision: int


class StudyList(BaseModel):
    """Studies, the latest first."""

    model_config = ConfigDict(strict=True)
    items: list[StudySummary]
    next: Annotated[str | None, Field(description="Ask with `after=` this for more; null at the end.")]


class Reading(BaseModel):
    """What a measure is in a scenario under a policy: the mean of its replications, and its interval."""

    model_config = ConfigDict(strict=True)
    scenario: str
    policy: str
    measure: str = Field(examples=["on_time"])
    group: Annotated[str, Field(description="Empty: all together.", examples=["", "severity=1"])]
    mean: float | None
    low: float | None
    high: float | None
    replications: int


class Difference(Reading):
    """How much higher a measure is than in another scenario or under another policy, paired by replication."""

    to_scenario: str
    to_policy: str


class Staffing(BaseModel):
    """One staffing that the search looked at, and what is known of it."""

    model_config = ConfigDict(strict=True)
    name: str
    cost_per_day: Annotated[float, Field(description="Wages, in the currency of the book.")]
    mean: float | None
    low: Annotated[float | None, Field(description="Null where nothing bounds it.")]
    high: Annotated[float | None, Field(description="Null where nothing bounds it.")]
    replications: int
    verdict: str


class StaffingFound(BaseModel):
    """What the search for the cheapest staffing found."""

    model_config = ConfigDict(strict=True)
    best: Annotated[str | None, Field(description="The cheapest that keeps the measure; null where none is known to.")]
    cheaper_undecided_count: Annotated[int, Field(description="How many that cost less are not decided.")]
    contradiction_count: Annotated[int, Field(description="How often more people measured worse.")]
    samples_count: Annotated[int, Field(description="How many cases it took.")]
    grid_count: Annotated[int, Field(description="How many it would have taken to simulate all staffings as often.")]
    verdicts: list[Staffing]
    frontier: Annotated[list[Staffing], Field(description="Those that nothing cheaper is as good as, by cost.")]


class StudyResults(BaseModel):
    """What a study led to so far."""

    model_config = ConfigDict(strict=True)
    warm_up: Annotated[int, Field(description="How many days at the beginning are left out.")]
    is_complete: Annotated[bool, Field(description="False where it was stopped before its last case.")]
    measures: list[Reading]
    differences: list[Difference]
    staffing: Annotated[StaffingFound | None, Field(description="Null where the study asks for no search.")] = None


class StudyShown(StudySummary):
    """A study with its results."""

    results: Annotated[StudyResults | None, Field(description="Null until it has ended for the first time.")]
