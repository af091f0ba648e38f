"""What a report says, in its two languages; `chinese.py` has the same keys as `english.py`."""

from collections.abc import Mapping
from typing import Literal

from markupsafe import Markup

from scenarios.measures.catalogue import MEASURES, UNITS, group_label
from scenarios.report import numbers
from scenarios.report.chinese import CHINESE
from scenarios.report.english import ENGLISH
from scenarios.report.reading import Estimate
from scenarios.studies.study import BASELINE

Language = Literal["en", "zh"]
TAGS: Mapping[Language, str] = {"en": "en", "zh": "zh-CN"}
WORDS: Mapping[Language, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
LONGEST_QUOTED = 120
"""Letters of a name that are quoted in a sentence."""


class Words:
    """Everything that a report says, in one language.

    Parameters
    ----------
    language : {"en", "zh"}
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.tag = TAGS[language]
        self._is_chinese = language == "zh"
        self._texts = WORDS[language]

    def say(self, key: str, **values: object) -> Markup:
        """Fill in a text; what is filled in is escaped."""
        return Markup(self._texts[key]).format(**values)  # noqa: S704 -- the texts are our own

    def scenario(self, name: str) -> str:
        """What a scenario is called: by its name, which is ours for the one that changes nothing."""
        return self._texts["as_it_is"] if name == BASELINE else name

    def quoted(self, name: str) -> str:
        """A scenario's name in a sentence: long ones are cut short, and stand in full in the table."""
        called = self.scenario(name)
        return called if len(called) <= LONGEST_QUOTED else called[: LONGEST_QUOTED - 1] + "…"

    def policy(self, name: str) -> str:
        """What a dispatch policy is called."""
        return self._texts.get(f"policy_{name}", name)

    def policy_line(self, name: str) -> str:
        """What a dispatch policy does."""
        return self._texts.get(f"policy_line_{name}", "")

    def title(self, measure: str) -> str:
        """What a measure is called."""
        known = MEASURES.get(measure)
        return measure if known is None else known.title_zh if self._is_chinese else known.title

    def line(self, measure: str) -> str:
        """What a measure is."""
        known = MEASURES.get(measure)
        return "" if known is None else known.line_zh if self._is_chinese else known.line

    def unit(self, measure: str) -> str:
        """In what a measure is counted."""
        unit = unit_of(measure)
        return "%" if unit == "share" else UNITS[unit][self._is_chinese]

    def points(self, measure: str) -> str:
        """In what differences of a measure are counted."""
        return self._texts["points"] if unit_of(measure) == "share" else self.unit(measure)

    def group(self, group: str) -> str:
        """What a group is called."""
        try:
            return group_label(group, zh=self._is_chinese)
        except ValueError:
            return group

    def value(self, estimate: Estimate, measure: str) -> str:
        """``96.1 %``."""
        return numbers.plain(estimate.mean, unit_of(measure), _reach(estimate))

    def interval(self, estimate: Estimate, measure: str) -> str:
        """``95.2 to 97.0``; nothing where there is none."""
        return self._range(estimate, measure, numbers.bare)

    def change(self, estimate: Estimate, measure: str, reach: float | None = None) -> str:
        """``+4.7``: a difference, without its unit, with as many digits as a number of that `reach` has."""
        return numbers.signed(estimate.mean, unit_of(measure), reach or _reach(estimate))

    def change_interval(self, estimate: Estimate, measure: str, reach: float | None = None) -> str:
        """``+3.1 to +6.2``; nothing where there is none."""
        return self._range(estimate, measure, numbers.signed, reach)

    def _range(self, estimate: Estimate, measure: str, written: numbers.Writer, reach: float | None = None) -> str:
        if estimate.interval is None:
            return ""
        low, high = (written(end, unit_of(measure), reach or _reach(estimate)) for end in estimate.interval)
        return self._texts["range"].format(low=low, high=high)


def unit_of(measure: str) -> str:
    """In which unit a measure is; one that the catalogue does not know is a count."""
    known = MEASURES.get(measure)
    return "count" if known is None else known.unit


def _reach(estimate: Estimate) -> float:
    return max(abs(end) for end in (estimate.mean, *estimate.reach))
