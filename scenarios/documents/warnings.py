"""What is strange about a study that can be run: people who cost nothing, nothing to do, nobody there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from optimiser import Almanac, Fault
from scenarios.documents.needs import unmet_needs
from scenarios.studies.study import Study

_DAY = timedelta(days=1)


def study_warnings(study: Study) -> list[Fault]:
    """Find what makes the answers of a study say less than they seem to.

    Returns
    -------
    list of Fault
        With the codes ``no_wages``, ``no_demand``, ``nobody_works`` and ``certificate_ends``; the study can be run.
    """
    return [*_wages(study), *_demand(study), *_shifts(study), *_certificates(study)]


def _wages(study: Study) -> Iterator[Fault]:
    wages = study.service.wages
    if not wages.per_day and not any(wages.skills.values()):
        message = (
            "nobody is paid: costs are those of travel, overtime and penalties, and more staff is free; give wages"
        )
        yield Fault("$.wages", "no_wages", message)


def _demand(study: Study) -> Iterator[Fault]:
    demand = study.service.demand
    if not any(stream.per_day for stream in demand.streams) or not demand.growth:
        message = "no tickets are reported, only inspections and appointments are lived; give `demand` or `demand_from`"
        yield Fault("$.demand", "no_demand", message)


def _shifts(study: Study) -> Iterator[Fault]:
    """Look for a day on which somebody works, as it is; whoever is on call works on any day."""
    book = replace(study.service.book, tickets=(), rules=(), appointments=())
    if book.on_call is not None:
        return
    almanac, begin = Almanac(book), study.warm_up or 0
    days = (study.first + k * _DAY for k in range(begin, study.days))
    if not any(almanac.days(on, on).roster.all for on in days):
        first, last = study.first + begin * _DAY, study.first + (study.days - 1) * _DAY
        message = f"nobody has a shift from {first} to {last}, by calendars and holidays; give other days"
        yield Fault("$.from", "nobody_works", message, study.first.isoformat())


def _certificates(study: Study) -> Iterator[Fault]:
    """Find skills that run out while the study lasts: nobody has a valid certificate any more at its end."""
    last = study.first + (study.days - 1) * _DAY
    for i, scenario in enumerate(study.scenarios):
        path = "$" if i == 0 else f"$.scenarios[{i - 1}]"
        for unmet in unmet_needs(scenario.change(study.service), last):
            message = f"from some day on, at the latest on {last}, {unmet.sentence()}, or give `certificates_until`"
            yield Fault(path, "certificate_ends", message)
