"""The guide's examples do what the guide says."""

import json
import re
import time
from pathlib import Path

from api.interop.vroom import VroomSettings, answer_vroom
from tests.vroom_json.referee import check_answer

GUIDE = Path(__file__).parents[2] / "docs" / "vroom.md"
QUICK = VroomSettings(iterations=300, threads=1)


def test_the_request_of_the_guide_is_answered_as_the_guide_says():
    request, expected, _ = (
        json.loads(b) for b in re.findall(r"```json\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    )
    answer = answer_vroom(request, time.monotonic, QUICK)
    check_answer(request, answer)
    assert answer["code"] == expected["code"]
    assert answer["summary"] | expected["summary"] == answer["summary"]
    assert [job["id"] for job in answer["unassigned"]] == [9]


def test_the_fault_of_the_guide_is_told_as_the_guide_says():
    expected = json.loads(re.findall(r"```json\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)[-1])
    document = {"vehicles": [{"id": 1, "start": [8.69, 49.42]}], "jobs": [{"id": 1, "location": [8.68]}]}
    assert answer_vroom(document, time.monotonic, QUICK) == expected
