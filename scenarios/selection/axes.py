"""From what a search says of an axis to its levels: changes of the service, and what they cost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from optimiser import describing as of
from scenarios.changes import AddEngineer, Change, DropEngineer, MoveShifts, SetShifts, Together, Train, then
from scenarios.selection.costing import wages_per_day
from scenarios.selection.described import given_times
from scenarios.selection.space import Axis, Choice
from scenarios.service import Service

Level = tuple[str, Together]
"""A name, and what is changed."""


class AxisMaking:
    """Makes axes of a service, and notes what cannot be made.

    Parameters
    ----------
    service : Service
        As it is.
    days : tuple of date
        The first simulated day and the last, which wages are averaged over.
    found : Findings
    """

    def __init__(self, service: Service, days: tuple[date, date], found: of.Findings) -> None:
        self._service, self._days, self._found = service, days, found
        self._engineers = {each.id: each for each in service.book.engineers}

    def axis(self, draft: Mapping[str, Any], at: of.Steps) -> Axis | None:
        """Make an axis; None where something of it is wrong."""
        before = len(self._found)
        make = next(maker for key, maker in _MAKERS.items() if draft.get(key) is not None)
        levels = list(make(self, draft, at))
        if len(self._found) > before:
            return None
        priced = [Choice(name, change, self._cost(change)) for name, change in levels]
        return Axis(draft["name"], tuple(priced), draft.get("shifts") is None or draft["ordered"])

    def base_cost_per_day(self) -> float:
        """Average the wages of the service as it is."""
        return wages_per_day(self._service, *self._days)

    def _cost(self, change: Together) -> float:
        return wages_per_day(change(self._service), *self._days) - self.base_cost_per_day()

    def _joining(self, draft: Mapping[str, Any], at: of.Steps) -> Iterator[Level]:
        if not self._has(draft["like"], (*at, "like")):
            return
        names = self._new_names(draft["name"], max(draft["counts"]))
        times = given_times(draft)
        for count in draft["counts"]:
            changes: list[Change] = [AddEngineer(name, draft["like"], skills=draft["skills"]) for name in names[:count]]
            changes += [MoveShifts(name, times) for name in names[:count] if times]
            yield f"{count} {draft['name']}", then(*changes)

    def _new_names(self, stem: str, count: int) -> list[str]:
        numbers = range(1, count + len(self._engineers) + 1)
        return [name for number in numbers if (name := f"{stem}+{number}") not in self._engineers][:count]

    def _staying(self, draft: Mapping[str, Any], at: of.Steps) -> Iterator[Level]:
        names = self._known(draft["keep"], (*at, "keep"))
        for count in range(len(names) + 1):
            dropped = then(*(DropEngineer(name) for name in names[count:]))
            left = f"all but {_listed(names[count:])}" if count < len(names) else "all"
            yield f"{draft['name']}: {left}", dropped

    def _taught(self, draft: Mapping[str, Any], at: of.Steps) -> Iterator[Level]:
        names, skill, level = self._known(draft["engineers"], (*at, "engineers")), draft["train"], draft["level"]
        skills = {name for each in self._engineers.values() for name in each.skills}
        skills |= {name for each in self._service.demand.streams for name in each.skills}
        if skill not in skills:
            self._note("skill", skill, skills, (*at, "train"))
        for position, name in enumerate(names):
            if self._engineers[name].skills.get(skill, 0) >= level:
                message = f"{of.shown(name)} has {of.shown(skill)} at that level already; take the name out"
                self._found.add((*at, "engineers", position), "no_effect", message, name)
        for count in range(len(names) + 1):
            taught = then(*(Train(name, skill, level) for name in names[:count]))
            yield f"{draft['name']}: {_listed(names[:count])}", taught

    def _working(self, draft: Mapping[str, Any], at: of.Steps) -> Iterator[Level]:
        for position, level in enumerate(draft["shifts"]):
            self._known(level["engineers"], (*at, "shifts", position, "engineers"))
            times, duties = given_times(level), level["duties"]
            changes: list[Change] = []
            for name in level["engineers"] or (None,):
                if duties is not None:
                    changes.append(SetShifts(name, duties))
                elif times:
                    changes.append(MoveShifts(name, times))
            yield f"{draft['name']}: {level['name']}", then(*changes)

    def _known(self, names: Sequence[str], at: of.Steps) -> list[str]:
        return [name for position, name in enumerate(names) if self._has(name, (*at, position))]

    def _has(self, name: str, at: of.Steps) -> bool:
        if name not in self._engineers:
            self._note("engineer", name, self._engineers, at)
        return name in self._engineers

    def _note(self, kind: str, name: str, known: Iterable[str], at: of.Steps) -> None:
        hint = self._found.guess(name, known) or "name one that there is"
        self._found.add(at, f"unknown_{kind}", f"there is no {kind} {of.shown(name)}; {hint}", name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nobody"


_MAKERS: Mapping[str, Callable[[AxisMaking, Mapping[str, Any], of.Steps], Iterator[Level]]] = {
    "like": AxisMaking._joining,
    "keep": AxisMaking._staying,
    "train": AxisMaking._taught,
    "shifts": AxisMaking._working,
}
