"""Jobs as they are shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.jobs import JobError, JobProgress, JobShown
from api.schemas.problems import ProblemFault
from api.store.jobs import plans_made, positions, studies_of
from api.store.tables import Job


def shown(session: Session, jobs: Sequence[Job]) -> list[JobShown]:
    """Show jobs, with their places in the queue and what they made; as many queries for one as for many."""
    places, plans, studies = positions(session, jobs), plans_made(session, jobs), studies_of(session, jobs)
    return [_shown(job, places.get(job.id), plans.get(job.id), studies.get(job.id)) for job in jobs]


def _shown(job: Job, position: int | None, plan: str | None, study: str | None) -> JobShown:
    return JobShown(
        id=job.id,
        kind=job.kind,  # type: ignore[arg-type]
        state=job.state,  # type: ignore[arg-type]
        urgent=job.urgent,
        territory=job.territory_id,
        position=position,
        stop_asked=job.stop_asked,
        attempts=job.attempts,
        progress=JobProgress(**job.progress),
        plan=plan,
        study=study,
        error=None if job.error is None else _error(job.error),
        created_by=job.created_by,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )


def _error(error: dict[str, Any]) -> JobError:
    faults = [ProblemFault(**fault) for fault in error.get("faults", ())]
    return JobError(code=error["code"], message=error["message"], faults=faults)
