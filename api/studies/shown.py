"""Studies as they are shown."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.studies import StudyOutline, StudyResults, StudyShown, StudySummary, StudyWarning
from api.store.studies import study_result
from api.store.tables import Job, Study

MEASURES, DIFFERENCES, REPLICATIONS, STAFFING = "measures.csv", "differences.csv", "replications.csv", "staffing.csv"
REPORTS: Mapping[str, str] = {"en": "report.html", "zh": "report.zh.html"}
"""The files of a study's folder that are shown as they are."""


def summary(study: Study, job: Job) -> StudySummary:
    """Show a study without its results."""
    return StudySummary(**_summary(study, job))


def study_shown(session: Session, study: Study, job: Job) -> StudyShown:
    """Show a study with its results."""
    text = study_result(session, study.id)
    results = None if text is None else StudyResults.model_validate_json(text)
    return StudyShown(**_summary(study, job), results=results)


def warnings_of(study: Study) -> list[StudyWarning]:
    """Tell what is strange about a study; nothing of one that was asked for before that was kept."""
    return [StudyWarning(**warning) for warning in study.outline.get("warnings", ())]


def _summary(study: Study, job: Job) -> dict[str, Any]:
    return {
        "id": study.id,
        "name": study.name,
        "territory": study.territory_id,
        "state": job.state,
        "job": job.id,
        "first": study.first_on,
        "last": study.last_on,
        "outline": StudyOutline(**{name: study.outline[name] for name in StudyOutline.model_fields}),
        "warnings": warnings_of(study),
        "cases": job.progress.get("cases"),
        "cases_done": job.progress.get("cases_done"),
        "created_at": study.created_at,
        "created_by": study.created_by,
        "revision": study.revision,
    }
