"""Data files that are taken at set-up: found by name, pinned by SHA-256 in `data/manifest.toml`.

`make setup` fills `tutti/data/`; nothing is ever fetched at run time. A missing or changed file raises AssetMissing,
whose message says what to run.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tutti.base.errors import AssetMissing

DATA_FOLDER = Path(str(resources.files("tutti"))) / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One pinned data file.

    Attributes:
        name: what the code calls it.
        file: its name inside the data folder.
        npm_package: the package it comes in, with its exact version ("@scope/name@1.2.3").
        member: its path inside that package.
        sha256: of the file.
        bytes: its size.
        licence: the licence, as an SPDX expression.
        source: who made it.
    """

    name: str
    file: str
    npm_package: str
    member: str
    sha256: str
    bytes: int
    licence: str
    source: str

    @property
    def path(self) -> Path:
        """Where it lies once set up."""
        return DATA_FOLDER / self.file


@cache
def manifest() -> dict[str, Asset]:
    """All assets by name."""
    text = (DATA_FOLDER / "manifest.toml").read_text(encoding="utf-8")
    return {name: Asset(name=name, **fields) for name, fields in tomllib.loads(text).items()}


@cache
def find(name: str) -> Path:
    """The path of an asset whose contents are the pinned ones.

    Raises:
        AssetMissing: the file is absent, or is not the one that was pinned.
    """
    asset = manifest()[name]
    if not asset.path.is_file():
        raise AssetMissing(f"the {name} ({asset.file}) is not installed; run 'make setup' to fetch and check it")
    if asset.path.stat().st_size != asset.bytes or _sha256(asset.path) != asset.sha256:
        raise AssetMissing(
            f"the {name} ({asset.file}) is not the pinned file; delete {asset.path} and run 'make setup' again"
        )
    return asset.path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
