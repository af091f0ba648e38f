"""The library: what comes with the package: a day in Qingdao, five service regimes, and a study for each of these.

A regime is a kind of contract with all that belongs to it: a service book (policy, roster, rules, sites, tickets) and
a day to plan. Every figure in it names its calendar and its source. For each there is a study: a staffing question,
with demand and scenarios.
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

from optimiser import Fault, FaultyInput

DEMO_DAY = "qingdao_day.json"
_REGIMES = ("office_care", "assurance", "elv_campus", "warranty", "ciq_shandong")


@dataclass(frozen=True)
class Regime:
    """A kind of contract with a day to plan.

    Attributes
    ----------
    name : str
    line : str
        What it is, on one line.
    book : dict
        A book document.
    day : date
        The day to plan, in the book's time zone.
    now : datetime
        When the plan is made: what the tickets' histories lead up to.
    """

    name: str
    line: str
    book: dict[str, Any]
    day: date
    now: datetime


def path() -> Path:
    """Tell where the bundled demo day lies, in the installed package."""
    return _folder() / DEMO_DAY


def demo_day() -> dict[str, Any]:
    """Load the bundled demo day: a Monday in Qingdao, at real places, with invented customers.

    Returns
    -------
    dict
        A problem document.
    """
    return _loaded(path())


def regimes() -> tuple[str, ...]:
    """Name the service regimes."""
    return _REGIMES


def regime(name: str) -> Regime:
    """Load a service regime by its name.

    Raises
    ------
    FaultyInput
        Where there is none of that name; with the nearest one.
    """
    document = _loaded(regime_path(name))
    day = document["x_day"]
    return Regime(name, day["line"], document, date.fromisoformat(day["on"]), datetime.fromisoformat(day["now"]))


def regime_path(name: str) -> Path:
    """Tell where the book of a regime lies, in the installed package.

    Raises
    ------
    FaultyInput
        Where there is none of that name; with the nearest one.
    """
    if name not in _REGIMES:
        near = get_close_matches(name.lower().replace("-", "_"), _REGIMES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"name one of {', '.join(_REGIMES)}"
        raise FaultyInput([Fault("NAME", "unknown_regime", f"there is no regime {name[:80]!r}; {hint}", name)])
    return _folder() / "regimes" / f"{name}.json"


def studies() -> tuple[str, ...]:
    """Name the studies: one for each regime that has a question worth asking."""
    return tuple(sorted(file.stem for file in (_folder() / "studies").glob("*.toml")))


def study_path(name: str) -> Path:
    """Tell where the document of a study lies, in the installed package.

    Raises
    ------
    FaultyInput
        Where there is none of that name; with the nearest one.
    """
    known = studies()
    if name not in known:
        near = get_close_matches(name.lower().replace("-", "_"), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"name one of {', '.join(known)}"
        raise FaultyInput([Fault("STUDY", "unknown_study", f"there is no study {name[:80]!r}; {hint}", name)])
    return _folder() / "studies" / f"{name}.toml"


def study_question(name: str) -> str:
    """Tell what a study asks: its name, and its line where it has one.

    Raises
    ------
    FaultyInput
        Where there is none of that name; with the nearest one.
    """
    document = tomllib.loads(study_path(name).read_text(encoding="utf-8"))
    return ": ".join(filter(None, (document["name"], document.get("line"))))


def _folder() -> Path:
    return Path(str(resources.files(__name__)))


def _loaded(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document
