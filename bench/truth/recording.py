"""How a performance reaches the listener: a room, a noise floor, a telephone's microphone, lossy compression."""

from __future__ import annotations

import io
from enum import StrEnum

import lameenc
import numpy as np
import soundfile
import soxr
from scipy.signal import butter, oaconvolve, sosfilt

from bench.truth.song import FloatArray
from tutti.base.seeds import generator


class Recording(StrEnum):
    """The kinds of recordings there are."""

    CLEAN = "clean"
    ROOM = "room"
    PHONE = "phone"


_CODEC_DELAY_FRAMES = 576 + 529  # of LAME and of any MP3 decoder (LAME technical FAQ)
_NOISE_DB = {Recording.CLEAN: -62.0, Recording.ROOM: -55.0, Recording.PHONE: -44.0}


def recorded(sound: FloatArray, kind: Recording, *, rate_hz: int, seed: int) -> FloatArray:
    """A mono performance as it was recorded, peak at -4 dB."""
    random = generator(seed, "recording")
    if kind is not Recording.CLEAN:
        sound = in_room(sound, rate_hz=rate_hz, reverb_seconds=random.uniform(0.25, 0.6), wet=0.25, random=random)
    if kind is Recording.PHONE:
        sound = sosfilt(butter(2, [220, 3800], "bandpass", fs=rate_hz, output="sos"), sound)
        sound = np.tanh(1.8 * sound / (np.abs(sound).max() + 1e-9))
    sound = 0.63 * sound / (np.abs(sound).max() + 1e-9)
    return np.asarray(sound + random.standard_normal(len(sound)) * 10 ** (_NOISE_DB[kind] / 20) * 0.35)


def in_room(
    sound: FloatArray, *, rate_hz: int, reverb_seconds: float, wet: float, random: np.random.Generator
) -> FloatArray:
    """Sound with a diffuse tail that falls by 60 dB in `reverb_seconds`; mono (frames,) or (channels, frames)."""
    length = int(reverb_seconds * rate_hz)
    decay = np.exp(-6.9 * np.arange(length) / length)
    channels = np.atleast_2d(sound)
    tails = []
    for channel in channels:
        answer = random.standard_normal(length) * decay
        answer[: int(0.008 * rate_hz)] = 0.0
        answer /= np.sqrt((answer**2).sum())
        tails.append(oaconvolve(channel, answer)[: channel.shape[0]])
    return np.asarray((channels + wet * np.stack(tails)).reshape(sound.shape))


def through_mp3(samples: FloatArray, *, rate_hz: int, bit_rate_kbit: int) -> FloatArray:
    """Audio (channels, frames) encoded to MP3 and decoded again, back in step with the original.

    The encoder lowers the sample rate of low bit rates; its delay and the decoder's are taken off.
    """
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(bit_rate_kbit)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(samples.shape[0])
    encoder.set_quality(5)
    pcm = (np.clip(samples.T, -1, 1) * 32767).astype(np.int16)
    data = encoder.encode(pcm.tobytes()) + encoder.flush()
    decoded, decoded_rate_hz = soundfile.read(io.BytesIO(bytes(data)), dtype="float64", always_2d=True)
    in_step = soxr.resample(decoded[_CODEC_DELAY_FRAMES:], decoded_rate_hz, rate_hz)[: samples.shape[1]]
    return np.ascontiguousarray(in_step.T)
