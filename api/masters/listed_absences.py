"""Absences of all engineers as a list, in which the lines of a day are all absences that begin on it.

So whoever changes a time in a table changes the absence, and does not add another one beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.masters.absences import overlapped
from api.masters.importing import MOST_ROWS, Imported, write_all
from api.masters.kinds import KINDS
from api.masters.soundness import Finding, judge
from api.masters.writing import UNSEEN
from api.service import Service
from api.store import master_rows, masters
from optimiser import Absence, describing

Document = dict[str, Any]
_ENGINEERS = KINDS["engineers"]


@dataclass(frozen=True)
class AbsenceLine(Absence):
    """An absence, and whose it is."""

    engineer: str = ""


LINE = describing.Record(
    "an absence",
    AbsenceLine,
    describing.ABSENCE.meaning,
    [
        describing.Field("engineer", describing.Name("an engineer"), "Who is away.", required=True),
        *describing.ABSENCE.fields,
    ],
    describing.ABSENCE.checks,
)
KEY = ("engineer", "first", "from")

Days = Mapping[str, Sequence[Document]]
"""The absences of an engineer, by their first days."""


def lines(session: Session, actor: Actor) -> Sequence[Document]:
    """Read the absences of the engineers whom somebody may see."""
    return [
        {"engineer": document["id"], **absence}
        for document in master_rows.documents(session, _ENGINEERS.table, actor, MOST_ROWS)
        for absence in document.get("absences", [])
    ]


def write(
    session: Session, service: Service, given: Sequence[Document], actor: Actor
) -> tuple[Imported, Sequence[Finding]]:
    """Put absences in the place of those that begin on the same days; what begins on others stays as it is."""
    names = list(dict.fromkeys(each["engineer"] for each in given))
    known = masters.by_id(session, _ENGINEERS.table, names)
    seen = master_rows.seen(session, _ENGINEERS.table, names, actor)
    strangers = [
        Finding(i, "$.engineer", "unknown_engineer", f"there is no engineer {name!r}; add it first", name)
        for i, name in enumerate(each["engineer"] for each in given)
        if name not in seen
    ]
    if strangers:
        return Imported(0, 0, 0), strangers
    overlapping = _overlapping(given)
    if overlapping:
        return Imported(0, 0, 0), overlapping
    said = {name: _by_day(_without_engineer(each) for each in given if each["engineer"] == name) for name in names}
    before = {name: _by_day(known[name].document.get("absences", [])) for name in names}
    documents = [
        {**_judged_part(known[name].document), "absences": _in_one({**before[name], **said[name]})} for name in names
    ]
    judged = judge(session, _ENGINEERS, documents, actor)
    if judged.findings:
        first_row = {name: next(i for i, each in enumerate(given) if each["engineer"] == name) for name in names}
        return Imported(0, 0, 0), [
            Finding(first_row[names[each.index]], "$.first", each.code, each.message, each.value)
            for each in judged.findings
        ]
    write_all(session, _ENGINEERS, [judged.documents[i] for i in range(len(names))], known, service)
    after = {name: _by_day(judged.documents[i]["absences"]) for i, name in enumerate(names)}
    days = [(before[name].get(first, ()), after[name][first]) for name in names for first in said[name]]
    added_count = sum(max(0, len(new) - len(old)) for old, new in days)
    same_count = sum(each in old for old, new in days for each in new)
    return Imported(added_count, len(given) - added_count - same_count, same_count), ()


def _overlapping(given: Sequence[Document]) -> Sequence[Finding]:
    so_far: defaultdict[str, list[Document]] = defaultdict(list)
    out = []
    for i, each in enumerate(given):
        absence = _without_engineer(each)
        in_the_way = overlapped(so_far[each["engineer"]], absence)
        if in_the_way is not None:
            message = f"{in_the_way} in a row before, and is not over; keep one of the rows, or mend the times"
            out.append(Finding(i, "$.first", "overlap", message, each["first"]))
        so_far[each["engineer"]].append(absence)
    return out


def _without_engineer(line: Document) -> Document:
    return {key: value for key, value in line.items() if key != "engineer"}


def _by_day(absences: Iterable[Document]) -> Days:
    out: defaultdict[str, list[Document]] = defaultdict(list)
    for each in absences:
        out[each["first"]].append(each)
    return out


def _in_one(days: Days) -> list[Document]:
    return [each for absences in days.values() for each in absences]


def _judged_part(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != UNSEEN}
