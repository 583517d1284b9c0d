"""What is left of a tone when its syllable is sung: a rise into the second, a fall at the end of the fourth.

The melody takes the place of the tones; singers of Mandarin still bend into and out of notes as the tone would
(Schellenberg, "Does language determine music in tone languages?", Ethnomusicology 56, 2012). In semitones, one value a
frame; small enough that the note stays the note.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from tutti.perform.voice.frames import FloatArray, Window
from tutti.perform.voice.timing import TimedPhrase

_RISE_SEMITONES, _RISE_SECONDS = 0.7, 0.12
_FALL_SEMITONES, _FALL_SECONDS = 0.6, 0.09
_LEAST_NOTE_SECONDS = 0.2  # shorter notes have no room for it
_SMOOTH_FRAMES = 2.0
_RISING, _FALLING = 2, 4


def tone_hints(phrase: TimedPhrase, window: Window) -> FloatArray:
    """How far the pitch is bent, in semitones."""
    seconds = window.seconds
    bend = np.zeros(window.frames)
    for syllable in phrase.syllables:
        nucleus, notes = syllable.nucleus, syllable.notes
        tone = syllable.syllable.tone
        if tone == _RISING and notes[0].seconds >= _LEAST_NOTE_SECONDS:
            since = (seconds - nucleus.start_seconds) / _RISE_SECONDS
            bend -= _RISE_SEMITONES * np.where((since > -0.5) & (since < 1.0), np.minimum(1.0 - since, 1.0) ** 2, 0.0)
        if tone == _FALLING and notes[-1].seconds >= _LEAST_NOTE_SECONDS:
            left = (nucleus.end_seconds - seconds) / _FALL_SECONDS
            bend -= _FALL_SEMITONES * np.where((left >= 0.0) & (left < 1.0), (1.0 - left) ** 2, 0.0)
    return np.asarray(gaussian_filter1d(bend, _SMOOTH_FRAMES))
