"""What a person should look at before a plan is published: warnings, and parts that are nowhere to be had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shortage:
    """A part that a visit needs, and of which there are too few.

    Attributes
    ----------
    in_van : int
        How many the van of who goes has for it.
    depots : sequence of (str, int)
        Which depots have how many for it.
    """

    visit: str
    engineer: str
    part: str
    needed: int
    in_van: int
    depots: Sequence[tuple[str, int]]
    missing: int


@dataclass(frozen=True)
class Remarks:
    """What was found when a plan was made; ``warnings`` are sentences in English."""

    warnings: Sequence[str] = ()
    shortages: Sequence[Shortage] = ()


def remarks_of(matter: Mapping[str, Any]) -> Remarks:
    """Read what is kept with a plan; what parts are missing stands as a table, and not among the sentences too."""
    short = [part for part in matter.get("parts", ()) if part["missing"]]
    told = {part["warning"] for part in short}
    warnings = [each for each in matter.get("warnings", ()) if each not in told]
    return Remarks(warnings, [_shortage(part) for part in short])


def _shortage(part: Mapping[str, Any]) -> Shortage:
    van = sum(each["count"] for each in part["take"] if each["kind"] == "van")
    depots = [(each["name"] or each["id"], each["count"]) for each in part["take"] if each["kind"] == "depot"]
    return Shortage(part["visit"], part["engineer"], part["part"], part["count"], van, depots, part["missing"])
