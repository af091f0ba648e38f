"""The folder in which matrices are kept between runs: nothing that goes wrong in it may stop a plan."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from optimiser.inputs import Problem, Roads
from optimiser.travel import MatrixCache, travel_times
from optimiser.travel.cache import cache_key
from optimiser.travel.roads.file import file_state

KEYS = [cache_key({"number": i}) for i in range(6)]
ROAD = (
    '<osm version="0.6"><node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="{}"/>'
    '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way></osm>'
)


class CountingCache(MatrixCache):
    """Remembers which keys were found and which were stored."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.found: list[str] = []
        self.stored: list[str] = []

    def load(self, key: str) -> dict[str, np.ndarray] | None:
        arrays = super().load(key)
        if arrays is not None:
            self.found.append(key)
        return arrays

    def store(self, key: str, arrays: dict[str, np.ndarray]) -> None:  # type: ignore[override]
        self.stored.append(key)
        super().store(key, arrays)


def kilobyte(number: int = 0) -> dict[str, np.ndarray]:
    return {"a": np.full(1000, number, np.uint8)}


def test_what_was_stored_is_read_back(tmp_path: Path) -> None:
    MatrixCache(tmp_path / "new" / "folder").store(KEYS[0], {"a": np.arange(6).reshape(2, 3), "b": np.array([True])})
    found = MatrixCache(tmp_path / "new" / "folder").load(KEYS[0])
    assert found is not None
    assert found["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["b"].dtype == np.bool_
    assert MatrixCache(tmp_path).load(KEYS[1]) is None


def test_a_key_differs_with_settings_values_types_and_shapes() -> None:
    line = np.zeros(4)
    keys = {
        cache_key({"a": 1}, line),
        cache_key({"a": 2}, line),
        cache_key({"b": 1}, line),
        cache_key({"a": 1}, line + 1e-9),
        cache_key({"a": 1}, line.reshape(2, 2)),
        cache_key({"a": 1}, line.astype(np.int64)),
        cache_key({"a": 1}, line[:2], line[2:]),
    }
    assert len(keys) == 7
    assert cache_key({"a": 1, "b": 2}) == cache_key({"b": 2, "a": 1})


def test_a_key_gives_nothing_away() -> None:
    assert "s3cret" not in cache_key({"url": "http://anna:s3cret@localhost"})


def test_only_keys_name_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no key"):
        MatrixCache(tmp_path).load("../outside")


@pytest.mark.parametrize("damage", [b"", b"PK", b"junk" * 100])
def test_a_damaged_file_counts_as_absent_and_is_written_again(tmp_path: Path, damage: bytes) -> None:
    cache = MatrixCache(tmp_path)
    (tmp_path / f"{KEYS[0]}.npz").write_bytes(damage)
    assert cache.load(KEYS[0]) is None
    cache.store(KEYS[0], kilobyte())
    assert cache.load(KEYS[0]) is not None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_short_counts_as_absent(tmp_path: Path, share: float) -> None:
    cache = MatrixCache(tmp_path)
    cache.store(KEYS[0], kilobyte())
    path = tmp_path / f"{KEYS[0]}.npz"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert cache.load(KEYS[0]) is None


def test_a_flipped_byte_counts_as_absent(tmp_path: Path) -> None:
    cache = MatrixCache(tmp_path)
    cache.store(KEYS[0], kilobyte())
    path = tmp_path / f"{KEYS[0]}.npz"
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    assert cache.load(KEYS[0]) is None


def test_pickled_objects_are_never_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("loaded",)

    np.savez(tmp_path / f"{KEYS[0]}.npz", a=np.array([Trap()], dtype=object))
    assert MatrixCache(tmp_path).load(KEYS[0]) is None
    assert capsys.readouterr().out == ""


def test_a_file_that_unpacks_beyond_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / f"{KEYS[0]}.npz", a=np.zeros(1_000_000))
    assert (tmp_path / f"{KEYS[0]}.npz").stat().st_size < 100_000
    assert MatrixCache(tmp_path, limit_bytes=100_000).load(KEYS[0]) is None


