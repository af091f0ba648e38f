"""Lines on a map as text, in the encoded polyline format (five decimals), which VROOM's clients decode."""

from collections.abc import Iterable, Iterator

from api.interop.vroom.question import Point


def polyline(points: Iterable[Point]) -> str:
    """Encode points, given as longitude and latitude; the format has latitude first."""
    lat = lon = 0
    text: list[str] = []
    for point in points:
        next_lat, next_lon = round(point[1] * 1e5), round(point[0] * 1e5)
        text += _letters(next_lat - lat)
        text += _letters(next_lon - lon)
        lat, lon = next_lat, next_lon
    return "".join(text)


def _letters(number: int) -> Iterator[str]:
    """Five bits a letter, the lowest first; the sign is the lowest bit."""
    rest = ~(number << 1) if number < 0 else number << 1
    while rest >= 0x20:
        yield chr((0x20 | (rest & 0x1F)) + 63)
        rest >>= 5
    yield chr(rest + 63)
