"""What engineers report of their stops."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from api.schemas.routes import Id, Latitude, Longitude, StopStatus
from api.schemas.times import Instant, Moment

ReportStatus = Literal[
    "customer_called", "travelling", "on_site", "done", "failed", "needs_visit", "in_workshop", "waiting"
]


def _uuid(value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise ValueError("give a UUID, as in 0d5c1b52-6b2e-4a53-8a44-3f6f0b0c2b7e") from None


ClientId = Annotated[UUID, BeforeValidator(_uuid)]
Word = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]


class ItemResult(BaseModel):
    """How one item of the checklist was found."""

    model_config = ConfigDict(strict=True, extra="forbid")
    item: Word
    result: Literal["ok", "defect", "not_applicable"]
    note: Annotated[str | None, Field(max_length=2000)] = None


class MeasuredValue(BaseModel):
    """A reading, and the bounds that it should keep."""

    model_config = ConfigDict(strict=True, extra="forbid")
    name: Word
    value: Number
    unit: Annotated[str | None, Field(max_length=50)] = None
    low: Number | None = None
    high: Number | None = None


class PartUsed(BaseModel):
    """A part that was used, out of the engineer's van, or fetched where it was reserved."""

    model_config = ConfigDict(strict=True, extra="forbid")
    part: Id
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    serial: Annotated[str | None, Field(max_length=200)] = None


class NewReport(BaseModel):
    """How it stands with a stop. Send it again, with the same `id`, until it is answered: it counts once."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "0d5c1b52-6b2e-4a53-8a44-3f6f0b0c2b7e",
                    "status": "done",
                    "at": "2026-12-07T10:40:00+08:00",
                    "note": "power supply replaced",
                    "results": [{"item": "clean the lens", "result": "ok"}],
                    "readings": [{"name": "voltage", "value": 12.1, "unit": "V", "low": 11.5, "high": 12.6}],
                    "parts_used": [{"part": "psu-12v", "count": 1}],
                }
            ]
        },
    )
    id: Annotated[ClientId | None, Field(description="Made by the phone, so that a repeated report is known.")] = None
    status: ReportStatus
    at: Annotated[Moment | None, Field(description="When it was so; now, unless told.")] = None
    note: Annotated[str | None, Field(max_length=10_000)] = None
    results: Annotated[list[ItemResult], Field(max_length=500)] = []
    readings: Annotated[list[MeasuredValue], Field(max_length=500)] = []
    parts_used: Annotated[list[PartUsed], Field(max_length=200)] = []
    waiting_for: Literal["customer", "quote", "part"] | None = None
    left_at: Annotated[Moment | None, Field(description="When the engineer left, where that was later.")] = None

    @model_validator(mode="after")
    def _waits_for_something(self) -> Self:
        if (self.status == "waiting") != (self.waiting_for is not None):
            raise ValueError("waiting_for belongs to the status waiting, and to no other: customer, quote or part")
        return self

    @property
    def stop_status(self) -> StopStatus:
        """The status as a route tells it."""
        return f"waiting_for_{self.waiting_for}" if self.status == "waiting" else self.status  # type: ignore[return-value]


class ReportDocument(BaseModel):
    """A report, as it was taken, and what followed from it."""

    model_config = ConfigDict(strict=True)
    id: str
    visit: str
    engineer: str
    date: date
    status: StopStatus
    at: Instant
    recorded_at: Instant
    ticket: str | None
    ticket_status: Annotated[str | None, Field(description="How the ticket stands now.")]
    stop_status: Annotated[str, Field(description="How the stop stands now.")]
    warnings: Annotated[list[str], Field(description="What did not fit, and was taken all the same.")]


class VisitReportDocument(BaseModel):
    """A report of a visit, in full."""

    model_config = ConfigDict(strict=True)
    id: str
    visit: str
    ticket: str | None
    site: str
    engineer: str | None
    status: str
    at: Instant
    recorded_at: Instant
    data: dict[str, Any]


class NewPing(BaseModel):
    """Where an engineer is."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"lat": 36.07, "lon": 120.38}]}
    )
    lat: Latitude
    lon: Longitude
    at: Moment | None = None


class PingDocument(BaseModel):
    """Where an engineer was last known to be."""

    model_config = ConfigDict(strict=True)
    engineer: str
    lat: float
    lon: float
    at: Instant
