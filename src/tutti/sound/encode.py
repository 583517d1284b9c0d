"""From Audio to files: 24-bit WAV and MP3, each written beside its place and renamed, so never half there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import av
import lameenc
import numpy as np
import numpy.typing as npt
import soundfile

from tutti.base.errors import MixBroken
from tutti.sound.audio import Audio

MP3_KBIT_PER_SECOND = 192
MP3_QUALITY = 5  # LAME's scale from 0 (best, slow) to 9; 5 is its own middle
_FULL_SCALE_24 = 1 << 23
_FULL_SCALE_16 = 1 << 15
_BLOCK_FRAMES = 1 << 16


def write_wav(path: Path, audio: Audio) -> None:
    """Write 24-bit PCM; samples are rounded, not dithered, so that stems still sum to the master.

    Raises:
        MixBroken: a sample lies beyond full scale.
    """
    peak = float(np.max(np.abs(audio.samples), initial=0.0))
    if not peak <= 1.0:
        raise MixBroken(f"{path.name} would clip: a sample has the value {peak:.3f}")
    scratch = path.with_name(f".{path.name}.part")
    with soundfile.SoundFile(
        scratch, "w", audio.sample_rate_hz, audio.channels, subtype="PCM_24", format="WAV"
    ) as file:
        for block in _blocks(audio):
            steps = np.clip(np.rint(block * np.float32(_FULL_SCALE_24)), -_FULL_SCALE_24, _FULL_SCALE_24 - 1)
            file.write(steps.astype(np.int32) << 8)
    scratch.replace(path)


def write_mp3(path: Path, audio: Audio, *, title: str = "", artist: str = "Tutti") -> None:
    """Write an MP3 with its title and artist as tags."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(MP3_KBIT_PER_SECOND)
    encoder.set_in_sample_rate(audio.sample_rate_hz)
    encoder.set_channels(audio.channels)
    encoder.set_quality(MP3_QUALITY)
    encoder.silence()
    stream = io.BytesIO()
    for block in _blocks(audio):
        steps = np.clip(np.rint(block * np.float32(_FULL_SCALE_16)), -_FULL_SCALE_16, _FULL_SCALE_16 - 1)
        stream.write(encoder.encode(steps.astype("<i2").tobytes()))
    stream.write(encoder.flush())
    stream.seek(0)
    scratch = path.with_name(f".{path.name}.part")
    _tag(stream, scratch, {"title": title, "artist": artist})
    scratch.replace(path)


def _tag(stream: io.BytesIO, path: Path, tags: dict[str, str]) -> None:
    """Copy an MP3 stream, unchanged, into a file with ID3 tags and a length header."""
    with av.open(stream, "r", format="mp3") as source, av.open(str(path), "w", format="mp3") as target:
        target.metadata.update({name: text for name, text in tags.items() if text})
        copied = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is None:
                continue
            packet.stream = copied
            target.mux(packet)


def _blocks(audio: Audio) -> Iterator[npt.NDArray[np.float32]]:
    """Interleaved blocks shaped (frames, channels)."""
    for start in range(0, audio.frames, _BLOCK_FRAMES):
        yield np.ascontiguousarray(audio.samples[:, start : start + _BLOCK_FRAMES].T)
