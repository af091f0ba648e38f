"""Those who write to the service, each in a thread, until it is killed: an office that imports, takes tickets in, plans
and publishes, and engineers with their phones.
"""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from uuid import UUID

import httpx

from tests.kill.house import AWAY, CONTRACT, ELSEWHERE, OFFICE_KEY, PART, SEVERITY, draft_id, key_of, stops
from tests.kill.serving import Served
from tests.kill.writes import Activity, Ledger, Write
from tests.service.campus import DAY, NOW

MOST: dict[Activity, int] = {"import": 15, "ticket": 40, "report": 60, "slip": 10, "publish": 8, "solve": 60}
"""How many requests of each activity one life of the service sees, so that the house does not outgrow its tests."""

ROW_COUNT = 20
_ITERATIONS = 300
_LOOK_S = 0.1
_STATUSES = ("customer_called", "travelling", "on_site", "done")
_PUBLISHERS = 2
_CSV = {"Content-Type": "text/csv"}


class Life:
    """One life of the service, from its start until it is killed, and those who write to it."""

    def __init__(self, service: Served, ledger: Ledger, number: int, chance: random.Random) -> None:
        self._service, self._ledger, self._number = service, ledger, number
        self._over = threading.Event()
        self._seeds = {activity: chance.getrandbits(32) for activity in MOST}

    @contextmanager
    def lived(self, *, planning: bool) -> Iterator[None]:
        """Let everybody write until the end of the block; a request that is on its way is waited for."""
        work: list[Callable[[httpx.Client], None]] = [self._import, self._report_tickets, self._report_stops]
        work += [self._publish] * _PUBLISHERS
        work += [self._plan] if planning else []
        with ThreadPoolExecutor(len(work)) as threads:
            begun = [threads.submit(self._do, each) for each in work]
            try:
                yield
            finally:
                self._over.set()
        _raise_first(begun)

    def go_on(self, for_s: float) -> None:
        """Let everybody write for a while."""
        self._over.wait(for_s)

    def _do(self, work: Callable[[httpx.Client], None]) -> None:
        with self._service.client(OFFICE_KEY) as client:
            work(client)

    def _numbers(self, activity: Activity) -> Iterator[str]:
        """Marks for the writes of an activity, until there are enough of them or the service is dead."""
        for k in range(MOST[activity]):
            if self._over.is_set():
                return
            yield f"{activity}-{self._number}-{k}"

    def _slowly(self, activity: Activity) -> Iterator[str]:
        """Go on when there are enough of them, a few a second: somebody always writes."""
        yield from self._numbers(activity)
        for k in count(MOST[activity]):
            self._over.wait(_LOOK_S)
            if self._over.is_set():
                return
            yield f"{activity}-{self._number}-{k}"

    def _send(self, client: httpx.Client, write: Write) -> bool:
        self._ledger.note(write.activity, write)
        if not write.send(client):
            self._over.set()  # it is dead
        return write.is_answered

    def _import(self, client: httpx.Client) -> None:
        for mark in self._numbers("import"):
            ids = [f"{mark}-{k}" for k in range(ROW_COUNT)]
            rows = [f"{id_},{CONTRACT},{ELSEWHERE},30.3,120.1" for id_ in ids]
            table = "\n".join(["id,contract,territory,lat,lon", *rows, ""])
            promise = {"sites": ids}
            self._send(
                client, Write("import", OFFICE_KEY, "/v1/imports/sites", mark, promise, table=table, headers=_CSV)
            )

    def _report_tickets(self, client: httpx.Client) -> None:
        for mark in self._slowly("ticket"):
            body = {"site": AWAY, "severity": SEVERITY, "name": mark}
            self._send(client, Write("ticket", OFFICE_KEY, "/v1/tickets", mark, {}, body, headers=_once(mark)))

    def _report_stops(self, client: httpx.Client) -> None:
        """Engineers report; some phones name their reports, some send an Idempotency-Key, some do both."""
        chance = random.Random(self._seeds["report"])
        slips = self._numbers("slip")
        for mark in self._numbers("report"):
            engineer, stop = chance.choice(stops())
            status = chance.choice(_STATUSES)
            used = [{"part": PART, "count": 1}] if status == "done" else []
            named, keyed = chance.choice([(True, True), (True, False), (False, True)])
            id_ = {"id": str(UUID(int=chance.getrandbits(128), version=4))} if named else {}
            body = {**id_, "status": status, "note": mark, "parts_used": used}
            path = f"/v1/engineers/{engineer}/routes/{DAY}/stops/{stop}/reports"
            promise = {"engineer": engineer, "visit": stop, "used_count": len(used), **id_}
            write = Write("report", key_of(engineer), path, mark, promise, body, headers=_once(mark) if keyed else {})
            if self._send(client, write) and status == "done" and (slip := next(slips, None)):
                path = f"/v1/visits/{stop}/slip"
                self._send(client, Write("slip", OFFICE_KEY, path, slip, {"visit": stop}, headers=_once(slip)))

    def _publish(self, client: httpx.Client) -> None:
        """Publish the draft that is next, in competition with another dispatcher."""
        who = threading.get_ident()
        for mark in self._numbers("publish"):
            try:
                held = client.get("/v1/plans", params={"territory": "main", "on": str(DAY), "state": "published"})
                (plan,) = held.json()["items"] if held.is_success else [None]
            except httpx.TransportError:
                return
            if plan is None:
                continue
            version = plan["version"]
            mark, path = f"{mark}-{who}", f"/v1/plans/{draft_id(version)}/publish"
            promise = {"plan": draft_id(version), "version": version + 1}
            headers = {**_once(mark), "If-Match": '"1"'}
            self._send(client, Write("publish", OFFICE_KEY, path, mark, promise, headers=headers))

    def _plan(self, client: httpx.Client) -> None:
        """Ask for plans, one after the other, and look at how far they are."""
        body = {"territory": "main", "first": str(DAY), "now": NOW.isoformat(), "iterations": _ITERATIONS}
        job = None
        for mark in self._numbers("solve"):
            if job is None:
                write = Write("solve", OFFICE_KEY, "/v1/plans", mark, {}, body, headers=_once(mark))
                job = write.answer and write.answer["id"] if self._send(client, write) else None
                continue
            self._ledger.note("solve")
            try:
                found = client.get(f"/v1/jobs/{job}")
            except httpx.TransportError:
                return
            if found.is_success and found.json()["state"] in ("done", "failed", "stopped"):
                job = None
            self._over.wait(_LOOK_S)


def _once(mark: str) -> dict[str, str]:
    return {"Idempotency-Key": mark}


def _raise_first(begun: "list[Future[None]]") -> None:
    for each in begun:
        each.result()
