"""Schemas: what the endpoints take and give, one subject a file."""
