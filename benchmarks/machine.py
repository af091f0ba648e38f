"""What was measured, on what, and when: it stands beside every file of rows."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("roundsman", "numba", "numpy", "ortools", "pyvrp", "pyvroom", "fastapi", "uvicorn", "sqlalchemy")


@dataclass(frozen=True)
class Machine:
    """Where and with what rows were measured."""

    measured_on: str
    cpu: str
    core_count: int
    memory_gb: float
    system: str
    python: str
    commit: str
    packages: dict[str, str]


def this_machine() -> Machine:
    """Describe the machine and the software as they are now."""
    return Machine(
        measured_on=datetime.now(UTC).date().isoformat(),
        cpu=_cpu(),
        core_count=os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        commit=_commit(),
        packages={name: _version(name) for name in PACKAGES},
    )


def write_machine(machine: Machine, rows_path: Path) -> None:
    """Write the description beside a file of rows."""
    path = beside(rows_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(machine), indent=1) + "\n")


def read_machine(rows_path: Path) -> Machine | None:
    """Read the description that stands beside a file of rows."""
    path = beside(rows_path)
    return Machine(**json.loads(path.read_text())) if path.exists() else None


def beside(rows_path: Path) -> Path:
    """Where the description of a file of rows is kept."""
    return rows_path.with_suffix(".machine")


def _cpu() -> str:
    table = Path("/proc/cpuinfo")
    if table.exists():
        for line in table.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str:
    """The commit that is checked out, with a plus where files differ from it."""
    here = Path(__file__).parent

    def git(*asked: str) -> str:
        said = subprocess.run(["git", "-C", str(here), *asked], capture_output=True, text=True, check=True)
        return said.stdout.strip()

    try:
        changed = git(
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--",
            ":/optimiser",
            ":/scenarios",
            ":/api",
            ":/benchmarks/*.py",
        )
        return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
