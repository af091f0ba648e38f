"""Recurrence rules of RFC 5545, by days: what is wrong with one, and the days that it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr

WEEKDAY = "MO|TU|WE|TH|FR|SA|SU"
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LARGEST = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_DAY_WITH_COUNT = re.compile(rf"([+-]?)(\d{{1,2}})({WEEKDAY})")
_LARGEST_COUNT = 10**9
# Days and weekdays repeat after 400 years. dateutil looks for a day that never comes up to the year 9999: counted as
# near to it as the cycle allows, it gives up soon.
_CYCLE_YEARS = 400
_KNOWN = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "WKST", *_LARGEST)


@dataclass(frozen=True)
class Misreading:
    """One thing that is wrong with a rule: a fault's code, and a sentence with what to try."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Recurring:
    """A rule that can be counted: `pattern` is the rule without its end."""

    pattern: str
    count: int | None
    until: date | None

    def days(self, since: date, last: date) -> Iterator[date]:
        """Count the days that the rule names, from `since` to `last`, lazily.

        Only days: a time in UNTIL is cut off. COUNT counts from `since`, which itself counts only where the rule names
        it.
        """
        end = last if self.until is None else min(last, self.until)
        if end < since:
            return iter(())
        later = (date.max.year - end.year) // _CYCLE_YEARS * _CYCLE_YEARS
        start, stop = (datetime.combine(day.replace(year=day.year + later), time()) for day in (since, end))
        moments: Iterator[datetime] = iter(rrulestr(self.pattern, dtstart=start).replace(until=stop))
        return islice((moment.date().replace(year=moment.year - later) for moment in moments), self.count)


def read_rule(text: str) -> tuple[Recurring | None, list[Misreading]]:
    """Read a rule as RFC 5545 writes it, with or without ``RRULE:`` before it.

    Returns
    -------
    Recurring or None
        None where anything is wrong.
    list of Misreading
        All that is wrong.
    """
    fields, wrong = _fields(text.strip().upper().removeprefix("RRULE:"))
    if not wrong:
        wrong = _frequency_wrongs(fields)
    if not wrong:
        wrong = [*_number_wrongs(fields), *_day_wrongs(fields), *_combination_wrongs(fields)]
    if wrong:
        return None, wrong
    pattern = ";".join(f"{name}={value}" for name, value in fields.items() if name not in ("COUNT", "UNTIL"))
    count = int(fields["COUNT"]) if "COUNT" in fields else None
    until = _read_until(fields["UNTIL"]) if "UNTIL" in fields else None
    return Recurring(pattern, count, until), []


def _malformed(sentence: str) -> Misreading:
    return Misreading("bad_recurrence", sentence)


