"""Every format in and out; hostile files are refused within limits."""

import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tutti.base.errors import AudioSilent, AudioTooLong, AudioTooShort, AudioUnreadable, FileMissing
from tutti.base.seeds import generator
from tutti.sound.decode import DecodeLimits, decode, read_upload

RATE_HZ = 44100


def tone(seconds: float, rate_hz: int = RATE_HZ, frequency_hz: float = 440.0) -> np.ndarray:
    return 0.4 * np.sin(2 * np.pi * frequency_hz * np.arange(int(seconds * rate_hz)) / rate_hz)


def write_with_av(path: Path, samples: np.ndarray, codec: str, rate_hz: int, layout: str = "stereo") -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples.astype(np.float32), format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        frame.pts = 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [
        ("a.mp3", "libmp3lame", 44100),
        ("a.m4a", "aac", 44100),
        ("a.ogg", "", 44100),
        ("a.opus", "libopus", 48000),
        ("a.webm", "libopus", 48000),
        ("a.flac", "flac", 44100),
    ],
)
def test_every_format_of_the_contract(name: str, codec: str, rate_hz: int, tmp_path: Path) -> None:
    path = tmp_path / name
    sound = np.stack([tone(2.0, rate_hz), tone(2.0, rate_hz, 660.0)])
    if codec:
        write_with_av(path, sound, codec, rate_hz)
    else:
        soundfile.write(path, sound.T, rate_hz, format="OGG", subtype="VORBIS")
    decoded = decode(path)
    audio = decoded.audio
    assert (audio.sample_rate_hz, audio.channels) == (rate_hz, 2)
    assert audio.duration_seconds == pytest.approx(2.0, abs=0.06)
    for channel, expected in zip(audio.samples, (440.0, 660.0), strict=True):
        middle = channel[rate_hz // 2 : rate_hz // 2 + rate_hz]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
        assert np.argmax(spectrum) == pytest.approx(expected, abs=2)
        assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.4 / np.sqrt(2), rel=0.08)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
def test_wav_samples_come_through_exactly(subtype: str, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, generator(1, subtype).uniform(-0.9, 0.9, (3000, 2)), RATE_HZ, subtype=subtype)
    expected, _ = soundfile.read(path, dtype="float32")
    np.testing.assert_array_equal(decode(path).audio.samples, expected.T)


@pytest.mark.parametrize(("rate_hz", "session_hz"), [(8000, 48000), (22050, 44100), (96000, 48000), (192000, 48000)])
def test_other_rates_are_resampled_and_told(rate_hz: int, session_hz: int, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(2.0, rate_hz), rate_hz)
    decoded = decode(path)
    assert decoded.audio.sample_rate_hz == session_hz
    assert decoded.source_rate_hz == rate_hz
    assert "resampled" in decoded.notes[0]
    middle = decoded.audio.samples[0, session_hz // 2 : session_hz // 2 * 3]
    assert np.max(np.abs(middle)) == pytest.approx(0.4, rel=0.01)


def test_surround_is_mixed_down(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    channels = np.zeros((RATE_HZ, 6))
    channels[:, 2] = tone(1.0)  # the centre
    channels[:, 3] = 0.9  # the low-frequency channel is left out
    soundfile.write(path, channels, RATE_HZ, subtype="FLOAT")
    left, right = decode(path).audio.samples
    np.testing.assert_allclose(left, right)
    assert np.max(np.abs(left)) > 0.05
    assert abs(float(left.mean())) < 1e-3


def test_what_is_no_number_becomes_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound = tone(1.0).astype(np.float32)
    sound[100:110] = np.nan
    sound[200] = np.inf
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    decoded = decode(path)
    assert np.all(np.isfinite(decoded.audio.samples))
    assert "11 samples" in decoded.notes[0]


def test_clipping_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.clip(tone(1.0) * 8, -1, 1), RATE_HZ)
    assert any("clipped" in note for note in decode(path).notes)


def test_a_mono_file_stays_mono(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, tone(1.0), RATE_HZ)
    assert decode(path).audio.channels == 1


def test_a_name_is_no_protocol_and_the_working_folder_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("json.py").write_text("raise SystemExit('a module of the working folder was run')")
    path = Path("take1:final.wav")
    soundfile.write(path, tone(1.0), RATE_HZ)
    assert decode(path).audio.frames == RATE_HZ


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("la la la")


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.wav", b"RIFF")


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXTINF:5,\n/etc/hostname\n")


def concatenation(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n")


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))


def header_only(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)


@pytest.mark.parametrize("make", [empty, text, archive, playlist, concatenation, picture, header_only])
def test_what_is_not_audio(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    make(path)
    with pytest.raises(AudioUnreadable, match=r"a\.wav"):
        decode(path)


def test_a_header_that_claims_hours_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(4.0), RATE_HZ, subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[40:44] = (0x7FFFFFF0).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    assert decode(path).audio.duration_seconds == pytest.approx(4.0, abs=0.01)


def test_a_truncated_file_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    write_with_av(path, np.stack([tone(6.0)] * 2), "libmp3lame", RATE_HZ)
    path.write_bytes(path.read_bytes()[:60_000])
    assert 1.0 < decode(path).audio.duration_seconds < 5.0


def test_limits_of_an_upload(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nothing\.wav"):
        read_upload(tmp_path / "nothing.wav")
    short, silent, long = (tmp_path / name for name in ("short.wav", "silent.wav", "long.wav"))
    soundfile.write(short, tone(2.0), RATE_HZ)
    soundfile.write(silent, np.zeros(RATE_HZ * 4), RATE_HZ)
    soundfile.write(long, tone(7.0), RATE_HZ)
    with pytest.raises(AudioTooShort, match=r"2\.0 s"):
        read_upload(short)
    with pytest.raises(AudioSilent, match="digital silence"):
        read_upload(silent)
    with pytest.raises(AudioTooLong, match="longer"):
        read_upload(long, max_seconds=6.0)
    with pytest.raises(AudioTooLong, match="MB"):
        decode(long, DecodeLimits(max_bytes=1000))
