"""The databases of the service's tests."""

from tests.service.conftest import blank_sqlite, postgres_address

__all__ = ["blank_sqlite", "postgres_address"]
