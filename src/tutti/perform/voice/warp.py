"""From spoken time to sung time: which moment of the spoken phrase is heard at each frame of the sung one.

Consonants are stretched evenly. A vowel keeps its beginning and its end as spoken and is held in between; while it is
held, the reading point wanders a little, for a voice never stands still. A diphthong holds its first target and glides
late. The moment that is held lies in the middle of the spoken vowel, where it is most itself: what leads there and away
is coarticulation, which tells the neighbouring consonants and is heard at its spoken speed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.perform.voice.frames import FloatArray, Window
from tutti.perform.voice.randomness import wander
from tutti.perform.voice.timing import Role, Segment

_HEAD_SECONDS, _TAIL_SECONDS = 0.3, 0.3  # of a vowel, kept as spoken
LARGEST_SHARES = (0.55, 0.35)  # of the spoken vowel, head and tail
_LARGEST_SUNG_SHARES = (0.5, 0.35)
_GLIDE_SHARE = 0.5  # of a spoken diphthong is its glide ...
_GLIDE_SUNG_SHARE = 0.45  # ... which takes at most so much of the sung one ...
_GLIDE_STRETCH = 1.5  # ... and at most so many times its spoken length
_WANDER_SECONDS, _WANDER_HZ = 0.016, 2.5
_WANDER_FADE_SECONDS = 0.1
_WANDER_LEAST_SECONDS = 0.015  # a shorter middle is held still
FORETASTE_SECONDS = 0.04  # spoken time that leads into the first phone
AFTERGLOW_SECONDS = 0.08  # and that follows the last: the release of a stop


def warp(
    segments: Sequence[Segment],
    spoken_edges: FloatArray,
    window: Window,
    random: np.random.Generator,
    *,
    shares: tuple[float, float] = LARGEST_SHARES,
) -> FloatArray:
    """Spoken seconds for every frame of the window; NaN where nothing is sung.

    Args:
        segments: of the phrase, in time.
        spoken_edges: the start and end of each in the spoken phrase.
        window: of the sung phrase.
        random: of the wandering of held vowels.
        shares: how much of a spoken vowel lies before and after what is held, at most.
    """
    seconds = window.seconds
    spoken = np.full(window.frames, np.nan)
    sway = _WANDER_SECONDS * wander(random, window.frames, below_hz=_WANDER_HZ)
    for segment, (first, last) in zip(segments, spoken_edges, strict=True):
        inside = (seconds >= segment.start_seconds - 1e-9) & (seconds < segment.end_seconds - 1e-9)
        if segment.role is Role.NUCLEUS:
            spoken[inside] = _held(segment, (first, last), seconds[inside], sway[inside], shares)
        else:
            progress = (seconds[inside] - segment.start_seconds) / segment.seconds
            spoken[inside] = first + progress * (last - first)
    start, spoken_start = segments[0].start_seconds, float(spoken_edges[0, 0])
    before = (seconds >= start - FORETASTE_SECONDS) & (seconds < start - 1e-9)
    spoken[before] = spoken_start + seconds[before] - start
    end, spoken_end = segments[-1].end_seconds, float(spoken_edges[-1, 1])
    after = (seconds >= end - 1e-9) & (seconds < end + AFTERGLOW_SECONDS)
    spoken[after] = spoken_end + seconds[after] - end
    return spoken


def _held(
    segment: Segment,
    spoken_span: tuple[float, float],
    seconds: FloatArray,
    sway: FloatArray,
    shares: tuple[float, float],
) -> FloatArray:
    first, last = spoken_span
    spoken_length, length = last - first, segment.seconds
    head = min(_HEAD_SECONDS, shares[0] * spoken_length, _LARGEST_SUNG_SHARES[0] * length)
    head_sung = head
    if segment.phone.glides:
        tail = _GLIDE_SHARE * spoken_length
        tail_sung = min(_GLIDE_STRETCH * tail, _GLIDE_SUNG_SHARE * length)
    else:
        tail = min(_TAIL_SECONDS, shares[1] * spoken_length, _LARGEST_SUNG_SHARES[1] * length)
        tail_sung = tail
    hold_start, hold_end = segment.start_seconds + head_sung, segment.end_seconds - tail_sung
    middle_start, middle_end = first + head, last - tail
    spoken = np.interp(
        seconds,
        [segment.start_seconds, hold_start, hold_end, segment.end_seconds],
        [first, middle_start, middle_end, last],
    )
    if middle_end - middle_start > _WANDER_LEAST_SECONDS:
        fade = np.clip(np.minimum(seconds - hold_start, hold_end - seconds) / _WANDER_FADE_SECONDS, 0.0, 1.0)
        spoken = np.clip(spoken + sway * fade, first, last)
    return np.asarray(spoken)
