"""How numbers are written: with as many digits as say something, and a real minus."""

import math
from collections.abc import Callable

Writer = Callable[[float, str, float | None], str]
"""Writes a value in a unit, with the digits of what stands beside it."""

_HUNDRED = 100.0
_PER_CENT = "\u202f%"


def plain(value: float, unit: str, reach: float | None = None) -> str:
    """Write a value: a share in per cent, anything else as it is.

    Parameters
    ----------
    value : float
    unit : str
        A name in `scenarios.measures.catalogue.UNITS`.
    reach : float, optional
        The largest value that stands beside it, which decides on its digits; itself where there is none.
    """
    return bare(value, unit, reach) + (_PER_CENT if unit == "share" else "")


def bare(value: float, unit: str, reach: float | None = None) -> str:
    """Write a value without its per cent sign, as inside of an interval."""
    if not math.isfinite(value):
        return "–"
    digits = _digits(abs(value if reach is None else reach), unit)
    text = f"{_shown(value, unit):,.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")


def signed(value: float, unit: str, reach: float | None = None) -> str:
    """Write a difference: its sign is always there, unless it is zero; of shares in percentage points."""
    text = bare(value, unit, reach)
    return text if text.startswith("−") or not text.strip("0.,") else "+" + text


def tick(value: float, unit: str) -> str:
    """Write a step of an axis, as short as it is."""
    shown = round(_shown(value, unit), 9)
    text = f"{shown:,.6g}" if abs(shown) < 1e6 else f"{shown:,.0f}"
    return text.replace("-", "−") + (_PER_CENT if unit == "share" else "")


def _shown(value: float, unit: str) -> float:
    return value * _HUNDRED if unit == "share" else value


def _digits(reach: float, unit: str) -> int:
    """Decimals: three figures are enough for all but shares, which are told apart by tenths of a per cent."""
    if unit == "share":
        return 1
    if unit.startswith("money"):
        return 0 if reach >= _HUNDRED else 2
    return 0 if reach >= 1000 else 1 if reach >= 1 else 2
