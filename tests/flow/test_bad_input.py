"""Bad input: one clear line, exit code 2, nothing written; odd but honest input works."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.flow.conftest import RATE_HZ, Command, tone


def silence(path: Path) -> None:
    soundfile.write(path, np.zeros(RATE_HZ * 5), RATE_HZ)


def too_short(path: Path) -> None:
    soundfile.write(path, tone(60, 1.0), RATE_HZ)


def too_long(path: Path) -> None:
    soundfile.write(path, np.tile(tone(60, 1.0), 9 * 60)[:: RATE_HZ // 8000], 8000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def words(path: Path) -> None:
    path.write_text("this is not a song")


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("song.wav", b"RIFF")


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\nhttp://127.0.0.1/song.mp3\n")


def half_a_header(path: Path) -> None:
    path.write_bytes(b"RIFF\xff\xff\xff\x7fWAVEfmt ")


@pytest.mark.parametrize("make", [silence, too_short, too_long, empty, words, archive, playlist, half_a_header])
@pytest.mark.parametrize("command", ["accompany", "sing"])
def test_what_is_not_a_recording(command: str, make: Callable[[Path], None], tutti: Command, tmp_path: Path) -> None:
    upload, out = tmp_path / "upload.wav", tmp_path / "out"
    make(upload)
    extra = ["--prompt", "the sea"] if command == "sing" else []
    ended = tutti(command, upload, *extra, "--out", out)
    assert_refused(ended.code, ended.err, out)


@pytest.mark.parametrize(
    "arguments",
    [
        ("accompany", "missing.wav"),
        ("sing", "missing.wav", "--prompt", "x"),
        ("listen", "missing.wav"),
        ("listen", "missing.wav", "--as", "opera"),
        ("sing", "missing.wav"),
        ("sing", "missing.wav", "--lyrics", "missing.txt"),
        ("sing", "missing.wav", "--prompt", "x", "--voice", "q"),
        ("accompany", "missing.wav", "--takes", "0"),
        ("accompany", "missing.wav", "--key", "H major"),
        ("accompany", "missing.wav", "--meter", "five"),
        ("accompany", "missing.wav", "--meter", "99/4"),
        ("accompany", "missing.wav", "--takes", "many"),
        ("accompany",),
        ("orchestrate", "missing.wav"),
        ("accompany", "missing.wav", "--bpm", "9000"),
        ("accompany", "missing.wav", "--style", "x" * 2000),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], tutti: Command, tmp_path: Path) -> None:
    ended = tutti(*arguments)
    assert_refused(ended.code, ended.err, tmp_path / "out")


def test_places_that_cannot_be_written(tutti: Command, tmp_path: Path, sung_wav: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "inside"):
        ended = tutti("accompany", sung_wav, "--takes", "1", "--out", out)
        assert_refused(ended.code, ended.err, tmp_path / "out")
    for plot in (tmp_path, tmp_path / "nowhere" / "a.png"):
        ended = tutti("listen", sung_wav, "--plot", plot)
        assert_refused(ended.code, ended.err, tmp_path / "out")


def test_lyrics_that_cannot_be_sung(tutti: Command, tmp_path: Path, band_wav: Path) -> None:
    for name, text in (("empty", "\n\n"), ("tags", "[Verse]\n[Chorus]\n"), ("symbols", "*** !!! ???")):
        lyrics = tmp_path / f"{name}.txt"
        lyrics.write_text(text)
        ended = tutti("sing", band_wav, "--lyrics", lyrics, "--out", tmp_path / "out")
        assert_refused(ended.code, ended.err, tmp_path / "out")


def assert_refused(code: int, err: str, out: Path) -> None:
    assert code == 2, err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("tutti: ")
    assert not out.exists()


def phrase(rate: int, channels: int) -> np.ndarray:
    notes = np.concatenate([tone(pitch, 0.5) for pitch in (60, 62, 64, 65, 67, 65, 64, 60)])
    step = max(1, RATE_HZ // rate)
    samples = notes[::step] if rate < RATE_HZ else np.repeat(notes, round(rate / RATE_HZ))
    return np.stack([samples] * channels, axis=1)


@pytest.mark.parametrize(
    ("rate", "channels", "spoil"),
    [(8000, 1, "none"), (192000, 2, "none"), (48000, 6, "none"), (44100, 2, "clipped"), (44100, 1, "nan")],
)
def test_odd_recordings_work(rate: int, channels: int, spoil: str, tutti: Command, tmp_path: Path) -> None:
    samples = phrase(rate, channels)
    if spoil == "clipped":
        samples = np.clip(samples * 20, -1, 1)
    if spoil == "nan":
        samples[5000:5010] = np.nan
    upload = tmp_path / "odd.wav"
    soundfile.write(upload, samples.astype(np.float32), rate, subtype="FLOAT")
    ended = tutti("accompany", upload, "--takes", "1", "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    assert (tmp_path / "out" / "take-1" / "master.wav").exists()
