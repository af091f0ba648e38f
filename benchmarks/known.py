"""The cheapest plans known of the problems that are measured again and again: figures only, kept in ``known.json``."""

import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.rows import Row

TABLE = Path(__file__).with_name("known.json")


def best_known(table: Path = TABLE) -> dict[str, float]:
    """The cheapest valid cost known of each problem that has one."""
    return {name: entry["cost"] for name, entry in json.loads(table.read_text()).items() if entry["cost"] is not None}


def note_better(rows: Iterable[Row], table: Path = TABLE) -> list[str]:
    """Write valid costs below those of the table into it, for the problems that it lists, and return their names."""
    entries = json.loads(table.read_text())
    better = []
    for row in rows:
        entry = entries.get(row.instance)
        if entry is None or not row.valid or row.cost is None:
            continue
        if entry["cost"] is None or row.cost < entry["cost"]:
            entries[row.instance] = {"cost": row.cost, "source": f"own runs: {row.solver}"}
            better.append(row.instance)
    if better:
        lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(entries[name])}" for name in sorted(entries))
        table.write_text("{\n" + lines + "\n}\n")
    return list(dict.fromkeys(better))
