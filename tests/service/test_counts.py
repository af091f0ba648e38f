"""The counts of the rate limits agree with the library's own, and old ones are forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits.storage import MemoryStorage

from api.platform import counts
from api.platform.counts import Counts


@pytest.fixture(scope="module")
def theirs() -> MemoryStorage:
    return MemoryStorage()


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20))
def test_what_is_counted_agrees_with_the_library(theirs: MemoryStorage, keys: list[str]) -> None:
    theirs.reset()
    ours = Counts()
    assert [ours.incr(key, 60) for key in keys] == [theirs.incr(key, 60) for key in keys]
    assert {key: ours.get(key) for key in "abcd"} == {key: theirs.get(key) for key in "abcd"}
    assert ours.reset() == len(set(keys))


def test_a_count_begins_anew_when_its_span_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(counts.time, "time", lambda: now[0])
    ours = Counts()
    assert [ours.incr("a", 60), ours.incr("a", 60)] == [1, 2]
    assert ours.get_expiry("a") == 1060.0
    now[0] = 1060.0
    assert ours.get("a") == 0
    assert ours.incr("b", 60) == 1
    assert ours.reset() == 1, "the old count was forgotten in passing"
