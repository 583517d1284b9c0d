"""The volume envelope and the mixing of tones: delay, attack, hold, decay, sustain, release.

Attack rises linearly in amplitude, decay and release fall linearly in dB, as the SoundFont standard has it (section
8.1.2, generators 33 to 38). The gain moves in straight lines between points at most 64 frames apart, and at every
corner of the envelope. A choke (exclusive class) cuts a tone with a fast fade. A swell raises the middle of a held
note by half a sine of dB.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

TONE = np.dtype(
    [
        ("start", np.int64),  # first frame in the stem; may lie before it
        ("frames", np.int64),  # how many frames it sounds at most
        ("held", np.float64),  # frames until it is let go
        ("choke", np.float64),  # frames until it is cut
        ("attack", np.float64),  # frames
        ("hold", np.float64),  # frames
        ("decay_db", np.float64),  # dB a frame
        ("sustain_db", np.float64),  # dB under the peak
        ("release_db", np.float64),  # dB a frame
        ("swell_db", np.float64),  # dB in the middle of the note
        ("left", np.float64),  # gain, int16 to full scale included
        ("right", np.float64),
        ("shade", np.float64),  # share of the shading that is mixed in
    ]
)
UNSHADED = np.zeros(0, dtype=np.float32)
SILENT_DB = 96.0  # under the peak: a tone ends here
CHOKE_SECONDS = 0.008  # fast enough for a hi-hat, slow enough not to click
_BLOCK_FRAMES = 64


@njit(cache=True, nogil=True)
def add_tones(
    stream: npt.NDArray[np.float32],
    shading: npt.NDArray[np.float32],
    tones: npt.NDArray[np.void],
    choke_fade: float,
    out: npt.NDArray[np.float32],
) -> None:
    """Add each tone, a stream under its envelope, to a stereo stem.

    `shading` is as long as the stream, or empty; each tone adds its share of it (0 where it is empty) to the stream.
    """
    ramp = np.arange(_BLOCK_FRAMES).astype(np.float32)
    for tone in tones:
        start = tone.start
        frames = min(tone.frames, stream.shape[0], out.shape[1] - start)
        release = tone.attack + tone.hold
        done = max(0, -start)  # what would lie before the stem is not heard
        gain = 0.0
        while done < frames:
            point = min(done + _BLOCK_FRAMES, frames)
            for corner in (tone.attack, release, tone.held, tone.choke):
                if done < corner < point:
                    point = max(int(corner), done + 1)
            # The gain at the point, from the definition of the envelope.
            shaped = min(float(point), tone.held)
            level = 1.0
            down_db = 0.0
            if shaped < tone.attack:
                level = shaped / tone.attack
            elif shaped > release:
                down_db = min((shaped - release) * tone.decay_db, tone.sustain_db)
            if tone.swell_db != 0.0:
                down_db -= tone.swell_db * math.sin(math.pi * shaped / tone.held)
            if point > tone.held:
                down_db += (point - tone.held) * tone.release_db
            if point > tone.choke:
                level *= 0.5 + 0.5 * math.cos(math.pi * min((point - tone.choke) / choke_fade, 1.0))
            target = level * 10.0 ** (-down_db / 20.0) if down_db < SILENT_DB else 0.0
            piece = stream[done:point]
            left, right = out[0, start + done : start + point], out[1, start + done : start + point]
            left_gain, right_gain = np.float32(gain * tone.left), np.float32(gain * tone.right)
            left_step = np.float32((target - gain) * tone.left / (point - done))
            right_step = np.float32((target - gain) * tone.right / (point - done))
            darker = shading[done:point] if shading.shape[0] > 0 else piece
            shade = np.float32(tone.shade)
            for frame in range(point - done):
                along = ramp[frame]
                value = piece[frame] + shade * darker[frame]
                left[frame] += value * (left_gain + left_step * along)
                right[frame] += value * (right_gain + right_step * along)
            gain = target
            done = point
