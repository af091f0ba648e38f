"""What can go wrong while measuring, as a tree.

::

    BenchmarkError
    ├── NotExpressible     a problem that a peer has no words for: refused, never bent
    ├── NotInstalled       a solver that is not there
    └── NoPlan             a solver that ended without a plan
"""

from collections.abc import Sequence


class BenchmarkError(Exception):
    """Anything that keeps one measurement from being made; the others go on."""


class NotExpressible(BenchmarkError):
    """A problem that a peer has no words for.

    Parameters
    ----------
    solver : str
        Who cannot read the problem.
    rules : sequence of str
        Every rule of the problem that is beyond it.
    """

    def __init__(self, solver: str, rules: Sequence[str]) -> None:
        self.rules = tuple(rules)
        super().__init__(f"{solver} cannot be asked this: {'; '.join(rules)}")


class NotInstalled(BenchmarkError):
    """A solver that is not there."""


class NoPlan(BenchmarkError):
    """A solver that ended without a plan."""
