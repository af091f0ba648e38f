"""How many jobs there are in each state."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.tables import Job


def job_counts(session: Session) -> dict[str, int]:
    """Count the jobs by state; a state without jobs is not there."""
    rows = session.execute(select(Job.state, func.count().label("jobs")).group_by(Job.state))
    return {row.state: row.jobs for row in rows}
