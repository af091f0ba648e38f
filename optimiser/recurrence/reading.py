"""Rules whose recurrence cannot be read, and rules that never end."""

from collections.abc import Iterator

from optimiser.book import Book, Every, InspectionRule
from optimiser.errors import Fault
from optimiser.recurrence.occurrences import reading_of


def unreadable(book: Book) -> Iterator[Fault]:
    """Find every fault in the text of the rules, each with what is wrong."""
    for place, rule in enumerate(book.rules):
        path = f"$.rules[{place}].recurrence"
        if isinstance(rule.recurrence, Every):
            if rule.recurrence.count < 1:
                sentence = f'"{rule.id}" recurs every {rule.recurrence.count} {rule.recurrence.unit}; count from 1'
                yield Fault(f"{path}.count", "out_of_range", sentence, rule.recurrence.count)
            continue
        for wrong in reading_of(rule.recurrence)[1]:
            yield Fault(path, wrong.code, f'"{rule.id}": {wrong.sentence}', rule.recurrence)


def too_many(rule: InspectionRule, path: str, most: int, shifts_each: int = 1) -> Fault:
    """Say that a rule makes more visits than anybody would do, where each inspection takes so many shifts."""
    long = f", as each inspection takes {shifts_each} shifts" if shifts_each > 1 else ""
    advice = "mend duration or duration_per_unit" if shifts_each > 1 else "end it with until, bring since nearer"
    sentence = (
        f'"{rule.id}" makes more than {most:,} visits from {rule.since} on'.replace(",", " ")
        + f"{long}; {advice}, or let it recur less often"
    )
    return Fault(path, "too_many_visits", sentence, _shown(rule))


def _shown(rule: InspectionRule) -> object:
    if isinstance(rule.recurrence, Every):
        return {"count": rule.recurrence.count, "unit": rule.recurrence.unit}
    return rule.recurrence
