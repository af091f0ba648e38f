"""``roundsman demo``: a bundled day, planned and shown; or a day of one of the five service regimes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from api.cli.exits import of_document
from api.cli.files import made_folder, write_bytes
from api.cli.layout import document_bytes
from api.cli.loading import LoadedProblem, load_problem
from api.cli.options import SecondsOption
from api.cli.planning import SearchOptions, planned
from api.cli.printing import print_parts, print_plan

if TYPE_CHECKING:
    from optimiser import Agenda, Bound, Plan, TravelTimes

_SECONDS = 5.0
_SERVED = "elv_campus"


def demo(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A service regime; without it, a Monday in Qingdao.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Where files go.  [default: out/NAME, out/demo, out/demo-service]",
        ),
    ] = None,
    seconds: SecondsOption = None,
    listed: Annotated[bool, typer.Option("--list", help="Name the regimes, a line each, and do nothing else.")] = False,
    served: Annotated[
        bool, typer.Option("--serve", help=f"Start the service with a regime's planned day; {_SERVED} without NAME.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="With --serve: where it listens; 0: any free port.")
    ] = 8000,
) -> None:
    """Plan a bundled day and print it. Writes its problem, plan and page; of a service regime also its book."""
    if listed:
        _list()
    elif served:
        _serve(name or _SERVED, output, port, seconds)
    elif name is None:
        _plan_bundled_day(_made(output or Path("out/demo")), seconds)
    else:
        _plan_regime(name, output, seconds)


def _list() -> None:
    from scenarios import library

    width = max(map(len, library.regimes()))
    for name in library.regimes():
        print(f"{name:{width}}  {library.regime(name).line}")


def _serve(name: str, output: Path | None, port: int, seconds: float | None) -> None:
    from api.cli.demo_service import serve_demo
    from api.cli.warming import warm_up
    from scenarios import library

    regime = library.regime(name)
    folder = _made(output or Path("out/demo-service"))
    warm_up()
    serve_demo(regime, folder, port, seconds or _SECONDS)


def _plan_bundled_day(folder: Path, seconds: float | None) -> None:
    from scenarios import library

    write_bytes(str(folder / "problem.json"), library.path().read_bytes())
    loaded, plan, travel, bound = _planned(folder, seconds)
    print_plan(loaded.problem, plan, travel, bound)
    _print_files(folder, "problem", "plan", "page")


def _plan_regime(name: str, output: Path | None, seconds: float | None) -> None:
    """From the book to the day's problem, to its plan, each written where it can be looked at."""
    from api.dues import due_parts
    from optimiser import agenda_of, read_book, write_problem
    from scenarios import library

    regime = library.regime(name)
    folder = _made(output or Path("out") / name)
    write_bytes(str(folder / "book.json"), library.regime_path(name).read_bytes())
    with of_document(f"{name}.json"):
        agenda = agenda_of(read_book(regime.book), regime.day, regime.day, regime.now)
    write_bytes(str(folder / "problem.json"), document_bytes(write_problem(agenda.problem)))
    loaded, plan, travel, bound = _planned(folder, seconds)
    print_parts(Text(f"{regime.day:%A, %d %B %Y}, {regime.line}\n", "bold"), *due_parts(agenda))
    print_plan(loaded.problem, plan, travel, bound)
    _print_beside_routes(agenda, plan)
    _print_files(folder, "book", "problem", "plan", "page")


def _planned(folder: Path, seconds: float | None) -> "tuple[LoadedProblem, Plan, TravelTimes, Bound | None]":
    """Plan the problem that lies in a folder, as anybody would who finds it there; plan and page go there too."""
    from api.page import render
    from optimiser import write_plan

    loaded = load_problem(str(folder / "problem.json"))
    travel = loaded.travel()
    plan, bound = planned(loaded, travel, SearchOptions(seconds=seconds or _SECONDS), bounded=True)
    write_bytes(str(folder / "plan.json"), document_bytes(write_plan(plan)))
    write_bytes(str(folder / "plan.html"), render(loaded.problem, plan, travel.seconds, travel.metres).encode())
    return loaded, plan, travel, bound


def _print_beside_routes(agenda: "Agenda", plan: "Plan") -> None:
    """What the day holds that no route shows."""
    from api.dues import calls_table
    from api.terminal_day import owed_table, standby_table
    from optimiser import calls_before_trips, follow_ups_of, paperwork_of

    calls = [call for call in calls_before_trips(agenda, plan) if call.before_trip_of is not None]
    tables = [
        calls_table(agenda, calls, "To be said before somebody leaves"),
        standby_table(agenda.problem),
        owed_table("Reports owed after these visits", paperwork_of(agenda, plan)),
        owed_table("Calls owed after these visits", follow_ups_of(agenda, plan)),
    ]
    print_parts(*(table for table in tables if table.row_count))
    if any(policy.signed_slip for policy in agenda.book.policies):
        print_parts(Text("Each visit ends with a slip that the customer signs."))


def _print_files(folder: Path, *kinds: str) -> None:
    names = {"page": "plan.html"}
    lines = [f"{kind.capitalize() + ':':8} {folder / names.get(kind, f'{kind}.json')}" for kind in kinds]
    print_parts(Text("\n" + "\n".join(lines) + " (open it in a browser)"))


def _made(folder: Path) -> Path:
    with of_document(str(folder)):
        return made_folder(folder)
