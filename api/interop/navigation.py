"""Links that open a map on a phone and drive to a place, each with the coordinates that its map takes."""

from urllib.parse import quote

from api.interop.chinese_coordinates import gcj02_of
from api.schemas.routes import Navigation

SOURCE = "roundsman"
"""Amap and Baidu want to know who sends people to them."""

BAIDU_SOURCE = f"webapp.{SOURCE}.{SOURCE}"

MY_POSITION = "我的位置"
"""Baidu's page insists on where one starts from, and knows the phone's own position by this name."""


def navigation_to(lat: float, lon: float, label: str) -> Navigation:
    """Make the links that drive to a place.

    Google and Apple take coordinates as their map is drawn: WGS-84, in mainland China GCJ-02. Amap's navigation page
    documents no coordinate system of its own, so it gets what Amap draws in everywhere. Baidu is told that it gets
    WGS-84 and shifts it itself.

    Parameters
    ----------
    lat, lon : float
        Degrees of WGS-84.
    label : str
        What the place is called; Amap and Baidu show it.

    Returns
    -------
    Navigation

    References
    ----------
    https://developers.google.com/maps/documentation/urls/get-started ·
    https://developer.apple.com/library/archive/featuredarticles/iPhoneURLScheme_Reference/MapLinks/MapLinks.html ·
    https://lbs.amap.com/api/uri-api/guide/travel/route · https://lbsyun.baidu.com/index.php?title=uri/api/web
    """
    drawn_lat, drawn_lon = gcj02_of(lat, lon)
    drawn = f"{_degrees(drawn_lat)},{_degrees(drawn_lon)}"
    return Navigation(
        google=f"https://www.google.com/maps/dir/?api=1&destination={_in_link(drawn)}&travelmode=driving",
        apple=f"https://maps.apple.com/?daddr={drawn}&dirflg=d",
        amap=_amap(drawn_lat, drawn_lon, label),
        baidu=_baidu(lat, lon, label),
    )


def _amap(lat: float, lon: float, label: str) -> str:
    """Longitude first; a comma would end the name."""
    name = _in_link(label.replace(",", " "))
    to = f"{_degrees(lon)},{_degrees(lat)},{name}"
    return f"https://uri.amap.com/navigation?to={to}&mode=car&src={SOURCE}&callnative=1"


def _baidu(lat: float, lon: float, label: str) -> str:
    """Latitude first; a bar would end the name, and without a name it drives nowhere."""
    to = _in_link(f"latlng:{_degrees(lat)},{_degrees(lon)}|name:{label.replace('|', ' ').strip() or SOURCE}")
    return (
        f"https://api.map.baidu.com/direction?origin={_in_link(MY_POSITION)}&destination={to}"
        f"&mode=driving&coord_type=wgs84&output=html&src={BAIDU_SOURCE}"
    )


def _in_link(text: str) -> str:
    """A text as part of a link, whatever stands in it."""
    return quote(text, safe="")


def _degrees(value: float) -> str:
    """Six decimals, a tenth of a metre: more is refused by some."""
    return f"{value:.6f}"
