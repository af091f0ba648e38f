"""Laws of clocks: many at once as one by one, as minute by minute; pauses and severities only ever go one way."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.book import Site, Target, Zone
from optimiser.sla import STATES, Promises, deadlines, deadlines_of, faults_of_history
from tests.sla.books import DAY, HOUR, MINUTE, MONDAY, book, events, hours, ticket, working_days

KINDS = ["respond", "assess", "diagnose", "solution", "dispatch", "part", "loan", "on_site", "send", "restore"]
CALENDARS = ["round", "office", "china", "berlin"]
SAID = ["responded", "assessed", "dispatched", "part_arrived", "loan_arrived", "arrived", "repair_failed"]
WAITS = ["", ":customer", ":quote", ":part", ":workshop"]

spans = st.one_of(
    st.builds(hours, st.integers(0, 60), st.sampled_from(CALENDARS)),
    st.builds(working_days, st.integers(0, 5), st.sampled_from(["office", "china", "week"])),
)
targets = st.builds(
    Target,
    st.sampled_from([*KINDS, "workshop"]),
    spans,
    st.sampled_from([{}, {"severity": ["1"]}, {"zone": ["north"]}, {"severity": ["1", "2"], "zone": ["south"]}]),
    also_met_by=st.sampled_from([(), ("loan_arrived",), ("repair_failed", "to_workshop")]),
)
# Around the spring festival, make-up days, and both changes of the clock in Berlin.
starts = st.sampled_from([MONDAY, datetime(2026, 2, 12, 8, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]).flatmap(
    lambda start: st.integers(0, 60 * 24 * 40).map(lambda minutes: start + minutes * MINUTE)
)


@st.composite
def histories(draw, start):
    """A history that can have happened: things are said in any order, pauses open and close, some tickets end."""
    after, said, is_paused, in_workshop, lent = 0 * MINUTE, [], False, False, False
    for _ in range(draw(st.integers(0, 7))):
        after += draw(st.integers(0, 60 * 50)) * MINUTE
        choices = [name for name in SAID if name != "loan_arrived" or not lent]
        choices += ["resumed"] * 4 if is_paused else [f"paused{wait}" for wait in WAITS]
        choices += [] if in_workshop else ["to_workshop"]
        name = draw(st.sampled_from(choices))
        is_paused = is_paused if name.partition(":")[0] not in ("paused", "resumed") else name != "resumed"
        in_workshop, lent = in_workshop or name == "to_workshop", lent or name == "loan_arrived"
        said.append((name, after))
    ends = ["", "cancelled"] + ([] if is_paused else ["restored", "solved_remotely"])
    end = draw(st.sampled_from(ends))
    if end:
        said.append((end, after + draw(st.integers(0, 60 * 50)) * MINUTE))
    return events(start, *said)


@st.composite
def tickets(draw):
    start = draw(starts)
    return ticket(
        *draw(histories(start)), at=start, site=draw(st.sampled_from(["n", "s"])), severity=draw(st.sampled_from("123"))
    )


def in_utc(at):
    """Where the clock changes, times of one zone do not compare as instants do."""
    return None if at is None else at.astimezone(UTC)


def a_book(given_targets):
    return book(
        *given_targets,
        policy_fields={"zones": ["north", "south"]},
        zones=[Zone("north", polygon=((0, 0), (0, 10), (10, 10), (10, 0))), Zone("south")],
        sites=[Site("n", "contract", 5, 5), Site("s", "contract", -5, 5)],
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(targets, max_size=8), st.lists(tickets(), max_size=6), st.none() | st.integers(-5, 60 * 24 * 60))
def test_many_tickets_at_once_have_the_deadlines_that_each_has_alone(given_targets, given_tickets, now_minutes):
    given_book = a_book(given_targets)
    now = None if now_minutes is None else MONDAY + now_minutes * MINUTE
    table, promises = deadlines(given_book, given_tickets, now), Promises(given_book)
    for row, given_ticket in enumerate(given_tickets):
        assert not faults_of_history(given_ticket, "")
        alone = deadlines_of(promises, given_ticket, now)
        for column, kind in enumerate(table.kinds):
            found = alone.deadlines.get(kind)
            assert STATES[table.states[row, column]] == (found and found.state)
            assert table.state(row, kind) == (found and found.state)
            assert in_utc(table.at(row, kind)) == in_utc(found and found.at)
            if found is not None:
                assert table.paused_s[row, column] == found.paused.total_seconds()
                if found.stopped_at is not None:
                    assert table.stopped_s[row, column] == found.stopped_at.timestamp()


def minute_by_minute(span, start, pauses):
    """An oracle for the office: walk on minute by minute and count those that are open and not paused."""
    left, at = span // MINUTE, start
    while left:
        is_open = at.weekday() < 5 and 9 <= at.hour < 17
        is_paused = any(begin <= at < end for begin, end in pauses)
        left -= is_open and not is_paused
        at += MINUTE
    return at


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60 * 24 * 7),
    st.integers(1, 60 * 12),
    st.lists(st.integers(0, 60 * 24), max_size=6).map(lambda steps: steps[: len(steps) // 2 * 2]),
)
def test_a_paused_deadline_is_where_counting_minute_by_minute_comes_out(start_minutes, span_minutes, steps):
    start, at, bounds = MONDAY + start_minutes * MINUTE, 0, []
    for step in steps:
        at += step
        bounds.append(at * MINUTE)
    said = [(("paused", "resumed")[number % 2], after) for number, after in enumerate(bounds)]
    span = span_minutes * MINUTE
    given_book = book(Target("restore", hours(span / HOUR, "office")))
    found = deadlines_of(given_book, ticket(*events(start, *said), at=start)).deadlines["restore"]
    pauses = [(start + begin, start + end) for begin, end in zip(bounds[::2], bounds[1::2], strict=True)]
    assert found.at == minute_by_minute(span, start, pauses)


@settings(max_examples=80, deadline=None)
@given(spans, starts, st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_pausing_never_makes_a_deadline_earlier_and_a_longer_pause_never_either(span, start, before, length, longer):
    promises = Promises(book(Target("restore", span)))
    ends = [None, 0, length, length + longer]
    found = []
    for end in ends:
        said = [] if end is None else [("paused", before * MINUTE), ("resumed", (before + end) * MINUTE)]
        found.append(in_utc(deadlines_of(promises, ticket(*events(start, *said), at=start)).deadlines["restore"].at))
    assert found == sorted(found)
    assert found[0] == found[1]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(CALENDARS),
    st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted),
    starts.flatmap(lambda start: st.tuples(st.just(start), histories(start))),
)
def test_what_is_more_severe_is_never_due_later_where_the_policy_says_so(calendar, lengths, given_case):
    start, history = given_case
    by_severity = [
        Target("restore", hours(length, calendar), {"severity": [name]})
        for name, length in zip("123", lengths, strict=True)
    ]
    promises = Promises(book(*by_severity))
    at = []
    for severity in "123":
        found = deadlines_of(promises, ticket(*history, at=start, severity=severity)).deadlines["restore"]
        at.append(in_utc(found.at) or datetime.max.replace(tzinfo=UTC))
    assert at == sorted(at)


@settings(max_examples=100, deadline=None)
@given(spans, starts, st.integers(0, 60 * 24 * 10))
def test_what_is_reported_later_is_never_due_earlier(span, start, later):
    table = deadlines(book(Target("restore", span)), [ticket(at=start), ticket(at=start + later * MINUTE)])
    assert table.at(0, "restore") <= table.at(1, "restore")


def test_no_tickets_are_a_table_without_rows():
    table = deadlines(book(Target("restore", hours(1))), [])
    assert table.tickets == () and table.at_s.shape == (0, len(table.kinds))


def test_hundreds_of_pauses_on_calendars_with_hours_reach_far_ahead():
    said = [(("paused", "resumed")[number % 2], number * DAY) for number in range(800)]
    given_ticket = ticket(*events(MONDAY, *said))
    given_book = book(Target("restore", hours(8 * 700, "office")))
    alone = deadlines_of(given_book, given_ticket).deadlines["restore"]
    assert deadlines(given_book, [given_ticket]).at(0, "restore") == alone.at
    assert alone.paused > timedelta(days=80)
