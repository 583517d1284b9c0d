"""Files come back as they were written."""

import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tutti.base.errors import MixBroken
from tutti.base.seeds import generator
from tutti.sound.audio import Audio
from tutti.sound.decode import decode
from tutti.sound.encode import PIECE_SECONDS, mp3_pieces, write_flac, write_mp3, write_wav
from tutti.sound.resample import resample


def noise(seconds: float = 1.0, rate_hz: int = 48000) -> Audio:
    samples = generator(3, "noise").uniform(-0.5, 0.5, (2, int(seconds * rate_hz)))
    return Audio(samples=samples.astype(np.float32), sample_rate_hz=rate_hz)


def test_wav_is_right_to_half_a_step(tmp_path: Path) -> None:
    audio = noise()
    write_wav(tmp_path / "a.wav", audio)
    back, rate = soundfile.read(tmp_path / "a.wav", dtype="float64")
    assert rate == 48000
    assert np.max(np.abs(back.T - audio.samples)) <= 0.5 / (1 << 23)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_full_scale_is_kept_and_more_is_refused(tmp_path: Path) -> None:
    edge = Audio(samples=np.array([[1.0, -1.0, 0.0]], dtype=np.float32), sample_rate_hz=44100)
    write_wav(tmp_path / "a.wav", edge)
    np.testing.assert_allclose(soundfile.read(tmp_path / "a.wav")[0], [1.0, -1.0, 0.0], atol=2e-7)
    for value in (1.01, np.nan):
        over = Audio(samples=np.full((1, 3), value, dtype=np.float32), sample_rate_hz=44100)
        with pytest.raises(MixBroken, match="clip"):
            write_wav(tmp_path / "b.wav", over)
    assert not (tmp_path / "b.wav").exists()


def test_mp3_sounds_the_same_and_has_its_title(tmp_path: Path) -> None:
    time = np.arange(48000 * 2) / 48000
    audio = Audio(samples=np.stack([0.3 * np.sin(2 * np.pi * 440 * time)] * 2).astype(np.float32), sample_rate_hz=48000)
    write_mp3(tmp_path / "a.mp3", audio, title="Beauté 美")
    with av.open(str(tmp_path / "a.mp3")) as file:
        assert file.metadata["title"] == "Beauté 美"
    decoded = decode(tmp_path / "a.mp3").audio
    assert decoded.duration_seconds == pytest.approx(2.0, abs=0.06)
    middle = decoded.samples[:, 20000:60000]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("channels", [1, 2])
def test_an_mp3_starts_and_stops_on_time(channels: int, tmp_path: Path) -> None:
    """As two decoders play it: FFmpeg's in `decode`, and libsndfile's."""
    path = tmp_path / "a.mp3"
    samples = np.zeros((channels, 70001), dtype=np.float32)
    samples[:, 30000:30200] = 0.5 * np.hanning(200)
    write_mp3(path, Audio(samples=samples, sample_rate_hz=44100), title="Info about an Info frame")
    for heard in (decode(path).audio.samples, soundfile.read(path, always_2d=True)[0].T):
        assert heard.shape == samples.shape
        assert int(np.argmax(heard[0])) == pytest.approx(30100, abs=20)


def test_flac_holds_what_wav_holds(tmp_path: Path) -> None:
    audio = noise()
    write_wav(tmp_path / "a.wav", audio)
    write_flac(tmp_path / "a.flac", audio)
    assert soundfile.info(tmp_path / "a.flac").subtype == "PCM_24"
    wav, flac = (soundfile.read(tmp_path / name, dtype="int32") for name in ("a.wav", "a.flac"))
    assert flac[1] == wav[1]
    np.testing.assert_array_equal(flac[0], wav[0])


@pytest.mark.parametrize("rate_hz", [32000, 44100, 48000])
def test_an_mp3_comes_in_pieces_that_begin_with_a_frame(rate_hz: int, tmp_path: Path) -> None:
    audio = noise(10.0, rate_hz)
    pieces: list[bytes] = []
    write_mp3(tmp_path / "a.mp3", audio, on_piece=pieces.append)
    assert pieces == list(mp3_pieces(audio))
    assert len(pieces) == 10 // PIECE_SECONDS + 2
    for piece in pieces:
        with av.open(io.BytesIO(piece), format="mp3") as file:
            packets = [packet for packet in file.demux() if packet.size]
        assert piece.startswith(b"\xff\xfb")
        assert sum(packet.size for packet in packets) == len(piece)
    (tmp_path / "b.mp3").write_bytes(b"".join(pieces))
    played = decode(tmp_path / "b.mp3").audio
    assert played.duration_seconds == pytest.approx(10.0, abs=0.1)
    assert np.std(played.samples) == pytest.approx(np.std(audio.samples), rel=0.15)  # the coder cuts the highest


@pytest.mark.parametrize("write", [write_wav, write_mp3, write_flac])
def test_nothing_is_left_of_a_file_that_fails(write: Callable[[Path, Audio], None], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(OSError, match="taken"):
        write(taken, noise(0.1))
    assert list(tmp_path.iterdir()) == [taken]


def test_resampling_keeps_pitch_and_level() -> None:
    time = np.arange(48000) / 48000
    audio = Audio(samples=np.sin(2 * np.pi * 1000 * time)[None].astype(np.float32), sample_rate_hz=48000)
    other = resample(audio, 44100)
    assert other.frames == 44100
    middle = other.samples[0, 4410:-4410]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(1 / np.sqrt(2), rel=1e-3)
    assert resample(other, 44100) is other
