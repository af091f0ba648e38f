"""What must hold between the parts of a book: sites and zones, units and sites, duties, histories, rules.

What other packages know about a book is asked of them, on its sound part: what is readable, and refers only to what is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from optimiser.book import Calendar, Span
from optimiser.documents.book_checks import length
from optimiser.documents.book_duties import check_duties
from optimiser.documents.book_soundness import EMPTY, SoundPart, readable, sound_part
from optimiser.documents.findings import Findings, Steps, shown
from optimiser.documents.values import write_duration
from optimiser.errors import Fault
from optimiser.recurrence.faults import faults_of_rules
from optimiser.sla.faults import faults_of_promises
from optimiser.sla.history import faults_of_history

Draft = Mapping[str, Any]

# Asking which zone holds a site takes some microseconds for every corner: more than this takes minutes.
_MOST_COMPARISONS = 20_000_000
# Counting out longer promises lays out decades of open time.
_MOST_WEEKS = 520
# Each is compared with each.
_MOST_RULES_OF_A_SERIES = 1000
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")


def check_links(draft: Draft, found: Findings) -> None:
    """Note everything that does not fit together in a book, as far as it could be read."""
    _check_zones(draft, found)
    _check_spans(draft, found)
    _check_units(draft, found)
    check_duties(draft, found)
    part = sound_part(draft)
    _check_other_histories(draft, part, found)
    if _is_small_enough(part, found):
        _take(faults_of_promises(part.book), part, found)
    _check_rules(draft, found)


def _check_zones(draft: Draft, found: Findings) -> None:
    """What a policy says about a zone is about one of its own."""
    known = {zone.id for _, zone in readable(draft, "zones")}
    for i, policy in readable(draft, "policies"):
        if not known.issuperset(policy.zones):
            continue
        named: list[tuple[Steps, str | None]] = [
            (("targets", k, "where", "zone", m), zone)
            for k, target in enumerate(policy.targets)
            for m, zone in enumerate(target.where.get("zone", ()))
        ]
        named += [(("charges", k, "zone"), charge.zone) for k, charge in enumerate(policy.charges)]
        for at, zone in named:
            if zone in known and zone not in policy.zones:
                message = f"the zone {shown(zone)} is none of those of the policy; add it to zones, or take it out here"
                found.add(("policies", i, *at), "other_policy", message, zone)


def _check_spans(draft: Draft, found: Findings) -> None:
    """A promise ends in some years: its calendar is open for long enough."""
    weeks = {calendar.id: _open_each_week(calendar) for _, calendar in readable(draft, "calendars")}
    for i, policy in readable(draft, "policies"):
        spans: list[tuple[Steps, Span | None]] = [
            *((("targets", k, "span"), target.span) for k, target in enumerate(policy.targets)),
            *((("paperwork", kind), span) for kind, span in policy.paperwork.items()),
            (("follow_up",), policy.follow_up),
        ]
        for at, span in spans:
            week = weeks.get(span.calendar) if span is not None else None
            if span is not None and span.within is not None and week and span.within > week * _MOST_WEEKS:
                text, years = write_duration(span.within), round(span.within / week / 52)
                message = (
                    f'"{text}" of the open time of {shown(span.calendar)} is {years} years; give less, or more hours'
                )
                found.add(("policies", i, *at, "within"), "never_open", message, text)


def _open_each_week(calendar: Calendar) -> timedelta | None:
    """How long a calendar is open in a week; None: around the clock."""
    lengths = (length(hours.from_, hours.until) * len(set(hours.days)) for hours in calendar.hours)
    return sum(lengths, timedelta(0)) or None


def _check_units(draft: Draft, found: Findings) -> None:
    """A ticket and a rule are about units of their own site."""
    known = {site.id for _, site in readable(draft, "sites")}
    sites = {unit.id: unit.site for _, unit in readable(draft, "units") if unit.site in known}

    def check(unit: str, site: str, at: Steps) -> None:
        if site in known and sites.get(unit, site) != site:
            message = (
                f"the unit {shown(unit)} is at {shown(sites[unit])}, not at {shown(site)}; name a unit of the site"
            )
            found.add(at, "other_site", message, unit)

    for i, ticket in readable(draft, "tickets"):
        if ticket.unit is not None:
            check(ticket.unit, ticket.site, ("tickets", i, "unit"))
    for i, rule in readable(draft, "rules"):
        for k, unit in enumerate(rule.units):
            check(unit, rule.site, ("rules", i, "units", k))


def _check_other_histories(draft: Draft, part: SoundPart, found: Findings) -> None:
    """The history of a ticket can be judged even where its site cannot."""
    sound = set(part.places["tickets"])
    for i, ticket in readable(draft, "tickets"):
        if ticket.history and i not in sound:
            _take(faults_of_history(ticket, f"$.tickets[{i}]"), None, found)


def _is_small_enough(part: SoundPart, found: Findings) -> bool:
    """Sites are not so many, and polygons not so long, that finding their zones takes minutes."""
    size = {zone.id: 1 + len(zone.polygon) + len(zone.districts) // 10 for zone in part.book.zones}
    of_policy = {policy.id: sum(size[zone] for zone in policy.zones) for policy in part.book.policies}
    of_contract = {contract.id: of_policy[contract.policy] for contract in part.book.contracts}
    count = sum(of_contract[site.contract] for site in part.book.sites)
    if count > _MOST_COMPARISONS:
        message = (
            f"sites times corners of their zones are {count}; simplify the polygons to at most {_MOST_COMPARISONS}"
        )
        found.add(("zones",), "too_large", message, count)
    return count <= _MOST_COMPARISONS


def _check_rules(draft: Draft, found: Findings) -> None:
    """Rules are judged alone and beside the others of their site: site by site, as all units are looked at for each."""
    rules, units = _by_site(draft, "rules"), _by_site(draft, "units")
    for site, placed in rules.items():
        most = max(Counter(rule.series for _, rule in placed).values())
        if most > _MOST_RULES_OF_A_SERIES:
            advice = f"give at most {_MOST_RULES_OF_A_SERIES}, or more series"
            found.add(("rules",), "too_large", f"{most} rules of one series are at {shown(site)}; {advice}", most)
            continue
        here = replace(EMPTY, rules=[rule for _, rule in placed], units=[unit for _, unit in units.get(site, ())])
        _take(faults_of_rules(here), SoundPart(here, {"rules": [i for i, _ in placed]}), found)


def _by_site(draft: Draft, key: str) -> dict[str, list[tuple[int, Any]]]:
    out: dict[str, list[tuple[int, Any]]] = {}
    for i, item in readable(draft, key):
        out.setdefault(item.site, []).append((i, item))
    return out


def _take(faults: Iterable[Fault], part: SoundPart | None, found: Findings) -> None:
    """Note faults where they stand in the document; those of a sound part were found by their place in it."""
    for fault in faults:
        steps = steps_of(fault.path)
        if part is not None and len(steps) > 1 and steps[0] in part.places:
            steps = (steps[0], part.places[steps[0]][steps[1]], *steps[2:])
        found.add(steps, fault.code, fault.message, fault.value)


def steps_of(path: str) -> Steps:
    """Read a JSON path of plain keys and indices back: ``$.rules[3].recurrence``."""
    return tuple(key or int(index) for key, index in _STEP.findall(path))
