"""Quotes: offers that a ticket waits for."""

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from api.schemas.times import Instant

Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
_CENT = 0.01


class QuoteLine(BaseModel):
    """One thing that is offered."""

    model_config = ConfigDict(strict=True, extra="forbid")
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    amount: Amount


class NewQuote(BaseModel):
    """An offer to the customer."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "amount": 480.0,
                    "text": "a new camera",
                    "lines": [{"text": "camera", "amount": 400.0}, {"text": "work", "amount": 80.0}],
                }
            ]
        },
    )
    amount: Amount
    text: Annotated[str | None, Field(max_length=10_000)] = None
    lines: Annotated[list[QuoteLine], Field(max_length=200, description="They add up to the amount.")] = []

    @field_validator("lines")
    @classmethod
    def _adding_up(cls, lines: list[QuoteLine], told: ValidationInfo) -> list[QuoteLine]:
        amount, total = told.data.get("amount"), math.fsum(line.amount for line in lines)
        if lines and amount is not None and abs(total - amount) > _CENT / 2:
            raise ValueError(f"the lines add up to {total:.2f}, and amount is {amount:.2f}; mend either")
        return lines


class QuoteDecision(BaseModel):
    """What the customer says."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [{"note": "by phone"}]})
    note: Annotated[str | None, Field(max_length=2000)] = None


class QuoteDocument(BaseModel):
    """An offer, and what became of it."""

    model_config = ConfigDict(strict=True)
    id: str
    ticket: str
    state: Literal["sent", "approved", "rejected"]
    amount: float
    text: str | None
    lines: list[QuoteLine]
    note: str | None
    sent_at: Instant
    decided_at: Instant | None
    decided_by: str | None


class Quotes(BaseModel):
    """All quotes of a ticket."""

    model_config = ConfigDict(strict=True)
    items: list[QuoteDocument]
