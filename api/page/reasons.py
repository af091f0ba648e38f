"""Why a visit is left out, in both languages, and the change that would fit it, with ids instead of positions."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from api.page.formats import km, plain, span
from api.page.names import engineer_name
from api.page.words import Language
from optimiser import Problem, Reason

KINDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "FITS": "would fit and pay",
        "NO_SKILL": "lacks a skill",
        "CERTIFICATE_EXPIRED": "certificate has ended",
        "EXCLUDED": "is not wanted there",
        "SERVES_ONLY": "shift serves other places",
        "PINNED_ELSEWHERE": "pinned elsewhere",
        "SERIES_DAYS": "day does not suit its series",
        "NOT_ON_SHIFT": "not on shift then",
        "CANNOT_REACH": "cannot reach it in time",
        "DAY_FULL": "day is full",
        "OVERTIME_LIMIT": "past the overtime limit",
        "BREAK": "no room beside the break",
        "ROUTE_DURATION": "route too long in time",
        "ROUTE_DISTANCE": "route too long in distance",
        "ROUTE_STOPS": "too many visits",
        "VAN_FULL": "no room in the van",
        "WORKING_TIME_LIMIT": "past the limit on working time",
        "DRIVING_TIME_LIMIT": "past the limit on travel time",
        "REST": "too little rest",
        "DEARER_THAN_SKIPPING": "dearer than skipping it",
        "NO_ENGINEERS": "there are no engineers",
        "PIN_CANNOT_HOLD": "its pin cannot hold",
    },
    "zh": {
        "FITS": "可以安排，且更省",
        "NO_SKILL": "技能不符",
        "CERTIFICATE_EXPIRED": "证书已过期",
        "EXCLUDED": "客户不接受该工程师",
        "SERVES_ONLY": "该班次不服务此地点",
        "PINNED_ELSEWHERE": "已指定给其他工程师或班次",
        "SERIES_DAYS": "日期与同系列的其他上门不合",
        "NOT_ON_SHIFT": "可上门的时段内不当班",
        "CANNOT_REACH": "无法在可上门的时段内赶到",
        "DAY_FULL": "当天已排满",
        "OVERTIME_LIMIT": "将超出加班上限",
        "BREAK": "休息前后排不下",
        "ROUTE_DURATION": "路线时长将超出上限",
        "ROUTE_DISTANCE": "路线里程将超出上限",
        "ROUTE_STOPS": "上门次数将超出上限",
        "VAN_FULL": "车上装不下",
        "WORKING_TIME_LIMIT": "工作时长将超出上限",
        "DRIVING_TIME_LIMIT": "行车时长将超出上限",
        "REST": "两天之间休息不足",
        "DEARER_THAN_SKIPPING": "安排的成本高于不安排",
        "NO_ENGINEERS": "没有工程师",
        "PIN_CANNOT_HOLD": "指定的安排无法兑现",
    },
}

NUMBERS: Mapping[str, str] = {
    "missing_s": "还差 {}",
    "missing_m": "还差 {}",
    "missing": "还差 {}",
    "limit_s": "上限 {}",
    "limit_m": "上限 {}",
    "limit": "上限 {}",
    "break_s": "休息 {}",
    "days": "按 {} 天合计",
    "visits_that_day": "同系列当天已排 {} 次上门",
    "patterns": "可选日期组合 {} 种",
    "visits": "已排 {} 次上门",
    "cost": "成本 {}",
    "skip_cost": "不安排的代价 {}",
}
"""What the numbers of a reason are called in Chinese, by their key; others are left to the English message."""

PAST = {"missing_s": "超出 {}", "missing_m": "超出 {}", "missing": "超出 {}"}
"""What is missing where a limit would be passed: by how much."""
PAST_LIMIT = {
    "OVERTIME_LIMIT",
    "ROUTE_DURATION",
    "ROUTE_DISTANCE",
    "ROUTE_STOPS",
    "WORKING_TIME_LIMIT",
    "DRIVING_TIME_LIMIT",
}

NAMED: Mapping[str, str] = {
    "_needed_level": "{} 需要等级 {}",
    "_has_level": "{} 现有等级 {}",
    "_late_days": "{} 已过期 {} 天",
    "_missing": "{} 还差 {}",
    "_limit": "{} 上限 {}",
}
"""The same for numbers of one skill or quantity, by how their key ends: the name stands before it."""


def kind(code: str, language: Language) -> str:
    """A few words for a code, the code itself where it is unknown."""
    return KINDS[language].get(code, code)


def sentence(reason: Reason, language: Language) -> str:
    """A reason in one sentence, about the engineer who is named before it.

    English is the plan's own message. Chinese is composed from code and numbers; an unknown code keeps the message.
    """
    if language == "en" or reason.code not in KINDS["zh"]:
        return reason.message or kind(reason.code, language)
    words = {**NUMBERS, **PAST} if reason.code in PAST_LIMIT else NUMBERS
    clauses = [_clause(key, number, words) for key, number in reason.numbers.items()]
    return "，".join([kind(reason.code, "zh"), *filter(None, clauses)]) + "。"


def _clause(key: str, number: float, words: Mapping[str, str]) -> str:
    """A number of a reason in Chinese; nothing for one that has no words."""
    if key in words:
        return words[key].format(amount(key, number))
    ending = next((ending for ending in NAMED if key.endswith(ending)), None)
    return NAMED[ending].format(key.removesuffix(ending), plain(number)) if ending else ""


def amount(key: str, number: float) -> str:
    """A number of a reason in the unit that its name says."""
    if key.endswith("_s"):
        return span(number)
    return f"{km(number)} km" if key.endswith("_m") else plain(number)


class Changes:
    """Writes JSON Patches of a problem so that a person can follow them."""

    def __init__(self, problem: Problem) -> None:
        self.names: Mapping[str, Sequence[str]] = {
            "engineers": [engineer_name(engineer) for engineer in problem.engineers],
            "visits": [visit.id for visit in problem.visits],
            "places": [place.id for place in problem.places],
        }
        self.shifts = [[shift.id for shift in engineer.shifts] for engineer in problem.engineers]

    def described(self, operation: Mapping[str, Any]) -> tuple[str, str, str]:
        """What is done, to what, and the new value: ``replace``, ``e7 › e7-mon › overtime_limit``, ``PT2H25M``."""
        path = [part.replace("~1", "/").replace("~0", "~") for part in str(operation.get("path", "")).split("/")[1:]]
        parts = [self._named(path, level) for level in range(len(path))]
        if path and path[0] in self.names:
            parts = [part for level, part in enumerate(parts) if level not in (0, 2) or part not in (path[0], "shifts")]
        verb = str(operation.get("op", "replace"))
        return verb, " › ".join(parts), value_text(operation["value"]) if "value" in operation else ""

    def _named(self, path: Sequence[str], level: int) -> str:
        """A step of the path: the id at a position, where things with ids are listed; else the position, from one."""
        step = path[level]
        if not step.isdigit():
            return step
        listed: Sequence[str] = ()
        if level == 1:
            listed = self.names.get(path[0], ())
        elif level == 3 and path[0] == "engineers" and path[2] == "shifts" and path[1].isdigit():
            listed = self.shifts[int(path[1])] if int(path[1]) < len(self.shifts) else ()
        return listed[int(step)] if int(step) < len(listed) else str(int(step) + 1)


def value_text(value: object) -> str:
    """A value of a patch on one short line."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"
