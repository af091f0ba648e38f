"""Reading a study: every fault at once, before anything runs."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from optimiser import Book, Fault, FaultyInput
from optimiser import describing as of
from scenarios.demand import Demand, demand_faults
from scenarios.documents.book_source import book_of
from scenarios.documents.findings import Findings
from scenarios.documents.history_reading import demand_of
from scenarios.documents.names_there import OF_THE_BOOK, OF_THE_DEMAND, names_of, parts_of
from scenarios.documents.scenario_reading import ScenarioReading
from scenarios.documents.study_record import STUDY
from scenarios.documents.toml_text import MOST_STUDY_BYTES, parse_study
from scenarios.selection import Search, search_of
from scenarios.selection.described import SEARCH
from scenarios.service import Service
from scenarios.studies.study import Study


def load_study(path: Path | str) -> Study:
    """Read a study from a TOML file.

    Parameters
    ----------
    path : Path or str
        Files that the study names are looked for beside it.

    Raises
    ------
    FaultyInput
        With every fault of the study, or the line of an error of syntax.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            text = stream.read(MOST_STUDY_BYTES + 1)
    except OSError as wrong:
        code = {FileNotFoundError: "no_such_file", IsADirectoryError: "not_a_file"}.get(type(wrong), "unreadable_file")
        raise FaultyInput([Fault("$", code, f"{path} cannot be read: {wrong.strerror}; mend the name")]) from None
    return read_study(parse_study(text), path.parent)


def read_study(document: Mapping[str, Any], folder: Path | None = None) -> Study:
    """Read a study from a mapping, as TOML or JSON parse to.

    Parameters
    ----------
    document : mapping
        Dates and durations are texts.
    folder : Path or None
        Where files lie that the study names; None: it may name none.

    Returns
    -------
    Study
        Its first scenario changes nothing.

    Raises
    ------
    FaultyInput
        With every fault, in the order of the document; nothing has been run.
    """
    found = Findings()
    study = None
    with suppress(of.EnoughFaults):
        study = _StudyReading(document, folder, found).study()
    found.raise_any(document)
    return cast(Study, study)  # without faults there is one


