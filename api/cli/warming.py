"""The first start on a machine: every kernel is compiled once, and whoever waits is told."""

from contextlib import suppress

from api.cli.watching import compiling

_MARK = "all_compiled"


def warm_up() -> None:
    """Compile the kernels of search and explanation where that was not done on this machine yet, and say so."""
    from optimiser.compiled import FOLDER

    if (FOLDER / _MARK).exists():
        return
    from api.jobs.warming import warm_up as use_every_kernel

    with compiling():
        use_every_kernel()
    with suppress(OSError):  # where nothing can be kept, every start compiles
        (FOLDER / _MARK).touch()
