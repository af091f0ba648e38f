"""A cluster that somebody else runs: one setting, and jobs are done there."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.conftest import Running, Serve
from tests.service.postgres import free_port
from tests.service.working import ask, at_work, ended, fill


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A scheduler with one worker, as an operator starts them."""
    address = f"tcp://127.0.0.1:{free_port()}"
    scheduler = ["-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "2", "--no-dashboard", "--no-nanny"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": Path.cwd()}
    local = ["--local-directory", str(folder)]
    programs = [subprocess.Popen([sys.executable, *each], **quiet) for each in (scheduler, [*worker, *local])]
    try:
        yield address
    finally:
        for each in reversed(programs):
            each.terminate()
            each.wait(30)


@pytest.fixture
def on_a_cluster(serve: Serve, blank_sqlite: Path, tmp_path: Path) -> Iterator[Running]:
    """A service whose jobs are done by somebody else's worker."""
    file = tmp_path / "service.db"
    file.write_bytes(blank_sqlite.read_bytes())
    with cluster(tmp_path) as address:
        yield serve(f"sqlite:///{file}", cluster=address)


def test_a_job_is_done_on_a_cluster_that_one_setting_names(on_a_cluster: Running) -> None:
    fill(on_a_cluster)
    with at_work(on_a_cluster):
        dispatcher = on_a_cluster.as_("dispatcher")
        job = ended(dispatcher, ask(dispatcher, iterations=100))
        assert job["state"] == "done"
        assert dispatcher.get(f"/v1/plans/{job['plan']}").json()["state"] == "draft"
