"""Configuration: the only place that reads the environment."""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Config(BaseSettings):
    """What an operator sets, each as `HARIMI_<NAME>`.

    `data_dir` holds everything that is written; without a `database_url` a SQLite file in it is the database.
    """

    model_config = SettingsConfigDict(env_prefix="HARIMI_", frozen=True, extra="ignore")

    data_dir: Path = Path("data")
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = ""

    @field_validator("database_url")
    @classmethod
    def _known(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
            raise ValueError("HARIMI_DATABASE_URL must begin with postgresql:// ; leave it empty for SQLite")
        return url

    @property
    def engine(self) -> Literal["sqlite", "postgresql"]:
        """The database in use."""
        return "postgresql" if self.database_url else "sqlite"


@cache
def config() -> Config:
    """The configuration of this process."""
    return Config()


def database(chosen: Config) -> dict[str, object]:
    """Django's `DATABASES["default"]`."""
    if chosen.engine == "sqlite":
        return _sqlite(chosen.data_dir / "harimi.sqlite3")
    url = urlsplit(chosen.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": True},
    }


def _sqlite(path: Path) -> dict[str, object]:
    """Twelve writers at once: Django's defaults answer most of them "database is locked", these options none."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
