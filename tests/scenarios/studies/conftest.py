"""Clusters in this process: somebody else's, as far as the runner can tell, that take no time to start."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from distributed import LocalCluster


@pytest.fixture(scope="module")
def cluster_of() -> Iterator[Callable[[int], str]]:
    """The address of a cluster with so many workers."""
    with ExitStack() as ends:

        @cache
        def address(workers: int) -> str:
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0",
                worker_dashboard_address=None, scheduler_kwargs={"dashboard": False}, memory_limit=0,
            )  # fmt: skip
            return str(ends.enter_context(cluster).scheduler_address)

        yield address


@pytest.fixture
def cluster(cluster_of: Callable[[int], str]) -> str:
    """One with two workers."""
    return cluster_of(2)
