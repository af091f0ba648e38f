"""The study document: read with every fault at once, before anything runs.

::

    toml_text         from TOML to a mapping
    findings          what is found while it is read
    study_kinds       kinds of values that only a study has
    service_records   demand, reality, operations, stock, wages, described
    history_reading   demand that is fitted to a history
    change_records    what a scenario may change, described
    study_record      the study, described
    book_source       where its book comes from
    names_there       what it may refer to
    change_making     from what a scenario says to changes
    combining         scenarios that combine others, and contradictions
    needs             work that nobody can do
    scenario_reading  the scenarios
    study_document    all of it
    warnings          what is strange about a study that can be run
"""

from scenarios.documents.study_document import load_study, read_study
from scenarios.documents.toml_text import MOST_STUDY_BYTES, parse_study
from scenarios.documents.warnings import study_warnings

__all__ = ["MOST_STUDY_BYTES", "load_study", "parse_study", "read_study", "study_warnings"]
