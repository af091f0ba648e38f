"""The problems of the benchmarks: drawn by the generators of the shared folder, written once, read by every solver."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.errors import BenchmarkError

Form = Literal["plain", "hard"]


@dataclass(frozen=True)
class City:
    """One seeded city day.

    ``plain`` has soft deadlines and overtime; ``hard`` turns each deadline into the close of a window, which solvers
    without soft deadlines can read.
    """

    visit_count: int
    engineer_count: int
    seed: int
    form: Form

    @property
    def name(self) -> str:
        """Its name in rows and files, such as ``city-100-11-1-hard``."""
        return f"city-{self.visit_count}-{self.engineer_count}-{self.seed}-{self.form}"

    @property
    def arguments(self) -> list[str]:
        """What ``city.py`` is asked."""
        asked = ["--visits", str(self.visit_count), "--engineers", str(self.engineer_count), "--seed", str(self.seed)]
        return [*asked, "--hard"] if self.form == "hard" else asked


def draw(city: City, data: Path, folder: Path) -> Path:
    """Write a city day into `folder` and return its path.

    Parameters
    ----------
    city : City
        Which day.
    data : Path
        The shared folder; its ``bench/city.py`` draws.
    folder : Path
        Where the document goes.

    Raises
    ------
    BenchmarkError
        Where the generator is missing or refuses.
    """
    generator = data / "bench" / "city.py"
    if not generator.exists():
        raise BenchmarkError(f"{generator} is missing: give the shared folder with --data")
    drawn = subprocess.run(
        [sys.executable, str(generator), *city.arguments], capture_output=True, text=True, check=False
    )
    if drawn.returncode != 0:
        raise BenchmarkError(f"{generator} refused {city.name}: {drawn.stderr.strip()}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{city.name}.json"
    path.write_text(drawn.stdout)
    return path
