"""The ways in: command line, page, import from tables."""
