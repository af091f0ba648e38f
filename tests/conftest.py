"""For all tests: how laws draw their examples, which tests come first, and how seldom garbage is looked for."""

import gc

import pytest
from hypothesis import settings

# The same commit gets the same verdict everywhere: whoever runs the tests on a change learns about the change.
# `make laws` looks for what nobody has seen yet, and every example that it finds becomes an @example or a test.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("fixed")


def pytest_configure() -> None:
    """Look for garbage seldom: at Python's own pace a fifth of the time went into that."""
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end one worker would wait for it while the other has nothing left to do."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Do not look through what was imported again and again: it stays until the end."""
    gc.freeze()
