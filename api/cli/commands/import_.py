"""``roundsman import``: from tables of tickets and inspections to a problem."""

from datetime import datetime
from typing import Annotated

import typer

from api.cli.exits import of_document
from api.cli.files import STREAM, check_writable, write_bytes
from api.cli.layout import document_bytes


def _moment(text: str) -> datetime:
    """Read a time, with offset or local."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write it as 2026-11-23T07:30 or 2026-11-23T07:30:00+08:00"
        ) from None


def import_(
    mapping: Annotated[str, typer.Argument(metavar="MAPPING", help="The mapping file (TOML): docs/import.md.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PROBLEM", help="Where the problem goes; - is standard output.")
    ] = STREAM,
    now: Annotated[
        datetime | None,
        typer.Option(
            "--now", parser=_moment, metavar="TIME", help="When planning happens, instead of the mapping's now."
        ),
    ] = None,
) -> None:
    """Turn tickets and inspections in CSV or Excel, and a roster, into a problem document."""
    if mapping == STREAM:
        message = "the mapping must be a file: the tables are looked for beside it"
        raise typer.BadParameter(message, param_hint="MAPPING")
    check_writable(output, mapping)
    from pathlib import Path

    from api.interop import import_problem

    with of_document(mapping):
        document = import_problem(Path(mapping), now=now)
    write_bytes(output, document_bytes(document))
