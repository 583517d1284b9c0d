"""What the owner can set: environment variables TUTTI_..., or a TOML file of the same names in lower case.

Read once where the program starts and passed on; nothing below cli and api looks at the environment. Every setting has
its paragraph in docs/reference/settings.md.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tutti.base.errors import SettingsInvalid

CONFIG_FILE = "tutti.toml"
_MEGABYTE = 1_000_000
_MEBIBYTE = 1 << 20


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(env_prefix="TUTTI_", extra="ignore", frozen=True, validate_default=True)

    data: Path = Path("tutti-data")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_url: str | None = None
    database_url: str | None = None
    storage_url: str | None = None
    outbound_allow: str = ""
    log_level: str = "INFO"

    opening_credits: float = Field(100_000.0, ge=0, le=1e12)
    requests_per_10_seconds: int = Field(20, ge=1)
    upload_days: float = Field(3.0, gt=0)
    result_days: float = Field(14.0, gt=0)
    upload_mb: float = Field(100.0, gt=0)

    songs_at_once: int = Field(max(1, (os.cpu_count() or 1) // 2), ge=1)
    fetch_seconds: float = Field(60.0, gt=0)
    listen_seconds: float = Field(300.0, gt=0)
    take_seconds: float = Field(900.0, gt=0)
    engine_memory_mb: int = Field(6144, ge=512)
    engine_idle_seconds: float = Field(30.0, ge=0)

    voice_bank: Path | None = None
    lyricist_url: str | None = None
    lyricist_model: str = "default"
    lyricist_key: SecretStr | None = None
    lyricist_seconds: float = Field(60.0, gt=0)
    forbidden_terms: Path | None = None
    known_lyrics: Path | None = None

    callback_timeout_seconds: float = Field(15.0, gt=0)
    callback_pauses_seconds: Annotated[tuple[float, ...], NoDecode] = (5.0, 30.0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment before the file."""
        del dotenv_settings, file_secret_settings
        named = init_settings().get("data") or os.environ.get("TUTTI_DATA") or cls.model_fields["data"].default
        file = Path(os.environ.get("TUTTI_CONFIG") or Path(named) / CONFIG_FILE)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @field_validator("callback_pauses_seconds", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Numbers in a row: "5, 30"."""
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @cached_property
    def database(self) -> str:
        """The address of the database: a file in the data folder by default."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'tutti.db'}"

    @cached_property
    def storage(self) -> str:
        """Where objects are kept: a folder in the data folder by default."""
        return self.storage_url or str(self.data.resolve() / "objects")

    @property
    def work(self) -> Path:
        """The scratch folder of running tasks."""
        return self.data.resolve() / "work"

    @property
    def secret_file(self) -> Path:
        """Where the server's secret is kept."""
        return self.data.resolve() / "secret"

    @property
    def upload_bytes(self) -> int:
        """The most an upload may weigh."""
        return int(self.upload_mb * _MEGABYTE)

    @property
    def engine_memory_bytes(self) -> int:
        """The most an engine process may use."""
        return self.engine_memory_mb * _MEBIBYTE


def load_settings(**given: Any) -> Settings:
    """The settings, with what is given on the command line before all else.

    Raises:
        SettingsInvalid: a value cannot be used; the message names the setting.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(
            f"the setting {name} cannot be used: {first['msg']}; see docs/reference/settings.md"
        ) from error
