"""What a report says in English."""

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "title": "{name} – staffing study",
    "subtitle": "{days} simulated days from {first}; scenarios: {scenarios}, dispatch policies: {policies}",
    "incomplete": (
        "Stopped before everything was lived through that the study asks for: fewer replications, wider intervals."
    ),
    "as_it_is": "as it is",
    "range": "{low} to {high}",
    "with_interval": "{value} ({span})",
    "without_interval": "{value}",
    "unknown": "–",
    "points": "percentage points",
    "points_after": " points",
    "stop": ".",
    "then": "{said} {more}",
    "comma": ", ",
    "quoted": "“{name}”",
    # the answer
    "answer": "The answer",
    "answer_nothing": "Nothing was lived through yet.",
    "answer_no_service": "The share of tickets on time was not measured; what was stands in the table.",
    "answer_service": "With the service “{name}” {value} of tickets are on time. ",
    "answer_cost": "A day costs {value}, penalties included.",
    "answer_better": "With “{name}” {then} of tickets are on time instead of {now}",
    "cost_more": "; it costs {value} more a day.",
    "cost_less": ", and it costs {value} less a day.",
    "cost_unclear": "; its cost a day cannot be told apart from today’s ({value}).",
    "answer_unclear": (
        "With “{name}” {then} of tickets are on time, as it is {now}: a difference of {change} that cannot be "
        "told apart from zero."
    ),
    "answer_worse": (
        "No scenario keeps more tickets on time than as it is ({now}); “{name}” comes nearest with {then}, a "
        "difference of {change}."
    ),
    "answer_none_better": (
        "None of the {count} scenarios keeps more tickets on time than as it is ({now}) beyond what chance "
        "explains; “{name}” comes furthest with {then}, a difference of {change}."
    ),
    "answer_once": (
        "With “{name}” {then} of tickets are on time, as it is {now}. Whether that is more than chance, one "
        "replication does not tell."
    ),
    "goal_line": "Red line: the goal, {goal}.",
    "goal_head": "Goal",
    "goal_is_keeps": "kept",
    "goal_is_misses": "missed",
    "goal_is_open": "cannot be told",
    "goal_is_unknown": "–",
    "goal_one": "{goal}",
    "goal_of": "{goal} ({group})",
    "goal_is": "The goal is {goal} of tickets on time.",
    "goal_keeps": "With {level} % confidence it is kept by {names}.",
    "goal_misses": "It is missed by {names}.",
    "all_of_them": "every scenario",
    "goal_open": "With {count} replications it cannot be told of {names}.",
    "goal_cheapest": "The cheapest mean of those that keep it has “{name}”: {value} a day.",
    "at_worst": (
        "At worst, with {level} % confidence each, the share of tickets on time falls below what it is by: {losses}."
    ),
    "loss_of": "“{name}” {value}",
    "dearer": "Surely dearer than as it is and not surely better, with {level} % confidence each: {cases}.",
    "dearer_by": "“{name}” costs {value} more a day for at most {gain} more of tickets on time",
    "semicolon": "; ",
    "answer_cheaper": "What surely saves most is “{name}”: {value} a day",
    "answer_lowest_mean": (
        " “{name}” costs less still on average, {value} a day, but cannot be told apart from as it is."
    ),
    "answer_cheaper_service": ", with {value} of tickets on time.",
    "policy_apart": (
        "Where work is given out by “{policy}” instead of “{to}”, {value} of tickets are on time with the "
        "service “{scenario}”: {change}."
    ),
    "policy_unclear": (
        "Where work is given out by “{policy}” instead of “{to}”, {value} of tickets are on time with the "
        "service “{scenario}”: {change}, which cannot be told apart from zero."
    ),
    # tables
    "scenario": "Scenario",
    "measure": "Measure",
    "engineer": "Engineer",
    "chart": "Chart",
    "value": "Value",
    "main_table": "Scenarios and what they come to",
    "main_note": (
        "Below each value stands its interval. ▲ and ▼: more or less than as it is, beyond what chance explains."
    ),
    "so_many": "n = {count}",
    "uneven": (
        "n: replications. Scenarios with different numbers of them met different chances; compare their differences, "
        "which are paired, and not their means."
    ),
    "scrolls": "The table goes on to the right: move it sideways.",
    "main_note_once": "One replication: how far chance reaches is not known, so there are no intervals.",
    "change_told": "against as it is: {value} ({span}) {unit}",
    "what_scenarios_are": "What the scenarios change",
    # charts
    "service_title": "Who keeps the deadlines: further right is better",
    "service_note": (
        "Share of tickets that met all their deadlines, in per cent, by severity. The dot is the mean of the "
        "replications, the line its interval; where lines do not overlap, scenarios differ."
    ),
    "all_tickets": "All tickets",
    "more_panels": "{count} more",
    "frontier_title": "What service costs: nothing lies above and left of the dashed line",
    "frontier_note": (
        "Each point is a scenario by its number. Filled: no other is both cheaper and more on time. Crosses are "
        "intervals."
    ),
    "frontier_told": (
        "Cost a day across, share of tickets on time upwards. Not beaten in both, the cheapest first: {names}."
    ),
    "frontier_along": "Tickets on time, %",
    "frontier_across": "Cost per day with penalties, {unit}",
    "changes_title": "What each scenario changes: a line clear of zero is a real difference",
    "changes_note": (
        "Difference from “{name}”, paired by replication: the same tickets, illnesses and traffic in both. "
        "Filled dot: its interval leaves zero out. Hollow: it may be chance."
    ),
    "policies_title": "What giving work out otherwise changes, against {name}",
    "policies_note": (
        "Difference from “{name}” in the same scenario, paired by replication. Filled dot: its interval leaves "
        "zero out. Hollow: it may be chance."
    ),
    "backlog_title": "Is there enough staff at all? A line that keeps rising says no",
    "backlog_note": (
        "Open tickets at midnight (upwards) over the simulated days (across): the mean of the replications, and a "
        "band from the lowest to the highest of them."
    ),
    "backlog_warm_up": "Shaded: {days} days of warm-up, which no measure counts.",
    "backlog_told": "Open tickets over the days in “{name}”; on the last day {ends}.",
    "more_scenarios": "{count} more scenarios",
    "waits_title": "How long tickets wait: the sooner the line falls, the better",
    "waits_note": (
        "Share of tickets for which nobody is on site yet, by the time since their report; time grows by a factor "
        "from mark to mark."
    ),
    "waits_grey": "Grey: “{name}”, under the first dispatch policy.",
    "waits_table": "Waiting times",
    "wait_told": "Share of tickets still waiting in “{name}”, by time. 90 % wait at most, in hours: {waits}.",
    "in_min": "{count} min",
    "in_h": "{count} h",
    "in_d": "{count} d",
    "time_title": "Where paid time goes",
    "time_note": (
        "Shares of paid shift time, in per cent. The upright line is all of it; what lies beyond is overtime."
    ),
    "work": "work",
    "travel": "travel",
    "idle": "neither",
    "load_title": "Who carries the load: even bars are fair",
    "load_note": (
        "Hours of work and travel for each shift worked, a bar for each engineer, from the most to the least."
    ),
    "load_told": "{most} to {least} h, {count} engineers",
    "load_table": "Hours by engineer",
    "more_cases": "{count} more",
    # the search
    "staffing": "Staffing",
    "verdict": "Verdict",
    "replications": "Replications",
    "choice_floor": "“{measure}” at {bound} or more",
    "choice_ceiling": "“{measure}” at {bound} or less",
    "choice_best": (
        "The cheapest staffing that keeps {kept} is “{name}”, for wages of {cost} a day (with {level} % confidence)."
    ),
    "choice_none": "No staffing that was looked at is known to keep {kept} (with {level} % confidence).",
    "choice_title": "The cheapest staffing that keeps the goal: the leftmost filled dot above the line",
    "choice_note": (
        "Staffings that were simulated, numbered by wages, with the intervals of their measure. Dashed: what is to "
        "be kept. All verdicts are true together with the confidence asked for. {samples} replications were "
        "simulated; each staffing with as many as the best took would have been {grid}."
    ),
    "wages_per_day": "Wages per day",
    "choice_told": "Wages a day across, “{measure}” upwards; the table below has the same.",
    "choice_undecided": (
        "Some cheaper staffings are not known to miss the goal: they are too near to it, or the replications ran out."
    ),
    "choice_contradicted": (
        "Somewhere more staff measured worse than less: verdicts that are implied by others cannot be relied on there."
    ),
    "choice_table": "Staffings and their verdicts",
    "choice_all": "All {count} staffings",
    "verdict_feasible": "keeps it",
    "verdict_implied_feasible": "keeps it, as one with less does",
    "verdict_infeasible": "misses it",
    "verdict_implied_infeasible": "misses it, as one with more does",
    "verdict_undecided": "not known",
    "verdict_not_needed": "dearer than the best",
    "verdict_other": "misses it, or not known",
    # how
    "how_title": "How this was simulated",
    "set_days": "Days",
    "set_days_value": "{days} from {first}",
    "set_warm_up": "Warm-up",
    "set_warm_up_value": "{days} days, left out of all measures",
    "set_warm_up_none": "none",
    "set_replications": "Replications of each case",
    "set_confidence": "Confidence of intervals",
    "set_confidence_value": "{level} %",
    "set_seed": "Seed",
    "set_policies": "Dispatch policies",
    "set_effort": "Effort of the search",
    "set_effort_value": "{morning} iterations each morning, {replan} each time that a day is planned anew",
    "set_people": "The service as it is",
    "set_people_value": "{engineers} engineers, {sites} sites",
    "set_version": "Made by",
    "number": "{count}",
    "from_to": "{low} to {high}",
    "interval_meaning": (
        "An interval is where the mean lies with {level} % confidence, were the same service simulated for ever: "
        "it measures the chance in the simulation, not whether demand or working times are as assumed. Measures of "
        "several scenarios that differ by chance only will differ beyond their intervals now and then."
    ),
    "policies_are": "How work is given out",
    "policy_optimiser": "optimiser",
    "policy_nearest_first": "nearest first",
    "policy_first_come": "first come, first served",
    "policy_by_hand": "roster by hand",
    "policy_severity_first": "most severe first",
    "policy_line_optimiser": (
        "By the optimiser that plans the real day, each morning and anew for each urgent ticket."
    ),
    "policy_line_nearest_first": "In the order in which it was reported, each to the nearest engineer who is free.",
    "policy_line_first_come": "In the order in which it was reported, to whoever has been free for longest.",
    "policy_line_by_hand": (
        "As a careful dispatcher would: sites are shared out fairly among those who are on, near their homes; "
        "everybody works down the own list by deadline, and what does not fit goes to the nearest who has room."
    ),
    "policy_line_severity_first": "The most severe first.",
    "assumptions": "What is taken for granted",
    "assume_same_chance": (
        "All scenarios and dispatch policies live through the same tickets, illnesses and traffic in the same "
        "replication, so that differences come from the change alone."
    ),
    "assume_demand": (
        "Tickets come at random at the rates of the study’s demand, one day like another of the same weekday and "
        "season, but for what the study says."
    ),
    "assume_cost": (
        "Costs are wages, travel, overtime and penalties as the study prices them; hiring, training and vehicles "
        "bought are not in them."
    ),
    "assume_no_wages": (
        "Nobody is paid: the study prices no wages. Costs are travel, overtime and penalties, and more staff is free."
    ),
    "assume_travel": (
        "Travel varies around its plan with a coefficient of variation of {cv}; speeds are {factor} times those "
        "that plans reckon with."
    ),
    "assume_work": (
        "Inspections and appointments take their planned time on average, with a coefficient of variation of {cv}; "
        "tickets as the demand says."
    ),
    "assume_sick": "Whoever is well falls ill on {share} % of working days, for {days} days on average.",
    "assume_idle_home": "Whoever has nothing to do waits at home.",
    "assume_idle_away": "Whoever has nothing to do waits where the last work was.",
    "measures_are": "What the measures are",
    "everything": "All measures",
    "everything_note": (
        "Everything that was measured, scenario by scenario, with intervals. The same as tidy tables: "
        "measures.csv, differences.csv, replications.csv."
    ),
}
