"""How laws draw their examples: the same ones in every run, or fresh ones where that is asked for."""

from hypothesis import settings

# The same commit gets the same verdict everywhere: whoever runs the tests on a change learns about the change.
# `make laws` looks for what nobody has seen yet, and every example that it finds becomes an @example or a test.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("fixed")
