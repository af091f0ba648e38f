"""What GeoJSON is answered as."""

from fastapi.responses import JSONResponse


class GeoJson(JSONResponse):
    """A document with the media type of GeoJSON (RFC 7946, section 12)."""

    media_type = "application/geo+json"
