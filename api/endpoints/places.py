"""Addresses looked up on the map."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy
from api.endpoints.resolving import ResolvingRoute
from api.masters.geocoding import found_at, tidy
from api.schemas.problems import PROBLEMS
from api.schemas.shapes import Shape

router = APIRouter(prefix="/v1", tags=["masters"], route_class=ResolvingRoute, responses=PROBLEMS)


class AddressGiven(BaseModel):
    """An address in words."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"address": "1 Zhongshan Road, Qingdao"}]}
    )
    address: Annotated[
        str,
        Field(min_length=1, max_length=500, examples=["1 Zhongshan Road, Qingdao"]),
        Shape(r"[\s\S]*\S[\s\S]*", "an address has more than spaces; write street, number and town"),
    ]


class PlaceFound(BaseModel):
    """Where an address is, and how the geocoder calls it."""

    model_config = ConfigDict(strict=True)
    address: str
    lat: float = Field(examples=[36.0645])
    lon: float = Field(examples=[120.3213])
    label: str | None


@router.post("/geocode")
def geocode(turn: AskedBy, wanted: AddressGiven) -> PlaceFound:
    """Look an address up, to see where a site would lie; the geocoder is asked once for each."""
    place = found_at(turn.session, turn.service, tidy(wanted.address))
    return PlaceFound(address=place.address, lat=place.lat or 0.0, lon=place.lon or 0.0, label=place.label)
