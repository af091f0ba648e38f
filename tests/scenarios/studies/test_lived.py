"""A case is kept whole, and read as it was."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.measures.readings import readings
from scenarios.measures.tally import Tally
from scenarios.studies.lived import Shelf, pack, seconds_of, tally_in, unpacked
from scenarios.studies.whole import writing

DAYS = 5
NUMBERS = st.floats(0, 1e9)
SUMS = st.tuples(
    st.integers(0, DAYS - 1), st.sampled_from("abc"), NUMBERS, NUMBERS, st.sampled_from(["", "policy=维保"])
)
WAITS = st.tuples(st.integers(0, DAYS - 1), st.floats(0, 1e8), st.sampled_from(["", "policy=维保"]))


@settings(max_examples=20)
@given(st.lists(SUMS, max_size=20), st.lists(WAITS, max_size=20), st.integers(0, DAYS - 1))
def test_a_case_reads_the_same_after_it_was_kept(
    sums: list[tuple[int, str, float, float, str]], waits: list[tuple[int, float, str]], first_day: int
) -> None:
    tally = Tally(DAYS)
    for addition in sums:
        tally.add(*addition)
    for wait in waits:
        tally.add_wait(*wait)
    again = tally_in(pack(tally, 1.5))
    assert again.days == DAYS
    assert readings(again, first_day) == readings(tally, first_day)


def test_a_case_says_how_long_it_took_and_two_packings_are_alike() -> None:
    one, other = Tally(3), Tally(3)
    for tally, groups in ((one, "ab"), (other, "ba")):
        for group in groups:
            tally.add(1, "on_time", 3.0, 4.0, group)
    assert seconds_of(pack(one, 1.25)) == 1.25
    assert pack(one, 0.0) == pack(other, 0.0)
    assert unpacked(pack(one, 0.0)).num_rows == 2


def test_a_shelf_keeps_cases_for_the_next_one_who_looks(tmp_path: Path) -> None:
    packed = pack(Tally(3), 1.0)
    shelf = Shelf(tmp_path / "cases")
    shelf["a"] = packed
    shelf["b"] = packed
    del shelf["b"]
    later = Shelf(tmp_path / "cases")
    assert dict(later) == {"a": packed}
    assert len(later) == 1


@pytest.mark.parametrize("damage", [b"", b"PAR1", pack(Tally(3), 1.0)[:-20]], ids=["empty", "head", "cut"])
def test_a_damaged_case_is_none(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(damage)
    assert Shelf(tmp_path).get("a") is None


def test_what_was_left_unfinished_is_removed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writing(tmp_path / "a.parquet") as draft:  # noqa: PT012
        draft.write_bytes(b"half")
        draft.with_name(".b.parquet.0.unfinished").write_bytes(b"killed")
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == [".b.parquet.0.unfinished"]
    Shelf(tmp_path)
    assert not list(tmp_path.iterdir())
