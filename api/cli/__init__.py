"""The command line: ``main`` is what ``roundsman`` starts."""

import os

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; a Ctrl-C while it is still being loaded ends it without a word."""
    try:
        from api.cli.app import main as run
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
    run()
