"""Workers of our own: a study survives being killed, and the end of a worker; nobody is left behind."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from scenarios.studies.result import StudyResult
from scenarios.studies.runner import run_study
from tests.scenarios.studies.tiny import deadly_once, live, refuse, study

SCRIPT = """
import sys
from scenarios import run_study
from tests.scenarios.studies.tiny import study, stuck

run_study(study(), sys.argv[1], workers=2, live=stuck)
"""
"""As people write it: nothing is guarded by the name of the main program. The last replication never ends."""


@pytest.fixture(scope="module")
def unkilled(cluster_of: Callable[[int], str]) -> StudyResult:
    return run_study(study(), cluster=cluster_of(1), live=live)


def cases(folder: Path) -> dict[str, tuple[int, int]]:
    """The cases in a folder: which file each is, and when it was written."""
    found = [(path, path.stat()) for path in (folder / "cases").glob("[!.]*")]
    return {path.name: (stat.st_ino, stat.st_mtime_ns) for path, stat in found}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[psutil.Process]]:
    """A folder of a study whose process was killed after some cases, and the workers that it had."""
    folder = tmp_path_factory.mktemp("killed")
    script = folder / "script.py"
    script.write_text(SCRIPT)
    program = subprocess.Popen(
        [sys.executable, str(script), str(folder)], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    try:
        for _ in range(1200):
            if len(cases(folder)) >= 4:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                program.wait(0.05)
        workers = psutil.Process(program.pid).children(recursive=True)
    finally:
        program.kill()
        program.wait()
    return folder, workers


def test_the_workers_of_a_killed_study_end_with_it(killed: tuple[Path, list[psutil.Process]]) -> None:
    _, workers = killed
    assert len(workers) >= 3  # two, and whoever started them
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive


def test_a_killed_study_goes_on_where_it_was_and_finds_the_same(
    killed: tuple[Path, list[psutil.Process]], unkilled: StudyResult, tmp_path: Path
) -> None:
    folder, _ = killed
    before = cases(folder)
    (folder / "cases" / ".left.parquet.0.unfinished").write_bytes(b"half")
    resumed = run_study(study(), folder, workers=2, live=partial(deadly_once, tmp_path / "died"))
    assert 4 <= len(before) <= 8
    assert before.items() <= cases(folder).items()
    assert len(cases(folder)) == 12
    assert (tmp_path / "died").exists()
    for result, place in ((resumed, "resumed"), (unkilled, "unkilled")):
        result.write(tmp_path / place)
    for name in ("measures.csv", "differences.csv", "replications.csv", "days.parquet", "waits.parquet"):
        assert (tmp_path / "resumed" / name).read_bytes() == (tmp_path / "unkilled" / name).read_bytes()
    assert not list(folder.glob("cases/.*"))
    assert run_study(study(), folder, live=refuse).is_complete
