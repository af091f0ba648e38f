"""Text that is no strict JSON object is refused in one short sentence that says where."""

import pytest

from optimiser.documents import parse
from optimiser.errors import Fault, FaultyInput


def faults_of(text: bytes | str, **options: int) -> list[Fault]:
    """Parse what is faulty."""
    with pytest.raises(FaultyInput) as refused:
        parse(text, **options)
    return list(refused.value.faults)


def test_an_object_is_read_with_and_without_a_byte_order_mark() -> None:
    assert parse('{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}
    assert parse(b'\xef\xbb\xbf{"a": "\xe9\x9d\x92"}') == {"a": "青"}
    assert parse('\ufeff{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", "not_json", "line 1, column 1"),
        ('{"a": 1,\n "b" 2}', "not_json", "line 2, column 6"),
        ('{"a": tru}', "not_json", 'at "tru}"'),
        ('{"a": 1} {}', "not_json", "extra data"),
        ("[1, 2]", "wrong_type", "not an object"),
        ('"text"', "wrong_type", "not an object"),
        ("null", "wrong_type", "not an object"),
        (b"\x1f\x8b\x08\x00", "not_text", "byte 1 is 0x8b"),
        ('{"a": ' + "[" * 100_000, "not_json", "too deep"),
        ('{"a": ' + "9" * 5000 + "}", "not_json", "thousands of digits"),
    ],
)
def test_what_is_no_json_object_is_refused(text: bytes | str, code: str, word: str) -> None:
    (fault,) = faults_of(text)
    assert (fault.path, fault.code) == ("$", code)
    assert word in fault.message
    assert ";" in fault.message


def test_numbers_that_are_none_are_refused_where_they_stand() -> None:
    faults = faults_of('{"a": [1, NaN], "b": {"c d": -Infinity}, "e": 1e999, "f": 1e308}')
    assert [fault.path for fault in faults] == ["$.a[1]", '$.b["c d"]', "$.e"]
    assert {fault.code for fault in faults} == {"not_finite"}


def test_keys_that_stand_twice_are_refused_where_they_stand() -> None:
    faults = faults_of('{"b": [{"x": 1, "y": 2, "x": 3, "x": 4}], "a": 1, "a": 1}')
    assert [(fault.path, fault.code) for fault in faults] == [("$.b[0].x", "duplicate_key"), ("$.a", "duplicate_key")]


def test_a_document_over_the_limit_is_refused_unread() -> None:
    assert faults_of(b"{" + b" " * 100, most_bytes=100)[0].code == "too_large"
    assert parse(b'{"a": 1}', most_bytes=8) == {"a": 1}


@pytest.mark.parametrize(
    "junk",
    [b"\x00" * 9_999_999, b"a" * 9_999_999, b'{"a":' + b"NaN," * 2_000_000, b'{"a":' * 1_999_999, b"\xff" * 20_000_000],
    ids=["zeros", "letters", "numbers", "depth", "size"],
)
def test_megabytes_of_junk_are_refused_in_a_short_sentence(junk: bytes) -> None:
    faults = faults_of(junk)
    assert sum(len(str(fault)) for fault in faults) < 400


def test_megabytes_of_wrong_numbers_are_not_told_one_by_one() -> None:
    faults = faults_of(b'{"a":[' + b"NaN," * 50_000 + b"1]}")
    assert len(faults) == 21
    assert "at least" in faults[-1].message
