"""The horizon document: what was chosen, as JSON, and what of it the next planning holds to."""

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from optimiser.book import Book
from optimiser.documents.dates import Date
from optimiser.documents.findings import EnoughFaults, Findings
from optimiser.documents.kinds import Choice as OneOf
from optimiser.documents.kinds import Duration, Kind, ListOf, Name, Number, Reference, Text, Time
from optimiser.documents.records import Field, Record
from optimiser.horizon.chosen import Choice, Hindrance, HorizonMeasures, HorizonPlan, Load, Unkept

HORIZON_FORMAT = "roundsman-horizon/1"
_MOST = 1e15
_DATE, _DURATION, _ID, _COUNT = Date(), Duration(), Name("an id"), Number("a count", whole=True)
_NUMBER = Number("a number", most=_MOST)

CHOICE = Record(
    "a choice",
    Choice,
    "The day and the engineer that were chosen for an inspection, or for one part of it.",
    [
        Field("inspection", _ID, "Which inspection.", required=True),
        Field("kind", Text("a kind"), "What kind of work it is.", default="inspection", always=True),
        Field("site", Reference("site"), "Where.", required=True),
        Field("rules", ListOf(_ID, "a list of ids"), "Rules that it serves, the highest level first.", required=True),
        Field("day", _DATE, "When.", required=True),
        Field("engineer", Reference("engineer"), "Who.", required=True),
        Field("shift", _ID, "In which shift.", required=True),
        Field("order", _COUNT, "Its place among the inspections of that shift, from 1.", default=1, always=True),
        Field("duration", _DURATION, "How long the work takes.", default=timedelta(0), always=True),
    ],
)

HINDRANCE = Record(
    "a hindrance",
    Hindrance,
    "Why an inspection could not be had on some days of its span.",
    [
        Field("code", Text("a code"), "Which hindrance; stable.", required=True),
        Field("count", _COUNT, "How many shifts (or days) it rules out.", required=True),
        Field("message", Text("a sentence", most=10_000), "The same for people.", required=True),
    ],
)

UNKEPT = Record(
    "an unkept rule",
    Unkept,
    "A rule that could not be kept.",
    [
        Field("inspection", _ID, "Of which inspection.", required=True),
        Field("rule", OneOf(["tolerance", "served"]), "Which rule.", required=True),
        Field("late_days", _COUNT, "Days after the last allowed one; null where it is left out.", required=True,
              nullable=True),
        Field("hindrances", ListOf(HINDRANCE, "a list of hindrances"), "Why.", default=(), always=True),
    ],
)  # fmt: skip

LOAD = Record(
    "a load",
    Load,
    "How full one shift is.",
    [
        Field("engineer", Reference("engineer"), "Whose.", required=True),
        Field("shift", _ID, "Which shift.", required=True),
        Field("day", _DATE, "Its day.", required=True),
        Field("start", Time(), "When it starts.", required=True),
        Field("capacity", _DURATION, "Working time without breaks.", required=True),
        Field("room", _DURATION, "What of it is left free for tickets.", required=True),
        Field("work", _DURATION, "What the inspections take.", required=True),
        Field("travel", _DURATION, "What travel and set-up take, as estimated.", required=True),
        Field("travel_m", _COUNT, "Metres.", required=True),
    ],
)


def _measure_fields() -> list[Field]:
    kinds: Mapping[str, Kind] = {"int": _COUNT, "float": _NUMBER}
    return [
        Field(own.name, kinds["int" if own.name.endswith("count") else "float"], f"{own.name.replace('_', ' ')}.",
              required=True)
        for own in dataclasses.fields(HorizonMeasures)
    ]  # fmt: skip


MEASURES = Record("a measures", HorizonMeasures, "The figures that are weighed against each other.", _measure_fields())

HORIZON = Record(
    "a horizon",
    HorizonPlan,
    "A day and an engineer for each inspection that is due.",
    [
        Field("format", OneOf([HORIZON_FORMAT], "wrong_format"), "Name and version of this format.", required=True,
              default=HORIZON_FORMAT, kept=False),
        Field("first", _DATE, "The first day.", required=True),
        Field("last", _DATE, "The last day.", required=True),
        Field("cost", _NUMBER, "What the search has made as small as it could.", default=0.0, always=True),
        Field("measures", MEASURES, "Its figures.", required=True),
        Field("choices", ListOf(CHOICE, "a list of choices"), "In order of day, engineer and way.", required=True),
        Field("unkept", ListOf(UNKEPT, "a list of unkept rules"), "What could not be kept.", default=(), always=True),
        Field("postponed", ListOf(_ID, "a list of ids"), "What has time until after the last day.", default=(),
              always=True),
        Field("loads", ListOf(LOAD, "a list of loads"), "The shifts that have inspections.", default=(), always=True),
    ],
)  # fmt: skip


def write_horizon(plan: HorizonPlan) -> dict[str, Any]:
    """Write a plan as a document; of the loads only those of shifts that have inspections."""
    used = [load for load in plan.loads if load.work > timedelta(0)]
    out: dict[str, Any] = HORIZON.write(replace(plan, loads=used, cost=round(plan.cost, 2)))
    return out


def read_horizon(document: Mapping[str, Any], book: Book) -> HorizonPlan:
    """Read the document of a plan, to hold to what it promises.

    Raises
    ------
    FaultyInput
        With every fault of the document, in its order; sites and engineers that the book does not have among them.
    """
    found = Findings()
    for number, site in enumerate(book.sites):
        found.declare("site", site.id, ("sites", number))
    for number, engineer in enumerate(book.engineers):
        found.declare("engineer", engineer.id, ("engineers", number))
    draft: dict[str, Any] = {}
    with suppress(EnoughFaults):
        draft = HORIZON.draft(document, (), found) or {}
        found.settle()
    found.raise_any(document)
    plan: HorizonPlan = HORIZON.made(draft)
    return plan
