"""Assets are the pinned ones, or the message says what to run."""

from dataclasses import replace
from pathlib import Path

import pytest

from tutti.base import assets
from tutti.base.errors import AssetMissing


@pytest.mark.parametrize("name", sorted(assets.manifest()))
def test_every_asset_is_set_up(name: str) -> None:
    path = assets.find(name)
    assert path.stat().st_size == assets.manifest()[name].bytes


def test_a_changed_or_missing_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asset = replace(assets.manifest()["soundfont-licence"], name="forged")
    monkeypatch.setattr(assets, "DATA_FOLDER", tmp_path)
    monkeypatch.setattr(assets, "manifest", lambda: {"forged": asset})
    with pytest.raises(AssetMissing, match="make setup"):
        assets.find("forged")
    asset.path.write_bytes(b"x" * asset.bytes)
    with pytest.raises(AssetMissing, match="not the pinned file"):
        assets.find("forged")
