"""What a study asked, without the service it asked about: what results are read by, today or from a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from scenarios.measures import ALL, group_name
from scenarios.studies.study import Precision, Replications, Study


@dataclass(frozen=True)
class Named:
    """A scenario without its change: name, line and document are the scenario's."""

    name: str
    line: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A study without its service; everything in it is the study's, as JSON can hold it.

    Attributes
    ----------
    goals : mapping of str to float
        The share of tickets that is to be on time, by group of the measure ``on_time``; nothing where none is stated.
    """

    id: str
    name: str
    first: date
    days: int
    scenarios: Sequence[Named]
    policies: Sequence[str]
    warm_up: int | None
    replications: Replications
    seed: int
    document: Mapping[str, Any] = field(default_factory=dict)
    goals: Mapping[str, float] = field(default_factory=dict)


def asked_of(study: Study) -> Asked:
    """Say what a study asks."""
    precision = [Precision(each.measure, each.half_width, each.group) for each in study.replications.precision]
    counts = study.replications
    return Asked(
        id=study.id,
        name=study.name,
        first=study.first,
        days=study.days,
        scenarios=[Named(each.name, each.line, _plain(each.document)) for each in study.scenarios],
        policies=list(study.policies),
        warm_up=study.warm_up,
        replications=Replications(counts.at_least, counts.at_most, precision, counts.confidence),
        seed=study.seed,
        document=_plain(study.document),
        goals=_goals(study),
    )


def _goals(study: Study) -> dict[str, float]:
    """What share is to be on time: of all tickets where one is said for all, else SLA policy by SLA policy."""
    if study.goal is not None:
        return {ALL: study.goal}
    book = study.service.book
    held = {contract.id: contract.policy for contract in book.contracts}
    used = {held[site.contract] for site in book.sites if site.contract in held}
    stated = {p.id: p.on_time_share for p in book.policies if p.id in used and p.on_time_share is not None}
    if stated.keys() == used and len(set(stated.values())) == 1:
        return dict.fromkeys([ALL], next(iter(stated.values())))
    return {group_name(policy=id_): share for id_, share in stated.items()}


def write_asked(asked: Asked) -> dict[str, Any]:
    """Lay it out for JSON."""
    return asdict(asked) | {"first": asked.first.isoformat()}


def read_asked(found: Mapping[str, Any]) -> Asked:
    """Read what `write_asked` laid out."""
    counts = found["replications"]
    precision = [Precision(**each) for each in counts["precision"]]
    read = {
        "first": date.fromisoformat(found["first"]),
        "scenarios": [Named(**each) for each in found["scenarios"]],
        "replications": Replications(**{**counts, "precision": precision}),
    }
    return Asked(**{**found, **read})


def _plain(document: Mapping[str, Any]) -> Any:
    """Make of a TOML document what JSON can hold: days and times are written out."""
    return json.loads(json.dumps(document, default=lambda value: value.isoformat()))
