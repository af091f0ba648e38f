"""What is set from outside, by environment variables that begin with ROUNDSMAN_; every one has a default that works."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_url() -> str:
    return f"sqlite:///{user_data_path('roundsman') / 'roundsman.db'}"


class Settings(BaseSettings):
    """The settings of one service process.

    Attributes
    ----------
    database_url : str
        ``sqlite:///FILE`` or ``postgresql+psycopg://…``.
    cluster : str or None
        The address of a dask scheduler; None: worker processes of our own, on this machine.
    workers : int
        How many worker processes of our own.
    most_queued : int
        How many jobs may wait; more are refused until some are done.
    job_limit_s, heartbeat_s, lost_after_s : float
        How long a job may take, how often it shows that it is alive, and after how long a silent one is given up.
    study_limit_s : float
        How long a study may take until it rests with what is done; it can go on later.
    study_cluster : str or None
        The address of a dask scheduler whose workers live through the cases of studies; None: processes of their own.
    study_workers : int
        How many processes of their own.
    most_study_days : int
        How many days a study may live through: days x scenarios x policies x replications.
    geocoder : str or None
        The name of a geopy geocoder (``nominatim``, ``photon`` …); None: addresses are not looked up.
    geocoder_url : str or None
        Where a geocoder of one's own answers.
    public_url : str or None
        The address under which people reach the service, for links; None: as the request was addressed.
    watch_s : float
        How often the watcher looks for deadlines in danger.
    warn_respond_s, warn_on_site_s, warn_restore_s, warn_paper_s, warn_certificate_days, warn_hold_s : float
        How long before each kind of deadline a warning is raised, where no route keeps it.
    warn_behind_s : float
        By how much an engineer may run late before that is told.
    """

    model_config = SettingsConfigDict(env_prefix="ROUNDSMAN_", extra="ignore")

    database_url: SecretStr = Field(default_factory=lambda: SecretStr(_default_url()))
    cluster: str | None = None
    workers: int = Field(default=1, ge=1, le=64)
    threads_per_solve: int | None = Field(default=None, ge=1, le=64)
    most_queued: int = Field(default=50, ge=1)
    job_limit_s: float = Field(default=1800, gt=0)
    study_limit_s: float = Field(default=43200, gt=0)
    study_cluster: str | None = None
    study_workers: int = Field(default=1, ge=1, le=64)
    most_study_days: int = Field(default=20_000, ge=1)
    heartbeat_s: float = Field(default=2, gt=0)
    lost_after_s: float = Field(default=20, gt=0)
    geocoder: str | None = None
    geocoder_url: str | None = None
    geocoder_key: SecretStr | None = None
    public_url: str | None = None
    cors_origins: tuple[str, ...] = ()
    most_body_bytes: int = Field(default=20_000_000, ge=1000)
    most_attachment_bytes: int = Field(default=10_000_000, ge=1000)
    rate_per_minute: int = Field(default=1200, ge=1)
    sign_in_rate_per_minute: int = Field(default=20, ge=1)
    token_minutes: int = Field(default=30, ge=1)
    session_days: int = Field(default=30, ge=1)
    watch_s: float = Field(default=30, gt=0)
    warn_respond_s: float = Field(default=300, ge=0)
    warn_on_site_s: float = Field(default=3600, ge=0)
    warn_restore_s: float = Field(default=4 * 3600, ge=0)
    warn_paper_s: float = Field(default=2 * 3600, ge=0)
    warn_certificate_days: float = Field(default=30, ge=0)
    warn_hold_s: float = Field(default=900, ge=0)
    warn_behind_s: float = Field(default=1800, ge=0)

    @property
    def url(self) -> str:
        """The database's address, with its password."""
        return self.database_url.get_secret_value()

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None for any other."""
        prefix = "sqlite:///"
        return Path(self.url[len(prefix) :]) if self.url.startswith(prefix) else None
