"""What determines a case, in a few letters: by them a case is found again that was lived through before."""

import hashlib
import importlib.util
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from optimiser import RoundsmanError

FORMAT = "roundsman-case/1"
"""What a case is kept as; another number makes all cases that are kept be lived through again."""

_PROGRAM = ("optimiser", "scenarios.demand", "scenarios.measures", "scenarios.service", "scenarios.simulation")


def digest(*values: object) -> str:
    """Give a short name to values: equal ones have the same, in every process and on every machine.

    Parameters
    ----------
    *values : object
        Dataclasses, mappings, sequences, sets, arrays, dates and times, zones and plain values, nested at will. Lists
        and tuples of the same are the same; the order of mappings counts, as it may for whoever goes through one.

    Raises
    ------
    TypeError
        Where a value is anything else.
    """
    text = json.dumps([_plain(value) for value in values], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def case_key(service: str, policy: str, first: date, days: int, seed: int, replication: int) -> str:
    """Give a short name to a case, by all that determines it.

    Parameters
    ----------
    service : str
        The `digest` of the service as its scenario has it.
    policy, first, days, seed, replication
        As `simulate` is given them.
    """
    return digest(FORMAT, edition(), service, policy, first, days, seed, replication)


@cache
def edition() -> str:
    """Give a short name to the program that lives through cases: another program might find other numbers."""
    state = hashlib.sha256()
    for name in _PROGRAM:
        source = _source(name)
        files = sorted(source.parent.rglob("*.py")) if source.name == "__init__.py" else [source]
        for file in files:
            state.update(file.read_bytes())
    return state.hexdigest()[:16]


def _source(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise RoundsmanError(f"the source of {name} cannot be found; install roundsman anew")
    return Path(found.origin)


def _plain(value: Any) -> Any:
    """Make of a value what JSON can hold; what JSON has no name for becomes an object with one."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if is_dataclass(value):
        return {type(value).__name__: [_plain(getattr(value, each.name)) for each in fields(value)]}
    if isinstance(value, Mapping):
        return {"mapping": [[_plain(key), _plain(each)] for key, each in value.items()]}
    if isinstance(value, Set):
        return {"set": sorted((_plain(each) for each in value), key=json.dumps)}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    if isinstance(value, date | time | timedelta | tzinfo):
        return {"time": repr(value)}
    raise TypeError(f"a {type(value).__name__} cannot be part of what determines a case: {value!r}")
