"""The command line: ``main`` is what ``roundsman`` starts."""

from api.cli.app import main

__all__ = ["main"]
