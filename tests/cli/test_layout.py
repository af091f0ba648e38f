"""Documents are laid out for people and say the same to machines."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from api.cli.layout import document_bytes

LEAVES = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False)
TEXTS = some.text(some.characters(exclude_categories=["Cs"]))
VALUES = some.recursive(
    LEAVES | TEXTS, lambda inner: some.lists(inner) | some.dictionaries(TEXTS, inner), max_leaves=15
)


@settings(max_examples=40, deadline=None)
@given(some.dictionaries(TEXTS, VALUES))
def test_what_is_laid_out_reads_back_the_same(document: dict[str, Any]) -> None:
    assert json.loads(document_bytes(document)) == document


def test_a_row_of_numbers_stays_on_one_line_and_letters_stay_letters() -> None:
    text = document_bytes({"name": "青岛", "seconds": [[0, 1], list(range(200))]}).decode()
    assert "青岛" in text
    assert text.count("\n") == 7
