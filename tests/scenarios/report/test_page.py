"""The page of a study, as text."""

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from optimiser import read_book
from scenarios.library import regime
from scenarios.measures import MEASURES
from scenarios.report import Found, answer_sentences, report_page, write_report
from scenarios.report.whiskers import MAIN
from scenarios.report.words import WORDS, Language
from scenarios.service import Operations, Reality, Service, Wages
from scenarios.studies.result import StudyResult

from .reading_pages import Reader
from .results import NAMES, drawn_result, drawn_selection

HOSTILE = ("<script>alert(1)</script>\"'&{{ 7 * 7 }}", "{0} {name} %s", "多两名工程师", "n" * 160)
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture(scope="module")
def english() -> str:
    """The English page of a study with a search."""
    return report_page(drawn_result(), "en", found=Found(drawn_selection()))


def test_both_languages_are_written_into_the_folder(tmp_path: Path) -> None:
    write_report(drawn_result(replications=2, days=8), tmp_path / "new" / "folder")
    english, chinese = (tmp_path / "new" / "folder" / name for name in ("report.html", "report.zh.html"))
    assert '<html lang="en">' in english.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in chinese.read_text(encoding="utf-8")


def test_every_tag_closes_and_no_id_comes_twice(english: str) -> None:
    reader = Reader(english)
    assert (reader.faults, reader.open) == ([], [])
    ids = [attributes["id"] for _, attributes in reader.seen if "id" in attributes]
    assert len(ids) == len(set(ids)) > 10
    named = [name for _, attributes in reader.seen for name in (attributes.get("aria-labelledby") or "").split()]
    assert set(named) <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(english: str) -> None:
    reader = Reader(english)
    assert not re.search(r"(?i)https?://|//\w+\.|url\(|@import", english)
    assert reader.attributes("script") == []
    assert {attributes["href"] for attributes in reader.attributes("link")} == {"data:,"}
    assert not any(name == "style" or name.startswith("on") for _, attributes in reader.seen for name in attributes)
    policy = next(each["content"] for each in reader.attributes("meta") if "http-equiv" in each)
    assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_page_are_there_without_it(language: Language) -> None:
    result, found = drawn_result(), Found(drawn_selection())
    page = unescape(re.sub(r"<[^>]+>", "", report_page(result, language, found=found)))
    said = answer_sentences(result, language, found)
    assert len(said) > len(answer_sentences(result, language)) > 1
    assert all(sentence in page for sentence in said)


def test_what_staffings_cost_is_called_wages(english: str) -> None:
    part = english[english.index('id="choice"') : english.index('id="service"')]
    assert "Wages per day" in part
    assert "Cost per day" not in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_say_what_is_counted(language: Language) -> None:
    page = report_page(drawn_result(), language)
    for unit in {"en": ("tickets", "local currency a day"), "zh": ("单", "本币/天")}[language]:
        assert f"<small>{unit}</small>" in page
    assert not re.search(r"<small>(count|money|money a day|个|金额|金额/天)</small>", page)


@pytest.mark.parametrize("measure", MAIN)
def test_the_main_table_shows_the_means_of_the_frame(english: str, measure: str) -> None:
    measures = drawn_result().measures
    expected = measures[(measures["measure"] == measure) & (measures["group"] == "")]
    cells = re.findall(rf'data-measure="{measure}"><data value="([^"]+)">([^<]+)</data>', english)[: len(expected)]
    assert [float(value) for value, _ in cells] == pytest.approx(expected["mean"].tolist())
    scale = 100 if MEASURES[measure].is_share else 1
    shown = [float(text.replace(",", "").replace("−", "-").rstrip("\u202f%")) for _, text in cells]
    assert shown == pytest.approx((scale * expected["mean"]).tolist(), rel=0.02)


def test_differences_stand_in_the_page_as_in_the_frame(english: str) -> None:
    changes = drawn_result().differences
    changes = changes[(changes["to_scenario"] == NAMES[0]) & (changes["scenario"] != NAMES[0])]
    changes = changes[(changes["to_policy"] == changes["policy"]) & (changes["measure"] == "backlog")]
    section = english[english.index('id="changes"') : english.index('id="policies"')]
    panel = section[section.index("Backlog <small>") :]
    shown = [float(value) for value in re.findall(r'<data value="([^"]+)">', panel[: panel.index("</table>")])]
    assert shown == pytest.approx(changes["mean"].tolist())


