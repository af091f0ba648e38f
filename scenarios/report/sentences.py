"""The answer of a study as plain sentences, for whoever reads no page."""

from collections.abc import Sequence

from scenarios.report.answer import answer
from scenarios.report.choice import Found, choice
from scenarios.report.reading import Reading
from scenarios.report.words import Language, Words
from scenarios.studies.result import StudyResult


def answer_sentences(result: StudyResult, language: Language = "en", found: Found | None = None) -> Sequence[str]:
    """Say what a study came to, in the sentences that its report begins with.

    Parameters
    ----------
    result : StudyResult
    language : {"en", "zh"}
    found : Found, optional
        What a search for the cheapest staffing found, which is then said first.
    """
    words = Words(language)
    said = list(answer(Reading(result), words))
    if found is not None:
        chosen = choice(found, words)
        doubts = {"choice_undecided": chosen.is_undecided, "choice_contradicted": chosen.is_contradicted}
        said = [chosen.answer, *(words.say(key) for key, is_so in doubts.items() if is_so), *said]
    return [sentence.unescape() for sentence in said]
