"""``python -m api.cli`` is the same as ``roundsman``."""

from api.cli import main

main()
