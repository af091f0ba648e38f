"""From what a scenario says to changes of the service as it is."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from optimiser import describing as of
from scenarios.changes import (
    AddCustomer,
    AddEngineer,
    AddFlu,
    AddSurge,
    BeginRota,
    Change,
    ChangePolicy,
    ChangePromise,
    ChangeRota,
    DropEngineer,
    EndRota,
    Grow,
    GrowStream,
    LimitOvertime,
    MoveHome,
    MoveShifts,
    RenewCertificates,
    SetOperations,
    SetReality,
    SetShifts,
    SetStock,
    SetTerritory,
    SetWages,
    SolveRemotely,
    TakeTurns,
    Train,
)
from scenarios.documents.names_there import NamesThere
from scenarios.service import Service

Placed = tuple[of.Steps, Change]
"""A change, and where in the document it stands."""

UNNAMED = ""
"""The id of a new engineer who is not called anything yet."""


class Making:
    """Makes the changes of scenarios, and notes what cannot be made of a service.

    Parameters
    ----------
    service : Service
        What is changed.
    days : tuple of date
        The first simulated day and the last.
    found : Findings
        What cannot be made is noted here.
    """

    def __init__(self, service: Service, days: tuple[date, date], found: of.Findings) -> None:
        self.service, self.days, self.found = service, days, found
        self.there = NamesThere(service, found)

    def changes(self, draft: Mapping[str, Any], at: of.Steps) -> list[Placed]:
        """Make the changes that a scenario says, without those of others that it combines."""
        placed: list[Placed] = []
        for key, make in _MAKERS.items():
            if draft.get(key) is not None:
                placed += make(self, draft[key], (*at, key))
        return placed

    def _add_engineers(self, drafts: Any, at: of.Steps) -> Iterator[Placed]:
        for i, draft in enumerate(drafts):
            inside = _inside(drafts, at, i)
            if not self.there.has("engineer", draft["like"], (*inside, "like")):
                continue
            for number in range(draft["count"]):
                name = self._new_name(draft, number, (*inside, "id"))
                own = {key: draft[key] for key in ("skills", "resident_at", "on_call") if key in draft}
                home = self._point(draft["home"], (*inside, "home")) if "home" in draft else None
                yield (*inside, number), AddEngineer(name, draft["like"], home, **own)

    def _new_name(self, draft: Mapping[str, Any], number: int, at: of.Steps) -> str:
        if "id" not in draft:
            return UNNAMED
        name = draft["id"] if draft["count"] == 1 else f"{draft['id']}-{number + 1}"
        self.there.is_new("engineer", name, at)
        return str(name)

    def _point(self, home: Any, at: of.Steps) -> tuple[float, float] | None:
        if not isinstance(home, str):
            return home[0], home[1]
        if not self.there.has("site", home, at):
            return None
        site = self.there.sites[home]
        return site.lat, site.lon

    def _drop_engineers(self, ids: Any, at: of.Steps) -> Iterator[Placed]:
        for i, name in enumerate(ids):
            if self.there.has("engineer", name, (*at, i)):
                yield (*at, i), DropEngineer(name)

    def _train(self, levels: Any, at: of.Steps) -> Iterator[Placed]:
        for name, skills in levels.items():
            if not self.there.has("engineer", name, (*at, name)):
                continue
            for skill, level in skills.items():
                now = self.there.engineers[name].skills.get(skill, 0)
                inside = (*at, name, skill)
                if level <= now:
                    message = f"{of.shown(name)} has {of.shown(skill)} at level {now:g} already; give a higher one"
                    self.found.add(inside, "no_effect", message, level)
                yield inside, Train(name, skill, level)

    def _certificates_until(self, until: Any, at: of.Steps) -> Iterator[Placed]:
        yield at, RenewCertificates(until)

    def _move_home(self, homes: Any, at: of.Steps) -> Iterator[Placed]:
        for name, home in homes.items():
            point = self._point(home, (*at, name))
            if self.there.has("engineer", name, (*at, name)) and point is not None:
                yield (*at, name), MoveHome(name, *point)

    def _shifts(self, drafts: Any, at: of.Steps) -> Iterator[Placed]:
        for i, draft in enumerate(drafts):
            inside = _inside(drafts, at, i)
            fields = {name: value for name, value in draft.items() if name not in ("engineers", "duties")}
            for k, name in enumerate(draft["engineers"]):
                self.there.has("engineer", name, (*inside, "engineers", k))
            for name in draft["engineers"] or (None,):
                duties = draft.get("duties")
                yield inside, MoveShifts(name, fields) if duties is None else SetShifts(name, duties)

    def _on_call(self, draft: Any, at: of.Steps) -> Iterator[Placed]:
        if draft is False:
            yield at, EndRota()
            return
        fields = {name: value for name, value in draft.items() if name != "engineers"}
        if fields and self.service.book.on_call is not None:
            yield at, ChangeRota(fields)
        elif self.service.book.on_call is None:
            yield from self._begin_rota(fields, at)
        if "engineers" in draft:
            for k, name in enumerate(draft["engineers"]):
                self.there.has("engineer", name, (*at, "engineers", k))
            for name in self.there.engineers:
                yield (*at, "engineers"), TakeTurns(name, name in draft["engineers"])

    def _begin_rota(self, fields: Mapping[str, Any], at: of.Steps) -> Iterator[Placed]:
        missing = [key for key, name in _ROTA_NEEDS.items() if name not in fields]
        for key in missing:
            self.found.add((*at, key), "missing", "is missing where the book has no rota yet; give it")
        if not missing:
            yield at, BeginRota(of.ON_CALL.build(**fields))

    def _overtime_limit(self, limit: Any, at: of.Steps) -> Iterator[Placed]:
        if isinstance(limit, timedelta):
            yield at, LimitOvertime(None, limit)
            return
        for name, own in limit.items():
            if self.there.has("engineer", name, (*at, name)):
                yield (*at, name), LimitOvertime(name, own)

    def _territories(self, territories: Any, at: of.Steps) -> Iterator[Placed]:
        for name, sites in territories.items():
            known = [self.there.has("site", site, (*at, name, k)) for k, site in enumerate(sites)]
            if self.there.has("engineer", name, (*at, name)) and all(known):
                yield (*at, name), SetTerritory(name, tuple(sites))

    def _promises(self, drafts: Any, at: of.Steps) -> Iterator[Placed]:
        for i, draft in enumerate(drafts):
            inside = _inside(drafts, at, i)
            facts = {name: tuple(values) for name, values in draft["where"].items()}
            is_known = self.there.has("policy", draft["policy"], (*inside, "policy"))
            if not self.there.are_facts(facts, (*inside, "where")) or not is_known:
                continue
            span = {key: draft[key] for key in ("within", "working_days", "calendar") if key in draft}
            change = ChangePromise(draft["policy"], draft["kind"], facts, span, draft.get("late"))
            if not change.meets(self.there.policies[draft["policy"]]):
                kinds = ", ".join(sorted({target.kind for target in self.there.policies[draft["policy"]].targets}))
                message = f"promises such tickets no {of.shown(draft['kind'])}; its promises are {kinds}: mend `where`"
                self.found.add(inside, "no_such_promise", f"{of.shown(draft['policy'])} {message}", draft["kind"])
            yield inside, change

    def _prices(self, prices: Any, at: of.Steps) -> Iterator[Placed]:
        for name, draft in prices.items():
            if not self.there.has("policy", name, (*at, name)):
                continue
            fields = {key: value for key, value in draft.items() if key != "skip_costs"}
            costs = draft.get("skip_costs", {})
            for severity in costs:
                if severity:
                    self.there.has("severity", severity, (*at, name, "skip_costs", severity))
            yield (*at, name), ChangePolicy(name, fields, costs)

    def _stock(self, stock: Any, at: of.Steps) -> Iterator[Placed]:
        for part, draft in stock.items():
            for key in ("level", "lead_time"):
                if part not in self.service.stock and key not in draft:
                    message = f"is missing, as {of.shown(part)} has been there always so far; give it"
                    self.found.add((*at, part, key), "missing", message)
            yield (*at, part), SetStock(part, draft.get("level"), draft.get("lead_time"))

    def _growth(self, growth: Any, at: of.Steps) -> Iterator[Placed]:
        if not isinstance(growth, Mapping):
            yield at, Grow(float(growth))
            return
        for stream, factor in growth.items():
            yield (*at, stream), GrowStream(stream, float(factor))

    def _remote_share(self, share: Any, at: of.Steps) -> Iterator[Placed]:
        shares = share if isinstance(share, Mapping) else dict.fromkeys(self.there.streams, share)
        for stream, own in shares.items():
            yield (*at, stream) if share is shares else at, SolveRemotely(stream, float(own))

    def _new_customer(self, drafts: Any, at: of.Steps) -> Iterator[Placed]:
        for i, draft in enumerate(drafts):
            inside = _inside(drafts, at, i)
            is_new = self.there.is_new("site", draft["id"], (*inside, "id"))
            is_new = is_new and self.there.is_new("contract", draft["id"], (*inside, "id"))
            if self.there.has("site", draft["like"], (*inside, "like")) and is_new:
                yield inside, AddCustomer(draft["id"], draft["like"], draft.get("at"), float(draft["demand"]))

    def _storm(self, surges: Any, at: of.Steps) -> Iterator[Placed]:
        for i, surge in enumerate(surges):
            inside = _inside(surges, at, i)
            self._is_simulated(surge, inside)
            yield inside, AddSurge(surge)

    def _flu(self, spells: Any, at: of.Steps) -> Iterator[Placed]:
        for i, flu in enumerate(spells):
            inside = _inside(spells, at, i)
            self._is_simulated(flu, inside)
            yield inside, AddFlu(flu)

    def _is_simulated(self, spell: Any, at: of.Steps) -> None:
        first, last = self.days
        if spell.last < first or last < spell.first:
            message = f"{spell.first} to {spell.last} is not simulated, {first} to {last} is; mend the days"
            self.found.add(at, "outside_days", message, spell.first.isoformat())

    def _reality(self, value: Any, at: of.Steps) -> Iterator[Placed]:
        yield at, SetReality({at[-1]: float(value)})

    def _replan_for(self, severities: Any, at: of.Steps) -> Iterator[Placed]:
        yield at, SetOperations({"replan_for": tuple(severities)})

    def _wages(self, draft: Any, at: of.Steps) -> Iterator[Placed]:
        yield at, SetWages(draft.get("per_day"), draft.get("skills", {}))


def _inside(drafts: Any, at: of.Steps, index: int) -> of.Steps:
    """Where one of several stands; a single one may stand there without a list."""
    return (*at, index) if len(drafts) > 1 else at


_ROTA_NEEDS = {"working": "working", "from": "from_", "until": "until"}

_MAKERS: Mapping[str, Callable[[Making, Any, of.Steps], Iterator[Placed]]] = {
    "add_engineers": Making._add_engineers,
    "drop_engineers": Making._drop_engineers,
    "train": Making._train,
    "certificates_until": Making._certificates_until,
    "move_home": Making._move_home,
    "shifts": Making._shifts,
    "on_call": Making._on_call,
    "overtime_limit": Making._overtime_limit,
    "territories": Making._territories,
    "promises": Making._promises,
    "prices": Making._prices,
    "stock": Making._stock,
    "growth": Making._growth,
    "remote_share": Making._remote_share,
    "new_customer": Making._new_customer,
    "storm": Making._storm,
    "flu": Making._flu,
    "speed_factor": Making._reality,
    "travel_cv": Making._reality,
    "sick_share": Making._reality,
    "replan_for": Making._replan_for,
    "wages": Making._wages,
}
"""What makes the changes of each field of a scenario."""
