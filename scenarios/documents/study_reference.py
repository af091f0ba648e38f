"""The study document in other words: its JSON Schema and its reference page."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from optimiser import describing as of
from scenarios.documents.change_records import AS_IT_IS, CHANGE_RECORDS, SCENARIO
from scenarios.documents.history_reading import HISTORY, TEMPLATE
from scenarios.documents.service_records import FLU, OPERATIONS, REALITY, STOCK, STREAM, SURGE, WAGES, WORK_TIME
from scenarios.documents.study_record import (
    MOST_SCENARIOS,
    PRECISION,
    REPLICATIONS,
    STUDY,
    STUDY_FORMAT,
)
from scenarios.documents.toml_text import MOST_STUDY_BYTES
from scenarios.library import study_path
from scenarios.selection.described import SEARCH_RECORDS

STUDY_FAULT_CODES: Mapping[str, str] = {
    "not_toml": "The study is not TOML.",
    "no_files_here": "A study that came without a folder names a file.",
    "short_history": "A history has too few days to fit demand on.",
    "no_history": "A history has no tickets on the days to fit on.",
    "unknown_column": "A file has no column of this name.",
    "unknown_type": "A history has no tickets of this type.",
    "unknown_regime": "The library has no regime of this name.",
    "unknown_study": "The library has no study of this name.",
    "unknown_measure": "There is no measure of this name.",
    "unknown_group": "Measures have no group of this name.",
    "unknown_stream": "No stream of the study has this id.",
    "unknown_part": "No stream of the study needs this part.",
    "unknown_skill": "Nobody has this skill, and nothing needs it.",
    "unknown_severity": "The book knows no such severity.",
    "unknown_scenario": "No scenario of the study has this name.",
    "unknown_unit_kind": "The book has no unit of this kind.",
    "wrong_length": "A list of weights has too few or too many of them.",
    "no_weight": "All weights are 0.",
    "no_sites": "The book has no site that could report anything.",
    "no_change": "A scenario changes nothing.",
    "no_effect": "A scenario says what is so already.",
    "outside_days": "A storm or a flu comes on days that are not simulated.",
    "no_such_promise": "A policy promises the tickets that are meant nothing of this kind.",
    "combines_itself": "A scenario combines itself, by way of others.",
    "contradiction": "Two changes cannot both be made.",
    "nobody_can": "Nobody has a skill that is needed, at the level that is needed, where it is needed.",
    "no_wages": "A search in which all staffings cost the same; of a study, a warning: nobody is paid.",
    "no_demand": "A warning: no tickets are reported.",
    "nobody_works": "A warning: nobody has a shift on any day that is measured.",
    "too_many_candidates": "A search among too many combinations.",
    "wrong_direction": "A search for what any staffing keeps: a bound on the wrong side of a measure.",
    "certificate_ends": "A warning: the last valid certificate of a skill that is needed ends within the study.",
}
"""Every code that a fault of a study can have besides those of books, and what it means."""

_PARTS: Mapping[str, Sequence[of.Record]] = {
    "How often": (REPLICATIONS, PRECISION),
    "The service": (OPERATIONS, REALITY, FLU, STOCK, WAGES),
    "What is reported": (STREAM, WORK_TIME, SURGE, HISTORY, TEMPLATE),
    "What would happen if": (SCENARIO, *CHANGE_RECORDS),
    "The cheapest staffing": SEARCH_RECORDS,
}


_NAMES = {record.name.lower() for records in _PARTS.values() for record in records} | {AS_IT_IS.name.lower()}
_LINK = re.compile(r"\(#(\w+)\)")


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the study document."""
    shared: dict[str, Any] = {}
    own = STUDY.full_schema(shared)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": f"{STUDY_FORMAT} study", **own, "$defs": shared}