class _StudyReading:
    """One document while it is read."""

    def __init__(self, document: Mapping[str, Any], folder: Path | None, found: Findings) -> None:
        self.document, self.folder, self.found = document, folder, found
        self.draft: dict[str, Any] = STUDY.draft(document, (), found) or {}
        self.is_readable = len(found) == 0

    def study(self) -> Study | None:
        """Make the study; None where something is wrong."""
        if not self.draft:
            return None
        book = self._book()
        demand = self._demand(book)
        service = self._service(book, demand)
        scenarios = None
        if service is not None:
            scenarios = ScenarioReading(service, self.draft, self.document, self._days(), self.found)
        self._settle(book, demand, scenarios)
        if service is None or scenarios is None:
            self._look_at_search()
            return None
        self._check_demand(service)
        cases = scenarios.read()
        search = self._search(scenarios.start)
        return None if len(self.found) else replace(self._made(scenarios.start, cases), search=search)

    def _look_at_search(self) -> None:
        """See what is wrong with a search whatever the service is."""
        if self.draft.get("search") is not None:
            SEARCH.draft(self.draft["search"], ("search",), self.found)

    def _search(self, service: Service) -> Search | None:
        given = self.draft.get("search")
        return None if given is None else search_of(given, service, self._days(), ("search",), self.found)

    def _book(self) -> Book | None:
        given = self.draft.get("book")
        return None if given is None else self._noting(lambda: book_of(given, self.folder))

    def _demand(self, book: Book | None) -> Demand | None:
        own: list[Any] = [self.draft.get(key) for key in ("demand", "surges", "growth")]
        is_noted = any(self.found.is_noted((key,)) for key in ("demand", "surges", "growth", "demand_from"))
        if is_noted or any(isinstance(part, tuple) and of.FAULTY in part for part in own):
            return None
        streams, surges, growth = own
        given = self.draft.get("demand_from")
        if given is None or streams:
            return Demand(streams, surges, growth)
        if book is None or self._first is None:
            return None
        known, (_, last) = book, self._days()
        fit: Demand | None = self._noting(lambda: demand_of(given, known, self.folder, last))
        return None if fit is None else replace(fit, surges=(*fit.surges, *surges), growth=fit.growth * growth)

    def _noting(self, make: Callable[[], Any]) -> Any:
        """Make something, and note what is wrong with it; None then."""
        try:
            return make()
        except FaultyInput as faulty:
            for fault in faulty.faults:
                self.found.add(_steps(fault.path), fault.code, fault.message, fault.value)
            return None

    def _service(self, book: Book | None, demand: Demand | None) -> Service | None:
        keys = ("reality", "operations", "stock", "territories", "wages")
        parts: dict[str, Any] = {key: self.draft.get(key) for key in keys}
        if book is None or demand is None or None in parts.values() or self._first is None:
            return None
        if self.draft.get("open_tickets") == "none":
            book = replace(book, tickets=())
        return Service(book=book, demand=demand, **parts)

    @property
    def _first(self) -> date | None:
        return self.draft.get("first")

    def _days(self) -> tuple[date, date]:
        first: date = self.draft["first"]
        return first, first + timedelta(days=self.draft.get("days", 1) - 1)

    def _settle(self, book: Book | None, demand: Demand | None, scenarios: ScenarioReading | None) -> None:
        """See whether everything that is referred to is there."""
        streams = [each for each in self.draft.get("demand") or () if each is not of.FAULTY]
        unreadable: set[str] = set()
        if book is None:
            unreadable.update(OF_THE_BOOK)
        is_fitted = not streams and self.document.get("demand_from") is not None
        if demand is None:
            # The ids of streams are known even where something else is wrong with them.
            unreadable.update(OF_THE_DEMAND if is_fitted or self.found.is_noted(("demand",)) else ("part",))
        if demand is not None and is_fitted:
            streams = list(demand.streams)
        known = {"part": parts_of(streams)} if book is None else names_of(book, streams)
        # A starting point adds engineers and customers to which everything below may refer.
        later = {} if scenarios is None else names_of(scenarios.start.book, streams)
        for kind in (*OF_THE_BOOK, "part", *(["stream"] if is_fitted else [])):
            names = {**known.get(kind, {}), **later.get(kind, {})}
            for name in names:
                self.found.declare(kind, name, ("book",))
            if not names and kind == "severity":
                unreadable.add(kind)  # a book that tells no severities apart leaves them to the study
        self.found.settle(unreadable)

    def _check_demand(self, service: Service) -> None:
        """What demand knows of itself, besides what its description says already."""
        if len(self.found) and not self.is_readable:
            return
        for fault in demand_faults(service.demand, service.book):
            steps = _steps(_DEMAND_PATH.sub(r"$.\1", fault.path, count=1).replace("$.streams", "$.demand"))
            if not self.found.is_noted(steps) and fault.code not in _SETTLED:
                self.found.add(steps, fault.code, fault.message, fault.value)

    def _made(self, service: Service, cases: Any) -> Study:
        draft = self.draft
        return Study(
            id=draft["id"] or _slug(draft["name"]),
            name=draft["name"],
            service=service,
            first=draft["first"],
            days=draft["days"],
            scenarios=tuple(cases),
            policies=tuple(dict.fromkeys(draft["policies"])),
            warm_up=draft["warm_up"],
            replications=draft["replications"],
            seed=draft["seed"],
            goal=draft["goal"],
            document=dict(self.document),
        )


_SETTLED = {"unknown_site", "unknown_stream", "duplicate_id"}
_DEMAND_PATH = re.compile(r"^demand\.(\w+)")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")


def _steps(path: str) -> of.Steps:
    """Read a path back: ``$.book.rules[3].recurrence``."""
    return tuple(key or int(index) for key, index in _STEP.findall(path))


def _slug(name: str) -> str:
    """Make an id of a name: its letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-") or "study"
