"""Key figures as a table: one number a line, with its measure, group, period and unit."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from api.schemas.kpis import Kpis

COLUMNS = ("measure", "group", "period", "value", "unit")
_UNITS = {"_s": "s", "_m": "m", "_share": "share", "count": "count", "points": "points", "amount": "money"}
Line = tuple[str, str, str, float, str]


def tidy(kpis: Kpis) -> Iterator[Line]:
    """List every number; what is not known has no line."""
    for section in Kpis.model_fields:
        for row in _rows(getattr(kpis, section)):
            told = row.model_dump()
            period = told.pop("period")
            group = ";".join(f"{name}={value}" for name, value in told.items() if isinstance(value, str))
            for measure, value in _numbers(section, told):
                yield measure, group, period, value, _unit(measure)


def tidy_csv(kpis: Kpis) -> str:
    """Write the table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(tidy(kpis))
    return out.getvalue()


def _rows(section: Any) -> list[BaseModel]:
    return [row for row in section if isinstance(row, BaseModel)] if isinstance(section, list) else []


def _numbers(prefix: str, told: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in told.items():
        if isinstance(value, dict):
            yield from _numbers(f"{prefix}.{name}", value)
        elif isinstance(value, int | float):
            yield f"{prefix}.{name}", value


def _unit(measure: str) -> str:
    return next(unit for ending, unit in _UNITS.items() if measure.endswith(ending))
