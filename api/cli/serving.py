"""What the commands about the service share: its settings and its database, and what may be wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from typer import Exit

from api.cli.exits import SURROUNDINGS, say
from optimiser import Fault, FaultyInput

if TYPE_CHECKING:
    from api.settings import Settings
    from api.store.engine import Store


def settings_from_outside() -> "Settings":
    """Read the settings from the environment.

    Raises
    ------
    FaultyInput
        With every variable that is wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from api.settings import Settings
    from api.wrong_input import sentence

    try:
        settings = Settings()
        make_url(settings.url)
    except ValidationError as error:
        raise FaultyInput([_fault(str(each["loc"][0]), sentence(each)) for each in error.errors()]) from None
    except SettingsError as error:
        raise FaultyInput([Fault("ROUNDSMAN_*", "bad_setting", str(error))]) from None
    except ArgumentError:
        message = "this is no address of a database; try sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        raise FaultyInput([_fault("database_url", message)]) from None
    return settings


def shown_database(settings: "Settings") -> str:
    """Say where the database lies, without its password."""
    if settings.sqlite_file is not None:
        return str(settings.sqlite_file)
    from sqlalchemy.engine import make_url

    return make_url(settings.url).render_as_string(hide_password=True)


@contextmanager
def of_database(settings: "Settings") -> Iterator[None]:
    """Say it in a sentence where the database cannot be reached.

    Raises
    ------
    typer.Exit
        With the status for what is wrong outside.
    """
    from sqlalchemy.exc import NoSuchModuleError, OperationalError

    try:
        yield
    except OperationalError as error:
        reason = " ".join(str(error.orig).split())
        say(f"{shown_database(settings)}: {reason}; is it running, and is ROUNDSMAN_DATABASE_URL right?")
        raise Exit(SURROUNDINGS) from None
    except (NoSuchModuleError, ImportError) as error:
        raise FaultyInput([_fault("database_url", f"{error}; try postgresql+psycopg://USER@HOST/NAME")]) from None


@contextmanager
def opened_store(*, upgraded: bool = True) -> Iterator["Store"]:
    """Open the service's database, with the present tables unless told otherwise; a running service goes on."""
    from api.store.engine import open_store
    from api.store.upgrade import upgrade

    settings = settings_from_outside()
    with of_database(settings):
        store = open_store(settings.url)
        try:
            if upgraded:
                upgrade(store)
            yield store
        finally:
            store.close()


def _fault(setting: str, message: str) -> Fault:
    return Fault(f"ROUNDSMAN_{setting.upper()}", "bad_setting", message)
