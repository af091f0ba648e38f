"""What is around every request: its id, its line in the log, its place in the figures, its limits, its headers."""
