"""Attachments: only pictures, PDF and plain text, told by their content and not by what they say they are."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from api.errors import Refused
from api.store.attachments import same_attachment
from api.store.numbers import new_id
from api.store.tables import Attachment

AttachmentKind = Literal["photo", "document", "signature"]
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain")
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True)
class Upload:
    """What was sent."""

    name: str
    kind: AttachmentKind
    content: bytes
    said_type: str | None


def add_attachment(
    session: Session, upload: Upload, *, ticket: str | None, visit: str | None, by: str, now: datetime, most_bytes: int
) -> Attachment:
    """Keep an attachment of a ticket or a visit; the same content is kept once.

    Raises
    ------
    Refused
        Where it is empty, too large, of a type that is not taken, or not of the type that it says it is.
    """
    media_type = _checked_type(upload, most_bytes)
    sha256 = hashlib.sha256(upload.content).hexdigest()
    belongs = Attachment.ticket_id == ticket if visit is None else Attachment.visit_id == visit
    known = same_attachment(session, belongs, sha256)
    if known is not None:
        return known
    row = Attachment(
        id=new_id("attachment"),
        kind=upload.kind,
        name=upload.name,
        media_type=media_type,
        size=len(upload.content),
        sha256=sha256,
        ticket_id=ticket,
        visit_id=visit,
        by=by,
        added_at=now,
        content=upload.content,
    )
    session.add(row)
    session.flush()
    return row


def media_type_of(content: bytes) -> str | None:
    """Tell what some content is, of what is taken; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "text/plain" if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.intersection(content)


def _checked_type(upload: Upload, most_bytes: int) -> str:
    size = len(upload.content)
    if size == 0:
        raise Refused("bad_request", "the attachment is empty; send its content as the body")
    if size > most_bytes:
        raise Refused("too_large", f"the attachment has {size} bytes; at most {most_bytes} are taken: make it smaller")
    found = media_type_of(upload.content)
    if found is None:
        raise Refused("wrong_media_type", f"this is none of {', '.join(MEDIA_TYPES)}; send one of these")
    said = (upload.said_type or found).partition(";")[0].strip().lower()
    if said not in (found, "application/octet-stream"):
        raise Refused("wrong_media_type", f"Content-Type says {said[:100]!r}, and the content is {found}; say {found}")
    return found
