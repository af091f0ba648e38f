"""Running one solver in a child process: its time, its memory, what it says and when."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""Where children run, so that they find this package: give them absolute paths."""
PATIENCE_S = 5.0
"""How long a child that was told to stop may take."""


@dataclass(frozen=True)
class Ended:
    """A child process that has ended.

    Attributes
    ----------
    code : int
        Its exit code; negative for the signal that ended it.
    seconds : float
        From its start to its end.
    peak_mb : float
        The most memory that it held resident.
    said : tuple of (float, str)
        Each line on its standard error, with the seconds since its start.
    """

    code: int
    seconds: float
    peak_mb: float
    said: tuple[tuple[float, str], ...]

    @property
    def last_words(self) -> str:
        """The last line that it wrote to standard error, for messages."""
        return next((line for _, line in reversed(self.said) if line.strip()), "it said nothing")


def run(command: Sequence[str], grace_s: float | None = None) -> Ended:
    """Run a command to its end and measure it.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    grace_s : float, optional
        After this many seconds it is told to stop, and soon after that ended.

    Notes
    -----
    On Ctrl-C the child is told as well and waited for, before the interrupt goes on.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        reins = _end_after(child, grace_s)
        try:
            said = _listen(child, begun)
            _, status, used = os.wait4(child.pid, 0)
        except KeyboardInterrupt:
            _stop(child)
            raise
        finally:
            for rein in reins:
                rein.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    return Ended(child.returncode, time.perf_counter() - begun, _megabytes(used.ru_maxrss), said)


def _stop(child: "subprocess.Popen[str]") -> None:
    """Ask a child to stop, and end it where it does not listen, as compiled code may not."""
    child.send_signal(signal.SIGINT)
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _end_after(child: "subprocess.Popen[str]", grace_s: float | None) -> list[threading.Timer]:
    """Timers that first ask the child to stop and then end it."""
    if grace_s is None:
        return []
    reins = [
        threading.Timer(grace_s, child.send_signal, [signal.SIGINT]),
        threading.Timer(grace_s + PATIENCE_S, child.kill),
    ]
    for rein in reins:
        rein.daemon = True
        rein.start()
    return reins


def _listen(child: "subprocess.Popen[str]", begun: float) -> tuple[tuple[float, str], ...]:
    if child.stderr is None:
        return ()
    with child.stderr as lines:
        return tuple((time.perf_counter() - begun, line.rstrip("\n")) for line in lines)


def _megabytes(maxrss: int) -> float:
    """`ru_maxrss` is in kilobytes, on macOS in bytes."""
    return maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