def test_the_quantiles_and_the_engineers_are_all_there(english: str) -> None:
    measures = drawn_result().measures
    values = {round(float(value), 9) for value in re.findall(r'<data value="([^"]+)">', english)}
    for measure in ("wait_p50_h", "wait_p99_h", "load_h", "travel_share"):
        assert {round(mean, 9) for mean in measures[measures["measure"] == measure]["mean"]} <= values


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_shown_as_they_are_and_run_nothing(language: Language) -> None:
    result = drawn_result(("as it is", *HOSTILE), ("optimiser",), 3, 6, engineers=HOSTILE, name=HOSTILE[0])
    reader = Reader(report_page(result, language))
    assert (reader.faults, reader.open, reader.attributes("script")) == ([], [], [])
    assert all(name in reader.text for name in HOSTILE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("names", "policies", "replications", "days"),
    [
        (NAMES[:1], ("optimiser",), 1, 1),
        (NAMES[:1], ("optimiser", "by_hand", "severity_first"), 4, 9),
        (NAMES, ("optimiser", "nearest_first"), 1, 9),
        (("as it is", *(f"with {count} more" for count in range(1, 30))), ("first_come",), 2, 9),
    ],
    ids=["one case", "one scenario", "one replication", "thirty scenarios"],
)
def test_any_size_of_study_has_a_page(
    language: Language, names: tuple[str, ...], policies: tuple[str, ...], replications: int, days: int
) -> None:
    html = report_page(drawn_result(names, policies, replications, days), language)
    reader = Reader(html)
    assert (reader.faults, reader.open) == ([], [])
    assert "nan" not in re.sub(r"[a-z]*nan[a-z]+|[a-z]+nan", "", reader.text.lower())
    assert 'class="whisker"' in html or replications == 1


@pytest.mark.parametrize("without", [("on_time",), ("cost_per_day", "utilisation"), tuple(MEASURES)])
def test_what_was_not_measured_is_left_out(without: tuple[str, ...]) -> None:
    result = drawn_result(NAMES[:2], ("optimiser",), 3, 6, engineers=(), without=without)
    reader = Reader(report_page(result, "en"))
    assert (reader.faults, reader.open) == ([], [])
    sections = {attributes.get("id") for attributes in reader.attributes("section")}
    assert "service" not in sections or "on_time" not in without
    assert "frontier" not in sections
    assert "load" not in sections


def test_a_study_of_which_nothing_was_lived_through_says_so() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 3)
    for table in ("measures", "differences", "replications"):
        setattr(result, table, getattr(result, table).iloc[:0])
    assert "Nothing was lived through yet." in Reader(report_page(result, "en")).text


def test_days_on_which_nothing_happened_have_no_place_in_the_backlog() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 9)
    result.days = result.days[result.days["day"] != 4].assign(whole=lambda rows: rows["whole"] * (rows["day"] != 5))
    assert 'id="backlog"' in report_page(result, "en")


def test_a_study_that_was_stopped_says_so() -> None:
    result = drawn_result(NAMES[:1], ("optimiser",), 2, 3)
    assert "Stopped before" not in report_page(result, "en")
    result.is_complete = False
    assert "Stopped before" in report_page(result, "en")


def test_the_same_result_gives_the_same_page() -> None:
    first, second = (report_page(drawn_result(replications=2, days=9), "zh") for _ in range(2))
    assert first == second


def test_there_is_no_third_language() -> None:
    with pytest.raises(ValueError, match="no language 'de': choose one of en, zh"):
        report_page(drawn_result(), "de")  # type: ignore[arg-type]


def test_a_search_is_answered_first_with_all_its_verdicts(english: str) -> None:
    text = Reader(english).text
    kept = text.index("The cheapest staffing that keeps “Tickets on time” at 95 % or more is “5 more engineers”, for")
    assert kept < text.index("With “two more engineers”")
    for verdict in ("keeps it, as one with less does", "misses it, as one with more does", "dearer than the best"):
        assert verdict in text


