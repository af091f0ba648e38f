"""The cluster: dask's worker processes, our own on this machine or somebody else's. Only this file knows dask."""

import logging
import os
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from api.jobs.warming import warm_up
from api.jobs.working import Errand, run_job
from api.settings import Settings
from api.store.jobs import Lane

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

_LOG = logging.getLogger("roundsman.jobs")
_NICENESS = 10
_THREADS = 8  # jobs of one worker process at a time: long ones as many as the foreman lets in, and urgent ones
_PRIORITIES: Mapping[Lane, int] = {"urgent": 100, "ordinary": 0, "patient": -50}
_CLOSE_S = 10
_CONFIG = {
    "distributed.scheduler.allowed-failures": 0,  # what becomes of a job whose worker died, the foreman decides
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.http.routes": [],
    "distributed.admin.low-level-log-length": 100,
    "distributed.scheduler.worker-ttl": None,  # a search may keep a worker from answering; jobs have heartbeats
    "distributed.comm.timeouts.connect": "10s",
}


class Handed:
    """An errand that a worker has."""

    def __init__(self, errand: Errand, lane: Lane, future: "Future[None]") -> None:
        self.errand, self.lane, self._future = errand, lane, future

    @property
    def is_over(self) -> bool:
        """Whether the cluster has done with it, one way or another."""
        return self._future.status != "pending"

    def complaint(self) -> str | None:
        """Tell what went wrong on the cluster; None where nothing did."""
        if self._future.status == "finished":
            return None
        if self._future.status != "error":
            return "the cluster lost it"
        with suppress(CancelledError, TimeoutError):
            error: BaseException | None = self._future.exception(timeout=1)  # type: ignore[no-untyped-call]
            return "its worker died" if type(error).__name__ == "KilledWorker" else f"its worker failed: {error}"
        return "the cluster lost it"


class Cluster:
    """Worker processes, started when they are first needed and kept warm."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Client | None = None
        self._local: LocalCluster | None = None

    def size(self) -> int:
        """Count the worker processes; before any is started, those that there will be."""
        if self._client is None or self._settings.cluster is None:
            return self._settings.workers
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def hand(self, errand: Errand, lane: Lane, on_end: Any) -> Handed:
        """Give an errand to a worker.

        Parameters
        ----------
        on_end : callable
            Called, from another thread, when the cluster has done with it.
        """
        client = self.client
        key = f"job-{errand.attempt.job}-{errand.attempt.claim}"
        future = client.submit(run_job, errand, key=key, pure=False, priority=_PRIORITIES[lane])
        future.add_done_callback(lambda _future: on_end())  # type: ignore[no-untyped-call]
        return Handed(errand, lane, future)

    def warm_up(self) -> None:
        """Start the worker processes, and have each load its kernels, while nobody waits for it."""
        from distributed import fire_and_forget

        client = self.client
        for worker in client.scheduler_info(n_workers=-1)["workers"]:
            task = client.submit(warm_up, workers=[worker], pure=False, priority=-100)
            fire_and_forget(task)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End the worker processes; of somebody else's cluster only let go."""
        client, local, self._client, self._local = self._client, self._local, None, None
        for each in (client, local):
            if each is not None:
                with suppress(OSError, TimeoutError, RuntimeError):
                    each.close(timeout=_CLOSE_S)

    @property
    def client(self) -> "Client":
        """What talks to the cluster; what is not started yet is started."""
        if self._client is None or self._client.status not in ("running", "connecting"):
            self.close()
            self._client = self._connected()
        return self._client

    def _connected(self) -> "Client":
        import dask
        from distributed import Client, LocalCluster

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it, the foreman tells
        if self._settings.cluster is not None:
            return Client(self._settings.cluster, set_as_default=False, timeout=10)  # type: ignore[no-untyped-call]
        with dask.config.set(_CONFIG):
            self._local = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=self._settings.workers,
                threads_per_worker=_THREADS,
                processes=True,
                host="127.0.0.1",
                security=True,  # TLS with certificates of this hour: no other user of the machine gets work done by us
                dashboard_address="127.0.0.1:0",  # none would be port 8787, which another service may have
                worker_dashboard_address=None,
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
        client = Client(self._local, set_as_default=False)  # type: ignore[no-untyped-call]
        client.register_plugin(_niceness())
        return client


def _niceness() -> Any:
    """Make what each worker process of ours does first; also one that takes the place of one that died."""
    from distributed import WorkerPlugin

    class Nice(WorkerPlugin):
        """Steps back behind the web."""

        name = "roundsman"

        def setup(self, worker: Any) -> None:  # noqa: ARG002 -- dask gives it
            os.nice(_NICENESS)

    return Nice()
