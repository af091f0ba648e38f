"""The on-call rota as a list, a line for each stint; what is read takes the place of the months that it names."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.masters import on_call
from api.masters.importing import Imported
from api.masters.kinds import KINDS
from api.masters.soundness import Finding
from api.service import Service
from api.store import master_rows, masters
from api.store.house import house_of
from api.store.tables import Rota as RotaRow
from optimiser import Rota, Stint, describing

Document = dict[str, Any]
_ENGINEERS, _TERRITORIES = KINDS["engineers"], KINDS["territories"]
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class StintLine:
    """Hours in which somebody is on call."""

    territory: str
    engineer: str
    day: date
    start: datetime
    end: datetime
    kind: str


def _check_order(draft: Any, at: describing.Steps, found: describing.Findings) -> None:
    if "start" in draft and "end" in draft and draft["end"] <= draft["start"]:
        found.add((*at, "end"), "wrong_order", "ends before it starts; swap them, or mend the day", str(draft["end"]))


LINE = describing.Record(
    "a stint",
    StintLine,
    "Hours in which somebody is on call.",
    [
        describing.Field("territory", describing.Name("a territory"), "Where.", required=True),
        describing.Field("engineer", describing.Name("an engineer"), "Who is on call.", required=True),
        describing.Field("day", describing.DATE, "The day to which the hours belong.", required=True),
        describing.Field("start", describing.TIME, "When they begin.", required=True),
        describing.Field("end", describing.TIME, "When they end.", required=True),
        describing.Field(
            "kind",
            describing.Choice(["evening", "weekend", "holiday"]),
            "What day it is, for fair turns.",
            required=True,
        ),
    ],
    [_check_order],
)
KEY = ("territory", "engineer", "start")


def lines(session: Session, actor: Actor) -> Sequence[Document]:
    """Read who is on call in the territories that somebody may see, months in order."""
    rows = session.scalars(select(RotaRow).order_by(RotaRow.territory_id, RotaRow.month))
    return [
        {"territory": row.territory_id, **stint}
        for row in rows
        if actor.sees_territory(row.territory_id)
        for stint in row.document["stints"]
    ]


def write(
    session: Session, service: Service, given: Sequence[Document], actor: Actor
) -> tuple[Imported, Sequence[Finding]]:
    """Replace the rotas of all months that have a line; a month without one stays as it is."""
    findings = _strangers(session, given, actor)
    if findings:
        return Imported(0, 0, 0), findings
    rule = house_of(session).document.get("on_call") or {}
    weekly = rule.get("turn", "month") == "week"
    months: defaultdict[tuple[str, str], list[Document]] = defaultdict(list)
    for each in given:
        months[each["territory"], _month(date.fromisoformat(each["day"]), weekly)].append(each)
    added_count = same_count = 0
    for (territory, month), said in sorted(months.items()):
        row = session.get(RotaRow, (territory, month))
        before = [] if row is None else [_key(stint) for stint in row.document["stints"]]
        stints = sorted((_stint(each) for each in said), key=lambda each: (each.start, each.engineer))
        known = [stint for stint in stints if (stint.engineer, stint.day, stint.start, stint.end, stint.kind) in before]
        same_count += len(known)
        added_count += len(stints) - len(known)
        if len(known) < len(stints) or len(before) != len(stints):
            first, last = on_call.days_of(month, weekly)
            pay = _standby_pay(stints, rule.get("pay_per_hour", 0.0))
            rota = Rota(first, last, tuple(stints), (), _day_counts(stints), pay)
            on_call.keep(session, territory, month, rota, service.clock)
    return Imported(added_count, 0, same_count), ()


def _strangers(session: Session, given: Sequence[Document], actor: Actor) -> list[Finding]:
    """Territories and engineers that there are not for somebody's eyes; an engineer is on call in the own territory."""
    engineers = masters.by_id(session, _ENGINEERS.table, list({each["engineer"] for each in given}))
    territories = masters.by_id(session, _TERRITORIES.table, list({each["territory"] for each in given}))
    seen = master_rows.seen(session, _ENGINEERS.table, list(engineers), actor)
    out = []
    for i, each in enumerate(given):
        territory, name = each["territory"], each["engineer"]
        if territory not in territories or not actor.sees_territory(territory):
            message = f"there is no territory {territory!r}; add it first"
            out.append(Finding(i, "$.territory", "unknown_territory", message, territory))
        elif name not in seen or engineers[name].document["territory"] != territory:
            message = f"there is no engineer {name!r} in {territory!r}; add it first, or mend the territory"
            out.append(Finding(i, "$.engineer", "unknown_engineer", message, name))
    return out


def _month(day: date, weekly: bool) -> str:
    """The month whose rota a day belongs to."""
    month = day.isoformat()[:7]
    return on_call.month_before(month) if day < on_call.days_of(month, weekly)[0] else month


def _stint(line: Document) -> Stint:
    start, end = datetime.fromisoformat(line["start"]), datetime.fromisoformat(line["end"])
    return Stint(line["engineer"], date.fromisoformat(line["day"]), start, end, line["kind"])


def _key(stint: Document) -> tuple[str, date, datetime, datetime, str]:
    made = _stint(stint)
    return made.engineer, made.day, made.start, made.end, made.kind


def _day_counts(stints: Sequence[Stint]) -> dict[str, dict[Any, int]]:
    counted = Counter((name, kind) for name, _, kind in {(each.engineer, each.day, each.kind) for each in stints})
    out: defaultdict[str, dict[Any, int]] = defaultdict(dict)
    for (name, kind), count in sorted(counted.items()):
        out[name][kind] = count
    return dict(out)


def _standby_pay(stints: Sequence[Stint], per_hour: float) -> dict[str, float]:
    pay: defaultdict[str, float] = defaultdict(float)
    for each in stints:
        pay[each.engineer] += per_hour * (each.length / _HOUR)
    return dict(pay)
