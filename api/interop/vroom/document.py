"""What a request in VROOM's JSON may hold, as pydantic models: the shape only, each field by itself.

Fields that VROOM does not know are passed over, as VROOM does. What fields mean to each other is looked at in
:mod:`api.interop.vroom.soundness`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from api.wrong_input import sentence
from optimiser import Fault, FaultyInput

MOST_JOBS = 5_000
MOST_VEHICLES = 500
LATEST_S = 2**32 - 1
"""The last second that VROOM can write; in requests it stands for no end at all."""


def _in_order(window: list[int]) -> list[int]:
    if window[0] > window[1]:
        raise ValueError("a time window ends no earlier than it begins")
    return window


def _on_earth(place: list[float]) -> list[float]:
    if not (-180 <= place[0] <= 180 and -90 <= place[1] <= 90):
        raise ValueError("a location is [longitude, latitude] in degrees")
    return place


Id = Annotated[int, Field(ge=0, lt=2**64)]
Seconds = Annotated[int, Field(ge=0, le=LATEST_S)]
Count = Annotated[int, Field(ge=0, lt=2**32)]
Amounts = list[Count]
Skills = list[Count]
Window = Annotated[list[Seconds], Field(min_length=2, max_length=2), AfterValidator(_in_order)]
Windows = Annotated[list[Window], Field(min_length=1)]
Location = Annotated[
    list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=2, max_length=2), AfterValidator(_on_earth)
]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class JobIn(_Part):
    """A job: work at one place. ``amount`` is what ``delivery`` was called once."""

    id: Id
    description: str | None = None
    location: Location | None = None
    location_index: Count | None = None
    setup: Seconds = 0
    service: Seconds = 0
    delivery: Amounts | None = None
    pickup: Amounts | None = None
    amount: Amounts | None = None
    skills: Skills = []
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    time_windows: Windows | None = None
    setup_per_type: dict[str, Seconds] = {}
    service_per_type: dict[str, Seconds] = {}


class BreakIn(_Part):
    """A break of a vehicle."""

    id: Id
    description: str | None = None
    time_windows: Windows | None = None
    service: Seconds = 0
    max_load: Amounts | None = None


class CostsIn(_Part):
    """What a vehicle costs: for going out at all, for an hour and a kilometre of travel, for an hour of work."""

    fixed: Count = 0
    per_hour: Count = 3600
    per_km: Count = 0
    per_task_hour: Count = 0


class StepIn(_Part):
    """One step of a route that is given. VROOM's three ``service_…`` fields bound its start."""

    type: Literal["start", "job", "pickup", "delivery", "break", "end"]
    id: Id | None = None
    service_at: Seconds | None = None
    service_after: Seconds | None = None
    service_before: Seconds | None = None


class VehicleIn(_Part):
    """A vehicle: here an engineer with one shift."""

    id: Id
    profile: str = "car"
    description: str | None = None
    start: Location | None = None
    start_index: Count | None = None
    end: Location | None = None
    end_index: Count | None = None
    capacity: Amounts | None = None
    costs: CostsIn = CostsIn()
    skills: Skills = []
    time_window: Window | None = None
    breaks: list[BreakIn] = []
    speed_factor: Annotated[float, Field(gt=0, le=5, allow_inf_nan=False)] = 1.0
    max_tasks: Count | None = None
    max_travel_time: Seconds | None = None
    max_distance: Count | None = None
    steps: list[StepIn] | None = None


class MatricesIn(_Part):
    """The matrices of one profile; their cells are looked at where they become arrays."""

    durations: list[Any]
    distances: list[Any] | None = None
    costs: list[Any] | None = None


class OptionsIn(_Part):
    """What VROOM takes on its command line: ``g`` geometry and distances, ``c`` the plan mode."""

    g: bool = False
    c: bool = False


class DocumentIn(_Part):
    """A whole request."""

    jobs: list[JobIn] = []
    shipments: list[Any] = []
    vehicles: list[VehicleIn] = Field(min_length=1)
    matrix: list[Any] | None = None
    matrices: dict[str, MatricesIn] | None = None
    options: OptionsIn = OptionsIn()


def parse_document(document: Any) -> DocumentIn:
    """Take a request apart.

    Parameters
    ----------
    document : Any
        The request, decoded from JSON.

    Raises
    ------
    FaultyInput
        Where it is too large, or a field is missing or of the wrong kind: every fault at once.
    """
    faults = _too_many(document) if isinstance(document, Mapping) else []
    if faults:
        raise FaultyInput(faults)
    try:
        return DocumentIn.model_validate(document)
    except ValidationError as error:
        raise FaultyInput([_fault(found) for found in error.errors(include_url=False)]) from None


def _too_many(document: Mapping[str, Any]) -> list[Fault]:
    """Whether there is more than can be planned at once; looked at first, as a large request is slow to check."""
    return [
        Fault(f"$.{key}", "too_many", f"holds {len(rows)} entries, more than {most}; send it in parts", len(rows))
        for key, most in (("jobs", MOST_JOBS), ("vehicles", MOST_VEHICLES))
        if isinstance(rows := document.get(key), list) and len(rows) > most
    ]


def _fault(found: Mapping[str, Any]) -> Fault:
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"])
    code = "missing" if found["type"] == "missing" else "wrong_value"
    return Fault(path, code, sentence(found), found["input"])
