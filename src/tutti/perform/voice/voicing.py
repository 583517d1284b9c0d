"""Which frames of a sung phrase are voiced, and how much of them is noise.

Voiceless consonants are noise alone. In voiced ones the network's own share of noise holds where it is larger than
what any voice has; within vowels it is bounded, for a held vowel with a hissing frame in it is hoarse.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from tutti.perform.voice.colour import breathiness
from tutti.perform.voice.frames import FloatArray, FrameArray, Window
from tutti.perform.voice.phones import Manner
from tutti.perform.voice.timing import Role, Segment

_SMOOTH_FRAMES = 3
_VOWEL_EXCESS = 0.1  # how far the network's noise may lie over the rule within vowels and sonorants
_LEAD_SECONDS = 0.008  # the folds swing so long before a vowel has its level
_RELEASE_SECONDS = 0.06  # a final vowel or sonorant stays voiced so long


def voicing_curve(segments: tuple[Segment, ...], window: Window) -> FloatArray:
    """1 where the folds swing, 0 where not, one value a frame."""
    seconds = window.seconds
    voicing = np.zeros(len(seconds))
    for segment in segments:
        if segment.phone.is_voiced:
            lead = _LEAD_SECONDS if segment.role is Role.NUCLEUS else 0.0
            voicing[(seconds >= segment.start_seconds - lead) & (seconds < segment.end_seconds)] = 1.0
    first, last = segments[0], segments[-1]
    if first.role is Role.NUCLEUS:
        voicing[(seconds >= first.start_seconds - _RELEASE_SECONDS) & (seconds < first.start_seconds)] = 1.0
    if not last.phone.is_obstruent:
        voicing[(seconds >= last.end_seconds) & (seconds < last.end_seconds + _RELEASE_SECONDS)] = 1.0
    return voicing


def noise_shares(spoken: FrameArray, segments: tuple[Segment, ...], window: Window, breath: float) -> FrameArray:
    """The amplitude share of noise in each frame's bins, from the spoken one; `breath` is the singer's."""
    seconds = window.seconds
    plain, hissing = (breathiness(breath, phone_is_hissing=hisses) for hisses in (False, True))
    shares = np.maximum(spoken, plain)
    for segment in segments:
        lead = _LEAD_SECONDS if segment.role is Role.NUCLEUS else 0.0
        inside = slice(*np.searchsorted(seconds, [segment.start_seconds - lead, segment.end_seconds]))
        phone = segment.phone
        if not phone.is_voiced:
            shares[inside] = 1.0
        elif phone.is_obstruent:
            rule = hissing if phone.manner is Manner.FRICATIVE or phone.symbol == "ʤ" else plain
            shares[inside] = np.maximum(spoken[inside], rule)
        else:
            shares[inside] = np.clip(spoken[inside], plain, plain + _VOWEL_EXCESS)
    return np.asarray(np.clip(uniform_filter1d(shares, _SMOOTH_FRAMES, axis=0), 0.0, 1.0), dtype=np.float32)
