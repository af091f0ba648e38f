"""Addresses looked up on the map, each once: what the geocoder said is kept."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service
from geopy.geocoders.base import Geocoder
from sqlalchemy.orm import Session

from api.errors import Refused
from api.service import Service
from api.settings import Settings
from api.store.audit import Author
from api.store.tables import Place
from optimiser import Fault, FaultyInput

ADDRESSED = frozenset({"sites", "engineers", "depots"})
"""Kinds of masters that lie where their address is."""
_NOT_FOUND_FOR = timedelta(days=1)
_TIMEOUT_S = 5.0
_LONGEST = 500
_ROOM = "geocoder"


def wanted_address(document: Any) -> str | None:
    """Tell which address of a document is to be looked up: one that comes without coordinates."""
    if not isinstance(document, dict) or document.get("lat") is not None or document.get("lon") is not None:
        return None
    address = document.get("address")
    return tidy(address) if isinstance(address, str) and 1 <= len(address.strip()) <= _LONGEST else None


def tidy(address: str) -> str:
    """Write an address as it is kept: without superfluous blanks."""
    return " ".join(address.split())


def look_up(service: Service, address: str) -> None:
    """Ask the geocoder for an address that is not known yet, and keep its answer; outside of any transaction.

    Raises
    ------
    Refused
        Where the geocoder does not answer.
    """
    with service.store.reading() as session:
        if service.settings.geocoder is None or _known(session, service, address) is not None:
            return
    try:
        found = _geocoder(service).geocode(address, timeout=_TIMEOUT_S)
    except (GeopyError, OSError, ValueError, LookupError) as error:
        message = f"the geocoder does not answer ({type(error).__name__}); give lat and lon, or repeat this later"
        raise Refused("geocoder_unavailable", message, headers={"Retry-After": "30"}) from error
    columns: dict[str, Any] = {"found": found is not None, "asked_at": service.clock()}
    if found is not None:
        columns |= {"lat": found.latitude, "lon": found.longitude, "label": str(found.address)[:_LONGEST]}
    with service.store.writing(Author("geocoder", service.clock)) as session:
        session.merge(Place(address=address, **columns))


def with_coordinates(session: Session, service: Service, kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """Give a document the coordinates of its address, where it has none of its own and lies somewhere.

    Raises
    ------
    FaultyInput
        Where the address is nowhere to be found, or nobody can be asked.
    """
    address = wanted_address(document)
    if kind not in ADDRESSED or address is None:
        return document
    place = found_at(session, service, address)
    return {**document, "lat": place.lat, "lon": place.lon}


def found_at(session: Session, service: Service, address: str) -> Place:
    """Read where an address is.

    Raises
    ------
    FaultyInput
        Where it is nowhere to be found, or nobody can be asked.
    """
    place = _known(session, service, address)
    if place is None and service.settings.geocoder is None:
        message = "has no coordinates, and no geocoder is set that could look it up; give lat and lon"
        raise FaultyInput([Fault("$.address", "no_geocoder", message, address)])
    if place is None:
        message = "was not looked up yet; send it to /v1/geocode first, or give lat and lon"
        raise FaultyInput([Fault("$.address", "not_looked_up", message, address)])
    if not place.found:
        message = "is nowhere to be found; write it in another way, or give lat and lon"
        raise FaultyInput([Fault("$.address", "address_not_found", message, address)])
    return place


def _known(session: Session, service: Service, address: str) -> Place | None:
    """What is kept of an address; that it was not found is believed for a day."""
    place = session.get(Place, address)
    if place is not None and not place.found and place.asked_at + _NOT_FOUND_FOR <= service.clock():
        return None
    return place


def _geocoder(service: Service) -> Geocoder:
    """The geocoder of the settings, made at first use."""
    found = service.rooms.get(_ROOM)
    if found is None:
        found = service.rooms[_ROOM] = _made(service.settings)
    geocoder: Geocoder = found
    return geocoder


def _made(settings: Settings) -> Geocoder:
    options: dict[str, Any] = {"user_agent": "roundsman"}
    if settings.geocoder_url:
        parts = urlsplit(settings.geocoder_url)
        options |= {"scheme": parts.scheme, "domain": parts.netloc + parts.path.rstrip("/")}
    if settings.geocoder_key is not None:
        options["api_key"] = settings.geocoder_key.get_secret_value()
    return get_geocoder_for_service(settings.geocoder or "")(**options)
