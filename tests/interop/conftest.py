"""A small import that works, for tests to bend."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from api.interop import import_problem
from optimiser.errors import Fault, FaultyInput

MAPPING = """\
format = "roundsman-import/1"
time_zone = "Asia/Shanghai"
day = 2026-11-23

[travel]
kind = "great_circle"
detour = 1.4
speed_kmh = 30

[roster]
file = "roster.csv"

[[visits]]
file = "tickets.csv"
kind = "ticket"

[visits.fields]
id = "Ticket"
lat = "LATITUDE"
lon = "LONGITUDE"
duration = { column = "Type", values = { camera = "PT45M", printer = 20 }, otherwise = "PT30M" }
skills = { column = "Type", values = { camera = { cctv = 2 }, printer = "printer" }, otherwise = "" }
onsite_by = "Due"
late_cost_per_hour = { value = 60 }
skip_cost = { value = 500 }
"""
ROSTER = "id,skills,lat,lon,start,end,breaks\ne1,cctv:2;printer,36.07,120.38,08:00,17:00,11:30-13:00/PT45M\n"
TICKETS = "Ticket,LATITUDE,LONGITUDE,Type,Due\n1,36.06,120.38,camera,2026-11-23 11:00\n"


class Folder:
    """A folder with a mapping, a roster and tickets."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("mapping.toml", MAPPING)
        self.write("roster.csv", ROSTER)
        self.write("tickets.csv", TICKETS)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def map(self, *changes: tuple[str, str]) -> None:
        """Replace texts of the mapping; each must be there."""
        text = (self.path / "mapping.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.write("mapping.toml", text)

    def tickets(self, *rows: Sequence[object], header: str = "Ticket,LATITUDE,LONGITUDE,Type,Due") -> None:
        lines = io.StringIO()
        csv.writer(lines).writerows([header.split(","), *rows])
        self.write("tickets.csv", lines.getvalue())

    def read(self, now: datetime | None = None) -> dict[str, Any]:
        return import_problem(self.path / "mapping.toml", now=now)

    def faults(self) -> list[Fault]:
        with pytest.raises(FaultyInput) as caught:
            self.read()
        return list(caught.value.faults)

    def fault(self) -> Fault:
        """The only fault."""
        (fault,) = self.faults()
        return fault


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


Bend = Callable[[Folder], None]
