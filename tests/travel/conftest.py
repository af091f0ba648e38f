"""What the travel tests share: problems of a few places, extracts written by hand, the folder of real data."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from optimiser.inputs import Horizon, Place, Problem, Travel

SHARED = Path(__file__).resolve().parents[3] / "shared"
Way = tuple[Sequence[int], Mapping[str, str]]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and of the independent judge, which stands beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the shared data, which is not at {SHARED}")
    return SHARED


@pytest.fixture
def problem_of() -> Callable[..., Problem]:
    """Make a problem that is nothing but places and a kind of travel."""

    def make(travel: Travel, points: Sequence[tuple[float | None, float | None]]) -> Problem:
        horizon = Horizon(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
        places = [Place(f"p{i}", lat, lon) for i, (lat, lon) in enumerate(points)]
        return Problem(horizon, travel, places, engineers=[], visits=[])

    return make


@pytest.fixture
def write_extract(tmp_path: Path) -> Callable[..., Path]:
    """Write an ``.osm`` file: nodes by id with latitude, longitude and tags, and ways in order."""

    def write(
        nodes: Mapping[int, tuple[float, float]],
        ways: Sequence[Way],
        node_tags: Mapping[int, Mapping[str, str]] | None = None,
    ) -> Path:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        for ref, (lat, lon) in sorted(nodes.items()):
            about = "".join(_tags((node_tags or {}).get(ref, {})))
            lines.append(f'<node id="{ref}" version="1" lat="{lat}" lon="{lon}">{about}</node>')
        for number, (refs, tags) in enumerate(ways, 1):
            inside = "".join(f'<nd ref="{ref}"/>' for ref in refs) + "".join(_tags(tags))
            lines.append(f'<way id="{number}" version="1">{inside}</way>')
        path = tmp_path / "tiny.osm"
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path

    return write


def _tags(tags: Mapping[str, str]) -> list[str]:
    return [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items()]
