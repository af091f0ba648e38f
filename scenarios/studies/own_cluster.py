"""A program that is a Dask cluster on this machine: ``python -m scenarios.studies.own_cluster WORKERS``.

It writes on one line where its cluster is and with which certificates to talk to it, and ends, with all its workers,
when its standard input does: when whoever started it closes that, ends, or is killed.

Were the cluster started by the process that asks, Dask would have every worker import the main program again: a script
without ``if __name__ == "__main__"`` would run a second time in it, and a worker of somebody else's, which may not
have child processes, could not run a study.
"""

import json
import logging
import os
import sys
from contextlib import suppress

_CLOSE_S = 5
_CONFIG = {
    "distributed.scheduler.allowed-failures": 2,  # workers that a case may take down before it is given up
    "distributed.scheduler.http.routes": [],
    "distributed.scheduler.worker-ttl": None,  # a search may keep a worker from answering
    "distributed.admin.low-level-log-length": 100,
}


def main(count: int) -> None:
    """Start workers, say where they are, and end them when the standard input ends."""
    from dask import config
    from distributed import LocalCluster
    from distributed.security import Security

    answer = os.dup(1)
    os.dup2(2, 1)  # whatever a worker prints is no answer
    logging.disable()  # whoever asks is told what matters, and may be gone in the middle of an answer
    security = Security.temporary()  # type: ignore[no-untyped-call]
    with config.set(_CONFIG):
        cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            security=security,  # certificates of this hour: no other user of the machine gets work done by us
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address=None,
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
    kept = {name: getattr(security, name) for name in ("tls_ca_file", "tls_client_cert", "tls_client_key")}
    told = {"address": cluster.scheduler_address, "security": {"require_encryption": True, **kept}}
    os.write(answer, json.dumps(told).encode() + b"\n")
    os.close(answer)
    with suppress(KeyboardInterrupt):
        sys.stdin.buffer.read()
    with suppress(OSError, TimeoutError, RuntimeError):
        cluster.close(timeout=_CLOSE_S)


if __name__ == "__main__":
    main(int(sys.argv[1]))
