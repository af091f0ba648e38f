"""What a study found, as tidy tables; written to a folder, and read from it again."""

import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Self

import pandas as pd

from scenarios.studies.asked import Asked, read_asked, write_asked
from scenarios.studies.rows import DAYS, WAITS, FileRows, Rows, frame_of, write_rows
from scenarios.studies.whole import writing

_TABLES = ("measures", "differences", "replications")
_FACTS = ("warm_up", "is_complete", "has_settled")
_SHOWN = ("on_time", "inspections_on_time", "wait_h", "utilisation", "overtime_h", "cost_per_day")


class StudyResult:
    """What a study found.

    Parameters
    ----------
    study : Asked
        What it asked.
    warm_up : int
        How many days at the beginning are left out of measures, differences and replications.
    measures : DataFrame
        scenario, policy, measure, group, mean, low, high, replications; low and high are NaN where there was only
        one replication.
    differences : DataFrame
        scenario, policy, to_scenario, to_policy, measure, group, mean, low, high, replications: paired by
        replication, positive where the first has more; each scenario against the first under the same policy, and
        each policy against the first in the same scenario.
    replications : DataFrame
        scenario, policy, replication, measure, group, value.
    days : DataFrame or Rows
        scenario, policy, replication, day, measure, group, part, whole, from day 0, the warm-up included; days
        without anything have no row. Names are categories.
    waits : DataFrame or Rows
        scenario, policy, replication, day, group, bin, count; bins are those of ``WAIT_EDGES_S``.
    is_complete : bool
        Whether all was lived through that the study asked for; else it was stopped before.
    has_settled : bool
        Whether what is left after the warm-up shows no more of the beginning. If not, more days help, unless more work
        comes in than can be done. Only known where the warm-up was found and not given.

    Notes
    -----
    Days and waits are read when they are first asked for.
    """

    def __init__(
        self,
        study: Asked,
        warm_up: int,
        measures: pd.DataFrame,
        differences: pd.DataFrame,
        replications: pd.DataFrame,
        days: pd.DataFrame | Rows,
        waits: pd.DataFrame | Rows,
        is_complete: bool = True,
        has_settled: bool = True,
    ) -> None:
        self.study = study
        self.warm_up = warm_up
        self.measures = measures
        self.differences = differences
        self.replications = replications
        self.is_complete = is_complete
        self.has_settled = has_settled
        self._rows: Mapping[str, pd.DataFrame | Rows] = {"days": days, "waits": waits}

    @cached_property
    def days(self) -> pd.DataFrame:
        """The sums of each day."""
        return _frame(self._rows["days"])

    @cached_property
    def waits(self) -> pd.DataFrame:
        """The waiting times of each day, counted in bins."""
        return _frame(self._rows["waits"])

    def write(self, folder: str | Path) -> None:
        """Write it to a folder: tables as CSV and Parquet, days and waits as Parquet only."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in _TABLES:
            table: pd.DataFrame = getattr(self, name)
            with writing(folder / f"{name}.csv") as path:
                table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
            with writing(folder / f"{name}.parquet") as path:
                table.to_parquet(path, index=False)
        for name, rows in self._rows.items():
            with writing(folder / f"{name}.parquet") as path:
                if isinstance(rows, pd.DataFrame):
                    rows.to_parquet(path, index=False)
                else:
                    write_rows(rows, path)
        with writing(folder / "study.json") as path:
            asked = write_asked(self.study)
            found = {**{name: getattr(self, name) for name in _FACTS}, "asked": asked}
            path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: str | Path) -> Self:
        """Read what `write` wrote.

        Raises
        ------
        FileNotFoundError
            Where the folder holds no result.
        """
        folder = Path(folder)
        found = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        measures, differences, replications = (pd.read_parquet(folder / f"{name}.parquet") for name in _TABLES)
        days, waits = FileRows(DAYS, folder / "days.parquet"), FileRows(WAITS, folder / "waits.parquet")
        asked, facts = read_asked(found["asked"]), {name: found[name] for name in _FACTS}
        return cls(
            study=asked, measures=measures, differences=differences, replications=replications, days=days, waits=waits,
            **facts,
        )  # fmt: skip

    def __repr__(self) -> str:
        count = len(self.measures[["scenario", "policy"]].drop_duplicates())
        return f"<StudyResult {self.study.name!r}: {count} cases, warm-up {self.warm_up} days>"

    def _repr_html_(self) -> str:
        """Show the main measures in a notebook: a row for each case, a column for each measure, mean [low, high]."""
        rows = self.measures[(self.measures["group"] == "") & self.measures["measure"].isin(_SHOWN)]
        cells = rows.assign(shown=[_cell(*each) for each in rows[["mean", "low", "high"]].itertuples(index=False)])
        table = cells.pivot(index=["scenario", "policy"], columns="measure", values="shown")
        wanted = [name for name in _SHOWN if name in table.columns]
        order = self.measures[["scenario", "policy"]].drop_duplicates().itertuples(index=False, name=None)
        html: str = table.reindex([each for each in order if each in table.index])[wanted].to_html(na_rep="–")
        return html


def _cell(mean: float, low: float, high: float) -> str:
    return _number(mean) if math.isnan(low) else f"{_number(mean)} [{_number(low)}, {_number(high)}]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _frame(rows: "pd.DataFrame | Rows") -> pd.DataFrame:
    return rows if isinstance(rows, pd.DataFrame) else frame_of(rows)
