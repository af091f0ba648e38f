"""``roundsman backup``: everything that the service keeps, in one file."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import of_document
from api.cli.serving import opened_store
from optimiser import Fault, FaultyInput


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes: service.backup.")]) -> None:
    """Write everything that the service keeps into one file, while it goes on. The file holds secrets: keep it safe."""
    from api.clock import system_clock
    from api.store.backup import back_up

    with of_document(str(file)):
        if not file.absolute().parent.is_dir() or file.is_dir():
            raise FaultyInput([Fault("FILE", "bad_output", "no file can be there; name one in a folder that exists")])
    with opened_store() as store:
        counts = back_up(store, file, system_clock())
    print(f"{file}: {sum(counts.values())} rows of {len(counts)} tables")
