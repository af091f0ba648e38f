"""Studies: staffing scenarios asked for, listed, read, gone on with, thrown away."""

from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import HTMLResponse

from api.dependencies import AskedBy, IfMatch, RawBody, etag, names, require_match
from api.errors import Refused, not_found
from api.jobs.shown import shown
from api.schemas.jobs import JobShown, JobState
from api.schemas.problems import PROBLEMS
from api.schemas.studies import StudyAsked, StudyList, StudyShown
from api.store.jobs import ENDED
from api.store.plans import has_territory
from api.store.studies import StudyAndJob, drop_study, file_of, visible_studies, visible_study
from api.studies.asking import EXAMPLE, ask_for, go_on_with
from api.studies.shown import (
    DIFFERENCES,
    MEASURES,
    REPLICATIONS,
    REPORTS,
    STAFFING,
    study_shown,
    summary,
    warnings_of,
)
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["studies"], route_class=TransactionalRoute, responses=PROBLEMS)

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "A study document: see docs/study-format.md."},
                "example": EXAMPLE,
            }
        },
    }
}
PARQUET = "application/vnd.apache.parquet"
_KNOWN: dict[int | str, dict[str, Any]] = {304: {"description": "It is as you have it."}}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A number a line."},
    **_KNOWN,
}
_ROWS: dict[int | str, dict[str, Any]] = {
    200: {"content": {PARQUET: {"schema": {"type": "string", "format": "binary"}}}, "description": "A Parquet file."},
    **_KNOWN,
}

Whose = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Whose planners see it, and whose book it is about where `book` is `store`; none: only you see it.",
        examples=["main"],
    ),
]
Territory = Annotated[str | None, Query(min_length=1, max_length=200)]
Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="The ETag that you have.")]
RowsName = Annotated[
    Literal["days", "waits", "replications"],
    Path(
        description="`days`: the sums of each simulated day; `waits`: how long tickets waited, counted in bins by day; "
        "`replications`: the measures of each replication."
    ),
]
Language = Annotated[Literal["en", "zh"], Query(description="English or Simplified Chinese.")]


@router.post("/studies", status_code=202, openapi_extra=_BODY)
def create_study(turn: AskedBy, content: RawBody, response: Response, territory: Whose = None) -> StudyAsked:
    """Live through staffing scenarios: a job is begun, which may take hours; what is done by then is kept.

    A stopped study goes on where it was when it is asked to. Read the warnings: a study in which nobody is paid finds
    more staff free.
    """
    if territory is not None and not (turn.actor.sees_territory(territory) and has_territory(turn.session, territory)):
        raise not_found("territory", territory)
    row, job = ask_for(turn.session, turn.service, turn.actor, content, territory)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return StudyAsked(**dict(shown(turn.session, [job])[0]), warnings=warnings_of(row))


@router.get("/studies")
def read_studies(
    turn: AskedBy, territory: Territory = None, state: JobState | None = None, limit: Limit = 50, after: After = None
) -> StudyList:
    """List studies, the latest first."""
    rows = visible_studies(turn.session, turn.actor, territory=territory, state=state, limit=limit + 1, after=after)
    page = rows[:limit]
    items = [summary(study, job) for study, job in page]
    return StudyList(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get("/studies/{study}")
def read_study(turn: AskedBy, study: str, response: Response) -> StudyShown:
    """Read a study: measures with their intervals, and paired differences."""
    row, job = _found(turn, study)
    response.headers["ETag"] = etag(row.revision)
    return study_shown(turn.session, row, job)


@router.post("/studies/{study}/resume", status_code=202)
def resume_study(turn: AskedBy, study: str, response: Response) -> JobShown:
    """Go on with a study that was stopped, failed or ran out of time: what is done is not done again."""
    row, job = _found(turn, study)
    again = go_on_with(turn.session, turn.service, turn.actor, row, job)
    response.headers["Location"] = f"/v1/jobs/{again.id}"
    return shown(turn.session, [again])[0]


@router.get("/studies/{study}/measures.csv", response_class=Response, responses=_CSV)
def read_study_measures(turn: AskedBy, study: str, if_none_match: IfNoneMatch = None) -> Response:
    """Read the measures as a table: scenario, policy, measure, group, mean and interval."""
    return _table(turn, study, MEASURES, if_none_match)


@router.get("/studies/{study}/differences.csv", response_class=Response, responses=_CSV)
def read_study_differences(turn: AskedBy, study: str, if_none_match: IfNoneMatch = None) -> Response:
    """Read the paired differences between scenarios and policies as a table."""
    return _table(turn, study, DIFFERENCES, if_none_match)


@router.get("/studies/{study}/replications.csv", response_class=Response, responses=_CSV)
def read_study_replications(turn: AskedBy, study: str, if_none_match: IfNoneMatch = None) -> Response:
    """Read the measures of each replication as a table."""
    return _table(turn, study, REPLICATIONS, if_none_match)


@router.get("/studies/{study}/staffing.csv", response_class=Response, responses=_CSV)
def read_study_staffing(turn: AskedBy, study: str, if_none_match: IfNoneMatch = None) -> Response:
    """Read what the search for the cheapest staffing knows of each, as a table; a study without a search has none."""
    return _table(turn, study, STAFFING, if_none_match)


@router.get("/studies/{study}/{rows}.parquet", response_class=Response, responses=_ROWS)
def read_study_rows(turn: AskedBy, study: str, rows: RowsName, if_none_match: IfNoneMatch = None) -> Response:
    """Read the rows that the measures are made of, as a Parquet file."""
    return _table(turn, study, f"{rows}.parquet", if_none_match, PARQUET)


@router.get("/studies/{study}/report", response_class=HTMLResponse, responses=_KNOWN)
def read_study_report(
    turn: AskedBy, study: str, language: Language = "en", if_none_match: IfNoneMatch = None
) -> Response:
    """Read the report: tables and charts on one page that needs no network."""
    return _answer(_file(turn, study, REPORTS[language]), "text/html", {}, if_none_match)


@router.delete("/studies/{study}", status_code=204)
def delete_study(turn: AskedBy, study: str, if_match: IfMatch = None) -> None:
    """Throw a study away, with all that was lived through for it."""
    row, job = _found(turn, study)
    require_match(if_match, row.revision)
    if job.state not in ENDED:
        raise Refused("wrong_state", f"the study {row.id!r} is {job.state}; stop its job first, {job.id}")
    drop_study(turn.session, row)


def _found(turn: Turn, id_: str) -> StudyAndJob:
    found = visible_study(turn.session, turn.actor, id_)
    if found is None:
        raise not_found("study", id_)
    return found


def _file(turn: Turn, study: str, name: str) -> bytes:
    row, job = _found(turn, study)
    content = file_of(turn.session, row.id, name)
    if content is not None:
        return content
    if file_of(turn.session, row.id, MEASURES) is not None:
        raise not_found(f"table of the study {row.id!r} called", name)
    raise Refused("wrong_state", f"the study {row.id!r} is {job.state} and has no results yet; look at its state")


def _table(turn: Turn, study: str, name: str, if_none_match: str | None, media_type: str = "text/csv") -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return _answer(_file(turn, study, name), media_type, headers, if_none_match)


def _answer(content: bytes, media_type: str, headers: dict[str, str], if_none_match: str | None) -> Response:
    """Answer with a file, known by what is in it: it is written before the study's revision rises."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if if_none_match is not None and names(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type=media_type, headers={"ETag": tag, **headers})
