"""Targets that never hold, severities that nobody knows."""

from optimiser.book import Target
from optimiser.sla import FAULT_CODES, faults_of_promises
from tests.sla.books import HOUR, MONDAY, book, events, hours, ticket


def found(*targets, **fields):
    return [(fault.path, fault.code) for fault in faults_of_promises(book(*targets, **fields))]


def test_a_target_after_a_wider_one_of_its_kind_never_holds():
    wide, narrow = {"severity": ["1", "2"]}, {"severity": ["1"], "kind": ["fault"]}
    never = [("$.policies[0].targets[1]", "never_holds")]
    assert found(Target("on_site", hours(2), wide), Target("on_site", hours(1), narrow)) == never
    assert found(Target("on_site", hours(2)), Target("on_site", hours(1))) == never
    assert found(Target("on_site", hours(1), narrow), Target("on_site", hours(2), wide)) == []
    assert found(Target("on_site", hours(2), wide), Target("respond", hours(1), narrow)) == []
    assert found(Target("on_site", hours(1), wide), Target("on_site", hours(1), {"severity": ["2", "3"]})) == []


def test_a_severity_that_the_policy_does_not_know_is_a_fault():
    by_severity = Target("on_site", hours(2), {"severity": ["1", "2"]})
    tickets = [ticket(severity="2"), ticket(severity="7")]
    (fault,) = faults_of_promises(book(by_severity, tickets=tickets))
    assert (fault.path, fault.code, fault.value) == ("$.tickets[1].severity", "unknown_severity", "7")
    assert "1, 2" in fault.message
    questions = Target("respond", hours(1), {"kind": ["question"]})
    assert found(by_severity, questions, tickets=tickets) == []
    assert found(tickets=tickets) == []


def test_every_code_is_explained_and_every_fault_told():
    faults = found(
        Target("on_site", hours(2), {"severity": ["1"]}),
        Target("on_site", hours(1), {"severity": ["1"]}),
        tickets=[ticket(*events(MONDAY, ("resumed", HOUR)), severity="9")],
    )
    assert [code for _, code in faults] == ["never_holds", "unknown_severity", "impossible_history"]
    assert {code for _, code in faults} <= set(FAULT_CODES)
