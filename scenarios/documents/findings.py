"""What is found while a study is read."""

from typing import Any

from optimiser import describing as of


class Findings(of.Findings):
    """Collects faults, and says in which parts of the document some were found."""

    def __init__(self) -> None:
        super().__init__()
        self._faulty: set[of.Steps] = set()

    def add(self, at: of.Steps, code: str, message: str, value: Any = None) -> None:
        """Note one fault, and that all that it lies within is faulty."""
        self._faulty.update(at[:length] for length in range(1, len(at) + 1))
        super().add(at, code, message, value)

    def has_within(self, at: of.Steps) -> bool:
        """Whether a fault was noted at this place or inside it."""
        return at in self._faulty
