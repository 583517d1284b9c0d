"""Settings: arguments before the environment before the file; what cannot be used is named; all are documented."""

from pathlib import Path

import pytest

from tutti.base.errors import SettingsInvalid
from tutti.base.secret import load_secret
from tutti.base.settings import Settings, load_settings

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "settings.md"


def test_arguments_before_environment_before_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tutti.toml").write_text('port = 1111\nhost = "0.0.0.0"\nlog_level = "ERROR"\n', encoding="utf-8")
    monkeypatch.setenv("TUTTI_PORT", "2222")
    monkeypatch.setenv("TUTTI_HOST", "127.0.0.2")
    settings = load_settings(data=tmp_path, port=3333, host=None)
    assert (settings.port, settings.host, settings.log_level) == (3333, "127.0.0.2", "ERROR")


def test_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path / 'tutti.db'}"
    for path in (settings.work, settings.secret_file, Path(settings.storage)):
        assert tmp_path in path.parents


def test_pauses_grow_and_fit_the_attempts(tmp_path: Path) -> None:
    """A callback is tried three times, as the contract says: once, and once more after each pause."""
    pauses = load_settings(data=tmp_path).callback_pauses_seconds
    assert len(pauses) == 3 - 1
    assert sorted(pauses) == list(pauses)


def test_numbers_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTTI_CALLBACK_PAUSES_SECONDS", "0.5, 2")
    assert load_settings().callback_pauses_seconds == (0.5, 2.0)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "70000"), ("PORT", "x"), ("UPLOAD_DAYS", "0"), ("OPENING_CREDITS", "-1")]
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TUTTI_{name}", value)
    with pytest.raises(SettingsInvalid, match=name.lower()):
        load_settings()


def test_every_setting_has_its_paragraph() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`TUTTI_{name.upper()}`" in text, f"{name} is not described in {REFERENCE.name}"
        if isinstance(field.default, int | float) and name != "songs_at_once":
            row = next(line for line in text.splitlines() if f"`TUTTI_{name.upper()}`" in line)
            assert f"{field.default:g}" in row.replace(",", ""), row


def test_the_secret_is_drawn_once_and_private(tmp_path: Path) -> None:
    first = load_secret(tmp_path / "secret")
    assert load_secret(tmp_path / "secret") == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert load_secret(tmp_path / "other") != first
    assert first.verify("a", first.sign("a"))
    assert not first.verify("b", first.sign("a"))
    assert str(first.key) not in repr(first)
