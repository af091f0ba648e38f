"""The commands put together, and what is around every one of them."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli import exits
from api.cli.commands.agenda import agenda
from api.cli.commands.backup import backup
from api.cli.commands.check import check
from api.cli.commands.db import db
from api.cli.commands.demo import demo
from api.cli.commands.due import due
from api.cli.commands.explain import explain
from api.cli.commands.horizon import horizon
from api.cli.commands.import_ import import_
from api.cli.commands.key import key
from api.cli.commands.place import place
from api.cli.commands.restore import restore
from api.cli.commands.serve import serve
from api.cli.commands.show import show
from api.cli.commands.simulate import simulate
from api.cli.commands.solve import solve
from api.cli.commands.validate import validate


class _Commands(TyperGroup):
    """The commands, in the order in which they are of use; what they raise is told to people."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Keep the order in which they were added."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with exits.told_to_people():
            return super().invoke(ctx)


app = typer.Typer(
    name="roundsman",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=exits.EXPLAINED.replace("\n", " "),
    context_settings={"help_option_names": ["--help", "-h"]},
)
for command in solve, check, explain, place, show, validate, due, agenda, horizon, simulate, demo:
    app.command()(command)
app.command("import")(import_)
app.command()(serve)
app.command()(backup)
app.command()(restore)
app.add_typer(key, name="key")
app.add_typer(db, name="db")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"roundsman {version('roundsman')}")
        raise typer.Exit


@app.callback()
def _about(
    shown: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Plan who goes where and when: tickets and inspections, under skills, distance and deadlines."""
    del shown


def _prepare_streams() -> None:
    """Write to nobody where a stream is closed, and escape letters that a terminal lacks."""
    for name in "stdout", "stderr":
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Run the command line, and never show a traceback."""
    _prepare_streams()
    try:
        app(prog_name="roundsman")
    except Exception as bug:  # noqa: BLE001 - the outermost frame: whatever is left is a mistake of ours
        exits.report_bug(bug)
