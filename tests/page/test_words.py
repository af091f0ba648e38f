"""Both languages say the same things."""

import re
from string import Formatter

import pytest

from api.page.reasons import KINDS
from api.page.words import CHINESE, ENGLISH

PLACES = Formatter()


def test_both_languages_have_the_same_keys() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    assert KINDS["en"].keys() == KINDS["zh"].keys()


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_both_languages_name_the_same_values(key: str) -> None:
    names = [{name for _, name, _, _ in PLACES.parse(words[key]) if name} for words in (ENGLISH, CHINESE)]
    assert names[0] == names[1]


@pytest.mark.parametrize("text", [*CHINESE.values(), *KINDS["zh"].values()])
def test_chinese_is_chinese(text: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", text)
