"""Reading the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import AuditEntry


@dataclass(frozen=True)
class AuditQuestion:
    """Which entries are wanted; None: whichever."""

    subject: str | None = None
    subject_id: str | None = None
    actor: str | None = None
    action: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def audit_entries(session: Session, question: AuditQuestion, before_id: int | None, limit: int) -> Sequence[AuditEntry]:
    """List entries, the newest first, those before one of them."""
    equal = "subject", "subject_id", "actor", "action", "request_id"
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    for name in equal:
        value = getattr(question, name)
        if value is not None:
            wanted = wanted.where(getattr(AuditEntry, name) == value)
    if question.since is not None:
        wanted = wanted.where(AuditEntry.at >= question.since)
    if question.until is not None:
        wanted = wanted.where(AuditEntry.at < question.until)
    if before_id is not None:
        wanted = wanted.where(AuditEntry.id < before_id)
    return session.scalars(wanted).all()
