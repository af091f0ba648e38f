"""Quotes: offers that a ticket waits for."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


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
            "examples": [{"amount": 480.0, "text": "new fan", "lines": [{"text": "fan", "amount": 480.0}]}]
        },
    )
    amount: Amount
    text: Annotated[str | None, Field(max_length=10_000)] = None
    lines: Annotated[list[QuoteLine], Field(max_length=200)] = []


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
    sent_at: AwareDatetime
    decided_at: AwareDatetime | None
    decided_by: str | None


class Quotes(BaseModel):
    """All quotes of a ticket."""

    model_config = ConfigDict(strict=True)
    items: list[QuoteDocument]
