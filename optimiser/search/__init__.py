"""The search: one idea per file."""