def study_reference() -> str:
    """Return the reference page of the study document, in Markdown."""
    parts = [f"# {title}\n\n" + "\n\n".join(map(_section, records)) for title, records in _PARTS.items()]
    return "\n\n".join([_opening(), _section(STUDY), *parts, _starting_point(), _codes()])


def generated_files() -> dict[str, str]:
    """Return what belongs into the folder ``docs``, by file name."""
    schema = json.dumps(study_schema(), indent=2, ensure_ascii=False) + "\n"
    return {"study.schema.json": schema, "study-format.md": study_reference()}


def _section(record: of.Record) -> str:
    rows = "\n".join(_row(record, field) for field in record.fields)
    head = "| field | type | required | default | meaning |\n|---|---|---|---|---|"
    return f"## {record.name}\n\n{record.meaning}\n\n{head}\n{rows}"


def _row(record: of.Record, field: of.Field) -> str:
    default = "" if field.required else f"`{_default(record, field)}`"
    cells = f"`{field.key}`", _type(field.kind), "yes" if field.required else "", default, field.meaning
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(kind: of.Kind) -> str:
    """Name a kind; what is described among the parts of a book is linked to there."""
    return _LINK.sub(lambda link: link[0] if link[1] in _NAMES else f"(book.md#{link[1]})", kind.title())


def _starting_point() -> str:
    """Do not repeat what stands under Scenario."""
    own = ", ".join(f"`{field.key}`" for field in SCENARIO.fields if field not in AS_IT_IS.fields)
    return f"## {AS_IT_IS.name}\n\n{AS_IT_IS.meaning} Its fields are those of a scenario, without {own}."


def _default(record: of.Record, field: of.Field) -> str:
    """Write what a field is when it is absent."""
    default = record.default_of(field)
    if default is None:
        return "null"
    return json.dumps(field.kind.write(default), ensure_ascii=False)


def _codes() -> str:
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in STUDY_FAULT_CODES.items())
    return f"""# Codes of faults in a study

Besides those that [every document](format.md#codes-of-faults) and [a book](book.md#codes-of-faults-in-a-book) can have:

| code | meaning |
|---|---|
{rows}
"""


def _opening() -> str:
    return f"""<!-- Generated by `python -m scenarios.documents docs/`; change the code, not this page. -->

# The study document, `{STUDY_FORMAT}`, field by field

A study asks what would happen if: it lives through weeks of simulated service as it is and under each of its scenarios,
and compares. It is written in TOML, or in JSON with the same fields where programs send it;
[study.schema.json](study.schema.json) says the same to machines, as far as JSON Schema can.

- A **date** is `2026-12-07`, a **time of day** `07:30:00`; in TOML with or without quotation marks.
- A **duration** is ISO 8601, a text: `"PT45M"`, `"P5D"`.
- Shares are from 0 to 1, weights of any size, money is in the currency of the book.
- The scenario `as it is`, which changes nothing, is always there and stands first.
- The order in which things are said in a scenario makes no difference. A scenario that says two things that cannot both
  be is refused, and so is one that combines two such scenarios.
- Whatever is not said in a scenario stays as it is.
- Fields that begin with `x_`, and `severity`, `name`, `note` where they are no fields of their own, are left unread.
  Any other field that is not listed here is a fault.
- A study has at most {MOST_STUDY_BYTES // 1_000_000} MB and {MOST_SCENARIOS} scenarios.
- Of a faulty one every fault is told at once, and nothing is run. A scenario in which nobody has a skill that is
  needed, where it is needed, is a fault.

One of the library, `ciq_shandong`, without its demand:

```toml
{_example()}
```"""


def _example() -> str:
    """The study of a regime, without comments and streams."""
    text = study_path("ciq_shandong").read_text(encoding="utf-8")
    blocks = [block for block in text.split("\n\n") if "[[demand]]" not in block]
    lines = [line for block in blocks for line in (*block.strip().splitlines(), "")]
    return "\n".join(line for line in lines if not line.startswith("#")).strip()
