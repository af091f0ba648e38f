"""Attachments, without their contents."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.times import Instant
from api.work.attachments import AttachmentKind


class AttachmentDocument(BaseModel):
    """A photo, a signature or a document."""

    model_config = ConfigDict(strict=True)
    id: str
    kind: AttachmentKind
    name: str
    media_type: str
    size: Annotated[int, Field(description="In bytes.")]
    sha256: str
    ticket: str | None
    visit: str | None
    by: str
    added_at: Instant


class AttachmentPage(BaseModel):
    """One page of attachments; `next` goes into `after` for the following one."""

    model_config = ConfigDict(strict=True)
    items: list[AttachmentDocument]
    next: str | None