def test_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    cache = MatrixCache(tmp_path, limit_bytes=4000)
    for age, key in enumerate(KEYS[:3]):
        cache.store(key, kilobyte())
        os.utime(tmp_path / f"{key}.npz", (1000 + age, 1000 + age))
    assert cache.load(KEYS[0]) is not None
    cache.store(KEYS[3], kilobyte())
    assert [cache.load(key) is not None for key in KEYS[:4]] == [True, False, True, True]


def test_leftovers_of_interrupted_writes_are_cleared_away_in_time(tmp_path: Path) -> None:
    (tmp_path / "half.part").write_bytes(b"x" * 5000)
    os.utime(tmp_path / "half.part", (1000, 1000))
    (tmp_path / "notes.txt").write_bytes(b"x" * 5000)
    MatrixCache(tmp_path, limit_bytes=4000).store(KEYS[0], kilobyte())
    assert {path.name for path in tmp_path.iterdir()} == {f"{KEYS[0]}.npz", "notes.txt"}


def test_what_exceeds_the_limit_alone_is_not_kept(tmp_path: Path) -> None:
    MatrixCache(tmp_path, limit_bytes=500).store(KEYS[0], kilobyte())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_tolerated(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where the folder should be")
    cache = MatrixCache(tmp_path / "file" / "folder")
    cache.store(KEYS[0], kilobyte())
    assert cache.load(KEYS[0]) is None


def test_writers_and_readers_at_once_never_see_half_a_file(tmp_path: Path) -> None:
    seen: list[bool] = []

    def write_and_read(number: int) -> None:
        cache = MatrixCache(tmp_path)
        for _ in range(20):
            cache.store(KEYS[0], kilobyte(number))
            found = cache.load(KEYS[0])
            seen.append(found is not None and len(set(found["a"].tolist())) == 1)

    threads = [threading.Thread(target=write_and_read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80 and all(seen)


def test_the_folder_is_the_one_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDSMAN_CACHE_DIR", str(tmp_path))
    assert MatrixCache().folder == tmp_path
    monkeypatch.setenv("ROUNDSMAN_CACHE_DIR", "")
    assert "roundsman" in str(MatrixCache().folder)


def test_the_same_problem_is_computed_once_and_another_anew(tmp_path: Path, problem_of: Callable[..., Problem]) -> None:
    extract = tmp_path / "road.osm"
    extract.write_text(ROAD.format("0.001"))
    points = [(0.0, 0.0), (0.0, 0.001)]
    cache = CountingCache(tmp_path / "kept")

    def metres(factor: float = 1.0, points: list[tuple[float, float]] = points) -> int:
        return int(travel_times(problem_of(Roads("road.osm", factor), points), cache=cache, base=tmp_path).metres[0, 1])

    assert metres() == metres() == 111
    assert (len(cache.stored), len(cache.found)) == (2, 1)  # the network and the matrix; the matrix
    metres(factor=0.5)
    metres(points=[(0.0, 0.0), (0.0, 0.0011)])
    assert (len(cache.stored), len(cache.found)) == (4, 3)  # two matrices over the network that was kept
    extract.write_text(ROAD.format("0.0010000"))
    metres()
    assert (len(cache.stored), len(cache.found)) == (6, 3)  # the extract is another file now


def test_an_extract_counts_as_another_when_its_size_or_its_time_of_writing_changes(tmp_path: Path) -> None:
    states = []
    for content, written in [("ab", 1000), ("ba", 2000), ("abc", 2000)]:
        (tmp_path / "road.osm").write_text(content)
        os.utime(tmp_path / "road.osm", (written, written))
        states.append(cache_key(file_state(tmp_path / "road.osm")))
    assert len(set(states)) == 3


def test_a_kept_matrix_of_the_wrong_size_is_computed_anew(tmp_path: Path, problem_of: Callable[..., Problem]) -> None:
    (tmp_path / "road.osm").write_text(ROAD.format("0.001"))
    cache, problem = CountingCache(tmp_path / "kept"), problem_of(Roads("road.osm"), [(0.0, 0.0), (0.0, 0.001)])
    travel_times(problem, cache=cache, base=tmp_path)
    for key in list(cache.stored):
        MatrixCache(tmp_path / "kept").store(key, kilobyte())
    assert travel_times(problem, cache=cache, base=tmp_path).metres.tolist() == [[0, 111], [111, 0]]
    assert len(cache.stored) == 4