def test_both_languages_say_everything_with_the_same_values() -> None:
    assert list(WORDS["en"]) == list(WORDS["zh"])
    for key, text in WORDS["en"].items():
        assert _fields(text) == _fields(WORDS["zh"][key]), key
        assert "  " not in text
        assert WORDS["zh"][key].strip(), key


def test_every_text_is_used() -> None:
    folder = Path(__file__).parents[3] / "scenarios" / "report"
    sources = [*folder.glob("*.py"), *(folder / "templates").glob("*.html")]
    used = "".join(path.read_text(encoding="utf-8") for path in sources if path.stem not in ("english", "chinese"))
    made = ("policy_", "policy_line_", "verdict_", "assume_", "in_", "goal_")
    unused = [key for key in WORDS["en"] if f'"{key}"' not in used and not key.startswith(made)]
    assert unused == []


def test_the_chinese_page_shows_no_english_text() -> None:
    result = drawn_result(("as it is", "多两名工程师"), ("optimiser",), 3, 9, engineers=("甲", "乙"), name="研究")
    text = Reader(report_page(result, "zh")).text
    ours = [each for each in WORDS["en"].values() if len(each) > 12 and "{" not in each]
    assert [each for each in ours if each in text] == []


def _fields(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_wide_frames_of_categories_are_read_as_well() -> None:
    result = drawn_result(NAMES[:2], ("optimiser",), 2, 6)
    plain = report_page(result, "en")
    result.measures = result.measures.astype(dict.fromkeys(["scenario", "policy", "measure", "group"], "category"))
    result.waits = result.waits.astype({"scenario": pd.CategoricalDtype([*NAMES, "never run"])})
    assert report_page(result, "en") == plain


def test_a_result_read_from_its_folder_gives_the_same_page(tmp_path: Path) -> None:
    result = drawn_result(NAMES[:2], ("optimiser",), 2, 6)
    result.write(tmp_path)
    assert report_page(StudyResult.read(tmp_path), "zh") == report_page(result, "zh")


def test_of_a_known_service_effort_and_assumptions_are_stated() -> None:
    service = Service(
        read_book(regime("elv_campus").book),
        reality=Reality(travel_cv=0.35, speed_factor=0.8, sick_share=0.012, sick_days=2.5),
        operations=Operations(morning_iterations=1234, replan_iterations=77, idle_at_home=True),
    )
    text = Reader(report_page(drawn_result(NAMES[:1], ("optimiser",), 2, 3), "en", service)).text
    assert "1234 iterations each morning, 77 each time that a day is planned anew" in text
    assert f"{len(service.book.engineers)} engineers, {len(service.book.sites)} sites" in text
    assert "coefficient of variation of 0.35; speeds are 0.8 times" in text
    assert "falls ill on 1.2 % of working days, for 2.5 days on average" in text
    assert "waits at home" in text


def test_a_goal_for_some_tickets_names_them() -> None:
    found = Found(drawn_selection(), "wait_p90_h", "policy=gold severity=A")
    text = Reader(report_page(drawn_result(NAMES[:1], ("optimiser",), 2, 3), "zh", found=found)).text
    assert "等待时间 90 % 分位 · 策略 gold，级别 A" in text


def test_scenarios_of_fewer_replications_say_so() -> None:
    result = drawn_result()
    assert "n = 6" not in Reader(report_page(result, "en")).text
    result.measures.loc[result.measures["scenario"] == "two more engineers", "replications"] = 1
    text = Reader(report_page(result, "en")).text
    assert "n = 6" in text and "n = 1" in text
    assert "met different chances" in text


def test_a_study_without_wages_says_that_more_staff_is_free() -> None:
    book = read_book(regime("office_care").book)
    unpaid = Reader(report_page(drawn_result(), "en", Service(book))).text
    assert "more staff is free" in unpaid and "Costs are wages" not in unpaid
    paid = Reader(report_page(drawn_result(), "en", Service(book, wages=Wages(300.0)))).text
    assert "Costs are wages" in paid and "more staff is free" not in paid
