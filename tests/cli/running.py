"""The command as its users start it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "api.cli"]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as exactly one JSON document."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """This process's, with this source tree first."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "COLUMNS": "120", **more}


def roundsman(*arguments: object, given: str | bytes = b"", folder: Path | None = None, **more: str) -> Ran:
    """Run a command to its end; a traceback on the way fails the test."""
    ran = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        cwd=folder,
        env=environment(**more),
        check=False,
        timeout=300,
    )
    err = ran.stderr.decode()
    assert "Traceback" not in err, err
    return Ran(ran.returncode, ran.stdout.decode(), err)


def written(folder: Path, name: str, document: Mapping[str, Any]) -> Path:
    """Write a document into a folder."""
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
