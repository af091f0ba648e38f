"""From the scenarios that a study says to the ones that are simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from optimiser import FaultyInput, read_book, write_book
from optimiser import describing as of
from scenarios.changes import Change, Together, then
from scenarios.documents.change_making import Making, Placed
from scenarios.documents.combining import christened, flattened, loops, note_contradictions
from scenarios.documents.findings import Findings
from scenarios.documents.needs import unmet_needs
from scenarios.service import Service
from scenarios.studies.study import BASELINE, Scenario

_MAY_BREAK = {"promises", "shifts", "on_call", "overtime_limit"}
"""Fields after whose changes a book may hold together no more: shifts overlap, a break lies outside its shift …"""


class ScenarioReading:
    """The starting point and the scenarios of a study, as they are read.

    Parameters
    ----------
    service : Service
        As its book and its demand say.
    draft : mapping
        The readable fields of the study.
    said : mapping
        The study as it was written.
    days : tuple of date
        The first simulated day and the last.
    found : Findings

    Attributes
    ----------
    start : Service
        As it is when the study begins: what every scenario is a change of.
    """

    def __init__(
        self,
        service: Service,
        draft: Mapping[str, Any],
        said: Mapping[str, Any],
        days: tuple[date, date],
        found: Findings,
    ) -> None:
        self._draft, self._said, self._days, self._found = draft, said, days, found
        self._given = service
        # What is wrong with the starting point is told once names are settled; until then it is only tried.
        self.start = self._started(Findings())

    def _started(self, found: Findings) -> Service:
        draft = self._draft.get("as_it_is")
        if not draft:
            return self._given
        before = len(found)
        at = ("as_it_is",)
        placed = christened(
            Making(self._given, self._days, found).changes(draft, at), (each.id for each in self._given.book.engineers)
        )
        note_contradictions(placed, at, found)
        return self._given if len(found) > before else _changed(self._given, placed)

    def read(self) -> list[Scenario]:
        """Make the scenarios, the one that changes nothing first; what is wrong with them is noted."""
        before = len(self._found)
        self.start = self._started(self._found)
        cases = [Scenario(BASELINE, "nothing is changed", Together())]
        if len(self._found) > before:
            return cases
        self._note_book(self.start, ("as_it_is",), self._draft.get("as_it_is") or {})
        lacking = self._note_needs(self.start, (), set())
        drafts = self._drafts()
        making = Making(self.start, self._days, self._found)
        own = {name: making.changes(draft, ("scenarios", i)) for name, (i, draft) in drafts.items()}
        combine = {name: draft["combine"] for name, (_, draft) in drafts.items()}
        round_about = loops(combine)
        for name, (i, draft) in drafts.items():
            at = ("scenarios", i)
            if name in round_about:
                message = f"{of.shown(name)} combines itself, by way of the others; take one of them out"
                self._found.add((*at, "combine"), "combines_itself", message)
                continue
            placed = christened(flattened(name, combine, own), (each.id for each in self.start.book.engineers))
            change = self._change(placed, at, draft, lacking)
            cases.append(Scenario(name, draft["line"], change, self._said["scenarios"][i]))
        return cases

    def _drafts(self) -> dict[str, tuple[int, Mapping[str, Any]]]:
        """The readable scenarios, by name, with where they stand."""
        drafts: dict[str, tuple[int, Mapping[str, Any]]] = {}
        for i, draft in enumerate(self._draft.get("scenarios") or ()):
            if draft is not of.FAULTY:
                drafts.setdefault(draft["name"], (i, draft))
                if draft["name"] == BASELINE:
                    message = f"{of.shown(BASELINE)} is what the study compares with, and is there; give another name"
                    self._found.add(("scenarios", i, "name"), "duplicate_id", message, BASELINE)
        return drafts

    def _change(self, placed: Sequence[Placed], at: of.Steps, draft: Mapping[str, Any], lacking: set[Any]) -> Together:
        """Combine changes, and note what comes of them that cannot be."""
        before = len(self._found)
        if not placed and not any(
            draft.get(key) is not None for key in draft if key not in ("name", "line", "combine")
        ):
            message = "changes nothing; say what it changes (the scenario that changes nothing is always there)"
            self._found.add(at, "no_change", message)
        note_contradictions(placed, at, self._found)
        if len(self._found) > before or any(self._found.has_within(steps[:2]) for steps, _ in placed):
            return Together()
        changed = _changed(self.start, placed)
        self._note_book(changed, at, draft)
        self._note_needs(changed, at, lacking)
        return then(*(change for _, change in placed))

    def _note_book(self, service: Service, at: of.Steps, draft: Mapping[str, Any]) -> None:
        """Note what a changed book has that no book may have."""
        if not any(draft.get(key) is not None for key in _MAY_BREAK):
            return
        # What there is to do is as it was, and may be much.
        people = replace(service.book, units=(), tickets=(), rules=(), appointments=())
        try:
            read_book(write_book(people))
        except FaultyInput as faulty:
            for fault in faulty.faults:
                self._found.add(at, fault.code, f"in the changed book, {fault.path}: {fault.message}", fault.value)

    def _note_needs(self, service: Service, at: of.Steps, known: set[Any]) -> set[Any]:
        """Note work that nobody can do, except where nobody could before; return what is noted."""
        noted = set()
        for unmet in unmet_needs(service, self._days[0]):
            key = tuple(sorted(unmet.skills.items())), unmet.sites
            noted.add(key)
            if key not in known:
                self._found.add(at, "nobody_can", unmet.sentence(), dict(unmet.skills))
        return noted


def _changed(service: Service, placed: Sequence[Placed]) -> Service:
    changes: list[Change] = [change for _, change in placed]
    return then(*changes)(service)
