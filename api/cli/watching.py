"""What a person, or a program, sees of a running search on standard error."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Protocol

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

_TICK_S = 0.25


class ProgressForm(StrEnum):
    """How the search's progress is told."""

    AUTO = "auto"
    JSON = "json"
    NONE = "none"


class Improvement(Protocol):
    """What the search reports: a better plan than before."""

    @property
    def elapsed_s(self) -> float:
        """Seconds since the search began."""

    @property
    def cost(self) -> float:
        """What the plan costs."""

    @property
    def served(self) -> int:
        """How many visits it serves."""

    @property
    def late(self) -> int:
        """How many of them late."""


Listener = Callable[[Improvement], None]


@contextmanager
def watching(form: ProgressForm) -> Iterator[Listener | None]:
    """Give what is to be called with each improvement: a live line, JSON lines, or nothing where nobody watches."""
    if form is ProgressForm.JSON:
        yield _json_line
    elif form is ProgressForm.AUTO and Console(stderr=True).is_terminal:
        with _live_line() as listener:
            yield listener
    else:
        yield None


def _json_line(now: Improvement) -> None:
    line = {"elapsed_s": round(now.elapsed_s, 3), "cost": round(now.cost, 2), "served": now.served, "late": now.late}
    with suppress(OSError):  # whoever stops listening still gets the plan
        print(json.dumps(line), file=sys.stderr, flush=True)


@contextmanager
def _live_line() -> Iterator[Listener]:
    """Show the last improvement in a line whose clock goes on between improvements."""
    from api.terminal import LiveProgress

    begun, last, over = time.monotonic(), list[Improvement](), threading.Event()

    def tick() -> None:
        while not over.wait(_TICK_S):
            elapsed_s = time.monotonic() - begun
            if last:
                line.update(elapsed_s, last[-1].cost, last[-1].served, last[-1].late)
            else:
                line.note(f"{elapsed_s:6.1f} s   looking for a first plan")

    with LiveProgress() as line:
        thread = threading.Thread(target=tick, daemon=True)
        thread.start()
        try:
            yield last.append
        finally:
            over.set()
            thread.join()


@contextmanager
def compiling() -> Iterator[None]:
    """Say that the search is being compiled; on a terminal, for how long already."""
    console = Console(stderr=True, highlight=False)
    what = "compiling the search for this machine (once; about a minute)"
    if not console.is_terminal:
        console.print(what, soft_wrap=True)
        yield
        return
    with Bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as bar:
        bar.add_task(what, total=None)
        yield
