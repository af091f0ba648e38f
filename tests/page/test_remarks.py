"""What was remarked when a plan was made stands on its page, first."""

import pytest

from api.page import render
from api.page.remarks import Remarks, Shortage, remarks_of
from api.page.words import TAGS, Language

from .days import small_day

DEPOT, VAN = (
    {"kind": kind, "id": kind, "name": name, "count": 1} for kind, name in (("depot", "Store"), ("van", None))
)
PART = {"visit": "v1", "ticket": "t1", "engineer": "e1", "on": "2026-11-23", "part": "fan", "count": 4}
WARNING = "t1 needs 4 x fan; e1's van has 1 free, depot Store has 1 free: 2 are missing"


def page(remarks: Remarks, language: Language = "en") -> str:
    day = small_day()
    return render(day.problem, day.plan, day.seconds, day.metres, language, remarks)


def test_parts_that_are_missing_are_told_once_and_those_that_are_there_not_at_all() -> None:
    matter = {
        "warnings": ["Holidays are known until 2026-12-31.", WARNING],
        "parts": [
            {**PART, "take": [VAN, DEPOT], "missing": 2, "warning": WARNING},
            {**PART, "part": "lamp", "take": [VAN], "missing": 0, "warning": None},
        ],
    }
    assert remarks_of(matter) == Remarks(
        ["Holidays are known until 2026-12-31."], [Shortage("v1", "e1", "fan", 4, 1, [("Store", 1)], 2)]
    )
    assert remarks_of({}) == Remarks([], [])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Look at this first", "Parts missing", "In the van")), ("zh", ("请先注意", "缺少备件", "车上"))],
    ids=["en", "zh"],
)
def test_remarks_stand_first_and_can_be_read_in_both_languages(language: Language, words: tuple[str, ...]) -> None:
    engineer = small_day().problem.engineers[0]
    short = Shortage("v1", engineer.id, "<fan>", 4, 1, [("Store & Co", 1)], 2)
    html = page(Remarks(["Holidays are known until <2026>."], [short]), language)
    assert f'<html lang="{TAGS[language]}">' in html
    assert html.index('id="remarks"') < html.index('id="gantt"')
    section = html[html.index('id="remarks"') : html.index('id="gantt"')]
    for told in (*words, "Holidays are known until &lt;2026&gt;.", "&lt;fan&gt;", "Store &amp; Co: 1"):
        assert told in section
    assert 'lang="en">Holidays' not in section, "the style hides what is tagged so from the Chinese page"


def test_where_nothing_was_remarked_nothing_is_shown() -> None:
    assert 'id="remarks"' not in page(Remarks())
