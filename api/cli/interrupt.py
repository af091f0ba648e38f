"""Ctrl-C while a plan is searched, or a study goes on: once keeps what there is, twice ends the program."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from api.cli.exits import INTERRUPTED, say

_SEARCH = "stopping with the best plan so far; Ctrl-C again gives up"


class StopRequest:
    """Whether somebody asked to stop. Calling it tells.

    Parameters
    ----------
    sentence : str
        What is said to whoever asks.
    """

    def __init__(self, sentence: str = _SEARCH) -> None:
        self._sentence = sentence
        self._asked = threading.Event()

    def __call__(self) -> bool:
        """Tell whether somebody asked."""
        return self._asked.is_set()

    def receive(self, number: int, frame: FrameType | None) -> None:
        """Take a signal: the first one asks, the second one ends the program at once."""
        del frame
        if self._asked.is_set() and number == signal.SIGINT:
            # Nothing is being written yet, and the kernels cannot be interrupted: leaving is all there is to do.
            Console(stderr=True).show_cursor()
            os._exit(INTERRUPTED)
        self._asked.set()
        say(self._sentence)


@contextmanager
def stoppable(sentence: str = _SEARCH) -> Iterator[StopRequest]:
    """Let SIGINT and SIGTERM ask for an early end of what happens inside; `sentence` answers them."""
    request = StopRequest(sentence)
    previous = {number: signal.signal(number, request.receive) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
