"""A request in VROOM's JSON in, an answer in VROOM's JSON out, and nothing is kept: the job of kind ``vroom``."""

from typing import Any

from api.interop.vroom import VroomSettings, answer_vroom
from api.jobs.kinds import Outcome, Task
from api.store.house import house_of
from optimiser import FaultyInput, describing, parse

INPUT_ERROR = 2


def answer_request(task: Task) -> Outcome:
    """Answer a request; what is wrong with it is an answer too.

    Params: ``text``, the request.
    """
    try:
        document = parse(task.params["text"])
    except FaultyInput as error:
        return Outcome({"code": INPUT_ERROR, "error": "\n".join(map(str, error.faults))})
    settings = VroomSettings(travel=_travel(task), threads=task.threads)
    return Outcome(answer_vroom(document, task.seconds, settings, should_stop=task.hearing.should_stop))


def _travel(task: Task) -> Any:
    """The house's own travel: what requests without matrices go by."""
    with task.store.reading() as session:
        document = house_of(session).document["travel"]
    return describing.TRAVEL.read(document, ("travel",), describing.Findings())
