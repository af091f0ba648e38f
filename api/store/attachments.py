"""Queries of attachments: photos, signatures and documents."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, undefer

from api.errors import not_found
from api.store.tables import Attachment


def attachments_of(session: Session, belongs: ColumnElement[bool], after: str | None, limit: int) -> list[Attachment]:
    """List what belongs to a ticket or a visit, without the contents; the first that was added first."""
    asked = select(Attachment).where(belongs)
    if after is not None:
        asked = asked.where(Attachment.id > after)
    return list(session.scalars(asked.order_by(Attachment.id).limit(limit)))


def same_attachment(session: Session, belongs: ColumnElement[bool], sha256: str) -> Attachment | None:
    """Find the attachment that has this content already."""
    return session.scalars(select(Attachment).where(belongs, Attachment.sha256 == sha256)).first()


def attachment_with_content(session: Session, id_: str) -> Attachment:
    """Read an attachment with its content; whether it is for who asks is seen by what it belongs to.

    Raises
    ------
    Refused
        Where there is none.
    """
    asked = select(Attachment).where(Attachment.id == id_).options(undefer(Attachment.content))
    found = session.scalar(asked)
    if found is None:
        raise not_found("attachment", id_)
    return found


def signature_of(session: Session, slip: str) -> Attachment | None:
    """Read the signature under a slip, with its content."""
    asked = select(Attachment).where(Attachment.slip_number == slip, Attachment.kind == "signature")
    return session.scalars(asked.options(undefer(Attachment.content)).order_by(Attachment.id.desc())).first()
