"""``roundsman restore``: everything as it was when a backup was made."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import of_document
from api.cli.serving import opened_store, settings_from_outside, shown_database
from optimiser import Fault, FaultyInput


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `roundsman backup` wrote.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask before everything is replaced.")] = False,
) -> None:
    """Replace everything that the service keeps by what is in a backup, while it goes on."""
    from api.store.restore import restore as restored

    database = shown_database(settings_from_outside())
    if not sure:
        if not sys.stdin.isatty():
            message = f"this replaces everything in {database}; say --yes"
            raise FaultyInput([Fault("--yes", "missing", message)])
        typer.confirm(f"Replace everything in {database}?", abort=True)
    with of_document(str(file)), opened_store(upgraded=False) as store:
        try:
            counts = restored(store, file)
        except FileNotFoundError:
            raise FaultyInput([Fault("FILE", "no_such_file", "there is no such file; check its name")]) from None
        except IsADirectoryError:
            raise FaultyInput([Fault("FILE", "not_a_file", "this is a folder; name a file in it")]) from None
    print(f"{database}: {sum(counts.values())} rows of {len(counts)} tables restored from {file}")