def _fields(text: str) -> tuple[dict[str, str], list[Misreading]]:
    fields: dict[str, str] = {}
    wrong = []
    for part in filter(None, text.split(";")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            wrong.append(_malformed(f'"{part}" is no NAME=VALUE; write rules like FREQ=MONTHLY;BYDAY=1MO'))
        elif name in fields:
            wrong.append(_malformed(f"{name} stands there twice; keep one of them"))
        elif name in _TIMES_OF_DAY:
            wrong.append(_malformed(f"{name} names a time of day, but inspections recur by days; leave it out"))
        elif name not in _KNOWN:
            wrong.append(_malformed(f'"{name}" is nothing that a rule has; it may have {", ".join(_KNOWN)}'))
        else:
            fields[name] = value
    return fields, wrong


def _frequency_wrongs(fields: Mapping[str, str]) -> list[Misreading]:
    frequency = fields.get("FREQ")
    if frequency is None:
        return [_malformed(f"it has no FREQ; begin with one of FREQ={', FREQ='.join(FREQUENCIES)}")]
    if frequency in _TOO_OFTEN:
        sentence = f"FREQ={frequency} recurs more than once a day; inspections recur by days: FREQ=DAILY at most"
        return [Misreading("too_frequent", sentence)]
    if frequency not in FREQUENCIES:
        return [_malformed(f'FREQ="{frequency}" is no frequency; take one of {", ".join(FREQUENCIES)}')]
    return []


def _number_wrongs(fields: Mapping[str, str]) -> Iterator[Misreading]:
    for name in ("INTERVAL", "COUNT"):
        if name in fields and not _is_number(fields[name], 1, _LARGEST_COUNT):
            yield _malformed(f'{name}="{fields[name]}" is no whole number from 1 on')
    for name, largest in _LARGEST.items():
        for value in fields[name].split(",") if name in fields else ():
            if not _is_number(value.removeprefix("+").removeprefix("-"), 1, largest):
                yield _malformed(f'{name}="{value}" is no number from 1 to {largest}, or from -{largest} to -1')
    for value in fields["BYMONTH"].split(",") if "BYMONTH" in fields else ():
        if not _is_number(value, 1, 12):
            yield _malformed(f'BYMONTH="{value}" is no month from 1 to 12')
    if "UNTIL" in fields and _read_until(fields["UNTIL"]) is None:
        yield _malformed(f'UNTIL="{fields["UNTIL"]}" is no day; write it like UNTIL=20271231')


def _is_number(text: str, smallest: int, largest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and smallest <= int(text) <= largest


def _read_until(text: str) -> date | None:
    for pattern in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (only the day counts)
        except ValueError:
            continue
    return None


def _day_wrongs(fields: Mapping[str, str]) -> Iterator[Misreading]:
    counted = fields["FREQ"] == "MONTHLY" or (fields["FREQ"] == "YEARLY" and "BYWEEKNO" not in fields)
    in_month = fields["FREQ"] == "MONTHLY" or "BYMONTH" in fields  # else weekdays are counted in the year
    for value in fields["BYDAY"].split(",") if "BYDAY" in fields else ():
        match = _DAY_WITH_COUNT.fullmatch(value)
        if match is None and not re.fullmatch(WEEKDAY, value):
            weekdays = WEEKDAY.replace("|", ", ")
            yield _malformed(f'BYDAY="{value}" is no weekday; write {weekdays}, counted in a month as 1MO or -1FR')
        elif match is not None and not counted:
            yield _malformed(
                f'BYDAY="{value}" counts weekdays, which only FREQ=MONTHLY and YEARLY can; write {match[3]}'
            )
        elif match is not None and not 1 <= int(match[2]) <= (5 if in_month else 53):
            yield _malformed(
                f'BYDAY="{value}" counts further than there are weekdays; take a number from 1 to 5 (53 a year)'
            )
    if "WKST" in fields and not re.fullmatch(WEEKDAY, fields["WKST"]):
        yield _malformed(f'WKST="{fields["WKST"]}" is no weekday; write one of {WEEKDAY.replace("|", ", ")}')


def _combination_wrongs(fields: Mapping[str, Any]) -> Iterator[Misreading]:
    frequency = fields["FREQ"]
    if "COUNT" in fields and "UNTIL" in fields:
        yield _malformed("it ends twice, by COUNT and by UNTIL; keep one of them")
    if "BYWEEKNO" in fields and frequency != "YEARLY":
        yield _malformed(f"BYWEEKNO goes with FREQ=YEARLY only, not with {frequency}")
    if "BYYEARDAY" in fields and frequency != "YEARLY":
        yield _malformed(f"BYYEARDAY goes with FREQ=YEARLY only, not with {frequency}")
    if "BYMONTHDAY" in fields and frequency == "WEEKLY":
        yield _malformed("BYMONTHDAY does not go with FREQ=WEEKLY; take FREQ=MONTHLY")
    if "BYSETPOS" in fields and not any(
        name in fields for name in ("BYDAY", "BYMONTH", *_LARGEST) if name != "BYSETPOS"
    ):
        yield _malformed("BYSETPOS chooses among days, but no BYDAY or BYMONTHDAY names any; add one")
