"""Links that drive to the right place, on maps that are drawn differently."""

from math import cos, hypot, radians
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.interop.chinese_coordinates import gcj02_of, in_mainland_china
from api.interop.navigation import navigation_to

from .strategies import LATS, LONS

PUBLISHED = {
    # the README of coordtransform
    "tiananmen": ((39.915, 116.404), (39.91640428150164, 116.41024449916938), 1e-12),
    # the tests of eviltransform, whose ellipsoid differs by a tenth of a millimetre here
    "shanghai": ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215), 1e-7),
    "shenzhen": ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363), 1e-7),
    "beijing": ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657), 1e-7),
}

INSIDE = {
    "Beijing": (39.90, 116.40), "Shanghai": (31.20, 121.50), "Zhoushan": (30.0, 122.2), "Weihai": (37.5, 122.1),
    "Dandong": (40.13, 124.38), "Changbai": (41.42, 128.2), "Hunchun": (42.86, 130.36), "Suifenhe": (44.40, 131.15),
    "Fuyuan": (48.36, 134.3), "Heihe": (50.245, 127.49), "Mohe": (52.97, 122.53), "Manzhouli": (49.59, 117.43),
    "Erenhot": (43.65, 111.97), "Altay": (47.85, 88.13), "Horgos": (44.21, 80.42), "Kashgar": (39.47, 75.99),
    "Lhasa": (29.65, 91.1), "Yadong": (27.48, 88.9), "Zhangmu": (27.99, 85.98), "Ruili": (24.01, 97.85),
    "Mengla": (21.47, 101.56), "Hekou": (22.53, 103.955), "Pingxiang": (22.1, 106.75), "Dongxing": (21.55, 107.97),
    "Sanya": (18.25, 109.5), "Shekou": (22.48, 113.91), "Futian": (22.525, 114.06), "Luohu": (22.54, 114.118),
    "Yantian": (22.565, 114.27), "Gongbei": (22.222, 113.55), "Hengqin": (22.13, 113.51), "Xiamen": (24.47, 118.15),
    "Pingtan": (25.5, 119.79),
}  # fmt: skip

OUTSIDE = {
    "Central": (22.28, 114.16), "Sha Tin": (22.38, 114.19), "Lo Wu": (22.526, 114.113), "Tin Shui Wai": (22.46, 114.0),
    "Chek Lap Kok": (22.31, 113.92), "Macao": (22.19, 113.545), "Taipa": (22.155, 113.56), "Kinmen": (24.44, 118.33),
    "Matsu": (26.16, 119.95), "Taipei": (25.03, 121.56), "Seoul": (37.56, 126.98), "Sinuiju": (40.09, 124.41),
    "Vladivostok": (43.11, 131.88), "Blagoveshchensk": (50.29, 127.55), "Zabaikalsk": (49.65, 117.33),
    "Zamyn-Uud": (43.73, 111.9), "Ulaanbaatar": (47.92, 106.9), "Almaty": (43.24, 76.9), "Osh": (40.5, 72.8),
    "Kathmandu": (27.7, 85.3), "Thimphu": (27.47, 89.64), "Myitkyina": (25.38, 97.4), "Lao Cai": (22.48, 103.98),
    "Mong Cai": (21.52, 107.97), "Hanoi": (21.03, 105.85), "Tokyo": (35.68, 139.7), "Berlin": (52.5, 13.4),
    "Boston": (42.36, -71.06),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_shift_is_the_published_one(name: str) -> None:
    place, shifted, tolerance = PUBLISHED[name]
    assert gcj02_of(*place) == pytest.approx(shifted, abs=tolerance)


@pytest.mark.parametrize("name", sorted(INSIDE))
def test_mainland_towns_up_to_the_border_are_inside(name: str) -> None:
    assert in_mainland_china(*INSIDE[name])


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_neighbours_are_not(name: str) -> None:
    assert not in_mainland_china(*OUTSIDE[name])
    assert gcj02_of(*OUTSIDE[name]) == OUTSIDE[name]


@given(st.floats(18, 53), st.floats(74, 135))
def test_a_place_is_shifted_by_some_hundred_metres_or_not_at_all(lat: float, lon: float) -> None:
    shifted_lat, shifted_lon = gcj02_of(lat, lon)
    metres = 111_320 * hypot(shifted_lat - lat, (shifted_lon - lon) * cos(radians(lat)))
    assert 20 < metres < 1_200 if in_mainland_china(lat, lon) else metres == 0


def query(link: str) -> dict[str, str]:
    """What a link says, decoded."""
    return {key: value for key, (value,) in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def test_in_china_each_map_gets_the_coordinates_that_it_takes() -> None:
    links = navigation_to(39.915, 116.404, "国贸大厦 A座")
    assert query(links.google) == {"api": "1", "destination": "39.916404,116.410244", "travelmode": "driving"}
    assert query(links.apple) == {"daddr": "39.916404,116.410244", "dirflg": "d"}
    amap = query(links.amap)
    assert (amap["to"], amap["mode"]) == ("116.410244,39.916404,国贸大厦 A座", "car")
    baidu = query(links.baidu)
    assert baidu["destination"] == "latlng:39.915000,116.404000|name:国贸大厦 A座"
    assert (baidu["coord_type"], baidu["mode"], baidu["output"]) == ("wgs84", "driving", "html")


@pytest.mark.parametrize("name", ["Berlin", "Central", "Boston"])
def test_elsewhere_all_get_the_place_itself(name: str) -> None:
    lat, lon = OUTSIDE[name]
    links = navigation_to(lat, lon, name)
    assert query(links.google)["destination"] == query(links.apple)["daddr"] == f"{lat:.6f},{lon:.6f}"
    assert query(links.amap)["to"] == f"{lon:.6f},{lat:.6f},{name}"


@given(LATS, LONS, st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_no_label_breaks_a_link(lat: float, lon: float, label: str) -> None:
    links = navigation_to(lat, lon, label)
    for link, host in [
        (links.google, "www.google.com"),
        (links.apple, "maps.apple.com"),
        (links.amap, "uri.amap.com"),
        (links.baidu, "api.map.baidu.com"),
    ]:
        assert link.isascii() and link.isprintable() and not set(link) & set(" \"'<>#|")
        assert (urlsplit(link).scheme, urlsplit(link).netloc) == ("https", host)
    assert query(links.amap).keys() == {"to", "mode", "src", "callnative"}
    assert len(query(links.amap)["to"].split(",")) == 3
    assert query(links.baidu)["destination"].count("|") == 1
    assert not query(links.baidu)["destination"].endswith("name:")
