"""The store: what the service knows, in SQLite or PostgreSQL. Tables here, and every query that asks them."""
