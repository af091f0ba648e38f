"""What holds of a database whose service was killed: looked up in its tables, past the service."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Text, cast, func, inspect, select, text
from sqlalchemy.orm import Session

from api.store.engine import Store
from api.store.tables import (
    AuditEntry,
    Base,
    Job,
    Plan,
    PublishedDay,
    Route,
    Site,
    Slip,
    Stock,
    Ticket,
    TicketEvent,
    VisitReport,
    VisitState,
)
from tests.kill.house import AWAY, PART, draft_id
from tests.kill.writes import Ledger, Write
from tests.service.campus import DAY

_KEPT_IN: dict[str, Any] = {"ticket": Ticket.document["name"], "report": VisitReport.data["note"]}
_ON_THE_WAY = ("planned", "customer_called", "travelling", "on_site")
_OF_TICKET = {each: each for each in _ON_THE_WAY} | {"done": "done", "signed": "done", "followed_up": "done"}
"""How a stop stands by its ticket alone; before anything happened it is planned."""
_LOGGED: tuple[type[Base], ...] = (Site, Ticket, VisitReport, VisitState, Slip, Plan)


def lost(store: Store, ledger: Ledger) -> list[str]:
    """Name every answered write that is not there, and every import that is there in part."""
    with store.reading() as session:
        return [
            *_lost_imports(session, ledger.of("import")),
            *_lost_marked(session, ledger.of("ticket"), Ticket.id, "id"),
            *_lost_marked(session, ledger.of("report"), VisitReport.id, "id"),
            *_lost_marked(session, ledger.of("slip"), Slip.number, "number"),
            *_lost_marked(session, ledger.of("solve"), Job.id, "id"),
            *_lost_publishings(session, ledger.of("publish")),
        ]


def doubled(store: Store, ledger: Ledger) -> list[str]:
    """Name everything that is there more often than it was written; every write was answered by now."""
    looks: Sequence[Callable[[Session, Ledger], Iterable[str]]] = (
        _doubled_marks,
        _miscounted,
        _doubled_slips,
        _doubled_parts,
        _doubled_jobs,
        _doubled_versions,
    )
    with store.reading() as session:
        return [fault for look in looks for fault in look(session, ledger)]


def torn(store: Store) -> list[str]:
    """Name everything that does not fit together: what was begun in one transaction and not ended."""
    with store.reading() as session:
        return [*_torn_day(session), *_torn_audit(session), *_torn_file(session, store)]


def _lost_imports(session: Session, writes: list[Write]) -> Iterable[str]:
    there = set(session.scalars(select(Site.id)))
    for write in writes:
        present = sum(id_ in there for id_ in write.promise["sites"])
        if write.is_answered and present < len(write.promise["sites"]):
            yield f"{write.mark}: {present} sites of {len(write.promise['sites'])}, though all were promised"
        if 0 < present < len(write.promise["sites"]):
            yield f"{write.mark}: {present} sites of {len(write.promise['sites'])}, neither all nor none"


def _lost_marked(session: Session, writes: list[Write], column: Any, field: str) -> Iterable[str]:
    there = set(session.scalars(select(column)))
    for write in writes:
        if write.answer is not None and write.answer[field] not in there:
            yield f"{write.mark}: {write.answer[field]} was answered, and is gone"


def _lost_publishings(session: Session, writes: list[Write]) -> Iterable[str]:
    versions = dict(session.execute(select(Plan.id, Plan.version)).all())
    for write in writes:
        if write.is_answered and versions.get(write.promise["plan"]) != write.promise["version"]:
            yield f"{write.mark}: {write.promise} was answered; the version is {versions.get(write.promise['plan'])}"


def _doubled_marks(session: Session, ledger: Ledger) -> Iterable[str]:
    """Each ticket and report says its mark; it may say so once."""
    for activity, column in _KEPT_IN.items():
        counts = Counter(session.scalars(select(column.as_string())))
        for write in ledger.of(activity):  # type: ignore[arg-type]
            if counts[write.mark] != 1:
                yield f"{write.mark}: there {counts[write.mark]} times"
    events = Counter(session.scalars(select(TicketEvent.data["note"].as_string())))
    yield from (f"{note}: {count} events" for note, count in events.items() if note and count > 1)


def _miscounted(session: Session, ledger: Ledger) -> Iterable[str]:
    """Nothing is there that nobody wrote."""
    expected: tuple[tuple[str, Any, int], ...] = (
        ("tickets", select(func.count()).where(Ticket.site_id == AWAY), len(ledger.of("ticket"))),
        ("reports", select(func.count(VisitReport.id)), len(ledger.of("report"))),
        (
            "imported sites",
            select(func.count()).where(Site.id.like("import-%")),
            sum(len(write.promise["sites"]) for write in ledger.of("import")),
        ),
    )
    for name, asked, count in expected:
        found = session.scalar(asked)
        if found != count:
            yield f"{name}: {found}, though {count} were written"
    numbers = sorted(session.scalars(select(Ticket.id).where(Ticket.site_id == AWAY)))
    if len({number.rsplit("-", 1)[-1] for number in numbers}) != len(numbers):
        yield "tickets share a number"


def _doubled_slips(session: Session, _ledger: Ledger) -> Iterable[str]:
    slips = session.execute(select(Slip.number, Slip.visit_id)).all()
    for visit, count in Counter(visit for _, visit in slips).items():
        if count > 1:
            yield f"visit {visit} has {count} slips"
    numbers = sorted(int(number.rsplit("-", 1)[1]) for number, _ in slips)
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"slips are numbered {numbers}"


def _doubled_parts(session: Session, ledger: Ledger) -> Iterable[str]:
    used: Counter[str] = Counter()
    for write in ledger.of("report"):
        used[write.promise["engineer"]] += write.promise["used_count"]
    stocks = session.execute(select(Stock.holder_id, Stock.count).where(Stock.part_id == PART))
    taken = Counter({holder: -count for holder, count in stocks})
    if +used != +taken:
        yield f"parts used: {dict(+used)}; taken out of the vans: {dict(+taken)}"


def _doubled_jobs(session: Session, ledger: Ledger) -> Iterable[str]:
    jobs = list(session.scalars(select(Job)))
    if len(jobs) != len(ledger.of("solve")):
        yield f"jobs: {len(jobs)}, though {len(ledger.of('solve'))} were asked for"
    yield from (f"job {job.id} is {job.state} after {job.attempts}: {job.error}" for job in jobs if job.state != "done")
    made = sorted(job.result["plan_id"] for job in jobs if job.result)
    plans = sorted(session.scalars(select(Plan.id).where(Plan.id.not_like("draft-%"))))
    if made != plans:
        yield f"jobs made the plans {made}, and there are {plans}"


def _doubled_versions(session: Session, _ledger: Ledger) -> Iterable[str]:
    versions = session.execute(select(Plan.version, Plan.id).where(Plan.version.is_not(None)).order_by(Plan.version))
    for version, plan in versions:
        if version is not None and plan != draft_id(version - 1):
            yield f"version {version} is {plan}"
    count = session.scalar(select(func.count(Plan.version))) or 0
    if count != session.scalar(select(func.max(Plan.version))):
        yield f"{count} versions were published, and do not count on by one"


def _torn_day(session: Session) -> Iterable[str]:
    (held,) = session.scalars(select(PublishedDay))
    standing = list(session.scalars(select(Plan).where(Plan.state == "published")))
    if [(plan.id, plan.version) for plan in standing] != [(held.plan_id, held.version)]:
        yield f"{held.plan_id} holds for the day; published are {[plan.id for plan in standing]}"
    for route in session.scalars(select(Route)):
        told = json.loads(route.body)
        if (route.plan_id, route.on) != (held.plan_id, DAY) or told["plan_version"] != held.version:
            yield f"the route of {route.engineer_id} is of {route.plan_id}, version {told['plan_version']}"
        if told["revision"] != route.revision:
            yield f"the route of {route.engineer_id} says revision {told['revision']}, its row {route.revision}"
        yield from _torn_statuses(session, told)


def _torn_statuses(session: Session, told: dict[str, Any]) -> Iterable[str]:
    """A stop stands as far as its reports or its ticket say, whichever is further."""
    reported = dict(session.execute(select(VisitState.id, VisitState.status)).all())
    tickets = dict(session.execute(select(Ticket.id, Ticket.status)).all())
    for stop in told["stops"]:
        if stop["kind"] != "visit":
            continue
        repaired = None if stop["id"].startswith("loan ") else (stop.get("ticket") or {}).get("id")
        by_ticket = _OF_TICKET.get(tickets.get(repaired, ""), "planned")
        said = {reported.get(stop["id"], "planned"), by_ticket}
        furthest = max(map(_step, said))
        if stop.get("status", "planned") not in {status for status in said if _step(status) == furthest}:
            yield f"stop {stop['id']} is {stop.get('status')} on the route; its reports and its ticket say {said}"


def _step(status: str) -> int:
    """How far along a status is; what ends the work comes last."""
    return _ON_THE_WAY.index(status) if status in _ON_THE_WAY else len(_ON_THE_WAY)


def _torn_audit(session: Session) -> Iterable[str]:
    """Each row was inserted once, and the audit log says so once."""
    for table in _LOGGED:
        name = table.__tablename__
        asked = select(AuditEntry.subject_id).where(AuditEntry.subject == name, AuditEntry.action == "insert")
        noted = Counter(session.scalars(asked))
        (column,) = inspect(table).primary_key
        rows = Counter(session.scalars(select(cast(column, Text))))
        if noted != rows:
            yield f"{name}: the audit log and the table differ by {list(((noted - rows) | (rows - noted)).items())[:5]}"


def _torn_file(session: Session, store: Store) -> Iterable[str]:
    if not store.is_sqlite:
        return
    for check in ("integrity_check", "foreign_key_check"):
        found = [tuple(row) for row in session.execute(text(f"PRAGMA {check}"))]
        if found not in ([], [("ok",)]):
            yield f"{check}: {found[:5]}"
