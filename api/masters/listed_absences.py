"""Absences of all engineers as a list; an absence is known by its engineer and its first day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
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
KEY = ("engineer", "first")


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
    """Add absences, and change those that begin on the same day; what no line names stays as it is."""
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
    said: dict[str, dict[str, Document]] = {name: {} for name in names}
    for each in given:
        said[each["engineer"]][each["first"]] = {key: value for key, value in each.items() if key != "engineer"}
    before = {name: {each["first"]: each for each in known[name].document.get("absences", [])} for name in names}
    documents = [
        {**_judged_part(known[name].document), "absences": list({**before[name], **said[name]}.values())}
        for name in names
    ]
    judged = judge(session, _ENGINEERS, documents, actor)
    if judged.findings:
        first_row = {name: next(i for i, each in enumerate(given) if each["engineer"] == name) for name in names}
        return Imported(0, 0, 0), [
            Finding(first_row[names[each.index]], "$.first", each.code, each.message, each.value)
            for each in judged.findings
        ]
    write_all(session, _ENGINEERS, [judged.documents[i] for i in range(len(names))], known, service)
    after = {name: {each["first"]: each for each in judged.documents[i]["absences"]} for i, name in enumerate(names)}
    named = [(name, first) for name in names for first in said[name]]
    added_count = sum(first not in before[name] for name, first in named)
    same_count = sum(before[name].get(first) == after[name][first] for name, first in named)
    return Imported(added_count, len(given) - added_count - same_count, same_count), ()


def _judged_part(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != UNSEEN}
