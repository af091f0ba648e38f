"""GCJ-02, the coordinates that maps of mainland China are drawn in, some hundred metres off WGS-84."""

from collections.abc import Sequence
from math import cos, pi, radians, sin, sqrt

Outline = Sequence[tuple[float, float]]

MAINLAND: Outline = (
    # Amur, Ussuri and Khanka
    (135.1, 48.45), (134.7, 47.7), (134.1, 46.7), (133.5, 45.7), (133.1, 45.05), (131.9, 45.3), (131.0, 44.85),
    (131.3, 44.2), (131.3, 43.4), (130.65, 42.8), (130.65, 42.4), (130.5, 42.5), (130.25, 42.85), (129.9, 42.95),
    # Tumen and Yalu
    (129.4, 42.4), (128.1, 42.0), (128.25, 41.405), (127.0, 41.75), (126.2, 41.08), (125.0, 40.5), (124.4, 40.115),
    # the sea
    (124.25, 39.8), (123.4, 39.2), (122.5, 38.4), (123.2, 37.6), (123.0, 36.4), (121.0, 34.7), (122.3, 33.0),
    (123.2, 31.3), (123.2, 29.8), (122.4, 28.0), (120.8, 26.4), (120.2, 25.4), (119.4, 24.7), (118.2, 23.5),
    (116.8, 22.7), (114.8, 22.1), (113.6, 21.6), (111.5, 20.5), (110.9, 18.3), (109.5, 17.8), (108.2, 18.5),
    (108.2, 20.6), (107.98, 21.52),
    # Vietnam, Laos, Myanmar
    (107.2, 21.9), (106.69, 21.965), (106.55, 22.35), (106.7, 22.9), (105.3, 23.35), (103.975, 22.505), (103.0, 22.5),
    (102.2, 22.4), (101.7, 22.4), (101.8, 21.15), (101.1, 21.5), (100.1, 21.45), (99.2, 22.1), (99.5, 22.9),
    (98.9, 23.2), (98.7, 23.9), (97.5, 23.85), (97.55, 24.8), (98.6, 25.9), (98.65, 27.5), (97.3, 28.2),
    # the Himalaya and the Karakoram
    (96.0, 29.4), (94.3, 29.1), (93.2, 28.3), (91.6, 27.75), (90.0, 28.2), (89.0, 27.3), (88.1, 27.87), (86.0, 27.9),
    (85.1, 28.3), (83.5, 29.2), (81.3, 30.0), (78.7, 31.4), (79.2, 32.5), (78.9, 34.2), (77.8, 35.5), (75.9, 36.6),
    (74.8, 37.2), (74.8, 38.4), (73.5, 39.4), (73.9, 39.8), (75.6, 40.6), (76.5, 40.4), (80.2, 42.05), (80.2, 42.9),
    # Ili, Altai, the Gobi
    (80.37, 44.2), (79.9, 44.9), (82.5, 45.15), (82.3, 45.5), (83.0, 47.2), (85.5, 47.05), (85.7, 48.4), (87.8, 49.2),
    (89.0, 47.95), (90.9, 46.9), (90.7, 45.5), (93.5, 44.95), (95.4, 44.3), (96.4, 42.75), (100.3, 42.7),
    (101.8, 42.5), (105.0, 41.6), (107.5, 42.45), (110.4, 42.75), (111.95, 43.695), (111.5, 44.4), (112.0, 45.1),
    (113.6, 44.75), (114.5, 45.4), (115.7, 45.5), (116.6, 46.3), (118.3, 46.75), (119.9, 46.7), (119.8, 47.2),
    (118.5, 48.0), (117.3, 47.7), (116.1, 47.8), (115.5, 48.2), (116.7, 49.87), (117.37, 49.63),
    # Argun and Amur
    (119.2, 50.2), (120.8, 52.0), (120.0, 52.8), (121.4, 53.35), (123.5, 53.6), (125.6, 53.05), (126.95, 51.4),
    (127.51, 50.257), (127.8, 49.65), (129.5, 49.45), (130.6, 48.9), (130.9, 47.8), (132.5, 47.75), (133.6, 48.25),
    (134.3, 48.42),
)  # fmt: skip
"""Longitudes and latitudes, clockwise from where Ussuri and Amur meet."""

APART: Sequence[Outline] = (
    # Hong Kong: the bay, the Sham Chun, Sha Tau Kok, Mirs Bay
    (
        (113.82, 22.13), (113.83, 22.42), (113.95, 22.475), (114.0, 22.497), (114.06, 22.512), (114.09, 22.53),
        (114.116, 22.5305), (114.15, 22.552), (114.18, 22.556), (114.222, 22.548), (114.3, 22.555), (114.42, 22.56),
        (114.46, 22.53), (114.47, 22.13),
    ),
    # Macao
    ((113.527, 22.105), (113.537, 22.16), (113.533, 22.2), (113.541, 22.214), (113.557, 22.2155), (113.61, 22.2),
     (113.61, 22.105)),
    # Kinmen and Matsu
    ((118.21, 24.38), (118.21, 24.52), (118.51, 24.52), (118.51, 24.38)),
    ((119.9, 25.94), (119.9, 26.3), (120.1, 26.3), (120.1, 25.94)),
)  # fmt: skip
"""Within that outline, but mapped in WGS-84."""

# Krasovsky's ellipsoid of 1940, on which GCJ-02 is built.
AXIS_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323


def in_mainland_china(lat: float, lon: float) -> bool:
    """Whether maps of a place are drawn in GCJ-02.

    Decided by an outline of straight lines through the border towns, drawn for this purpose; Hong Kong, Macao, Kinmen
    and Matsu are cut out of it, Taiwan lies outside. It is right to about a kilometre at Shenzhen, Zhuhai and the
    larger crossings, and to some tens of kilometres in the mountains and along the rest of the land border. It says how
    maps are drawn, nothing else.

    Parameters
    ----------
    lat, lon : float
        Degrees of WGS-84.
    """
    return _within(MAINLAND, lat, lon) and not any(_within(outline, lat, lon) for outline in APART)


def gcj02_of(lat: float, lon: float) -> tuple[float, float]:
    """Shift a place into GCJ-02, if maps of it are drawn so.

    The formula became public in 2010 with the "on4wp7" project and is stated, with example pairs, by
    https://github.com/googollee/eviltransform and https://github.com/wandergis/coordtransform.

    Parameters
    ----------
    lat, lon : float
        Degrees of WGS-84.

    Returns
    -------
    lat, lon : float
        Degrees of GCJ-02; outside mainland China the same as were given.
    """
    if not in_mainland_china(lat, lon):
        return lat, lon
    north_m, east_m = _shift_m(lon - 105.0, lat - 35.0)
    bend = 1 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    metres_per_lat = radians(AXIS_M * (1 - ECCENTRICITY_SQUARED) / bend**1.5)
    metres_per_lon = radians(AXIS_M / sqrt(bend) * cos(radians(lat)))
    return lat + north_m / metres_per_lat, lon + east_m / metres_per_lon


def _shift_m(x: float, y: float) -> tuple[float, float]:
    """Metres to the north and to the east; `x` and `y` are degrees from 105° E, 35° N."""
    common = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north_waves = 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    east_waves = 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + (common + north_waves) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + (common + east_waves) * 2 / 3
    return north, east


def _within(outline: Outline, lat: float, lon: float) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    inside = False
    for index, (lon_b, lat_b) in enumerate(outline):
        lon_a, lat_a = outline[index - 1]
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
    return inside
