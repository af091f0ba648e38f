"""``python -m benchmarks.servicehost PORT NOW``: the service as ``roundsman serve`` runs it, with a clock that starts
at an instant of our choice: a published day must be today whenever the benchmark is run.
"""

import sys
import time
from datetime import datetime, timedelta

from api.app import make_app
from api.cli.listening import listening, run
from api.clock import Clock
from api.platform.logs import log_as_json


def clock_from(now: datetime) -> Clock:
    """Make a clock that goes on from an instant."""
    begin_s = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begin_s)


if __name__ == "__main__":
    with listening("127.0.0.1", int(sys.argv[1])) as listener:
        log_as_json()
        run(make_app(clock=clock_from(datetime.fromisoformat(sys.argv[2]))), listener)
