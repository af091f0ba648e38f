"""Slips as they are answered, signed and rated."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.slips import ImageData, SlipDocument
from api.schemas.times import Instant

Rating = Annotated[str, Field(min_length=1, max_length=50, description="A word that the policy counts; else 1 to 5.")]
RatingNote = Annotated[str | None, Field(max_length=5000)]


class SignedSlip(BaseModel):
    """A slip, and how it stands with signature and rating."""

    model_config = ConfigDict(strict=True)
    number: str
    visit: str
    ticket: str | None
    engineer: str | None
    issued_at: Instant
    signed_at: Instant | None
    signed_by: str | None
    rating: str | None
    rating_note: str | None
    rating_words: Annotated[list[str], Field(description="What a customer may say, the best first.")]
    slip: SlipDocument


class NewSignature(BaseModel):
    """Who signs, with the picture of the signature; and what the customer says about the visit."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"name": "Ms Sun"}]})
    name: Annotated[str, Field(min_length=1, max_length=200)]
    image: Annotated[ImageData | None, Field(description="A data URL of PNG, JPEG or WebP.")] = None
    rating: Rating | None = None
    rating_note: RatingNote = None


class NewRating(BaseModel):
    """What the customer says about a visit."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"rating": "5"}]})
    rating: Rating
    rating_note: RatingNote = None
