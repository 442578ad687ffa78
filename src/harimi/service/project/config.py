"""Configuration: the only place that reads the environment."""

import ipaddress
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from harimi.service.platform.store_address import address_of
from harimi.service.platform.stores import Keys
from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, FIELD_KEYS, SIGNING_KEY, given, secret, secret_path

COLLECTORS = ("access_device", "access_log", "cookie", "camera_device", "camera_log")
"""What can be noted down while the service is used (clause 1(2) of the policy), by item."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@cache
def networks(named: str) -> tuple[Network, ...]:
    """Networks as an operator lists them. Raises a `ValueError`."""
    return tuple(ipaddress.ip_network(one.strip()) for one in named.split(",") if one.strip())


class Config(BaseSettings):
    """What an operator sets, each as `HARIMI_<NAME>`.

    `data_dir` holds everything that is written; without a `database_url` a SQLite file in it is the database. `address` is
    where people reach the service, as it stands in mails; `hosts` are further names that it answers to, with commas between.
    `smtp_url` (smtp://user:password@host:587, smtps:// for TLS from the start) sends mail; without it mail lands on a page for
    staff. `mail_in` is a Maildir of mail to `mail_from`: workers look there for letters that came back.
    `secret_key` signs cookies; without it a key is made in `data_dir`. `field_keys_file` holds the keys of sealed fields
    (default: made in `data_dir`); keep its backup apart from the database's. `audit_anchor_file` is where the audit's head is
    told, `erasure_ledger_file` where it is told who was erased or left, both best on another machine's disk. `backup_place` (a
    folder, or s3://…) is where backups lie, `backup_keys_file` their keys, apart from them. `collectors` are the items
    of clause 1(2) that are noted down, with commas between;
    device information always waits for consent besides. `operator_file` says who runs the service, as it stands in the privacy
    policy; by default `operator.toml` in `data_dir`. `store_url` (s3://bucket/prefix?endpoint=https://host&region=name) keeps
    photographs in an S3-compatible store, opened by `store_key_id` and `store_secret`; without it in `data_dir`. A secret may
    stand in a file instead, named by the same setting with `_file`. `staff_two_step` says whether the office opens only to
    staff whose sign-in has a second step. Who sends `metrics_token` reads numbers for Prometheus at /metrics; without it
    nobody does. `broker_url` (amqp://user:password@host/vhost or redis://host/0) has Celery's workers do the work;
    `redis_url` lets all machines count limits together; `redis_prefix` begins
    all keys of this service there. `mqtt_url` (mqtt://user:password@host:1883, mqtts:// for TLS) is the broker by which
    cameras speak too, `mqtt_name` the name under which it keeps what this intake misses; each intake needs its own.
    `trusted_proxy` says that all requests come through a proxy which sets X-Forwarded-For itself, so that its last address is
    the visitor's.
    `inside` names networks of customers' own machines, with commas between (192.168.1.0/24, or 127.0.0.1 for this one): where
    they have their readings and alerts sent may lie there; elsewhere only outside.
    `modbus` (127.0.0.1:5020) is where building management systems read by Modbus TCP; without it they do not.
    `stripe_key` and `stripe_webhook_secret` have cards taken by Stripe; without both nobody pays by card. `stripe_address` is
    for a stand-in of it.
    `lease_seconds` is how long a worker may be busy with one photograph before another one takes it over;
    of several at a time it says after each that it goes on.
    """

    model_config = SettingsConfigDict(env_prefix="HARIMI_", frozen=True, extra="ignore")

    data_dir: Path = Path("data")
    port: int = Field(default=8000, ge=1, le=65535)
    bind: str = "127.0.0.1"
    address: str = ""
    hosts: str = ""
    workers: int = Field(default=1, ge=1, le=64)
    database_url: str = ""
    smtp_url: str = ""
    mail_from: str = "harimi@localhost"
    mail_in: Path | None = None
    secret_key: str = ""
    secret_key_file: Path | None = None
    field_keys_file: Path | None = None
    audit_anchor_file: Path | None = None
    erasure_ledger_file: Path | None = None
    backup_place: str = ""
    backup_keys_file: Path | None = None
    collectors: str = "access_device,access_log,camera_device,camera_log"
    staff_two_step: bool = True
    metrics_token: str = ""
    metrics_token_file: Path | None = None
    captures_per_minute: int = Field(default=120, ge=1)
    api_calls_per_minute: int = Field(default=600, ge=1)
    api_photographs_per_minute: int = Field(default=20, ge=1)
    lease_seconds: float = Field(default=60, ge=2)
    operator_file: Path | None = None
    mqtt_url: str = ""
    mqtt_name: str = Field(default="intake", pattern=r"^[A-Za-z0-9_.-]{1,40}$")
    store_url: str = ""
    store_key_id: str = ""
    store_key_id_file: Path | None = None
    store_secret: str = ""
    store_secret_file: Path | None = None
    broker_url: str = ""
    broker_url_file: Path | None = None
    redis_url: str = ""
    redis_url_file: Path | None = None
    redis_prefix: str = "harimi"
    trusted_proxy: bool = False
    inside: str = ""
    modbus: str = ""
    stripe_key: str = ""
    stripe_key_file: Path | None = None
    stripe_webhook_secret: str = ""
    stripe_webhook_secret_file: Path | None = None
    stripe_address: str = ""

    @field_validator("database_url")
    @classmethod
    def _known(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in ("postgresql", "postgres"):
            raise ValueError("HARIMI_DATABASE_URL must begin with postgresql:// ; leave it empty for SQLite")
        return url

    @field_validator("collectors")
    @classmethod
    def _collectors(cls, named: str) -> str:
        unknown = {one.strip() for one in named.split(",") if one.strip()} - set(COLLECTORS)
        if unknown:
            raise ValueError(f"HARIMI_COLLECTORS knows {', '.join(COLLECTORS)}, not {', '.join(sorted(unknown))}")
        return named

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
            raise ValueError("HARIMI_SMTP_URL must look like smtp://user:password@host:587 ; leave it empty to keep mail here")
        return url

    @field_validator("mail_in")
    @classmethod
    def _maildir(cls, folder: Path | None) -> Path | None:
        if folder is not None and not all((folder / one).is_dir() for one in ("new", "cur", "tmp")):
            raise ValueError(f"HARIMI_MAIL_IN: {folder} is no Maildir ; it needs the folders new, cur and tmp")
        return folder

    @field_validator("inside")
    @classmethod
    def _inside(cls, named: str) -> str:
        try:
            networks(named)
        except ValueError as error:
            raise ValueError(f"HARIMI_INSIDE must name networks like 192.168.1.0/24, 10.0.0.5 ; {error}") from error
        return named

    @field_validator("modbus")
    @classmethod
    def _modbus(cls, named: str) -> str:
        host, _, port = named.rpartition(":")
        if named and (not host or not port.isdecimal() or not 0 < int(port) < 65536):
            raise ValueError("HARIMI_MODBUS must look like 127.0.0.1:5020 ; leave it empty for no Modbus server")
        return named

    @field_validator("mqtt_url")
    @classmethod
    def _mqtt(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("mqtt", "mqtts") or not urlsplit(url).hostname):
            raise ValueError("HARIMI_MQTT_URL must look like mqtt://user:password@host:1883 ; leave it empty for HTTP alone")
        return url

    @field_validator("operator_file")
    @classmethod
    def _operator(cls, file: Path | None) -> Path | None:
        if file is not None and not file.is_file():
            raise ValueError(
                f"HARIMI_OPERATOR_FILE: there is no file {file} ; leave it empty for operator.toml in HARIMI_DATA_DIR"
            )
        return file

    @field_validator("address")
    @classmethod
    def _address(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("HARIMI_ADDRESS must look like https://meters.example.jp")
        return url.rstrip("/")

    @field_validator("stripe_address")
    @classmethod
    def _stripe(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("HARIMI_STRIPE_ADDRESS must look like http://127.0.0.1:12111 ; leave it empty for Stripe itself")
        return url.rstrip("/")

    @field_validator("store_url")
    @classmethod
    def _store(cls, url: str) -> str:
        if url:
            try:
                address_of(url)
            except ValueError as error:
                raise ValueError(f"HARIMI_STORE_URL {error}") from error
        return url

    @model_validator(mode="after")
    def _store_opens(self) -> Self:
        if self.store_url and not (self.store_keys.key_id and self.store_keys.secret):
            raise ValueError("HARIMI_STORE_URL needs HARIMI_STORE_KEY_ID and HARIMI_STORE_SECRET, or files that hold them")
        return self

    @property
    def metrics(self) -> str:
        """What opens /metrics; empty where nothing does."""
        return given(self.metrics_token, self.metrics_token_file)

    @property
    def store_place(self) -> str | Path:
        """Where photographs are kept."""
        return self.store_url or self.data_dir / "blobs"

    @property
    def store_keys(self) -> Keys:
        """What opens the store."""
        return Keys(given(self.store_key_id, self.store_key_id_file), given(self.store_secret, self.store_secret_file))

    @model_validator(mode="after")
    def _brokers(self) -> Self:
        if self.broker and urlsplit(self.broker).scheme not in ("amqp", "amqps", "redis", "rediss"):
            raise ValueError("HARIMI_BROKER_URL must begin with amqp:// or redis:// ; leave it empty to work without a broker")
        if self.redis and urlsplit(self.redis).scheme not in ("redis", "rediss"):
            raise ValueError("HARIMI_REDIS_URL must begin with redis:// ; leave it empty to count in each process by itself")
        for name, value, needed in (("BROKER", self.broker, "celery"), ("REDIS", self.redis, "redis")):
            if value and find_spec(needed) is None:
                raise ValueError(f"HARIMI_{name}_URL needs {needed}, which is not installed: pip install 'harimi[cluster]'")
        return self

    @property
    def broker(self) -> str:
        """The broker's address, empty where there is none."""
        return given(self.broker_url, self.broker_url_file)

    @property
    def redis(self) -> str:
        """The address of the Redis that counts limits, empty where there is none."""
        return given(self.redis_url, self.redis_url_file)

    @property
    def inside_networks(self) -> tuple[Network, ...]:
        """Networks inside into which customers may have something sent."""
        return networks(self.inside)

    @property
    def modbus_address(self) -> tuple[str, int]:
        """Host and port of the Modbus server."""
        host, _, port = self.modbus.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def card_key(self) -> str:
        """What opens the card provider's API, empty where there is none."""
        return given(self.stripe_key, self.stripe_key_file)

    @property
    def card_secret(self) -> str:
        """What the card provider signs its webhooks with, empty where there is none."""
        return given(self.stripe_webhook_secret, self.stripe_webhook_secret_file)

    @property
    def engine(self) -> Literal["sqlite", "postgresql"]:
        """The database in use."""
        return "postgresql" if self.database_url else "sqlite"

    @property
    def url(self) -> str:
        """Where people reach the service."""
        return self.address or f"http://localhost:{self.port}"

    @property
    def host_names(self) -> list[str]:
        """The names that the service answers to."""
        named = [name.strip() for name in self.hosts.split(",") if name.strip()]
        return ["localhost", "127.0.0.1", "[::1]", urlsplit(self.url).hostname or "localhost", *named]

    @property
    def collecting(self) -> frozenset[str]:
        """The collectors that are on."""
        return frozenset(one.strip() for one in self.collectors.split(",") if one.strip())

    @property
    def field_keys_path(self) -> Path:
        """Where the keys of sealed fields are."""
        return self.field_keys_file or secret_path(self.data_dir, FIELD_KEYS)

    @property
    def audit_anchor_path(self) -> Path:
        """Where heads of the audit's chain are told."""
        return self.audit_anchor_file or self.data_dir / "audit-anchors.jsonl"

    @property
    def erasure_ledger_path(self) -> Path:
        """Where it is told who was erased."""
        return self.erasure_ledger_file or self.data_dir / "erasures.jsonl"

    @property
    def backup_key(self) -> bytes:
        """The key of what a backup holds about nobody in particular; empty before `harimi backup init`."""
        return bytes.fromhex(secret(self.data_dir, BACKUP_KEY))

    @property
    def backup_recipient(self) -> str:
        """The public half of the recovery key; empty before `harimi backup init`."""
        return secret(self.data_dir, BACKUP_RECIPIENT)

    @property
    def operator_path(self) -> Path:
        """The file that says who runs the service."""
        return self.operator_file or self.data_dir / "operator.toml"

    @property
    def signing_key(self) -> str:
        """The key that signs cookies and links; where the operator gives none, the one that `harimi serve` made."""
        return given(self.secret_key, self.secret_key_file) or secret(self.data_dir, SIGNING_KEY)


@cache
def config() -> Config:
    """The configuration of this process."""
    return Config()


_POOL = {"min_size": 1, "max_size": 10, "timeout": 5, "reconnect_timeout": 3}
"""Of connections to PostgreSQL, in each process: a web server has eight threads, a worker one. Pauses between attempts to reach
a database that was away double for `reconnect_timeout` seconds, then begin anew: longer ones outlast its return. A request
waits `timeout` seconds for one."""


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
        "OPTIONS": {"pool": dict(_POOL)},
    }


def standing_still(default: Mapping[str, Any]) -> dict[str, Any]:
    """`DATABASES["snapshot"]`: the same database seen as it was when a transaction began. Outside of pools and queues."""
    same = {**default, "CONN_MAX_AGE": 0, "TEST": {"MIRROR": "default"}}
    if not default["ENGINE"].endswith("postgresql"):
        return {**same, "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 20}}
    from psycopg import IsolationLevel

    return {**same, "OPTIONS": {"isolation_level": IsolationLevel.REPEATABLE_READ}}


_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


def _sqlite(path: Path) -> dict[str, object]:
    """Twelve writers at once: Django's defaults answer most of them "database is locked", these options none.

    `synchronous=FULL`, since a camera deletes its photograph once it hears that we have it. `secure_delete`, so
    that what is erased is overwritten at once. Connections stay open: a new one
    reads all tables' definitions anew.
    """
    return {
        "ENGINE": "harimi.service.platform.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {one}; " for one in _PRAGMAS),
        },
    }


def mail(chosen: Config) -> dict[str, object]:
    """Django's settings of outgoing mail; without an SMTP server mail is kept for staff to read."""
    gated: dict[str, object] = {
        "EMAIL_BACKEND": "harimi.service.egress.mail.GatedMail",
        "DEFAULT_FROM_EMAIL": chosen.mail_from,
    }
    if not chosen.smtp_url:
        return gated
    url = urlsplit(chosen.smtp_url)
    return {
        **gated,
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and url.port != 25,
        "EMAIL_TIMEOUT": 20,
    }
