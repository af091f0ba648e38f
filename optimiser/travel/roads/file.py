"""Which file a problem's road extract is."""

from pathlib import Path
from typing import Any

from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Roads

SUFFIXES = (".osm", ".osm.gz", ".osm.pbf")


def extract_path(travel: Roads, base: Path) -> Path:
    """Find the extract of a problem.

    Parameters
    ----------
    travel : Roads
        Whose `extract` is a path, absolute or from `base`.
    base : Path
        The folder of the problem document.

    Raises
    ------
    FaultyInput
        Where there is no such file, or it is of another kind.
    """
    stated = travel.extract
    if not stated.endswith(SUFFIXES):
        raise _fault(stated, "wrong_file_type", f"{stated!r} is not one of {', '.join(SUFFIXES)}")
    try:
        path = (base / stated).resolve()
        found = path.is_file()
    except (OSError, ValueError):  # names that no file system takes
        found = False
    if not found:
        where = f"no file {stated!r} in {base.resolve()}"
        raise _fault(stated, "no_such_file", f"{where}: give the path of an OpenStreetMap extract from there")
    return path


def file_state(path: Path) -> dict[str, Any]:
    """What changes when the file does: where it lies, its size, and when it was written."""
    state = path.stat()
    return {"path": str(path), "size": state.st_size, "written_ns": state.st_mtime_ns}


def _fault(stated: str, code: str, message: str) -> FaultyInput:
    return FaultyInput([Fault("$.travel.extract", code, message, stated)])
