"""How a study was simulated: its days, its chance, its effort, and what it takes for granted."""

from collections.abc import Sequence
from importlib.metadata import version

from markupsafe import Markup

from scenarios.report.reading import Reading
from scenarios.report.words import Words
from scenarios.service import Service

Said = tuple[Markup, Markup]
"""What it is, and what it was."""


def settings(reading: Reading, words: Words, service: Service | None) -> Sequence[Said]:
    """Say how it was simulated; of the service only what is known of it."""
    study = reading.result.study
    fewest, most = reading.replications()
    counts = words.say("from_to", low=fewest, high=most) if fewest != most else words.say("number", count=fewest)
    said: list[tuple[str, Markup]] = [
        ("set_days", words.say("set_days_value", days=study.days, first=study.first.isoformat())),
        ("set_warm_up", words.say("set_warm_up_none" if reading.result.warm_up == 0 else "set_warm_up_value",
                                  days=reading.result.warm_up)),
        ("set_replications", counts),
        ("set_confidence", words.say("set_confidence_value", level=f"{100 * study.replications.confidence:.4g}")),
        ("set_seed", words.say("number", count=study.seed)),
        ("set_policies", words.say("number", count=", ".join(map(words.policy, reading.policies)))),
        *(_of_service(words, service) if service else ()),
        ("set_version", words.say("number", count=f"roundsman {version('roundsman')}")),
    ]  # fmt: skip
    return [(words.say(key), value) for key, value in said]


def _of_service(words: Words, service: Service) -> Sequence[tuple[str, Markup]]:
    effort, book = service.operations, service.book
    iterations = {"morning": effort.morning_iterations, "replan": effort.replan_iterations}
    counts = {"engineers": len(book.engineers), "sites": len(book.sites)}
    return [
        ("set_effort", words.say("set_effort_value", **iterations)),
        ("set_people", words.say("set_people_value", **counts)),
    ]


def assumptions(words: Words, service: Service | None) -> Sequence[Markup]:
    """What is taken for granted, with its numbers where the service is known."""
    is_unpaid = service is not None and not service.wages.per_day and not any(service.wages.skills.values())
    said = [words.say(f"assume_{key}") for key in ("same_chance", "demand", "no_wages" if is_unpaid else "cost")]
    if service is None:
        return said
    real = service.reality
    return [
        *said,
        words.say("assume_travel", cv=f"{real.travel_cv:g}", factor=f"{real.speed_factor:g}"),
        words.say("assume_work", cv=f"{real.inspection_cv:g}"),
        words.say("assume_sick", share=f"{100 * real.sick_share:.3g}", days=f"{real.sick_days:g}"),
        words.say("assume_idle_home" if service.operations.idle_at_home else "assume_idle_away"),
    ]
