"""With what status a command ends, and what it says on the way out: a sentence for a person, never a traceback."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from rich.console import Console
from rich.text import Text
from typer import Exit

from api.printable import printable
from optimiser import FaultyInput, ImpossiblePlan, RoundsmanError, TravelUnavailable

BROKEN_RULES = 1
FAULTY = 2
OUR_BUG = 3
SURROUNDINGS = 4
INTERRUPTED = 130
NOBODY_READS = 141

EXPLAINED = """\
Exit status: 0 done; 1 the plan breaks a rule (check); 2 faulty input or usage; 3 a bug of ours, please report it;
4 something outside failed: a routing service, a full disk; 130 interrupted before there was a plan."""

TRACEBACK_VARIABLE = "ROUNDSMAN_TRACEBACK"


class FaultyDocument(FaultyInput):
    """A faulty input that knows which file it came from."""

    def __init__(self, name: str, faulty: FaultyInput) -> None:
        super().__init__(faulty.faults)
        self.name = name


@contextmanager
def of_document(name: str) -> Iterator[None]:
    """Say of which file the faults are that are found inside."""
    try:
        yield
    except FaultyDocument:
        raise
    except FaultyInput as faulty:
        raise FaultyDocument(name, faulty) from None


@contextmanager
def told_to_people() -> Iterator[None]:
    """Turn what a command raises into words on standard error and an exit status.

    Raises
    ------
    typer.Exit
        With the status, for whatever is no mistake of ours.
    """
    try:
        yield
        sys.stdout.flush()
    except FaultyInput as faulty:
        _tell_faults(faulty)
        raise Exit(FAULTY) from None
    except (BrokenPipeError, KeyboardInterrupt) as gone:
        _fall_silent()
        raise Exit(NOBODY_READS if isinstance(gone, BrokenPipeError) else INTERRUPTED) from None
    except RoundsmanError as error:
        say(str(error))
        raise Exit(_status(error)) from None
    except OSError as error:
        _fall_silent()
        say(f"{_subject(error)}: {error.strerror or error}; {_advice(error)}")
        raise Exit(SURROUNDINGS) from None


def _status(error: RoundsmanError) -> int:
    if isinstance(error, ImpossiblePlan):
        return FAULTY
    return SURROUNDINGS if isinstance(error, TravelUnavailable) else OUR_BUG


def say(sentence: str) -> None:
    """Write one line, or a few, on standard error, as they are."""
    with suppress(OSError, ValueError):  # nobody may be there to hear it
        Console(stderr=True, highlight=False).print(Text(sentence), soft_wrap=True)


def _tell_faults(faulty: FaultyInput) -> None:
    """Write a line for the file, then one for each fault: path, what is wrong and what to try, code."""
    lines = []
    if isinstance(faulty, FaultyDocument):
        count = len(faulty.faults)
        lines.append(Text.assemble((printable(faulty.name).plain, "bold"), f": {count} fault{'s' * (count != 1)}"))
    for fault in faulty.faults:
        code = f" [{fault.code}]"
        lines.append(
            Text.assemble((printable(fault.path).plain, "bold"), ": ", printable(fault.message), (code, "dim"))
        )
    with suppress(OSError, ValueError):
        Console(stderr=True, highlight=False).print(Text("\n").join(lines), soft_wrap=True)


def report_bug(error: Exception) -> NoReturn:
    """Say that the mistake is ours, and where it is; the whole traceback only to those who ask for it.

    What a Ctrl-C broke on its way, as the loading of a library, is no mistake.
    """
    if _was_interrupted(error):
        sys.exit(INTERRUPTED)
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""  # noqa: PTH119
    say(
        f"internal error: please report it, with the input if you can: {type(error).__name__}: {error}{where}\n"
        f"{TRACEBACK_VARIABLE}=1 shows where it comes from."
    )
    sys.exit(OUR_BUG)


def _was_interrupted(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _subject(error: OSError) -> str:
    return str(error.filename2 or error.filename or "standard output")


def _advice(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room, or name another folder with -o"
    return "name another file with -o"


def _fall_silent() -> None:
    """Let the interpreter's last flush of a stream that nobody takes fail unseen."""
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
