"""Workers of our own on this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from optimiser import RoundsmanError

_CLOSE_S = 10


@contextmanager
def own_workers(count: int) -> Iterator[dict[str, Any]]:
    """Start workers, and end them afterwards.

    Yields
    ------
    dict
        ``address`` of their scheduler, and ``security``: what to make a ``distributed.Security`` of.

    Raises
    ------
    RoundsmanError
        Where they do not start.
    """
    process = subprocess.Popen(  # noqa: S603 -- ourselves
        [sys.executable, "-m", "scenarios.studies.own_cluster", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},  # what we can import, they can
        start_new_session=True,  # Ctrl-C is for whoever asks, who then ends them
    )
    try:
        import distributed  # noqa: F401 -- takes as long as they do, meanwhile

        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise RoundsmanError(f"the {count} workers did not start; what went wrong is written above")
        yield json.loads(line)
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_CLOSE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
