"""The service slip: what was done at a visit, to print and to sign."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from api.schemas.routes import (
    Count,
    Id,
    StopInspection,
    StopSite,
    StopStatus,
    StopTicket,
    StopUnit,
    time_zone_named,
)
from api.schemas.shapes import Shape
from api.schemas.sparse import SparseModel, sparse
from api.schemas.times import Instant

ImageData = Annotated[
    str,
    Field(max_length=400_000),
    Shape(
        "data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*",
        "a picture is a data URL of PNG, JPEG or WebP; write it as in data:image/png;base64,iVBORw0KGgo=",
    ),
]
"""A picture written into the document itself."""


RatingWord = Annotated[str, Field(min_length=1, max_length=200)]

MARKS = ("5", "4", "3", "2", "1")
"""What a customer may say where the policy names no words of its own."""


class SlipProvider(SparseModel):
    """Who did the work: the head of the slip."""

    name: str
    address: str | None = sparse()
    phone: str | None = sparse()


class SlipPart(SparseModel):
    """Parts that were used."""

    part: Id
    count: Annotated[int, Field(ge=1)] = sparse(1)
    name: str | None = sparse()
    serial: str | None = sparse()


class ChecklistResult(SparseModel):
    """One item of the checklist; without a result it has still to be ticked."""

    item: str
    result: Literal["ok", "defect", "not_applicable"] | None = sparse()
    note: str | None = sparse()


class Reading(SparseModel):
    """A measured value, and the bounds that it should keep."""

    name: str
    value: float | None = sparse()
    unit: str | None = sparse()
    low: float | None = sparse()
    high: float | None = sparse()

    @property
    def outside(self) -> bool:
        """Whether it was measured and does not keep its bounds; a bound itself may be met."""
        if self.value is None:
            return False
        return (self.low is not None and self.value < self.low) or (self.high is not None and self.value > self.high)


class Signature(SparseModel):
    """Who signed and when; without an image the box is left to sign by hand."""

    name: str | None = sparse()
    signed_at: Instant | None = sparse()
    image: ImageData | None = sparse()


class SlipDocument(SparseModel):
    """A numbered service slip. What is not known yet is left open, to be filled in by hand.

    Attributes
    ----------
    number : str
        The slip's own, given once.
    result : str, optional
        The status that the visit ended with.
    travel_s : int, optional
        The way to the site.
    rating : str, optional
        What the customer said, in a word of the policy's.
    rating_words : tuple of str
        What the customer may say, the best first.
    """

    number: Id
    issued_at: Instant
    time_zone: str
    customer: str
    site: StopSite
    engineer_name: str
    provider: SlipProvider | None = sparse()
    ticket: StopTicket | None = sparse()
    inspection: StopInspection | None = sparse()
    units: tuple[StopUnit, ...] = sparse(())
    arrived_at: Instant | None = sparse()
    started_at: Instant | None = sparse()
    ended_at: Instant | None = sparse()
    travel_s: Count | None = sparse()
    result: StopStatus | None = sparse()
    work_done: str | None = sparse()
    parts: tuple[SlipPart, ...] = sparse(())
    checklist: tuple[ChecklistResult, ...] = sparse(())
    readings: tuple[Reading, ...] = sparse(())
    remarks: str | None = sparse()
    rating: RatingWord | None = sparse()
    rating_words: tuple[RatingWord, ...] = sparse(MARKS)
    customer_signature: Signature | None = sparse()
    engineer_signature: Signature | None = sparse()

    _is_a_zone = field_validator("time_zone")(time_zone_named)
