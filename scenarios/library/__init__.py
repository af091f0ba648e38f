"""The library: problems that come with the package, to look at and to learn from."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

DEMO_DAY = "qingdao_day.json"


def path() -> Path:
    """Tell where the bundled demo day lies, in the installed package."""
    return Path(str(resources.files(__name__).joinpath(DEMO_DAY)))


def demo_day() -> dict[str, Any]:
    """Load the bundled demo day: a Monday in Qingdao, at real places, with invented customers.

    Returns
    -------
    dict
        A problem document.
    """
    document: dict[str, Any] = json.loads(path().read_text(encoding="utf-8"))
    return document
